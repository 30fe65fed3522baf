"""Initializers as 1.x programs make them: they know their dtype and draw from the global state."""

from __future__ import annotations

import math
from typing import Any

from ..core.tensor import Tensor
from ..dtype import DType, DTypeLike, as_dtype, float32
from ..ops import array
from ..ops.arrays.ranges import eye
from ..ops.random.stateful import uniform
from ..registry import export
from ..variables.defaults import drawn, orthogonal, scaled
from .base import Described, floating, matrix_shape
from .drawn import check_scaling


class InitializerV1(Described):
    """Base of initializers that know their dtype.

    Args:
      dtype: the dtype to make where a call does not say which.
    """

    def __init__(self, dtype: DTypeLike = float32) -> None:
        self.dtype = as_dtype(dtype)

    def _wanted(self, dtype: DTypeLike) -> DType:
        return self.dtype if dtype is None else as_dtype(dtype)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"dtype": self.dtype.name}


@export("", v1="zeros_initializer initializers.zeros")
class ZerosV1(InitializerV1):
    """Zeros (False, empty strings).

    Args:
      dtype: the dtype to make where a call does not say which.
    """

    def __call__(self, shape: Any, dtype: DTypeLike = None, partition_info: Any = None) -> Any:
        """The initial value."""
        return array.zeros(shape, self._wanted(dtype))


@export("", v1="ones_initializer initializers.ones")
class OnesV1(InitializerV1):
    """Ones (True).

    Args:
      dtype: the dtype to make where a call does not say which.
    """

    def __call__(self, shape: Any, dtype: DTypeLike = None, partition_info: Any = None) -> Any:
        """The initial value."""
        return array.ones(shape, self._wanted(dtype))


@export("", v1="constant_initializer initializers.constant")
class ConstantV1(InitializerV1):
    """The same value everywhere, or given values in a given order.

    Args:
      value: a number, or as many numbers as the shape has elements.
      dtype: the dtype to make where a call does not say which.
      verify_shape: raise when the value does not have the shape asked for.

    Raises:
      TypeError: when called, the value does not have that many elements or, if it is verified, that
        shape.
    """

    def __init__(
        self, value: Any = 0, dtype: DTypeLike = float32, verify_shape: bool = False
    ) -> None:
        super().__init__(dtype)
        self.value = value
        self._verify_shape = verify_shape

    def __call__(
        self,
        shape: Any,
        dtype: DTypeLike = None,
        partition_info: Any = None,
        verify_shape: bool | None = None,
    ) -> Any:
        """The initial value."""
        made = array.constant(self.value, self._wanted(dtype))
        if verify_shape or (verify_shape is None and self._verify_shape):
            if not made.shape.is_compatible_with(shape):
                raise TypeError(
                    f"Expected Tensor {self.value} with shape {tuple(shape)}, but got shape "
                    f"{made.shape}."
                )
            return made
        return array.constant(self.value, self._wanted(dtype), shape)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"value": self.value, **super().get_config()}


@export("", v1="initializers.identity")
class IdentityV1(InitializerV1):
    """A unit matrix times a factor.

    Args:
      gain: the factor.
      dtype: the dtype to make where a call does not say which.
    """

    def __init__(self, gain: float = 1.0, dtype: DTypeLike = float32) -> None:
        super().__init__(dtype)
        self.gain = gain

    def __call__(self, shape: Any, dtype: DTypeLike = None, partition_info: Any = None) -> Any:
        """The initial value."""
        unit = eye(*matrix_shape(shape), dtype=self._wanted(dtype))
        return unit if self.gain == 1 else unit * self.gain

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"gain": self.gain, **super().get_config()}


class _Random(InitializerV1):
    """Base of the initializers that draw numbers.

    Args:
      seed: seed of the operation that draws.
      dtype: a floating dtype.
    """

    def __init__(self, seed: int | None = None, dtype: DTypeLike = float32) -> None:
        super().__init__(dtype)
        self.seed = seed

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"seed": self.seed, **super().get_config()}


@export("", v1="random_uniform_initializer initializers.random_uniform")
class RandomUniformV1(_Random):
    """Uniform random numbers.

    Args:
      minval: the lower end.
      maxval: the upper end, 1 for floats when left out.
      seed: seed of the operation that draws.
      dtype: a floating dtype, int32 or int64.
    """

    def __init__(
        self,
        minval: Any = 0.0,
        maxval: Any = None,
        seed: int | None = None,
        dtype: DTypeLike = float32,
    ) -> None:
        super().__init__(seed, dtype)
        self.minval = minval
        self.maxval = maxval

    def __call__(self, shape: Any, dtype: DTypeLike = None, partition_info: Any = None) -> Tensor:
        """The initial value."""
        wanted = self._wanted(dtype)
        low = int(self.minval) if wanted.is_integer else self.minval
        return uniform(shape, low, self.maxval, wanted, self.seed)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"minval": self.minval, "maxval": self.maxval, **super().get_config()}


@export("", v1="random_normal_initializer initializers.random_normal")
class RandomNormalV1(_Random):
    """Normal random numbers.

    Args:
      mean: the mean.
      stddev: the standard deviation.
      seed: seed of the operation that draws.
      dtype: a floating dtype.
    """

    distribution = "normal"

    def __init__(
        self,
        mean: float = 0.0,
        stddev: float = 1.0,
        seed: int | None = None,
        dtype: DTypeLike = float32,
    ) -> None:
        super().__init__(seed, floating(dtype))
        self.mean = mean
        self.stddev = stddev

    def __call__(self, shape: Any, dtype: DTypeLike = None, partition_info: Any = None) -> Tensor:
        """The initial value."""
        wanted = floating(dtype, self.dtype)
        return drawn(self.seed)(self.distribution, shape, self.mean, self.stddev, wanted)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"mean": self.mean, "stddev": self.stddev, **super().get_config()}


@export("", v1="truncated_normal_initializer initializers.truncated_normal")
class TruncatedNormalV1(RandomNormalV1):
    """Normal random numbers less than two standard deviations from the mean.

    Args:
      mean: the mean of the whole distribution.
      stddev: the standard deviation of the whole distribution.
      seed: seed of the operation that draws.
      dtype: a floating dtype.
    """

    distribution = "truncated_normal"


@export("", v1="variance_scaling_initializer initializers.variance_scaling")
class VarianceScalingV1(_Random):
    """Random numbers whose variance fits the number of inputs or outputs of a layer.

    Args:
      scale: the variance times that number.
      mode: which number: `fan_in`, `fan_out`, or the mean of both, `fan_avg`.
      distribution: `truncated_normal` (or `normal`), `untruncated_normal` or `uniform`.
      seed: seed of the operation that draws.
      dtype: a floating dtype.

    Raises:
      ValueError: the scale is not positive, or another argument is none of the choices.
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
        dtype: DTypeLike = float32,
    ) -> None:
        super().__init__(seed, floating(dtype))
        distribution = "truncated_normal" if distribution == "normal" else distribution
        check_scaling(scale, mode, distribution)
        self.scale = scale
        self.mode = mode
        self.distribution = distribution

    def __call__(self, shape: Any, dtype: DTypeLike = None, partition_info: Any = None) -> Tensor:
        """The initial value."""
        wanted, sizes = floating(dtype, self.dtype), list(shape)
        return scaled(drawn(self.seed), sizes, self.scale, self.mode, self.distribution, wanted)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        own = {"scale": self.scale, "mode": self.mode, "distribution": self.distribution}
        return {**own, **super().get_config()}


@export("", v1="orthogonal_initializer initializers.orthogonal")
class OrthogonalV1(_Random):
    """Random matrices with orthonormal columns, or rows where there are fewer of these.

    Args:
      gain: what they are multiplied by.
      seed: seed of the operation that draws.
      dtype: a floating dtype.

    Raises:
      ValueError: when called, the shape has fewer than two axes.
    """

    def __init__(
        self, gain: float = 1.0, seed: int | None = None, dtype: DTypeLike = float32
    ) -> None:
        super().__init__(seed, floating(dtype))
        self.gain = gain

    def __call__(self, shape: Any, dtype: DTypeLike = None, partition_info: Any = None) -> Tensor:
        """The initial value."""
        return orthogonal(drawn(self.seed), list(shape), self.gain, floating(dtype, self.dtype))

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"gain": self.gain, **super().get_config()}


@export("", v1="glorot_uniform_initializer initializers.glorot_uniform")
class GlorotUniformV1(VarianceScalingV1):
    """Uniform, for layers whose activation is about linear (X. Glorot and Y. Bengio, 2010).

    Args:
      seed: seed of the operation that draws.
      dtype: a floating dtype.
    """

    def __init__(self, seed: int | None = None, dtype: DTypeLike = float32) -> None:
        super().__init__(1.0, "fan_avg", "uniform", seed, dtype)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"seed": self.seed, "dtype": self.dtype.name}


@export("", v1="glorot_normal_initializer initializers.glorot_normal")
class GlorotNormalV1(VarianceScalingV1):
    """Normal, for layers whose activation is about linear (X. Glorot and Y. Bengio, 2010).

    Args:
      seed: seed of the operation that draws.
      dtype: a floating dtype.
    """

    def __init__(self, seed: int | None = None, dtype: DTypeLike = float32) -> None:
        super().__init__(1.0, "fan_avg", "truncated_normal", seed, dtype)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"seed": self.seed, "dtype": self.dtype.name}


@export("", v1="uniform_unit_scaling_initializer initializers.uniform_unit_scaling")
class UniformUnitScaling(_Random):
    """Uniform random numbers that keep the scale of the inputs of a layer.

    D. Sussillo and L. F. Abbott, "Random walk initialization for training very deep feedforward
    networks" (2014).

    Args:
      factor: what the limits are multiplied by.
      seed: seed of the operation that draws.
      dtype: a floating dtype.
    """

    def __init__(
        self, factor: float = 1.0, seed: int | None = None, dtype: DTypeLike = float32
    ) -> None:
        super().__init__(seed, floating(dtype))
        self.factor = factor

    def __call__(self, shape: Any, dtype: DTypeLike = None, partition_info: Any = None) -> Tensor:
        """The initial value."""
        inputs = max(1.0, float(math.prod(list(shape)[:-1])))
        limit = math.sqrt(3 / inputs) * self.factor
        return uniform(shape, -limit, limit, floating(dtype, self.dtype), self.seed)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"factor": self.factor, **super().get_config()}


@export("", v1="initializers.lecun_normal")
def lecun_normal(seed: int | None = None) -> VarianceScalingV1:
    """Normal, with variance one over the number of inputs (Y. LeCun et al., 1998)."""
    return VarianceScalingV1(1.0, "fan_in", "truncated_normal", seed)


@export("", v1="initializers.lecun_uniform")
def lecun_uniform(seed: int | None = None) -> VarianceScalingV1:
    """Uniform, with variance one over the number of inputs (Y. LeCun et al., 1998)."""
    return VarianceScalingV1(1.0, "fan_in", "uniform", seed)


@export("", v1="initializers.he_normal")
def he_normal(seed: int | None = None) -> VarianceScalingV1:
    """Normal, for layers with rectifiers (K. He et al., 2015)."""
    return VarianceScalingV1(2.0, "fan_in", "truncated_normal", seed)


@export("", v1="initializers.he_uniform")
def he_uniform(seed: int | None = None) -> VarianceScalingV1:
    """Uniform, for layers with rectifiers (K. He et al., 2015)."""
    return VarianceScalingV1(2.0, "fan_in", "uniform", seed)
