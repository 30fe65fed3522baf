"""The methods of datasets that choose among elements, repeat, reorder or keep them."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..dtype import INDEX, string
from .base import DatasetBase
from .changing import (
    Cache,
    Concatenate,
    Enumerate,
    Repeat,
    Shard,
    Shuffle,
    Skip,
    Take,
    Unique,
    WithoutErrors,
)
from .elements import generalized
from .prefetching import Prefetch
from .run import as_number
from .seeds import op_seeds


class Reordering(DatasetBase):
    """The part of `Dataset` that chooses, repeats and reorders."""

    __slots__ = ()

    def take(self, count: Any, name: str | None = None) -> Any:
        """The first elements.

        Args:
          count: how many, an int64 scalar; -1 for all.
          name: accepted.

        >>> [int(x) for x in ef.data.Dataset.range(10).take(3)]
        [0, 1, 2]
        """
        return self._of(Take(self._node, as_number(count, "count")))

    def skip(self, count: Any, name: str | None = None) -> Any:
        """The elements after the first.

        Args:
          count: how many to leave out, an int64 scalar; -1 for all.
          name: accepted.

        >>> [int(x) for x in ef.data.Dataset.range(5).skip(3)]
        [3, 4]
        """
        return self._of(Skip(self._node, as_number(count, "count")))

    def shard(self, num_shards: Any, index: Any, name: str | None = None) -> Any:
        """Every `num_shards`-th element, from number `index` on.

        Args:
          num_shards: among how many the elements are shared, an int64 scalar.
          index: whose share it is, from 0.
          name: accepted.

        Raises:
          InvalidArgumentError: there is no such share.

        >>> [int(x) for x in ef.data.Dataset.range(7).shard(3, 0)]
        [0, 3, 6]
        """
        shards, place = as_number(num_shards, "num_shards"), as_number(index, "index")
        if type(shards) is int and shards < 1:
            raise errors.make(
                errors.InvalidArgumentError,
                f"`num_shards` must be greater than zero, got {shards}.",
            )
        if type(place) is int and (place < 0 or (type(shards) is int and place >= shards)):
            raise errors.make(
                errors.InvalidArgumentError,
                f"`index` must be between 0 and {shards - 1}, got {place}.",
            )
        return self._of(Shard(self._node, shards, place))

    def repeat(self, count: Any = None, name: str | None = None) -> Any:
        """The elements several times.

        Args:
          count: how often, an int64 scalar; None and -1 repeat without an end.
          name: accepted.

        >>> [int(x) for x in ef.data.Dataset.range(2).repeat(2)]
        [0, 1, 0, 1]
        """
        return self._of(Repeat(self._node, -1 if count is None else as_number(count, "count")))

    def shuffle(
        self,
        buffer_size: Any,
        seed: Any = None,
        reshuffle_each_iteration: bool | None = True,
        name: str | None = None,
    ) -> Any:
        """The elements in random order.

        Elements are drawn from a buffer that is filled up from the dataset; the order is as good as
        any if the buffer is as large as the dataset. A seed gives the order that TensorFlow gives.

        Args:
          buffer_size: how many elements the buffer holds, an int64 scalar.
          seed: gives the same order in every run.
          reshuffle_each_iteration: another order for each pass.
          name: accepted.

        Raises:
          InvalidArgumentError: `buffer_size` is zero, or negative and not -1 (for all).

        >>> ds = ef.data.Dataset.range(5).shuffle(5, seed=1)
        >>> sorted(int(x) for x in ds)
        [0, 1, 2, 3, 4]
        """
        size = as_number(buffer_size, "buffer_size")
        if type(size) is int and (not size or size < -1):
            raise errors.make(
                errors.InvalidArgumentError,
                f"buffer_size must be greater than zero or UNKNOWN_CARDINALITY, got {size}",
            )
        again = reshuffle_each_iteration is None or bool(reshuffle_each_iteration)
        return self._of(Shuffle(self._node, size, op_seeds(seed), again))

    def cache(self, filename: Any = "", name: str | None = None) -> Any:
        """The elements, which are kept in memory once a pass over them has come to its end.

        Args:
          filename: must be empty: elements are kept in memory.
          name: accepted.

        Raises:
          UnimplementedError: a file name is given.

        >>> ds = ef.data.Dataset.range(3).map(lambda x: x * x).cache()
        >>> [int(x) for x in ds], [int(x) for x in ds]
        ([0, 1, 4], [0, 1, 4])
        """
        if filename is not None and filename != "":
            raise errors.make(
                errors.UnimplementedError,
                "cache() keeps elements in memory only",
                operands=[f"filename: {filename!r}"],
                fix="call cache() without a file name",
            )
        return self._of(Cache(self._node))

    def prefetch(self, buffer_size: Any, name: str | None = None) -> Any:
        """The elements, made by a thread before they are asked for.

        Args:
          buffer_size: how many are made in advance, an int64 scalar; `ef.data.AUTOTUNE` for a
            number that does for most programs, 0 for none.
          name: accepted.

        >>> [int(x) for x in ef.data.Dataset.range(3).prefetch(2)]
        [0, 1, 2]
        """
        size = -1 if buffer_size is None else as_number(buffer_size, "buffer_size")
        return self._of(Prefetch(self._node, size))

    def enumerate(self, start: Any = 0, name: str | None = None) -> Any:
        """Pairs of a number and an element.

        Args:
          start: the first number, an int64 scalar.
          name: accepted.

        >>> [(int(i), int(x)) for i, x in ef.data.Dataset.range(5, 7).enumerate()]
        [(0, 5), (1, 6)]
        """
        return self._of(Enumerate(self._node, as_number(start, "start")))

    def concatenate(self, dataset: DatasetBase, name: str | None = None) -> Any:
        """The elements of this dataset, then those of another.

        Args:
          dataset: the other; its elements have the same nest and dtypes.
          name: accepted.

        Raises:
          TypeError: the elements have another nest, or other dtypes.

        >>> ds = ef.data.Dataset.range(2).concatenate(ef.data.Dataset.range(7, 9))
        >>> [int(x) for x in ds]
        [0, 1, 7, 8]
        """
        spec = generalized(self.element_spec, dataset.element_spec)
        return self._of(Concatenate(self._node, dataset._node, spec))

    def unique(self, name: str | None = None) -> Any:
        """The elements without those that were there before; they are integer or string scalars.

        Args:
          name: accepted.

        Raises:
          TypeError: the elements are something else.

        >>> ds = ef.data.Dataset.from_tensor_slices([1, 37, 2, 37, 2, 1])
        >>> [int(x) for x in ds.unique()]
        [1, 37, 2]
        """
        spec = self.element_spec
        dtype = getattr(spec, "dtype", None)
        if dtype not in INDEX and dtype is not string:
            raise errors.make(
                TypeError,
                "`tf.data.Dataset.unique` only supports datasets whose elements are one tensor of "
                f"dtype tf.int32, tf.int64 or tf.string, got {spec}",
            )
        return self._of(Unique(self._node))

    def ignore_errors(self, log_warning: bool = False, name: str | None = None) -> Any:
        """The elements without those whose making raises an error.

        Args:
          log_warning: write the errors to the log.
          name: accepted.
        """
        return self._of(WithoutErrors(self._node, bool(log_warning)))
