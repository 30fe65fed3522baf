"""Normalisation written from its definition, one example at a time."""

import numpy as np


def _in_rows(x, axes):
    """The examples as rows of a matrix, and how to go back."""
    axes = sorted(a % x.ndim for a in axes)
    order = [i for i in range(x.ndim) if i not in axes] + axes
    moved = x.transpose(order)
    size = int(np.prod([x.shape[a] for a in axes]))
    rows = moved.reshape(moved.size // size if size else 0, size)
    return rows, lambda r: r.reshape(moved.shape).transpose(np.argsort(order))


def normal(x, axes, epsilon, centered):
    """Each example less its mean, over its standard deviation."""
    rows, back = _in_rows(x, axes)
    done = []
    for row in rows:
        away = row - np.mean(row) if centered else row
        done.append(away / np.sqrt(np.mean(away**2) + epsilon))
    return back(np.array(done).reshape(rows.shape))


def beside(p, x, axes):
    axes = [a % x.ndim for a in axes]
    return p.reshape([d if i in axes else 1 for i, d in enumerate(x.shape)])


def layer_norm(inputs, axes, epsilon, centered, scaled):
    x, *rest = inputs
    out = normal(x, axes, epsilon, centered)
    if scaled:
        out = out * beside(rest.pop(0), x, axes)
    return out + beside(rest[0], x, axes) if rest else out


def jacobian(row, epsilon, centered):
    """The derivative of a normalised row: entry [i, j] is that of element i by element j."""
    n = len(row)
    away = row - row.mean() if centered else row
    v = np.mean(away**2) + epsilon
    of_away = np.eye(n) - (1 / n if centered else 0)
    return of_away / np.sqrt(v) - np.outer(away, away) / (n * v**1.5)


def layer_norm_grad(inputs, axes, epsilon, centered, offset):
    g, x, *rest = inputs
    axes = sorted(a % x.ndim for a in axes)
    others = tuple(i for i in range(x.ndim) if i not in axes)
    a = g * beside(rest[0], x, axes) if rest else g
    rows, back = _in_rows(x, axes)
    weights, _ = _in_rows(a, axes)
    done = [w @ jacobian(r, epsilon, centered) for r, w in zip(rows, weights, strict=True)]
    found = [back(np.array(done).reshape(rows.shape))]
    if rest:
        found.append(np.sum(g * normal(x, axes, epsilon, centered), axis=others))
    if offset:
        found.append(np.sum(g, axis=others))
    return tuple(found)


# ---------------------------------------------------------------------------- batch statistics


def _channels_first(x, data_format):
    return np.moveaxis(x, 1 if data_format.startswith("NC") else -1, 0)


def _back(x, data_format):
    return np.moveaxis(x, 0, 1 if data_format.startswith("NC") else -1)


def batch_norm(inputs, epsilon, factor, data_format, is_training):
    x, scale, offset, mean, variance = inputs
    rows = _channels_first(x, data_format)
    flat = rows.reshape(len(rows), int(np.prod(rows.shape[1:])))
    n = flat.shape[1]
    out = np.zeros(flat.shape)
    found = np.zeros((4, len(flat)))
    for c, row in enumerate(flat):
        if is_training:
            m, v = np.sum(row) / n, np.sum((row - np.sum(row) / n) ** 2) / n
            unbiased = v * n / max(n - 1, 1)
            if factor == 1:
                found[:, c] = m, unbiased, m, v
            else:
                moved = mean[c] + factor * (m - mean[c])
                spread = variance[c] + factor * (unbiased - variance[c])
                found[:, c] = moved, spread, m, v
        else:
            m, v = mean[c], variance[c]
            found[:, c] = m, v, m, v
        out[c] = (row - m) / np.sqrt(v + epsilon) * scale[c] + offset[c]
    return (_back(out.reshape(rows.shape), data_format), *found, np.zeros(0))


def batch_norm_grad(inputs, epsilon, data_format, is_training):
    g, x, scale, *running = inputs
    rows, weights = _channels_first(x, data_format), _channels_first(g, data_format)
    size = int(np.prod(rows.shape[1:]))
    out = np.zeros((len(rows), size))
    found = np.zeros((4, len(rows)))
    for c in range(len(rows)):
        row, w = rows[c].ravel(), weights[c].ravel()
        if is_training:
            out[c] = scale[c] * (w @ jacobian(row, epsilon, True)) if size else 0
            m, v = (row.mean(), row.var()) if size else (0.0, 1.0)
        else:
            m, v = running[0][c], running[1][c]
            out[c] = w * scale[c] / np.sqrt(v + epsilon)
        normal = (row - m) / np.sqrt(v + epsilon)
        found[:, c] = (
            w @ normal, w.sum(), -w.sum() * scale[c] / np.sqrt(v + epsilon),
            -0.5 * scale[c] * (w @ normal) / (v + epsilon),
        )  # fmt: skip
    last = (np.zeros(0), np.zeros(0)) if is_training else (found[2], found[3])
    return (_back(out.reshape(rows.shape), data_format), found[0], found[1], *last)
