"""`bucket_by_sequence_length`: batches of elements of about one length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import errors, nest
from ..core.tensor import Tensor
from ..dtype import int64
from ..ops.array import constant
from ..ops.arrays.gathering import gather
from ..ops.casting import cast
from ..ops.reductions.sums import reduce_sum
from .applying import Applying


class Bucketing(Applying):
    """The part of `Dataset` that makes batches by length."""

    __slots__ = ()

    def bucket_by_sequence_length(
        self,
        element_length_func: Callable[..., Any],
        bucket_boundaries: Any,
        bucket_batch_sizes: Any,
        padded_shapes: Any = None,
        padding_values: Any = None,
        pad_to_bucket_boundary: bool = False,
        no_padding: bool = False,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Any:
        """Elements in batches of those of about the same length, padded.

        Args:
          element_length_func: takes an element and returns its length, an int32 scalar.
          bucket_boundaries: lengths at which a new bucket begins, a rising list of n integers.
          bucket_batch_sizes: how many elements of each bucket make a batch, n + 1 integers.
          padded_shapes: as for `padded_batch`.
          padding_values: as for `padded_batch`.
          pad_to_bucket_boundary: pad unknown sizes to one less than the upper bound of the bucket,
            rather than to the largest in the batch.
          no_padding: elements have equal sizes, or are sparse: do not pad.
          drop_remainder: leave out batches that are not full.
          name: accepted.

        Raises:
          ValueError: the numbers of boundaries and sizes do not go together.

        >>> ds = ef.data.Dataset.range(1, 5).map(lambda n: ef.fill([n], n))
        >>> ds = ds.bucket_by_sequence_length(lambda x: ef.shape(x)[0], [3], [2, 2])
        >>> [b.numpy().tolist() for b in ds]
        [[[1, 0], [2, 2]], [[3, 3, 3, 0], [4, 4, 4, 4]]]
        """
        bounds, sizes = list(bucket_boundaries), list(bucket_batch_sizes)
        if len(sizes) != len(bounds) + 1:
            raise errors.make(
                ValueError,
                f"`len(bucket_batch_sizes)` must equal `len(bucket_boundaries) + 1` but "
                f"`len(bucket_batch_sizes)={len(sizes)}` and "
                f"`len(bucket_boundaries)={len(bounds)}`.",
            )

        def bucket(*args: Any) -> Tensor:
            length = cast(element_length_func(*args), int64)
            return reduce_sum(cast(length >= constant(bounds, int64), int64))

        def size(key: Any) -> Tensor:
            return gather(constant(sizes, int64), key)

        def together(key: Any, window: Any) -> Any:
            if no_padding:
                return window.batch(size(key), drop_remainder)
            shapes = padded_shapes
            if shapes is None:
                shapes = nest.map_structure(lambda s: s.shape, self.element_spec)
            limit = gather(constant([*bounds, 0], int64), key) - 1
            return window._padded(
                size(key), shapes, padding_values, drop_remainder,
                limit if pad_to_bucket_boundary else None,
            )  # fmt: skip

        return self.group_by_window(bucket, together, window_size_func=size)
