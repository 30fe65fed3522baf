"""Why a gradient is None or zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..core import mode
from ..core.tensor import EagerTensor
from ..ops.array import ones_like
from ..ops.arrays.slices import densified
from .explain import Event, Log, inputs_of, numbered
from .sweep import reachable, sweep

_ASK = "run it inside debugging.explain_gradients() to see the line"


class Why:
    """The cause of a missing or zero gradient; `str()` of it is a sentence.

    Attributes:
      cause: one of the causes that `GradientTape.why` lists.
      site: the line of the program, with `line`, `filename` and `text`; None when it is not known.
      detail: what was found, without the line.
      fix: what to do, or an empty string.
    """

    __slots__ = ("cause", "detail", "fix", "site")

    def __init__(self, cause: str, detail: str, site: Any = None, fix: str = "") -> None:
        self.cause = cause
        self.detail = detail
        self.site = site
        self.fix = fix

    def __str__(self) -> str:
        where = f"\n  at {self.site}" if self.site is not None else ""
        fix = f"\n  fix: {self.fix}" if self.fix else ""
        return f"{self.cause}: {self.detail}{where}{fix}"

    def __repr__(self) -> str:
        return f"<Why {self.cause!r}>"


class Facts:
    """What is known of a tape.

    Slots: `number` its number, `records` what it still has, `open` whether it is recording, `live`
    and `roots` the numbers of what depended on something watched and of what was watched, `used_at`
    where its records were used up (False: nowhere), `watches` whether it watches variables, `log`
    the log that was on when it was opened, `missing` the numbers of sources whose gradients were
    None (None: that was not kept, nor what was live).
    """

    __slots__ = (
        "live", "log", "missing", "number", "open", "records", "roots", "used_at", "watches",
    )  # fmt: skip

    def __init__(
        self, number: int, records: list[Any], open: bool, live: set[int], roots: set[int],
        used_at: Any, watches: bool, log: Log | None, missing: set[int] | None,
    ) -> None:  # fmt: skip
        self.number, self.records, self.open = number, records, open
        self.live, self.roots, self.used_at = live, roots, used_at
        self.watches, self.log, self.missing = watches, log, missing


def explained(facts: Facts, target: Any, source: Any) -> Why:
    """The cause of the gradient of `target` with respect to `source` being None or zero."""
    log = facts.log
    events = _events(log, target)
    found = _of_dtype(events, target, source)
    if found is None and facts.missing is None:
        return _used(facts)
    found = found or _of_watching(facts, log, events, source)
    if found is not None:
        return found
    if target.tid and target.tid == source.tid:
        return Why("connected", "the target is the source")
    if log is not None or events:
        return _of_path(facts, log, events, target, source)
    return _of_records(facts, log, target, source)


def _events(log: Log | None, target: Any) -> list[Event]:
    """All calls known that may have made the target, in order."""
    node = getattr(target, "node", None)
    if node is not None:
        return graph_events([node], ())
    return list(log.events) if log is not None else []


def graph_events(nodes: Iterable[Any], given: Sequence[Any]) -> list[Event]:
    """The operations of a graph that come before some of it, as calls.

    Args:
      nodes: the last operations.
      given: symbols behind which nothing is looked at.
    """
    ends = {id(s) for s in given}
    seen: dict[int, Any] = {}
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen[id(node)] = node
            waiting += [s.node for s in node.inputs if id(s) not in ends]
    return [
        Event(n.type, inputs_of(n.opdef, n.args), n.outputs, n.site, None)
        for n in sorted(seen.values(), key=lambda n: n.order)
        if not any(id(s) in ends for s in n.outputs)
    ]


def _of_dtype(events: list[Event], target: Any, source: Any) -> Why | None:
    for what, t in (("source", source), ("target", target)):
        if not t.dtype.differentiable:
            made = next((e for e in events if t.tid in e.outs), None)
            site = getattr(t, "site", None) if made is None else made.site
            return Why(
                "integer dtype", f"the {what} is {t.dtype.name}, which has no gradients", site,
                "make it float32: tf.cast, or a number with a point",
            )  # fmt: skip
    return None


def _of_watching(facts: Facts, log: Log | None, events: list[Event], source: Any) -> Why | None:
    """The cause when the tape does not look at the source."""
    tid = source.tid
    if tid and (tid in facts.roots or tid in facts.live):
        return None
    trainable = getattr(source, "trainable", None)
    if trainable is None:
        return _unwatched_tensor(log, events, tid)
    fix = "tape.watch(variable) inside the `with`, before it is used"
    if not trainable:
        return Why("not watched", f"variable {source.name!r} is not trainable", source.site, fix)
    if not facts.watches:
        return Why(
            "not watched", "the tape was made with watch_accessed_variables=False", source.site, fix
        )
    if any(tid == i for e in events for i, _, _ in e.ins):
        return None  # it was read where the tape did not record: the path says where
    return Why(
        "not connected", f"variable {source.name!r} was not read while the tape recorded",
        None, "" if log is not None else _ASK,
    )  # fmt: skip


def _unwatched_tensor(log: Log | None, events: list[Event], tid: int) -> Why:
    made = next((e for e in events if tid and tid in e.outs), None)
    if made is not None and log is not None:
        behind = _before(events, {tid})
        variable = next((v for i, v in log.variables.items() if i in behind), None)
        if variable is not None:
            return Why(
                "rebound",
                f"the source is no variable but a tensor that {made.op} made from variable "
                f"{variable.name!r}",
                made.site,
                "change a variable with assign, assign_add or assign_sub; `w = w - d` makes a "
                "tensor that no tape watches",
            )
    return Why(
        "not watched", "the source is a tensor that the tape does not watch",
        None if made is None else made.site,
        "tape.watch(source) inside the `with`, before it is used; if it was a Variable once, "
        "`w = w - d` made a tensor of it: use assign_sub",
    )  # fmt: skip


def _before(events: list[Event], tids: set[int]) -> set[int]:
    """The numbers of everything that tensors were computed from, and their own."""
    found = set(tids)
    for e in reversed(events):
        if not found.isdisjoint(e.outs):
            found.update(i for i, _, _ in e.ins)
    return found


def _after(events: list[Event], tid: int) -> set[int]:
    """The numbers of everything that was computed from a tensor, and its own."""
    found = {tid}
    for e in events:
        if any(i in found for i, _, _ in e.ins):
            found.update(e.outs)
    return found


def _of_path(facts: Facts, log: Log | None, events: list[Event], target: Any, source: Any) -> Why:
    """The cause from the calls between source and target."""
    tid = numbered(source)
    behind = _before(events, {numbered(target)})
    if tid not in behind:
        return _unconnected(log, events, tid)
    flowing = {tid}
    breaks: list[Why] = []
    for e in events:
        taken = [x for x in e.ins if x[0] in flowing]
        if not taken or behind.isdisjoint(e.outs):
            continue
        cut = _break(facts, log, e, taken)
        if cut is None:
            flowing.update(o for o, d in zip(e.outs, e.dtypes, strict=True) if d.differentiable)
        else:
            breaks.append(cut)
    if target.tid in flowing:
        return _of_records(facts, log, target, source)
    # sizes have no gradients, and seldom are what was meant
    return min(breaks, key=lambda w: w.detail.startswith(_SIZES))


_SIZES = tuple(f"{op} " for op in ("Shape", "Size", "Rank", "ZerosLike", "OnesLike"))


def _break(facts: Facts, log: Log | None, e: Event, taken: list[Any]) -> Why | None:
    """The cause that no gradient flows through a call to some of what it took."""
    if e.op == "StopGradient":
        return Why("stop_gradient", "tf.stop_gradient cuts the way", e.site)
    if e.callee is not None:
        inner = through_function(e, taken)
        if inner is not None:
            return inner
    elif not any(flows for _, _, flows in taken):
        return Why(
            "op without gradient", f"{e.op} has no gradient for what it takes", e.site,
            "use a differentiable operation, or give it one with tf.custom_gradient",
        )  # fmt: skip
    elif not any(d.differentiable for d in e.dtypes):
        return Why(
            "integer dtype", f"{e.op} gives {e.dtypes[0].name}, which has no gradients", e.site,
            "stay with floating dtypes on the way from source to target",
        )  # fmt: skip
    if facts.live.isdisjoint(e.outs):
        return _unrecorded(facts, log, e)
    return None


def _unrecorded(facts: Facts, log: Log | None, e: Event) -> Why:
    """The cause that a tape did not record a call."""
    if log is None or e.tapes is None:
        return Why(
            "outside the tape", f"{e.op} ran where the tape did not record: before it was opened, "
            "after it was closed, or in stop_recording", e.site, "move it into the `with`",
        )  # fmt: skip
    if e.order < log.opened.get(facts.number, 0):
        return Why(
            "before the tape", f"{e.op} ran before the tape was opened", e.site,
            "move it into the `with` of the tape",
        )  # fmt: skip
    if not facts.open and e.order >= log.closed.get(facts.number, log.count):
        return Why(
            "after the tape", f"{e.op} ran after the tape was closed", e.site,
            "move it into the `with` of the tape",
        )  # fmt: skip
    if facts.number not in e.tapes:
        return Why("recording stopped", f"{e.op} ran inside stop_recording", e.site)
    return Why(
        "not watched", f"{e.op} ran before the source was watched", e.site,
        "call tape.watch first",
    )  # fmt: skip


def through_function(e: Event, taken: list[Any]) -> Why | None:
    """The cause inside a function's graph that nothing flows from its results to some inputs."""
    callee = e.callee
    given = [i for i, _, _ in e.ins]
    inner = [*callee.inputs, *callee.variables]
    wanted = [inner[given.index(i)] for i, _, _ in taken]
    events = graph_events([o.node for o in callee.outputs], callee.inputs)
    first: Why | None = None
    for out in callee.outputs:
        for source in wanted:
            if numbered(out) == numbered(source):
                return None
            behind = _before(events, {out.tid})
            if source.tid not in behind:
                continue
            flowing = {source.tid}
            for x in events:
                used = [i for i in x.ins if i[0] in flowing]
                if used and not behind.isdisjoint(x.outs):
                    cut = _break(_GRAPH, None, x, used)
                    if cut is None:
                        flowing.update(x.outs)
                    first = first or cut
            if out.tid in flowing:
                return None
    return first or Why("not connected", "the function does not use it for its results", e.site)


class _All(set[int]):
    """Holds every number."""

    def isdisjoint(self, other: Any) -> bool:
        return False


_GRAPH = Facts(0, [], True, _All(), set(), False, True, None, set())  # all of it counts as recorded


def _unconnected(log: Log | None, events: list[Event], tid: int) -> Why:
    """The cause when no call leads from the source to the target."""
    made = _after(events, tid)
    read = next((r for r in log.reads if r.tid in made), None) if log is not None else None
    if read is not None:
        return Why(
            "left the tape", f"values left the tape through {read.how}; what NumPy or Python "
            "computes has no gradient", read.site, "use the tf function of the same name",
        )  # fmt: skip
    return Why("not connected", "the target was not computed from the source")


def _of_records(facts: Facts, log: Log | None, target: Any, source: Any) -> Why:
    """The cause from what the tape recorded, which has no lines."""
    if facts.used_at is not False and source.tid not in (facts.missing or ()):
        return _used(facts)
    if not target.tid or target.tid not in facts.live:
        return Why(
            "not recorded",
            "the tape recorded no way to the target: it was computed before the tape was opened or "
            "after it was closed, by operations without gradients, or from nothing watched",
            None, _ASK if log is None else "",
        )  # fmt: skip
    reach = reachable(facts.records, {source.tid})
    if target.tid not in reach or facts.used_at is not False:
        return Why(
            "not connected",
            "the target depends on something watched, but no recorded operation leads from it to "
            "the source",
            None, _ASK if log is None else "",
        )  # fmt: skip
    if not isinstance(target, EagerTensor):
        return Why("connected", "the source and the target are connected")
    return _of_values(facts, log, target, source, reach)


def _used(facts: Facts) -> Why:
    return Why(
        "tape used", "the tape is not persistent, and its records were used up", facts.used_at,
        "make it with persistent=True, or ask why before the gradient",
    )  # fmt: skip


def _of_values(facts: Facts, log: Log | None, target: Any, source: Any, reach: set[int]) -> Why:
    """The call where a gradient becomes zero or None, found by pulling it back step by step."""
    grads: dict[int, Any] = {target.tid: ones_like(target)}
    culprit = None
    with mode.entered(None):
        for record in reversed(facts.records):
            outs = record[1] if type(record[1]) is tuple else (record[1],)
            came = any(_counts(grads.get(o)) for o in outs)
            sweep([record], grads, {source.tid}, reach)
            on_the_way = [i for i in record[2] if i in reach]
            once = len(set(on_the_way)) == len(on_the_way)  # otherwise its parts may cancel
            gone = not any(_counts(grads.get(i)) for i in on_the_way)
            if culprit is None and came and on_the_way and once and gone:
                culprit = record
    found = grads.get(source.tid)
    if _counts(found):
        return Why("connected", "the gradient is neither None nor zero")
    kind = "None" if found is None else "zero"
    if culprit is None:
        return Why("zero", "the parts of the gradient cancel each other")
    return _culprit(culprit, kind, log, reach)


def _culprit(record: Any, kind: str, log: Log | None, reach: set[int]) -> Why:
    op = getattr(record[0].op, "type", record[0].op)
    out = record[1][0] if type(record[1]) is tuple else record[1]
    event = log.maker(out) if log is not None else None
    callee = getattr(record[0], "callee", None)
    if callee is not None and kind == "None":
        pairs = zip(record[0].sources, record[2], strict=True)
        sources = [(numbered(s), s.dtype, True) for s, i in pairs if i in reach]
        ins = [(numbered(s), s.dtype, True) for s in (*callee.inputs, *callee.variables)]
        call = Event("function call", ins, callee.outputs, None, None, callee)
        inner = through_function(call, sources)
        if inner is not None:
            return inner
    return Why(
        "zero" if kind == "zero" else "op without gradient",
        f"{op} takes a gradient that is not zero and gives back {kind}",
        None if event is None else event.site,
        "" if event is not None else _ASK,
    )


def _counts(g: Any) -> bool:
    """True for a gradient that is not None and not zero everywhere."""
    return g is not None and bool(densified(g).a.any())
