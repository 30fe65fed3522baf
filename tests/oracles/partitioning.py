"""Slow definitions of tensors dealt out and put together, and of blocks moved between axes."""

import itertools

import numpy as np


def partition(data, partitions, num_partitions):
    rest = data.shape[partitions.ndim :]
    out = [[] for _ in range(num_partitions)]
    for place in np.ndindex(partitions.shape):
        out[partitions[place]].append(data[place])
    return [np.array(rows, data.dtype).reshape(len(rows), *rest) for rows in out]


def stitch(indices, data):
    n = max((int(i.max()) + 1 for i in indices if i.size), default=0)
    rest = data[0].shape[indices[0].ndim :]
    out = np.full((n, *rest), b"" if data[0].dtype == object else 0, data[0].dtype)
    for i, d in zip(indices, data, strict=True):
        for place in np.ndindex(i.shape):
            out[i[place]] = d[place]
    return out


def kept(indices):
    last = {}
    for k, i in enumerate(indices):
        for place in np.ndindex(i.shape):
            last[int(i[place])] = (k, place)
    out = [np.zeros(i.shape, bool) for i in indices]
    for k, place in last.values():
        out[k][place] = True
    return out


def space_to_batch(input, block_shape, paddings):
    m = len(block_shape)
    pads = [(0, 0), *(tuple(map(int, p)) for p in paddings)]
    x = np.pad(input, pads + [(0, 0)] * (input.ndim - len(pads)))
    parts = []
    for offset in itertools.product(*(range(int(b)) for b in block_shape)):
        steps = (slice(o, None, int(b)) for o, b in zip(offset, block_shape, strict=True))
        parts.append(x[(slice(None), *steps)])
    assert len(pads) == 1 + m
    return np.concatenate(parts)


def batch_to_space(input, block_shape, crops):
    blocks = [int(b) for b in block_shape]
    batch = len(input) // int(np.prod(blocks))
    full = [n * b for n, b in zip(input.shape[1:], blocks, strict=False)]
    out = np.empty((batch, *full, *input.shape[1 + len(blocks) :]), input.dtype)
    for k, offset in enumerate(itertools.product(*map(range, blocks))):
        steps = (slice(o, None, b) for o, b in zip(offset, blocks, strict=True))
        out[(slice(None), *steps)] = input[k * batch : (k + 1) * batch]
    parts = (slice(int(a), n - int(z)) for n, (a, z) in zip(full, crops, strict=True))
    return out[(slice(None), *parts)]


def _last(x, data_format):
    return x if data_format == "NHWC" else np.moveaxis(x, 1, 3)


def _back(x, data_format):
    return x if data_format == "NHWC" else np.moveaxis(x, 3, 1)


def depth_to_space(input, block_size, data_format):
    x, b = _last(input, data_format), block_size
    n, h, w, c = x.shape
    depth = c // (b * b)
    out = np.empty((n, h * b, w * b, depth), x.dtype)
    for i, j in itertools.product(range(b), range(b)):
        at = (i * b + j) * depth
        out[:, i::b, j::b] = x[..., at : at + depth]
    return _back(out, data_format)


def space_to_depth(input, block_size, data_format):
    x, b = _last(input, data_format), block_size
    parts = [x[:, i::b, j::b] for i, j in itertools.product(range(b), range(b))]
    return _back(np.concatenate(parts, -1), data_format)
