"""Scaled dot-product attention that never holds all probabilities."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, DType, bool_, float32, float64
from ...registry import export
from ...shapes import PartialShape, compatible, merge, text
from ..array import ones_like, zeros_like
from ..array import shape as shape_of
from ..arrays.diagonals import band_part
from ..arrays.repeating import repeat
from ..arrays.selection import where
from ..arrays.shaping import reshape, sum_to, transpose
from ..casting import cast
from ..elementwise.comparison import is_finite
from ..elementwise.exponential import exp
from ..elementwise.magnitude import maximum
from ..elementwise.powers import sqrt
from ..linalg.products import matmul
from ..precision import wide
from ..reductions.sums import reduce_sum
from ..rules import check_dtype

# The forward pass keeps, beside its result, the logarithm of each row's sum of exponentials; the
# probabilities are had from it again, block by block: Dao, Fu, Ermon, Rudra and Ré,
# FlashAttention: fast and memory-efficient exact attention with IO-awareness, 2022.

_BLOCK = 1 << 20  # logits that are held at a time


def _stats_dtype(dtype: DType) -> DType:
    """In which the logarithms are kept: 16 bits would be too few to have probabilities again."""
    return float32 if dtype.size == 2 else dtype


def _sizes(q: Spec, k: Spec, v: Spec) -> tuple[PartialShape, Any]:
    """The shape of the logits and the length of a value.

    Raises:
      TypeError, ValueError: dtypes or shapes do not fit.
    """
    check_dtype(q, FLOATING)
    for s, name in ((k, "key"), (v, "value")):
        if s.dtype is not q.dtype:
            raise TypeError(f"{name} is {s.dtype.name}, but query is {q.dtype.name}")
    for s, name in ((q, "query"), (k, "key"), (v, "value")):
        if s.shape is not None and len(s.shape) != 4:
            raise ValueError(f"{name} must have 4 axes, not the shape {text(s.shape)}")
    a, b, c = (s.shape or (None,) * 4 for s in (q, k, v))
    if not compatible(b[:3], c[:3]) or not compatible(a[:2], b[:2]) or not compatible(a[3:], b[3:]):
        raise ValueError(
            "query, key and value do not fit: "
            f"{text(q.shape)}, {text(k.shape)}, {text(v.shape)} of [batch, heads, length, features]"
        )
    batch = merge(merge(a[:2], b[:2]), c[:2])
    keys = merge(b[2:3], c[2:3])
    assert batch is not None
    assert keys is not None
    return (*batch, a[2], *keys), c[3]


def _check_beside(logits: PartialShape, s: Spec, name: str) -> None:
    """Refuse a bias or mask that can not be broadcast to the logits."""
    if s.shape is None:
        return
    assert logits is not None
    fits = len(s.shape) == 4
    if not fits or any(d not in (1, None, n) and n is not None for d, n in zip(s.shape, logits)):
        raise ValueError(f"{name} {text(s.shape)} can not be broadcast to {text(logits)}")


def _split(rest: Any, with_bias: bool, with_mask: bool) -> tuple[Any, Any]:
    rest = list(rest)
    bias = rest.pop(0) if with_bias else None
    return bias, rest.pop(0) if with_mask else None


def _check_rest(logits: PartialShape, q: Spec, bias: Spec | None, mask: Spec | None) -> None:
    if bias is not None:
        if bias.dtype is not q.dtype:
            raise TypeError(f"bias is {bias.dtype.name}, but query is {q.dtype.name}")
        _check_beside(logits, bias, "bias")
    if mask is not None:
        if mask.dtype is not bool_:
            raise TypeError(f"mask must be bool, not {mask.dtype.name}")
        _check_beside(logits, mask, "mask")


def _rule(
    inputs: tuple[Spec, ...], scale: Any, causal: bool, with_bias: bool, with_mask: bool
) -> tuple[Spec, ...]:
    q, k, v, *rest = inputs
    logits, features = _sizes(q, k, v)
    assert logits is not None
    _check_rest(logits, q, *_split(rest, with_bias, with_mask))
    return Spec(q.dtype, (*logits[:3], features)), Spec(_stats_dtype(q.dtype), logits[:3])


def _grad_rule(
    inputs: tuple[Spec, ...], scale: Any, causal: bool, with_bias: bool, with_mask: bool
) -> tuple[Spec, ...]:
    q, k, v, lse, dy, delta, *rest = inputs
    logits, features = _sizes(q, k, v)
    assert logits is not None
    bias, mask = _split(rest, with_bias, with_mask)
    _check_rest(logits, q, bias, mask)
    for s, shape, name in (
        (lse, logits[:3], "log_sum"), (dy, (*logits[:3], features), "grad"),
        (delta, logits[:3], "delta"),
    ):  # fmt: skip
        if not compatible(s.shape, shape):
            raise ValueError(f"{name} has the shape {text(s.shape)}, not {text(shape)}")
    found = (q, k, v) if bias is None else (q, k, v, bias)
    return tuple(Spec(q.dtype, s.shape) for s in found)


class _Blocks:
    """The logits of attention, some queries at a time."""

    def __init__(
        self, xp: Any, q: Any, k: Any, bias: Any, mask: Any, scale: float | None, causal: bool
    ) -> None:
        self.xp, self.q, self.causal = xp, q, causal
        self.keys = xp.ascontiguousarray(xp.swapaxes(k, -1, -2))
        self.bias, self.mask = bias, mask
        self.scale = q.dtype.type(_scale(scale, q.shape[-1]))
        self.queries, self.length = q.shape[2], k.shape[2]
        row = max(q.shape[0] * q.shape[1] * self.length, 1)
        self.step = min(max(_BLOCK // row, 16), max(self.queries, 1))

    def part(self, a: Any, here: slice, end: int) -> Any:
        """What of a bias or a mask belongs to a block."""
        a = a[:, :, here] if a.shape[2] != 1 else a
        return a[..., :end] if a.shape[3] != 1 else a

    def __iter__(self) -> Iterator[tuple[slice, int, Any]]:
        """The place of each block, how many keys it sees, and its logits."""
        xp = self.xp
        for start in range(0, self.queries, self.step):
            here = slice(start, min(start + self.step, self.queries))
            end = min(here.stop, self.length) if self.causal else self.length
            out = xp.matmul(xp.ascontiguousarray(self.q[:, :, here]), self.keys[..., :end])
            out *= self.scale
            if self.bias is not None:
                out += self.part(self.bias, here, end)
            low = out.dtype.type(-math.inf)
            if self.mask is not None:
                out = xp.where(self.part(self.mask, here, end), out, low)
            if self.causal:
                seen = xp.arange(end) <= xp.arange(here.start, here.stop)[:, None]
                out = xp.where(seen, out, low)
            yield here, end, out


def _scale(scale: float | None, features: int) -> float:
    return 1 / math.sqrt(max(features, 1)) if scale is None else scale


def _k_attention(xp: Any) -> Any:
    def kernel(
        inputs: tuple[Any, ...], scale: Any, causal: bool, with_bias: bool, with_mask: bool
    ) -> Any:
        dtype = inputs[0].dtype
        q, k, v = (wide(xp, a) for a in inputs[:3])
        bias, mask = _split(inputs[3:], with_bias, with_mask)
        bias = None if bias is None else wide(xp, bias)
        out = xp.zeros((*q.shape[:3], v.shape[3]), q.dtype)
        log_sum = xp.full(q.shape[:3], -math.inf, q.dtype)
        for here, end, logits in _Blocks(xp, q, k, bias, mask, scale, causal):
            if not logits.size:
                continue
            top = logits.max(axis=-1, keepdims=True)
            top = xp.where(xp.isinf(top) & (top < 0), 0, top).astype(q.dtype)  # a row sees nothing
            logits -= top
            p = xp.exp(logits)
            total = p.sum(axis=-1, keepdims=True)
            found = xp.matmul(p, xp.ascontiguousarray(v[:, :, :end]))
            found /= xp.where(total == 0, 1, total).astype(q.dtype)
            out[:, :, here] = found
            log_sum[:, :, here] = (xp.log(total) + top)[..., 0]
        return out.astype(dtype, copy=False), log_sum

    return kernel


def _k_attention_grad(xp: Any) -> Any:
    def kernel(
        inputs: tuple[Any, ...], scale: Any, causal: bool, with_bias: bool, with_mask: bool
    ) -> Any:
        dtype = inputs[0].dtype
        q, k, v, log_sum, dy, delta = (wide(xp, a) for a in inputs[:6])
        bias, mask = _split(inputs[6:], with_bias, with_mask)
        bias = None if bias is None else wide(xp, bias)
        log_sum = xp.where(xp.isfinite(log_sum), log_sum, 0).astype(q.dtype)
        found = [
            xp.zeros(a.shape, q.dtype) for a in ((q, k, v) if bias is None else (q, k, v, bias))
        ]
        values = xp.ascontiguousarray(xp.swapaxes(v, -1, -2))
        blocks = _Blocks(xp, q, k, bias, mask, scale, causal)
        for here, end, logits in blocks:
            logits -= log_sum[:, :, here, None]
            p = xp.exp(logits)
            own = xp.ascontiguousarray(dy[:, :, here])
            found[2][:, :, :end] += xp.matmul(xp.swapaxes(p, -1, -2), own)
            moved = xp.matmul(own, values[..., :end])
            moved -= delta[:, :, here, None]
            moved *= p
            if bias is not None:
                _add_to_bias(found[3], moved, here, end)
            moved *= blocks.scale
            found[0][:, :, here] = xp.matmul(moved, xp.ascontiguousarray(k[:, :, :end]))
            turned = xp.swapaxes(moved, -1, -2)
            found[1][:, :, :end] += xp.matmul(turned, xp.ascontiguousarray(q[:, :, here]))
        return tuple(a.astype(dtype, copy=False) for a in found)

    return kernel


def _add_to_bias(total: Any, moved: Any, here: slice, end: int) -> None:
    """Add a block's gradient of the logits to that of the bias, which was broadcast to them."""
    shape = total.shape
    axes = tuple(i for i in range(4) if shape[i] == 1 and moved.shape[i] != 1)
    moved = moved.sum(axis=axes, keepdims=True) if axes else moved
    part = total[:, :, here] if shape[2] != 1 else total
    part = part[..., :end] if shape[3] != 1 else part
    part += moved


def _vjp(
    g: Any, inputs: Any, out: Any, scale: Any, causal: bool, with_bias: bool, with_mask: bool
) -> list[Tensor | None]:
    dy, of_log_sum = g
    y, log_sum = out
    stats = log_sum.dtype
    delta = reduce_sum(cast(dy, stats) * cast(y, stats), -1) - of_log_sum
    rest = [*inputs[:3], log_sum, dy, delta, *inputs[3:]]
    found = attention_grad(rest, scale, causal, with_bias, with_mask)
    return [*found, *[None] * with_mask]


def _t(a: Tensor) -> Tensor:
    return transpose(a, [0, 1, 3, 2])


def _grad_vjp(
    g: Any, inputs: Any, scale: Any, causal: bool, with_bias: bool, with_mask: bool
) -> list[Tensor | None]:
    """With probabilities P, D = dy v^T and cotangents u: the gradients of sum(P * E), where

    E = W * (D - delta) + dy u_v^T and W = scale * (u_q k^T + q u_k^T) + u_bias.
    """
    q, k, v, log_sum, dy, delta, *rest = inputs
    bias, mask = _split(rest, with_bias, with_mask)
    narrow, stats = q.dtype, log_sum.dtype
    q, k, v, dy, uq, uk, uv = (cast(a, stats) for a in (q, k, v, dy, *g[:3]))
    s = _factor(q, stats) if scale is None else float(scale)
    p = _probabilities(q, k, log_sum, bias, mask, s, causal)
    w = (matmul(uq, _t(k)) + matmul(q, _t(uk))) * s
    if bias is not None:
        w = w + cast(g[3], stats)
    moved = matmul(dy, _t(v)) - reshape(delta, _column(delta))
    pw = p * w
    z = pw * moved + p * matmul(dy, _t(uv))
    ds = p * moved
    found = [
        (matmul(z, k) + matmul(ds, uk)) * s,
        (matmul(_t(z), q) + matmul(_t(ds), uq)) * s,
        matmul(_t(pw), dy),
    ]
    found = [cast(a, narrow) for a in found]
    to_dy = cast(matmul(pw, v) + matmul(p, uv), narrow)
    out: list[Tensor | None] = [*found, -reduce_sum(z, -1), to_dy, -reduce_sum(pw, -1)]
    if bias is not None:
        out.append(cast(sum_to(z, _shape(bias)), narrow))
    return [*out, *[None] * with_mask]


def _shape(a: Tensor) -> Any:
    have = a.static_shape
    return have if have is not None and None not in have else shape_of(a)


def _column(a: Tensor) -> Any:
    """The shape with an axis of size one behind the others."""
    have = a.static_shape
    if have is not None and None not in have:
        return [*have, 1]
    sizes = shape_of(a)
    return [sizes[0], sizes[1], sizes[2], 1]


def _factor(q: Tensor, dtype: DType) -> Any:
    """The scale when none is given: the number of features may be known only later."""
    shape = q.static_shape
    if shape is not None and shape[-1] is not None:
        return _scale(None, shape[-1])
    return cast(1.0 / sqrt(cast(maximum(shape_of(q)[3], 1), float64)), dtype)


def _probabilities(
    q: Tensor, k: Tensor, log_sum: Tensor, bias: Any, mask: Any, scale: Any, causal: bool
) -> Tensor:
    log_sum = where(is_finite(log_sum), log_sum, zeros_like(log_sum))
    logits = matmul(q, _t(k)) * scale
    if bias is not None:
        logits = logits + cast(bias, logits.dtype)
    p = exp(logits - reshape(log_sum, _column(log_sum)))
    if mask is not None:
        p = where(mask, p, zeros_like(p))
    if causal:
        p = where(band_part(ones_like(p, bool_), -1, 0), p, zeros_like(p))
    return p


@defop(
    "DotProductAttentionGrad",
    inputs="",
    lists="inputs",
    kernel=_k_attention_grad,
    rule=_grad_rule,
    vjp={"inputs": _grad_vjp},
)
def attention_grad(
    inputs: Any, scale: Any, causal: Any, with_bias: Any, with_mask: Any, name: str | None = None
) -> tuple[Tensor, ...]:
    """Gradients of query, key, value and perhaps bias, by probabilities that are computed again.

    The inputs are query, key, value, log_sum, the gradient of the result, and delta, which is taken
    from the gradients of probabilities; then bias and mask.
    """


@defop(
    "DotProductAttention",
    inputs="",
    lists="inputs",
    kernel=_k_attention,
    rule=_rule,
    vjp={"inputs": _vjp},
)
def attention(
    inputs: Any, scale: Any, causal: Any, with_bias: Any, with_mask: Any, name: str | None = None
) -> tuple[Tensor, ...]:
    """Means of values, weighted by the softmax of products of queries and keys.

    The inputs are query, key, value of [batch, heads, length, features], then bias and mask of
    shapes that are broadcast to [batch, heads, queries, keys]. The second result is the logarithm
    of the sum of exponentials for each query.
    """


def _four(a: Tensor) -> Tensor:
    """With axes of size one in front, four in all."""
    shape = a.static_shape
    if shape is None or len(shape) >= 4:
        return a
    sizes: Any = shape if None not in shape else [shape_of(a)[i] for i in range(len(shape))]
    return reshape(a, [*[1] * (4 - len(shape)), *sizes])


def _heads(a: Tensor, heads: int | None) -> Tensor:
    """Keys or values for all heads, when each serves a group of neighbouring ones."""
    have = None if a.static_shape is None else a.static_shape[2]
    if heads is None or have is None or have == heads or not have or heads % have:
        return a
    return repeat(a, heads // have, axis=2)


@export("nn.dot_product_attention")
def dot_product_attention(
    query: TensorLike,
    key: TensorLike,
    value: TensorLike,
    bias: TensorLike | None = None,
    mask: TensorLike | None = None,
    scale: TensorLike | None = None,
    is_causal: bool = False,
    flash_attention: bool | None = None,
    attn_logits_soft_cap: float | None = None,
    name: str | None = None,
) -> Tensor:
    """Means of values, weighted by `softmax(scale * query . key + bias)` over the keys.

    TensorFlow has this in Keras only; names and order of the arguments are those of
    `keras.ops.dot_product_attention` in Keras 3. It never holds all probabilities at a time, also
    in the gradient. A query that sees no key (all masked, or with a bias of minus infinity) gives
    zeros. Vaswani et al., Attention is all you need, 2017.

    Args:
      query: a floating tensor of shape [batch, queries, heads, features].
      key: shape [batch, keys, heads or a divisor of it, features].
      value: shape [batch, keys, as in key, features of the result].
      bias: is added to the logits; a shape that is broadcast to [batch, heads, queries, keys].
      mask: bool, of such a shape too; False hides a key from a query.
      scale: a factor, `1 / sqrt(features)` when left out.
      is_causal: hide from each query the keys with larger numbers.
      flash_attention: has no effect: there is one way to compute this here.
      attn_logits_soft_cap: must be None, as everywhere but on TPUs.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [batch, queries, heads, features of the result].

    Raises:
      InvalidArgumentError: the shapes or dtypes do not fit.
      ValueError: an input has not four axes, or there is a soft cap.

    >>> x = ef.reshape([1., 2., 3.], [1, 3, 1, 1])
    >>> ef.nn.dot_product_attention(ef.zeros([1, 1, 1, 1]), x, x).numpy().ravel()
    array([2.], dtype=float32)
    """
    if attn_logits_soft_cap is not None:
        raise errors.make(
            ValueError,
            "attn_logits_soft_cap is only supported for JAX on TPU. Set attn_logits_soft_cap=None "
            "when not using JAX on TPU.",
        )
    q, k, v = as_tensor(query), as_tensor(key), as_tensor(value)
    for t in (q, k, v):
        if t.shape.rank not in (None, 4):
            raise errors.make(
                errors.ShapeError,
                "`dot_product_attention` only supports 4D inputs. Received: "
                f"query.shape={text(q.static_shape)}, key.shape={text(k.static_shape)}, "
                f"value.shape={text(v.static_shape)}.",
            )
    heads = None if q.static_shape is None else q.static_shape[2]
    k, v = _heads(k, heads), _heads(v, heads)
    if scale is not None and not isinstance(scale, (int, float)):
        q, scale = q * cast(as_tensor(scale), q.dtype), 1.0
    inputs = [transpose(a, [0, 2, 1, 3]) for a in (q, k, v)]
    if bias is not None:
        inputs.append(_four(cast(as_tensor(bias), q.dtype)))
    if mask is not None:
        inputs.append(_four(as_tensor(mask)))
    own = None if scale is None else float(scale)
    out, _ = attention(inputs, own, bool(is_causal), bias is not None, mask is not None)
    return transpose(out, [0, 2, 1, 3], name=name or "transpose")
