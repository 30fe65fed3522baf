"""Initializers with random numbers, in the interface of Keras.

With a seed an initializer gives the same numbers whenever it is called, those that Keras gives on
TensorFlow. Without one it draws from the global state, and every call gives others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.tensor import Tensor
from ..dtype import DType, DTypeLike
from ..ops.random import stateless as random_stateless
from ..registry import export
from ..variables.defaults import Draw, drawn, orthogonal, scaled
from .base import Initializer, floating


class Random(Initializer):
    """Base of the initializers that draw numbers."""

    def __init__(self, seed: int | None) -> None:
        self.seed = seed

    @property
    def _draw(self) -> Draw:
        return drawn(None) if self.seed is None else self._seeded

    def _seeded(
        self, distribution: str, shape: Any, first: float, second: float, dtype: DType
    ) -> Tensor:
        function: Callable[..., Tensor] = getattr(random_stateless, f"stateless_{distribution}")
        return function(shape, [self.seed, 0], first, second, dtype)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"seed": self.seed}


@export("initializers.RandomUniform initializers.random_uniform random_uniform_initializer")
class RandomUniform(Random):
    """Uniform random numbers.

    Args:
      minval: the lower end.
      maxval: the upper end.
      seed: an integer, for the same numbers in every call.

    >>> ef.initializers.RandomUniform(seed=1)([3]).numpy()
    array([ 0.03784882, -0.00400198,  0.01002913], dtype=float32)
    """

    def __init__(
        self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None
    ) -> None:
        super().__init__(seed)
        self.minval = minval
        self.maxval = maxval

    def __call__(self, shape: Any, dtype: DTypeLike = None, **kwargs: Any) -> Tensor:
        """The initial value."""
        return self._draw("uniform", shape, self.minval, self.maxval, floating(dtype))

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"minval": self.minval, "maxval": self.maxval, **super().get_config()}


@export("initializers.RandomNormal initializers.random_normal random_normal_initializer")
class RandomNormal(Random):
    """Normal random numbers.

    Args:
      mean: the mean.
      stddev: the standard deviation.
      seed: an integer, for the same numbers in every call.
    """

    distribution = "normal"

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.mean = mean
        self.stddev = stddev

    def __call__(self, shape: Any, dtype: DTypeLike = None, **kwargs: Any) -> Tensor:
        """The initial value."""
        return self._draw(self.distribution, shape, self.mean, self.stddev, floating(dtype))

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"mean": self.mean, "stddev": self.stddev, **super().get_config()}


@export("initializers.TruncatedNormal initializers.truncated_normal")
class TruncatedNormal(RandomNormal):
    """Normal random numbers less than two standard deviations from the mean.

    Args:
      mean: the mean of the whole distribution.
      stddev: the standard deviation of the whole distribution.
      seed: an integer, for the same numbers in every call.
    """

    distribution = "truncated_normal"


@export("initializers.VarianceScaling initializers.variance_scaling")
class VarianceScaling(Random):
    """Random numbers whose variance fits the number of inputs or outputs of a layer.

    Args:
      scale: the variance times that number.
      mode: which number: `fan_in`, `fan_out`, or the mean of both, `fan_avg`.
      distribution: `truncated_normal`, `untruncated_normal` or `uniform`.
      seed: an integer, for the same numbers in every call.

    Raises:
      ValueError: the scale is not positive, or another argument is none of the choices.
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
    ) -> None:
        super().__init__(seed)
        check_scaling(scale, mode, distribution)
        self.scale = scale
        self.mode = mode
        self.distribution = distribution

    def __call__(self, shape: Any, dtype: DTypeLike = None, **kwargs: Any) -> Tensor:
        """The initial value."""
        wanted = floating(dtype)
        sizes = list(shape)
        return scaled(self._draw, sizes, self.scale, self.mode, self.distribution, wanted)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        own = {"scale": self.scale, "mode": self.mode, "distribution": self.distribution}
        return {**own, **super().get_config()}


@export("initializers.Orthogonal initializers.orthogonal")
class Orthogonal(Random):
    """Random matrices with orthonormal columns, or rows where there are fewer of these.

    All axes but the last count as rows.

    Args:
      gain: what they are multiplied by.
      seed: an integer, for the same numbers in every call.

    Raises:
      ValueError: when called, the shape has fewer than two axes.

    >>> q = ef.initializers.Orthogonal(seed=1)([3, 2])
    >>> np.round(ef.linalg.matmul(q, q, transpose_a=True).numpy(), 5) + 0.0
    array([[1., 0.],
           [0., 1.]], dtype=float32)
    """

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        super().__init__(seed)
        self.gain = gain

    def __call__(self, shape: Any, dtype: DTypeLike = None, **kwargs: Any) -> Tensor:
        """The initial value."""
        return orthogonal(self._draw, list(shape), self.gain, floating(dtype))

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"gain": self.gain, **super().get_config()}


def check_scaling(scale: float, mode: str, distribution: str) -> None:
    """Raise ValueError when the arguments of a variance scaling are none."""
    if scale <= 0:
        raise ValueError(f"Argument `scale` must be positive float. Received: scale={scale}")
    for name, given, choices in (
        ("mode", mode, ("fan_in", "fan_out", "fan_avg")),
        ("distribution", distribution, ("truncated_normal", "untruncated_normal", "uniform")),
    ):
        if given not in choices:
            raise ValueError(
                f"Invalid `{name}` argument: {given}. Please use one of {', '.join(choices)}"
            )


class _ForLayer(VarianceScaling):
    """A variance scaling with a name of its own."""

    arguments: tuple[float, str, str]

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(*self.arguments, seed)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"seed": self.seed}


@export("initializers.GlorotUniform initializers.glorot_uniform")
class GlorotUniform(_ForLayer):
    """Uniform, for layers whose activation is about linear (X. Glorot and Y. Bengio, 2010).

    Args:
      seed: an integer, for the same numbers in every call.
    """

    arguments = (1.0, "fan_avg", "uniform")


@export("initializers.GlorotNormal initializers.glorot_normal")
class GlorotNormal(_ForLayer):
    """Normal, for layers whose activation is about linear (X. Glorot and Y. Bengio, 2010).

    Args:
      seed: an integer, for the same numbers in every call.
    """

    arguments = (1.0, "fan_avg", "truncated_normal")


@export("initializers.LecunUniform initializers.lecun_uniform")
class LecunUniform(_ForLayer):
    """Uniform, with variance one over the number of inputs (Y. LeCun et al., 1998).

    Args:
      seed: an integer, for the same numbers in every call.
    """

    arguments = (1.0, "fan_in", "uniform")


@export("initializers.LecunNormal initializers.lecun_normal")
class LecunNormal(_ForLayer):
    """Normal, with variance one over the number of inputs (Y. LeCun et al., 1998).

    Args:
      seed: an integer, for the same numbers in every call.
    """

    arguments = (1.0, "fan_in", "truncated_normal")


@export("initializers.HeUniform initializers.he_uniform")
class HeUniform(_ForLayer):
    """Uniform, for layers with rectifiers (K. He et al., 2015).

    Args:
      seed: an integer, for the same numbers in every call.
    """

    arguments = (2.0, "fan_in", "uniform")


@export("initializers.HeNormal initializers.he_normal")
class HeNormal(_ForLayer):
    """Normal, for layers with rectifiers (K. He et al., 2015).

    Args:
      seed: an integer, for the same numbers in every call.
    """

    arguments = (2.0, "fan_in", "truncated_normal")
