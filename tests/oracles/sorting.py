"""Slow definitions of sorting and of the largest elements."""

import numpy as np


def order(row, descending=False):
    """Places of the elements of a row: a stable sort with nan behind everything."""

    def key(i):
        missing = row[i] != row[i]
        return (missing, 0 if missing else -int(row[i]) if descending else int(row[i]))

    def float_key(i):
        missing = row[i] != row[i]
        return (missing, 0 if missing else -row[i] if descending else row[i])

    return sorted(range(len(row)), key=key if row.dtype.kind in "iu" else float_key)


def argsort(values, axis, descending):
    rows = np.moveaxis(values, axis, -1)
    out = np.empty(rows.shape, np.int32)
    for place in np.ndindex(rows.shape[:-1]):
        out[place] = order(rows[place], descending)
    return np.moveaxis(out, -1, axis)


def sort(values, axis, descending):
    return np.take_along_axis(values, argsort(values, axis, descending), axis)


def top_k(input, k, index_type):
    places = argsort(input, -1, True)[..., :k]
    return np.take_along_axis(input, places, -1), places.astype(index_type.np)


def put_along(x, indices, shape, axis):
    out = np.zeros(shape, x.dtype)
    for place in np.ndindex(x.shape):
        to = list(place)
        to[axis] = indices[place]
        out[tuple(to)] = x[place]
    return out


def in_top_k(predictions, targets, k):
    out = []
    for row, target in zip(predictions, targets, strict=True):
        known = 0 <= target < len(row) and all(np.isfinite(row))
        out.append(known and sum(v > row[target] for v in row) < k)
    return np.array(out, bool)
