"""What explanations of gradients need beyond a tape's records: who made which tensor, and where.

Nothing of it is kept until `explain_gradients` asks for it. A log then stands among the tapes, so
that operations tell it what they tell a tape.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from typing import Any

from .. import sites
from ..core import mode
from ..core.opdef import MAKERS, REGISTRY, OpDef
from ..core.switch import Switch
from ..core.tensor import EagerTensor, Tensor, next_tid
from ..registry import export


class Event:
    """A call that made tensors.

    Slots: `op` its type, `ins` for each tensor it took its number, its dtype and whether the op has
    a gradient for it, `outs` the numbers of its results and `dtypes` their dtypes, `site` the
    user's line, `tapes` the numbers of the tapes that recorded then (None: not known), `callee` the
    function that was called, `order` how many calls there were before.
    """

    __slots__ = ("callee", "dtypes", "ins", "op", "order", "outs", "site", "tapes")

    def __init__(
        self, op: str, ins: list[Any], outs: Any, site: Any, tapes: Any, callee: Any = None
    ) -> None:
        self.op = op
        self.ins = ins
        self.outs = [numbered(t) for t in outs]
        self.dtypes = [t.dtype for t in outs]
        self.site = site
        self.tapes = tapes
        self.callee = callee
        self.order = 0


class HostRead:
    """A value that was taken out of a tensor: `tid` whose, `how`, `site` where."""

    __slots__ = ("how", "site", "tid")

    def __init__(self, tid: int, how: str, site: Any) -> None:
        self.tid = tid
        self.how = how
        self.site = site


class Log:
    """Stands among the tapes and notes every call.

    Args:
      limit: how many calls to remember; all of them when left out.
    """

    __slots__ = (
        "closed", "count", "events", "live", "number", "opened", "reads", "records", "variables",
    )  # fmt: skip

    def __init__(self, limit: int | None = None) -> None:
        self.live: set[int] = set()
        self.records: list[Any] = []
        self.number = 0
        self.count = 0
        self.events: deque[Event] = deque(maxlen=limit)
        self.reads: deque[HostRead] = deque(maxlen=limit)
        self.variables: dict[int, Any] = {}
        self.opened: dict[int, int] = {}  # number of a tape -> calls before it was opened
        self.closed: dict[int, int] = {}

    def watch_read(self, variable: Any) -> None:
        """Note that a variable is read."""
        self.variables[variable.tid] = variable

    def note(self, op: OpDef, out: Any, args: tuple[Any, ...]) -> None:
        """Note a call of an op."""
        outs = out if type(out) is tuple else (out,)
        self._add(Event(op.type, inputs_of(op, args), outs, sites.user_site(), _open()))

    def note_call(self, callee: Any, outs: Any, tensors: Any) -> None:
        """Note a call of a function."""
        ins = [(numbered(t), t.dtype, True) for t in (*tensors, *callee.variables)]
        self._add(Event("function call", ins, outs, sites.user_site(), _open(), callee))

    def _add(self, event: Event) -> None:
        event.order = self.count
        self.count += 1
        self.events.append(event)

    def maker(self, tid: int) -> Event | None:
        """The call that made a tensor."""
        return next((e for e in reversed(self.events) if tid in e.outs), None)


def numbered(t: Any) -> int:
    """The number of a tensor on tapes; it gets one if it has none."""
    t.tid = t.tid or next_tid()
    return t.tid  # type: ignore[no-any-return]


def inputs_of(op: OpDef, args: tuple[Any, ...]) -> list[Any]:
    """For each tensor among the arguments: its number, its dtype, whether gradients flow to it."""
    found: list[Any] = []
    for p, a in zip(op.params, args, strict=True):
        for t in a if isinstance(a, (tuple, list)) else (a,):
            if isinstance(t, Tensor) and hasattr(t, "tid"):
                flows = p in op.vjp or op.narrow is not None
                found.append((numbered(t), t.dtype, flows))
    return found


def _open() -> frozenset[int]:
    return frozenset(getattr(t, "number", 0) for t in mode.snapshot().tapes)


_logs: list[Log] = []  # those that are on, the innermost last


def current_log() -> Log | None:
    """The innermost log that is on."""
    return _logs[-1] if _logs else None


@export("debugging.explain_gradients")
def explain_gradients() -> Switch:
    """Keep what `GradientTape.why` needs to name lines; slows programs down while it is on.

    Every operation of this thread is noted with your line, and so is every value that is taken out
    of a tensor (`.numpy()`, `float()`, `int()`, `bool()`).

    Returns:
      A context manager; without `with`, it is on until its `stop()` is called.

    >>> x = ef.constant(2.)
    >>> with ef.debugging.explain_gradients(), ef.GradientTape() as tape:
    ...     tape.watch(x)
    ...     y = ef.constant(x.numpy() ** 2)
    >>> tape.why(y, x).cause
    'left the tape'
    """
    return noting(None)


def noting(limit: int | None) -> Switch:
    """Turn a log on, of so many calls at most; it is what tapes that are opened meanwhile use."""
    log = Log(limit)
    _logs.append(log)
    return turned_on(log)


def turned_on(log: Log) -> Switch:
    """Let a log stand among the tapes of this thread."""
    global _hooks
    _hooks += 1
    if _hooks == 1:
        _hook()
    now = mode.snapshot()
    mode.variable.set(mode.Mode(now.builder, (log, *now.tapes)))

    def off() -> None:
        global _hooks
        if log in _logs:
            _logs.remove(log)
        _hooks -= 1
        if not _hooks:
            _unhook()
        now = mode.snapshot()
        mode.variable.set(mode.make(now.builder, tuple(t for t in now.tapes if t is not log)))

    return Switch(off)


_hooks = 0
_READS = ("numpy", "__array__", "__bool__", "__int__", "__float__", "__complex__", "__index__")
_SHOWN = {"numpy": ".numpy()", "__array__": "a conversion to NumPy"}
_before: dict[str, Any] = {}


def _hook() -> None:
    for op in REGISTRY.values():
        op.record = _noting(op, op.record)
    first = _before["record"] = MAKERS["record"]

    def first_noted(op: OpDef, tape: Any, out: Any, args: tuple[Any, ...]) -> None:
        if hasattr(op.record, "plain"):
            first(op, tape, out, args)
        else:  # an op that was declared since
            op.record = _noting(op, lambda *call: first(op, *call))
            op.record(tape, out, args)

    MAKERS["record"] = first_noted
    for name in _READS:
        _before[name] = getattr(EagerTensor, name)
        setattr(EagerTensor, name, _reading(name, _before[name]))


def _unhook() -> None:
    for op in REGISTRY.values():
        plain = getattr(op.record, "plain", None)
        if plain is not None:
            op.record = plain()
    MAKERS["record"] = _before.pop("record")
    for name in _READS:
        setattr(EagerTensor, name, _before.pop(name))


def _noting(op: OpDef, plain: Callable[..., None]) -> Callable[..., None]:
    """The `record` of an op that tells logs too."""

    def record(tape: Any, out: Any, args: tuple[Any, ...]) -> None:
        nonlocal plain
        if isinstance(tape, Log):
            tape.note(op, out, args)
            return
        plain(tape, out, args)
        if op.record is not record:  # the first call of an op replaces its `record`
            plain, op.record = op.record, record

    record.plain = lambda: plain  # type: ignore[attr-defined]
    return record


def _reading(name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
    """A method of tensors that gives away the value, and notes it."""
    how = _SHOWN.get(name, f"{name.strip('_')}()")

    def read(self: EagerTensor, *args: Any, **kwargs: Any) -> Any:
        if sys._getframe(1).f_code.co_name not in _PRINTING:
            where = sites.user_site()
            for log in _logs:
                log.reads.append(HostRead(numbered(self), how, where))
        return plain(self, *args, **kwargs)

    return read


# What prints a tensor, and reads within reads.
_PRINTING = frozenset(["__repr__", "__str__", "__format__", "__array__", "repr_scalar"])
