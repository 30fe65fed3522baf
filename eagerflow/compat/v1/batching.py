"""Batches from queues: examples that are made one by one leave together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ... import errors
from ...core.composite import CompositeTensor
from ...core.tensor import Tensor
from ...dtype import bool_
from ...graph.values import get_static_value
from ...ops.array import convert_to_tensor, fill, shape
from ...ops.arrays.picking import boolean_mask
from ...ops.arrays.shaping import expand_dims, reshape
from ...ops.sparse.as_strings import (
    deserialize_many_sparse,
    serialize_many_sparse,
    serialize_sparse,
)
from ...ops.sparse.tensor import SparseTensor
from ...queues.queue import FIFOQueue, PaddingFIFOQueue, QueueBase, RandomShuffleQueue
from ...registry import export
from ...shapes import TensorShape
from ...variables.names import NameScope
from .input_producers import refuse_eager
from .queue_runner import QueueRunner, add_queue_runner

# Makes the queue, from dtypes and shapes.
Make = Callable[[list[Any], list[Any]], QueueBase]


def _as_list(tensors: Any, of: str) -> list[Any]:
    """The tensors of an example: of a dictionary in the order of its keys."""
    if isinstance(tensors, dict):
        tensors = [tensors[k] for k in sorted(tensors)]
    elif not isinstance(tensors, (list, tuple)):
        tensors = [tensors]
    if not tensors:
        raise errors.make(ValueError, f"Expected at least one tensor in {of}().")
    if any(isinstance(t, CompositeTensor) and not isinstance(t, SparseTensor) for t in tensors):
        kinds = [type(t).__name__ for t in tensors]
        raise errors.make(TypeError, f"{of}() takes dense and sparse tensors, not {kinds}")
    return [t if isinstance(t, SparseTensor) else convert_to_tensor(t) for t in tensors]


def _stored(tensor: Any, enqueue_many: bool) -> Tensor:
    """A tensor as queues hold it: a sparse one as strings."""
    if not isinstance(tensor, SparseTensor):
        found: Tensor = tensor
        return found
    return serialize_many_sparse(tensor) if enqueue_many else serialize_sparse(tensor)


def _restored(tensors: Any, like: list[Any], enqueue_many: bool) -> Any:
    """The tensors of a batch, with sparse ones made of their strings."""
    several = isinstance(tensors, list)
    found = list(tensors) if several else [tensors]
    for i, original in enumerate(like):
        if isinstance(original, SparseTensor):
            rank = original.shape.rank
            if rank is not None and not enqueue_many:
                rank += 1  # the axis of the examples is new
            found[i] = deserialize_many_sparse(found[i], original.dtype, rank)
    return found if several else found[0]


def _shapes(lists: Sequence[list[Tensor]], shapes: Any, enqueue_many: bool) -> list[Any]:
    """The shapes of the components: those given, or what all examples have in common."""
    if shapes is not None:
        return list(shapes)
    found = []
    for same in zip(*lists, strict=True):
        given = [t.shape for t in same]
        for s, t in zip(given, same, strict=True):
            if s.rank is None:
                raise errors.make(
                    ValueError, f"Cannot infer Tensor's rank: {t}",
                    fix="give the shapes, or use set_shape on the tensor",
                )  # fmt: skip
        if len({s.rank for s in given}) > 1:
            raise errors.make(ValueError, f"Shapes {given} must have the same rank")
        sizes = [
            n[0] if len(set(n)) == 1 else None
            for n in zip(*(s.as_list() for s in given), strict=True)
        ]
        found.append(TensorShape(sizes[1:] if enqueue_many else sizes))
    return found


def _kept(tensors: list[Tensor], keep: Any, enqueue_many: bool) -> tuple[list[Tensor], bool]:
    """The rows of an example that are to be kept, and whether they are rows now."""
    if get_static_value(keep) is not None and get_static_value(keep).all():
        return tensors, enqueue_many
    if not enqueue_many:  # one row, or none
        tensors = [expand_dims(t, 0) for t in tensors]
        keep = reshape(keep, [1])
    elif not keep.shape.rank:
        keep = fill([shape(tensors[0])[0]], keep)
    return [boolean_mask(t, keep) for t in tensors], True


def _batch(
    lists: Any, size: Any, make: Make, of: str, name: str | None, keep_input: Any = True,
    threads: int | None = None, enqueue_many: bool = False, shapes: Any = None,
    smaller: bool = False,
) -> Any:  # fmt: skip
    """Fill a queue with examples, and take batches from it.

    Args:
      lists: examples, each a list of tensors or a dictionary.
      size: how many make a batch.
      make: makes the queue.
      of: name of the public function.
      name: name of the operations.
      keep_input: a bool tensor: whether to take the example.
      threads: how many threads run the only example; None for one thread each.
      enqueue_many: the tensors of an example have a row for each of several.
      shapes: shapes of the components.
      smaller: the last batch may be smaller.
    """
    refuse_eager()
    if not lists:
        raise errors.make(ValueError, f"Expected at least one set of tensors in {of}().")
    with NameScope(name or of.removeprefix("maybe_")) as scope:
        given = [_as_list(tensors, of) for tensors in lists]
        keep = convert_to_tensor(keep_input, bool_)
        if keep.shape.rank is None or keep.shape.rank > enqueue_many:
            raise errors.make(
                ValueError, f"keep_input is a scalar, or a vector with enqueue_many, got {keep}"
            )
        dtypes = [t.dtype for t in given[0]]
        if any([t.dtype for t in other] != dtypes for other in given):
            raise errors.make(
                TypeError,
                f"Expected types to be consistent: {[[t.dtype for t in g] for g in given]}",
            )
        stored = [[_stored(t, enqueue_many) for t in tensors] for tensors in given]
        held = [t.dtype for t in stored[0]]
        queue = make(held, _shapes(stored, shapes, enqueue_many))
        ops = []
        for tensors in stored:
            rows, many = _kept(tensors, keep, enqueue_many)
            ops.append(queue.enqueue_many(rows) if many else queue.enqueue(rows))
        add_queue_runner(QueueRunner(queue, ops if threads is None else ops * threads))
        take = queue.dequeue_up_to if smaller else queue.dequeue_many
        found = _restored(take(size, name=scope), given[0], enqueue_many)
    if isinstance(lists[0], dict):
        return dict(zip(sorted(lists[0]), found if len(dtypes) > 1 else [found], strict=True))
    return found


def _in_order(capacity: Any, shared_name: str | None, padded: bool) -> Make:
    kind = PaddingFIFOQueue if padded else FIFOQueue
    return lambda dtypes, shapes: kind(capacity, dtypes, shapes, shared_name=shared_name)


def _shuffled(capacity: Any, least: Any, seed: int | None, shared_name: str | None) -> Make:
    return lambda dtypes, shapes: RandomShuffleQueue(
        capacity, least, dtypes, shapes, seed=seed, shared_name=shared_name
    )


@export("", v1="train.batch")
def batch(
    tensors: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of examples, which a queue runner makes beforehand.

    Args:
      tensors: an example: a list of tensors, dense or sparse, or a dictionary of them.
      batch_size: how many examples make a batch.
      num_threads: how many threads make examples; with more than one their order is not fixed.
      capacity: how many examples the queue holds.
      enqueue_many: the tensors have a row for each of several examples.
      shapes: shapes of the components, where the tensors do not tell.
      dynamic_pad: pad components whose sizes differ.
      allow_smaller_final_batch: do not drop the examples that are left at the end.
      shared_name: queues of one name are one.
      name: name of the operations.

    Returns:
      Tensors with one more axis in front, in the form of `tensors`; one alone for a list of one.

    Raises:
      RuntimeError: eager execution is enabled.
      ValueError: a shape is not known.
      TypeError: there is a ragged tensor.
    """
    make = _in_order(capacity, shared_name, dynamic_pad)
    return _batch(
        [tensors], batch_size, make, "batch", name, True, num_threads, enqueue_many, shapes,
        allow_smaller_final_batch,
    )  # fmt: skip


@export("", v1="train.maybe_batch")
def maybe_batch(
    tensors: Any,
    keep_input: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of the examples that are to be kept; see `train.batch`.

    Args:
      tensors: an example: a list of tensors, or a dictionary.
      keep_input: a bool tensor, whether to take the example; with `enqueue_many` also a vector.
      batch_size, num_threads, capacity, enqueue_many, shapes, dynamic_pad,
        allow_smaller_final_batch, shared_name, name: as for `train.batch`.
    """
    make = _in_order(capacity, shared_name, dynamic_pad)
    return _batch(
        [tensors], batch_size, make, "maybe_batch", name, keep_input, num_threads, enqueue_many,
        shapes, allow_smaller_final_batch,
    )  # fmt: skip


@export("", v1="train.batch_join")
def batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of examples from several sources, each in a thread of its own; see `train.batch`.

    Args:
      tensors_list: examples, each a list of tensors or a dictionary.
      batch_size, capacity, enqueue_many, shapes, dynamic_pad, allow_smaller_final_batch,
        shared_name, name: as for `train.batch`.
    """
    make = _in_order(capacity, shared_name, dynamic_pad)
    return _batch(
        tensors_list, batch_size, make, "batch_join", name, True, None, enqueue_many, shapes,
        allow_smaller_final_batch,
    )  # fmt: skip


@export("", v1="train.maybe_batch_join")
def maybe_batch_join(
    tensors_list: Any,
    keep_input: Any,
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of the examples that are to be kept, from several sources; see `train.batch_join`.

    Args:
      tensors_list: examples, each a list of tensors or a dictionary.
      keep_input: a bool tensor, whether to take the example; with `enqueue_many` also a vector.
      batch_size, capacity, enqueue_many, shapes, dynamic_pad, allow_smaller_final_batch,
        shared_name, name: as for `train.batch`.
    """
    make = _in_order(capacity, shared_name, dynamic_pad)
    return _batch(
        tensors_list, batch_size, make, "maybe_batch_join", name, keep_input, None, enqueue_many,
        shapes, allow_smaller_final_batch,
    )  # fmt: skip


@export("", v1="train.shuffle_batch")
def shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of examples in random order, which a queue runner makes beforehand.

    Args:
      tensors: an example: a list of tensors, dense or sparse, or a dictionary of them.
      batch_size: how many examples make a batch.
      capacity: how many examples the queue holds.
      min_after_dequeue: how many always stay in it, to choose from.
      num_threads: how many threads make examples.
      seed: gives the same choices in every run; the order of examples from one thread is then fixed
        when the queue is full whenever a batch is taken.
      enqueue_many: the tensors have a row for each of several examples.
      shapes: shapes of the components, where the tensors do not tell.
      allow_smaller_final_batch: do not drop the examples that are left at the end.
      shared_name: queues of one name are one.
      name: name of the operations.

    Returns:
      Tensors with one more axis in front, in the form of `tensors`; one alone for a list of one.

    Raises:
      RuntimeError: eager execution is enabled.
      ValueError: a shape is not known.
      TypeError: there is a ragged tensor.
    """
    make = _shuffled(capacity, min_after_dequeue, seed, shared_name)
    return _batch(
        [tensors], batch_size, make, "shuffle_batch", name, True, num_threads, enqueue_many, shapes,
        allow_smaller_final_batch,
    )  # fmt: skip


@export("", v1="train.maybe_shuffle_batch")
def maybe_shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches, in random order, of the examples that are to be kept; see `train.shuffle_batch`.

    Args:
      tensors: an example: a list of tensors, or a dictionary.
      batch_size, capacity, min_after_dequeue: as for `train.shuffle_batch`.
      keep_input: a bool tensor, whether to take the example; with `enqueue_many` also a vector.
      num_threads, seed, enqueue_many, shapes, allow_smaller_final_batch, shared_name, name: as for
        `train.shuffle_batch`.
    """
    make = _shuffled(capacity, min_after_dequeue, seed, shared_name)
    return _batch(
        [tensors], batch_size, make, "maybe_shuffle_batch", name, keep_input, num_threads,
        enqueue_many, shapes, allow_smaller_final_batch,
    )  # fmt: skip


@export("", v1="train.shuffle_batch_join")
def shuffle_batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches in random order from several sources, each in a thread of its own.

    Args:
      tensors_list: examples, each a list of tensors or a dictionary.
      batch_size, capacity, min_after_dequeue, seed, enqueue_many, shapes,
        allow_smaller_final_batch, shared_name, name: as for `train.shuffle_batch`.
    """
    make = _shuffled(capacity, min_after_dequeue, seed, shared_name)
    return _batch(
        tensors_list, batch_size, make, "shuffle_batch_join", name, True, None, enqueue_many,
        shapes, allow_smaller_final_batch,
    )  # fmt: skip


@export("", v1="train.maybe_shuffle_batch_join")
def maybe_shuffle_batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches, in random order, of the examples to be kept from several sources.

    Args:
      tensors_list: examples, each a list of tensors or a dictionary.
      batch_size, capacity, min_after_dequeue: as for `train.shuffle_batch`.
      keep_input: a bool tensor, whether to take the example; with `enqueue_many` also a vector.
      seed, enqueue_many, shapes, allow_smaller_final_batch, shared_name, name: as for
        `train.shuffle_batch`.
    """
    make = _shuffled(capacity, min_after_dequeue, seed, shared_name)
    return _batch(
        tensors_list, batch_size, make, "maybe_shuffle_batch_join", name, keep_input, None,
        enqueue_many, shapes, allow_smaller_final_batch,
    )  # fmt: skip
