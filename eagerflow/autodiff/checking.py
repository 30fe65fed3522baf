"""Gradients checked against differences of values."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import errors, nest
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor
from ..dtype import float64
from ..ops.array import constant, convert_to_tensor
from ..ops.arrays.slices import densified
from ..ops.casting import cast
from ..ops.reductions.sums import reduce_sum
from ..registry import export
from .choices import UnconnectedGradients
from .tape import GradientTape

Array = np.ndarray[Any, Any]


@export("test.check_gradients")
def check_gradients(
    fn: Callable[..., Any],
    args: Any,
    order: int = 2,
    rtol: float = 1e-5,
    atol: float = 1e-7,
    step: float = 1e-4,
    elements: int = 200,
    seed: int = 0,
) -> None:
    """Check the derivatives of a function, up to an order, against differences of its values.

    Everything is computed in float64. Results are weighed with random numbers and added to one
    number, whose gradient is checked element by element; for the next order that gradient is
    weighed in a random direction, and so on. The differences are those of fourth order, see
    B. Fornberg, "Generation of finite difference formulas on arbitrarily spaced grids" (1988).

    Args:
      fn: a function of tensors that returns a tensor or a nest; results that are not floating are
        left out. It has to give the same for the same arguments.
      args: a list or tuple of its arguments; those of floating dtype are differentiated.
      order: the highest order to check, 1 or more.
      rtol: allowed difference as a part of the numeric value.
      atol: allowed difference besides.
      step: the step of the differences, for numbers up to 1; larger ones take a larger step. The
        function should have no kink as close as two of them.
      elements: how many elements of each argument are checked at most, chosen at random.
      seed: of the random numbers.

    Raises:
      AssertionError: a derivative is wrong. It names the order, the argument, and the worst element
        with its index, and the analytic and the numeric value; or why there is no gradient.
      ValueError: there is nothing to differentiate.

    >>> ef.test.check_gradients(lambda x: ef.sin(x) * x, [ef.constant([1., 2.])], order=3)
    """
    rng = np.random.default_rng(seed)
    made = [_as_double(a) for a in args]
    at = [i for i, a in enumerate(made) if isinstance(a, Tensor) and a.dtype is float64]
    if not at:
        raise errors.make(ValueError, "check_gradients: no argument has a floating dtype")
    points = [made[i].numpy().astype(np.float64) for i in at]
    weights: list[Any] = []

    def filled(sources: Sequence[Any]) -> list[Any]:
        given = list(made)
        for i, s in zip(at, sources, strict=True):
            given[i] = s
        return given

    def weighed(*sources: Any) -> Any:
        outs = [as_tensor(y) for y in nest.flatten(fn(*filled(sources)))]
        outs = [cast(y, float64) for y in outs if y.dtype.is_floating]
        if not outs:
            raise errors.make(ValueError, "check_gradients: no result has a floating dtype")
        if not weights:
            weights.extend(constant(rng.standard_normal(y.shape), float64) for y in outs)
        return _sum([reduce_sum(y * w) for y, w in zip(outs, weights, strict=True)])

    name = getattr(fn, "__name__", repr(fn))
    scalar: Callable[..., Any] = weighed
    for n in range(1, order + 1):
        _check(scalar, points, at, n, name, (rtol, atol, step, elements), rng)
        scalar = _along(scalar, [constant(rng.standard_normal(p.shape), float64) for p in points])


def _as_double(value: Any) -> Any:
    """An argument in float64, if it is floating; what is no tensor and no array stays."""
    if isinstance(value, (str, bytes, type(None))) or callable(value):
        return value
    tensor = as_tensor(value)
    if not isinstance(tensor, Tensor):
        return value
    if tensor.dtype.is_complex:
        raise errors.make(TypeError, f"check_gradients takes real arguments, got {tensor.dtype}")
    return cast(tensor, float64) if tensor.dtype.is_floating else value


def _sum(terms: list[Any]) -> Any:
    total = terms[0]
    for t in terms[1:]:
        total = total + t
    return total


def _gradients(scalar: Callable[..., Any], sources: list[Any]) -> tuple[Any, list[Any]]:
    """The tape and the target, and the gradients of one number."""
    with GradientTape(persistent=True) as tape:
        tape.watch(sources)
        y = scalar(*sources)
    return (tape, y), [None if g is None else densified(g) for g in tape.gradient(y, sources)]


def _along(scalar: Callable[..., Any], directions: list[Any]) -> Callable[..., Any]:
    """The gradient of a number, weighed in a direction, as a function again."""

    def derivative(*sources: Any) -> Any:
        found = _gradients(scalar, list(sources))[1]
        parts = [reduce_sum(g * d) for g, d in zip(found, directions, strict=True) if g is not None]
        return _sum(parts) if parts else constant(0.0, float64)

    return derivative


def _check(
    scalar: Callable[..., Any],
    points: list[Array],
    positions: list[int],
    order: int,
    name: str,
    settings: tuple[float, float, float, int],
    rng: np.random.Generator,
) -> None:
    """Raise unless the gradients of one number are its differences."""
    rtol, atol, step, elements = settings
    sources = [constant(p, float64) for p in points]
    (tape, y), found = _gradients(scalar, sources)
    for k, (point, g) in enumerate(zip(points, found, strict=True)):
        analytic = np.zeros(point.shape) if g is None else g.numpy()
        chosen = np.arange(point.size)
        if point.size > elements:
            chosen = np.sort(rng.choice(point.size, elements, replace=False))
        numeric = np.array([_difference(scalar, points, k, int(i), step) for i in chosen])
        off = np.abs(analytic.ravel()[chosen] - numeric)
        with np.errstate(divide="ignore", invalid="ignore"):
            excess = off / (atol + rtol * np.abs(numeric))
        excess = np.where(np.isnan(excess), np.inf, excess)
        if not excess.size or excess.max() <= 1.0:
            continue
        worst = int(excess.argmax())
        index = [int(i) for i in np.unravel_index(chosen[worst], point.shape)]
        shown = "None" if g is None else f"{analytic.ravel()[chosen[worst]]:.10g}"
        why = f"\n  {tape.why(y, sources[k])}" if g is None else ""
        raise AssertionError(
            f"gradient of order {order} of '{name}' with respect to argument {positions[k]} is "
            f"wrong at {index}: analytic {shown}, numeric {numeric[worst]:.10g} "
            f"({int((excess > 1.0).sum())} of {len(chosen)} elements differ){why}"
        )


def _difference(
    scalar: Callable[..., Any], points: list[Array], k: int, i: int, step: float
) -> float:
    """The derivative of one number with respect to an element, from four values."""
    h = step * max(1.0, abs(float(points[k].flat[i])))

    def at(offset: float) -> float:
        moved = points[k].copy()
        moved.flat[i] += offset
        given = [*points[:k], moved, *points[k + 1 :]]
        return float(scalar(*[constant(p, float64) for p in given]).numpy())

    return (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h)


@export("test.compute_gradient")
def compute_gradient(
    f: Callable[..., Any], x: Any, delta: float | None = None
) -> tuple[list[Array], list[Array]]:
    """The Jacobians of a function by its gradients and by central differences.

    Args:
      f: a function of tensors that returns a tensor.
      x: a list or tuple of its arguments, of floating dtypes.
      delta: the step of the differences, 1/1024 when left out.

    Returns:
      (theoretical, numerical): for each argument a NumPy array of shape [size of the result, size
      of the argument].

    Raises:
      ValueError: `x` is no list.
      TypeError: an argument is not of a real floating dtype.

    >>> ef.test.compute_gradient(lambda x: x * x, [ef.constant([1., 2.])])[0]
    [array([[2., 0.],
           [0., 4.]], dtype=float32)]
    """
    if not isinstance(x, (list, tuple)):
        raise ValueError(
            "`x` must be a list or tuple of values convertible to a Tensor (arguments to `f`), not "
            f"a {type(x)}"
        )
    step = 1.0 / 1024 if delta is None else delta
    sources: list[Any] = [convert_to_tensor(v) for v in x]
    for v in sources:
        if not v.dtype.is_floating:
            raise errors.make(
                TypeError,
                f"compute_gradient takes arguments of real floating dtypes, got {v.dtype}",
            )
    with GradientTape(persistent=True) as tape:
        tape.watch(sources)
        y: Any = convert_to_tensor(f(*sources))
    size = math.prod(y.shape.as_list())
    found = tape.jacobian(y, sources, UnconnectedGradients.ZERO)
    theoretical = [j.numpy().reshape(size, -1) for j in found]
    values = [v.numpy() for v in sources]
    numerical = [
        numeric_jacobian(lambda *a: f(*map(constant, a)).numpy(), values, k, size, step)
        for k in range(len(values))
    ]
    return theoretical, numerical


def numeric_jacobian(
    f: Callable[..., Any], values: list[Array], k: int, size: int, step: float
) -> Array:
    """The derivatives [result, argument] of a function of arrays for its argument `k`."""
    found = np.zeros((size, values[k].size), values[k].dtype)
    for i in range(values[k].size):
        ends = []
        for offset in (step, -step):
            moved = np.array(values[k])
            moved.flat[i] += moved.dtype.type(offset)
            ends.append(np.ravel(f(*values[:k], moved, *values[k + 1 :])))
        found[:, i] = (ends[0] - ends[1]) / (2.0 * step)
    return found
