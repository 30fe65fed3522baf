"""A network of layers of long short-term memory that predicts the next character of a text.

The matrices of this LSTM are diagonal: forgetting and the output depend on the input of a cell,
what goes in on its last output. The loss is the mean negative log likelihood of the bits of
characters.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .libraries import Library


@dataclass(frozen=True)
class Problem:
    """A network and a text.

    Args:
      main: [2 L, 4 B], the weights and the biases of each layer, for four gates.
      extra: [3, B], weights of the input, weights and biases of the output.
      state: [2 L, B], the last output and the cell of each layer.
      text: [C, B], the bits of characters.
    """

    main: np.ndarray
    extra: np.ndarray
    state: np.ndarray
    text: np.ndarray

    @staticmethod
    def random(layers: int, characters: int, bits: int = 14) -> "Problem":
        """A problem of a size, always the same."""
        draw = np.random.default_rng(0)
        return Problem(
            draw.random((2 * layers, 4 * bits)), draw.random((3, bits)),
            draw.random((2 * layers, bits)),
            draw.integers(0, 2, (characters, bits)).astype(np.float64),
        )  # fmt: skip

    def prepare(self, library: Library) -> tuple[Any, list[Any]]:
        """The function that computes the gradient, and its arguments."""
        tf = library.tf
        state, text = library.tensor(self.state), library.tensor(self.text)
        layers, bits = len(self.main) // 2, self.text.shape[1]

        def layer(parameters: Any, start: Any, x: Any) -> Any:
            weights, biases = (tf.reshape(part, [4, bits]) for part in tf.unstack(parameters))
            forget = tf.unstack(tf.sigmoid(x * weights[0] + biases[0]))
            output = tf.unstack(tf.sigmoid(x * weights[2] + biases[2]))
            hidden, cell = tf.unstack(start)
            (into, change), (into_bias, change_bias) = (
                (part[1], part[3]) for part in (weights, biases)
            )
            outputs = []
            for kept, shown in zip(forget, output, strict=True):
                new = tf.sigmoid(hidden * into + into_bias) * tf.tanh(hidden * change + change_bias)
                cell = cell * kept + new
                hidden = shown * tf.tanh(cell)
                outputs.append(hidden)
            return tf.stack(outputs)

        def objective(main: Any, extra: Any) -> Any:
            x = text[:-1] * extra[0]
            for i in range(0, 2 * layers, 2):
                x = layer(main[i : i + 2], state[i : i + 2], x)
            y = x * extra[1] + extra[2]
            total = tf.math.log(tf.reduce_sum(tf.exp(y), 1) + 2.0)
            fit = text[1:] * (y - tf.reshape(total, [-1, 1]))
            return -tf.reduce_sum(fit) / float(fit.shape[0] * bits)

        def gradient(*parameters: Any) -> list[Any]:
            return library.gradient(objective, parameters)

        return gradient, [library.tensor(a) for a in (self.main, self.extra)]

    def derivatives(self, found: list[np.ndarray]) -> np.ndarray:
        """The gradient in the order of ADBench."""
        return np.concatenate([g.ravel() for g in found])


def read(path: str) -> Problem:
    """A problem from a file of ADBench."""
    with open(path) as file:
        layers, characters, bits = map(int, file.readline().split())
        values = np.array(file.read().split(), dtype=np.float64)
    shapes = [(2 * layers, 4 * bits), (3, bits), (2 * layers, bits), (characters, bits)]
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    parts = np.split(values[: ends[-1]], ends[:-1])
    return Problem(*[part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)])
