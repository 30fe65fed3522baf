"""Where variables and operations are to be: names of programs for many devices and machines."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from ... import errors
from ...core import mode
from ...dtype import DType, as_dtype
from ...graph.def_values import array_of, tensor_proto
from ...messages.graph_def import TensorProto
from ...ops.array import convert_to_tensor
from ...registry import export
from ...shapes import TensorShape, as_shape
from ...variables.names import name_scope_v1

Partitioner = Callable[..., list[int]]


@export("", v1="colocate_with")
def colocate_with(op: Any, ignore_existing: bool = False) -> AbstractContextManager[Any]:
    """Put what the body makes on the device of an operation.

    Args:
      op: an operation, tensor or variable.
      ignore_existing: accepted.
    """
    builder: Any = mode.snapshot().builder
    found: AbstractContextManager[Any] = (
        contextlib.nullcontext() if builder is None else builder.colocate_with(op, ignore_existing)
    )
    return found


@export("", v1="container")
@contextlib.contextmanager
def container(container_name: str) -> Iterator[str]:
    """Accepted: a session keeps the values of its variables in one place.

    Args:
      container_name: the name.
    """
    yield container_name


@export("", v1="op_scope")
def op_scope(values: Any, name: str | None, default_name: str | None = None) -> name_scope_v1:
    """The old form of `name_scope`, with `values` first."""
    return name_scope_v1(name, default_name, values)


@export("", v1="train.replica_device_setter")
def replica_device_setter(
    ps_tasks: int = 0,
    ps_device: str = "/job:ps",
    worker_device: str = "/job:worker",
    merge_devices: bool = True,
    cluster: Any = None,
    ps_ops: Any = None,
    ps_strategy: Any = None,
) -> Callable[[Any], str] | None:
    """None: there is one process, and `tf.device(None)` asks for no device.

    Args:
      ps_tasks, ps_device, worker_device, merge_devices, cluster, ps_ops, ps_strategy: accepted.
    """
    return None


# ------------------------------------------------------------------------------ partitioners


@export("", v1="fixed_size_partitioner")
def fixed_size_partitioner(num_shards: int, axis: int = 0) -> Partitioner:
    """A partitioner for `get_variable`, which accepts it; variables are kept whole.

    Args:
      num_shards: how many parts.
      axis: the axis that is divided.

    >>> ef.compat.v1.fixed_size_partitioner(3)(ef.TensorShape([6, 2]), ef.float32)
    [3, 1]
    """

    def partition(shape: Any, dtype: Any = None, **unused: Any) -> list[int]:
        sizes = _sizes(shape)
        parts = [1] * len(sizes)
        parts[axis] = min(num_shards, sizes[axis])
        return parts

    return partition


@export("", v1="variable_axis_size_partitioner")
def variable_axis_size_partitioner(
    max_shard_bytes: int,
    axis: int = 0,
    bytes_per_string_element: int = 16,
    max_shards: int | None = None,
) -> Partitioner:
    """A partitioner for `get_variable`, which accepts it; variables are kept whole.

    Args:
      max_shard_bytes: how large a part may be, in bytes.
      axis: the axis that is divided.
      bytes_per_string_element: how large strings are counted.
      max_shards: how many parts at most.

    Raises:
      ValueError: a limit is not positive.
    """
    if max_shard_bytes < 1 or (max_shards is not None and max_shards < 1):
        raise errors.make(ValueError, "max_shard_bytes and max_shards must be positive.")

    def partition(shape: Any, dtype: Any = None, **unused: Any) -> list[int]:
        sizes = _sizes(shape)
        parts = [1] * len(sizes)
        row = _element_bytes(dtype, bytes_per_string_element) * _product(sizes) // sizes[axis]
        rows = max(1, max_shard_bytes // max(1, row))
        count = -(-sizes[axis] // rows)
        parts[axis] = min(count, sizes[axis], max_shards or count)
        return parts

    return partition


@export("", v1="min_max_variable_partitioner")
def min_max_variable_partitioner(
    max_partitions: int = 1,
    axis: int = 0,
    min_slice_size: int = 256 << 10,
    bytes_per_string_element: int = 16,
) -> Partitioner:
    """A partitioner for `get_variable`, which accepts it; variables are kept whole.

    Args:
      max_partitions: how many parts at most.
      axis: the axis that is divided.
      min_slice_size: how small a part may be, in bytes.
      bytes_per_string_element: how large strings are counted.
    """

    def partition(shape: Any, dtype: Any = None, **unused: Any) -> list[int]:
        sizes = _sizes(shape)
        parts = [1] * len(sizes)
        total = _element_bytes(dtype, bytes_per_string_element) * _product(sizes)
        parts[axis] = max(1, min(total // min_slice_size, sizes[axis], max_partitions))
        return parts

    return partition


def _sizes(shape: Any) -> list[int]:
    found = as_shape(shape)
    if found is None or None in found:
        raise errors.make(ValueError, f"shape {TensorShape(shape)} is not fully defined")
    return [int(n) for n in found if n is not None]


def _product(sizes: list[int]) -> int:
    count = 1
    for n in sizes:
        count *= n
    return count


def _element_bytes(dtype: Any, of_string: int) -> int:
    found: DType = as_dtype("float32" if dtype is None else dtype)
    return of_string if found.kind == "s" else int(found.size)


# ---------------------------------------------------------------------------- tensor messages


@export("make_ndarray")
def make_ndarray(tensor: TensorProto) -> np.ndarray[tuple[int, ...], Any]:
    """The array of a `TensorProto`.

    Args:
      tensor: the message.

    Raises:
      ValueError: it is in no order.

    >>> ef.make_ndarray(ef.make_tensor_proto([1., 2.]))
    array([1., 2.], dtype=float32)
    """
    return array_of(tensor)


@export("make_tensor_proto")
def make_tensor_proto(
    values: Any,
    dtype: Any = None,
    shape: Any = None,
    verify_shape: bool = False,
    allow_broadcast: bool = False,
) -> TensorProto:
    """The message of an array or of numbers.

    Args:
      values: the values.
      dtype: their dtype; that of `constant` when left out.
      shape: a shape to give them.
      verify_shape: refuse values of another shape.
      allow_broadcast: fill the shape with one value.

    Raises:
      TypeError, ValueError: the values do not fit the dtype or shape.
    """
    with mode.entered(mode.make(None, ())):
        tensor: Any = convert_to_tensor(values, dtype)
    array = np.asarray(tensor.numpy())
    wanted = None if shape is None else tuple(_sizes(shape))
    if wanted is not None and array.shape != wanted:
        if verify_shape:
            raise errors.make(TypeError, f"Expected Tensor's shape: {wanted}, got {array.shape}.")
        if array.size == 1 and allow_broadcast:
            array = np.broadcast_to(array.reshape(()), wanted)
        elif array.size != _product(list(wanted)):
            raise errors.make(ValueError, f"{array.size} values do not fill the shape {wanted}.")
    if array.dtype != object and array.dtype.kind in "SU":
        array = array.astype(object)
    return tensor_proto(array if wanted is None else array.reshape(wanted))
