"""What to keep of a call, and how to pull a gradient back through it.

The parameter names of an op's vjps say what is kept. From them two functions are generated when an
op is first recorded: `record` appends a record of a call to a tape, `pull` turns the gradient of
the result into gradients of the inputs.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

from ..core.opdef import INPUT, LIST, MAKERS, OpDef, through
from ..core.spec import Spec
from ..core.tensor import EagerTensor, Tensor, next_tid
from ..ops.array import shape as shape_op
from ..ops.arrays.shaping import sum_to
from ..ops.arrays.slices import accumulate
from ..ops.arrays.tensor_lists import zero_of
from .masking import masked

# (pull, tid of the result or a tuple of tids, tids of the inputs, kept values, specs of the results
# when there are several: for those without a gradient zeros are filled in; none are with `()`)
Record = tuple["Pull", Any, tuple[int, ...], Any, Any]


class SymbolSpec:
    """Dtype and shape of a symbolic input; an unknown shape is computed when asked for."""

    __slots__ = ("_shape", "dtype", "rank", "tensor")

    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor
        self.dtype = tensor.dtype
        self._shape = tensor.static_shape
        self.rank = None if self._shape is None else len(self._shape)

    @property
    def shape(self) -> Any:
        """The shape as a tuple when it is known, otherwise as a tensor."""
        if self._shape is not None and None not in self._shape:
            return self._shape
        return shape_op(self.tensor)


def spec_of(x: Any) -> Any:
    """Dtype and shape of an input, without its data."""
    return Spec(x.k.dtype, x.a.shape) if isinstance(x, EagerTensor) else SymbolSpec(x)


def shape_of(x: Any) -> Any:
    """The shape of an input; for a symbol not fully known, something that can give it later."""
    if type(x) is EagerTensor:
        return x.a.shape
    shape = x.static_shape
    return shape if shape is not None and None not in shape else SymbolSpec(x)


def fit(g: Any, shape: Any) -> Any:
    """Sum a gradient over the axes along which its input was broadcast."""
    if type(g) is EagerTensor:
        return g if g.a.shape == shape else sum_to(g, shape)
    if type(shape) is tuple:
        return g if g.static_shape == shape else sum_to(g, shape)
    return sum_to(g, shape.shape)


def fill_zeros(gradients: Any, specs: Any) -> Any:
    """The gradients of several results, with zeros for those that nothing depends on."""
    return [
        zero_of(s.shape, s.dtype) if g is None else g for g, s in zip(gradients, specs, strict=True)
    ]


class Pull:
    """Pulls gradients back through calls of one op, for a fixed set of inputs they flow to.

    Args:
      op: the op, for messages.
      make: gives the function for a choice of wanted inputs; all of them for None.
      passes: the gradients of the inputs are that of the result, IndexedSlices or not.
      make_masked: `make` for the same op with gradients as in `masking`, if that is of use.
    """

    __slots__ = ("_make", "_make_masked", "_masked", "_some", "all", "op", "passes")

    def __init__(
        self,
        op: Any,
        make: Callable[[tuple[bool, ...] | None], Callable[..., None]],
        passes: bool,
        make_masked: Callable[[tuple[bool, ...] | None], Callable[..., None]] | None = None,
    ) -> None:
        self.op = op
        self.passes = passes
        self._make = make
        self._make_masked = make_masked
        self._masked: Pull | None = None
        self._some: dict[tuple[bool, ...], Callable[..., None]] = {}
        self.all = make(None)

    def some(self, want: tuple[bool, ...]) -> Callable[..., None]:
        """`pull(grads, g, kept, ids)`: adds the gradients of the wanted inputs to `grads`."""
        found = self._some.get(want)
        if found is None:
            found = self._some[want] = self._make(want)
        return found

    @property
    def masked(self) -> Pull:
        """The same where zero times nan counts as zero."""
        if self._make_masked is None:
            return self
        if self._masked is None:
            self._masked = Pull(self.op, self._make_masked, self.passes)
        return self._masked


def mask(records: list[Record]) -> None:
    """Let records pull gradients in which zero times an infinite number is zero."""
    for i, record in enumerate(records):
        pull = getattr(record[0], "masked", record[0])
        if pull is not record[0]:
            records[i] = (pull, *record[1:])


_NAMES = {
    "_masked": masked,
    "_T": EagerTensor, "_Tensor": Tensor, "_spec_of": spec_of, "_shape_of": shape_of, "_fit": fit,
    "_next_tid": next_tid, "_add": accumulate,
}  # fmt: skip


def _compile(source: str, names: dict[str, Any]) -> Callable[..., Any]:
    scope: dict[str, Any] = {**_NAMES, **names, "__name__": __name__}
    exec(compile(source, "<eagerflow pullback>", "exec"), scope)
    function: Callable[..., Any] = scope["_f"]
    return function


def _names_asked(vjp: Callable[..., Any]) -> tuple[str, ...]:
    code = vjp.__code__
    return code.co_varnames[1 : code.co_argcount]


def _expression(op: OpDef, kept: str) -> str:
    """How a kept value is had from the arguments."""
    if kept == "out" or kept in op.params:
        return kept
    base = kept.removesuffix("_spec")
    if base not in op.params or base == kept:
        raise TypeError(f"{op.type}: a vjp asks for {kept!r}, which is no parameter of the op")
    if op.kinds[op.params.index(base)] == LIST:
        return f"tuple([_spec_of(_x) for _x in {base}])"
    return f"_spec_of({base})"


# Names of our own in the generated source start with an underscore; the others are the op's.
_RESULT_TID = [
    "_t = out.tid",
    "if not _t:",
    "    _t = out.tid = _next_tid()",
    "_live.add(_t)",
]
_RESULT_TIDS = [
    "for _o in out:",
    "    _o.tid = _o.tid or _next_tid()",
    "_t = tuple([_o.tid for _o in out])",
    "_live.update(_t)",
    "_specs = tuple([_spec_of(_o) for _o in out])",
]


def make_record(op: OpDef, several: bool) -> Callable[..., None]:
    """Generate `record(tape, out, args)` of an op from its vjps.

    It appends a record to the tape when one of the inputs is live there, and makes the results
    live.

    Args:
      op: the op.
      several: the op has several results.
    """
    flows = [i for i, p in enumerate(op.params) if p in op.vjp]
    if not flows:
        return lambda tape, out, args: None
    lines = ["_live = _tape.live", f"({', '.join(op.params)},) = _args", "_need = 0"]
    for bit, i in enumerate(flows):
        p = op.params[i]
        if op.kinds[i] == INPUT:
            test = f"(type({p}) is _T or isinstance({p}, _Tensor)) and {p}.tid in _live"
        else:
            test = f"not _live.isdisjoint([_x.tid for _x in {p}])"
        lines.append(f"if {test}: _need += {1 << bit}")
    lines.append("if not _need: return")
    lines += _RESULT_TIDS if several else _RESULT_TID
    pulls = {}
    for chosen in _subsets(flows):
        need = sum(1 << bit for bit, i in enumerate(flows) if i in chosen)
        pulls[f"_pull{need}"] = _make_pull(op, chosen)
        ids = ", ".join(_tid_of(op, i) for i in chosen)
        kept = "".join(v + ", " for v in _kept(op, chosen)[1])
        record = f"(_pull{need}, _t, ({ids},), ({kept}), {'_specs' if several else 'None'})"
        lines.append(f"if _need == {need}: _tape.records.append({record}); return")
    body = "".join(f"    {line}\n" for line in lines)
    return _compile(f"def _f(_tape, out, _args):\n{body}", pulls)


def _tid_of(op: OpDef, i: int) -> str:
    p = op.params[i]
    return f"{p}.tid" if op.kinds[i] == INPUT else f"*[_x.tid for _x in {p}]"


def first_record(op: OpDef, tape: Any, out: Any, args: tuple[Any, ...]) -> None:
    """Record the first call of an op, for which its `record` is generated."""
    op.record = make_record(op, several=type(out) is tuple)
    op.record(tape, out, args)


MAKERS["record"] = first_record


def _subsets(flows: list[int]) -> list[list[int]]:
    """The nonempty sets of inputs, largest first."""
    sizes = range(len(flows), 0, -1)
    return [list(c) for n in sizes for c in itertools.combinations(flows, n)]


def _kept(op: OpDef, chosen: list[int]) -> tuple[list[str], list[str]]:
    """Names of the kept values, and the expressions that give them."""
    params = [op.params[i] for i in chosen]
    names = list(dict.fromkeys(k for p in params for k in _names_asked(op.vjp[p])))
    values = [_expression(op, k) for k in names]
    if _broadcasts(op):
        names += [f"{p}_shape" for p in params]
        values += [f"{p}.a.shape if type({p}) is _T else _shape_of({p})" for p in params]
    return names, values


def _broadcasts(op: OpDef) -> bool:
    return (op.elementwise and len(op.params) > 1) or getattr(op.rule, "broadcasts", False)


def _make_pull(op: OpDef, chosen: list[int]) -> Pull:
    names, _ = _kept(op, chosen)
    unpack = f"    ({', '.join(names)},) = _kept\n" if names else ""
    rules = {f"_v{i}": op.vjp[op.params[i]] for i in chosen}
    has_list = any(op.kinds[i] == LIST for i in chosen)

    def make(want: tuple[bool, ...] | None, masks: bool = False) -> Callable[..., None]:
        if has_list:
            body = _list_body(op, chosen)
        else:
            body = "".join(
                _input_body(op, i, at, masks)
                for at, i in enumerate(chosen)
                if want is None or want[at]
            )
        return _compile(f"def _f(_grads, _g, _kept, _ids):\n{unpack}{body or '    pass'}\n", rules)

    moves = all(op.vjp[op.params[i]] is through for i in chosen)
    masking = op.elementwise and not has_list and not moves
    return Pull(
        op,
        make,
        moves and not _broadcasts(op),
        functools.partial(make, masks=True) if masking else None,
    )


def _call(op: OpDef, i: int) -> str:
    vjp = op.vjp[op.params[i]]
    return "_g" if vjp is through else f"_v{i}(_g{''.join(', ' + k for k in _names_asked(vjp))})"


_ADD = "_grads[_i] = _add(_grads[_i], _d) if _i in _grads else _d"


def _input_body(op: OpDef, i: int, at: int, masks: bool) -> str:
    """Source that adds the gradient of one input."""
    call = _call(op, i)
    lines = [f"_d = {call}", "if _d is not None:"]
    if masks:
        lines.append(f"    _d = _masked(_g, _d, lambda _g: {call})")
    if _broadcasts(op):
        shape = f"{op.params[i]}_shape"
        lines.append(f"    if type(_d) is not _T or _d.a.shape != {shape}: _d = _fit(_d, {shape})")
    lines += [f"    _i = _ids[{at}]", f"    {_ADD}"]
    return "".join(f"    {line}\n" for line in lines)


def _list_body(op: OpDef, chosen: list[int]) -> str:
    """Source that adds the gradients of inputs among which are lists."""
    calls = ", ".join(("*" if op.kinds[i] == LIST else "") + _call(op, i) for i in chosen)
    return (
        f"    for _i, _d in zip(_ids, ({calls},), strict=True):\n"
        "        if _i and _d is not None:\n"  # 0: not on any tape
        f"            {_ADD}\n"
    )
