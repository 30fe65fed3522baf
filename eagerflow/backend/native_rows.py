"""Machine code for kernels that work row by row.

Each kernel is a loop over rows around a few sweeps over a row, which stays in the cache between
them. A sweep is written once and emitted for vectors and for the elements that are left over. Sums
have several accumulators, in an order that depends on the length of the row only.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .native import FLOATS, Code, Lane, compiled


def _count(code: Code, n: str) -> str:
    return code.op(f"sitofp i64 {n} to {code.real}")


def _row_moments(code: Code, x: str, n: str, size: str, epsilon: str, centered: str) -> Any:
    """The mean of a row (times `centered`, which is 0 or 1) and one over its deviation."""
    one = Lane(code, 1)
    (total,) = code.sweep(n, lambda v, i, s: [v.add(s[0], v.load(x, i))], ["add"])
    mean = one.mul(one.div(total, size), centered)

    def squares(v: Lane, i: str, s: list[str]) -> list[str]:
        away = v.sub(v.load(x, i), v.splat(mean))
        return [v.fma(away, away, s[0])]

    (spread,) = code.sweep(n, squares, ["add"])
    deviation = one.sqrt(one.add(one.div(spread, size), epsilon))
    return mean, one.div(one.const(1.0), deviation)


def _layer_norm(dtype: str) -> Code:
    real = FLOATS[dtype][0]
    code = Code(
        f"layer_norm_{dtype}", dtype,
        "ptr noalias %x, ptr noalias %y, ptr noalias %gamma, ptr noalias %beta, "
        f"i64 %rows, i64 %n, {real} %epsilon, {real} %centered",
    )  # fmt: skip
    size = _count(code, "%n")

    def row(r: str) -> None:
        x, y = code.row("%x", r, "%n"), code.row("%y", r, "%n")
        mean, factor = _row_moments(code, x, "%n", size, "%epsilon", "%centered")

        def write(v: Lane, i: str, s: list[str]) -> list[str]:
            normal = v.mul(v.sub(v.load(x, i), v.splat(mean)), v.splat(factor))
            v.store(y, i, v.fma(normal, v.load("%gamma", i), v.load("%beta", i)))
            return []

        code.sweep("%n", write)

    code.loop("0", "%rows", 1, row)
    return code


def _layer_norm_grad(dtype: str) -> Code:
    real = FLOATS[dtype][0]
    code = Code(
        f"layer_norm_grad_{dtype}", dtype,
        "ptr noalias %g, ptr noalias %x, ptr noalias %gamma, ptr noalias %dx, "
        f"ptr noalias %dgamma, ptr noalias %dbeta, i64 %rows, i64 %n, {real} %epsilon, "
        f"{real} %centered",
    )  # fmt: skip
    size = _count(code, "%n")
    one = Lane(code, 1)

    def row(r: str) -> None:
        g, x, dx = (code.row(p, r, "%n") for p in ("%g", "%x", "%dx"))
        mean, factor = _row_moments(code, x, "%n", size, "%epsilon", "%centered")

        def normal(v: Lane, i: str) -> str:
            return v.mul(v.sub(v.load(x, i), v.splat(mean)), v.splat(factor))

        def inner(v: Lane, i: str, s: list[str]) -> list[str]:
            w, z = v.load(g, i), normal(v, i)
            v.store("%dgamma", i, v.fma(w, z, v.load("%dgamma", i)))
            v.store("%dbeta", i, v.add(w, v.load("%dbeta", i)))
            a = v.mul(w, v.load("%gamma", i))
            return [v.add(s[0], a), v.fma(a, z, s[1])]

        plain, along = code.sweep("%n", inner, ["add", "add"])
        plain = one.mul(one.div(plain, size), "%centered")
        along = one.div(along, size)

        def write(v: Lane, i: str, s: list[str]) -> list[str]:
            a = v.sub(v.mul(v.load(g, i), v.load("%gamma", i)), v.splat(plain))
            out = v.sub(a, v.mul(normal(v, i), v.splat(along)))
            v.store(dx, i, v.mul(out, v.splat(factor)))
            return []

        code.sweep("%n", write)

    code.loop("0", "%rows", 1, row)
    return code


def _total(code: Code, x: str, n: str) -> tuple[str, str]:
    """The largest element of a row, and the sum of the exponentials of what is above it."""
    low = float("-inf")
    (top,) = code.sweep(n, lambda v, i, s: [v.max(v.load(x, i), s[0])], ["max"], low)

    def exponentials(v: Lane, i: str, s: list[str]) -> list[str]:
        return [v.add(s[0], v.exp(v.sub(v.load(x, i), v.splat(top))))]

    (total,) = code.sweep(n, exponentials, ["add"])
    return top, total


def _log_total(dtype: str) -> Code:
    """For each row its maximum and the sum of the exponentials: the logarithm is NumPy's."""
    code = Code(
        f"log_total_{dtype}", dtype,
        "ptr noalias %x, ptr noalias %top, ptr noalias %total, i64 %rows, i64 %n",
    )  # fmt: skip

    def row(r: str) -> None:
        top, total = _total(code, code.row("%x", r, "%n"), "%n")
        one = Lane(code, 1)
        one.store("%top", r, top)
        one.store("%total", r, total)

    code.loop("0", "%rows", 1, row)
    return code


def _scaled_softmax(dtype: str) -> Code:
    """`weight * softmax(x)` for each row, less `less * labels` where there are labels."""
    code = Code(
        f"scaled_softmax_{dtype}", dtype,
        "ptr noalias %x, ptr noalias %weight, ptr noalias %less, ptr noalias %labels, "
        "ptr noalias %y, i64 %rows, i64 %n, i64 %dense",
    )  # fmt: skip
    one = Lane(code, 1)
    with_labels = code.op("icmp ne i64 %dense, 0")

    def row(r: str) -> None:
        x, y = code.row("%x", r, "%n"), code.row("%y", r, "%n")
        low = float("-inf")
        (top,) = code.sweep("%n", lambda v, i, s: [v.max(v.load(x, i), s[0])], ["max"], low)

        def exponentials(v: Lane, i: str, s: list[str]) -> list[str]:
            e = v.exp(v.sub(v.load(x, i), v.splat(top)))
            v.store(y, i, e)
            return [v.add(s[0], e)]

        (total,) = code.sweep("%n", exponentials, ["add"])
        factor = one.div(one.load("%weight", r), total)

        def scale(v: Lane, i: str, s: list[str]) -> list[str]:
            v.store(y, i, v.mul(v.load(y, i), v.splat(factor)))
            return []

        code.sweep("%n", scale)

        def subtract() -> None:
            labels, less = code.row("%labels", r, "%n"), one.load("%less", r)

            def change(v: Lane, i: str, s: list[str]) -> list[str]:
                away = v.mul(v.load(labels, i), v.splat(less))
                v.store(y, i, v.sub(v.load(y, i), away))
                return []

            code.sweep("%n", change)

        code.when(with_labels, subtract)

    code.loop("0", "%rows", 1, row)
    return code


def _label_loss(dtype: str) -> Code:
    """For each row the sum of `labels * (log_total - (x - top))`."""
    code = Code(
        f"label_loss_{dtype}", dtype,
        "ptr noalias %x, ptr noalias %labels, ptr noalias %top, ptr noalias %log_total, "
        "ptr noalias %y, i64 %rows, i64 %n",
    )  # fmt: skip
    one = Lane(code, 1)

    def row(r: str) -> None:
        x, labels = code.row("%x", r, "%n"), code.row("%labels", r, "%n")
        top, log_total = one.load("%top", r), one.load("%log_total", r)

        def add(v: Lane, i: str, s: list[str]) -> list[str]:
            away = v.sub(v.splat(log_total), v.sub(v.load(x, i), v.splat(top)))
            return [v.fma(away, v.load(labels, i), s[0])]

        (total,) = code.sweep("%n", add, ["add"])
        one.store("%y", r, total)

    code.loop("0", "%rows", 1, row)
    return code


def _add_rows(dtype: str) -> Code:
    """Adds rows to those rows of a table, from `%first` up to `%last`, that indices name."""
    code = Code(
        f"add_rows_{dtype}", dtype,
        "ptr noalias %table, ptr noalias %indices, ptr noalias %values, i64 %count, i64 %n, "
        "i64 %first, i64 %last",
    )  # fmt: skip

    def row(k: str) -> None:
        at = code.op(f"getelementptr i64, ptr %indices, i64 {k}")
        r = code.op(f"load i64, ptr {at}")
        here = code.op(
            f"and i1 {code.op(f'icmp sge i64 {r}, %first')}, {code.op(f'icmp slt i64 {r}, %last')}"
        )

        def add() -> None:
            to, values = code.row("%table", r, "%n"), code.row("%values", k, "%n")

            def change(v: Lane, i: str, s: list[str]) -> list[str]:
                v.store(to, i, v.add(v.load(to, i), v.load(values, i)))
                return []

            code.sweep("%n", change)

        code.when(here, add)

    code.loop("0", "%count", 1, row)
    return code


CHAINS = 8  # running sums that are taken side by side: each waits for its last addition


def _running_sums(dtype: str) -> Code:
    """Running sums of `CHAINS` segments that lie one behind the other, from given starts.

    They are taken in double precision, in which the starts are.
    """
    code = Code(
        f"running_sums_{dtype}", dtype,
        "ptr noalias %x, ptr noalias %y, ptr noalias %starts, i64 %n",
    )  # fmt: skip
    one = Lane(code, 1)
    single = dtype == "float32"
    slots, xs, ys = [], [], []
    for j in range(CHAINS):
        slots.append(code.slot("double"))
        start = code.op(
            f"load double, ptr {code.op(f'getelementptr double, ptr %starts, i64 {j}')}"
        )
        code.do(f"store double {start}, ptr {slots[-1]}")
        xs.append(code.row("%x", str(j), "%n"))
        ys.append(code.row("%y", str(j), "%n"))

    def step(i: str) -> None:
        for slot, x, y in zip(slots, xs, ys):
            new = one.load(x, i)
            new = code.op(f"fpext float {new} to double") if single else new
            total = code.op(f"fadd double {code.op(f'load double, ptr {slot}')}, {new}")
            code.do(f"store double {total}, ptr {slot}")
            one.store(y, i, code.op(f"fptrunc double {total} to float") if single else total)

    code.loop("0", "%n", 1, step)
    return code


def _row_sums(dtype: str) -> Code:
    code = Code(
        f"row_sums_{dtype}", dtype, "ptr noalias %x, ptr noalias %y, i64 %rows, i64 %n"
    )  # fmt: skip

    def row(r: str) -> None:
        x = code.row("%x", r, "%n")
        (total,) = code.sweep("%n", lambda v, i, s: [v.add(s[0], v.load(x, i))], ["add"])
        Lane(code, 1).store("%y", r, total)

    code.loop("0", "%rows", 1, row)
    return code


# name -> source; arguments: p a pointer, i an integer, r a number
_KERNELS: dict[str, tuple[Callable[[str], Code], str]] = {
    "layer_norm": (_layer_norm, "ppppiirr"),
    "layer_norm_grad": (_layer_norm_grad, "ppppppiirr"),
    "log_total": (_log_total, "pppii"),
    "scaled_softmax": (_scaled_softmax, "pppppiii"),
    "label_loss": (_label_loss, "pppppii"),
    "add_rows": (_add_rows, "pppiiii"),
    "running_sums": (_running_sums, "pppi"),
    "row_sums": (_row_sums, "ppii"),
}


@functools.cache
def kernel(name: str, dtype: str) -> Callable[..., None] | None:
    """A compiled kernel; None where there can be none.

    Args:
      name: one of the kernels above.
      dtype: "float32" or "float64".
    """
    if dtype not in FLOATS:
        return None
    source, kinds = _KERNELS[name]
    return compiled(source(dtype), kinds)
