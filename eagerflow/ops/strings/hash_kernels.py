"""Hashes of byte strings, all strings of one length at a time.

Sources: Fingerprint64 is `farmhashna::Hash64` of G. Pike's FarmHash (2014); the keyed hash is
SipHash-2-4 of J.-P. Aumasson and D. J. Bernstein (2012); the legacy hash is A. Appleby's
MurmurHash64A with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any
_U = np.uint64
_K0, _K1, _K2 = _U(0xC3A5C85C97CB3127), _U(0xB492B66FBE98F273), _U(0x9AE16A3B2F90404F)
_MURMUR = _U(0xC6A4A7935BD1E995)
_SEED = 0xDECAFCAFFE
_MASK = (1 << 64) - 1


def by_length(words: list[bytes], hashed: Callable[[Array], Array]) -> Array:
    """uint64 hashes of strings; `hashed` takes a uint8 matrix with a string in each row."""
    out = np.empty(len(words), np.uint64)
    if not words:
        return out
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    order = np.argsort(lengths, kind="stable")
    found, starts = np.unique(lengths[order], return_index=True)
    for length, places in zip(found.tolist(), np.split(order, starts[1:]), strict=True):
        data = b"".join([words[i] for i in places.tolist()])
        out[places] = hashed(np.frombuffer(data, np.uint8).reshape(len(places), length))
    return out


def _word(rows: Array, at: int, dtype: str = "<u8") -> Array:
    """The number that begins at a byte of each row."""
    part = np.ascontiguousarray(rows[:, at : at + int(dtype[-1])])
    return part.view(dtype)[:, 0].astype(np.uint64)


def _rotated(v: Array, by: int) -> Array:
    """The bits turned right."""
    return (v >> _U(by)) | (v << _U(64 - by))


def _mixed(v: Array) -> Array:
    return v ^ (v >> _U(47))


def _pair(u: Array, v: Array, mul: Array) -> Array:
    a = _mixed((u ^ v) * mul)
    return _mixed((v ^ a) * mul) * mul


# ---------------------------------------------------------------------------------- Fingerprint64


def fingerprint64(rows: Array) -> Array:
    """FarmHash's Fingerprint64 of each row of a uint8 matrix."""
    n = rows.shape[1]
    if n <= 16:
        return _up_to_16(rows, n)
    if n <= 32:
        return _up_to_32(rows, n)
    return _up_to_64(rows, n) if n <= 64 else _longer(rows, n)


def _up_to_16(rows: Array, n: int) -> Array:
    mul = np.full(len(rows), _K2 + _U(2 * n))
    if n >= 8:
        a, b = _word(rows, 0) + _K2, _word(rows, n - 8)
        c, d = _rotated(b, 37) * mul + a, (_rotated(a, 25) + b) * mul
        return _pair(c, d, mul)
    if n >= 4:
        a = _word(rows, 0, "<u4")
        return _pair(_U(n) + (a << _U(3)), _word(rows, n - 4, "<u4"), mul)
    if n:
        first, middle, last = (rows[:, i].astype(np.uint64) for i in (0, n >> 1, n - 1))
        y, z = first + (middle << _U(8)), _U(n) + (last << _U(2))
        return _mixed(y * _K2 ^ z * _K0) * _K2
    return np.full(len(rows), _K2)


def _ends(rows: Array, n: int) -> tuple[Array, Array, Array, Array, Array]:
    mul = np.full(len(rows), _K2 + _U(2 * n))
    return mul, _word(rows, 0), _word(rows, 8), _word(rows, n - 8) * mul, _word(rows, n - 16) * _K2


def _up_to_32(rows: Array, n: int) -> Array:
    mul, a, b, c, d = _ends(rows, n)
    a = a * _K1
    u = _rotated(a + b, 43) + _rotated(c, 30) + d
    return _pair(u, a + _rotated(b + _K2, 18) + c, mul)


def _up_to_64(rows: Array, n: int) -> Array:
    mul, a, b, c, d = _ends(rows, n)
    a = a * _K2
    y = _rotated(a + b, 43) + _rotated(c, 30) + d
    z = _pair(y, a + _rotated(b + _K2, 18) + c, mul)
    e, f = _word(rows, 16) * mul, _word(rows, 24)
    g, h = (y + _word(rows, n - 32)) * mul, (z + _word(rows, n - 24)) * mul
    u = _rotated(e + f, 43) + _rotated(g, 30) + h
    return _pair(u, e + _rotated(f + a, 18) + g, mul)


def _weak(rows: Array, at: int, a: Array, b: Array) -> tuple[Array, Array]:
    """A weak hash of 32 bytes and two seeds."""
    w, x, y, z = (_word(rows, at + 8 * i) for i in range(4))
    a = a + w
    b = _rotated(b + a + z, 21)
    c = a
    a = a + x + y
    return a + z, b + _rotated(a, 44) + c


def _round(rows: Array, at: int, state: Any, mul: Any, nine: Any) -> Any:
    """One block of 64 bytes; `nine` is 9 for the last one, 1 for those before."""
    x, y, z, v, w = state
    x = _rotated(x + y + v[0] + _word(rows, at + 8), 37) * mul
    y = _rotated(y + v[1] + _word(rows, at + 48), 42) * mul
    x = x ^ (w[1] * nine)
    y = y + v[0] * nine + _word(rows, at + 40)
    z = _rotated(z + w[0], 33) * mul
    v = _weak(rows, at, v[1] * mul, x + w[0])
    w = _weak(rows, at + 32, z + w[1], y + _word(rows, at + 16))
    return z, y, x, v, w


def _longer(rows: Array, n: int) -> Array:
    full = np.full(len(rows), _U(81))
    zero = np.zeros(len(rows), np.uint64)
    y = full * _K1 + _U(113)
    z = _mixed(y * _K2 + _U(113)) * _K2
    state = (full * _K2 + _word(rows, 0), y, z, (zero, zero), (zero, zero))
    for at in range(0, (n - 1) // 64 * 64, 64):
        state = _round(rows, at, state, _K1, _U(1))
    x, y, z, v, w = state
    mul = _K1 + ((z & _U(0xFF)) << _U(1))
    w = (w[0] + _U((n - 1) & 63), w[1])
    v = (v[0] + w[0], v[1])
    w = (w[0] + v[0], w[1])
    x, y, z, v, w = _round(rows, n - 64, (x, y, z, v, w), mul, _U(9))
    left = _pair(v[0], w[0], mul) + _mixed(y) * _K0 + z
    return _pair(left, _pair(v[1], w[1], mul) + x, mul)


def fingerprint_pair(a: Array, b: Array) -> Array:
    """One hash of two: the step of MurmurHash64A for eight bytes, as TensorFlow joins hashes."""
    h = (a ^ _MURMUR ^ (_mixed(b * _MURMUR) * _MURMUR)) * _MURMUR
    return _mixed(_mixed(h) * _MURMUR)


# ------------------------------------------------------------------------------- the other two


def hash64(rows: Array) -> Array:
    """MurmurHash64A of each row, with the seed of TensorFlow's legacy hash."""
    n = rows.shape[1]
    h = np.full(len(rows), _U(_SEED ^ (n * int(_MURMUR) & _MASK)))
    for at in range(0, n - 7, 8):
        k = _word(rows, at) * _MURMUR
        k = (k ^ (k >> _U(47))) * _MURMUR
        h = (h ^ k) * _MURMUR
    left = n & 7
    if left:
        for i in range(left):
            h = h ^ (rows[:, n - left + i].astype(np.uint64) << _U(8 * i))
        h = h * _MURMUR
    h = _mixed(h) * _MURMUR
    return _mixed(h)


def _sip_round(v: list[Array]) -> list[Array]:
    a, b, c, d = v
    a, c = a + b, c + d
    b, d = _rotated(b, 51) ^ a, _rotated(d, 48) ^ c
    a = _rotated(a, 32)
    c, a = c + b, a + d
    b, d = _rotated(b, 47) ^ c, _rotated(d, 43) ^ a
    return [a, b, _rotated(c, 32), d]


def siphash(key: tuple[int, int]) -> Callable[[Array], Array]:
    """The function that gives SipHash-2-4 with a key of each row."""

    def hashed(rows: Array) -> Array:
        n = rows.shape[1]
        words = np.zeros((len(rows), n // 8 * 8 + 8), np.uint8)
        words[:, :n] = rows
        words[:, -1] = n & 0xFF
        starts = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
        v = [np.full(len(rows), _U(s ^ (key[i & 1] & _MASK))) for i, s in enumerate(starts)]
        for at in range(0, words.shape[1], 8):
            m = _word(words, at)
            v[3] = v[3] ^ m
            v = _sip_round(_sip_round(v))
            v[0] = v[0] ^ m
        v[2] = v[2] ^ _U(0xFF)
        for _ in range(4):
            v = _sip_round(v)
        return v[0] ^ v[1] ^ v[2] ^ v[3]

    return hashed
