"""What the contract checks, as a table: `python -m tests.contract_report`.

Prints a row for each registered op, the sums, and the ops that are not differentiable.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests import contract_checks
from tests.contract import OPS, Op, allowed_dtypes
from tests.test_op_contract import MODES, attempt

COLUMNS = ["op", "calls", "dtypes", "values", "layouts", "gradients", "memory", "bits", "errors"]


def short(op: Op) -> str:
    """The dtypes an op takes: how many floating, complex, integer and other ones."""
    kinds = [{"u": "i"}.get(d.kind, d.kind) for d in allowed_dtypes(op)]
    return " ".join(f"{kinds.count(k)}{k}" for k in "fcibs" if k in kinds)


def row(op: Op) -> list[object]:
    """The counts of one op."""
    for bad in op.sample.bad:
        contract_checks.check_bad(op, bad, attempt)
    gradients = contract_checks.check_gradients(op)
    return [
        op.type,
        len(op.sample.calls),
        short(op),
        contract_checks.check_values(op),
        contract_checks.check_layouts(op),
        gradients if op.definition.vjp else "none",
        contract_checks.check_memory(op),
        sum(contract_checks.check_same_bits(op, run) for run in MODES.values()),
        len(op.sample.bad),
    ]


def table(rows: list[list[object]]) -> Iterator[str]:
    """Rows under their headings."""
    widths = [max(len(str(r[i])) for r in [COLUMNS, *rows]) for i in range(len(COLUMNS))]
    for r in [COLUMNS, *rows]:
        yield "  ".join(str(v).ljust(w) for v, w in zip(r, widths, strict=True)).rstrip()


def report() -> Iterator[str]:
    """The lines of the report."""
    start = time.perf_counter()
    rows, broken = [], []
    for op in OPS:
        try:
            rows.append(row(op))
        except Exception as e:
            broken.append(f"{op.type}: {type(e).__name__} {str(e).strip().splitlines()[0]}")
    yield from table(rows)
    counts = [sum(v for v in column if isinstance(v, int)) for column in zip(*rows, strict=True)]
    sums = ", ".join(f"{n} {c}" for c, n in zip(COLUMNS, counts, strict=True) if n)
    yield f"\n{len(rows)} ops: {sums}; {time.perf_counter() - start:.1f} s"
    yield "\nNot differentiable: " + ", ".join(op.type for op in OPS if not op.definition.vjp)
    reasons = [f"{op.type}: {op.sample.grad}" for op in OPS if op.sample.grad is not True]
    yield "\n  ".join(["\nGradients not compared with differences:", *reasons])
    if broken:
        yield "\n  ".join(["\nThe contract is broken by:", *broken])


if __name__ == "__main__":
    for line in report():
        print(line)
