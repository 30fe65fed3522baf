"""The methods of datasets that put elements together, and take them apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import errors, nest
from ..core.type_spec import TensorSpec
from ..dtype import DTypeLike, as_dtype, int64
from ..shapes import TensorShape
from .base import DatasetBase, of_leaves
from .batching import Batch, PaddedBatch, RaggedBatch, SparseBatch, Unbatch, Window
from .elements import as_leaf
from .run import as_number
from .spec import DatasetSpec


class Grouping(DatasetBase):
    """The part of `Dataset` that makes batches and windows."""

    __slots__ = ()

    def batch(
        self,
        batch_size: Any,
        drop_remainder: Any = False,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Any:
        """Elements put together along a new first axis.

        Args:
          batch_size: how many, an int64 scalar.
          drop_remainder: leave out a last batch that is not full; sizes are then known.
          num_parallel_calls: accepted; a batch is one copy.
          deterministic: accepted; batches keep the order.
          name: accepted.

        Raises:
          InvalidArgumentError: elements have different shapes, or the size is not positive.
          TypeError: elements hold datasets.

        >>> [b.numpy().tolist() for b in ef.data.Dataset.range(5).batch(2)]
        [[0, 1], [2, 3], [4]]
        """
        size = as_number(batch_size, "batch_size")
        return self._of(Batch(self._node, size, _flag(drop_remainder)))

    def rebatch(self, batch_size: Any, drop_remainder: Any = False, name: str | None = None) -> Any:
        """The rows of batches in batches of another size.

        Args:
          batch_size: how many rows, an int64 scalar.
          drop_remainder: leave out a last batch that is not full.
          name: accepted.

        >>> ds = ef.data.Dataset.range(6).batch(2).rebatch(4)
        >>> [b.numpy().tolist() for b in ds]
        [[0, 1, 2, 3], [4, 5]]
        """
        return self.unbatch().batch(batch_size, drop_remainder)

    def unbatch(self, name: str | None = None) -> Any:
        """The rows of elements as elements.

        Args:
          name: accepted.

        Raises:
          ValueError: a component is a scalar.
          InvalidArgumentError: components have different numbers of rows.

        >>> ds = ef.data.Dataset.from_tensor_slices([[1, 2], [3, 4]]).unbatch()
        >>> [int(x) for x in ds]
        [1, 2, 3, 4]
        """
        return self._of(Unbatch(self._node))

    def padded_batch(
        self,
        batch_size: Any,
        padded_shapes: Any = None,
        padding_values: Any = None,
        drop_remainder: Any = False,
        name: str | None = None,
    ) -> Any:
        """Elements of different sizes, padded and put together along a new first axis.

        Args:
          batch_size: how many, an int64 scalar.
          padded_shapes: the shape to pad to, or the nest of those; None and -1 stand for the
            largest size in the batch, which is also what a missing shape means.
          padding_values: the scalar to pad with, or the nest of those; 0 or the empty string when
            left out.
          drop_remainder: leave out a last batch that is not full.
          name: accepted.

        Raises:
          ValueError: no shape is given and the rank is not known, or the shape has another rank.
          TypeError: elements are no dense tensors, or a padding value has another dtype.
          DataLossError: an element is larger than the shape.

        >>> ds = ef.data.Dataset.range(1, 4).map(lambda n: ef.fill([n], n))
        >>> [b.numpy().tolist() for b in ds.padded_batch(2)]
        [[[1, 0], [2, 2]], [[3, 3, 3]]]
        """
        return self._padded(batch_size, padded_shapes, padding_values, drop_remainder)

    def _padded(
        self, batch_size: Any, shapes: Any, values: Any, drop: Any, limit: Any = None
    ) -> Any:
        """`padded_batch`; a limit is what unknown sizes are padded to."""
        size = as_number(batch_size, "batch_size")
        spec, flat = self.element_spec, self._node.specs
        for s in flat:
            if not isinstance(s, TensorSpec):
                raise errors.make(
                    TypeError,
                    "`padded_batch` is only supported for datasets that produce tensor elements "
                    "but type spec of elements in the input dataset is not a subclass of "
                    f"TensorSpec: `{s}`.",
                )
        wanted = _padded_shapes(spec, flat, shapes)
        fill = _padding(spec, flat, values)
        return self._of(PaddedBatch(self._node, size, wanted, fill, _flag(drop), limit))

    def ragged_batch(
        self,
        batch_size: Any,
        drop_remainder: Any = False,
        row_splits_dtype: DTypeLike = int64,
        name: str | None = None,
    ) -> Any:
        """Elements of different sizes put together as ragged tensors.

        Args:
          batch_size: how many, an int64 scalar.
          drop_remainder: leave out a last batch that is not full.
          row_splits_dtype: dtype of the row splits, int32 or int64.
          name: accepted.

        >>> ds = ef.data.Dataset.range(3).map(ef.range).ragged_batch(3)
        >>> next(iter(ds)).to_list()
        [[], [0], [0, 1]]
        """
        size = as_number(batch_size, "batch_size")
        splits = as_dtype(row_splits_dtype)
        return self._of(RaggedBatch(self._node, size, _flag(drop_remainder), splits))

    def sparse_batch(self, batch_size: Any, row_shape: Any, name: str | None = None) -> Any:
        """Elements of different sizes put together as sparse tensors.

        Args:
          batch_size: how many, an int64 scalar.
          row_shape: the shape of a row; None and -1 stand for the largest size in the batch.
          name: accepted.

        Raises:
          DataLossError: an element is larger than the shape.
        """
        size = as_number(batch_size, "batch_size")
        return self._of(SparseBatch(self._node, size, _shape(row_shape)))

    def window(
        self,
        size: Any,
        shift: Any = None,
        stride: Any = 1,
        drop_remainder: Any = False,
        name: str | None = None,
    ) -> Any:
        """Windows of elements, each a dataset; for components a nest of datasets.

        Args:
          size: how many elements a window has, an int64 scalar.
          shift: how many elements lie between the beginnings of windows; `size` when left out.
          stride: how many elements lie between those of a window.
          drop_remainder: leave out windows that are not full.
          name: accepted.

        Raises:
          InvalidArgumentError: a number is not positive.

        >>> windows = ef.data.Dataset.range(5).window(3, shift=1, drop_remainder=True)
        >>> [[int(x) for x in w] for w in windows]
        [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
        """
        count = as_number(size, "size")
        hop = count if shift is None else as_number(shift, "shift")
        step = as_number(stride, "stride")
        spec = nest.map_structure(DatasetSpec, self.element_spec)
        drop = _flag(drop_remainder)
        return self._of(Window(self._node, spec, of_leaves, count, hop, step, drop))


def _flag(value: Any) -> Any:
    """A bool, or the tensor of a graph."""
    leaf = as_leaf(value)
    return bool(leaf) if isinstance(leaf, np.ndarray) else leaf


def _shape(shape: Any) -> TensorShape:
    """A shape in which -1 stands for unknown sizes."""
    if isinstance(shape, TensorShape):
        return shape
    leaf = np.asarray([-1 if n is None else n for n in shape], np.int64)
    return TensorShape([None if n < 0 else int(n) for n in leaf])


def _padded_shapes(spec: Any, flat: list[Any], shapes: Any) -> list[TensorShape]:
    if shapes is None:
        for i, s in enumerate(flat):
            if s.shape.rank is None:
                raise errors.make(
                    ValueError,
                    f"You must provide `padded_shapes` argument because component {i} has unknown "
                    "rank.",
                )
        return [s.shape for s in flat]
    given = [_shape(s) for s in nest.flatten_up_to(spec, shapes, check_types=False)]
    for shape, s in zip(given, flat, strict=True):
        if s.shape.rank is not None and shape.rank != s.shape.rank:
            raise errors.make(
                ValueError,
                f"The padded shape {shape} is not compatible with the corresponding input "
                f"component shape {s.shape}.",
            )
        for wanted, have in zip(shape, s.shape.as_list() if s.shape.rank is not None else ()):
            if wanted is not None and have is not None and wanted < have:
                raise errors.make(
                    ValueError,
                    f"The padded shape {shape} is not compatible with the corresponding input "
                    f"component shape {s.shape}.",
                )
    return given


def _padding(spec: Any, flat: list[Any], values: Any) -> list[Any]:
    if values is None:
        given: list[Any] = [None] * len(flat)
    elif nest.is_nested(spec) and not nest.is_nested(values):
        given = [values] * len(flat)
    else:
        given = nest.flatten_up_to(spec, values, check_types=False)
    out = []
    for value, s in zip(given, flat, strict=True):
        if value is None:
            value = b"" if s.dtype.kind == "s" else np.zeros((), s.dtype.np)
        leaf = as_leaf(value) if hasattr(value, "dtype") else as_leaf(value, s.dtype)
        if spec_dtype(leaf) is not s.dtype:
            raise errors.make(
                TypeError,
                f"Mismatched type of padding: the padding value {value!r} is "
                f"{spec_dtype(leaf).name}, the component is {s.dtype.name}",
            )
        out.append(leaf)
    return out


def spec_dtype(leaf: Any) -> Any:
    """The dtype of a leaf."""
    return as_dtype(leaf.dtype) if isinstance(leaf, np.ndarray) else leaf.dtype
