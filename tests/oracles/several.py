"""Slow definitions of isotonic regression, index shuffling, and scattering of extremes."""

import math

import numpy as np


def scatter_extreme(better, tensor, indices, updates, policy=""):
    out = tensor.copy()
    for place in np.ndindex(indices.shape[:-1]):
        at = tuple(int(i) for i in indices[place])
        if policy == "IGNORE" and not all(0 <= i < n for i, n in zip(at, out.shape, strict=False)):
            continue
        out[at] = better(out[at], updates[place])
    return out


def sparse_to_dense(indices, values, default, shape, validate):
    out = np.full(tuple(int(d) for d in shape), default, values.dtype)
    rows = indices if indices.ndim == 2 else indices.reshape(-1, 1)
    for at, value in zip(rows, np.broadcast_to(values, len(rows)), strict=True):
        out[tuple(at)] = value
    return out


def isotonic(input):
    if not input.ndim:
        return input, np.array(0, np.int32)
    out, segments = np.empty(input.shape), np.empty(input.shape, np.int32)
    for place in np.ndindex(input.shape[:-1]):
        blocks = []
        for v in input[place]:
            blocks.append((float(v), 1))
            while len(blocks) > 1 and blocks[-1][0] > blocks[-2][0]:
                (a, m), (b, n) = blocks[-2:]
                blocks[-2:] = [((a * m + b * n) / (m + n), m + n)]
        out[place] = np.repeat([b for b, _ in blocks], [n for _, n in blocks])
        segments[place] = np.repeat(np.arange(len(blocks)), [n for _, n in blocks])
    return out, segments


def block_mean(x, segments):
    out = np.empty(x.shape)
    for place in np.ndindex(x.shape[:-1]):
        for number in set(segments[place].tolist()):
            chosen = segments[place] == number
            out[place][chosen] = x[place][chosen].mean()
    return out


def _shuffled(index, key, largest, rounds):
    """One number: a Simon cipher written with Python's integers."""
    if not largest:
        return 0
    bits = math.ceil(math.log2(largest))
    w = max(bits + bits % 2, 16) // 2
    mask = 2**w - 1

    def left(x, by):
        return (x << by | x >> (w - by)) & mask

    keys = [int(k) % 2**32 & mask for k in key]
    for i in range(3, rounds):
        bit = (0x7369F885192C0EF5 & mask) >> (i - 3) & 1
        turned = left(keys[-1], w - 3) ^ left(keys[-1], w - 4)
        keys.append(0xFFFFFFFC & mask ^ bit ^ keys[i - 3] ^ turned)
    while True:
        a, b = index >> w & mask, index & mask
        for i in range(0, rounds, 2):
            a ^= left(b, 1) & left(b, 8) ^ left(b, 2) ^ keys[i]
            b ^= left(a, 1) & left(a, 8) ^ left(a, 2) ^ keys[i + 1]
        index = a << w | b
        if index <= largest:
            return index


def index_shuffle(index, seed, max_index, rounds=4):
    lead = np.broadcast_shapes(index.shape, seed.shape[:-1], max_index.shape)
    seeds = np.broadcast_to(seed, (*lead, 3))
    out = np.empty(lead, index.dtype)
    for place in np.ndindex(lead):
        at = np.broadcast_to(index, lead)[place], np.broadcast_to(max_index, lead)[place]
        out[place] = _shuffled(int(at[0]), seeds[place], int(at[1]), rounds)
    return out
