"""Where random numbers come from: states that count draws, and ops that take keys from them.

A key is six 32-bit words: the two key words of Philox and the four words of the counter of the
first block. What a draw gives follows from its key alone, so a program gets the same numbers in
every mode and on every device when it takes the same keys.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import operator
import os
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from ... import errors, naming
from ...backend import philox
from ...core import mode
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import INDEX, int64, uint32
from ...registry import export
from ...shapes import compatible, text
from ..arrays.shaping import check_sizes
from ..rules import check_dtype

Key = tuple[int, ...]  # six words: key, counter
KEY_WORDS = 6

_MASK32 = 0xFFFFFFFF
_MASK64 = 0xFFFFFFFFFFFFFFFF
# In place of the global seed where only an op has one: such a draw is the same in every run.
_DEFAULT_SEED = 87654321
_WITHOUT_OP_SEED = 1 << 31  # in the highest counter word: a stream that no op seed has
_SKIP = 256  # blocks that a generator passes over for each number
_lock = threading.Lock()
# Set while programs are compared: draws follow from their place in the program, and not from seeds.
place_of_draw: Callable[[], int] | None = None


class RngState:
    """Counts the draws of a program: execution number n of an op seed always gets the same key.

    Args:
      seed: the global seed; None takes one from the system for draws without an op seed.
    """

    __slots__ = ("_streams", "seed")

    def __init__(self, seed: int | None) -> None:
        self.seed = seed
        self._streams: dict[int | None, tuple[philox.Key, Iterator[int]]] = {}

    def next(self, op_seed: int | None) -> Key:
        """The key of the next draw; draws without an op seed share one sequence."""
        found = self._streams.get(op_seed)
        if found is None:
            found = (self._key_for(op_seed), itertools.count())
            found = self._streams.setdefault(op_seed, found)  # another thread may have been first
        key, counts = found
        count = next(counts)
        high = count >> 32 | (_WITHOUT_OP_SEED if op_seed is None else 0)
        return (*key, 0, 0, count & _MASK32, high)

    def _key_for(self, op_seed: int | None) -> philox.Key:
        seed = self.seed if place_of_draw is None else _DEFAULT_SEED
        if seed is None:
            random = op_seed is None
            seed = int.from_bytes(os.urandom(8), "little") if random else _DEFAULT_SEED
        return philox.scramble((seed, op_seed or 0))[0]


class Position:
    """The state of a `Generator`: a key, and a counter that moves on with every draw.

    Args:
      counter: 128 bits.
      key: 64 bits.
    """

    __slots__ = ("counter", "key")

    def __init__(self, counter: int, key: int) -> None:
        self.counter = counter % (1 << 128)
        self.key = key & _MASK64

    @classmethod
    def of_words(cls, words: Any) -> Position:
        """The state that three int64 stand for: the counter, low half first, and the key."""
        low, high, key = (int(w) & _MASK64 for w in words)
        return cls(low | high << 64, key)

    @property
    def words(self) -> np.ndarray[Any, Any]:
        """The state as three int64."""
        parts = [self.counter & _MASK64, self.counter >> 64, self.key]
        return np.array(parts, np.uint64).view(np.int64)


class RandomCell:
    """Holds the state that ops draw from."""

    __slots__ = ("a",)

    def __init__(self, a: Any) -> None:
        self.a = a


class RandomHandle:
    """What stands for a state in ops and graphs, as a variable stands for its value.

    Args:
      name: for messages.
      state: the state in eager code and functions.
      for_session: makes the state of a session of the given graph; None shares `state`.
    """

    __slots__ = ("_for_session", "cell", "name")

    dtype = uint32
    static_shape = (KEY_WORDS,)
    trainable = False
    tid = 0  # no tape follows it

    def __init__(
        self, name: str, state: Any, for_session: Callable[[Any], Any] | None = None
    ) -> None:
        self.name = name
        self.cell = RandomCell(state)
        self._for_session = for_session

    def new_cell(self, graph: Any) -> RandomCell:
        """The cell for a new session of a graph."""
        return self.cell if self._for_session is None else RandomCell(self._for_session(graph))

    def __repr__(self) -> str:
        return f"<random state '{self.name}'>"


# The state of eager code and of functions; each session has one of its own, from its graph's seed.
GLOBAL = RandomHandle("global", RngState(None), lambda graph: RngState(graph.seed))


def as_seed(seed: Any) -> int | None:
    """A seed given by the user as an int.

    Raises:
      TypeError: it is neither an integer nor None.
    """
    if seed is None or type(seed) is int:
        return seed
    try:
        return operator.index(seed)
    except TypeError as e:
        raise errors.make(
            TypeError, f"a seed must be an integer or None, got {seed!r}", cause=str(e)
        ) from e


@export("random.set_seed", v1="set_random_seed random.set_random_seed")
def set_seed(seed: int | None) -> None:
    """Set the global seed, and start all sequences of random numbers anew.

    Draw number n with an operation seed follows from the two seeds and n; draws without one form a
    sequence of their own. The numbers are the same in eager code, in functions, in sessions and on
    every device. In a 1.x graph the seed is that of the graph, for its new sessions.

    Args:
      seed: an integer, of which 64 bits count; None gives other numbers in every run.

    Raises:
      TypeError: the seed is no integer.

    >>> ef.random.set_seed(1)
    >>> x = ef.random.uniform([2])
    >>> ef.random.set_seed(1)
    >>> bool(ef.reduce_all(x == ef.random.uniform([2])))
    True
    """
    seed = as_seed(seed)
    builder: Any = mode.snapshot().builder
    if builder is not None and not builder.is_function:
        builder.seed = seed
    else:
        GLOBAL.cell.a = RngState(seed)


_SEED_LIMIT = 2**31 - 1
_asked: WeakKeyDictionary[Any, Iterator[int]] = WeakKeyDictionary()  # per graph


@export("", v1="get_seed random.get_seed")
def get_seed(op_seed: int | None) -> tuple[int | None, int | None]:
    """The two seeds from which an operation of one's own may make its random numbers.

    The functions of `random` do not need them. In place of a missing seed of the operation stands
    how many there were before, in the graph or among all draws.

    Args:
      op_seed: the seed of the operation.

    Returns:
      The seed of the graph or program and that of the operation, both below 2**31; `(None, None)`
      when neither was set.

    >>> import eagerflow.compat.v1 as tf
    >>> tf.set_random_seed(5)
    >>> tf.get_seed(3)
    (5, 3)
    """
    builder: Any = mode.snapshot().builder
    in_graph = builder is not None and not builder.is_function
    seed: int | None = builder.seed if in_graph else GLOBAL.cell.a.seed
    own = as_seed(op_seed)
    if seed is None and own is None:
        return None, None
    if own is None and in_graph:
        own = next(_asked.setdefault(builder, itertools.count()))
    elif own is None:
        own = GLOBAL.cell.a.next(None)[4]  # the number of the draw
    found = (_DEFAULT_SEED if seed is None else seed) % _SEED_LIMIT, own % _SEED_LIMIT
    return (0, _SEED_LIMIT) if found == (0, 0) else found  # zeros mean that there is no seed


# -------------------------------------------------------------------------------- keys from states


def key_array(words: Key) -> np.ndarray[Any, Any]:
    """The words of a key as ops give them to each other."""
    return np.array(words, np.uint32)


def _k_random_key(cell: RandomCell, op_seed: int | None) -> Any:
    return key_array(cell.a.next(op_seed))


def _random_key_rule(variable: Spec, op_seed: Any) -> Spec:
    if op_seed is not None and not isinstance(op_seed, int):
        raise TypeError(f"a seed must be an integer or None, got {op_seed!r}")
    return Spec(uint32, (KEY_WORDS,))


@defop(
    "RandomKey",
    inputs="",
    kernel=lambda xp: _k_random_key,
    rule=_random_key_rule,
    vjp=None,
    effect="write",
    runs_on_host=True,
)
def random_key(variable: Any, op_seed: int | None = None, name: str | None = None) -> Tensor:
    """The key of the next draw from a state."""


# Inside `vmap`: takes a function that makes a key, and gives a key for each row.
keys_of_rows: ContextVar[Callable[[Callable[[], Any]], Any] | None] = ContextVar(
    "eagerflow_keys_of_rows", default=None
)


def draw_key(seed: Any) -> Any:
    """The key of the next draw from the global state: six words, or a tensor of them in a graph.

    Args:
      seed: the op seed.
    """
    op_seed = as_seed(seed) if place_of_draw is None else place_of_draw()
    of_rows = keys_of_rows.get()
    if of_rows is not None:
        return of_rows(lambda: random_key(GLOBAL, op_seed))
    if mode.snapshot().builder is None:
        return GLOBAL.cell.a.next(op_seed)  # what the op would do, without an array in between
    return random_key(GLOBAL, op_seed)


# --------------------------------------------------------------------------------- keys from seeds


def _stateless_key_rule(seed: Spec) -> Spec:
    if seed.dtype not in INDEX:
        kind = "float" if seed.dtype.is_floating else seed.dtype.name
        raise TypeError(
            f"Value for attr 'Tseed' of {kind} is not in the list of allowed values: int32, int64"
        )
    if not compatible(seed.shape, (2,)):
        raise ValueError(f"seed must have shape [2], not {text(seed.shape)}")
    return Spec(uint32, (KEY_WORDS,))


def _k_stateless_key(seed: Any) -> Any:
    _stateless_key_rule(Spec(int64, seed.shape))
    first, second = seed.tolist()
    key, counter = philox.scramble((first, second))
    return key_array((*key, *counter))


def seed_key(seed: Any) -> Any:
    """The key that a seed stands for: six words, or a tensor of them."""
    if isinstance(seed, (list, tuple)) and len(seed) == 2 and all(_is_plain(s) for s in seed):
        key, counter = philox.scramble((seed[0], seed[1]))
        return (*key, *counter)
    return stateless_key(seed)


def _is_plain(word: Any) -> bool:
    return type(word) is int and -(1 << 63) <= word < 1 << 63


@defop(
    "StatelessKey",
    kernel=lambda xp: _k_stateless_key,
    rule=_stateless_key_rule,
    vjp=None,
    runs_on_host=True,
)
def stateless_key(seed: TensorLike, name: str | None = None) -> Tensor:
    """The key that a seed of two integers stands for, as in TensorFlow."""


# ------------------------------------------------------------------------- the states of generators


def _skip_rule(variable: Spec, shape: Any) -> Spec:
    check_sizes(shape)
    return Spec(int64, (3,))


def skip_numbers(cell: RandomCell, shape: Any) -> Position:
    """Pass over as many numbers as the shape has; gives the state before."""
    count = math.prod(check_sizes(shape))
    with _lock:
        before: Position = cell.a
        cell.a = Position(before.counter + count * _SKIP, before.key)
    return before


@defop(
    "RngReadAndSkip",
    inputs="",
    host="shape",
    kernel=lambda xp: lambda cell, shape: skip_numbers(cell, shape).words,
    rule=_skip_rule,
    vjp=None,
    effect="write",
    runs_on_host=True,
)
def read_and_skip(variable: Any, shape: Any, name: str | None = None) -> Tensor:
    """The state of a generator, which then passes over as many numbers as the shape has."""


def _check_state(state: Spec) -> None:
    check_dtype(state, frozenset([int64]))
    if not compatible(state.shape, (3,)):
        raise ValueError(f"the state of a generator has shape [3], not {text(state.shape)}")


def _reset_rule(variable: Spec, state: Spec) -> Spec:
    _check_state(state)
    return Spec(int64, (3,))


def _position(state: Any) -> Position:
    _check_state(Spec(int64, state.shape))
    return Position.of_words(state.tolist())


def _k_reset(cell: RandomCell, state: Any) -> Any:
    cell.a = _position(state)
    return cell.a.words


@defop(
    "RngReset",
    inputs="state",
    kernel=lambda xp: _k_reset,
    rule=_reset_rule,
    vjp=None,
    effect="write",
    runs_on_host=True,
)
def reset_state(variable: Any, state: TensorLike, name: str | None = None) -> Tensor:
    """Give a generator another state."""


def position_key(position: Position) -> Key:
    """The key of the draw that begins at a state."""
    counter = tuple(position.counter >> shift & _MASK32 for shift in (0, 32, 64, 96))
    return (position.key & _MASK32, position.key >> 32, *counter)


def _state_key_rule(state: Spec) -> Spec:
    _check_state(state)
    return Spec(uint32, (KEY_WORDS,))


@defop(
    "RngKey",
    kernel=lambda xp: lambda state: key_array(position_key(_position(state))),
    rule=_state_key_rule,
    vjp=None,
    runs_on_host=True,
)
def state_key(state: TensorLike, name: str | None = None) -> Tensor:
    """The key of the draw that begins at the state of a generator."""


# ------------------------------------------------------------------------------------------- names


def _graph_of(values: Any) -> Any:
    """The graph of the first symbol among some values, or None."""
    for v in values:
        if isinstance(v, Tensor) and not isinstance(v, EagerTensor):
            return v.graph.builder_for_outside(v)  # type: ignore[attr-defined]
    return None


@contextlib.contextmanager
def named_scope(name: str | None, default: str, *beside: Any) -> Iterator[Callable[[], str | None]]:
    """A name scope for the operations of a draw, within the graph that they belong to.

    Args:
      name: name of the scope, or None for the default.
      default: the default.
      beside: what the draw takes. A symbol among it draws the rest into its graph: an op that takes
        a key from a state has no tensor by which it would get there.

    Returns:
      A function that gives the name for the last operation: that of the scope itself.
    """
    now = mode.snapshot()
    builder: Any = now.builder or _graph_of(beside)
    if builder is None:
        yield lambda: None
        return
    if name is not None and name.endswith("/"):
        full = name[:-1]  # a scope that was opened before
    else:
        full = builder.unique_name(naming.scope.get() + (name or default))

    def last() -> str:
        return f"{full}/"  # the node has the name of the scope

    with mode.entered(mode.make(builder, now.tapes)), naming.entered(f"{full}/"):
        yield last
