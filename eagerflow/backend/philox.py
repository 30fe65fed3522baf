"""Random bits from a counter: Philox4x32-10, and the distributions made from them.

The bits of block b depend on a key and the counter plus b and on nothing else, so every mode and
every device can make them in any order. The generator is that of J. K. Salmon, M. A. Moraes,
R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011); how bits become
seeds, uniforms, integers and normals is how TensorFlow's CPU kernels do it, so that its stateless
operations give the same numbers.

Every function takes the array namespace `xp` (NumPy's, CuPy's) first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Array = Any  # an array of the library whose namespace is `xp`
Key = tuple[int, int]  # two 32-bit words, the low one first
Counter = tuple[int, int, int, int]  # four 32-bit words, the low one first
Draw = Callable[[Array, int], Array]

_M0, _M1 = 0xD2511F53, 0xCD9E8D57
_KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
_ROUNDS = 10
_MASK32 = 0xFFFFFFFF
_MASK64 = 0xFFFFFFFFFFFFFFFF
_SCRAMBLE_KEY = (0x3EC8F720, 0x02461E29)

_CACHED_BLOCKS = 1 << 14  # the working set of a piece, 1 MB, fits in the cache of one core
_DEVICE_BLOCKS = 1 << 20  # few launches, 60 MB of scratch
_FEW_BLOCKS = 8  # up to here Python's integers are faster than the calls of array functions

_EPSILON = 1e-7  # the least uniform that normals are made of: log(0) does not occur
_TRUNCATED_AT = 2.0
_RESERVED = 256  # samples of the stream set apart for each truncated normal


def _round_keys(key: Key) -> list[Key]:
    """The key of every round."""
    (k0, k1), (step0, step1) = key, _KEY_STEPS
    return [((k0 + i * step0) & _MASK32, (k1 + i * step1) & _MASK32) for i in range(_ROUNDS)]


def _block(key: Key, number: int) -> list[int]:
    """The four words of one block, by the definition."""
    c0, c1, c2, c3 = ((number >> shift) & _MASK32 for shift in (0, 32, 64, 96))
    for k0, k1 in _round_keys(key):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1 = p1 >> 32 ^ c1 ^ k0, p1 & _MASK32
        c2, c3 = p0 >> 32 ^ c3 ^ k1, p0 & _MASK32
    return [c0, c1, c2, c3]


def _blocks(xp: Any, key: Key, c0: Array, c1: Array, c2: Array, c3: Array) -> Array:
    """The blocks with the given counters as uint32 of shape (blocks, 4).

    Counters are uint64 arrays with 32-bit values, of shape (blocks,) or, all but `c0`, (1,).

    Two words are kept packed: `a` is c0 << 32 | c1 and `b` is c2 << 32 | c3. A product then needs
    no masking, since its low half is the new low word in its place, and what the definition adds
    to the high half is the other pair, shifted. The low words take their key a round early, so
    that one xor sets the keys of two rounds.
    """
    keys = _round_keys(key)
    a = c2 * _M1 ^ (c1 ^ keys[0][0]) << 32
    b = c0 * _M0 ^ (c3 ^ keys[0][1]) << 32
    a, b = (
        (b >> 32) * _M1 ^ (a << 32 ^ (keys[1][0] << 32 | keys[2][0])),
        (a >> 32) * _M0 ^ (b << 32) ^ (keys[1][1] << 32 | keys[2][1]),
    )
    x, y = xp.empty_like(a), xp.empty_like(b)
    for i in range(2, _ROUNDS):
        _round(xp, a, b, x, y)
        if i % 2:
            after = keys[i + 1] if i + 1 < _ROUNDS else (0, 0)
            xp.bitwise_xor(a, keys[i][0] << 32 | after[0], out=a)
            xp.bitwise_xor(b, keys[i][1] << 32 | after[1], out=b)
    words = xp.empty((c0.shape[0], 4), dtype=xp.uint32)
    words[:, 1], words[:, 3] = a, b
    words[:, 0], words[:, 2] = xp.right_shift(a, 32, out=x), xp.right_shift(b, 32, out=y)
    return words


def _round(xp: Any, a: Array, b: Array, x: Array, y: Array) -> None:
    """One round without its key, in place; `x` and `y` are scratch."""
    xp.right_shift(a, 32, out=x)
    xp.right_shift(b, 32, out=y)
    xp.multiply(x, _M0, out=x)
    xp.multiply(y, _M1, out=y)
    xp.left_shift(a, 32, out=a)
    xp.left_shift(b, 32, out=b)
    xp.bitwise_xor(a, y, out=a)
    xp.bitwise_xor(b, x, out=b)


def _counters(xp: Any, counter: Counter, offsets: Array) -> tuple[Array, Array, Array, Array]:
    """The words of `counter + offsets`, for uint64 offsets of shape (blocks,)."""
    low, high = (counter[i] | counter[i + 1] << 32 for i in (0, 2))
    lower = offsets + xp.array([low], dtype=xp.uint64)
    # A sum below its parts has wrapped around.
    upper = (lower < offsets) + xp.array([high], dtype=xp.uint64)
    return lower & _MASK32, lower >> 32, upper & _MASK32, upper >> 32


def bits(xp: Any, key: Key, counter: Counter, n: int) -> Array:
    """The first `n` words of a stream.

    Args:
      xp: the array namespace.
      key: two 32-bit words.
      counter: four 32-bit words, the low one first: the number of the first block. Block b has
        the number counter + b, modulo 2**128, and gives four words.
      n: how many words.

    Returns:
      A uint32 array of shape (n,).

    >>> [hex(word) for word in bits(np, (0, 0), (0, 0, 0, 0), 2)]
    ['0x6627e8d5', '0xe169c58d']
    """
    number = sum(word << 32 * i for i, word in enumerate(counter))
    blocks = -(-n // 4)
    if blocks <= _FEW_BLOCKS:
        few = [word for i in range(blocks) for word in _block(key, number + i)]
        return xp.array(few[:n], dtype=xp.uint32)
    words = xp.empty((blocks, 4), dtype=xp.uint32)
    step = _CACHED_BLOCKS if xp is np else _DEVICE_BLOCKS
    done = 0
    while done < blocks:
        first = number + done
        c0 = first & _MASK32
        count = min(step, blocks - done, _MASK32 + 1 - c0)  # the other words stay as they are
        upper = [xp.array([first >> shift & _MASK32], dtype=xp.uint64) for shift in (32, 64, 96)]
        lower = xp.arange(c0, c0 + count, dtype=xp.uint64)
        words[done : done + count] = _blocks(xp, key, lower, *upper)
        done += count
    return words.reshape(-1)[:n]


def blocks_at(xp: Any, key: Key, counter: Counter, offsets: Array) -> Array:
    """Blocks anywhere in a stream.

    Args:
      xp: the array namespace.
      key: see `bits`.
      counter: see `bits`.
      offsets: uint64 of shape (n,): how far each block is behind the first.

    Returns:
      A uint32 array of shape (n, 4).

    >>> [hex(word) for word in blocks_at(np, (0, 0), (0, 0, 0, 0), np.array([0], np.uint64))[0, :2]]
    ['0x6627e8d5', '0xe169c58d']
    """
    return _blocks(xp, key, *_counters(xp, counter, offsets))


def pieces(xp: Any, n: int) -> Iterator[tuple[int, int]]:
    """The ends of the pieces in which n blocks are best made."""
    step = _CACHED_BLOCKS if xp is np else _DEVICE_BLOCKS
    for first in range(0, n, step):
        yield first, min(first + step, n)


def scramble(seed: tuple[int, int]) -> tuple[Key, Counter]:
    """The key and counter that TensorFlow's stateless operations make of a seed.

    Args:
      seed: two integers; their lowest 64 bits count.

    Returns:
      The key, and the counter of the first block.

    >>> scramble((1, 2))[1][:2]
    (0, 0)
    """
    first, second = (s & _MASK64 for s in seed)
    mixed = _block(_SCRAMBLE_KEY, first | second << 64)
    return (mixed[0], mixed[1]), (0, 0, mixed[2], mixed[3])


# --- uniform -------------------------------------------------------------------------------------
# The leading bits of the mantissa of a number in [1, 2) are random, then 1 is taken away. Words
# are overwritten: at a million numbers every further array costs as much as the arithmetic.


def uniform32(xp: Any, words: Array) -> Array:
    """Uniform float32 in [0, 1), in steps of 2**-23.

    Args:
      xp: the array namespace.
      words: uint32, one for each number; overwritten.

    Returns:
      A float32 array of the shape of `words`, in its memory.
    """
    xp.bitwise_and(words, 0x7FFFFF, out=words)
    xp.bitwise_or(words, 0x3F800000, out=words)
    made = words.view(xp.float32)
    xp.subtract(made, 1, out=made)
    return made


def uniform64(xp: Any, words: Array) -> Array:
    """Uniform float64 in [0, 1), in steps of 2**-52.

    Args:
      xp: the array namespace.
      words: uint32 of shape (2 n,): the high and the low word of each number.

    Returns:
      A float64 array of shape (n,).
    """
    wide = words[0::2].astype(xp.uint64)
    xp.bitwise_and(wide, 0xFFFFF, out=wide)
    xp.bitwise_or(wide, 0x3FF00000, out=wide)
    xp.left_shift(wide, 32, out=wide)
    xp.bitwise_or(wide, words[1::2], out=wide)
    made = wide.view(xp.float64)
    xp.subtract(made, 1, out=made)
    return made


def uniform16(xp: Any, words: Array) -> Array:
    """Uniform float16 in [0, 1), in steps of 2**-10.

    Args:
      xp: the array namespace.
      words: uint32, one for each number; 10 bits of each are used.

    Returns:
      A float16 array of the shape of `words`.
    """
    short = words.astype(xp.uint16)
    xp.bitwise_and(short, 0x3FF, out=short)
    xp.bitwise_or(short, 0x3C00, out=short)
    made = short.view(xp.float16)
    xp.subtract(made, 1, out=made)
    return made


def integers(xp: Any, words: Array, lo: int, hi: int, dtype: Any) -> Array:
    """Integers `lo + word % (hi - lo)`.

    Args:
      xp: the array namespace.
      words: uint32 of shape (n,), or (2 n,) for a dtype of 64 bits: low and high word; may be
        overwritten.
      lo: the least number.
      hi: one more than the greatest.
      dtype: int32, uint32, int64 or uint64.

    Returns:
      An array of shape (n,). As in TensorFlow, small numbers are a little more probable when
      `hi - lo` is not a power of 2; the difference is below (hi - lo) / 2**32, or 2**64.

    Raises:
      ValueError: `hi` is not above `lo`, or the dtype does not hold them.

    >>> integers(np, np.array([7, 8, 9], np.uint32), -1, 2, np.int32).tolist()
    [0, 1, -1]
    """
    wanted = np.dtype(dtype)
    info = np.iinfo(wanted)
    if lo >= hi:
        raise ValueError(f"Need minval < maxval, got {lo} >= {hi}")
    if lo < info.min or hi > info.max + 1:
        raise ValueError(f"{wanted} does not hold every number from {lo} to {hi - 1}")
    unsigned = xp.uint64 if wanted.itemsize == 8 else xp.uint32
    if wanted.itemsize == 8:
        high = words[1::2].astype(xp.uint64)
        xp.left_shift(high, 32, out=high)
        words = xp.bitwise_or(high, words[0::2], out=high)
    size = 8 * wanted.itemsize
    if hi - lo < 1 << size:
        xp.remainder(words, xp.array([hi - lo], dtype=unsigned), out=words)
    # Unsigned and modulo 2**size, so that lo + word never overflows on the way.
    xp.add(words, xp.array([lo % (1 << size)], dtype=unsigned), out=words)
    return words.view(wanted)


# --- normal --------------------------------------------------------------------------------------


def _box_muller(xp: Any, radii: Array, angles: Array) -> Array:
    """Pairs of normals from two arrays of uniforms; G. E. P. Box and M. E. Muller (1958)."""
    xp.maximum(radii, _EPSILON, out=radii)
    xp.log(radii, out=radii)
    xp.multiply(radii, -2, out=radii)
    xp.sqrt(radii, out=radii)
    made = xp.empty((radii.shape[0], 2), dtype=radii.dtype)
    xp.multiply(xp.sin(angles), radii, out=made[:, 0])
    xp.multiply(xp.cos(angles), radii, out=made[:, 1])
    return made.reshape(-1)


def normal32(xp: Any, words: Array) -> Array:
    """Standard normal float32.

    Args:
      xp: the array namespace.
      words: uint32 of even length n, two for each pair of numbers; overwritten.

    Returns:
      A float32 array of shape (n,).
    """
    uniform = uniform32(xp, words)
    # TensorFlow rounds the angle from float64; near pi that decides the leading digits of a sine.
    angles = uniform[1::2].astype(xp.float64)
    xp.multiply(angles, 2 * math.pi, out=angles)
    return _box_muller(xp, uniform[0::2].copy(), angles.astype(xp.float32))


def normal64(xp: Any, words: Array) -> Array:
    """Standard normal float64.

    Args:
      xp: the array namespace.
      words: uint32 of length 2 n for an even n, four for each pair of numbers.

    Returns:
      A float64 array of shape (n,).
    """
    uniform = uniform64(xp, words)
    angles = uniform[1::2] * (2 * math.pi)
    return _box_muller(xp, uniform[0::2].copy(), angles)


def truncated_normal(xp: Any, key: Key, counter: Counter, n: int, dtype: Any) -> Array:
    """Standard normal numbers between -2 and 2: others are drawn again.

    A group of four float32 or two float64 numbers has a stretch of the stream to itself and takes
    from it until it is full. So a number depends on its index, never on how many are asked for.

    Args:
      xp: the array namespace.
      key: see `bits`.
      counter: see `bits`.
      n: how many numbers.
      dtype: float32 or float64.

    Returns:
      An array of shape (n,).
    """
    if np.dtype(dtype) == np.float64:
        group, normal = 2, normal64
    else:
        group, normal = 4, normal32
    skip = group * _RESERVED // 4  # blocks between the beginnings of two groups

    def draw(groups: Array, attempt: int) -> Array:
        offsets = groups.astype(xp.uint64) * skip + attempt
        words = blocks_at(xp, key, counter, offsets)
        return normal(xp, words.reshape(-1)).reshape(-1, group)

    count = -(-n // group)
    made = xp.empty((count, group), dtype=dtype)
    for first, last in pieces(xp, count):
        groups = xp.arange(first, last)
        drawn = draw(groups, 0)
        made[first:last] = drawn
        gaps = (xp.abs(drawn) >= _TRUNCATED_AT).any(axis=1)
        _refill(xp, made.reshape(-1), groups[gaps], draw, group)
    return made.reshape(-1)[:n]


def _refill(xp: Any, flat: Array, groups: Array, draw: Draw, size: int) -> None:
    """Fill groups with the first accepted numbers of their stretches, all groups at a time."""
    filled = xp.zeros(groups.shape, dtype=xp.int64)
    attempt = 0
    while groups.size:
        drawn = draw(groups, attempt)
        accepted = xp.abs(drawn) < _TRUNCATED_AT
        place = filled[:, None] + xp.cumsum(accepted, axis=1, dtype=xp.int64) - 1
        taken = xp.logical_and(accepted, place < size)
        flat[(groups[:, None] * size + place)[taken]] = drawn[taken]
        filled = filled + accepted.sum(axis=1)
        unfinished = filled < size
        groups, filled = groups[unfinished], filled[unfinished]
        attempt += 1
