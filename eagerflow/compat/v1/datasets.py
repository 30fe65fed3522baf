"""Datasets and iterators of 1.x."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors, nest
from ...core import mode
from ...core.tensor import Tensor
from ...core.type_spec import tensor_specs
from ...data import iterator_state as ops
from ...data.apply_functions import choose_from_datasets, counter, sample_from_datasets
from ...data.base import DatasetBase
from ...data.csv_files import csv_node, make_csv_dataset
from ...data.dataset import Dataset
from ...data.elements import specs_from_types
from ...data.files import block_node, record_node, text_node
from ...data.iterator_state import IteratorState, flat_tensor_specs
from ...data.iterators import OwnedIterator
from ...data.node import Node
from ...data.sources import Slices
from ...data.spec import Optional
from ...dtype import DTypeLike, int64
from ...graph.values import get_static_value
from ...ops.checks.asserts import checked
from ...queues.handle import Handle, Handles
from ...registry import export


def _dtypes(spec: Any) -> Any:
    return nest.map_structure(lambda s: s.dtype, spec)


def _shapes(spec: Any) -> Any:
    return nest.map_structure(lambda s: s.shape, spec)


def _classes(spec: Any) -> Any:
    return nest.map_structure(lambda s: s.value_type, spec)


def _in_graph() -> bool:
    return mode.snapshot().builder is not None


@export("", v1="data.Iterator")
class Iterator:
    """Gives the elements of a dataset in a graph, one for each run of what `get_next` returns.

    Each session has its own place in the dataset.

    Args:
      iterator_resource: the tensor that stands for the iterator.
      initializer: the operation that begins a pass; None where there is none.
      output_types: the nest of dtypes of an element.
      output_shapes: the nest of shapes.
      output_classes: the nest of classes.
    """

    def __init__(
        self, iterator_resource: Any, initializer: Any, output_types: Any, output_shapes: Any,
        output_classes: Any,
    ) -> None:  # fmt: skip
        self._resource = iterator_resource
        self._initializer = initializer
        self._spec = specs_from_types(output_types, output_shapes, output_classes)
        self._handle = iterator_resource.op.args[0] if iterator_resource is not None else None
        self._by_handle: Tensor | None = None

    @classmethod
    def _made(cls, spec: Any, node: Node | None) -> Any:
        """An iterator over elements of a spec.

        Args:
          spec: the nest of specs.
          node: the dataset to begin with; None to wait for an initialiser.
        """
        made = cls.__new__(cls)
        made._initializer = None
        made._spec = spec
        made._handle = Handle("iterator", lambda: IteratorState(node), True)
        made._resource = ops.iterator(
            made._handle, "IteratorV2" if node is None else "OneShotIterator"
        )
        made._by_handle = None
        return made

    @staticmethod
    def from_structure(
        output_types: Any, output_shapes: Any = None, shared_name: str | None = None,
        output_classes: Any = None,
    ) -> Iterator:  # fmt: skip
        """An iterator without a dataset; `make_initializer` gives it one.

        Args:
          output_types: the nest of dtypes of an element.
          output_shapes: the nest of shapes; unknown where left out.
          shared_name: accepted; each session has its own iterators.
          output_classes: the nest of classes, for sparse tensors.

        >>> import eagerflow.compat.v1 as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     iterator = tf.data.Iterator.from_structure(tf.int64, [])
        ...     element = iterator.get_next()
        ...     sess.run(iterator.make_initializer(tf.data.Dataset.range(3)))
        ...     sess.run(element)
        np.int64(0)
        """
        made: Iterator = Iterator._made(
            specs_from_types(output_types, output_shapes, output_classes), None
        )
        return made

    @staticmethod
    def from_string_handle(
        string_handle: Any, output_types: Any, output_shapes: Any = None,
        output_classes: Any = None,
    ) -> Iterator:  # fmt: skip
        """The iterator whose handle is fed: it chooses among several when the graph runs.

        Args:
          string_handle: a string scalar: what running `string_handle()` of an iterator gave.
          output_types: the nest of dtypes of an element.
          output_shapes: the nest of shapes; unknown where left out.
          output_classes: the nest of classes, for sparse tensors.
        """
        made = Iterator.__new__(Iterator)
        made._spec = specs_from_types(output_types, output_shapes, output_classes)
        made._initializer = made._resource = made._handle = None
        made._by_handle = string_handle
        return made

    @property
    def initializer(self) -> Any:
        """The operation that begins a pass over the dataset.

        Raises:
          ValueError: there is none: the iterator begins by itself, or has no dataset yet.
        """
        if self._initializer is None:
            raise errors.make(
                ValueError,
                "The iterator does not have an initializer. This means it was likely created using "
                "`tf.data.Dataset.make_one_shot_iterator()`. For an initializable iterator, use "
                "`tf.data.Dataset.make_initializable_iterator()` instead.",
                fix="for Iterator.from_structure: run iterator.make_initializer(dataset)",
            )
        return self._initializer

    def make_initializer(self, dataset: DatasetBase, name: str | None = None) -> Any:
        """An operation that begins a pass over a dataset.

        Args:
          dataset: the dataset; its elements are what the iterator was made for.
          name: name of the operation.

        Raises:
          TypeError: they are something else.
        """
        found, wanted = _dtypes(dataset.element_spec), _dtypes(self._spec)
        if found != wanted:
            raise errors.make(
                TypeError,
                f"Expected output types {wanted!r} but got dataset with output types {found!r}.",
            )
        pairs = zip(nest.flatten(dataset.element_spec), nest.flatten(self._spec), strict=True)
        for have, asked in pairs:
            if not asked.shape.is_compatible_with(have.shape):
                raise errors.make(
                    TypeError,
                    f"Expected output shapes compatible with {asked.shape} but got dataset with "
                    f"output shapes {have.shape}.",
                )
        node = dataset._node
        values, variables = node.all_outside(), node.all_variables()
        handles = Handles(self._handle, Handle("dataset", lambda: node, True), *variables)
        wanted_ids = (tuple(map(id, values)), tuple(map(id, variables)))
        return checked(ops.make_iterator(handles, values, wanted_ids, name or "MakeIterator"))

    def get_next(self, name: str | None = None) -> Any:
        """The tensors of the next element: each run of them takes one.

        Args:
          name: name of the operation.

        Raises:
          OutOfRangeError: when run: there are no more.
          FailedPreconditionError: when run: the iterator was not initialised.
        """
        specs = tuple(flat_tensor_specs(self._spec))
        label = name or "IteratorGetNext"
        if self._by_handle is None:
            parts = list(ops.get_next(self._handle, specs, label))
        else:
            parts = list(ops.get_next_by_handle(self._by_handle, specs, label))
        leaves = []
        for spec in nest.flatten(self._spec):
            given = [None if s is None else parts.pop(0) for s in tensor_specs(spec)]
            leaves.append(spec._with_components(tuple(given)))
        return nest.pack_sequence_as(self._spec, leaves)

    def get_next_as_optional(self) -> Optional:
        """Not in graphs.

        Raises:
          UnimplementedError: always.
        """
        raise errors.make(
            errors.UnimplementedError,
            "an iterator of a graph has no optional elements",
            fix="catch OutOfRangeError of session.run",
        )

    def string_handle(self, name: str | None = None) -> Tensor:
        """A string scalar to feed to `from_string_handle`.

        Args:
          name: accepted; the tensor is that of the iterator.
        """
        if self._by_handle is not None:
            return self._by_handle
        return self._resource  # type: ignore[no-any-return]

    @property
    def element_spec(self) -> Any:
        """The nest of specs of an element."""
        return self._spec

    @property
    def output_types(self) -> Any:
        """The nest of dtypes of an element."""
        return _dtypes(self._spec)

    @property
    def output_shapes(self) -> Any:
        """The nest of shapes of an element."""
        return _shapes(self._spec)

    @property
    def output_classes(self) -> Any:
        """The nest of classes of an element."""
        return _classes(self._spec)


@export("", v1="data.make_one_shot_iterator")
def make_one_shot_iterator(dataset: DatasetBase) -> Any:
    """An iterator for one pass over a dataset, which begins by itself.

    Args:
      dataset: the dataset.

    Raises:
      ValueError: the dataset uses placeholders or variables of a graph.

    >>> import eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     element = tf.data.make_one_shot_iterator(tf.data.Dataset.range(3)).get_next()
    ...     sess.run(element), sess.run(element)
    (np.int64(0), np.int64(1))
    """
    if not _in_graph():
        return OwnedIterator.over(dataset)
    node = dataset._node
    values = {id(s): get_static_value(s) for s in node.all_outside()}
    if node.all_variables() or any(v is None for v in values.values()):
        raise errors.make(
            ValueError,
            "Failed to create a one-shot iterator for a dataset. A likely cause of this error is "
            "that the dataset for which you are calling `make_one_shot_iterator()` captures a "
            "stateful object, such as a `tf.Variable` or `tf.lookup.StaticHashTable`, which is not "
            "supported. Use `make_initializable_iterator()` instead.",
        )
    return Iterator._made(dataset.element_spec, _Fixed(node, values) if values else node)


class _Fixed(Node):
    """A dataset with the values of constants of the graph."""

    def __init__(self, node: Node, values: dict[int, Any]) -> None:
        self._values = values
        super().__init__(node.spec, [node])

    def elements(self, run: Any) -> Any:
        return self.input.elements(run.within(self._values))


@export("", v1="data.make_initializable_iterator")
def make_initializable_iterator(dataset: DatasetBase, shared_name: str | None = None) -> Iterator:
    """An iterator whose operation `initializer` begins a pass; placeholders are fed to it.

    Args:
      dataset: the dataset.
      shared_name: accepted; each session has its own iterators.

    Raises:
      RuntimeError: in eager code.

    >>> import eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     n = tf.placeholder(tf.int64, [])
    ...     iterator = tf.data.make_initializable_iterator(tf.data.Dataset.range(n))
    ...     element = iterator.get_next()
    ...     sess.run(iterator.initializer, {n: 5})
    ...     sess.run(element)
    np.int64(0)
    """
    if not _in_graph():
        raise errors.make(
            RuntimeError,
            "make_initializable_iterator() is not supported in eager mode. Use Python-style "
            "iteration instead.",
        )
    made: Iterator = Iterator._made(dataset.element_spec, None)
    made._initializer = made.make_initializer(dataset)
    return made


@export("", v1="data.Dataset")
class DatasetV1(Dataset):
    """`ef.data.Dataset` with the methods that 1.x has besides."""

    __slots__ = ()

    @classmethod
    def _plain(cls) -> type[Any]:
        return DatasetV1

    def make_one_shot_iterator(self) -> Any:
        """An iterator for one pass; see `data.make_one_shot_iterator`."""
        return make_one_shot_iterator(self)

    def make_initializable_iterator(self, shared_name: str | None = None) -> Iterator:
        """An iterator with an operation that begins; see `data.make_initializable_iterator`.

        Args:
          shared_name: accepted.
        """
        return make_initializable_iterator(self, shared_name)

    @property
    def output_types(self) -> Any:
        """The nest of dtypes of an element."""
        return _dtypes(self.element_spec)

    @property
    def output_shapes(self) -> Any:
        """The nest of shapes of an element."""
        return _shapes(self.element_spec)

    @property
    def output_classes(self) -> Any:
        """The nest of classes of an element."""
        return _classes(self.element_spec)

    @classmethod
    def from_sparse_tensor_slices(cls, sparse_tensor: Any) -> Any:
        """The dataset of the rows of a sparse tensor; the old name of `from_tensor_slices`.

        Args:
          sparse_tensor: the sparse tensor.
        """
        return cls._of(Slices(sparse_tensor))

    def map_with_legacy_function(
        self,
        map_func: Callable[..., Any],
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
    ) -> Any:
        """`map`; see there."""
        return self.map(map_func, num_parallel_calls, deterministic)

    def filter_with_legacy_function(self, predicate: Callable[..., Any]) -> Any:
        """`filter`; see there."""
        return self.filter(predicate)

    def __repr__(self) -> str:
        return f"<DatasetV1Adapter shapes: {self.output_shapes}, types: {self.output_types}>"


@export("", v1="data.TextLineDataset")
class TextLineDatasetV1(DatasetV1):
    """The dataset of the lines of files; see `ef.data.TextLineDataset`."""

    __slots__ = ()

    def __init__(
        self, filenames: Any, compression_type: Any = None, buffer_size: Any = None,
        num_parallel_reads: Any = None, name: str | None = None,
    ) -> None:  # fmt: skip
        self._node = text_node(filenames, compression_type)


@export("", v1="data.TFRecordDataset")
class TFRecordDatasetV1(DatasetV1):
    """The dataset of the records of files; see `ef.data.TFRecordDataset`."""

    __slots__ = ()

    def __init__(
        self, filenames: Any, compression_type: Any = None, buffer_size: Any = None,
        num_parallel_reads: Any = None, name: str | None = None,
    ) -> None:  # fmt: skip
        self._node = record_node(filenames, compression_type)


@export("", v1="data.FixedLengthRecordDataset")
class FixedLengthRecordDatasetV1(DatasetV1):
    """The dataset of the records of files, all of one length; see the class in `ef.data`."""

    __slots__ = ()

    def __init__(
        self, filenames: Any, record_bytes: Any, header_bytes: Any = None, footer_bytes: Any = None,
        buffer_size: Any = None, compression_type: Any = None, num_parallel_reads: Any = None,
        name: str | None = None,
    ) -> None:  # fmt: skip
        sizes = [record_bytes, header_bytes, footer_bytes]
        self._node = block_node(filenames, sizes, compression_type)


@export("", v1="data.experimental.RandomDataset")
class RandomDatasetV1(DatasetV1):
    """The dataset of random integers; see `ef.data.Dataset.random`."""

    __slots__ = ()

    def __init__(self, seed: Any = None) -> None:
        self._node = Dataset.random(seed)._node


@export("", v1="data.experimental.Counter")
def counter_v1(start: Any = 0, step: Any = 1, dtype: DTypeLike = int64) -> Any:
    """The dataset of the numbers from one on; see `ef.data.Dataset.counter`."""
    return DatasetV1._of(counter(start, step, dtype)._node)


@export("", v1="data.experimental.choose_from_datasets")
def choose_from_datasets_v1(
    datasets: Any, choice_dataset: Any, stop_on_empty_dataset: bool = False
) -> Any:
    """Elements in the order that numbers give; see `ef.data.Dataset.choose_from_datasets`."""
    found = choose_from_datasets(datasets, choice_dataset, stop_on_empty_dataset)
    return DatasetV1._of(found._node)


@export("", v1="data.experimental.sample_from_datasets")
def sample_from_datasets_v1(
    datasets: Any, weights: Any = None, seed: Any = None, stop_on_empty_dataset: bool = False
) -> Any:
    """Elements drawn from several datasets; see `ef.data.Dataset.sample_from_datasets`."""
    found = sample_from_datasets(datasets, weights, seed, stop_on_empty_dataset)
    return DatasetV1._of(found._node)


@export("", v1="data.get_output_types")
def get_output_types(dataset_or_iterator: Any) -> Any:
    """The nest of dtypes of the elements of a dataset or iterator."""
    return _dtypes(dataset_or_iterator.element_spec)


@export("", v1="data.get_output_shapes")
def get_output_shapes(dataset_or_iterator: Any) -> Any:
    """The nest of shapes of the elements of a dataset or iterator."""
    return _shapes(dataset_or_iterator.element_spec)


@export("", v1="data.get_output_classes")
def get_output_classes(dataset_or_iterator: Any) -> Any:
    """The nest of classes of the elements of a dataset or iterator."""
    return _classes(dataset_or_iterator.element_spec)


@export("", v1="data.experimental.CsvDataset")
class CsvDatasetV1(DatasetV1):
    """The dataset of the records of CSV files; see `ef.data.experimental.CsvDataset`."""

    __slots__ = ()

    def __init__(
        self, filenames: Any, record_defaults: Any, compression_type: Any = None,
        buffer_size: Any = None, header: bool = False, field_delim: str = ",",
        use_quote_delim: bool = True, na_value: str = "", select_cols: Any = None,
    ) -> None:  # fmt: skip
        self._node = csv_node(
            filenames, record_defaults, compression_type, header, field_delim, use_quote_delim,
            na_value, select_cols, None,
        )  # fmt: skip


@export("", v1="data.experimental.make_csv_dataset")
def make_csv_dataset_v1(
    file_pattern: Any,
    batch_size: Any,
    column_names: Any = None,
    column_defaults: Any = None,
    label_name: str | None = None,
    select_columns: Any = None,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    na_value: str = "",
    header: bool = True,
    num_epochs: int | None = None,
    shuffle: bool = True,
    shuffle_buffer_size: int = 10000,
    shuffle_seed: int | None = None,
    prefetch_buffer_size: Any = None,
    num_parallel_reads: Any = None,
    sloppy: bool = False,
    num_rows_for_inference: int | None = 100,
    compression_type: Any = None,
    ignore_errors: bool = False,
    encoding: str = "utf-8",
) -> Any:
    """Batches of records of CSV files; see `ef.data.experimental.make_csv_dataset`."""
    found = make_csv_dataset(
        file_pattern,
        batch_size,
        column_names,
        column_defaults,
        label_name,
        select_columns,
        field_delim,
        use_quote_delim,
        na_value,
        header,
        num_epochs,
        shuffle,
        shuffle_buffer_size,
        shuffle_seed,
        prefetch_buffer_size,
        num_parallel_reads,
        sloppy,
        num_rows_for_inference,
        compression_type,
        ignore_errors,
        encoding,
    )
    return DatasetV1._of(found._node)
