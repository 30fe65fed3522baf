"""Random numbers one at a time, from the definition of Philox4x32-10 in plain integers and floats.

A key is six words: two of the key, four of the counter, each with the low word first.
"""

import itertools
import math
import struct

import numpy as np

WORD = 2**32


def block(key, number):
    """The four words of a block: ten rounds of two multiplications."""
    a, b, c, d = (number // WORD**i % WORD for i in range(4))
    k, m = key
    for _ in range(10):
        left, right = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b = right // WORD ^ b ^ k, right % WORD
        c, d = left // WORD ^ d ^ m, left % WORD
        k, m = (k + 0x9E3779B9) % WORD, (m + 0xBB67AE85) % WORD
    return [a, b, c, d]


def words(key, skip=0):
    """The words of the stream of a key, for ever."""
    start = sum(word * WORD**i for i, word in enumerate(key[2:])) + skip
    for number in itertools.count(start):
        yield from block(key[:2], number % WORD**4)


def scrambled(seed):
    """The key of a seed of two integers."""
    first, second = (s % WORD**2 for s in seed)
    a, b, c, d = block((0x3EC8F720, 0x02461E29), first + second * WORD**2)
    return (a, b, 0, 0, c, d)


def draw_key(seed, op_seed, count):
    """The key of a draw: the global seed, the op seed or None, how many draws it had before."""
    own = 0 if op_seed is not None else 2**63
    counter = own + count
    return (*scrambled((seed, op_seed or 0))[:2], 0, 0, counter % WORD, counter // WORD)


def _shaped(numbers, shape, dtype):
    count = math.prod(shape)
    out = np.empty(count, dtype)
    for i, number in enumerate(itertools.islice(numbers, count)):
        out[i] = number
    return out.reshape(shape)


def _single(word):
    return struct.unpack("f", struct.pack("I", 127 * 2**23 + word % 2**23))[0] - 1


def _double(high, low):
    bits = 1023 * 2**52 + high % 2**20 * WORD + low
    return struct.unpack("d", struct.pack("Q", bits))[0] - 1


def uniforms(key, dtype):
    """Numbers in [0, 1), for ever."""
    stream = words(key)
    for word in stream:
        if dtype.name == "float64":
            yield _double(word, next(stream))
        elif dtype.name == "float32":
            yield _single(word)
        else:
            size = {"float16": 2**10, "bfloat16": 2**7}[dtype.name]
            yield word % size / size


def normals(stream, double):
    """Normal numbers from the words of a stream: pairs by the polar angle and a radius."""
    for word in stream:
        if double:
            radius, turn = _double(word, next(stream)), _double(next(stream), next(stream))
        else:
            radius, turn = _single(word), _single(next(stream))
        radius = math.sqrt(-2 * math.log(max(radius, 1e-7)))
        yield radius * math.sin(2 * math.pi * turn)
        yield radius * math.cos(2 * math.pi * turn)


def truncated(key, dtype):
    """Normal numbers between -2 and 2; each group has 256 numbers of the stream to itself."""
    double = dtype.name == "float64"
    group = 2 if double else 4
    for i in itertools.count():
        candidates = normals(words(key, i * 64 * group), double)
        yield from itertools.islice((x for x in candidates if abs(x) < 2), group)


def integers(key, dtype):
    """Integers of 32 or 64 bits without sign."""
    stream = words(key)
    for word in stream:
        yield word if dtype.size == 4 else word + next(stream) * WORD


def uniform(key, shape, dtype):
    return _shaped(uniforms(key, dtype), shape, np.float64)


def normal(key, shape, dtype):
    return _shaped(normals(words(key), dtype.name == "float64"), shape, np.float64)


def truncated_normal(key, shape, dtype):
    return _shaped(truncated(key, dtype), shape, np.float64)


def full_integers(key, shape, dtype):
    drawn = _shaped(integers(key, dtype), shape, f"uint{8 * dtype.size}")
    return drawn.view(dtype.np)


def ranged_integers(key, shape, dtype, minval, maxval):
    width = maxval - minval
    return _shaped((minval + i % width for i in integers(key, dtype)), shape, dtype.np)


def permutation(key, shape):
    stream = words(key)
    keys = [next(stream) + next(stream) * WORD for _ in range(shape[0])]
    return np.array(sorted(range(shape[0]), key=keys.__getitem__), np.int64)


def chosen(logits, uniform, dtype):
    """For each number the first class whose running sum of probabilities is above it."""
    rows = []
    for row, numbers in zip(logits, uniform, strict=True):
        top = max((float(x) for x in row if math.isfinite(x)), default=0.0)
        weights = [math.exp(float(x) - top) if math.isfinite(x) else 0.0 for x in row]
        sums = list(itertools.accumulate(weights))
        rows.append([sum(s <= u * sums[-1] for s in sums) for u in numbers.tolist()])
    return np.array(rows, dtype.np).reshape(uniform.shape)


def state_key(state):
    """The key of the state of a generator: a counter of two words of 64 bits, and the key."""
    low, high, key = (int(s) % WORD**2 for s in state)
    number = low + high * WORD**2
    return np.array(
        [key % WORD, key // WORD, *(number // WORD**i % WORD for i in range(4))], np.uint32
    )
