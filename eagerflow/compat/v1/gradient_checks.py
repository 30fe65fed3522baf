"""Gradients of a 1.x graph checked against differences of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ... import errors
from ...autodiff.checking import Array, numeric_jacobian
from ...graph.gradients import gradients
from ...graph.graph import default_session
from ...registry import export


def _session() -> Any:
    session = default_session.get()
    if session is None:
        raise errors.make(
            ValueError, "compute_gradient needs a default session",
            fix="with tf.Session() as sess: ..., or sess.as_default()",
        )  # fmt: skip
    return session


@export("", v1="test.compute_gradient")
def compute_gradient(
    x: Any,
    x_shape: Any,
    y: Any,
    y_shape: Any,
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Mapping[Any, Any] | None = None,
) -> Any:
    """The Jacobians of `y` by `x` from gradients and from central differences, in a session.

    Args:
      x: a tensor of real floating dtype, or a list of some.
      x_shape: the shape of `x`, or a list of shapes.
      y: a tensor of such a dtype.
      y_shape: its shape.
      x_init_value: the value of `x` to start from (a list for a list); random numbers from 0 to 1
        when left out.
      delta: the step of the differences.
      init_targets: operations to run before, one or a list.
      extra_feed_dict: what else to feed.

    Returns:
      (theoretical, numerical), two arrays of shape [size of x, size of y]; a list of such pairs for
      a list `x`.

    Raises:
      ValueError: there is no default session, or a value has another shape.

    >>> tf = ef.compat.v1
    >>> with tf.Graph().as_default(), tf.Session():
    ...     x = tf.constant([1.0, 2.0])
    ...     exact, numeric = tf.test.compute_gradient(x, [2], x * 3.0, [2])
    >>> exact
    array([[3., 0.],
           [0., 3.]], dtype=float32)
    """
    session = _session()
    if init_targets is not None:
        for target in init_targets if isinstance(init_targets, (list, tuple)) else [init_targets]:
            session.run(target)
    several = isinstance(x, (list, tuple))
    xs, shapes = (list(x), list(x_shape)) if several else ([x], [x_shape])
    starts = x_init_value if several and x_init_value is not None else [x_init_value] * len(xs)
    values = [_start(*each) for each in zip(xs, shapes, starts, strict=True)]
    extra = dict(extra_feed_dict or {})
    found = [_of_one(session, xs, k, y, y_shape, values, delta, extra) for k in range(len(xs))]
    return found if several else found[0]


def _start(x: Any, shape: Any, given: Any) -> Array:
    if not x.dtype.is_floating:
        raise errors.make(TypeError, f"{x} is not of a real floating dtype")
    if given is None:
        return np.random.random_sample(tuple(shape)).astype(x.dtype.as_numpy_dtype)
    value = np.asarray(given, x.dtype.as_numpy_dtype)
    if list(value.shape) != list(shape):
        raise ValueError(f"x_init_value has shape {value.shape}, x_shape is {list(shape)}")
    return value


def _of_one(
    session: Any, xs: Sequence[Any], k: int, y: Any, y_shape: Any, values: list[Array],
    delta: float, extra: dict[Any, Any],
) -> tuple[Array, Array]:  # fmt: skip
    """The Jacobians for one of the tensors."""
    size = int(np.prod(tuple(y_shape)))
    seed = np.zeros(tuple(y_shape), y.dtype.as_numpy_dtype)
    feeds = {**extra, **dict(zip(xs, values, strict=True))}
    theoretical = np.zeros((values[k].size, size), values[k].dtype)
    with xs[k].graph.as_default():
        weights = [_placeholder_like(y, y_shape)]
        (g,) = gradients([y], [xs[k]], grad_ys=weights)
    for i in range(size if g is not None else 0):
        seed.flat[i] = 1.0
        theoretical[:, i] = _dense(session.run(g, {**feeds, weights[0]: seed}), values[k])
        seed.flat[i] = 0.0

    def evaluate(*arrays: Any) -> Any:
        return session.run(y, {**extra, **dict(zip(xs, arrays, strict=True))})

    return theoretical, numeric_jacobian(evaluate, values, k, size, delta).T


def _placeholder_like(y: Any, shape: Any) -> Any:
    return y.graph.placeholder(y.dtype, tuple(shape), "grad_y")


def _dense(g: Any, like: Array) -> Array:
    """A gradient as a vector; IndexedSlices are added up."""
    if not hasattr(g, "indices"):
        return np.ravel(g)
    total = np.zeros_like(like)
    np.add.at(total, g.indices, g.values)
    return total.ravel()


@export("", v1="test.compute_gradient_error")
def compute_gradient_error(
    x: Any,
    x_shape: Any,
    y: Any,
    y_shape: Any,
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Mapping[Any, Any] | None = None,
) -> float:
    """The largest difference between the Jacobians of `compute_gradient`, which see.

    >>> tf = ef.compat.v1
    >>> with tf.Graph().as_default(), tf.Session():
    ...     x = tf.constant([1.0, 2.0])
    ...     tf.test.compute_gradient_error(x, [2], x * x, [2]) < 1e-3
    True
    """
    found = compute_gradient(
        x, x_shape, y, y_shape, x_init_value, delta, init_targets, extra_feed_dict
    )
    pairs = found if isinstance(found, list) else [found]
    return max((float(np.abs(a - b).max()) for a, b in pairs if a.size), default=0.0)
