"""Queues: tensors that one thread puts in and another takes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import errors, naming
from ..core import mode
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor
from ..dtype import DType, as_dtype, int64
from ..nest import flatten
from ..ops.array import convert_to_tensor
from ..ops.checks.asserts import checked
from ..ops.random.state import as_seed
from ..registry import export
from ..shapes import TensorShape
from ..variables.home import current_builder, current_home
from . import ops
from .handle import Handle, Handles
from .store import PaddingStore, PriorityStore, ShuffleStore, Store

# The global seed that stands beside an op seed where none was set; TensorFlow's number.
_DEFAULT_SEED = 87654321


def _list(values: Any) -> list[Any]:
    return list(values) if isinstance(values, (list, tuple)) else [values]


@export(
    "queue.QueueBase",
    v1="QueueBase io.QueueBase",
)
class QueueBase:
    """What all queues can do.

    An element has one or several components: tensors of fixed dtypes, and of fixed shapes if the
    queue was told so. All methods are operations: in a 1.x graph they give tensors and operations,
    and each session has its own elements; elsewhere they act at once. They block the thread that
    runs them while there is no room, or not enough to take; other threads go on.

    Args:
      dtypes: the dtypes of the components.
      shapes: their shapes; None where elements of every shape may enter.
      names: their names; elements are then dictionaries.
      queue_ref: the tensor that stands for the queue in a graph.
    """

    def __init__(self, dtypes: Any, shapes: Any, names: Any, queue_ref: Any) -> None:
        self._dtypes = [as_dtype(d) for d in dtypes]
        self._shapes = _shapes(self._dtypes, shapes)
        self._names = _names(self._dtypes, names)
        self._queue_ref = queue_ref
        self._index: Any = None
        self._name = ""
        self._handle: Any = None
        if queue_ref is not None:
            node = getattr(queue_ref, "op", None)
            if node is None or not isinstance(node.args[0], Handle):
                raise errors.make(
                    TypeError,
                    f"queue_ref must be the tensor of a queue in a graph, got {queue_ref!r}",
                    fix="make a queue: tf.queue.FIFOQueue(capacity, dtypes, shapes)",
                )
            self._handle, self._name = node.args[0], node.name

    # ------------------------------------------------------------------ what it is

    @staticmethod
    def from_list(index: Any, queues: Sequence[QueueBase]) -> QueueBase:
        """One of several queues, of which a number chooses whenever something is asked of it.

        Args:
          index: a scalar integer, such as a tensor of a graph.
          queues: queues of the same dtypes.

        Raises:
          TypeError: there are no queues, or their dtypes differ.
        """
        if not queues or not isinstance(queues, list) or not all(
            isinstance(q, QueueBase) for q in queues
        ):  # fmt: skip
            raise errors.make(TypeError, "A list of queues expected")
        first = queues[0]
        if not all(q._dtypes == first._dtypes for q in queues):
            raise errors.make(TypeError, "Queues do not have matching component dtypes.")
        if not all(q._names == first._names for q in queues):
            raise errors.make(TypeError, "Queues do not have matching component names.")
        same = [
            s if all(q._shapes[i] == s for q in queues) else TensorShape(None)
            for i, s in enumerate(first._shapes)
        ]
        made = QueueBase(first._dtypes, same, first._names, None)
        made._index = as_tensor(index)
        made._handle = Handles(*[q._handle for q in queues])
        made._name = "queue_choice"
        return made

    @property
    def queue_ref(self) -> Any:
        """In a graph the tensor that stands for the queue: its name."""
        return self._queue_ref

    @property
    def name(self) -> str:
        """The name of the node, or of the queue in eager code."""
        return self._name

    @property
    def dtypes(self) -> list[DType]:
        """The dtypes of the components."""
        return self._dtypes

    @property
    def shapes(self) -> list[TensorShape]:
        """The shapes of the components."""
        return self._shapes

    @property
    def names(self) -> list[str] | None:
        """The names of the components, or None."""
        return self._names

    # ------------------------------------------------------------------ elements in

    def enqueue(self, vals: Any, name: str | None = None) -> Any:
        """Add an element; waits while the queue is full.

        Args:
          vals: a tensor, a list of tensors, or a dictionary for a queue with names.
          name: name of the operation.

        Returns:
          In a 1.x graph the operation; otherwise None.

        Raises:
          ValueError: the values do not fit.
          CancelledError: the queue is closed.

        >>> q = ef.queue.FIFOQueue(10, [ef.float32], shapes=[[]])
        >>> q.enqueue(3.)
        >>> q.dequeue().numpy()
        np.float32(3.0)
        """
        return self._add(ops.enqueue, "enqueue", vals, name)

    def enqueue_many(self, vals: Any, name: str | None = None) -> Any:
        """Add several elements, one for each row of the components; waits while the queue is full.

        Args:
          vals: as for `enqueue`, with one more axis in front.
          name: name of the operation.

        Returns:
          In a 1.x graph the operation; otherwise None.

        Raises:
          ValueError: the values do not fit, or have different numbers of rows.
          CancelledError: the queue is closed.
        """
        return self._add(ops.enqueue_many, "EnqueueMany", vals, name)

    def _add(self, op: Callable[..., Any], verb: str, vals: Any, name: str | None) -> Any:
        name = name or self._node_name(verb)
        values = self._components(vals)
        with naming.entered(f"{naming.scope.get()}{name}/"):
            given = [
                convert_to_tensor(v, d, name=f"component_{i}")
                for i, (v, d) in enumerate(zip(values, self._dtypes))
            ]
        given += [convert_to_tensor(v) for v in values[len(self._dtypes) :]]
        return checked(op(self._handle, given, *self._described(), self._index, name))

    def _components(self, vals: Any) -> list[Any]:
        if isinstance(vals, dict):
            if not self._names:
                raise errors.make(ValueError, "Queue must have names to enqueue a dictionary")
            if sorted(self._names, key=str) != sorted(vals, key=str):
                raise errors.make(
                    ValueError,
                    "Keys in dictionary to enqueue do not match names of Queue.  Dictionary: "
                    f"{sorted(vals)},Queue: {sorted(self._names)}",
                )
            return [vals[n] for n in self._names]
        if self._names:
            raise errors.make(ValueError, "You must enqueue a dictionary in a Queue with names")
        return _list(vals)

    def _described(self) -> tuple[tuple[DType, ...], tuple[Any, ...]]:
        shapes = tuple([None if s.rank is None else tuple(s.as_list()) for s in self._shapes])
        return tuple(self._dtypes), shapes

    def _node_name(self, verb: str) -> str:
        return f"{self._name.rpartition('/')[2]}_{verb}"

    # ------------------------------------------------------------------ elements out

    def dequeue(self, name: str | None = None) -> Any:
        """Take an element; waits until there is one.

        Args:
          name: name of the operation.

        Returns:
          A tensor, a list of tensors for several components, or a dictionary for names.

        Raises:
          OutOfRangeError: the queue is closed and has too few elements.
          CancelledError: the session was closed.
        """
        return self._shown(ops.dequeue(
            self._handle, *self._described(), self._index, name or self._node_name("Dequeue")
        ))  # fmt: skip

    def dequeue_many(self, n: Any, name: str | None = None) -> Any:
        """Take n elements, put together along a new first axis; waits until there are as many.

        Args:
          n: how many, a scalar integer.
          name: name of the operation.

        Returns:
          As for `dequeue`; each tensor has shape [n, ...].

        Raises:
          InvalidArgumentError: the queue does not know the shapes of its components.
          OutOfRangeError: the queue is closed and has too few elements, which stay in it.
        """
        return self._shown(ops.dequeue_many(
            self._handle, n, *self._described(), self._index,
            name or self._node_name("DequeueMany"),
        ))  # fmt: skip

    def dequeue_up_to(self, n: Any, name: str | None = None) -> Any:
        """Take n elements, or those that are left in a closed queue; see `dequeue_many`.

        Args:
          n: how many at most, a scalar integer.
          name: name of the operation.

        Raises:
          InvalidArgumentError: the queue does not know the shapes of its components.
          OutOfRangeError: the queue is closed and empty.
        """
        return self._shown(ops.dequeue_up_to(
            self._handle, n, *self._described(), self._index,
            name or self._node_name("DequeueUpTo"),
        ))  # fmt: skip

    def _shown(self, tensors: tuple[Tensor, ...]) -> Any:
        """The components of elements as the user sees them."""
        if self._names:
            return dict(zip(self._names, tensors, strict=True))
        return tensors[0] if len(tensors) == 1 else list(tensors)

    # ------------------------------------------------------------------ the rest

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> Any:
        """Let nothing more in. What is in the queue can still be taken.

        Args:
          cancel_pending_enqueues: cancel those who wait for room, rather than wait for them.
          name: name of the operation.

        Returns:
          In a 1.x graph the operation; otherwise None.

        Raises:
          CancelledError: the queue is closed already, and nothing is to be cancelled.
        """
        name = name or self._node_name("Close")
        return checked(ops.close(self._handle, bool(cancel_pending_enqueues), self._index, name))

    def is_closed(self, name: str | None = None) -> Tensor:
        """A bool tensor: whether the queue is closed."""
        found: Tensor = ops.is_closed(
            self._handle, self._index, name or self._node_name("Is_Closed")
        )
        return found

    def size(self, name: str | None = None) -> Tensor:
        """An int32 scalar: how many elements are in the queue.

        Args:
          name: name of the operation.
        """
        found: Tensor = ops.size(self._handle, self._index, name or self._node_name("Size"))
        return found

    # ------------------------------------------------------------------ how it is made

    def _make(
        self,
        node: Callable[..., Any],
        kind: type[Store],
        capacity: Any,
        shared: str | None,
        name: str,
        **more: Any,
    ) -> None:
        """Give the queue its place: in the graph that is being built, or in the process."""
        builder = current_builder()
        in_graph = builder is not None and not builder.is_function
        dtypes, shapes = self._described()
        if name.endswith("/"):
            full = name[:-1]
        elif in_graph and builder is not None:
            full = builder.unique_name(naming.scope.get() + name, False)
        else:
            full = name
        # Messages call a queue as TensorFlow does: by the name of its node, with a number.
        label = shared or full.replace("/", "_")
        capacity = int(capacity)

        def make() -> Store:
            return kind(label, bool(shared), capacity, dtypes, shapes, **more)

        described = (kind.kind, capacity, dtypes, shapes, tuple(sorted(more.items())))
        if shared:
            known_queues = current_home().resources
            found = known_queues.get(shared)
            if found is None:
                found = known_queues[shared] = (described, Handle(label, make, in_graph))
            _check_shared(shared, found[0], described)
            self._handle = found[1]
        else:
            self._handle = Handle(label, make, in_graph)
        self._name = full
        self._queue_ref = node(self._handle, name)


def _check_shared(name: str, have: Any, wanted: Any) -> None:
    """Raise InvalidArgumentError when a shared queue is not what was asked for."""
    words = ("type", "capacity", "component types", "component shapes", "options")
    for word, a, b in zip(words, have, wanted, strict=True):
        if a != b:
            raise errors.make(
                errors.InvalidArgumentError,
                f"Shared queue '{name}' has {word} {a} but requested {word} was {b}",
                fix="ask for the same queue, or give it another `shared_name`",
            )


def _shapes(dtypes: list[DType], shapes: Any) -> list[TensorShape]:
    if shapes is None:
        return [TensorShape(None) for _ in dtypes]
    if len(shapes) != len(dtypes):
        raise errors.make(
            ValueError,
            "Queue shapes must have the same length as dtypes, received "
            f"len(shapes)={len(shapes)}, len(dtypes)={len(dtypes)}",
        )
    return [TensorShape(s) for s in shapes]


def _names(dtypes: list[DType], names: Any) -> list[str] | None:
    if not names:
        return None
    if len(names) != len(dtypes):
        raise errors.make(
            ValueError,
            "List of names must have the same length as the list of dtypes, received "
            f"len(names)={len(names)},len(dtypes)={len(dtypes)}",
        )
    return list(names)


def _as_dtypes(dtypes: Any) -> list[DType]:
    return [as_dtype(d) for d in _list(dtypes)]


def _as_shapes(shapes: Any, dtypes: list[DType], padded: bool = False) -> list[TensorShape] | None:
    """The shapes that a queue was given; one shape stands for all components."""
    if shapes is None:
        return None
    if isinstance(shapes, TensorShape) or (
        isinstance(shapes, (list, tuple))
        and (
            shapes
            and all(isinstance(n, int) for n in flatten(list(shapes)))
            and not any(isinstance(s, (list, tuple, TensorShape)) for s in shapes)
        )
    ):
        shapes = [shapes] * len(dtypes)
    made = [TensorShape(s) for s in shapes]
    if not padded and not all(s.is_fully_defined() for s in made):
        raise errors.make(ValueError, f"All shapes must be fully defined: {made}")
    return made


@export("queue.FIFOQueue", v1="FIFOQueue")
class FIFOQueue(QueueBase):
    """A queue whose elements leave in the order in which they came.

    Args:
      capacity: how many elements it holds.
      dtypes: the dtype of the components, or a list of them.
      shapes: the shapes of the components, fully known; needed for `dequeue_many`.
      names: the names of the components; elements are then dictionaries.
      shared_name: queues of one name are one queue, within a graph or within eager code.
      name: name of the node, and of the queue in messages.

    Raises:
      ValueError: shapes or names do not go with the dtypes, or a shape is not fully known.
      InvalidArgumentError: a queue of that `shared_name` is another kind of queue.

    >>> q = ef.queue.FIFOQueue(3, ef.int32, shapes=[[]])
    >>> q.enqueue_many([[1, 2, 3]])
    >>> q.dequeue_many(2).numpy()
    array([1, 2], dtype=int32)
    """

    def __init__(
        self, capacity: int, dtypes: Any, shapes: Any = None, names: Any = None,
        shared_name: str | None = None, name: str = "fifo_queue",
    ) -> None:  # fmt: skip
        dtypes = _as_dtypes(dtypes)
        super().__init__(dtypes, _as_shapes(shapes, dtypes), names, None)
        self._make(ops.fifo_queue, Store, capacity, shared_name, name)


@export("queue.PaddingFIFOQueue", v1="PaddingFIFOQueue io.PaddingFIFOQueue")
class PaddingFIFOQueue(QueueBase):
    """A `FIFOQueue` whose elements may differ in size: they are padded when they leave together.

    Numbers are padded with 0, strings with empty ones.

    Args:
      capacity: how many elements it holds.
      dtypes: the dtype of the components, or a list of them.
      shapes: the shapes of the components, with None for sizes that vary.
      names: the names of the components; elements are then dictionaries.
      shared_name: queues of one name are one queue, within a graph or within eager code.
      name: name of the node, and of the queue in messages.

    Raises:
      ValueError: shapes or names do not go with the dtypes.

    >>> q = ef.queue.PaddingFIFOQueue(3, ef.int32, [[None]])
    >>> q.enqueue([[1, 2]])
    >>> q.enqueue([[3]])
    >>> q.dequeue_many(2).numpy()
    array([[1, 2],
           [3, 0]], dtype=int32)
    """

    def __init__(
        self, capacity: int, dtypes: Any, shapes: Any, names: Any = None,
        shared_name: str | None = None, name: str = "padding_fifo_queue",
    ) -> None:  # fmt: skip
        dtypes = _as_dtypes(dtypes)
        shapes = _as_shapes(shapes, dtypes, padded=True)
        super().__init__(dtypes, shapes, names, None)
        if shapes is None or any(s.rank is None for s in self._shapes):
            raise errors.make(
                ValueError,
                "Shapes of a PaddingFIFOQueue must have a known rank, with None for sizes that "
                f"vary, got {shapes}",
            )
        self._make(ops.padding_fifo_queue, PaddingStore, capacity, shared_name, name)


@export("queue.PriorityQueue", v1="PriorityQueue io.PriorityQueue")
class PriorityQueue(QueueBase):
    """A queue out of which the elements with the least priority come first.

    The priority is an additional first component, an int64 scalar.

    Args:
      capacity: how many elements it holds.
      types: the dtype of the other components, or a list of them.
      shapes: the shapes of the other components.
      names: the names of all components, the priority first.
      shared_name: queues of one name are one queue, within a graph or within eager code.
      name: name of the node, and of the queue in messages.

    Raises:
      ValueError: shapes or names do not go with the dtypes, or a shape is not fully known.

    >>> q = ef.queue.PriorityQueue(3, ef.string, [[]])
    >>> q.enqueue_many([[2, 1], ["later", "now"]])
    >>> [t.numpy() for t in q.dequeue()]
    [np.int64(1), b'now']
    """

    def __init__(
        self, capacity: int, types: Any, shapes: Any = None, names: Any = None,
        shared_name: str | None = None, name: str = "priority_queue",
    ) -> None:  # fmt: skip
        dtypes = _as_dtypes(types)
        given = _as_shapes(shapes, dtypes)
        given = [TensorShape(None)] * len(dtypes) if given is None else given
        super().__init__([int64, *dtypes], [TensorShape([]), *given], names, None)
        self._make(ops.priority_queue, PriorityStore, capacity, shared_name, name)


@export("queue.RandomShuffleQueue", v1="RandomShuffleQueue io.RandomShuffleQueue")
class RandomShuffleQueue(QueueBase):
    """A queue whose elements leave in random order.

    Args:
      capacity: how many elements it holds.
      min_after_dequeue: how many elements always stay in it until it is closed, so that there are
        some to choose from.
      dtypes: the dtype of the components, or a list of them.
      shapes: the shapes of the components, fully known; needed for `dequeue_many`.
      names: the names of the components; elements are then dictionaries.
      seed: gives the same order in every run, which is also that of TensorFlow.
      shared_name: queues of one name are one queue, within a graph or within eager code.
      name: name of the node, and of the queue in messages.

    Raises:
      ValueError: shapes or names do not go with the dtypes, or a shape is not fully known.
      InvalidArgumentError: `min_after_dequeue` is negative, or not below the capacity.

    >>> q = ef.queue.RandomShuffleQueue(9, 0, ef.int32, shapes=[[]], seed=1)
    >>> q.enqueue_many([[1, 2, 3]])
    >>> sorted(q.dequeue_many(3).numpy().tolist())
    [1, 2, 3]
    """

    def __init__(
        self, capacity: int, min_after_dequeue: int, dtypes: Any, shapes: Any = None,
        names: Any = None, seed: int | None = None, shared_name: str | None = None,
        name: str = "random_shuffle_queue",
    ) -> None:  # fmt: skip
        dtypes = _as_dtypes(dtypes)
        super().__init__(dtypes, _as_shapes(shapes, dtypes), names, None)
        capacity, least = int(capacity), int(min_after_dequeue)
        if least < 0:
            raise errors.make(
                errors.InvalidArgumentError, f"min_after_dequeue {least} must be >= 0"
            )
        if 0 <= capacity <= least:
            raise errors.make(
                errors.InvalidArgumentError,
                f"min_after_dequeue {least} must be < capacity {capacity}",
            )
        self._make(
            ops.random_shuffle_queue, ShuffleStore, capacity, shared_name, name,
            seeds=_seeds(as_seed(seed)), least=least,
        )  # fmt: skip


def _seeds(seed: int | None) -> tuple[int, int]:
    """The two integers that an op seed and the seed of the graph give."""
    builder: Any = mode.snapshot().builder
    overall = None if builder is None else getattr(builder, "seed", None)
    if seed is None and overall is None:
        return (0, 0)
    if seed is None:
        return overall or 0, len(builder.nodes)
    return (_DEFAULT_SEED if overall is None else overall), seed
