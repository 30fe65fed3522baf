"""Long short-term memory over whole sequences.

S. Hochreiter and J. Schmidhuber, "Long short-term memory" (Neural Computation, 1997), with the
forget gate of F. Gers, J. Schmidhuber and F. Cummins (2000). A step gets c and h of the step before
(c', h') and has, with the four parts of `z = [x, h'] @ kernel + bias` in this order,

    i, f, o = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o);  j = tanh(z_j)
    c = f * c' + i * j;  h = o * tanh(c)

Small changes of h, c and z, apart from changes u that come from outside, follow the equations

    dz = dh' @ W + u_z                         W: the rows of the kernel for h'
    dc = f * dc' + j * di + i * dj + c' * df + u_c
    dh = o * (1 - tanh(c)**2) * dc + tanh(c) * do + u_h

with di the change of i that dz makes, and so on. `LSTMSequenceTangent` solves these and
`LSTMSequenceGrad` the transposed ones; see `recurrent_parts`.
"""

from __future__ import annotations

from typing import Any

from ...backend import native_cells
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor
from ..array import zeros_like
from ..arrays.joining import concat, split
from ..elementwise.exponential import tanh
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


def _rule(inputs: tuple[Spec, ...], forget_bias: float) -> tuple[Spec, ...]:
    x, kernel, bias, c0, h0 = inputs
    steps, batch = sizes_of(x)
    units = known(
        unit_count(kernel, 4, "kernel"), unit_count(bias, 4, "bias"),
        *(s.shape[-1] for s in (c0, h0) if s.shape),
    )  # fmt: skip
    batch = known(batch, *(s.shape[0] for s in (c0, h0) if s.shape))
    depth = x.shape[2] if x.shape is not None else None
    columns = None if units is None else 4 * units
    rows = None if units is None or depth is None else depth + units
    check_shapes(
        inputs,
        [
            ("x", (steps, batch, depth)), ("kernel", (rows, columns)), ("bias", (columns,)),
            ("c0", (batch, units)), ("h0", (batch, units)),
        ],
    )  # fmt: skip
    state = Spec(x.dtype, (steps, batch, units))
    return state, state, Spec(x.dtype, (steps, batch, columns))


def _linear_rule(inputs: tuple[Spec, ...], *rest: Any) -> tuple[Spec, ...]:
    of_h, of_c, of_z, gates, c, c0, own = inputs
    steps, batch = sizes_of(of_h, of_c, of_z, gates, c)
    units = known(
        unit_count(gates, 4, "gates"), unit_count(of_z, 4, "the gradient of gates"),
        unit_count(own, 4, "kernel"), *(s.shape[-1] for s in (of_h, of_c, c, c0, own) if s.shape),
    )  # fmt: skip
    batch = known(batch, c0.shape[0] if c0.shape else None)
    columns = None if units is None else 4 * units
    state, wide_state = (steps, batch, units), (steps, batch, columns)
    check_shapes(
        inputs,
        [
            ("the gradient of h", state), ("the gradient of c", state),
            ("the gradient of gates", wide_state), ("gates", wide_state), ("c", state),
            ("c0", (batch, units)), ("kernel", (units, columns)),
        ],
    )  # fmt: skip
    one = Spec(gates.dtype, state)
    return one, one, Spec(gates.dtype, wide_state)


# --------------------------------------------------------------------------------------- kernels


def _parts(a: Array) -> tuple[Array, ...]:
    """Views of the four parts of a matrix."""
    n = a.shape[1] // 4
    return a[:, :n], a[:, n : 2 * n], a[:, 2 * n : 3 * n], a[:, 3 * n :]


def _slopes(xp: Any, gates: Array, out: Array) -> Array:
    """The derivatives of the gates by what is put into them."""
    xp.multiply(gates, gates, out=out)
    xp.subtract(gates, out, out=out)
    j, of_j = _parts(gates)[1], _parts(out)[1]
    of_j += 1
    of_j -= j
    return out


def _k_lstm(xp: Any) -> Any:
    def kernel(inputs: tuple[Array, ...], forget_bias: float) -> Any:
        x, w, bias, c, h = [wide(xp, a) for a in inputs]
        (steps, batch, depth), units = x.shape, c.shape[1]
        bias = bias.copy()
        bias[2 * units : 3 * units] += forget_bias
        gates = xp.matmul(x.reshape(steps * batch, depth), w[:depth])
        gates += bias
        gates = gates.reshape(steps, batch, 4 * units)
        cs, hs = (xp.empty((steps, batch, units), x.dtype) for _ in "ch")
        if not native_cells.lstm(xp, gates, w[depth:], c, h, cs, hs):
            _run(xp, gates, w[depth:], c, h, cs, hs)
        return tuple([a.astype(inputs[0].dtype, copy=False) for a in (hs, cs, gates)])

    return kernel


def _run(xp: Any, gates: Array, own: Array, c: Array, h: Array, cs: Array, hs: Array) -> None:
    """Go through all steps: complete the gates, and fill `cs` and `hs`."""
    units = c.shape[1]
    # A sigmoid is (1 + tanh(z / 2)) / 2, so one call of tanh does all four parts.
    scale, shift = (xp.full(4 * units, 0.5, gates.dtype) for _ in "st")
    scale[units : 2 * units], shift[units : 2 * units] = 1, 0
    part, new = xp.empty(gates.shape[1:], gates.dtype), xp.empty(c.shape, gates.dtype)
    for t in range(len(gates)):
        z = gates[t]
        z += xp.matmul(h, own, out=part)
        z *= scale
        xp.tanh(z, out=z)
        z *= scale
        z += shift
        i, j, f, o = _parts(z)
        c = xp.multiply(f, c, out=cs[t])
        c += xp.multiply(i, j, out=new)
        h = xp.tanh(c, out=hs[t])
        h *= o


def _k_grad(xp: Any) -> Any:
    def kernel(inputs: tuple[Array, ...], of_gates: bool) -> Any:
        of_h, of_c, of_z, gates, c, c0, own = [wide(xp, a) for a in inputs]
        pushes, seen = (of_h, of_c, of_z), (gates, c, c0)
        found = tuple([xp.empty(a.shape, a.dtype) for a in pushes])
        back = xp.ascontiguousarray(own.T)
        if not native_cells.lstm_grad(xp, pushes, seen, found, back, of_gates):
            _run_back(xp, pushes, seen, found, back, of_gates)
        return tuple([a.astype(inputs[0].dtype, copy=False) for a in found])

    return kernel


def _run_back(
    xp: Any, pushes: Any, seen: Any, found: Any, back: Array, of_gates: bool
) -> None:  # fmt: skip
    """Go back through all steps, and fill `found`."""
    of_h, of_c, of_z = pushes
    gates, c, c0 = seen
    dhs, dcs, dzs = found
    slopes = xp.empty(gates.shape[1:], gates.dtype)
    ct, p, q = (xp.empty(c0.shape, c0.dtype) for _ in "cpq")
    for t in reversed(range(len(c))):
        i, j, _, o = _parts(gates[t])
        dh, dc, dz = dhs[t], dcs[t], dzs[t]
        dh[...], dc[...] = of_h[t], of_c[t]
        if t + 1 < len(c):
            dh += xp.matmul(dzs[t + 1], back, out=p)
            dc += xp.multiply(dcs[t + 1], _parts(gates[t + 1])[2], out=p)
        xp.tanh(c[t], out=ct)
        zi, zj, zf, zo = _parts(dz)
        xp.multiply(dh, o, out=p)
        dc += p
        p *= ct
        dc -= xp.multiply(p, ct, out=q)
        xp.multiply(dc, j, out=zi)
        xp.multiply(dc, i, out=zj)
        xp.multiply(dc, c[t - 1] if t else c0, out=zf)
        xp.multiply(dh, ct, out=zo)
        if of_gates:
            dz += of_z[t]
        dz *= _slopes(xp, gates[t], slopes)
        if not of_gates:
            dz += of_z[t]


def _k_tangent(xp: Any) -> Any:
    def kernel(inputs: tuple[Array, ...]) -> Any:
        of_h, of_c, of_z, gates, c, c0, own = [wide(xp, a) for a in inputs]
        dhs, dcs, dzs = (xp.array(a, order="C") for a in (of_h, of_c, of_z))
        moved = xp.empty((len(c0), own.shape[1]), own.dtype)
        for t in range(len(c)):
            i, j, f, o = _parts(gates[t])
            dh, dc, dz = dhs[t], dcs[t], dzs[t]
            if t:
                dz += xp.matmul(dhs[t - 1], own)
                dc += dcs[t - 1] * f
            di, dj, df, do = _parts(_slopes(xp, gates[t], moved))
            moved *= dz
            dc += j * di + i * dj + (c[t - 1] if t else c0) * df
            ct = xp.tanh(c[t])
            dh += o * (1 - ct * ct) * dc + ct * do
        return tuple([a.astype(inputs[0].dtype, copy=False) for a in (dhs, dcs, dzs)])

    return kernel


# ------------------------------------------------------------------------------------- gradients


def _vjp(g: Any, inputs: Any, out: Any) -> list[Tensor]:
    x, kernel, _, c0, h0 = inputs
    h, c, gates = out
    from_x, own = own_rows(kernel, x)
    _, dc, dz = lstm_grad([*g, gates, c, c0, own], True)
    forget = split(gates[:1], 4, 2)[2]
    return [
        back_through(dz, from_x),
        concat([products(x, dz), products(before(h, h0), dz)], 0),
        total(dz),
        reduce_sum(dc[:1] * forget, 0),
        reduce_sum(back_through(dz[:1], own), 0),
    ]


def _of_equations(adjoint: Any, tangent: Any, gates: Tensor, c: Tensor, c0: Tensor) -> Any:
    """Gradients of gates, c, c0 and the kernel, by their place in the equations.

    Both ops have the same ones: the inner product of a solution with what the transposed equations
    are solved for is that of the transposed solution with what these are solved for.
    """
    dh, dc, dz = adjoint
    th, tc, tz = tangent
    i, j, f, o = split(gates, 4, 2)
    zi, zj, zf, zo = split(tz, 4, 2)
    nothing = zeros_like(c0)
    ct, last = tanh(c), before(c, c0)
    flat = 1.0 - ct * ct
    to_i = dc * (j * (1.0 - 2.0 * i) * zi + (1.0 - j * j) * zj)
    to_j = dc * (i * (1.0 - i) * zi - 2.0 * i * j * zj)
    to_f = dc * (last * (1.0 - 2.0 * f) * zf + before(tc, nothing))
    to_o = dh * (flat * tc + ct * (1.0 - 2.0 * o) * zo)
    to_ct = dh * (o * (1.0 - o) * zo - 2.0 * o * ct * tc)
    to_c, to_c0 = to_before(dc * f * (1.0 - f) * zf)
    to_gates = concat([to_i, to_j, to_f, to_o], 2)
    return to_gates, to_c + to_ct * flat, to_c0, products(before(th, nothing), dz)


def _grad_vjp(g: Any, inputs: Any, out: Any, of_gates: bool) -> list[Tensor]:
    _, _, of_z, gates, c, c0, own = inputs
    th, tc, tz = lstm_tangent([*g, gates, c, c0, own])
    to_gates, *rest = _of_equations(out, (th, tc, tz), gates, c, c0)
    if of_gates:
        i, j, f, o = split(gates, 4, 2)
        bend = concat([1.0 - 2.0 * i, -2.0 * j, 1.0 - 2.0 * f, 1.0 - 2.0 * o], 2)
        to_gates = to_gates + tz * of_z * bend
        tz = tz * concat([i - i * i, 1.0 - j * j, f - f * f, o - o * o], 2)
    return [th, tc, tz, to_gates, *rest]


def _tangent_vjp(g: Any, inputs: Any, out: Any) -> list[Tensor]:
    gates, c, c0, own = inputs[3:]
    found = lstm_grad([*g, gates, c, c0, own], False)
    return [*found, *_of_equations(found, out, gates, c, c0)]


# ------------------------------------------------------------------------------------------- ops


@defop(
    "LSTMSequenceTangent",
    inputs="",
    lists="inputs",
    match="inputs",
    kernel=_k_tangent,
    rule=_linear_rule,
    vjp={"inputs": _tangent_vjp},
)
def lstm_tangent(inputs: Any, name: str | None = None) -> tuple[Tensor, ...]:
    """How h, c and z of all steps change when changes of them come from outside.

    Args:
      inputs: the changes from outside of h, c and z; gates and c, as `lstm_sequence` gives them;
        the first c; the rows of the kernel for h.
      name: name of the operation in a graph.
    """


@defop(
    "LSTMSequenceGrad",
    inputs="",
    lists="inputs",
    match="inputs",
    kernel=_k_grad,
    rule=_linear_rule,
    vjp={"inputs": _grad_vjp},
)
def lstm_grad(inputs: Any, of_gates: Any, name: str | None = None) -> tuple[Tensor, ...]:
    """The gradients of h, c and z of all steps, with what flows back from later ones.

    Args:
      inputs: the gradients of h, c, and of gates or z; gates and c, as `lstm_sequence` gives them;
        the first c; the rows of the kernel for h.
      of_gates: the third gradient is that of gates, not of z.
      name: name of the operation in a graph.
    """


@defop(
    "LSTMSequence",
    inputs="",
    lists="inputs",
    match="inputs",
    kernel=_k_lstm,
    rule=_rule,
    vjp={"inputs": _vjp},
)
def lstm_sequence(inputs: Any, forget_bias: Any, name: str | None = None) -> tuple[Tensor, ...]:
    """Long short-term memory over a sequence: h, c and the gates of all steps.

    Args:
      inputs: x of shape [steps, batch, depth], a kernel of shape [depth + units, 4 * units], a bias
        for each of its columns, c and h to begin with, of shape [batch, units]. The columns are in
        the order i, j, f, o.
      forget_bias: is added to the bias of f.
      name: name of the operation in a graph.

    Returns:
      h and c, of shape [steps, batch, units], and i, j, f, o side by side.
    """
