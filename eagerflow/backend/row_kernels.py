"""Faster ways for kernels that work row by row on large NumPy arrays.

With llvmlite they are machine code, without it NumPy on blocks of rows that stay in the cache; both
run in several threads. Each function gives None where it has nothing better than the plain kernel.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from . import native_rows, pool

Array = Any

LARGE = 1 << 18  # elements from which threads, and the time to compile once, pay
# Elements of a block: small enough for the cache, large enough that threads seldom wait for the
# lock of Python (measured: with an eighth of it they are slower than no threads at all).
_BLOCK = 1 << 18


def is_large(xp: Any, x: Array) -> bool:
    """Whether threads and blocks pay: for a large NumPy array in single or double precision."""
    return xp is np and x.size >= LARGE and x.dtype in (np.float32, np.float64)


def _at(a: Array, row: int) -> int:
    """The address of a row of a contiguous array."""
    address: int = a.ctypes.data
    return address + row * a.strides[0] if a.ndim else address


def rows_of(xp: Any, x: Array, axes: tuple[int, ...]) -> Array | None:
    """A large array as a matrix whose rows are the axes; None unless these are the last ones."""
    if not is_large(xp, x) or axes != tuple(range(x.ndim - len(axes), x.ndim)):
        return None
    size = math.prod(x.shape[a] for a in axes)
    return np.ascontiguousarray(x).reshape(x.size // size, size)


def blockwise(xp: Any, work: Callable[..., tuple[Array, ...]], *arrays: Array) -> list[Array]:
    """What `work` makes of arrays, on blocks of their rows where they are large.

    Args:
      xp: the array namespace.
      work: from rows of the arrays makes as many rows of a result, and sums over the rows.
      arrays: of equal first axes; the first one, a matrix, decides about the blocks.

    Returns:
      The result and the sums.
    """
    x = arrays[0]
    step = max(_BLOCK // max(x.shape[-1], 1), 1)
    if not is_large(xp, x) or len(x) <= step:
        return list(work(*arrays))
    first, *sums = work(*(a[:step] for a in arrays))
    out = np.empty((len(x), *first.shape[1:]), first.dtype)
    out[:step] = first
    blocks = -(-len(x) // step)
    parts: list[Any] = [sums, *[None] * (blocks - 1)]

    def block(i: int) -> None:
        here = slice((i + 1) * step, (i + 2) * step)
        out[here], *parts[i + 1] = work(*(a[here] for a in arrays))

    pool.each(block, blocks - 1)
    return [out, *(sum(each[1:], start=each[0]) for each in zip(*parts))]


# ------------------------------------------------------------------------------- normalisation


def _parameter(p: Array | None, value: float, n: int, dtype: Any) -> Array:
    return np.full(n, value, dtype) if p is None else np.ascontiguousarray(p).reshape(n)


def layer_norm(
    xp: Any, x: Array, axes: tuple[int, ...], gamma: Array | None, beta: Array | None,
    epsilon: float, centered: bool,
) -> Array | None:  # fmt: skip
    """The result of the op LayerNorm."""
    rows = rows_of(xp, x, axes)
    run = None if rows is None else native_rows.kernel("layer_norm", x.dtype.name)
    if rows is None or run is None:
        return None
    n = rows.shape[1]
    gamma, beta = _parameter(gamma, 1, n, x.dtype), _parameter(beta, 0, n, x.dtype)
    out = np.empty_like(rows)
    cuts = pool.cuts(len(rows))

    def piece(i: int) -> None:
        first, last = cuts[i]
        run(
            _at(rows, first), _at(out, first), _at(gamma, 0), _at(beta, 0), last - first, n,
            epsilon, float(centered),
        )  # fmt: skip

    pool.each(piece, len(cuts))
    return out.reshape(x.shape)


def layer_norm_grad(
    xp: Any, g: Array, x: Array, axes: tuple[int, ...], gamma: Array | None, epsilon: float,
    centered: bool, offset: bool,
) -> list[Array] | None:  # fmt: skip
    """The results of the op LayerNormGrad."""
    rows = rows_of(xp, x, axes)
    run = None if rows is None else native_rows.kernel("layer_norm_grad", x.dtype.name)
    if rows is None or run is None:
        return None
    n = rows.shape[1]
    weights = np.ascontiguousarray(g).reshape(rows.shape)
    factor = _parameter(gamma, 1, n, x.dtype)
    out = np.empty_like(rows)
    sums = np.zeros((pool.PIECES, 2, n), x.dtype)
    cuts = pool.cuts(len(rows))

    def piece(i: int) -> None:
        first, last = cuts[i]
        run(
            _at(weights, first), _at(rows, first), _at(factor, 0), _at(out, first),
            _at(sums[i, 0], 0), _at(sums[i, 1], 0), last - first, n, epsilon, float(centered),
        )  # fmt: skip

    pool.each(piece, len(cuts))
    total, own = sums.sum(axis=0), x.shape[x.ndim - len(axes) :]
    found = [out.reshape(x.shape)]
    if gamma is not None:
        found.append(total[0].reshape(own))
    if offset:
        found.append(total[1].reshape(own))
    return found


# ------------------------------------------------------------------------- softmax and entropy


def log_total(xp: Any, x: Array) -> tuple[Array, Array] | None:
    """For each row of a matrix its maximum, and the logarithm of the sum of `exp(x - maximum)`."""
    run = native_rows.kernel("log_total", x.dtype.name) if is_large(xp, x) else None
    if run is None:
        return None
    x = np.ascontiguousarray(x)
    found = np.empty((2, len(x)), x.dtype)
    cuts = pool.cuts(len(x))

    def piece(i: int) -> None:
        first, last = cuts[i]
        top, total = found[:, first:]
        run(_at(x, first), _at(top, 0), _at(total, 0), last - first, x.shape[1])

    pool.each(piece, len(cuts))
    return found[0], np.log(found[1])


def label_loss(xp: Any, x: Array, labels: Array) -> Array | None:
    """For each row the cross entropy of its labels and the softmax of x."""
    moments = log_total(xp, x)
    run = None if moments is None else native_rows.kernel("label_loss", x.dtype.name)
    if moments is None or run is None:
        return None
    x, labels = np.ascontiguousarray(x), np.ascontiguousarray(labels)
    top, total = moments
    out = np.empty(len(x), x.dtype)
    cuts = pool.cuts(len(x))

    def piece(i: int) -> None:
        first, last = cuts[i]
        run(
            _at(x, first), _at(labels, first), _at(top, first), _at(total, first), _at(out, first),
            last - first, x.shape[1],
        )  # fmt: skip

    pool.each(piece, len(cuts))
    return out


def scaled_softmax(
    xp: Any, x: Array, weight: Array | None, labels: Array | None = None
) -> Array | None:
    """The softmax of each row of a matrix, or its cross entropy's gradient.

    Args:
      xp: the array namespace.
      x: the matrix.
      weight: a factor for each row; None is 1.
      labels: a matrix; the result is `weight * (softmax * sum(labels) - labels)`.
    """
    run = native_rows.kernel("scaled_softmax", x.dtype.name) if is_large(xp, x) else None
    if run is None:
        return None
    x = np.ascontiguousarray(x)
    less = np.ones(len(x), x.dtype) if weight is None else np.ascontiguousarray(weight)
    factor, dense = less, labels is not None
    labels = x if labels is None else np.ascontiguousarray(labels)
    if dense:
        factor = less * row_sums(labels)
    out = np.empty_like(x)
    cuts = pool.cuts(len(x))

    def piece(i: int) -> None:
        first, last = cuts[i]
        run(
            _at(x, first), _at(factor, first), _at(less, first), _at(labels, first),
            _at(out, first), last - first, x.shape[1], int(dense),
        )  # fmt: skip

    pool.each(piece, len(cuts))
    return out


def row_sums(x: Array) -> Array:
    """The sum of each row of a contiguous float32 or float64 matrix."""
    run = native_rows.kernel("row_sums", x.dtype.name)
    if run is None:
        return x.sum(axis=1)
    out = np.empty(len(x), x.dtype)
    cuts = pool.cuts(len(x))

    def piece(i: int) -> None:
        first, last = cuts[i]
        run(_at(x, first), _at(out, first), last - first, x.shape[1])

    pool.each(piece, len(cuts))
    return out


# --------------------------------------------------------------------------- adding, summing up


def add_rows(xp: Any, table: Array, indices: Array, values: Array) -> Array | None:
    """A matrix with the rows of another added to those that indices name, in their order.

    Args:
      xp: the array namespace.
      table: a matrix that may be overwritten; the indices are known to be inside.
      indices: integers, one for each row of `values`.
      values: a matrix.
    """
    if not is_large(xp, values) or table.dtype != values.dtype or values.shape[1] < 4:
        return None
    if not table.flags.c_contiguous:
        return None
    values, indices = np.ascontiguousarray(values), np.ascontiguousarray(indices, np.int64)
    run = native_rows.kernel("add_rows", values.dtype.name)
    if run is None:
        return _add_rows_in_rounds(table, indices, values)
    cuts = pool.cuts(len(table), 4)  # each thread has rows of the table of its own

    def piece(i: int) -> None:
        run(
            _at(table, 0), _at(indices, 0), _at(values, 0), len(indices), table.shape[1], *cuts[i]
        )  # fmt: skip

    pool.each(piece, len(cuts))
    return table


_ROUNDS = 16


def _add_rows_in_rounds(table: Array, indices: Array, values: Array) -> Array:
    """First rows of all indices, then their second rows, ...: in a round no index comes twice.

    The order of the additions to a row is that of `numpy.add.at`, and so are the bits.
    """
    shift = max(int(len(indices) - 1).bit_length(), 1)
    packed = np.sort((indices << shift) | np.arange(len(indices)))  # sorted quickly, and stable
    places = packed & ((1 << shift) - 1)
    rows = packed >> shift
    starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    counts = np.diff(np.append(starts, len(rows)))

    def piece(i: int) -> None:
        first, last = cuts[i]
        at, left = starts[first:last], counts[first:last]
        for k in range(_ROUNDS):
            more = left > k
            at, left = at[more], left[more]
            if not len(at):
                return
            table[rows[at]] += values[places[at + k]]
        for a, n in zip(at[left > _ROUNDS], left[left > _ROUNDS]):
            own = np.concatenate((table[rows[a]][None], values[places[a + _ROUNDS : a + n]]))
            table[rows[a]] = np.add.reduce(own, axis=0)

    cuts = pool.cuts(len(starts), 4)
    pool.each(piece, len(cuts))
    return table


def running_sums(xp: Any, x: Array) -> Array | None:
    """Running sums of a vector, in segments that are summed up first."""
    run = native_rows.kernel("running_sums", x.dtype.name) if is_large(xp, x) else None
    chains = native_rows.CHAINS
    n = len(x) // (pool.PIECES * chains) if x.ndim == 1 else 0
    if run is None or not n:
        return None
    x = np.ascontiguousarray(x)
    body = pool.PIECES * chains * n
    totals = row_sums(x[:body].reshape(-1, n)).astype(np.float64)
    starts = np.concatenate(([0.0], np.cumsum(totals)))
    out = np.empty_like(x)

    def piece(i: int) -> None:
        at = i * chains
        run(_at(x, at * n), _at(out, at * n), _at(starts, at), n)

    pool.each(piece, pool.PIECES)
    if body < len(x):
        out[body:] = np.cumsum(x[body:], dtype=np.float64) + starts[-1]
    return out
