"""Slow definitions of einsum and of diagonals."""

import itertools

import numpy as np

ALIGNS = ("LEFT_RIGHT", "RIGHT_LEFT", "LEFT_LEFT", "RIGHT_RIGHT")


def einsum(equation, *inputs):
    """NumPy's einsum, which has the same notation and meaning."""
    return np.einsum(equation, *inputs)


def einsum_spread(g, shape, labels, term):
    """Each element is the sum of those of `g` that it stands for; zero off a diagonal."""
    out = np.zeros(shape, g.dtype)
    for place in np.ndindex(out.shape):
        at = {}
        if any(at.setdefault(c, i) != i for c, i in zip(term, place, strict=True)):
            continue
        size = dict(zip(term, shape, strict=True))
        ranges = [
            range(n) if size[c] == 1 else [0] if n == 1 else [at[c]]
            for c, n in zip(labels, g.shape, strict=True)
        ]
        out[place] = sum(g[source] for source in itertools.product(*ranges))
    return out


def _table(rows, columns, k, align):
    """(place in the table, row, column) for each element of the diagonals."""
    low, high = (k, k) if isinstance(k, int) else k
    lengths = {d: min(rows + min(d, 0), columns - max(d, 0)) for d in range(low, high + 1)}
    width = max(lengths.values())
    above, below = align.split("_")
    places = []
    for line, d in enumerate(range(high, low - 1, -1)):
        side = above if d >= 0 else below
        start = width - lengths[d] if side == "RIGHT" else 0
        for i in range(lengths[d]):
            places.append(((line, start + i), i + max(-d, 0), i + max(d, 0)))
    return places, (high - low + 1, width)


def diag_part(x, k, padding, align):
    places, shape = _table(*x.shape[-2:], k, align)
    out = np.full((*x.shape[:-2], *shape), padding, x.dtype)
    for at, row, column in places:
        out[(..., *at)] = x[..., row, column]
    return out[..., 0, :] if shape[0] == 1 else out


def diag(x, k, rows, columns, padding, align):
    low, high = (k, k) if isinstance(k, int) else k
    least = x.shape[-1] - min(high, 0), x.shape[-1] + max(low, 0)
    if rows == columns == -1:
        rows = columns = max(least)
    rows, columns = (n if n != -1 else m for n, m in zip((rows, columns), least, strict=True))
    table = x if low != high else x[..., None, :]
    out = np.full((*table.shape[:-2], rows, columns), padding, x.dtype)
    for at, row, column in _table(rows, columns, k, align)[0]:
        out[..., row, column] = table[(..., *at)]
    return out


def band_part(x, lower, upper):
    out = x.copy()
    for i, j in np.ndindex(x.shape[-2:]):
        if (0 <= lower < i - j) or (0 <= upper < j - i):
            out[..., i, j] = 0
    return out
