"""Random permutations of which single elements are computed, without the others."""

from __future__ import annotations

import math
from typing import Any

from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import int32, int64, uint32, uint64
from ...registry import export
from ...shapes import text
from ..array import fill, shape
from ..casting import cast
from .joining import concat

Array = Any
_NUMBERS = frozenset([int32, uint32, int64, uint64])
# The constants of the key schedule: one for every round, and the bits that differ between rounds.
_ROUND, _BITS = 0xFFFFFFFC, 0x7369F885192C0EF5
# What TensorFlow puts before seeds of two numbers.
_LEADING = 498247692
# With fewer numbers most of those of 16 bits are outside.
_FEW = 2**13


def _check(spec: Spec, attr: str) -> None:
    if spec.dtype not in _NUMBERS:
        kind = "float" if spec.dtype.is_floating else spec.dtype.name
        raise TypeError(
            f"Value for attr '{attr}' of {kind} is not in the list of allowed values: int32, "
            "uint32, int64, uint64"
        )


def _shuffle_rule(index: Spec, seed: Spec, max_index: Spec, rounds: int) -> Spec:
    _check(index, "dtype")
    _check(seed, "Tseed")
    if rounds < 4 or rounds % 2:
        raise ValueError(f"rounds must be even and at least 4, got {rounds}")
    counts = [index.shape, None if seed.shape is None else seed.shape[:-1], max_index.shape]
    if seed.shape is not None and (not seed.shape or seed.shape[-1] not in (3, None)):
        n = index.shape[0] if index.shape else 1
        raise ValueError(
            f"Seed must be a vector of size [3] or a matrix of size [{n}, 3] but got "
            f"{text(seed.shape)}."
        )
    if any(c is not None and len(c) > 1 for c in counts):
        raise ValueError("Index must be a scalar or vector.")
    if None in counts:
        return Spec(index.dtype, None)
    sizes = {c[0] for c in counts if c}
    known = sizes - {None}
    if len(known) > 1:
        raise ValueError(
            "index, seed and max_index must have the same length where they are not scalars, got "
            f"{', '.join(text(c) for c in counts)}"
        )
    return Spec(index.dtype, (*known,) if known else (None,) if sizes else ())


def _rotated(x: Array, by: int, width: Array, mask: Array) -> Array:
    """Bits of words of `width` bits rotated to the left."""
    return ((x << by) | (x >> (width - by))) & mask


def _round_keys(xp: Any, seed: Array, rounds: int, width: Array, mask: Array) -> list[Array]:
    keys = [seed[..., i].astype(xp.uint32).astype(xp.uint64) & mask for i in range(3)]
    bits = mask & _BITS
    for i in range(3, rounds):
        last = keys[-1]
        # To the right by 3 and 4 is to the left by the rest.
        turned = _turned_right(last, 3, width, mask) ^ _turned_right(last, 4, width, mask)
        keys.append(keys[i - 3] ^ turned ^ (mask & _ROUND) ^ (bits & 1))
        bits = bits >> 1
    return keys


def _turned_right(x: Array, by: int, width: Array, mask: Array) -> Array:
    return ((x >> by) | (x << (width - by))) & mask


def _mixed(x: Array, width: Array, mask: Array) -> Array:
    turned = _rotated(x, 1, width, mask) & _rotated(x, 8, width, mask)
    return turned ^ _rotated(x, 2, width, mask)


def _encrypted(value: Array, keys: list[Array], width: Array, mask: Array) -> Array:
    left, right = (value >> width) & mask, value & mask
    for first, second in zip(keys[::2], keys[1::2], strict=True):
        left = left ^ _mixed(right, width, mask) ^ first
        right = right ^ _mixed(left, width, mask) ^ second
    return (left << width) | right


def _word_bits(largest: int) -> int:
    """Half of the bits that numbers up to `largest` need, at least 8."""
    bits = math.ceil(math.log2(largest)) if largest else 0
    return min(max(bits + bits % 2, 16), 64) // 2


def _looked_up(xp: Any, value: Array, seed: Array, limit: int, rounds: int) -> Array:
    """The same as `_walked`, for one key and few numbers, which would take many steps.

    Of all numbers of 16 bits the next is computed, and then by doubling the next that is inside.
    """
    width, mask = 8, 0xFF
    every = xp.arange(2**16, dtype=xp.uint64)
    following = _encrypted(every, _round_keys(xp, seed, rounds, width, mask), width, mask)
    following = following.astype(xp.int64)
    for _ in range(16):  # what is not inside then never will be, and is not asked for
        following = xp.where(following > limit, following[following], following)
    return following[value.astype(xp.int64)].astype(xp.uint64)


def _walked(xp: Any, value: Array, seed: Array, limit: Array, rounds: int) -> Array:
    """Numbers encrypted again and again until they are inside: still a permutation."""
    bits = [_word_bits(n) for n in limit.reshape(-1).tolist()]
    width = xp.asarray(bits, dtype=xp.uint64).reshape(limit.shape)
    mask = (xp.ones_like(width) << width) - xp.ones_like(width)
    keys = _round_keys(xp, seed, rounds, width, mask)
    out = _encrypted(value, keys, width, mask)
    while (out > limit).any():
        out = xp.where(out > limit, _encrypted(out, keys, width, mask), out)
    return out


def _k_shuffle(xp: Any) -> Any:
    def kernel(index: Array, seed: Array, max_index: Array, rounds: int) -> Array:
        for name, values in (("index", index), ("max_index", max_index)):
            if values.size and values.dtype.kind == "i" and int(values.min()) < 0:
                raise ValueError(f"{name} must be >= 0 but was {int(values.min())}")
        lead = max((index.shape, seed.shape[:-1], max_index.shape), key=len)
        value = xp.empty(lead, xp.uint64)
        value[...] = index.astype(xp.uint64)
        limit = xp.empty(lead, xp.uint64)
        limit[...] = max_index.astype(xp.uint64)
        if (value > limit).any():
            at = int(xp.argmax(value > limit))
            high, low = int(limit.reshape(-1)[at]), int(value.reshape(-1)[at])
            raise ValueError(f"max_index must be >= index, but {high} < {low}")
        limits = set(limit.reshape(-1).tolist())
        if seed.ndim == 1 and len(limits) == 1 and max(limits) < _FEW:
            out = _looked_up(xp, value, seed, max(limits), rounds)
        else:
            out = _walked(xp, value, seed, limit, rounds)
        return xp.where(limit == 0, limit, out).astype(index.dtype)

    return kernel


@defop(
    "RandomIndexShuffle",
    inputs="index seed max_index",
    match="index max_index",
    kernel=_k_shuffle,
    rule=_shuffle_rule,
    vjp=None,
    api="random_index_shuffle",
)
def random_index_shuffle(
    index: TensorLike,
    seed: TensorLike,
    max_index: TensorLike,
    rounds: int = 4,
    name: str | None = None,
) -> Tensor:
    """Where a number goes in a random permutation of the numbers from 0 to `max_index`.

    The permutation is a small Simon cipher (R. Beaulieu et al., https://eprint.iacr.org/2013/404)
    that is applied again to what falls outside (J. Black and P. Rogaway, CT-RSA 2002). It is no
    protection against anybody.

    Args:
      index: a number or a vector of numbers: int32, int64, uint32 or uint64.
      seed: three numbers, or three for each index.
      max_index: the largest number, or one for each index.
      rounds: rounds of the cipher, even and at least 4.
      name: name of the operation in a graph.

    Returns:
      A number or a vector of numbers of the dtype of `index`: those of TensorFlow.

    Raises:
      InvalidArgumentError: an index is negative or larger than `max_index`, or the shapes do not
        fit.

    >>> ef.random_index_shuffle([0, 1, 2, 3], [5, 6, 7], 3).numpy()
    array([1, 0, 2, 3], dtype=int32)
    """


@export("random.experimental.index_shuffle")
def index_shuffle(index: TensorLike, seed: TensorLike, max_index: TensorLike) -> Tensor:
    """Where a number goes in a random permutation of the numbers from 0 to `max_index`.

    It needs no memory for the permutation, and gives the numbers of TensorFlow.

    Args:
      index: a number or a vector of numbers: int32, int64, uint32 or uint64.
      seed: two numbers, or two for each index, as for the other stateless functions.
      max_index: the largest number, or one for each index.

    Raises:
      InvalidArgumentError: an index is negative or larger than `max_index`.

    >>> ef.random.experimental.index_shuffle([0, 1, 2], [1, 2], 2).numpy()
    array([2, 0, 1], dtype=int32)
    """
    given = as_tensor(seed)
    lead = cast(fill(concat([shape(given)[:-1], [1]], 0), _LEADING), given.dtype)
    return random_index_shuffle(index, concat([lead, given], -1), max_index)
