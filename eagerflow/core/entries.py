"""Entries: the public function of each op, and the operators of tensors.

Each op gets an entry of its own with its own parameters: a short function for the common case
(eager tensors of one dtype), made from the templates below, and `dispatch.slow` for everything
else.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from ..backend.arrays import kind_for
from ..dtype import DType
from . import mode
from .dispatch import slow, tidy
from .opdef import ATTR, INPUT, LIST, MAKERS, OpDef
from .tensor import EagerTensor, Tensor, wrap_all

# The parameters are renamed to those of the op, so that calls by keyword, defaults and
# `inspect.signature` are Python's own. `table` and `memo` raise for what they do not know, and so
# does a kernel for bad data: all of it is then done again, slowly and with explanations, by `slow`.
_UNARY = """
def make(op, table, outs, slow, node):
    def entry(x, name=None):
        if type(x) is T:
            _m = mode()
            if _m is None or _m.builder is None:
                _k = x.k
                try:
                    _a = table[_k](x.a)
                except Exception:
                    _a = None
                if _a is not None:
                    _t = new(T)
                    _t.a = _a if type(_a) is nd else tidy(_a)
                    _t.k = OUT
                    _t.tid = 0
                    if _m is not None:
                        for _tape in _m.tapes:
                            op.record(_tape, _t, (x,))
                    return _t
        return slow(op, (x,), name, node)
    return entry
"""

_BINARY = """
def make(op, table, outs, slow, node):
    def entry(x, y, name=None):
        if type(x) is T:
            _k = x.k
            if type(y) is T:
                _b = y.a if y.k is _k else None
            else:
                _b = y if type(y) in _k.scalars else None
            if _b is not None:
                _m = mode()
                if _m is None or _m.builder is None:
                    try:
                        _a = table[_k](ARGS)
                    except Exception:
                        _a = None
                    if _a is not None:
                        _t = new(T)
                        _t.a = _a if type(_a) is nd else tidy(_a)
                        _t.k = OUT
                        _t.tid = 0
                        if _m is not None:
                            for _tape in _m.tapes:
                                op.record(_tape, _t, (FIRST, SECOND))
                        return _t
        return slow(op, (FIRST, SECOND), name, node)
    return entry
"""

_GENERAL = """
def make(op, memo, slow, node):
    def entry(PARAMS, name=None):
        if CHECKS:
            _m = mode()
            if _m is None or _m.builder is None:
                try:
                    _f, _k = memo[KEY]
                    _a = _f(ARGS)
                except Exception:
                    _a = None
                if _a is not None:
                    if type(_k) is tuple:
                        _t = tuple(wrap_all(_a, _k))
                    else:
                        _t = new(T)
                        _t.a = _a if type(_a) is nd else tidy(_a)
                        _t.k = _k
                        _t.tid = 0
                    if _m is not None:
                        for _tape in _m.tapes:
                            op.record(_tape, _t, (PARAMS,))
                    return _t
        return slow(op, (PARAMS,), name, node)
    return entry
"""

# Two inputs of one dtype, attributes that need no conversion, and a kernel that checks the shapes.
_DIRECT = """
def make(op, table, slow, node):
    def entry(x, y, REST, name=None):
        if type(x) is T and type(y) is T:
            _k = x.k
            if y.k is _k:
                _m = mode()
                if _m is None or _m.builder is None:
                    try:
                        _a = table[_k](x.a, y.a, REST)
                    except Exception:
                        _a = None
                    if _a is not None:
                        _t = new(T)
                        _t.a = _a if type(_a) is nd else tidy(_a)
                        _t.k = _k
                        _t.tid = 0
                        if _m is not None:
                            for _tape in _m.tapes:
                                op.record(_tape, _t, (x, y, REST))
                        return _t
        return slow(op, (x, y, REST), name, node)
    return entry
"""

# What an entry is until its first call: importing the package compiles no code that is not called.
# It has the free variables of `_GENERAL`, whose code it then gets.
_FIRST = """
def make(op, memo, slow, node):
    def entry(PARAMS, name=None):
        specialize(op, memo)
        return slow(op, (PARAMS,), name, node)
    return entry
"""

_SLOW_ONLY = """
def make(op, slow, node):
    def entry(PARAMS, name=None):
        return slow(op, (PARAMS,), name, node)
    return entry
"""

_makers: dict[tuple[str, ...], Callable[..., Any]] = {}


def _maker(template: str, **parts: str) -> Callable[..., Any]:
    """The function that makes entries of one form; forms are few, so they are kept."""
    key = (template, *parts.values())
    found = _makers.get(key)
    if found is None:
        source = template
        for word, text in parts.items():
            source = source.replace(word, text)
        made: dict[str, Any] = {
            "T": EagerTensor, "nd": np.ndarray, "new": object.__new__, "mode": mode.current,
            "tidy": tidy, "wrap_all": wrap_all, "specialize": specialize, "__name__": __name__,
        }  # fmt: skip
        exec(compile(source, "<eagerflow entry>", "exec"), made)
        mode.callers.append(made)
        found = _makers[key] = made["make"]
    return found


def _with_signature(entry: FunctionType, params: tuple[str, ...], fn: FunctionType) -> FunctionType:
    """`entry` with the parameter names, defaults and documentation of the declaration `fn`."""
    code: CodeType = entry.__code__
    takes_name = fn.__code__.co_varnames[fn.__code__.co_argcount - 1] == "name"
    names = (*params, "name") if takes_name else (*params, code.co_varnames[len(params)])
    entry.__code__ = code.replace(
        co_varnames=names + code.co_varnames[len(names) :], co_name=fn.__name__
    )
    entry.__defaults__ = fn.__defaults__ if takes_name else (*(fn.__defaults__ or ()), None)
    entry.__name__, entry.__qualname__ = fn.__name__, fn.__qualname__
    entry.__doc__, entry.__module__ = fn.__doc__, fn.__module__
    entry.__annotations__ = fn.__annotations__
    entry.__dict__["op"] = entry.__dict__["__wrapped__"] = None
    del entry.__dict__["__wrapped__"]
    return entry


class _Outs(dict[Any, Any]):
    """Kind of the inputs -> kind of the result, for elementwise ops that change the dtype."""

    def __init__(self, result: Callable[[DType], DType]) -> None:
        self.result = result

    def __missing__(self, kind: Any) -> Any:
        out = self[kind] = kind_for(kind.array_type, self.result(kind.dtype))
        return out


def _hot_elementwise(op: OpDef, node: str, swapped: bool) -> FunctionType:
    """An entry for an elementwise op of one or two inputs and no attributes."""
    changes = not getattr(op.rule, "keeps_dtype", True)
    out = "outs[_k]" if changes else "_k"
    if len(op.params) == 1:
        make = _maker(_UNARY, OUT=out)
    elif swapped:
        make = _maker(_BINARY, OUT=out, FIRST="y", SECOND="x", ARGS="_b, x.a")
    else:
        make = _maker(_BINARY, OUT=out, FIRST="x", SECOND="y", ARGS="x.a, _b")
    result: FunctionType = make(op, op.kernels, _Outs(getattr(op.rule, "result")), slow, node)  # noqa: B009
    return result


def _is_direct(op: OpDef) -> bool:
    flags = set(op.kinds[2:]) == {ATTR}
    return getattr(op.rule, "by_dtype", False) and op.kinds[:2] == INPUT * 2 and flags


def _entry_template(op: OpDef, node: str) -> FunctionType:
    """An entry for an op with attributes, lists or more than two inputs."""
    params = [f"p{i}" for i in range(len(op.params))]
    joined = ", ".join(params)
    result: FunctionType
    if op.effect or LIST in op.kinds or INPUT not in op.kinds:
        result = _maker(_SLOW_ONLY, PARAMS=joined)(op, slow, node)
    elif _is_direct(op):
        result = _maker(_DIRECT, REST=", ".join(params[2:]))(op, op.kernels, slow, node)
    else:
        result = _maker(_FIRST, PARAMS=joined)(op, op.memo, slow, node)
    return result


def _general(op: OpDef, node: str) -> FunctionType:
    """The entry that looks its kernel up by kinds, shapes and attributes."""
    params = [f"p{i}" for i in range(len(op.params))]
    inputs = [p for p, kind in zip(params, op.kinds, strict=True) if kind == INPUT]
    of_input = "{0}.k" if getattr(op.rule, "by_dtype", False) else "{0}.k, {0}.a.shape"
    key = ", ".join(of_input.format(p) if p in inputs else p for p in params)
    result: FunctionType = _maker(
        _GENERAL,
        PARAMS=", ".join(params),
        CHECKS=" and ".join(f"type({p}) is T" for p in inputs),
        KEY=key + ",",
        ARGS=", ".join(f"{p}.a" if p in inputs else p for p in params),
    )(op, op.memo, slow, node)
    return result


def specialize(op: OpDef, memo: Any) -> None:
    """Give the entry of an op the code of its own that it has from the first call on."""
    code = _general(op, op.name).__code__
    names = op.entry.__code__.co_varnames
    op.entry.__code__ = code.replace(
        co_varnames=names + code.co_varnames[len(names) :], co_name=op.entry.__name__
    )


def make_entry(op: OpDef, fn: FunctionType) -> Callable[..., Any]:
    """The public function of an op, with the signature of its declaration."""
    hot = op.elementwise and set(op.kinds) == {INPUT} and len(op.kinds) <= 2 and not op.effect
    entry = _hot_elementwise(op, op.name, swapped=False) if hot else _entry_template(op, op.name)
    return _with_signature(entry, op.params, fn)


def install_operator(op: OpDef, method: str, node: str) -> None:
    """Install an op as an operator of tensors; `__radd__` and its like swap the operands."""
    swapped = method[2] == "r" and f"__{method[3:]}" in (*dir(float), "__matmul__")
    if op.elementwise and set(op.kinds) == {INPUT}:
        entry = _hot_elementwise(op, node, swapped)
    elif swapped:
        entry = _swapped(op.entry)
    else:
        entry = _entry_template(op, node) if _is_direct(op) else _general(op, node)
        entry.__defaults__ = op.entry.__defaults__
    entry.__name__ = method
    setattr(Tensor, method, entry)


def _swapped(call: Callable[..., Any]) -> Any:
    return lambda y, x: call(x, y)


MAKERS["entry"] = make_entry
MAKERS["operator"] = install_operator
