"""The ops that draw gamma, Poisson, binomial and truncated normal numbers, and their derivatives.

Shapes are those of the whole result; they end with the shape of the parameters.
"""

from __future__ import annotations

import math
from typing import Any

from ... import shapes
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, DType, float16, float32, float64, int32, int64
from ...shapes import PartialShape, text
from ..array import ones_like, zeros_like
from ..arrays.selection import where
from ..elementwise.arithmetic import multiply, negative, subtract
from ..elementwise.comparison import is_finite
from ..elementwise.exponential import exp, log
from ..elementwise.magnitude import maximum
from ..rules import check_dtype, same_as_inputs, traits
from ..special.error_function import mills_ratio
from ..special.gamma_functions import digamma
from ..special.incomplete import density_by_a
from ..special.incomplete_kernels import igamma_by_a_over_x
from ..special.kernels import in_double
from . import rejection_kernels as kernels
from .draws import sizes_of

THREE_FLOATS = (float16, float32, float64)
COUNTED = (*THREE_FLOATS, int32, int64)


def _filled(shape: Any, of: PartialShape) -> PartialShape:
    """The shape of the result, which must end with that of the parameters.

    Raises:
      ValueError: it does not.
    """
    sizes: PartialShape = sizes_of(shape)
    if sizes is None or of is None:
        return sizes
    end = sizes[len(sizes) - len(of) :]
    if len(of) > len(sizes) or not shapes.compatible(end, of):
        raise ValueError(
            "Shape passed in must end with broadcasted shape: "
            f"{text(sizes)} does not end with {text(of)}"
        )
    return sizes


def _samples(shape: Any, of: tuple[int, ...]) -> int:
    """How many numbers a kernel draws for each element of the parameters."""
    sizes = _filled(shape, of)
    if sizes is None or None in sizes:
        raise ValueError(f"Cannot convert a partially known TensorShape {shape} to a Tensor.")
    return math.prod(sizes[: len(sizes) - len(of)])  # type: ignore[arg-type]


def _integral(xp: Any, drawn: Any, dtype: DType) -> Any:
    """Doubles in another dtype; integers have neither nan nor infinity, and get 0."""
    return (xp.where(xp.isfinite(drawn), drawn, 0.0) if dtype.is_integer else drawn).astype(
        dtype.np
    )


# ------------------------------------------------------------------------------------------- gamma


class _first_two(same_as_inputs):
    """The broadcast shape of two inputs; an attribute follows."""


def _k_gamma_grad(xp: Any) -> Any:
    def kernel(alpha: Any, sample: Any, order: int) -> Any:
        ratio = in_double(lambda xp, a, x: -igamma_by_a_over_x(xp, a, x, order))
        return ratio(xp)(alpha, sample)

    return kernel


def _gamma_grad_by_sample(g: Tensor, alpha: Tensor, sample: Tensor, order: int, out: Tensor) -> Any:
    slope = density_by_a(alpha, sample, order, ones_like(sample))
    return negative(multiply(g, slope + out * ((alpha - 1.0) / sample - 1.0)))


@defop(
    "RandomGammaGrad",
    kernel=_k_gamma_grad,
    rule=_first_two(FLOATING),
    inputs="alpha sample",
    vjp={
        "alpha": lambda g, alpha, sample, order, out: multiply(
            g,
            random_gamma_grad(alpha, sample, order + 1) - out * (log(sample) - digamma(alpha)),
        ),
        "sample": lambda g, alpha, sample, order, out: _gamma_grad_by_sample(
            g, alpha, sample, order, out
        ),
    },
)
def random_gamma_grad(
    alpha: TensorLike, sample: TensorLike, order: int = 1, name: str | None = None
) -> Tensor:
    """How a gamma number moves with its parameter, while its place in the distribution stays.

    By implicit differentiation of `igamma(alpha, sample)`: minus its derivative of some order by
    `alpha`, divided by that by `sample`. M. Figurnov, S. Mohamed and A. Mnih, "Implicit
    reparameterization gradients" (NeurIPS 2018).
    """


@traits(broadcasts=True)
def _gamma_rule(key: Any, shape: Any, alpha: Spec) -> Spec:
    check_dtype(alpha, frozenset(THREE_FLOATS))
    return Spec(alpha.dtype, _filled(shape, alpha.shape))


def _k_gamma(xp: Any) -> Any:
    def kernel(key: Any, shape: Any, alpha: Any) -> Any:
        samples = _samples(shape, alpha.shape)
        flat = alpha.reshape(-1).astype(xp.float64)
        return kernels.gamma(xp, key, flat, samples).astype(alpha.dtype).reshape(shape)

    return kernel


@defop(
    "StatelessRandomGammaV3",
    inputs="alpha",
    host="key shape",
    kernel=_k_gamma,
    rule=_gamma_rule,
    vjp={"alpha": lambda g, alpha, out: multiply(g, random_gamma_grad(alpha, out))},
)
def gamma_op(key: Any, shape: Any, alpha: TensorLike, name: str | None = None) -> Tensor:
    """Gamma numbers of scale 1."""


# ---------------------------------------------------------------------------- Poisson and binomial


def _poisson_rule(key: Any, shape: Any, lam: Spec, dtype: DType) -> Spec:
    check_dtype(lam, frozenset(COUNTED))
    spec = Spec(dtype, _filled(shape, lam.shape))
    check_dtype(spec, frozenset(COUNTED))
    return spec


def _k_poisson(xp: Any) -> Any:
    def kernel(key: Any, shape: Any, lam: Any, dtype: DType) -> Any:
        samples = _samples(shape, lam.shape)
        rate = lam.reshape(-1).astype(xp.float64)
        drawn = kernels.poisson(xp, key, rate, samples, kernels.highest(dtype))
        return _integral(xp, drawn, dtype).reshape(shape)

    return kernel


@defop(
    "StatelessRandomPoisson",
    inputs="lam",
    host="key shape",
    kernel=_k_poisson,
    rule=_poisson_rule,
    vjp=None,
)
def poisson_op(
    key: Any, shape: Any, lam: TensorLike, dtype: Any, name: str | None = None
) -> Tensor:
    """Poisson numbers."""


def batch_of(counts: PartialShape, probs: PartialShape) -> PartialShape:
    """The shape to which the parameters of binomial numbers broadcast.

    Raises:
      ValueError: they do not.
    """
    try:
        return shapes.broadcast(counts, probs)
    except ValueError:
        raise ValueError(
            f"counts and probs must have compatible batch dimensions: {text(counts)} vs. "
            f"{text(probs)}"
        ) from None


def binomial_spec(key: Any, shape: Any, counts: Spec, probs: Spec, dtype: DType) -> Spec:
    check_dtype(counts, frozenset(COUNTED))
    spec = Spec(dtype, _filled(shape, batch_of(counts.shape, probs.shape)))
    check_dtype(spec, frozenset(COUNTED))
    return spec


def _k_binomial(xp: Any) -> Any:
    def kernel(key: Any, shape: Any, counts: Any, probs: Any, dtype: DType) -> Any:
        batch = batch_of(counts.shape, probs.shape)
        samples = _samples(shape, batch)  # type: ignore[arg-type]
        n, p = (xp.broadcast_to(x, batch).reshape(-1) for x in (counts, probs))
        return _integral(xp, kernels.binomial(xp, key, n, p, samples), dtype).reshape(shape)

    return kernel


@defop(
    "StatelessRandomBinomial",
    inputs="counts probs",
    host="key shape",
    match="counts probs",
    kernel=_k_binomial,
    rule=binomial_spec,
    vjp=None,
)
def binomial_op(
    key: Any, shape: Any, counts: TensorLike, probs: TensorLike, dtype: Any, name: str | None = None
) -> Tensor:
    """Binomial numbers."""


# -------------------------------------------------------------------------------- truncated normal


@defop(
    "MillsRatio",
    kernel=in_double(mills_ratio),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x, out: multiply(g, subtract(multiply(x, out), 1.0))},
)
def _mills(x: TensorLike, name: str | None = None) -> Tensor:
    """The upper tail of the standard normal distribution, divided by its density."""


def _slopes(
    sample: Tensor, mean: Tensor, deviation: Tensor, low: Tensor, high: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """How a truncated normal number moves with the bounds, and the number in unit scale.

    With the share F of the distribution that lies below the number z, it moves by
    `(1 - F) p(low) / p(z)` with the lower bound and by `F p(high) / p(z)` with the upper one. Tails
    are divided by the density p, so that nothing underflows, and the bound that is nearer to zero
    is taken as the lower one.
    """
    a, b, z = ((x - mean) / deviation for x in (low, high, sample))
    turned = a + b < 0.0
    near, far = where(turned, -b, a), where(turned, -a, b)
    at = where(turned, -z, z)
    near = maximum(near, -37.0)  # less than that lies nowhere in double precision
    bounded = is_finite(far)
    far = where(bounded, far, ones_like(far))
    tail = where(bounded, _mills(far), zeros_like(far))

    def below(x: Tensor) -> Tensor:
        """The tail from x to the far bound, over the density at x."""
        fade = where(bounded, exp((x * x - far * far) / 2.0), zeros_like(far))
        return _mills(x) - fade * tail

    whole = below(near)
    by_near = below(at) / whole
    passed = _mills(near) - exp((near * near - at * at) / 2.0) * _mills(at)
    fade = where(bounded, exp((at * at - far * far) / 2.0), zeros_like(at))
    by_far = fade * passed / whole
    return where(turned, by_far, by_near), where(turned, by_near, by_far), z


def _no_infinity(x: Tensor, y: Tensor) -> Tensor:
    """`x * y`, 0 where x is infinite."""
    real = is_finite(x)
    return where(real, where(real, x, zeros_like(x)) * y, zeros_like(y))


def _by_low(g: Any, out: Any, means: Any, stddevs: Any, minvals: Any, maxvals: Any) -> Any:
    return multiply(g, _slopes(out, means, stddevs, minvals, maxvals)[0])


def _by_high(g: Any, out: Any, means: Any, stddevs: Any, minvals: Any, maxvals: Any) -> Any:
    return multiply(g, _slopes(out, means, stddevs, minvals, maxvals)[1])


def _by_mean(g: Any, out: Any, means: Any, stddevs: Any, minvals: Any, maxvals: Any) -> Any:
    by_low, by_high, _ = _slopes(out, means, stddevs, minvals, maxvals)
    return multiply(g, 1.0 - by_low - by_high)


def _by_deviation(g: Any, out: Any, means: Any, stddevs: Any, minvals: Any, maxvals: Any) -> Any:
    by_low, by_high, z = _slopes(out, means, stddevs, minvals, maxvals)
    a, b = (minvals - means) / stddevs, (maxvals - means) / stddevs
    return multiply(g, z - _no_infinity(a, by_low) - _no_infinity(b, by_high))


def _truncated_shape(*parameters: Any) -> PartialShape:
    batch: PartialShape = ()
    try:
        for spec in parameters:
            batch = shapes.broadcast(batch, spec.shape)
    except ValueError:
        found = " vs. ".join(text(spec.shape) for spec in parameters)
        raise ValueError(
            f"means, stddevs, minvals, maxvals must have compatible batch dimensions: {found}"
        ) from None
    return batch


@traits(broadcasts=True)
def _truncated_rule(
    key: Any, shape: Any, means: Spec, stddevs: Spec, minvals: Spec, maxvals: Spec
) -> Spec:
    check_dtype(means, frozenset(THREE_FLOATS))
    return Spec(means.dtype, _filled(shape, _truncated_shape(means, stddevs, minvals, maxvals)))


def _k_truncated(xp: Any) -> Any:
    def kernel(key: Any, shape: Any, *parameters: Any) -> Any:
        batch = _truncated_shape(*parameters)
        _samples(shape, batch)  # type: ignore[arg-type]
        mean, deviation, low, high = (x.astype(xp.float64) for x in parameters)
        valid = (deviation > 0) & (low < high) & (xp.isfinite(low) | xp.isfinite(high))
        if not bool(valid.all()):
            raise ValueError(
                "Invalid parameters: standard deviations must be positive, and lower bounds "
                "below upper ones, of which one is finite"
            )
        bounds = ((x - mean) / deviation for x in (low, high))
        a, b = (xp.broadcast_to(x, shape).reshape(-1) for x in bounds)
        drawn = kernels.truncated_normal(xp, key, a, b).reshape(shape)
        return (drawn * deviation + mean).astype(parameters[0].dtype)

    return kernel


@defop(
    "StatelessParameterizedTruncatedNormal",
    inputs="means stddevs minvals maxvals",
    host="key shape",
    match="means stddevs minvals maxvals",
    kernel=_k_truncated,
    rule=_truncated_rule,
    vjp={"means": _by_mean, "stddevs": _by_deviation, "minvals": _by_low, "maxvals": _by_high},
)
def parameterized_truncated_op(
    key: Any,
    shape: Any,
    means: TensorLike,
    stddevs: TensorLike,
    minvals: TensorLike,
    maxvals: TensorLike,
    name: str | None = None,
) -> Tensor:
    """Normal numbers between bounds."""
