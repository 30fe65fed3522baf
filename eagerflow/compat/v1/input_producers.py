"""Input producers: queues that hand out the elements of a tensor, epoch after epoch."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core import mode
from ...core.tensor import Tensor
from ...dtype import int64, string
from ...graph.ordering import control_dependencies
from ...ops.array import constant, convert_to_tensor, identity, shape, size
from ...ops.arrays.gathering import gather
from ...ops.arrays.ranges import range as range_of
from ...ops.checks.asserts import Assert
from ...ops.files.whole_files import matching_files
from ...ops.random.stateful import shuffle as shuffled
from ...queues.queue import FIFOQueue
from ...registry import export
from ...shapes import TensorShape
from ...variables.collection import GraphKeys
from ...variables.names import NameScope
from ...variables.variable_v1 import VariableV1, count_up_to
from .queue_runner import QueueRunner, add_queue_runner


def refuse_eager() -> None:
    """Raise RuntimeError where operations run at once."""
    if mode.snapshot().builder is None:
        raise errors.make(
            RuntimeError,
            "Input pipelines based on Queues are not supported when eager execution is enabled. "
            "Please use tf.data to ingest data into your model instead.",
        )


@export("io.match_filenames_once", v1="train.match_filenames_once")
def match_filenames_once(pattern: Any, name: str | None = None) -> Any:
    """The names of files that a pattern matches, looked for once.

    Args:
      pattern: a scalar or vector of strings, see `io.matching_files`.
      name: name of the variable.

    Returns:
      A variable of strings; in a 1.x graph it gets its value by `local_variables_initializer`.
    """
    with NameScope(name or "matching_filenames") as scope:
        return VariableV1(
            matching_files(pattern), trainable=False, validate_shape=False, name=scope,
            collections=[GraphKeys.LOCAL_VARIABLES],
        )  # fmt: skip


@export("", v1="train.limit_epochs")
def limit_epochs(tensor: Any, num_epochs: int | None = None, name: str | None = None) -> Tensor:
    """A tensor that can be had so many times, and then raises OutOfRangeError.

    The count is a local variable: run `local_variables_initializer` first.

    Args:
      tensor: any tensor.
      num_epochs: how many times; None for ever.
      name: name of the operation.

    Raises:
      ValueError: `num_epochs` is not positive.
    """
    if num_epochs is None:
        return convert_to_tensor(tensor)
    if num_epochs <= 0:
        raise errors.make(ValueError, f"num_epochs must be > 0 not {num_epochs}.")
    with NameScope(name or "limit_epochs") as scope:
        epochs = VariableV1(
            constant(0, int64), name="epochs", trainable=False,
            collections=[GraphKeys.LOCAL_VARIABLES],
        )  # fmt: skip
        counter = count_up_to(epochs, num_epochs)
        with control_dependencies([counter]):
            return identity(tensor, name=scope)


@export("", v1="train.input_producer")
def input_producer(
    input_tensor: Any,
    element_shape: Any = None,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    summary_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> FIFOQueue:
    """A queue of the rows of a tensor, which a queue runner fills.

    Args:
      input_tensor: a tensor of at least one axis.
      element_shape: shape of a row, where that of the tensor does not tell.
      num_epochs: how often each row is handed out; None for ever. Needs
        `local_variables_initializer`.
      shuffle: hand out the rows of each epoch in random order.
      seed: gives the same orders in every run.
      capacity: how many rows the queue holds.
      shared_name: queues of one name are one.
      summary_name: accepted; how full the queue is, is not recorded.
      name: name of the queue.
      cancel_op: see `train.QueueRunner`.

    Raises:
      RuntimeError: eager execution is enabled.
      ValueError: the shape of a row is not known.
    """
    refuse_eager()
    with NameScope(name or "input_producer"):
        rows = convert_to_tensor(input_tensor, name="input_tensor")
        row_shape = TensorShape(rows.shape[1:]).merge_with(element_shape)
        if not row_shape.is_fully_defined():
            raise errors.make(
                ValueError,
                "Either `input_tensor` must have a fully defined shape or `element_shape` must be "
                "specified",
            )
        if shuffle:
            rows = shuffled(rows, seed=seed)
        rows = limit_epochs(rows, num_epochs)
        queue = FIFOQueue(
            capacity, [rows.dtype], [row_shape], shared_name=shared_name,
            name=name or "fifo_queue",
        )  # fmt: skip
        add_queue_runner(QueueRunner(queue, [queue.enqueue_many([rows])], cancel_op=cancel_op))
        return queue


@export("", v1="train.string_input_producer")
def string_input_producer(
    string_tensor: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> FIFOQueue:
    """A queue of strings, such as names of files for a reader.

    Args:
      string_tensor: a vector of strings, or a list.
      num_epochs: how often each string is handed out; None for ever. Needs
        `local_variables_initializer`.
      shuffle: hand out the strings of each epoch in random order.
      seed: gives the same orders in every run.
      capacity: how many strings the queue holds.
      shared_name: queues of one name are one.
      name: name of the queue.
      cancel_op: see `train.QueueRunner`.

    Raises:
      RuntimeError: eager execution is enabled.
      ValueError: there are no strings. InvalidArgumentError when that shows only in a run.
    """
    nothing = "string_input_producer requires a non-null input tensor"
    if not isinstance(string_tensor, Tensor) and not len(string_tensor):
        raise errors.make(ValueError, nothing)
    refuse_eager()
    with NameScope(name or "input_producer") as scope:
        strings = convert_to_tensor(string_tensor, dtype=string)
        with control_dependencies([Assert(size(strings) > 0, [nothing])]):
            strings = identity(strings)
        return input_producer(
            strings, [], num_epochs, shuffle, seed, capacity, shared_name, None, scope, cancel_op
        )


@export("", v1="train.range_input_producer")
def range_input_producer(
    limit: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> FIFOQueue:
    """A queue of the integers from 0 up to a limit; see `train.input_producer`.

    Args:
      limit: an int32 scalar.
      num_epochs: how often each integer is handed out; None for ever.
      shuffle: hand out the integers of each epoch in random order.
      seed: gives the same orders in every run.
      capacity: how many integers the queue holds.
      shared_name: queues of one name are one.
      name: name of the queue.

    Raises:
      RuntimeError: eager execution is enabled.
    """
    refuse_eager()
    with NameScope(name or "input_producer") as scope:
        return input_producer(
            range_of(limit), [], num_epochs, shuffle, seed, capacity, shared_name, None, scope
        )


@export("", v1="train.slice_input_producer")
def slice_input_producer(
    tensor_list: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> list[Tensor]:
    """A row of each of several tensors, another one in every run; see `train.input_producer`.

    Args:
      tensor_list: tensors with the same number of rows.
      num_epochs: how often each row is handed out; None for ever.
      shuffle: hand out the rows of each epoch in random order.
      seed: gives the same orders in every run.
      capacity: how many rows the queue holds.
      shared_name: queues of one name are one.
      name: name of the operations.

    Raises:
      RuntimeError: eager execution is enabled.
      ValueError: there is no tensor.
    """
    refuse_eager()
    with NameScope(name or "input_producer"):
        tensors = [convert_to_tensor(t) for t in tensor_list]
        if not tensors:
            raise errors.make(ValueError, "Expected at least one tensor in slice_input_producer().")
        queue = range_input_producer(
            shape(tensors[0])[0], num_epochs, shuffle, seed, capacity, shared_name
        )
        index = queue.dequeue()
        return [gather(t, index) for t in tensors]
