"""Machine code for the steps of recurrent networks: all that lies between two matrix products.

It is used for large arrays of NumPy.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .native import FLOATS, Code, Lane, compiled
from .native_math import sigmoid, tanh
from .row_kernels import is_large

Array = Any


def _parts(code: Code, base: str, r: str) -> list[str]:
    """The addresses of the four parts of a row."""
    width = code.op("mul i64 %n, 4")
    found = [code.row(base, r, width)]
    for _ in range(3):
        found.append(code.op(f"getelementptr {code.real}, ptr {found[-1]}, i64 %n"))
    return found


def _lstm_step(dtype: str) -> Code:
    """Gates from what is put into them, c and h; see `ops.lstm`."""
    code = Code(
        f"lstm_step_{dtype}", dtype,
        "ptr noalias %z, ptr noalias %part, ptr noalias %last, ptr noalias %c, ptr noalias %h, "
        "i64 %rows, i64 %n",
    )  # fmt: skip

    def row(r: str) -> None:
        gates, parts = _parts(code, "%z", r), _parts(code, "%part", r)
        last, c, h = (code.row(p, r, "%n") for p in ("%last", "%c", "%h"))

        def step(v: Lane, at: str, s: list[str]) -> list[str]:
            put = [v.add(v.load(z, at), v.load(p, at)) for z, p in zip(gates, parts)]
            i, f, o = (sigmoid(v, put[k]) for k in (0, 2, 3))
            j = tanh(v, put[1])
            for address, gate in zip(gates, (i, j, f, o)):
                v.store(address, at, gate)
            memory = v.fma(f, v.load(last, at), v.mul(i, j))
            v.store(c, at, memory)
            v.store(h, at, v.mul(o, tanh(v, memory)))
            return []

        code.sweep("%n", step)

    code.loop("0", "%rows", 1, row)
    return code


def _lstm_back(dtype: str) -> Code:
    """The gradients of h, c and z of a step, from those of the step after it."""
    real = FLOATS[dtype][0]
    code = Code(
        f"lstm_back_{dtype}", dtype,
        "ptr noalias %dh, ptr noalias %part, ptr noalias %dc, ptr noalias %later, ptr %after, "
        "ptr %gates, ptr %c, ptr %last, ptr noalias %push, ptr noalias %dz, i64 %rows, i64 %n, "
        f"{real} %inside, {real} %outside",
    )  # fmt: skip

    def row(r: str) -> None:
        gates, after = _parts(code, "%gates", r), _parts(code, "%after", r)
        push, dz = _parts(code, "%push", r), _parts(code, "%dz", r)
        names = ("%dh", "%part", "%dc", "%later", "%c", "%last")
        dh, part, dc, later, c, last = (code.row(p, r, "%n") for p in names)

        def step(v: Lane, at: str, s: list[str]) -> list[str]:
            one = v.const(1.0)
            i, j, f, o = (v.load(g, at) for g in gates)
            of_h = v.add(v.load(dh, at), v.load(part, at))
            out = tanh(v, v.load(c, at))
            of_c = v.fma(v.load(later, at), v.load(after[2], at), v.load(dc, at))
            flat = v.sub(one, v.mul(out, out))
            of_c = v.fma(v.mul(of_h, o), flat, of_c)
            v.store(dh, at, of_h)
            v.store(dc, at, of_c)
            found = (v.mul(of_c, j), v.mul(of_c, i), v.mul(of_c, v.load(last, at)),
                     v.mul(of_h, out))  # fmt: skip
            for k, (gate, inner) in enumerate(zip((i, j, f, o), found)):
                slope = v.mul(v.sub(one, gate), v.add(one, gate) if k == 1 else gate)
                given = v.load(push[k], at)
                whole = v.fma(v.splat("%inside"), given, inner)
                v.store(dz[k], at, v.fma(slope, whole, v.mul(v.splat("%outside"), given)))
            return []

        code.sweep("%n", step)

    code.loop("0", "%rows", 1, row)
    return code


# name -> source; arguments: p a pointer, i an integer, r a number
_KERNELS: dict[str, tuple[Callable[[str], Code], str]] = {
    "lstm_step": (_lstm_step, "pppppii"),
    "lstm_back": (_lstm_back, "ppppppppppiirr"),
}


@functools.cache
def kernel(name: str, dtype: str) -> Callable[..., None] | None:
    """A compiled kernel of those above; None where there can be none."""
    if dtype not in FLOATS:
        return None
    source, kinds = _KERNELS[name]
    return compiled(source(dtype), kinds)


def _steps(a: Array) -> list[int]:
    """The address of each step of a sequence."""
    start, stride = a.ctypes.data, a.strides[0]
    return [start + t * stride for t in range(len(a))]


def lstm(
    xp: Any, gates: Array, own: Array, c: Array, h: Array, cs: Array, hs: Array
) -> bool:  # fmt: skip
    """All steps, if there is machine code for them: fills `cs` and `hs` and completes `gates`.

    Args:
      xp: the array namespace.
      gates: what the inputs put into the gates.
      own: the kernel of h.
      c: the memory to begin with.
      h: the output to begin with.
      cs: place for c of all steps, in row-major order like all that follows and the gates.
      hs: place for h of all steps.
    """
    run = kernel("lstm_step", gates.dtype.name) if is_large(xp, gates) else None
    if run is None:
        return False
    batch, units = c.shape
    c = np.ascontiguousarray(c)
    part = np.empty(gates.shape[1:], gates.dtype)
    last, put = c.ctypes.data, part.ctypes.data
    places = zip(_steps(gates), _steps(cs), _steps(hs))
    for t, (z_at, c_at, h_at) in enumerate(places):
        np.matmul(hs[t - 1] if t else h, own, out=part)
        run(z_at, put, last, c_at, h_at, batch, units)
        last = c_at
    return True


def lstm_grad(
    xp: Any, pushes: tuple[Array, ...], seen: tuple[Array, ...], found: tuple[Array, ...],
    back: Array, of_gates: bool,
) -> bool:  # fmt: skip
    """All steps backwards, if there is machine code for them.

    Args:
      xp: the array namespace.
      pushes: the gradients of h, c and gates that are given.
      seen: gates, c and the first c.
      found: places for the gradients of h, c and z, in row-major order.
      back: the kernel of h, transposed.
      of_gates: the third gradient is that of gates, not of z.
    """
    gates, c, c0 = (np.ascontiguousarray(a) for a in seen) if xp is np else seen
    run = kernel("lstm_back", gates.dtype.name) if is_large(xp, gates) else None
    if run is None:
        return False
    dhs, dcs, dzs = found
    dhs[...], dcs[...] = pushes[:2]
    given = np.ascontiguousarray(pushes[2])
    part, later = np.zeros(c0.shape, c0.dtype), np.zeros(c0.shape, c0.dtype)
    gate_at, c_at, given_at = _steps(gates), _steps(c), _steps(given)
    dh_at, dc_at, dz_at = _steps(dhs), _steps(dcs), _steps(dzs)
    put, of_c, after = part.ctypes.data, later.ctypes.data, gates.ctypes.data
    inside, outside = (1.0, 0.0) if of_gates else (0.0, 1.0)
    for t in reversed(range(len(c))):
        if t + 1 < len(c):
            np.matmul(dzs[t + 1], back, out=part)
            of_c, after = dc_at[t + 1], gate_at[t + 1]
        run(
            dh_at[t], put, dc_at[t], of_c, after, gate_at[t], c_at[t],
            c_at[t - 1] if t else c0.ctypes.data, given_at[t], dz_at[t], *c0.shape, inside, outside,
        )  # fmt: skip
    return True
