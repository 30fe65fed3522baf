"""Operations with holes, by moving the holes to the batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor, to_host
from ...core.tensor import Tensor, TensorLike
from ...registry import export
from ..array import shape
from ..arrays.blocks import batch_to_space, required_space_to_batch_paddings, space_to_batch
from ..arrays.joining import stack


def _spatial_dims(spatial_dims: Any, count: int, data_format: str | None, rank: int) -> list[int]:
    """The axes of the space, in rising order.

    Raises:
      ValueError: they are not positive, not in order, or more than the tensor has.
    """
    first = 2 if (data_format or "").startswith("NC") else 1
    found = list(range(first, first + count)) if spatial_dims is None else list(spatial_dims)
    if any(d < 1 for d in found) or sorted(set(found)) != found or len(found) != count:
        raise errors.make(
            ValueError,
            "spatial_dims must be a monotonically increasing sequence of positive integers, got "
            f"{found}",
        )
    if rank < found[-1] + 1:
        first_line = f"input tensor must have rank {found[-1] + 1} at least, got {rank}"
        raise errors.make(ValueError, first_line)
    return found


def _base_paddings(padding: str, filter_shape: Any, rates: Sequence[int]) -> list[list[int]]:
    """What an operation pads by itself, for a filter with holes.

    Raises:
      ValueError: there is no such padding, or the shape of the filter is missing.
    """
    if padding == "VALID":
        return [[0, 0] for _ in rates]
    if padding != "SAME":
        raise errors.make(ValueError, f"Invalid padding method {padding!r}")
    if filter_shape is None:
        raise errors.make(ValueError, "filter_shape must be specified for SAME padding")
    sizes = to_host(filter_shape)
    extra = [(n - 1) * r for n, r in zip(sizes, rates, strict=False)]
    return [[e // 2, e - e // 2] for e in extra]


@export("nn.with_space_to_batch")
def with_space_to_batch(
    input: TensorLike,
    dilation_rate: Any,
    padding: str,
    op: Callable[[Tensor, int, str], Any],
    filter_shape: Any = None,
    spatial_dims: Any = None,
    data_format: str | None = None,
) -> Any:
    """An operation on windows applied with holes in the windows.

    The space is dealt out to the batch, so that neighbours of the operation are `dilation_rate`
    places apart; then its results are put back.

    Args:
      input: tensor of shape [batch, *space, *rest].
      dilation_rate: distance of the elements of a window along each axis of the space.
      padding: "VALID" or "SAME".
      op: function of a tensor, the number of axes of the space, and a padding: the operation.
      filter_shape: shape of the window, starting with the axes of the space; needed for "SAME".
      spatial_dims: the axes of the space; those behind the first (behind the second for a
        `data_format` that starts with "NC") when left out.
      data_format: where the channels are.

    Returns:
      The result of the operation.

    Raises:
      ValueError: an argument does not fit.

    >>> x = ef.reshape(ef.range(6.), [1, 6, 1])
    >>> pairs = lambda x, n, padding: x[:, 1:] - x[:, :-1]
    >>> ef.nn.with_space_to_batch(x, [2], "VALID", pairs).numpy()[0, :, 0]
    array([2., 2., 2., 2.], dtype=float32)
    """
    x, rates = as_tensor(input), list(to_host(dilation_rate))
    if not rates or any(r < 1 for r in rates):
        raise errors.make(ValueError, f"dilation_rate must be positive, got {rates}")
    dims = _spatial_dims(spatial_dims, len(rates), data_format, x.ndim)
    if all(r == 1 for r in rates):
        return op(x, len(rates), padding)
    base = _base_paddings(padding, filter_shape, rates)
    found, known = shape(x), x.static_shape or ()
    sizes = [found[d] if known[d] is None else known[d] for d in dims]
    needed = required_space_to_batch_paddings(stack(sizes), rates, base)
    blocks = [rates[dims.index(d)] if d in dims else 1 for d in range(1, dims[-1] + 1)]
    paddings, crops = (
        stack([pairs[dims.index(d)] if d in dims else [0, 0] for d in range(1, dims[-1] + 1)])
        for pairs in needed
    )
    result = op(space_to_batch(x, blocks, paddings), len(rates), "VALID")
    return batch_to_space(result, blocks, crops)
