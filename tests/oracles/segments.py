"""Slow definitions of sums and other reductions of segments."""

import numpy as np

SUMS = {"sum": np.sum, "prod": np.prod, "max": np.max, "min": np.min, "mean": np.mean}


def unsorted(how, data, segment_ids, num_segments, missing):
    rest = data.shape[segment_ids.ndim :]
    out = np.full((num_segments, *rest), missing, data.dtype)
    rows, ids = data.reshape(segment_ids.size, *rest), segment_ids.reshape(-1)
    for i in range(num_segments):
        chosen = rows[ids == i]
        if len(chosen):
            found = SUMS[how](chosen, axis=0)
            out[i] = np.trunc(found) if data.dtype.kind in "iu" and how == "mean" else found
    return out


def ordered(how, data, segment_ids, missing):
    n = int(segment_ids[-1]) + 1 if len(segment_ids) else 0
    return unsorted(how, data, segment_ids, n, missing)


def spread(x, segment_ids):
    out = np.zeros(segment_ids.shape + x.shape[1:], x.dtype)
    for place in np.ndindex(segment_ids.shape):
        if segment_ids[place] >= 0:
            out[place] = x[segment_ids[place]]
    return out


def share(x, segment_ids, root):
    counts = np.array([max(1, int((segment_ids == i).sum())) for i in range(len(x))], float)
    counts = np.sqrt(counts) if root else counts
    return x / counts.reshape((-1,) + (1,) * (x.ndim - 1))


def extreme_share(data, segment_ids, extreme):
    chosen = np.zeros(data.shape)
    for place in np.ndindex(segment_ids.shape):
        if segment_ids[place] >= 0:
            chosen[place] = data[place] == extreme[segment_ids[place]]
    counts = unsorted("sum", chosen, segment_ids, len(extreme), 0)
    return chosen / np.maximum(spread(counts, segment_ids), 1)


def borders(ids):
    order = np.array(sorted(range(len(ids)), key=lambda i: ids[i]), np.int64)
    back = np.array([list(order).index(i) for i in range(len(ids))], np.int64)
    there = ids[order]
    n = len(ids)
    first = np.array([i == 0 or there[i] != there[i - 1] for i in range(n)], bool)
    last = np.array([i == n - 1 or there[i] != there[i + 1] for i in range(n)], bool)
    return order, back, first, last
