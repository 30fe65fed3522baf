"""Finds the source of functions and gives their converted forms, one for each code object."""

from __future__ import annotations
import __future__

import ast
import functools
import inspect
import linecache
import sys
import threading
import types
import weakref
from collections.abc import Iterator
from types import CodeType, FunctionType, MethodType
from typing import Any

from ... import logger, sites
from ..watching import watching
from . import branches, builtin, loops, undefined
from .converter import converted, is_worth_converting
from .nodes import HELPERS, placed

LEFT_ALONE = "_ag_do_not_convert"  # set on functions that stay as they are
_FUTURE = functools.reduce(
    int.__or__, [getattr(__future__, n).compiler_flag for n in __future__.all_feature_names]
)
# Libraries whose functions know tensors of ours, or do not look into them.
_LIBRARIES = frozenset(sys.stdlib_module_names) | {
    "eagerflow", "numpy", "cupy", "scipy", "ml_dtypes", "matplotlib", "tqdm", "keras",
    "pytest", "_pytest", "hypothesis",
}  # fmt: skip
_PACKAGE = __name__.partition(".")[0]


_SUSPENDED = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class Source:
    """The converted form of a code object.

    Args:
      code: the compiled code.
      tree: its syntax tree.
    """

    __slots__ = ("code", "tree")

    def __init__(self, code: CodeType, tree: Any) -> None:
        self.code = code
        self.tree = tree


_known: dict[int, tuple[weakref.ref[CodeType], Source | None]] = {}
_lock = threading.RLock()
verbosity = [0, False]  # the level, and whether to print as well


def say(level: int, message: str, *args: object) -> None:
    """Log what conversion does, at the level of `set_verbosity`."""
    if verbosity[0] >= level:
        logger.info(message, *args)
        if verbosity[1]:
            print(message % args)


def call(f: Any) -> Any:
    """What converted code calls in place of a function: its converted form, if it has one."""
    watcher = watching.get()
    if watcher is not None:
        watcher.note(f)
    kind = type(f)
    if kind is FunctionType:
        return _function(f, by_request=False)
    if kind is MethodType:
        return _method(f, by_request=False)
    if kind is functools.partial:
        inner = call(f.func)
        return f if inner is f.func else functools.partial(inner, *f.args, **f.keywords)
    replaced = builtin.REPLACED.get(id(f))
    if replaced is not None:
        return replaced
    return f if isinstance(f, type) else _instance(f, by_request=False)


def convert(f: Any) -> Any:
    """The converted form of a callable, or the callable itself when there is none to be had."""
    kind = type(f)
    if kind is FunctionType:
        return _function(f, by_request=True)
    if kind is MethodType:
        return _method(f, by_request=True)
    return call(f) if kind is functools.partial else _instance(f, by_request=True)


def _method(f: MethodType, by_request: bool) -> Any:
    inner = f.__func__
    if type(inner) is not FunctionType:
        return f
    made = _function(inner, by_request)
    return f if made is inner else MethodType(made, f.__self__)


def _instance(f: Any, by_request: bool) -> Any:
    """The converted `__call__` of an object of the user's."""
    inner = type(f).__call__
    if type(inner) is not FunctionType or LEFT_ALONE in getattr(f, "__dict__", ()):
        return f
    made = _function(inner, by_request)
    return f if made is inner else MethodType(made, f)


def _function(f: FunctionType, by_request: bool) -> Any:
    if LEFT_ALONE in f.__dict__ or HELPERS in f.__code__.co_freevars:
        return f
    if is_library(f):
        takes_functions = f.__globals__.get("__name__") in _CALLERS and not by_request
        return functools.partial(_with_converted, f) if takes_functions else f
    found = source_of(f)
    return f if found is None else _made(f, found.code)


# Modules of ours whose functions call functions of the user.
_CALLERS = frozenset(
    f"{_PACKAGE}.{name}"
    for name in ("graph.cond", "graph.loops", "graph.mapping", "compat.v1.control_forms",
                 "autodiff.vmap")
)  # fmt: skip


def _with_converted(f: FunctionType, *args: Any, **kwargs: Any) -> Any:
    """Call a function with the functions among its arguments converted."""
    return f(*_converted_in(args), **_converted_in(kwargs))


def _converted_in(value: Any) -> Any:
    """Plain lists, tuples and dictionaries with the functions in them converted."""
    if type(value) in (list, tuple):
        return type(value)([_converted_in(v) for v in value])
    if type(value) is dict:
        return {k: _converted_in(v) for k, v in value.items()}
    return call(value) if type(value) in (FunctionType, MethodType, functools.partial) else value


def is_library(f: FunctionType) -> bool:
    """True for functions of the standard library, of ours and of those that need no conversion."""
    module = str(f.__globals__.get("__name__", ""))
    if module.startswith(f"{_PACKAGE}.demo"):
        return False
    return module.partition(".")[0] in _LIBRARIES or module.startswith("importlib")


def _forget(known: dict[int, Any], key: int, _: Any) -> None:
    """Drop what is known of code that is gone; it may be called when Python ends."""
    known.pop(key, None)


def source_of(f: FunctionType) -> Source | None:
    """The converted form of a function's code; None when it has no source or needs none."""
    code = f.__code__
    known = _known.get(id(code))
    if known is not None and known[0]() is code:
        return known[1]
    with _lock:
        made = _converted_code(f)
        key = id(code)
        _known[key] = (weakref.ref(code, functools.partial(_forget, _known, key)), made)
    return made


def _converted_code(f: FunctionType) -> Source | None:
    code = f.__code__
    if code.co_flags & _SUSPENDED:
        return None
    node = find(code, f.__globals__)
    if node is None:
        sites.without_source.add(code)
        say(1, "no source of %s: it runs as it is", f.__qualname__)
        return None
    if not is_worth_converting(node):
        return None
    parts = f.__qualname__.split(".")
    class_name = parts[-2] if len(parts) > 1 and parts[-2] != "<locals>" else None
    tree = converted(node, class_name)
    made = _compiled(tree, code)
    say(2, "converted %s", f.__qualname__)
    return Source(made, tree)


def _compiled(tree: Any, code: CodeType) -> CodeType:
    """The code of a converted definition, with the variables that it takes from around."""
    free = [placed(ast.arg(n), tree) for n in (HELPERS, *code.co_freevars)]
    inside = [placed(ast.Return(tree), tree) if isinstance(tree, ast.Lambda) else tree]
    if code.co_name not in code.co_freevars and not isinstance(tree, ast.Lambda):
        # a function that calls itself finds the global name
        inside.insert(0, placed(ast.Global([code.co_name]), tree))
    around = ast.FunctionDef(
        "around", ast.arguments([], free, None, [], [], None, []), inside, [], None, None
    )
    module = ast.Module([placed(around, tree)], [])
    flags = code.co_flags & _FUTURE
    outer = compile(module, code.co_filename, "exec", flags=flags, dont_inherit=True)
    (factory,) = [c for c in outer.co_consts if isinstance(c, CodeType)]
    (made,) = [c for c in factory.co_consts if isinstance(c, CodeType)]
    return made.replace(co_qualname=code.co_qualname)


def _made(f: FunctionType, code: CodeType) -> FunctionType:
    cells = dict(zip(f.__code__.co_freevars, f.__closure__ or (), strict=True))
    cells[HELPERS] = types.CellType(HELPER_FUNCTIONS)
    closure = tuple([cells[n] for n in code.co_freevars])
    made = FunctionType(code, f.__globals__, f.__name__, f.__defaults__, closure)
    return _like(made, f)


def _like(made: FunctionType, f: FunctionType) -> FunctionType:
    made.__kwdefaults__ = f.__kwdefaults__
    made.__qualname__ = f.__qualname__
    made.__module__ = f.__module__
    made.__doc__ = f.__doc__
    made.__annotations__ = f.__annotations__
    made.__dict__.update(f.__dict__)
    return made


# ------------------------------------------------------------------------------------ sources


def find(code: CodeType, module_globals: dict[str, Any]) -> Any:
    """The syntax tree of the definition that code was compiled from; None when it is not found."""
    lines = linecache.getlines(code.co_filename, module_globals)
    first = code.co_firstlineno
    if not lines or first > len(lines):
        return None
    try:
        return _lambda(code, lines) if code.co_name == "<lambda>" else _definition(code, lines)
    except SyntaxError:
        return None


def _definition(code: CodeType, lines: list[str]) -> Any:
    first = code.co_firstlineno
    text = lines[first - 1]
    indent = len(text) - len(text.lstrip())
    for end in _ends(lines, first, indent):
        # lines before keep the numbers of the lines, the `if` keeps the columns
        block = "\n" * (first - 2) + ("if 1:\n" if indent else "\n" * (first > 1))
        try:
            tree = ast.parse(block + "".join(lines[first - 1 : end]))
        except SyntaxError:
            continue
        top: Any = tree.body[0]
        node = top.body[0] if indent and isinstance(top, ast.If) else top
        return node if _matches(node, code) else None
    return None


def _ends(lines: list[str], first: int, indent: int) -> Iterator[int]:
    """The lines after which the definition may end: where the text is no further to the right."""
    for at in range(first, len(lines)):
        bare = lines[at].lstrip()
        if bare and not bare.startswith("#") and len(lines[at]) - len(bare) <= indent:
            yield at
    yield len(lines)


def _matches(node: Any, code: CodeType) -> bool:
    """True when a definition has the name and the parameters of the code."""
    if not isinstance(node, ast.FunctionDef) or node.name != code.co_name:
        return False
    a = node.args
    names = [arg.arg for arg in (*a.posonlyargs, *a.args, *a.kwonlyargs)]
    return names == list(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def _lambda(code: CodeType, lines: list[str]) -> Any:
    """The lambda that starts where the code does."""
    starts = {(p[0], p[2]) for p in code.co_positions() if p[0] is not None and p[2] is not None}
    tree = ast.parse("".join(lines))
    found = [
        n for n in ast.walk(tree)
        if isinstance(n, ast.Lambda) and n.lineno == code.co_firstlineno
        and len(n.args.args) == code.co_argcount - len(n.args.posonlyargs)
    ]  # fmt: skip
    exact = [n for n in found if (n.body.lineno, n.body.col_offset) in starts]
    best = exact or found
    return best[0] if len(best) == 1 else _narrowest(exact)


def _narrowest(found: list[Any]) -> Any:
    """Of nested lambdas, the innermost one whose body starts at the right place."""
    return max(found, key=lambda n: n.col_offset, default=None)


HELPER_FUNCTIONS = types.SimpleNamespace(
    Undefined=undefined.Undefined,
    and_=branches.and_,
    append=undefined.append,
    assert_stmt=branches.assert_stmt,
    call=call,
    chained=branches.chained,
    elements=undefined.elements,
    for_stmt=loops.for_stmt,
    global_=undefined.global_,
    if_exp=branches.if_exp,
    if_stmt=branches.if_stmt,
    ld=undefined.ld,
    loop_options=loops.LoopOptions,
    no_return=undefined.no_return,
    not_=branches.not_,
    or_=branches.or_,
    place=undefined.place,
    returned=undefined.returned,
    set_elements=undefined.set_elements,
    set_place=undefined.set_place,
    while_stmt=loops.while_stmt,
)
