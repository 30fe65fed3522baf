"""What `tf.data.experimental` adds: functions for `Dataset.apply`, most of them methods by now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import errors
from ..core.tensor import Tensor
from ..core.type_spec import TensorSpec
from ..dtype import DTypeLike, int64, string
from ..ops.files.example_parsing import parse_example
from ..records.tfrecord import TFRecordWriter as RecordWriter
from ..registry import export
from .applying import key_function
from .base import DatasetBase
from .calling import GroupByReducer, steady
from .changing import AssertSize
from .dataset import Dataset
from .functions import Traced
from .iterators import OwnedIterator
from .spec import Optional

Transform = Callable[[Any], Any]


@export("data.experimental.cardinality")
def cardinality(dataset: DatasetBase) -> Tensor:
    """How many elements a dataset has; see `Dataset.cardinality`.

    Args:
      dataset: the dataset.

    >>> ef.data.experimental.cardinality(ef.data.Dataset.range(4)).numpy()
    np.int64(4)
    """
    return dataset.cardinality()


@export("data.experimental.assert_cardinality")
def assert_cardinality(expected_cardinality: Any) -> Transform:
    """Says how many elements a dataset has where it can not be told.

    Args:
      expected_cardinality: the number; `INFINITE_CARDINALITY` for no end.

    Returns:
      A function for `Dataset.apply`. The elements of what it gives raise FailedPreconditionError
      when there are more or fewer.

    >>> ds = ef.data.Dataset.range(9).filter(lambda x: x > 4)
    >>> len(ds.apply(ef.data.experimental.assert_cardinality(4)))
    4
    """
    count = int(expected_cardinality)
    return lambda dataset: dataset._of(AssertSize(dataset._node, count))


@export("data.experimental.Counter", v1="")
def counter(start: Any = 0, step: Any = 1, dtype: DTypeLike = int64) -> Any:
    """The dataset of the numbers from one on; see `Dataset.counter`.

    Args:
      start: the first number.
      step: how far they lie apart.
      dtype: their dtype.
    """
    return Dataset.counter(start, step, dtype)


@export("data.experimental.RandomDataset", v1="")
class RandomDataset(Dataset):
    """The dataset of random integers; see `Dataset.random`.

    Args:
      seed: gives the same numbers in every run.
      rerandomize_each_iteration: other numbers for each pass.
      name: accepted.
    """

    __slots__ = ()

    def __init__(
        self, seed: Any = None, rerandomize_each_iteration: bool | None = None,
        name: str | None = None,
    ) -> None:  # fmt: skip
        self._node = Dataset.random(seed, rerandomize_each_iteration)._node


@export("data.experimental.bucket_by_sequence_length")
def bucket_by_sequence_length(
    element_length_func: Callable[..., Any],
    bucket_boundaries: Any,
    bucket_batch_sizes: Any,
    padded_shapes: Any = None,
    padding_values: Any = None,
    pad_to_bucket_boundary: bool = False,
    no_padding: bool = False,
    drop_remainder: bool = False,
) -> Transform:
    """`Dataset.bucket_by_sequence_length` as a function for `Dataset.apply`; see there."""
    return lambda dataset: dataset.bucket_by_sequence_length(
        element_length_func, bucket_boundaries, bucket_batch_sizes, padded_shapes, padding_values,
        pad_to_bucket_boundary, no_padding, drop_remainder,
    )  # fmt: skip


@export("data.experimental.choose_from_datasets", v1="")
def choose_from_datasets(
    datasets: Any, choice_dataset: Any, stop_on_empty_dataset: bool = False
) -> Any:
    """`Dataset.choose_from_datasets`, passing over empty datasets when not told otherwise."""
    return Dataset.choose_from_datasets(datasets, choice_dataset, stop_on_empty_dataset)


@export("data.experimental.sample_from_datasets", v1="")
def sample_from_datasets(
    datasets: Any, weights: Any = None, seed: Any = None, stop_on_empty_dataset: bool = False
) -> Any:
    """`Dataset.sample_from_datasets`; see there."""
    return Dataset.sample_from_datasets(datasets, weights, seed, stop_on_empty_dataset)


@export("data.experimental.dense_to_ragged_batch")
def dense_to_ragged_batch(
    batch_size: Any, drop_remainder: Any = False, row_splits_dtype: DTypeLike = int64
) -> Transform:
    """`Dataset.ragged_batch` as a function for `Dataset.apply`; see there."""
    return lambda dataset: dataset.ragged_batch(batch_size, drop_remainder, row_splits_dtype)


@export("data.experimental.dense_to_sparse_batch")
def dense_to_sparse_batch(batch_size: Any, row_shape: Any) -> Transform:
    """`Dataset.sparse_batch` as a function for `Dataset.apply`; see there."""
    return lambda dataset: dataset.sparse_batch(batch_size, row_shape)


@export("data.experimental.enumerate_dataset")
def enumerate_dataset(start: Any = 0) -> Transform:
    """`Dataset.enumerate` as a function for `Dataset.apply`; see there."""
    return lambda dataset: dataset.enumerate(start)


@export("data.experimental.from_list")
def from_list(elements: Any, name: str | None = None) -> Any:
    """The dataset of the elements of a list.

    Args:
      elements: a list of nests of tensors, all with one nest, dtypes and shapes.
      name: accepted.

    Raises:
      TypeError: `elements` is no list.
      ValueError: it is empty.

    >>> ds = ef.data.experimental.from_list([(1, "a"), (2, "b")])
    >>> [int(i) for i, _ in ds]
    [1, 2]
    """
    if not isinstance(elements, list):
        raise errors.make(TypeError, f"`elements` must be a list, got {type(elements).__name__}")
    if not elements:
        raise errors.make(ValueError, "Empty list of elements")
    found = Dataset.from_tensors(elements[0])
    for element in elements[1:]:
        found = found.concatenate(Dataset.from_tensors(element))
    return found


@export("data.experimental.get_next_as_optional")
def get_next_as_optional(iterator: OwnedIterator) -> Optional:
    """The next element of an iterator, or the sign that there are no more.

    Args:
      iterator: the iterator.
    """
    return iterator.get_next_as_optional()


@export("data.experimental.get_single_element")
def get_single_element(dataset: Any) -> Any:
    """The only element of a dataset; see `Dataset.get_single_element`."""
    return dataset.get_single_element()


@export("data.experimental.get_structure")
def get_structure(dataset_or_iterator: Any) -> Any:
    """The nest of specs of the elements of a dataset or iterator.

    Args:
      dataset_or_iterator: the dataset or iterator.

    Raises:
      TypeError: it is neither.
    """
    try:
        return dataset_or_iterator.element_spec
    except AttributeError:
        raise errors.make(
            TypeError,
            "Invalid `dataset_or_iterator`. `dataset_or_iterator` must be a Dataset or iterator "
            f"object, but got {type(dataset_or_iterator)}.",
        ) from None


@export("data.experimental.Reducer")
class Reducer:
    """Three functions that make one thing of many elements; see `group_by_reducer`.

    Args:
      init_func: makes the first state of a key.
      reduce_func: makes the next state of a state and an element.
      finalize_func: makes the result of the last state.
    """

    def __init__(
        self,
        init_func: Callable[..., Any],
        reduce_func: Callable[..., Any],
        finalize_func: Callable[..., Any],
    ) -> None:
        self.init_func = init_func
        self.reduce_func = reduce_func
        self.finalize_func = finalize_func


@export("data.experimental.group_by_reducer")
def group_by_reducer(key_func: Callable[..., Any], reducer: Reducer) -> Transform:
    """What a reducer makes of all elements with one key, by rising keys.

    Args:
      key_func: takes an element and returns an int64 scalar.
      reducer: the functions.

    Returns:
      A function for `Dataset.apply`.

    >>> total = ef.data.experimental.Reducer(
    ...     lambda key: ef.constant(0, ef.int64), lambda s, x: s + x, lambda s: s)
    >>> ds = ef.data.Dataset.range(5).apply(
    ...     ef.data.experimental.group_by_reducer(lambda x: x % 2, total))
    >>> [int(x) for x in ds]
    [6, 4]
    """

    def apply(dataset: Any) -> Any:
        spec = dataset.element_spec
        key = key_function(key_func, spec)
        init = Traced(reducer.init_func, TensorSpec([], int64), "init_func")
        step, state = steady(
            lambda s: Traced(reducer.reduce_func, (s, spec), "reduce_func"),
            init.spec,
            lambda f: f.spec,
        )
        end = Traced(reducer.finalize_func, state, "finalize_func")
        return dataset._of(GroupByReducer(dataset._node, key, init, step, end))

    return apply


@export("data.experimental.group_by_window")
def group_by_window(
    key_func: Callable[..., Any],
    reduce_func: Callable[..., Any],
    window_size: Any = None,
    window_size_func: Callable[..., Any] | None = None,
) -> Transform:
    """`Dataset.group_by_window` as a function for `Dataset.apply`; see there."""
    return lambda dataset: dataset.group_by_window(
        key_func, reduce_func, window_size, window_size_func
    )


@export("data.experimental.ignore_errors")
def ignore_errors(log_warning: bool = False) -> Transform:
    """`Dataset.ignore_errors` as a function for `Dataset.apply`; see there."""
    return lambda dataset: dataset.ignore_errors(log_warning)


@export("data.experimental.map_and_batch")
def map_and_batch(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: Any = None,
    drop_remainder: Any = False,
    num_parallel_calls: Any = None,
) -> Transform:
    """`Dataset.map` and `Dataset.batch` as one function for `Dataset.apply`; see there.

    Args:
      map_func: takes an element.
      batch_size: how many elements make a batch.
      num_parallel_batches: the old way to ask for parallel calls.
      drop_remainder: leave out a last batch that is not full.
      num_parallel_calls: how many calls may run at a time.

    Raises:
      ValueError: parallel calls are asked for in both ways.
    """
    if num_parallel_batches is not None and num_parallel_calls is not None:
        raise errors.make(
            ValueError,
            "`map_and_batch` allows only one of `num_parallel_batches` and `num_parallel_calls` "
            "to be set.",
        )
    calls = num_parallel_calls
    if num_parallel_batches is not None:
        calls = batch_size * num_parallel_batches
    return lambda dataset: dataset.map(map_func, calls).batch(batch_size, drop_remainder)


@export("data.experimental.parallel_interleave")
def parallel_interleave(
    map_func: Callable[..., Any],
    cycle_length: Any,
    block_length: Any = 1,
    sloppy: bool | None = False,
    buffer_output_elements: Any = None,
    prefetch_input_elements: Any = None,
) -> Transform:
    """`Dataset.interleave` as a function for `Dataset.apply`; see there.

    Args:
      map_func: takes an element and returns a dataset.
      cycle_length: how many datasets are open at a time.
      block_length: how many elements of one come before the next has its turn.
      sloppy: accepted; elements keep their order.
      buffer_output_elements: accepted; use `prefetch`.
      prefetch_input_elements: accepted; use `prefetch`.
    """
    return lambda dataset: dataset.interleave(map_func, cycle_length, block_length)


@export("data.experimental.prefetch_to_device")
def prefetch_to_device(device: str, buffer_size: Any = None) -> Transform:
    """`Dataset.prefetch` as a function for `Dataset.apply`; tensors come on the current device.

    Args:
      device: accepted; elements become tensors where new tensors are made.
      buffer_size: how many elements are made in advance.
    """
    return lambda dataset: dataset.prefetch(buffer_size)


@export("data.experimental.rejection_resample")
def rejection_resample(
    class_func: Callable[..., Any], target_dist: Any, initial_dist: Any = None, seed: Any = None
) -> Transform:
    """`Dataset.rejection_resample` as a function for `Dataset.apply`; see there."""
    return lambda dataset: dataset.rejection_resample(class_func, target_dist, initial_dist, seed)


@export("data.experimental.scan")
def scan(initial_state: Any, scan_func: Callable[..., Any]) -> Transform:
    """`Dataset.scan` as a function for `Dataset.apply`; see there."""
    return lambda dataset: dataset.scan(initial_state, scan_func)


@export("data.experimental.shuffle_and_repeat")
def shuffle_and_repeat(buffer_size: Any, count: Any = None, seed: Any = None) -> Transform:
    """`Dataset.shuffle` and `Dataset.repeat` as one function for `Dataset.apply`; see there.

    Args:
      buffer_size: how many elements the buffer holds.
      count: how often the elements come; None for no end.
      seed: gives the same order in every run.
    """
    return lambda dataset: dataset.shuffle(buffer_size, seed).repeat(count)


@export("data.experimental.take_while")
def take_while(predicate: Callable[..., Any]) -> Transform:
    """`Dataset.take_while` as a function for `Dataset.apply`; see there."""
    return lambda dataset: dataset.take_while(predicate)


@export("data.experimental.unbatch")
def unbatch() -> Transform:
    """`Dataset.unbatch` as a function for `Dataset.apply`; see there."""
    return lambda dataset: dataset.unbatch()


@export("data.experimental.unique")
def unique() -> Transform:
    """`Dataset.unique` as a function for `Dataset.apply`; see there."""
    return lambda dataset: dataset.unique()


@export("data.experimental.parse_example_dataset")
def parse_example_dataset(
    features: Any, num_parallel_calls: Any = 1, deterministic: bool | None = None
) -> Transform:
    """The features of batches of serialized examples, as a function for `Dataset.apply`.

    Args:
      features: names and kinds of the features; see `ef.io.parse_example`.
      num_parallel_calls: how many batches may be parsed at a time.
      deterministic: accepted; elements keep their order.
    """
    return lambda dataset: dataset.map(
        lambda serialized: parse_example(serialized, features), num_parallel_calls
    )


@export("data.experimental.copy_to_device")
def copy_to_device(target_device: str, source_device: str = "/cpu:0") -> Transform:
    """The dataset itself: elements become tensors where new tensors are made.

    Args:
      target_device: accepted; choose the device with `ef.device` around the loop.
      source_device: accepted; datasets compute on the CPU.
    """
    return lambda dataset: dataset


@export("data.experimental.at")
def at(dataset: Any, index: Any) -> Any:
    """The element at a place, for which those before it are made too.

    Args:
      dataset: the dataset.
      index: the place, from 0.

    Raises:
      OutOfRangeError: there are fewer elements.

    >>> ef.data.experimental.at(ef.data.Dataset.range(5), 3).numpy()
    np.int64(3)
    """
    place = int(index)
    if place < 0:
        raise errors.make(errors.OutOfRangeError, f"Index out of range [0, n): {place}")
    return iter(dataset.skip(place)).get_next()


@export("data.experimental.TFRecordWriter")
class TFRecordWriter:
    """Writes a dataset of strings to a file of records.

    Args:
      filename: name of the file.
      compression_type: `""`, `"GZIP"` or `"ZLIB"`.
    """

    def __init__(self, filename: Any, compression_type: Any = None) -> None:
        self._filename = filename
        self._compression = compression_type or ""

    def write(self, dataset: Any) -> None:
        """Write all elements.

        Args:
          dataset: a dataset whose elements are string scalars.

        Raises:
          TypeError: its elements are something else, or it is no dataset.
          RuntimeError: in a graph.
        """
        if not isinstance(dataset, DatasetBase):
            raise errors.make(
                TypeError,
                f"Invalid `dataset.` Expected a `tf.data.Dataset` object but got {dataset}.",
            )
        spec = dataset.element_spec
        if getattr(spec, "dtype", None) is not string or spec.shape.rank not in (0, None):
            raise errors.make(
                TypeError,
                "Invalid `dataset`. Expected a`dataset` that produces scalar `tf.string` elements, "
                f"but got a dataset which produces elements {spec}.",
            )
        with RecordWriter(self._filename, self._compression) as writer:
            for element in iter(dataset):
                writer.write(element.numpy())
