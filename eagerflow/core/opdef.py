"""The declaration of an op: everything about it in one place, and the registry of all of them."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from types import FunctionType
from typing import Any, Protocol, TypeVar

from ..backend.arrays import Kind, resolve
from ..dtype import DType
from ..registry import export
from ..sites import Site
from .spec import Spec

F = TypeVar("F", bound=Callable[..., Any])

# What a parameter of an op is.
INPUT, LIST, HOST, ATTR, VARIABLE = "ilhav"


class Rule(Protocol):
    """Dtype and shape of the results, from specs of the inputs and values of the rest.

    A rule with a true attribute `by_dtype` says that its kernel refuses all shapes that the rule
    refuses, so that hot calls need to know dtypes only; one with `broadcasts` that inputs are
    broadcast; one with `by_value` that sizes it gives as unknown depend on the values.

    It is called with one argument for each parameter: a Spec for an input, a tuple of Specs for a
    list, the value of an attribute; for a host parameter its value, with None for what is not
    known.
    """

    def __call__(self, *args: Any) -> Spec | tuple[Spec, ...]: ...


def through(g: Any) -> Any:
    """The vjp of an input whose gradient is that of the result."""
    return g


class Elementwise(Protocol):
    """A rule of which the dtype part can be asked alone, so that hot calls need not run it all."""

    allowed: frozenset[DType]

    def __call__(self, *args: Any) -> Spec: ...
    def result(self, dtype: DType) -> DType: ...


class KernelTable(dict[Kind, Callable[..., Any]]):
    """Kind -> kernel, filled at first use; a kind whose dtype is not allowed raises KeyError."""

    __slots__ = ("allowed", "op", "source")

    def __init__(self, source: Any, allowed: frozenset[DType] | None, op: OpDef) -> None:
        self.source = source
        self.allowed = allowed
        self.op = op

    def __missing__(self, kind: Kind) -> Callable[..., Any]:
        if self.allowed is not None and kind.dtype not in self.allowed:
            raise KeyError(kind)
        kernel: Callable[..., Any] = resolve(self.source, kind)
        for watch in _watches.values():
            kernel = watch(self.op, kind, kernel)
        self[kind] = kernel
        return kernel


class OpDef:
    """One op. See `defop` for what the fields mean."""

    __slots__ = (
        "alias", "effect", "entry", "fold", "host", "kernels", "kinds", "lower", "match", "memo",
        "name", "narrow", "params", "record", "required", "rule", "site", "static", "type", "vjp",
    )  # fmt: skip

    type: str
    name: str
    params: tuple[str, ...]
    required: frozenset[int]
    kinds: str
    kernels: KernelTable
    rule: Rule
    vjp: dict[str, Callable[..., Any]]
    match: tuple[int, ...]
    effect: str | None
    alias: bool
    host: bool
    fold: bool
    lower: str
    static: Callable[..., Any] | None
    narrow: Callable[..., None] | None  # of control flow: what a plan's step computes and how
    entry: Callable[..., Any]
    memo: dict[Any, Any]
    record: Callable[[Any, Any, tuple[Any, ...]], None]
    site: Site | None

    def __repr__(self) -> str:
        return f"<op {self.type}>"

    @property
    def elementwise(self) -> bool:
        """True when the op works element by element with NumPy's broadcasting."""
        return hasattr(self.rule, "result")


REGISTRY: dict[str, OpDef] = {}
# How to make an op's entry, its operators and its `record(tape, out, args)`: filled in by
# `dispatch` and by `autodiff.pullback`, which stand above this file.
MAKERS: dict[str, Callable[..., Any]] = {}

_MEMO_LIMIT = 4096
_Watch = Callable[[OpDef, Kind, Callable[..., Any]], Callable[..., Any]]
_watches: dict[str, _Watch] = {}
# What has plans, in which kernels are bound, and forgets them with `forget_plans`.
PLANNED: weakref.WeakSet[Any] = weakref.WeakSet()


def watch_kernels(name: str, watch: _Watch | None) -> None:
    """Call what `watch` makes of kernels in their place; None ends the watch of that name."""
    if watch is None:
        _watches.pop(name, None)
    else:
        _watches[name] = watch
    for op in REGISTRY.values():
        op.kernels.clear()
        op.memo.clear()
    for holder in list(PLANNED):
        holder.forget_plans()


class _Memo(dict[Any, Any]):
    """Checked signatures of calls; emptied when a program uses more of them than is sensible."""

    def __setitem__(self, key: Any, value: Any) -> None:
        if len(self) >= _MEMO_LIMIT:
            self.clear()
        super().__setitem__(key, value)


def _kinds(
    params: tuple[str, ...],
    n_required: int,
    inputs: str | None,
    lists: str,
    host: str,
    effect: str | None,
) -> str:
    """The kind letter of each parameter."""
    named = {**dict.fromkeys(lists.split(), LIST), **dict.fromkeys(host.split(), HOST)}
    if effect in ("read", "write"):
        named["variable"] = VARIABLE
    wanted = set(inputs.split()) if inputs is not None else set(params[:n_required])
    return "".join(named.get(p) or (INPUT if p in wanted else ATTR) for p in params)


def defop(
    type: str,
    *,
    kernel: Any,
    rule: Any,
    vjp: dict[str, Callable[..., Any]] | None,
    name: str = "",
    inputs: str | None = None,
    lists: str = "",
    host: str = "",
    match: str | None = None,
    operator: str = "",
    api: str = "",
    v1: str = "",
    effect: str | None = None,
    alias: bool = False,
    fold: bool = True,
    lower: str = "",
    static: Callable[..., Any] | None = None,
    runs_on_host: bool = False,
) -> Callable[[F], F]:
    """Declare an op; the decorated function gives signature, types and docstring, and has no body.

    Args:
      type: TensorFlow's op type, such as `AddV2`; unique.
      kernel: a name in the array namespace, a function of the namespace that returns the kernel, or
        a dict from sets of dtypes to either. A kernel gets one argument for each parameter of the
        function but `name`: arrays for inputs, tuples of arrays for lists, plain values for the
        rest. It runs unchanged on NumPy and CuPy arrays. An op with several results returns a
        tuple.
      rule: dtype and shape of the results, see `Rule`. It raises for inputs that do not fit.
      vjp: for each input the gradient flows to, a function of the gradient `g` of the result (a
        list of gradients for several results) and of what it needs, by name: inputs, `out`,
        attributes, or `<input>_spec` for an input's dtype and shape without its data. What is named
        is all that is kept. None declares that the op has no gradient.
      name: default name of the graph node; the type when left out.
      inputs: the tensor parameters; those without default value when left out.
      lists: the parameters that are lists of tensors.
      host: the parameters that are small integers needed before the kernel runs (shapes, axes,
        counts); a value, or a tensor.
      match: inputs that must have one dtype, to which Python numbers are converted; all of them for
        elementwise rules, otherwise none when left out.
      operator: Python operator methods to install, such as `__add__ __radd__`, each with the name
        that TensorFlow gives the node after a colon: `__add__:add`.
      api: the public names.
      v1: further public names in `compat.v1` only.
      effect: "read" or "write" for ops on a parameter `variable` (the kernel gets the cell that
        holds its value), "random" for ops that draw numbers, "io" for other effects.
      alias: the result may share memory with an input.
      fold: the op may be run once while a plan is made, when its inputs are constants.
      lower: of an elementwise op, the formula in its parameters that machine code computes for real
        numbers: an expression of Python with the functions of `graph.native.prims`.
      static: computes a known integer result in part, for shape arithmetic: from specs of inputs
        and known values, see `graph.static`.
      runs_on_host: the kernel wants NumPy arrays whatever the device.

    Raises:
      ValueError: another op has the same type.
    """

    def declare(fn: F) -> F:
        assert isinstance(fn, FunctionType)
        code = fn.__code__
        params = code.co_varnames[: code.co_argcount]
        if params[-1:] == ("name",):
            params = params[:-1]
        n_required = code.co_argcount - len(fn.__defaults__ or ())
        op = OpDef()
        op.type, op.name, op.params = type, name or type, params
        op.required = frozenset(range(n_required))
        op.kinds = _kinds(params, n_required, inputs, lists, host, effect)
        op.kernels = KernelTable(kernel, getattr(rule, "allowed", None), op)
        op.rule, op.vjp = rule, vjp or {}
        if match is None:
            tensors = tuple(i for i, k in enumerate(op.kinds) if k == INPUT)
            op.match = tensors if hasattr(rule, "result") else ()
        else:
            op.match = tuple(params.index(p) for p in match.split())
        op.effect, op.alias, op.fold, op.static = effect, alias, fold and not effect, static
        op.lower = lower
        op.host, op.narrow = runs_on_host, None
        op.memo, op.record = _Memo(), lambda tape, out, args: MAKERS["record"](op, tape, out, args)
        op.site = Site(code, 0)
        if type in REGISTRY:
            raise ValueError(
                f"op {type!r} is declared twice: first at {REGISTRY[type].site}, now at {op.site}"
            )
        REGISTRY[type] = op
        op.entry = MAKERS["entry"](op, fn)
        for slot in operator.split():
            method, _, node_name = slot.partition(":")
            MAKERS["operator"](op, method, node_name or op.name)
        return export(api, v1)(op.entry)  # type: ignore[return-value]

    return declare
