"""Running a program and writing down its variables, gradients, updates and values.

`python -m eagerflow.migrate.recording PROGRAM FOLDER` is what `compare` starts for each program.
"""

from __future__ import annotations

import functools
import importlib.abc
import json
import random
import runpy
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from .. import naming, sites
from ..backend.arrays import Kind, is_array_type, kind_of
from ..compat.v1.default_graph import disable_v2_behavior
from ..core import mode
from ..core.opdef import VARIABLE, OpDef, watch_kernels
from ..core.tensor import EagerTensor
from ..graph import plan
from ..graph.ir import Operation, Symbol
from ..graph.lower import Step, Value
from ..ops.arrays.slices import IndexedSlices
from ..ops.random import state
from ..optimizers import base, v1_base
from ..variables.home import Cell
from . import check
from .symbols import Absent, Era, find

SEED = 1
EVENTS = "events.json"
ARRAYS = "arrays.npz"
_KEPT = 4096  # numbers that are kept of an array
_MOST_VALUES = 20_000  # results of operations that are kept of a run
_UNTOLD = {
    "VarHandleOp",
    "ReadVariableOp",
    "Const",
    "RandomKey",
    "StatelessKey",
    "NoOp",
    "Identity",
}


class Recorder:
    """Notes what happens from its making on.

    The events are dictionaries with `kind` (`initial`, `gradient`, `update` or `value`), `name`
    (of the variable, or the scope path and type of the operation), `site` (the user's line),
    `shape`, `sum`, and `array`, the place in `arrays`; `settings` are the numbers of an optimizer.
    """

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.arrays: list[np.ndarray[Any, Any]] = []
        self._values = 0
        self._node: Operation | None = None  # of the plan that is running
        self._cells: dict[int, tuple[Cell, str]] = {}  # id of a cell -> (it, what it is called)
        self._made: Counter[str] = Counter()
        self._sites: dict[str, str] = {}  # where variables were made, by name
        self._trained: set[str] = set()
        self._gradients: dict[int, tuple[Symbol, Any]] = {}  # id of a symbol -> (it, its variable)
        self._draws: Counter[str] = Counter()
        watch_kernels("recording", self._watch)
        plan.observers.append(self._observe)
        state.place_of_draw = self._place_of_draw
        _before(v1_base.OptimizerV1, "apply_gradients", self._applied)
        _before(base.Optimizer, "apply_gradients", self._applied)

    # ------------------------------------------------------------------------------ events

    def _note(self, kind: str, name: str, array: Any, site: Any) -> None:
        a = kind_of(array).backend.to_numpy(array) if is_array_type(type(array)) else array
        a = np.asarray(a)
        if a.dtype.kind not in "fciub":
            return
        flat = a.reshape(-1)
        stride = max(1, flat.size // _KEPT)
        with np.errstate(all="ignore"):
            total = float(np.abs(flat.astype(np.complex128)).sum())
        self.events.append(
            dict(kind=kind, name=name, shape=list(a.shape), sum=total, array=len(self.arrays),
                 site=str(site) if site is not None else "")
        )  # fmt: skip
        self.arrays.append(flat[::stride].copy())

    def _variable(self, cell: Cell, name: str = "", site: Any = None) -> str:
        """What a variable is called: its name, with a number where an earlier one has it too."""
        found = self._cells.get(id(cell))
        if found is None:
            plain = (name or cell.name).partition(":")[0]
            count = self._made[plain]
            self._made[plain] += 1
            label = f"{plain}_{count}" if count else plain
            found = self._cells[id(cell)] = (cell, label)
            if cell.a is not None:
                self._note("initial", label, cell.a, site or self._sites.get(plain))
        return found[1]

    def _watch(self, op: OpDef, kind: Kind, kernel: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(kernel)
        def run(*args: Any, **more: Any) -> Any:
            cells = [
                c
                for k, a in zip(op.kinds, args, strict=False)
                for c in (a if isinstance(a, tuple) else (a,))
                if k == VARIABLE and isinstance(c, Cell)
            ]
            fresh = [c.a is None for c in cells]
            names = [self._variable(c) for c in cells]
            result = kernel(*args, **more)
            if op.effect == "write":
                for cell, name, first in zip(cells, names, fresh, strict=True):
                    made = self._sites.get(name) if first else None
                    self._note("initial" if first else "update", name, cell.a, made or self._site())
            elif op.type not in _UNTOLD and self._values < _MOST_VALUES:
                for a in result if isinstance(result, (tuple, list)) else (result,):
                    if is_array_type(type(a)) or isinstance(a, np.generic):
                        self._values += 1
                        self._note("value", self._path(op), a, self._site())
            return result

        return run

    def _site(self) -> Any:
        return self._node.site if self._node is not None else sites.user_site()

    def _path(self, op: OpDef) -> str:
        scope = naming.scope.get()
        if self._node is not None:
            scope = self._node.name.rpartition("/")[0]
        return f"{scope.rstrip('/')}/{op.type}".lstrip("/")

    # ------------------------------------------------------------------------------- plans

    def _observe(self, plan: plan.Plan, env: Mapping[int, Value]) -> None:
        """Let the steps of a plan tell which operation they are, and which gradient they give."""
        for v in plan.variables:
            if getattr(v, "site", None) is not None and hasattr(v, "trainable"):
                self._sites.setdefault(v.name.partition(":")[0], str(v.site))
        given: dict[int, list[tuple[int, Any]]] = {}
        for key, (_, variable) in self._gradients.items():
            value = env.get(key)
            if value is not None and value.step is not None:
                at = value.step.outs.index(value)
                given.setdefault(id(value.step), []).append((at, variable))
        for step in plan.steps:
            step.kernel = self._told(step, step.kernel, given.get(id(step), []))

    def _told(
        self, step: Step, kernel: Callable[..., Any], gradients: list[tuple[int, Any]]
    ) -> Callable[..., Any]:
        several = len(step.outs) != 1 or step.node.several

        def run(*args: Any, **more: Any) -> Any:
            before, self._node = self._node, step.node
            try:
                result = kernel(*args, **more)
            finally:
                self._node = before
            for at, variable in gradients:
                name = variable.name.partition(":")[0]
                self._trained.add(name)
                self._note("gradient", name, result[at] if several else result, step.node.site)
            return result

        return run

    # -------------------------------------------------------------------------- optimizers

    def _applied(self, optimizer: Any, pairs: list[tuple[Any, Any]]) -> None:
        """Note the gradients that an optimizer gets, and its settings."""
        self.events.append(
            dict(kind="settings", name="optimizer", site=str(sites.user_site() or ""),
                 settings=settings_of(optimizer))
        )  # fmt: skip
        for gradient, variable in pairs:
            g = gradient.values if isinstance(gradient, IndexedSlices) else gradient
            if isinstance(g, Symbol):
                self._gradients[id(g)] = (g, variable)
            elif isinstance(g, EagerTensor) and getattr(variable, "cell", None) is not None:
                name = self._variable(variable.cell, variable.name, variable.site)
                self._trained.add(name)
                self._note("gradient", name, g.a, sites.user_site())

    # ------------------------------------------------------------------------ random numbers

    def _place_of_draw(self) -> int:
        """A seed for the next draw that follows from its scope and its number within that."""
        scope = naming.scope.get().rstrip("/")
        if mode.snapshot().builder is not None:  # where the draw has a scope of its own
            scope = scope.rpartition("/")[0]
        number = self._draws[scope]
        self._draws[scope] += 1
        return zlib.crc32(f"{scope}#{number}".encode())

    def save(self, folder: Path) -> None:
        """Write the events and their arrays."""
        text = json.dumps({"events": self.events, "trained": sorted(self._trained)})
        (folder / EVENTS).write_text(text, encoding="utf-8")
        arrays: dict[str, Any] = {str(i): a for i, a in enumerate(self.arrays)}
        np.savez(folder / ARRAYS, **arrays)


def settings_of(optimizer: Any) -> dict[str, float]:
    """The numbers that an optimizer was made with, under the names that both eras share."""
    names = {"lr": "learning_rate", "beta1": "beta_1", "beta2": "beta_2", "rho": "decay"}
    found: dict[str, float] = {}
    for name, value in vars(optimizer).items():
        plain = name.lstrip("_")
        if hasattr(value, "cell") and value.cell is not None and plain == "learning_rate":
            value = float(np.asarray(value.cell.a))
        if isinstance(value, float):
            found[names.get(plain, plain)] = value
    return found


def _before(kind: type, method: str, told: Callable[[Any, list[Any]], None]) -> None:
    """Tell of the pairs that a method of optimizers is called with, before it is."""
    original = getattr(kind, method)

    @functools.wraps(original)
    def call(self: Any, grads_and_vars: Iterable[Any], *args: Any, **more: Any) -> Any:
        pairs = list(grads_and_vars)
        told(self, pairs)
        return original(self, pairs, *args, **more)

    setattr(kind, method, call)


# --------------------------------------------------------------------------------- programs


class _StandIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Lets imports of TensorFlow find the modules of this package.

    Args:
      era: whose names the program uses.
    """

    def __init__(self, era: Era) -> None:
        self._era = era
        self._specs: dict[str, Any] = {}  # what a module had before it was found again

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """The module of that name, below `tensorflow`."""
        top, _, rest = fullname.partition(".")
        if top != "tensorflow" or not isinstance(_found(rest, self._era), ModuleType):
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module that is there already."""
        module: ModuleType = find(spec.name.partition(".")[2], self._era)
        self._specs[spec.name] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is to be run; only what the import has changed is put back."""
        assert module.__spec__ is not None
        module.__spec__ = self._specs.pop(module.__spec__.name)


def _found(name: str, era: Era) -> Any:
    try:
        return find(name, era)
    except Absent:
        return None


def run(program: Path, folder: Path) -> None:
    """Run a program and write what it did to a folder."""
    if b"tensorflow" in program.read_bytes():
        _, reader, era = next(iter(check.read_all(program)))
        sys.meta_path.insert(0, _StandIn(era))
        if era == "1.x" and not any(use.symbol.name in check.MODES for use in reader.uses):
            disable_v2_behavior()
    random.seed(SEED)
    np.random.seed(SEED)
    recorder = Recorder()
    sys.argv = [str(program)]
    sys.path.insert(0, str(program.resolve().parent))
    try:
        runpy.run_path(str(program), run_name="__main__")
    except SystemExit as e:
        if e.code:
            raise
    finally:
        recorder.save(folder)


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
