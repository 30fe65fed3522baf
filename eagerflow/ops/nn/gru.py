"""Gated recurrent units over whole sequences.

K. Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical machine
translation" (EMNLP 2014). A step gets h of the step before (h') and has, with the two parts of
`a = [x, h'] @ gate_kernel + gate_bias` in this order,

    r, u = sigmoid(a_r), sigmoid(a_u)
    k = tanh(b)  with  b = [x, r * h'] @ candidate_kernel + candidate_bias
    h = u * h' + (1 - u) * k

Small changes of h, a and b, apart from changes v that come from outside, follow the equations

    da = dh' @ A + v_a                         A, B: the rows of the kernels for h'
    db = (r * dh' + h' * dr) @ B + v_b
    dh = u * dh' + (h' - k) * du + (1 - u) * dk + v_h

with dr the change of r that da makes, and so on. `GRUSequenceTangent` solves these and
`GRUSequenceGrad` the transposed ones; see `recurrent_parts`.
"""

from __future__ import annotations

from typing import Any

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor
from ..array import zeros_like
from ..arrays.joining import concat, split
from ..precision import wide
from ..reductions.sums import reduce_sum
from .recurrent_parts import (
    back_through,
    before,
    check_shapes,
    known,
    own_rows,
    products,
    sizes_of,
    to_before,
    total,
    unit_count,
)

Array = Any


# ----------------------------------------------------------------------------------------- rules


def _rule(inputs: tuple[Spec, ...]) -> tuple[Spec, ...]:
    x, gate_kernel, gate_bias, kernel, bias, h0 = inputs
    steps, batch = sizes_of(x)
    units = known(
        unit_count(gate_kernel, 2, "gate_kernel"), unit_count(gate_bias, 2, "gate_bias"),
        *(s.shape[-1] for s in (kernel, bias, h0) if s.shape),
    )  # fmt: skip
    batch = known(batch, h0.shape[0] if h0.shape else None)
    depth = x.shape[2] if x.shape is not None else None
    columns = None if units is None else 2 * units
    rows = None if units is None or depth is None else depth + units
    check_shapes(
        inputs,
        [
            ("x", (steps, batch, depth)), ("gate_kernel", (rows, columns)),
            ("gate_bias", (columns,)), ("candidate_kernel", (rows, units)),
            ("candidate_bias", (units,)), ("h0", (batch, units)),
        ],
    )  # fmt: skip
    state = Spec(x.dtype, (steps, batch, units))
    return state, Spec(x.dtype, (steps, batch, columns)), state


def _linear_rule(inputs: tuple[Spec, ...], *rest: Any) -> tuple[Spec, ...]:
    of_h, of_a, of_b, h, gates, k, h0, _, own = inputs
    steps, batch = sizes_of(of_h, of_a, of_b, h, gates, k)
    units = known(
        unit_count(of_a, 2, "the gradient of gates"), unit_count(gates, 2, "gates"),
        *(s.shape[-1] for s in (of_h, of_b, h, k, h0, own) if s.shape),
    )  # fmt: skip
    batch = known(batch, h0.shape[0] if h0.shape else None)
    columns = None if units is None else 2 * units
    state, gate_state = (steps, batch, units), (steps, batch, columns)
    check_shapes(
        inputs,
        [
            ("the gradient of h", state), ("the gradient of gates", gate_state),
            ("the gradient of candidates", state), ("h", state), ("gates", gate_state),
            ("candidates", state), ("h0", (batch, units)), ("gate_kernel", (units, columns)),
            ("candidate_kernel", (units, units)),
        ],
    )  # fmt: skip
    one = Spec(h.dtype, state)
    return one, Spec(h.dtype, gate_state), one


# --------------------------------------------------------------------------------------- kernels


def _parts(a: Array) -> tuple[Array, Array]:
    """Views of the two parts of a matrix."""
    n = a.shape[1] // 2
    return a[:, :n], a[:, n:]


def _projected(xp: Any, x: Array, w: Array, bias: Array) -> Array:
    """What the inputs of all steps put into the gates."""
    steps, batch, depth = x.shape
    out = xp.matmul(x.reshape(steps * batch, depth), w)
    out += bias
    return out.reshape(steps, batch, w.shape[1])


def _k_gru(xp: Any) -> Any:
    def kernel(inputs: tuple[Array, ...]) -> Any:
        x, gate_w, gate_bias, w, bias, h = [wide(xp, a) for a in inputs]
        (steps, batch, depth), units = x.shape, h.shape[1]
        # A sigmoid is (1 + tanh(z / 2)) / 2.
        gate_w, gate_bias = gate_w * 0.5, gate_bias * 0.5
        gates = _projected(xp, x, gate_w[:depth], gate_bias)
        ks = _projected(xp, x, w[:depth], bias)
        gate_own, own = gate_w[depth:], w[depth:]
        hs = xp.empty((steps, batch, units), x.dtype)
        part = xp.empty((batch, 2 * units), x.dtype)
        reset, new = (xp.empty((batch, units), x.dtype) for _ in "rn")
        for t in range(steps):
            a, k = gates[t], ks[t]
            a += xp.matmul(h, gate_own, out=part)
            xp.tanh(a, out=a)
            a *= 0.5
            a += 0.5
            r, u = _parts(a)
            k += xp.matmul(xp.multiply(r, h, out=reset), own, out=new)
            xp.tanh(k, out=k)
            xp.subtract(h, k, out=new)
            new *= u
            h = xp.add(new, k, out=hs[t])
        return tuple([a.astype(inputs[0].dtype, copy=False) for a in (hs, gates, ks)])

    return kernel


def _k_grad(xp: Any) -> Any:
    def kernel(inputs: tuple[Array, ...], of_gates: bool) -> Any:
        of_h, of_a, of_b, h, gates, ks, h0, gate_own, own = [wide(xp, a) for a in inputs]
        dhs, das, dbs = (xp.array(a, order="C") for a in (of_h, of_a, of_b))
        p, q, slope = (xp.empty(h0.shape, h0.dtype) for _ in "pqs")
        part, slopes = (xp.empty((len(h0), 2 * h0.shape[1]), h0.dtype) for _ in "ps")
        gate_back, back = (xp.ascontiguousarray(a.T) for a in (gate_own, own))
        for t in reversed(range(len(h))):
            _, u = _parts(gates[t])
            last, k = h[t - 1] if t else h0, ks[t]
            dh, da, db = dhs[t], das[t], dbs[t]
            if t + 1 < len(h):  # q holds what flows into r * h' of the next step
                later_r, later_u = _parts(gates[t + 1])
                dh += xp.multiply(q, later_r, out=q)
                dh += xp.multiply(dhs[t + 1], later_u, out=q)
                dh += xp.matmul(das[t + 1], gate_back, out=q)
            xp.multiply(k, k, out=slope)
            xp.subtract(1, slope, out=slope)
            xp.subtract(1, u, out=p)
            p *= dh
            _add_through(p, slope, db, of_gates)
            xp.matmul(db, back, out=q)
            of_r, of_u = _parts(part)
            xp.multiply(q, last, out=of_r)
            xp.subtract(last, k, out=of_u)
            of_u *= dh
            xp.multiply(gates[t], gates[t], out=slopes)
            xp.subtract(gates[t], slopes, out=slopes)
            _add_through(part, slopes, da, of_gates)
        return tuple([a.astype(inputs[0].dtype, copy=False) for a in (dhs, das, dbs)])

    return kernel


def _add_through(g: Array, slope: Array, to: Array, before_slope: bool) -> None:
    """Add a gradient to one of a gate (to be multiplied with the slope too), or behind it."""
    if before_slope:
        to += g
        to *= slope
    else:
        g *= slope
        to += g


def _k_tangent(xp: Any) -> Any:
    def kernel(inputs: tuple[Array, ...]) -> Any:
        of_h, of_a, of_b, h, gates, ks, h0, gate_own, own = [wide(xp, a) for a in inputs]
        dhs, das, dbs = (xp.array(a, order="C") for a in (of_h, of_a, of_b))
        for t in range(len(h)):
            (r, u), k = _parts(gates[t]), ks[t]
            last = h[t - 1] if t else h0
            dh, da, db = dhs[t], das[t], dbs[t]
            if t:
                da += xp.matmul(dhs[t - 1], gate_own)
                dh += dhs[t - 1] * u
            dr, du = _parts(da * (gates[t] - gates[t] * gates[t]))
            reset = dr * last
            if t:
                reset += dhs[t - 1] * r
            db += xp.matmul(reset, own)
            dh += (last - k) * du + (1 - u) * (1 - k * k) * db
        return tuple([a.astype(inputs[0].dtype, copy=False) for a in (dhs, das, dbs)])

    return kernel


# ------------------------------------------------------------------------------------- gradients


def _vjp(g: Any, inputs: Any, out: Any) -> list[Tensor]:
    x, gate_kernel, _, kernel, _, h0 = inputs
    h, gates, k = out
    gate_from_x, gate_own = own_rows(gate_kernel, x)
    from_x, own = own_rows(kernel, x)
    dh, da, db = gru_grad([*g, h, gates, k, h0, gate_own, own], True)
    last = before(h, h0)
    r, u = split(gates, 2, 2)
    to_h0 = dh[:1] * u[:1] + back_through(da[:1], gate_own) + back_through(db[:1], own) * r[:1]
    return [
        back_through(da, gate_from_x) + back_through(db, from_x),
        concat([products(x, da), products(last, da)], 0),
        total(da),
        concat([products(x, db), products(r * last, db)], 0),
        total(db),
        reduce_sum(to_h0, 0),
    ]


def _of_equations(
    adjoint: Any, tangent: Any, h: Tensor, gates: Tensor, k: Tensor, h0: Tensor, own: Tensor
) -> list[Tensor]:
    """Gradients of h, gates, candidates, h0 and the kernels, by their place in the equations.

    They are those of both ops, see `lstm`.
    """
    dh, da, db = adjoint
    th, ta, tb = tangent
    r, u = split(gates, 2, 2)
    ar, au = split(ta, 2, 2)
    last, th_last = before(h, h0), before(th, zeros_like(h0))
    slope_r, slope_u = r - r * r, u - u * u
    dq = back_through(db, own)
    to_r = dq * (th_last + last * (1.0 - 2.0 * r) * ar)
    to_u = dh * (th_last + (last - k) * (1.0 - 2.0 * u) * au - (1.0 - k * k) * tb)
    to_k = dh * (-slope_u * au - 2.0 * (1.0 - u) * k * tb)
    to_h, to_h0 = to_before(dq * slope_r * ar + dh * slope_u * au)
    to_own = products(r * th_last + last * slope_r * ar, db)
    return [to_h, concat([to_r, to_u], 2), to_k, to_h0, products(th_last, da), to_own]


def _grad_vjp(g: Any, inputs: Any, out: Any, of_gates: bool) -> list[Tensor]:
    _, of_a, of_b, h, gates, k, h0, gate_own, own = inputs
    th, ta, tb = gru_tangent([*g, h, gates, k, h0, gate_own, own])
    found = _of_equations(out, (th, ta, tb), h, gates, k, h0, own)
    if of_gates:
        found[1] = found[1] + ta * of_a * (1.0 - 2.0 * gates)
        found[2] = found[2] - 2.0 * tb * of_b * k
        ta, tb = ta * (gates - gates * gates), tb * (1.0 - k * k)
    return [th, ta, tb, *found]


def _tangent_vjp(g: Any, inputs: Any, out: Any) -> list[Tensor]:
    h, gates, k, h0, gate_own, own = inputs[3:]
    found = gru_grad([*g, h, gates, k, h0, gate_own, own], False)
    return [*found, *_of_equations(found, out, h, gates, k, h0, own)]


# ------------------------------------------------------------------------------------------- ops


@defop(
    "GRUSequenceTangent",
    inputs="",
    lists="inputs",
    match="inputs",
    kernel=_k_tangent,
    rule=_linear_rule,
    vjp={"inputs": _tangent_vjp},
)
def gru_tangent(inputs: Any, name: str | None = None) -> tuple[Tensor, ...]:
    """How h, a and b of all steps change when changes of them come from outside.

    Args:
      inputs: the changes from outside of h, a and b; h, gates and candidates, as `gru_sequence`
        gives them; the first h; the rows of both kernels for h.
      name: name of the operation in a graph.
    """


@defop(
    "GRUSequenceGrad",
    inputs="",
    lists="inputs",
    match="inputs",
    kernel=_k_grad,
    rule=_linear_rule,
    vjp={"inputs": _grad_vjp},
)
def gru_grad(inputs: Any, of_gates: Any, name: str | None = None) -> tuple[Tensor, ...]:
    """The gradients of h, a and b of all steps, with what flows back from later ones.

    Args:
      inputs: the gradients of h, of gates or a, of candidates or b; h, gates and candidates, as
        `gru_sequence` gives them; the first h; the rows of both kernels for h.
      of_gates: the gradients are those of gates and candidates, not of a and b.
      name: name of the operation in a graph.
    """


@defop(
    "GRUSequence",
    inputs="",
    lists="inputs",
    match="inputs",
    kernel=_k_gru,
    rule=_rule,
    vjp={"inputs": _vjp},
)
def gru_sequence(inputs: Any, name: str | None = None) -> tuple[Tensor, ...]:
    """Gated recurrent units over a sequence: h, the gates and the candidates of all steps.

    Args:
      inputs: x of shape [steps, batch, depth]; a kernel of shape [depth + units, 2 * units] and a
        bias of the gates r and u, in this order; a kernel of shape [depth + units, units] and a
        bias of candidates; h to begin with, of shape [batch, units].
      name: name of the operation in a graph.

    Returns:
      h, of shape [steps, batch, units], r and u side by side, and the candidates.
    """
