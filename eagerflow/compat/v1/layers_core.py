"""`compat.v1.layers`: Dense, Dropout and Flatten."""

from __future__ import annotations

from math import prod
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...dtype import FLOATING
from ...graph.cond import cond
from ...graph.values import get_static_value
from ...initializers.v1 import ZerosV1
from ...ops.array import identity
from ...ops.array import shape as shape_of
from ...ops.arrays.shaping import expand_dims, reshape, transpose
from ...ops.linalg.einsum import tensordot
from ...ops.linalg.products import matmul
from ...ops.nn.dropout import dropout as drop
from ...ops.nn.normalization import bias_add
from ...registry import export, export_values
from ...shapes import TensorShape
from .layer_base import InputSpec, Layer, depth_at, functional
from .rnn_base import activation_of

_ZEROS = ZerosV1()


def activated(activation: Any, value: Any) -> Any:
    """A value after the activation function of a layer: a function, a name or None."""
    return value if activation is None else activation_of(activation)(value)


def is_training(training: Any) -> bool | None:
    """Whether a layer trains, as far as that is known now; None for a symbol that is to say it."""
    if training is None:
        return False
    known = get_static_value(as_tensor(training))
    return None if known is None else bool(known)


@export("", v1="layers.Dense")
class Dense(Layer):
    """`activation(inputs @ kernel + bias)`.

    Args:
      units: size of the last axis of the result.
      activation: a function of the result, or the name of one; none when left out.
      use_bias: whether there is a bias.
      kernel_initializer: makes the kernel at the start; that of the variable scope when left out,
        else Glorot's uniform one.
      bias_initializer: makes the bias at the start.
      kernel_regularizer: a function from the kernel to a loss.
      bias_regularizer: likewise for the bias.
      activity_regularizer: likewise for the result; the loss is divided by the size of the batch.
      kernel_constraint: a function from a new kernel to the one to keep, called by optimizers.
      bias_constraint: likewise for the bias.
      trainable: whether optimizers change the variables by default.
      name: name of the variable scope.
      **kwargs: those of `Layer`.

    Raises:
      TypeError: the input is not of floats.
      ValueError: the size of its last axis is not known.

    >>> v1 = ef.compat.v1
    >>> layer = v1.layers.Dense(2, kernel_initializer=v1.ones_initializer())
    >>> layer(ef.constant([[1., 2.]])).numpy()
    array([[3., 3.]], dtype=float32)
    >>> [v.name for v in layer.variables]
    ['dense/kernel:0', 'dense/bias:0']
    """

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = _ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(trainable, name, activity_regularizer=activity_regularizer, **kwargs)
        self.units = int(units)
        if self.units <= 0:
            raise errors.make(
                ValueError,
                "Received an invalid value for `units`, expected a positive integer. Received: "
                f"units={units}",
            )
        self.activation = activation
        self.use_bias = use_bias
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer
        self.kernel_regularizer = kernel_regularizer
        self.bias_regularizer = bias_regularizer
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint
        self.kernel: Any = None
        self.bias: Any = None
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape: Any) -> None:
        """Make kernel and bias."""
        if self.dtype not in FLOATING:
            raise errors.make(
                TypeError,
                "A Dense layer can only be built with a floating-point dtype. Received: dtype="
                f"{self.dtype}",
                fix="cast the input to float32",
            )
        depth = depth_at(input_shape, -1, "Dense", "last dimension")
        self.input_spec = InputSpec(min_ndim=2, axes={-1: depth})
        self.kernel = self.add_weight(
            "kernel",
            [depth, self.units],
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                [self.units],
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def call(self, inputs: Any) -> Any:
        """The result of the layer."""
        rank = inputs.shape.rank
        if rank in (2, None):
            y = matmul(inputs, self.kernel)
        else:
            y = tensordot(inputs, self.kernel, [[rank - 1], [0]])
        if self.bias is not None:
            y = bias_add(y, self.bias)
        return activated(self.activation, y)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the result for inputs of a shape."""
        return TensorShape([*TensorShape(input_shape).as_list()[:-1], self.units])


@export("", v1="layers.Dropout")
class Dropout(Layer):
    """Set elements to zero at random in training; the others are divided by the rest.

    Args:
      rate: the probability with which an element is set to zero; a number or a tensor.
      noise_shape: shape of the random choices, which are broadcast; see `nn.dropout`.
      seed: the operation's own seed.
      name: name of the scope.
      **kwargs: those of `Layer`.
    """

    def __init__(
        self,
        rate: Any = 0.5,
        noise_shape: Any = None,
        seed: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed

    def call(self, inputs: Any, training: Any = False) -> Any:
        """The input, with zeros in it when `training` (a bool or a bool tensor) is true."""

        def dropped() -> Tensor:
            return drop(inputs, self.rate, self.noise_shape, self.seed)

        training_now = is_training(training)
        if training_now is None:
            return cond(as_tensor(training), dropped, lambda: identity(inputs))
        return dropped() if training_now else identity(inputs)


@export("", v1="layers.dropout")
def dropout(
    inputs: Any,
    rate: Any = 0.5,
    noise_shape: Any = None,
    seed: int | None = None,
    training: Any = False,
    name: str | None = None,
) -> Any:
    """Set elements to zero at random in training; the others are divided by the rest.

    Args:
      inputs: a floating tensor.
      rate: the probability with which an element is set to zero.
      noise_shape: shape of the random choices, which are broadcast; see `nn.dropout`.
      seed: the operation's own seed.
      training: whether to do anything at all: a bool, or a bool tensor such as a placeholder.
      name: name of the scope.

    Returns:
      A tensor like `inputs`.

    >>> ef.compat.v1.layers.dropout([1., 2.], training=False).numpy()
    array([1., 2.], dtype=float32)
    """
    return Dropout(rate, noise_shape, seed, name)(inputs, training=training)


@export("", v1="layers.Flatten")
class Flatten(Layer):
    """Put all axes but that of the batch into one.

    Args:
      data_format: "channels_last" or "channels_first"; the latter moves channels to the end first.
      **kwargs: those of `Layer`.

    >>> ef.compat.v1.layers.Flatten()(ef.ones([2, 3, 4])).shape
    TensorShape([2, 12])
    """

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = checked_format(data_format or "channels_last")
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Any) -> Any:
        """A matrix with a row for each example."""
        rank = inputs.shape.rank
        if rank == 1:
            return expand_dims(inputs, 1)
        if self.data_format == "channels_first" and rank is not None and rank > 1:
            inputs = transpose(inputs, [0, *range(2, rank), 1])
        sizes = inputs.shape.as_list() if rank is not None else [None]
        if rank is not None and None not in sizes[1:]:
            return reshape(inputs, [-1, prod(s or 0 for s in sizes[1:])])
        return reshape(inputs, [shape_of(inputs)[0] if sizes[0] is None else sizes[0], -1])

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the result for inputs of a shape."""
        batch, *rest = TensorShape(input_shape).as_list()
        return TensorShape([batch, None if None in rest else prod(s or 0 for s in rest)])


@export("", v1="layers.flatten")
def flatten(inputs: Any, name: str | None = None, data_format: str = "channels_last") -> Any:
    """Put all axes but that of the batch into one.

    Args:
      inputs: a tensor of shape [batch, ...].
      name: name of the scope.
      data_format: "channels_last" or "channels_first".

    Returns:
      A tensor of shape [batch, elements of an example].
    """
    return Flatten(data_format, name=name)(inputs)


def checked_format(data_format: str) -> str:
    """A data format in small letters.

    Raises:
      ValueError: there is no such one.
    """
    found = str(data_format).lower()
    if found not in ("channels_first", "channels_last"):
        raise errors.make(
            ValueError,
            "The `data_format` argument must be one of channels_first, channels_last. Received: "
            f"{data_format}",
        )
    return found


dense = functional(Dense, "dense", __name__, "`activation(inputs @ kernel + bias)`.")
export_values(__name__, "", v1="layers.dense")
