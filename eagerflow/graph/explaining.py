"""What became of a traced function, in words: the steps of its plan, and which are machine code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from .native.nest import Nest
from .native.program import Program
from .native.segments import Native, Segment
from .plan import Plan


def explained(name: str, number: int, nodes: int, plan: Plan) -> str:
    """The report on one plan.

    Args:
      name: of the function.
      number: which trace of it this is, from 1.
      nodes: how many operations the graph has.
      plan: the plan.
    """
    native = plan.rewrite if isinstance(plan.rewrite, Native) else None
    lines = [f"{name}, trace {number}: {nodes} operations, {len(plan.steps)} steps"]
    if native is None:
        lines.append("no machine code (jit_compile=True asks for it); every step calls a kernel")
    else:
        for i, segment in enumerate(native.segments):
            lines += _of_segment(i + 1, segment)
        lines += _of_calls(native)
    return "\n".join(lines)


def _of_segment(number: int, segment: Segment) -> Iterator[str]:
    kinds = Counter(s.op.type for s in segment.steps)
    shown = ", ".join(f"{n} {kind}" if n > 1 else kind for kind, n in kinds.most_common(8))
    more = ", ..." if len(kinds) > 8 else ""
    yield f"segment {number}: {len(segment.steps)} steps in one native call ({shown}{more})"
    if not segment.programs:
        yield "  not compiled yet: it was not called"
    for sizes, program in segment.programs.items():
        if sizes is not None:
            yield f"  for inputs of {', '.join(str(list(s)) for s in sizes)}:"
        if program is None:
            yield f"  called step by step, because there is no machine code for {segment.refused}"
        else:
            yield from _of_program(program)


def _of_program(program: Program) -> Iterator[str]:
    nests = [s for s in program.steps if isinstance(s, Nest)]
    products = len(program.steps) - len(nests)
    names = len({n.name for n in nests})
    members = sum(len(n.unit.members) for n in nests)
    yield (
        f"  {members} elementwise operations and sums in {len(nests)} loops ({names} different), "
        f"{products} matrix products, {sum(n.pieces > 1 for n in nests)} loops in threads"
    )
    yield (
        f"  arena {_size(program.arena_size)} for {_size(program.temporaries)} of arrays between; "
        f"{_size(program.moved)} read and written"
    )
    origin = "from the disk" if program.from_disk else "compiled"
    yield f"  made in {program.seconds * 1e3:.0f} ms, {origin}"


def _size(n: int) -> str:
    for unit in ("B", "KiB", "MiB"):
        if n < 1024:
            return f"{n:.0f} {unit}" if unit == "B" else f"{n:.1f} {unit}"
        n = n / 1024  # type: ignore[assignment]
    return f"{n:.1f} GiB"


def _of_calls(native: Native) -> Iterator[str]:
    if not native.called:
        return
    why: dict[tuple[str, str], list[Any]] = {}
    for step, reason in native.called:
        why.setdefault((step.op.type, reason), []).append(step)
    yield f"{len(native.called)} steps that Python calls:"
    for (kind, reason), steps in why.items():
        site = steps[0].node.site
        yield f"  {len(steps)} {kind}: {reason}" + (f" (first at {site})" if site else "")
