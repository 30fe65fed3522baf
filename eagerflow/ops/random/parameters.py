"""The arguments of draws that have parameters of their own: gamma, Poisson and binomial numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import bad_dtype
from ...core.spec import Spec
from ...core.tensor import Tensor
from ...dtype import DType, DTypeLike, as_dtype, int32, int64
from ..array import convert_to_tensor, size
from ..array import shape as shape_op
from ..arrays.joining import concat
from ..arrays.several import broadcast_dynamic_shape
from ..arrays.shaping import broadcast_to
from ..casting import cast
from ..elementwise.arithmetic import divide
from ..elementwise.magnitude import maximum
from ..reductions.sums import reduce_prod
from .draws import asked
from .rejection import THREE_FLOATS, batch_of, binomial_spec, gamma_op


def offered(dtype: DType, allowed: tuple[DType, ...]) -> None:
    """Raise DTypeError when a draw is not offered in a dtype."""
    if dtype not in allowed:
        raise errors.make(errors.DTypeError, str(bad_dtype(dtype, frozenset(allowed))))


def followed_by(sizes: Any, parameter: Tensor) -> Any:
    """The shape of a sample, followed by that of a parameter: a tuple, or a vector."""
    behind = parameter.static_shape
    if isinstance(sizes, tuple) and behind is not None and None not in behind:
        return (*sizes, *behind)
    if isinstance(sizes, tuple) and not sizes:
        return shape_op(parameter)
    return concat([cast(convert_to_tensor(sizes), int32), shape_op(parameter)], 0)


def gamma_parameters(shape: Any, alpha: Any, beta: Any, dtype: DTypeLike) -> tuple[Any, Any, Any]:
    """The parameters of gamma numbers, `alpha` in their common shape, and the shape as given."""
    wanted, sizes = as_dtype(dtype), asked(shape)
    offered(wanted, THREE_FLOATS)
    alpha = convert_to_tensor(alpha, wanted, name="alpha")
    if beta is None:
        return alpha, None, sizes
    beta = convert_to_tensor(beta, wanted, name="beta")
    if beta.static_shape != ():
        common = broadcast_dynamic_shape(shape_op(alpha), shape_op(beta))
        alpha = broadcast_to(alpha, common)
    return alpha, beta, sizes


def gamma_numbers(key: Any, sizes: Any, alpha: Tensor, beta: Any, node: str) -> Tensor:
    """Gamma numbers; zeros become the smallest normal number, of which a logarithm can be taken."""
    drawn = gamma_op(key, sizes, alpha, node)
    if beta is not None:
        drawn = divide(drawn, beta)
    return maximum(float(np.finfo(drawn.dtype.np).tiny), drawn)


def binomial_reserve(sizes: Any, counts: Tensor, probs: Tensor, dtype: DType) -> Any:
    """How many numbers a generator passes over for binomial ones, which is how TensorFlow counts.

    Raises:
      InvalidArgumentError: the arguments do not fit, as far as they are known.
    """
    n, p = (Spec(t.dtype, t.static_shape) for t in (counts, probs))
    try:
        binomial_spec(None, sizes if isinstance(sizes, tuple) else None, n, p, dtype)
    except (TypeError, ValueError) as e:
        cls = errors.ShapeError if isinstance(e, ValueError) else errors.DTypeError
        raise errors.make(cls, str(e), op="StatelessRandomBinomial") from e
    batch = batch_of(n.shape, p.shape)
    if isinstance(sizes, tuple) and batch is not None and None not in batch:
        known = math.prod(d for d in batch if d is not None)
        samples = math.prod(sizes[: len(sizes) - len(batch)])
        return 200 * known * (samples + 3) // 4
    common = broadcast_dynamic_shape(shape_op(counts), shape_op(probs))
    sampled = cast(convert_to_tensor(sizes), int64)
    rank = size(sampled) - size(common)
    count = cast(reduce_prod(common), int64)
    return 200 * count * (reduce_prod(sampled[:rank]) + 3) // 4
