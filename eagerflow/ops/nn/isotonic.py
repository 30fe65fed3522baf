"""Isotonic regression: the nearest sequence that only falls, or only rises."""

from __future__ import annotations

from typing import Any, NamedTuple

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, INTEGER, float32, float64, int32
from ...registry import export
from ...shapes import compatible
from ..arrays.shaping import transpose
from ..casting import cast
from ..elementwise.arithmetic import negative
from ..rules import check_dtype

Array = Any


class IsotonicRegression(NamedTuple):
    """The nearest monotone sequences, and which elements were averaged together."""

    output: Any
    segments: Any


def _regression_rule(input: Spec) -> tuple[Spec, Spec]:
    check_dtype(input, FLOATING)
    return Spec(input.dtype, input.shape), Spec(int32, input.shape)


def _k_regression(xp: Any) -> Any:
    def kernel(input: Array) -> tuple[Array, Array]:
        n = input.shape[-1] if input.ndim else 1
        x = input.reshape(-1).astype(xp.float64)
        places = xp.arange(x.size)
        row_start = places % max(n, 1) == 0
        first, starts = xp.ones(x.size, bool), places  # at first every element is a block
        while True:
            mean = _block_means(xp, x, starts)
            # Blocks that rise together end up together, in whatever order they are joined.
            joined = (mean[1:] > mean[:-1]) & ~row_start[starts[1:]]
            if not joined.any():
                break
            first[starts[1:][joined]] = False
            starts = xp.flatnonzero(first)
        number = xp.cumsum(first) - 1
        out = mean[number].astype(input.dtype)
        before = number[places - places % max(n, 1)]
        return out.reshape(input.shape), (number - before).astype(xp.int32).reshape(input.shape)

    return kernel


def _block_means(xp: Any, x: Array, starts: Array) -> Array:
    if not x.size:
        return x
    sizes = xp.append(starts[1:], x.size) - starts
    return xp.add.reduceat(x, starts) / sizes


def _block_mean_rule(x: Spec, segments: Spec) -> Spec:
    check_dtype(x, FLOATING)
    if not compatible(x.shape, segments.shape):
        raise ValueError("x and segments must have the same shape")
    return Spec(x.dtype, x.shape)


def _k_block_mean(xp: Any) -> Any:
    def kernel(x: Array, segments: Array) -> Array:
        n = max(segments.shape[-1] if segments.ndim else 1, 1)
        flat = segments.reshape(-1)
        number = flat + xp.arange(flat.size) // n * n
        weights = x.reshape(-1).astype(xp.float64)
        total = xp.bincount(number, weights=weights, minlength=1)
        count = xp.bincount(number, minlength=1)
        return (total[number] / count[number]).astype(x.dtype).reshape(x.shape)

    return kernel


@defop(
    "IsotonicBlockMean",
    inputs="x segments",
    kernel=_k_block_mean,
    rule=_block_mean_rule,
    vjp={"x": lambda g, segments: _block_mean(g, segments)},
)
def _block_mean(x: TensorLike, segments: TensorLike, name: str | None = None) -> Tensor:
    """Each element replaced by the mean of those of its row with the same number."""


@defop(
    "IsotonicRegression",
    inputs="input",
    kernel=_k_regression,
    rule=_regression_rule,
    vjp={"input": lambda g, out: _block_mean(g[0], out[1])},
)
def _regression(input: TensorLike, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The nearest falling sequence of each row, and the number of the block of each element."""


@export("nn.isotonic_regression")
def isotonic_regression(inputs: TensorLike, decreasing: bool = True, axis: int = -1) -> Any:
    """The nearest sequences, in the sense of least squares, that only fall or only rise.

    Neighbours in the wrong order are replaced by their mean until there are none left: see M. Best
    and N. Chakravarti, Mathematical Programming 47 (1990). Each element of the gradient is the mean
    of those of its block.

    Args:
      inputs: real tensor; integers become floats.
      decreasing: True for sequences that fall, False for sequences that rise.
      axis: the axis along which the sequences lie.

    Returns:
      A tuple `(output, segments)`: the sequences, and an int32 tensor of their shape with the
      number of the block of equal elements that each belongs to.

    Raises:
      InvalidArgumentError: there is no such axis.

    >>> output, segments = ef.nn.isotonic_regression([3., 1., 2.])
    >>> output.numpy(), segments.numpy()
    (array([3. , 1.5, 1.5], dtype=float32), array([0, 1, 1], dtype=int32))
    """
    x = as_tensor(inputs)
    if x.dtype in INTEGER:
        x = cast(x, float32 if x.dtype.size < 4 else float64)
    order = None
    if axis != -1 and x.static_shape != ():
        rank = x.ndim
        if not -rank <= axis < rank:
            raise errors.make(
                errors.ShapeError,
                f"`dim` must be in the range [{-rank}, {rank}) where {rank} is the number of "
                f"dimensions in the input. Received: dim={axis}",
            )
        order = [*range(rank)]
        order[axis], order[-1] = order[-1], order[axis]
        x = transpose(x, order)
    output, segments = _regression(x if decreasing else negative(x))
    output = output if decreasing else negative(output)
    if order is not None:
        output, segments = transpose(output, order), transpose(segments, order)
    return IsotonicRegression(output, segments)
