"""The pure ops that make random numbers from keys, and what their public functions share.

There is one op for each distribution. It takes a key (see `random_state`) as a host argument; scale
and offset are applied by ordinary ops, so that gradients flow to them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ... import errors
from ...backend import philox
from ...core.dispatch import as_tensor, bad_dtype, to_host
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import (
    REAL,
    DType,
    DTypeLike,
    as_dtype,
    bfloat16,
    float16,
    float32,
    float64,
    int32,
    int64,
    uint32,
    uint64,
)
from ...shapes import text
from ..array import convert_to_tensor
from ..array import shape as shape_op
from ..arrays.gathering import gather
from ..arrays.shaping import check_sizes
from ..elementwise.arithmetic import add, multiply, subtract
from ..rules import check_dtype

FLOATS = (float16, bfloat16, float32, float64)
INTS = (int32, int64)
FULL_INTS = (int32, int64, uint32, uint64)

_SHORT = (float16, bfloat16)  # made from float32, and rounded
Last = Callable[[], str | None]


def sizes_of(shape: Any) -> Any:
    """A shape given by the user as a tuple, None where nothing is known.

    Raises:
      TypeError: a size is no integer.
      ValueError: a size is negative, or this is no list of sizes.
    """
    if isinstance(shape, int):
        raise ValueError("shape must be a vector of {int32,int64}, got shape []")
    if shape and isinstance(shape[0], tuple):
        got = f"[{len(shape)},{len(shape[0])}]"
        raise ValueError(f"shape must be a vector of {{int32,int64}}, got shape {got}")
    return check_sizes(shape)


def _count(shape: Any) -> int:
    """How many numbers a kernel must make."""
    sizes = sizes_of(shape)
    if None in sizes:
        raise ValueError(f"Cannot convert a partially known TensorShape {shape} to a Tensor.")
    return math.prod(sizes)


class _filled:
    """The shape that was asked for: for parameters `(key, shape, dtype, ...)`."""

    def __init__(self, *allowed: DType) -> None:
        self.asked = frozenset(allowed)

    def __call__(self, key: Any, shape: Any, dtype: DType, *rest: Any) -> Spec:
        spec = Spec(dtype, sizes_of(shape))
        check_dtype(spec, self.asked)
        return spec


def _bits(xp: Any, key: Any, n: int) -> Any:
    return philox.bits(xp, key[:2], key[2:], n)


# ----------------------------------------------------------------------------------------- kernels


def _k_uniform(xp: Any) -> Any:
    def kernel(key: Any, shape: Any, dtype: DType) -> Any:
        n = _count(shape)
        if dtype is float64:
            return philox.uniform64(xp, _bits(xp, key, 2 * n)).reshape(shape)
        words = _bits(xp, key, n)
        if dtype is float32:
            return philox.uniform32(xp, words).reshape(shape)
        if dtype is float16:
            return philox.uniform16(xp, words).reshape(shape)
        # As in TensorFlow the seven bits of the mantissa are the lowest of each word.
        steps = (words & 0x7F).astype(xp.float32) * (1 / 128)
        return steps.astype(dtype.np).reshape(shape)

    return kernel


def _k_normal(xp: Any) -> Any:
    def kernel(key: Any, shape: Any, dtype: DType) -> Any:
        n = _count(shape)
        even = n + n % 2  # normals are made in pairs
        if dtype is float64:
            return philox.normal64(xp, _bits(xp, key, 2 * even))[:n].reshape(shape)
        made = philox.normal32(xp, _bits(xp, key, even))[:n].reshape(shape)
        return made.astype(dtype.np) if dtype in _SHORT else made

    return kernel


def _k_truncated(xp: Any) -> Any:
    def kernel(key: Any, shape: Any, dtype: DType) -> Any:
        made_in = float32 if dtype in _SHORT else dtype
        made = philox.truncated_normal(xp, key[:2], key[2:], _count(shape), made_in.np)
        made = made.reshape(shape)
        return made.astype(dtype.np) if dtype in _SHORT else made

    return kernel


def _k_integers(xp: Any) -> Any:
    def kernel(key: Any, shape: Any, dtype: DType, minval: int, maxval: int) -> Any:
        n = _count(shape)
        if not n:  # no range is too small for no numbers
            return xp.empty(shape, dtype.np)
        words = _bits(xp, key, n * dtype.size // 4)
        return philox.integers(xp, words, minval, maxval, dtype.np).reshape(shape)

    return kernel


def _k_full_integers(xp: Any) -> Any:
    def kernel(key: Any, shape: Any, dtype: DType) -> Any:
        n = _count(shape)
        if dtype.size == 4:
            return _bits(xp, key, n).view(dtype.np).reshape(shape)
        words = _bits(xp, key, 2 * n)
        wide = philox.integers(xp, words, 0, 1 << 64, xp.uint64)
        return wide.view(dtype.np).reshape(shape)

    return kernel


def _k_permutation(xp: Any) -> Any:
    def kernel(key: Any, shape: Any) -> Any:
        words = _bits(xp, key, 2 * _count(sizes_of(shape)[:1]))
        # Of 64 bits two are equal in one of 2**64 pairs: the order is uniform for all purposes.
        keys = philox.integers(xp, words, 0, 1 << 64, xp.uint64)
        return xp.argsort(keys, kind="stable").astype(xp.int64)

    return kernel


@defop(
    "StatelessRandomUniform",
    inputs="",
    host="key shape",
    kernel=_k_uniform,
    rule=_filled(*FLOATS),
    vjp=None,
)
def uniform_op(key: Any, shape: Any, dtype: Any, name: str | None = None) -> Tensor:
    """Numbers in [0, 1)."""


@defop(
    "StatelessRandomNormal",
    inputs="",
    host="key shape",
    kernel=_k_normal,
    rule=_filled(*FLOATS),
    vjp=None,
)
def normal_op(key: Any, shape: Any, dtype: Any, name: str | None = None) -> Tensor:
    """Standard normal numbers."""


@defop(
    "StatelessTruncatedNormal",
    inputs="",
    host="key shape",
    kernel=_k_truncated,
    rule=_filled(*FLOATS),
    vjp=None,
)
def truncated_op(key: Any, shape: Any, dtype: Any, name: str | None = None) -> Tensor:
    """Standard normal numbers, drawn again while they are not between -2 and 2."""


def _integers_rule(key: Any, shape: Any, dtype: DType, minval: Any, maxval: Any) -> Spec:
    for name, value in (("minval", minval), ("maxval", maxval)):
        if isinstance(value, tuple):
            raise ValueError(f"{name} must be 0-D, got shape [{len(value)}]")
    return _filled(*INTS)(key, shape, dtype)


@defop(
    "StatelessRandomUniformInt",
    inputs="",
    host="key shape minval maxval",
    kernel=_k_integers,
    rule=_integers_rule,
    vjp=None,
)
def integers_op(
    key: Any, shape: Any, dtype: Any, minval: Any, maxval: Any, name: str | None = None
) -> Tensor:
    """Integers from `minval` to below `maxval`."""


@defop(
    "StatelessRandomUniformFullInt",
    inputs="",
    host="key shape",
    kernel=_k_full_integers,
    rule=_filled(*FULL_INTS),
    vjp=None,
)
def full_integers_op(key: Any, shape: Any, dtype: Any, name: str | None = None) -> Tensor:
    """Integers, every one that the dtype holds."""


@defop(
    "StatelessPermutation",
    inputs="",
    host="key shape",
    kernel=_k_permutation,
    rule=lambda key, shape: Spec(int64, None if shape is None else sizes_of(shape)[:1]),
    vjp=None,
)
def permutation_op(key: Any, shape: Any, name: str | None = None) -> Tensor:
    """The numbers below the first size of a shape, in random order."""


# --------------------------------------------------------------------------------------- arguments


def accepted(dtype: DTypeLike, allowed: tuple[DType, ...]) -> DType:
    """The dtype that was asked for.

    Raises:
      ValueError: it is not an allowed one.
    """
    wanted = as_dtype(dtype)
    if wanted not in allowed:
        raise errors.make(
            ValueError,
            f"Argument `dtype` got invalid value {wanted}. Accepted dtypes are "
            f"({', '.join(map(repr, allowed))}).",
        )
    return wanted


def _is(value: Any, number: int) -> bool:
    return type(value) in (int, float) and value == number


def _operand(value: Any, dtype: DType) -> Any:
    """A scale or offset: Python numbers take the dtype of the other operand anyway."""
    return value if type(value) in (int, float) else convert_to_tensor(value, dtype)


def _bound(value: Any, dtype: DType) -> Any:
    """An end of a range of integers; tensors and numbers that do not fit the dtype are refused."""
    if type(value) is int and dtype.min <= value <= dtype.max:
        return value
    return to_host(convert_to_tensor(value, dtype))


def _check_range(sizes: Any, low: Any, high: Any) -> None:
    """Raise when a number is asked for and none lies between the ends, as far as all is known."""
    asked_for = isinstance(sizes, tuple) and 0 not in sizes
    if asked_for and isinstance(low, int) and isinstance(high, int) and low >= high:
        raise errors.make(errors.InvalidArgumentError, f"Need minval < maxval, got {low} >= {high}")


def asked(shape: Any) -> Any:
    """The shape that a user asks for, as a host argument, checked before anything is drawn.

    Raises:
      ShapeError, DTypeError: it is no shape.
    """
    sizes = to_host(shape)
    try:
        if not isinstance(sizes, Tensor):
            _count(sizes)
    except ValueError as e:
        raise errors.make(errors.ShapeError, str(e)) from e
    except TypeError as e:
        raise errors.make(errors.DTypeError, str(e)) from e
    return sizes


def between(
    key_for: Callable[[], Any],
    shape: Any,
    minval: Any,
    maxval: Any,
    dtype: DType,
    node: str,
    last: Last,
) -> Tensor:
    """Uniform numbers of a dtype.

    Args:
      key_for: gives the key; it is called when all that can be checked was found right.
      shape: shape of the result.
      minval: the lower end.
      maxval: the upper end, which does not occur.
      dtype: dtype of the result.
      node: name of the operation that makes them.
      last: gives the name of the last operation.
    """
    sizes = asked(shape)
    if dtype.is_integer:
        low, high = _bound(minval, dtype), _bound(maxval, dtype)
        _check_range(sizes, low, high)
        return integers_op(key_for(), sizes, dtype, low, high, last())
    if _is(minval, 0):
        high = _operand(maxval, dtype)
        unit = uniform_op(key_for(), sizes, dtype, node)
        return unit if _is(maxval, 1) else multiply(unit, high, last())
    low = convert_to_tensor(minval, dtype, name="min")
    width = subtract(convert_to_tensor(maxval, dtype, name="max"), low, "sub")
    unit = uniform_op(key_for(), sizes, dtype, node)
    return add(multiply(unit, width, "mul"), low, last())


def bell(
    draw: Callable[..., Tensor],
    key_for: Callable[[], Any],
    shape: Any,
    mean: Any,
    stddev: Any,
    dtype: DTypeLike,
    node: str,
    last: Last,
) -> Tensor:
    """Normal numbers of `draw` with another mean and standard deviation; see `between`."""
    wanted, sizes = as_dtype(dtype), asked(shape)
    if wanted not in FLOATS:
        raise errors.make(errors.DTypeError, str(bad_dtype(wanted, frozenset(FLOATS))))
    scaled, moved = not _is(stddev, 1), not _is(mean, 0)
    scale, offset = _operand(stddev, wanted), _operand(mean, wanted)
    out = draw(key_for(), sizes, wanted, node if scaled or moved else last())
    if scaled:
        out = multiply(out, scale, "mul" if moved else last())
    return add(out, offset, last()) if moved else out


# ------------------------------------------------------------------------------ orders and classes


def shuffled(value: Any, key_for: Callable[[], Any], last: Last) -> Tensor:
    """The slices of a tensor in an order that a key gives; see `between`."""
    shape = value.static_shape
    if shape == ():
        return value  # type: ignore[no-any-return]
    known = shape is not None and shape[0] is not None
    order = permutation_op(key_for(), shape[:1] if known else shape_op(value), "order")
    return gather(value, order, name=last())


def _matrix(logits: Spec) -> None:
    """Raise unless this can be the logits of a batch."""
    check_dtype(logits, REAL)
    shape = logits.shape
    if shape is None:
        return
    if len(shape) != 2:
        raise ValueError(f"logits should be a matrix, got shape {text(shape)}")
    if shape[1] == 0:
        raise ValueError("num_classes should be positive, got 0")


def _choose_rule(logits: Spec, uniform: Spec, dtype: DType) -> Spec:
    _matrix(logits)
    rows = None if logits.shape is None else logits.shape[0]
    samples = None if uniform.shape is None else uniform.shape[1]
    return Spec(dtype, (rows, samples))


def _k_choose(xp: Any) -> Any:
    def kernel(logits: Any, uniform: Any, dtype: DType) -> Any:
        if logits.ndim != 2 or not logits.shape[1]:
            _matrix(Spec(float32, logits.shape))
        x = logits.astype(xp.float64)
        finite = xp.isfinite(x)
        largest = xp.max(xp.where(finite, x, -math.inf), axis=1, keepdims=True)
        weights = xp.where(finite, xp.exp(x - largest), 0.0)
        sums = xp.cumsum(weights, axis=1)
        wanted = uniform.astype(xp.float64) * sums[:, -1:]
        # The first class whose sum is above the wanted one: bisection, for all numbers at a time.
        found = xp.zeros(uniform.shape, dtype=xp.int64)
        classes = sums.shape[1]
        step = 1 << classes.bit_length() - 1
        while step:
            further = found + step
            at = xp.minimum(further, classes) - 1
            passed = xp.take_along_axis(sums, at, axis=1) <= wanted
            found = xp.where(xp.logical_and(passed, further <= classes), further, found)
            step >>= 1
        return found.astype(dtype.np)

    return kernel


@defop("ChooseClass", inputs="logits uniform", kernel=_k_choose, rule=_choose_rule, vjp=None)
def _choose(logits: TensorLike, uniform: TensorLike, dtype: Any, name: str | None = None) -> Tensor:
    """The classes at which uniform numbers lie on the line of the probabilities of a row."""


def choose(
    logits: TensorLike, num_samples: Any, dtype: DTypeLike, node: str, key_for: Callable[[], Any]
) -> Tensor:
    """Classes drawn for each row of `logits`.

    Args:
      logits: logarithms of the probabilities, up to a constant.
      num_samples: how many to draw for each row.
      dtype: dtype of the result, int64 when it is None.
      node: name of the last operation.
      key_for: gives the key.
    """
    wanted = accepted(int64 if dtype is None else dtype, INTS)
    logits = as_tensor(logits)
    samples = to_host(num_samples)
    try:
        _matrix(Spec(logits.dtype, logits.static_shape))
        if isinstance(samples, tuple):
            raise ValueError(f"num_samples should be a scalar, got shape [{len(samples)}]")
        if isinstance(samples, int) and samples < 0:
            raise ValueError(f"num_samples should be non-negative, got {samples}")
    except (TypeError, ValueError) as e:
        cls = errors.ShapeError if isinstance(e, ValueError) else errors.DTypeError
        raise errors.make(cls, str(e), op="Multinomial") from e
    rows = logits.static_shape[0] if logits.static_shape else None
    size = (shape_op(logits)[0] if rows is None else rows, samples)
    return _choose(logits, uniform_op(key_for(), size, float64, "uniform"), wanted, node)
