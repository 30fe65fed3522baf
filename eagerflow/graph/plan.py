"""Plans: what runs when a graph is run, straight-line Python source that calls kernels.

Functions and sessions use the same plans, and the kernels are those of eager calls, so that the
bits are the same in every mode.
"""

from __future__ import annotations

import itertools
import linecache
import re
import time
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any

import numpy as np

from .. import errors, sites
from ..backend.arrays import NUMPY, Backend, kind_for
from ..core.dispatch import tidy
from ..core.opdef import HOST, INPUT, LIST, VARIABLE
from ..core.spec import Spec
from .ir import Operation, Symbol, variables_of
from .layout import Layout
from .lower import Lowering, Step, Value, dead_removed, needed

_numbers = itertools.count(1)
# Tools that follow a run: each is told of every new plan, and what a symbol's value is by its id.
observers: list[Callable[[Plan, Mapping[int, Value]], None]] = []
_PLAIN = (int, bool, str, bytes, type(None))


class Plan:
    """A compiled set of fetches of a graph.

    Args:
      graph: the graph.
      fetches: symbols and operations to run; symbols give results, in order.
      feeds: symbols whose values are given.
      backend: the array library that runs it.
      effects: operations to run besides.
      rewrite: makes of the steps those that run, from them and the values that are fetched.
      done: operations that ran already, which are not waited for.

    Attributes:
      variables: what the plan reads and writes, in the order in which cells are given to `run`.
      nodes: the operations that it runs.
      keeps: for each feed whether its array may be used after the run, in a variable or queue.
      source: the generated source.
    """

    def __init__(
        self,
        fetches: Sequence[Symbol | Operation],
        feeds: Sequence[Symbol],
        backend: Backend = NUMPY,
        effects: Iterable[Operation] = (),
        rewrite: Callable[[list[Step], list[Value]], list[Step]] | None = None,
        done: Iterable[Operation] = (),
    ) -> None:
        lowering = Lowering(backend)
        self._inputs = [lowering.feed(s) for s in feeds]
        nodes = self.nodes = needed([*fetches, *effects], feeds, done)
        lowering.add(nodes)
        symbols = [f for f in fetches if isinstance(f, Symbol)]
        self._results = [lowering.env[id(s)] for s in symbols]
        asked = {id(f) for f in (*fetches, *effects) if isinstance(f, Operation)}
        asked |= {id(n) for n in nodes if n.opdef.effect}
        self.steps = dead_removed(lowering.steps, self._results, asked, backend)
        self.rewrite = rewrite
        if rewrite is not None and backend is NUMPY:
            self.steps = rewrite(self.steps, self._results)
        self.variables = list(
            {id(v): v for s in self.steps for v in variables_of(s.op, s.args)}.values()
        )
        for observe in observers:
            observe(self, lowering.env)
        for i, v in enumerate((*self._inputs, *(v for s in self.steps for v in s.outs))):
            v.name = f"v{i}"
        self.kinds = [kind_for(backend.array_type, v.spec.dtype) for v in self._results]
        self._careful: Callable[..., Any] | None = None
        layout = Layout(self.steps, self._inputs, self._results, reuse=True)
        self.reuses = bool(layout.out)
        self.source, self._fast = self._generate(layout)
        self.fresh = [self._is_fresh(v, layout) for v in self._results]
        self.keeps = [id(layout.storage(v)) in layout.exposed for v in self._inputs]

    def _is_fresh(self, v: Value, layout: Layout) -> bool:
        """True when a result shares memory with nothing that outlives the run."""
        return (
            v.array is None
            and id(layout.storage(v)) not in layout.lives_on
            and v.step is not None
            and not v.step.op.alias
            and VARIABLE not in v.step.op.kinds
        )

    def run(self, cells: Sequence[Any], arrays: Sequence[Any]) -> tuple[Any, ...]:
        """Run the plan.

        Args:
          cells: the cells of `variables`, in order.
          arrays: the values of the feeds, in order.

        Returns:
          The values of the fetched symbols, in order.
        """
        with np.errstate(all="ignore"):
            return self.run_inside(cells, arrays)

    def run_inside(self, cells: Sequence[Any], arrays: Sequence[Any]) -> tuple[Any, ...]:
        """`run` for a plan that a kernel of another plan runs."""
        function = self._fast
        if self.reuses and not _all_row_major(arrays):
            if self._careful is None:
                layout = Layout(self.steps, self._inputs, self._results, reuse=False)
                self._careful = self._generate(layout)[1]
            function = self._careful
        try:
            result: tuple[Any, ...] = function(cells, arrays)
            return result
        except Exception as e:
            explained = self._explained(e)
            if explained is None:
                raise
            raise explained from e

    def timed(self, note: Callable[[Operation, float, float], None]) -> Callable[..., Any]:
        """A function like `run` that tells of each step when it began and ended, in seconds.

        Args:
          note: is called with the operation and the two times.
        """
        layout = Layout(self.steps, self._inputs, self._results, reuse=False)
        run = self._generate(layout, note)[1]

        def timed_run(cells: Sequence[Any], arrays: Sequence[Any]) -> Any:
            with np.errstate(all="ignore"):
                return run(cells, arrays)

        return timed_run

    def _generate(
        self, layout: Layout, note: Callable[[Operation, float, float], None] | None = None
    ) -> tuple[str, Callable[..., Any]]:
        writer = _Writer(self._inputs, self.variables, note)
        for at, step in enumerate(self.steps):
            writer.step(step, layout.out.get(at))
            writer.let_go(layout.let_go(at))
        source = writer.finish(self._results)
        filename = f"{sites.GENERATED} plan {next(_numbers)}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        weakref.finalize(self, linecache.cache.pop, filename, None)
        exec(compile(source, filename, "exec"), writer.names)
        return source, writer.names["run"]

    def _explained(self, e: Exception) -> Exception | None:
        """The error of a step with the lines that made it and ran it; None when no step failed."""
        at = None if errors.is_kept(e) else _failing_line(e.__traceback__)
        if at is None or not 0 <= at[0] - _FIRST_LINE < len(self.steps):
            return None
        return explained(self.steps[at[0] - _FIRST_LINE], at[1], e)


def explained(step: Step, found: dict[str, Any], e: Exception) -> Exception:
    """The error of a step with the lines that made it and ran it, from the arrays by name."""
    node = step.node
    if "\n  at " in str(e) and isinstance(e, errors.OpError):
        return e
    operands, better = _operands(step, found)
    cls: type[Exception] = type(better or e)
    if not issubclass(cls, errors.OpError):
        cls = {ValueError: errors.ShapeError, TypeError: errors.DTypeError}.get(
            cls, errors.InvalidArgumentError
        )
    return errors.make(
        cls,
        str(better or e).split("\n")[0],
        op=node.type,
        site=node.site,
        operands=[
            f"node '{node.name}'",
            *_in_gradient(node),
            *operands,
            f"run at {sites.user_site()}",
        ],
    )


_GRAD = re.compile(r"_grad(_\d+)?$")
_FIRST_LINE = 4  # line of the source on which the first step stands


def _all_row_major(arrays: Sequence[Any]) -> bool:
    return all(type(a) is not np.ndarray or a.flags.c_contiguous for a in arrays)


def _in_gradient(node: Operation) -> list[str]:
    """A line with the operation whose gradient a node is part of, if it is one: scopes tell."""
    parts = node.name.split("/")
    ends = [i for i, part in enumerate(parts) if _GRAD.search(part)]
    for end in ends[-1:]:
        for start in range(end + 1):
            name = "/".join([*parts[start:end], _GRAD.sub("", parts[end])])
            found = next((n for n in node.graph.nodes if n.name == name), None)
            if found is not None:
                return [f"in the gradient of {found.type} at {found.site}"]
    return []


def _failing_line(traceback: TracebackType | None) -> tuple[int, dict[str, Any]] | None:
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename.startswith(f"{sites.GENERATED} plan"):
            return traceback.tb_lineno, traceback.tb_frame.f_locals
        traceback = traceback.tb_next
    return None


def _operands(step: Step, found: dict[str, Any]) -> tuple[list[str], Exception | None]:
    """A line for each operand of a failed step, and the error of its rule for the actual shapes."""
    lines: list[str] = []
    arguments: list[Any] = []

    def spec(v: Value) -> Spec:
        array = v.array if v.array is not None else found.get(v.name)
        return Spec(v.spec.dtype, getattr(array, "shape", None))

    for param, kind, a in zip(step.op.params, step.op.kinds, step.args, strict=True):
        if kind == LIST:
            arguments.append(tuple(spec(v) for v in a))
        elif kind == VARIABLE:
            arguments.append(Spec(a.dtype, a.static_shape))
        elif isinstance(a, Value):
            arguments.append(spec(a) if kind == INPUT else None)
        else:
            arguments.append(a)
        if kind in (INPUT, LIST) and a is not None:
            lines.append(f"{param}: {arguments[-1]!r}")
    try:
        step.op.rule(*arguments)
    except Exception as e:  # the rule says it better than the kernel
        return lines, e
    return lines, None


class _Writer:
    """Writes the source of a plan, one line for each step."""

    def __init__(
        self,
        inputs: Sequence[Value],
        variables: Sequence[Any],
        note: Callable[[Operation, float, float], None] | None,
    ) -> None:
        self._note = note
        self.names: dict[str, Any] = {
            "__name__": "eagerflow.graph.plan",
            "host": to_host_value,
            "tidy": tidy,
        }
        self._kernels: dict[int, str] = {}
        self._constants: dict[int, str] = {}
        self._cells = {id(v): f"c{i}" for i, v in enumerate(variables)}
        self._lines = [
            "def run(cells, inputs):",
            f"    ({''.join(c + ', ' for c in self._cells.values())}) = cells",
            f"    ({''.join(v.name + ', ' for v in inputs)}) = inputs",
        ]

    def step(self, step: Step, out: Value | None) -> None:
        """Add the call of a step, writing into the buffer of `out` if there is one."""
        parts = [self._argument(k, a) for k, a in zip(step.op.kinds, step.args, strict=True)]
        if out is not None:
            parts.append(f"out={out.name}")
        call = f"{self._kernel(step)}({', '.join(parts)})"
        if len(step.outs) == 1 and not step.node.several:
            if not step.outs[0].spec.shape:  # NumPy's scalars compute with other roundings
                call = f"tidy({call})"
            self._lines.append(f"    {step.outs[0].name} = {call}")
        elif step.outs:
            self._lines.append(f"    ({''.join(v.name + ', ' for v in step.outs)}) = {call}")
        else:
            self._lines.append(f"    {call}")

    def let_go(self, values: Sequence[Value]) -> None:
        """Free dead arrays in the line of the last step."""
        self._lines[-1] += "".join(f"; {v.name} = None" for v in values)

    def finish(self, results: Sequence[Value]) -> str:
        """The whole source."""
        returned = "".join(self._value(v) + ", " for v in results)
        return "\n".join([*self._lines, f"    return ({returned})", ""])

    def _argument(self, kind: str, a: Any) -> str:
        if kind == VARIABLE and type(a) is tuple:
            return f"({''.join(self._cells[id(v)] + ', ' for v in a)})"
        if kind == VARIABLE:
            return self._cells[id(a)]
        if kind == LIST:
            return f"({''.join(self._value(v) + ', ' for v in a)})"
        if isinstance(a, Value):
            return f"host({self._value(a)})" if kind == HOST else self._value(a)
        return self._constant(a)

    def _value(self, v: Value) -> str:
        return v.name if v.array is None else self._constant(v.array)

    def _constant(self, a: Any) -> str:
        if isinstance(a, _PLAIN) or (type(a) is tuple and all(isinstance(x, _PLAIN) for x in a)):
            return repr(a)
        name = self._constants.get(id(a))
        if name is None:
            name = self._constants[id(a)] = f"k{len(self._constants)}"
            self.names[name] = a
        return name

    def _kernel(self, step: Step) -> str:
        if self._note is not None:
            own = f"{step.op.type}_{len(self.names)}"
            self.names[own] = _noted(step, self._note)
            return own
        name = self._kernels.get(id(step.kernel))
        if name is None:
            name = self._kernels[id(step.kernel)] = f"{step.op.type}_{len(self._kernels)}"
            self.names[name] = step.kernel
        return name


def _noted(step: Step, note: Callable[[Operation, float, float], None]) -> Callable[..., Any]:
    """The kernel of a step, which tells when it began and ended."""

    def run(*args: Any, **kwargs: Any) -> Any:
        begin = time.perf_counter()
        result = step.kernel(*args, **kwargs)
        note(step.node, begin, time.perf_counter())
        return result

    return run


def to_host_value(a: Any) -> Any:
    """The Python value of a small array: an int, or nested tuples of ints."""
    values = a.tolist() if isinstance(a, (np.ndarray, np.generic)) else a.get().tolist()

    if a.ndim == 1:
        return tuple(values)

    def frozen(v: Any) -> Any:
        return tuple([frozen(x) for x in v]) if isinstance(v, list) else v

    return frozen(values)
