"""Slow definitions of indexing, gathering and scattering."""

import itertools

import numpy as np


def encoded(index):
    """begin, end, strides and masks of an index of ints, slices, None and Ellipsis."""
    begin, end, strides, masks = [], [], [], [0] * 5
    for i, item in enumerate(index):
        part = item if isinstance(item, slice) else slice(0, 0, 1)
        if isinstance(item, int):
            part = slice(item, item + 1, 1)
            masks[4] |= 1 << i
        masks[0] |= (part.start is None) << i
        masks[1] |= (part.stop is None) << i
        masks[2] |= (item is Ellipsis) << i
        masks[3] |= (item is None) << i
        begin.append(part.start or 0)
        end.append(part.stop or 0)
        strides.append(1 if part.step is None else part.step)
    return tuple(begin), tuple(end), tuple(strides), tuple(masks)


def _decoded(begin, end, strides, masks):
    def at(i):
        no_begin, no_end, rest, new, shrink = (mask >> i & 1 for mask in masks)
        if rest or new:
            return Ellipsis if rest else None
        if shrink:
            return begin[i]
        return slice(None if no_begin else begin[i], None if no_end else end[i], strides[i])

    return tuple(at(i) for i in range(len(begin)))


def strided_slice(x, *spec):
    return np.array(x[_decoded(*spec)])


def strided_slice_grad(g, shape, *spec):
    out = np.zeros(shape, g.dtype)
    out[_decoded(*spec)] = g
    return out


def _part(x_shape, begin, size):
    ends = (n if s == -1 else b + s for n, b, s in zip(x_shape, begin, size, strict=True))
    return tuple(map(slice, begin, ends))


def slice_(x, begin, size):
    return x[_part(x.shape, begin, size)]


def slice_grad(g, shape, begin):
    out = np.zeros(shape, g.dtype)
    out[_part(shape, begin, g.shape)] = g
    return out


def _plain_index(plan, arrays):
    """The NumPy index of a plan."""
    left = iter(arrays)
    words = {":": slice(None), "...": Ellipsis}
    return tuple(
        next(left) if item in ("array", "mask") else words.get(item, item) for item in plan
    )


def pick(x, arrays, plan):
    return x[_plain_index(plan, arrays)]


def pick_grad(g, arrays, shape, plan):
    """Add each element where NumPy's indexing takes it from."""
    numbers = np.arange(np.prod(shape, dtype=int)).reshape(shape)[_plain_index(plan, arrays)]
    out = np.zeros(shape, g.dtype).reshape(-1)
    for place, number in np.ndenumerate(numbers):
        out[number] += g[place]
    return out.reshape(shape)


def keep_where(g, condition, when):
    g, condition = np.broadcast_arrays(g, condition)
    out = np.zeros(g.shape, g.dtype)
    for place in np.ndindex(g.shape):
        if condition[place] == when:
            out[place] = g[place]
    return out


def one_hot(indices, depth, on, off, axis):
    axis = indices.ndim if axis == -1 else axis
    out = np.full((*indices.shape, depth), off, np.asarray(on).dtype)
    for place, i in np.ndenumerate(indices):
        if 0 <= i < depth:
            out[(*place, i)] = on
    return np.moveaxis(out, -1, axis)


def _gathered_places(shape, indices, axis, batch_dims):
    """(place in the result, place in params) of each element of a gather."""
    axis %= len(shape)
    outer = itertools.product(*map(range, shape[:axis]))
    inner = list(itertools.product(*map(range, shape[axis + 1 :])))
    for front in outer:
        own = indices[front[:batch_dims]]
        for place, i in np.ndenumerate(own):
            for back in inner:
                yield (*front, *place, *back), (*front, int(i), *back)


def _gathered_shape(shape, indices, axis, batch_dims):
    axis %= len(shape)
    return (*shape[:axis], *indices.shape[batch_dims:], *shape[axis + 1 :])


def gather(params, indices, axis, batch_dims):
    out = np.empty(_gathered_shape(params.shape, indices, axis, batch_dims), params.dtype)
    for to, source in _gathered_places(params.shape, indices, axis, batch_dims):
        out[to] = params[source]
    return out


def gather_grad(g, indices, shape, axis, batch_dims):
    out = np.zeros(shape, g.dtype)
    for to, source in _gathered_places(shape, indices, axis, batch_dims):
        out[source] += g[to]
    return out


def _named_places(shape, indices, batch_dims, policy):
    """(place in the updates, place in the tensor) of each slice that exists."""
    for place in np.ndindex(indices.shape[:-1]):
        row = tuple(map(int, indices[place]))
        sizes = shape[batch_dims:]
        if policy == "IGNORE" and not all(0 <= i < n for i, n in zip(row, sizes, strict=False)):
            continue
        yield place, (*place[:batch_dims], *row)


def gather_nd(params, indices, batch_dims, policy):
    depth = indices.shape[-1]
    out = np.zeros((*indices.shape[:-1], *params.shape[batch_dims + depth :]), params.dtype)
    for to, source in _named_places(params.shape, indices, batch_dims, policy):
        out[to] = params[source]
    return out


def gather_nd_grad(g, indices, shape, batch_dims, policy):
    out = np.zeros(shape, g.dtype)
    for to, source in _named_places(shape, indices, batch_dims, policy):
        out[source] += g[to]
    return out


def scatter_nd(indices, updates, shape, policy=""):
    return tensor_scatter(np.zeros(shape, updates.dtype), indices, updates, policy, np.add)


def tensor_scatter(x, indices, updates, policy, combine):
    out = x.copy()
    for place, to in _named_places(x.shape, indices, 0, policy):
        out[to] = combine(out[to], updates[place])
    return out
