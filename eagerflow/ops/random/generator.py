"""`random.Generator`: a source of random numbers with a state of its own, that of TensorFlow."""

from __future__ import annotations

import functools
import os
from typing import Any

from ... import errors
from ...core import mode
from ...core.convert import to_array
from ...core.dispatch import to_host
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import DTypeLike, as_dtype, float32, int32, int64, uint64
from ...registry import export
from ..array import convert_to_tensor, zeros_like
from ..arrays.joining import stack
from .draws import (
    FLOATS,
    FULL_INTS,
    INTS,
    accepted,
    asked,
    bell,
    between,
    full_integers_op,
    normal_op,
    truncated_op,
)
from .parameters import binomial_reserve
from .rejection import binomial_op
from .state import (
    Key,
    Position,
    RandomHandle,
    named_scope,
    position_key,
    read_and_skip,
    reset_state,
    skip_numbers,
    state_key,
)
from .stateless import Algorithm, check_algorithm


def _words(value: Any, size: int) -> list[int]:
    """A state, or part of one, as Python integers.

    Raises:
      ValueError: it has another size.
    """
    a = value.numpy() if isinstance(value, EagerTensor) else to_array(value)
    if a.shape != (size,):
        raise errors.make(ValueError, f"Shapes {a.shape} and [{size}] are incompatible")
    return [int(w) for w in a]


def _position_of_seed(seed: Any) -> Position:
    """The state that a seed stands for: an integer of 192 bits, or its three parts."""
    if isinstance(seed, int):
        return Position(seed, seed >> 128)
    a = seed.numpy() if isinstance(seed, EagerTensor) else to_array(seed)
    words = [int(w) for w in a.reshape(-1)[:3]]
    return Position.of_words([0] * (3 - len(words)) + words)


@export("random.Generator random.experimental.Generator")
class Generator:
    """A source of random numbers with a state of its own, which every draw changes.

    The state is a counter of 128 bits and a key of 64; the same state gives the same numbers in
    eager code, in functions, in sessions and in TensorFlow.

    Args:
      copy_from: a generator, whose state the new one begins with.
      state: three integers: the counter, low half first, and the key.
      alg: the algorithm; Philox is the one there is.

    Raises:
      ValueError: not exactly one of `copy_from` and `state` is given.

    >>> g = ef.random.Generator.from_seed(1)
    >>> g.uniform([2]).numpy()
    array([0.78749514, 0.3906511 ], dtype=float32)
    """

    __slots__ = ("_handle",)

    def __init__(
        self, copy_from: Generator | None = None, state: Any = None, alg: Any = None
    ) -> None:
        if (copy_from is None) == (state is None):
            raise errors.make(
                ValueError,
                "a Generator needs either `copy_from` or `state`",
                fix="tf.random.Generator.from_seed(1)",
            )
        if copy_from is not None:
            begin = copy_from._handle.cell.a
        else:
            check_algorithm("philox" if alg is None else alg)
            begin = state if isinstance(state, Position) else Position.of_words(_words(state, 3))
        builder = mode.snapshot().builder
        in_graph = builder is not None and not builder.is_function
        # Sessions of a 1.x graph begin with the state that its generator was made with.
        self._handle = RandomHandle("Generator", begin, (lambda graph: begin) if in_graph else None)

    @classmethod
    def from_seed(cls, seed: Any, alg: Any = None) -> Generator:
        """A generator whose state a seed gives.

        Args:
          seed: an integer, or up to three.
          alg: the algorithm.
        """
        return cls(state=_position_of_seed(seed), alg=alg)

    @classmethod
    def from_non_deterministic_state(cls, alg: Any = None) -> Generator:
        """A generator with a state that the system gives, another one in every run."""
        return cls(state=_position_of_seed(int.from_bytes(os.urandom(24), "little")), alg=alg)

    @classmethod
    def from_state(cls, state: Any, alg: Any) -> Generator:
        """A generator with a given state: three integers.

        Raises:
          ValueError: the state has another size.
        """
        return cls(state=state, alg=alg)

    @classmethod
    def from_key_counter(cls, key: Any, counter: Any, alg: Any) -> Generator:
        """A generator with a given key, an integer, and counter, two integers."""
        return cls(state=[*_words(counter, 2), int(key)], alg=alg)

    @property
    def state(self) -> Tensor:
        """The state, an int64 tensor of shape [3]."""
        return read_and_skip(self._handle, (0,))

    @property
    def key(self) -> Tensor:
        """The key, the last part of the state."""
        return self.state[2]

    @property
    def algorithm(self) -> int:
        """The number of the algorithm, 1 for Philox."""
        return Algorithm.PHILOX.value

    def reset(self, state: Any) -> None:
        """Begin again with a state: three integers."""
        reset_state(self._handle, convert_to_tensor(state, int64))

    def reset_from_seed(self, seed: Any) -> None:
        """Begin again with the state that a seed gives."""
        self.reset(_position_of_seed(seed).words)

    def reset_from_key_counter(self, key: Any, counter: Any) -> None:
        """Begin again with a key, an integer, and counter, two integers."""
        self.reset([*_words(counter, 2), int(key)])

    def skip(self, delta: Any) -> Tensor:
        """Pass over numbers.

        Args:
          delta: how many.

        Returns:
          The state before.
        """
        return read_and_skip(self._handle, [delta])

    def _key(self, shape: Any) -> Any:
        """The key of a draw of that shape."""
        sizes = to_host(shape)
        plain = isinstance(sizes, tuple) and all(type(d) is int and d >= 0 for d in sizes)
        if plain and mode.snapshot().builder is None:
            key: Key = position_key(skip_numbers(self._handle.cell, sizes))
            return key
        return state_key(read_and_skip(self._handle, sizes))

    def uniform(
        self,
        shape: Any,
        minval: TensorLike | None = 0,
        maxval: TensorLike | None = None,
        dtype: DTypeLike = float32,
        name: str | None = None,
    ) -> Tensor:
        """Uniform random numbers; see `random.stateless_uniform` for the arguments.

        Raises:
          ValueError: one end of a range of integers is missing.
        """
        wanted = as_dtype(dtype)
        if wanted.is_integer and (minval is None) != (maxval is None):
            raise errors.make(
                ValueError,
                f"For integer dtype {wanted}, minval and maxval must be both `None` or both "
                f"non-`None`; got minval={minval} and maxval={maxval}",
            )
        if wanted.is_integer and minval is None:
            return self.uniform_full_int(shape, wanted, name)
        accepted(wanted, FLOATS + INTS)
        maxval = 1 if maxval is None else maxval
        with named_scope(name, "stateful_uniform", shape, minval, maxval) as last:
            key_for = functools.partial(self._key, shape)
            return between(key_for, shape, minval, maxval, wanted, "RandomUniform", last)

    def uniform_full_int(
        self, shape: Any, dtype: DTypeLike = uint64, name: str | None = None
    ) -> Tensor:
        """Random integers, every one that the dtype holds.

        Raises:
          ValueError: the dtype is not one of 32 or 64 bits.
        """
        wanted = accepted(dtype, FULL_INTS)
        with named_scope(name, "stateful_uniform_full_int", shape) as last:
            return full_integers_op(self._key(asked(shape)), shape, wanted, last())

    def normal(
        self,
        shape: Any,
        mean: TensorLike = 0.0,
        stddev: TensorLike = 1.0,
        dtype: DTypeLike = float32,
        name: str | None = None,
    ) -> Tensor:
        """Normal random numbers; see `random.normal` for the arguments."""
        with named_scope(name, "stateful_normal", shape, mean, stddev) as last:
            key_for = functools.partial(self._key, shape)
            return bell(
                normal_op, key_for, shape, mean, stddev, dtype, "RandomStandardNormal", last
            )

    def truncated_normal(
        self,
        shape: Any,
        mean: TensorLike = 0.0,
        stddev: TensorLike = 1.0,
        dtype: DTypeLike = float32,
        name: str | None = None,
    ) -> Tensor:
        """Normal random numbers within two standard deviations; see `random.truncated_normal`."""
        with named_scope(name, "stateful_truncated_normal", shape, mean, stddev) as last:
            key_for = functools.partial(self._key, shape)
            return bell(truncated_op, key_for, shape, mean, stddev, dtype, "TruncatedNormal", last)

    def binomial(
        self,
        shape: Any,
        counts: TensorLike,
        probs: TensorLike,
        dtype: DTypeLike = int32,
        name: str | None = None,
    ) -> Tensor:
        """Binomial random numbers; see `random.stateless_binomial` for the arguments.

        >>> g = ef.random.Generator.from_seed(1)
        >>> g.binomial([2, 2], [10., 100.], [0.5, 0.5]).numpy()
        array([[ 5, 59],
               [ 5, 53]], dtype=int32)
        """
        with named_scope(name, "binomial", shape, counts, probs) as last:
            n, p, wanted = convert_to_tensor(counts), convert_to_tensor(probs), as_dtype(dtype)
            sizes = asked(shape)
            reserved = binomial_reserve(sizes, n, p, wanted)
            return binomial_op(self._key((reserved,)), sizes, n, p, wanted, last())

    def make_seeds(self, count: Any = 1) -> Tensor:
        """Seeds for stateless functions.

        Args:
          count: how many.

        Returns:
          An int64 tensor of shape [2, count]; each column is a seed.
        """
        keys = self.uniform_full_int([count], int64)
        return stack([keys, zeros_like(keys)])

    def split(self, count: int = 1) -> list[Generator]:
        """New generators, independent of this one and of each other."""
        keys = self.make_seeds(count)[0].numpy().tolist()  # type: ignore[attr-defined]
        return [Generator(state=Position(0, key)) for key in keys]


@export("random.create_rng_state random.experimental.create_rng_state")
def create_rng_state(seed: Any, alg: Any) -> Tensor:
    """The state of a generator that a seed gives.

    Args:
      seed: an integer, or up to three.
      alg: the algorithm; Philox is the one there is.

    Returns:
      Three int64: the counter, low half first, and the key.

    Raises:
      ValueError: there is no such algorithm.

    >>> ef.random.create_rng_state(1234, "philox").numpy()
    array([1234,    0,    0])
    """
    check_algorithm(alg)
    return convert_to_tensor(_position_of_seed(seed).words)


_global: list[Generator] = []  # the one generator of the process, made when first asked for


@export("random.get_global_generator random.experimental.get_global_generator")
def get_global_generator() -> Generator:
    """The generator of the process; its first state is another one in every run.

    >>> ef.random.get_global_generator().normal([2]).shape
    TensorShape([2])
    """
    if not _global:
        _global.append(Generator.from_non_deterministic_state())
    return _global[0]


@export("random.set_global_generator random.experimental.set_global_generator")
def set_global_generator(generator: Generator) -> None:
    """Make another generator that of the process.

    >>> ef.random.set_global_generator(ef.random.Generator.from_seed(1))
    """
    _global[:] = [generator]
