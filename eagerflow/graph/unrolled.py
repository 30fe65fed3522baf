"""Python loops that a trace has unrolled into many nodes: they are named."""

from __future__ import annotations

import ast
import linecache
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from .. import logger, sites
from .ir import CONST
from .trace import FunctionGraph

_LIMIT = 200  # nodes of one loop
_ROUNDS = 16  # a loop over the layers of a model is meant to be unrolled
_LOOPS = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

Place = tuple[str, int]  # a file and a line


@lru_cache(16)
def _loops(filename: str, text: str) -> list[range]:
    """The lines of the loops in a file, inner ones before those around them."""
    try:
        tree = ast.parse(text)
    except SyntaxError:  # a cell with magic commands
        return []
    found = [n for n in ast.walk(tree) if isinstance(n, _LOOPS)]
    spans = [range(n.lineno, (n.end_lineno or n.lineno) + 1) for n in found]
    return sorted(spans, key=len)


def _loop_at(filename: str, line: int) -> range | None:
    """The lines of the innermost loop around a line."""
    loops = _loops(filename, "".join(linecache.getlines(filename)))
    return next((span for span in loops if line in span), None)


def _loop_of(stack: list[Place]) -> tuple[str, range] | None:
    """The innermost loop that a node was made in."""
    for filename, line in stack:
        loop = _loop_at(filename, line)
        if loop is not None:
            return filename, loop
    return None


def report(graph: FunctionGraph, told: set[Any]) -> None:
    """Warn of loops that became many nodes.

    Args:
      graph: the graph of a trace.
      told: places that were warned of; those that are new are added.
    """
    counted = [
        (s.filename, s.line, f"ran {steps} steps, which made {made}")
        for s, steps, made in graph.unrolled
    ]
    for filename, line, what in [*counted, *_sampled(graph)]:
        if (filename, line) not in told:
            told.add((filename, line))
            logger.warning(
                "%s: Large unrolled loop: Python %s operations [%s:%d]. "
                "Fix: loop over tf.range(n), a tensor or a dataset for one loop of the graph",
                graph.name, what, sites.shortened(filename), line,
            )  # fmt: skip


def _sampled(graph: FunctionGraph) -> Iterator[tuple[str, int, str]]:
    """Loops that nobody counted, such as comprehensions: where they are, and what they made."""
    stacks = graph.stacks or []
    if len(stacks) * graph.SAMPLE < _LIMIT:
        return
    sampled = Counter(_loop_of([(s.filename, s.line) for s in stack]) for stack in stacks)
    made = [n.site for n in graph.made_nodes() if n.site is not None and n.opdef is not CONST]
    where = {(id(s.code), s.lasti): s for s in made}
    counts = Counter((id(s.code), s.lasti) for s in made)
    for found, samples in sampled.items():
        about = samples * graph.SAMPLE
        if found is None or about < _LIMIT * 3 // 4:
            continue
        filename, loop = found
        inside = [
            n for at, n in counts.items()
            if where[at].filename == filename and where[at].line in loop
        ]  # fmt: skip
        direct = 2 * sum(inside) > about  # otherwise functions that it calls made the nodes
        nodes = sum(inside) if direct else about
        rounds = sorted(inside)[len(inside) // 2] if direct else max(counts.values())
        if nodes > _LIMIT and rounds >= _ROUNDS:
            yield filename, loop.start, f"made about {nodes}"
