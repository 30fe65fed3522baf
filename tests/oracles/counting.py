"""Slow definitions of different elements, counts and histograms."""

from collections import Counter

import numpy as np


def unique_with_counts(x, out_idx):
    found, which = [], []
    for v in x:
        same = [i for i, f in enumerate(found) if f == v]
        if not same:
            found.append(v)
        which.append(same[0] if same else len(found) - 1)
    counts = [which.count(i) for i in range(len(found))]
    idx = out_idx.np
    return np.array(found, x.dtype), np.array(which, idx), np.array(counts, idx)


def list_diff(x, y, out_idx):
    places = [i for i, v in enumerate(x) if not any(v == w for w in y)]
    return x[np.array(places, int)], np.array(places, out_idx.np)


def bincount(arr, size, dtype, binary_output, per_row):
    size = int(size)
    if per_row and arr.ndim == 2:
        rows = [bincount(row, size, dtype, binary_output, False) for row in arr]
        return np.array(rows, dtype.np).reshape(len(arr), size)
    counts = Counter(arr.reshape(-1).tolist())
    out = [counts[i] for i in range(size)]
    return np.array([min(c, 1) if binary_output else c for c in out], dtype.np)


def bins(arr, weights, size, per_row):
    out = np.full(arr.shape, -1, np.int64)
    for place in np.ndindex(arr.shape):
        if arr[place] < size:
            row = place[0] if per_row and arr.ndim == 2 else 0
            out[place] = arr[place] + size * row
    return out


def histogram_bins(values, value_range, nbins, dtype):
    low, high = (float(v) for v in value_range)
    out = [int(min(max((v - low) / (high - low) * nbins, 0), nbins - 1)) for v in values.flat]
    return np.array(out, dtype.np).reshape(values.shape)


def histogram(values, value_range, nbins, dtype):
    at = histogram_bins(values, value_range, int(nbins), dtype)
    return bincount(at, nbins, dtype, False, False)
