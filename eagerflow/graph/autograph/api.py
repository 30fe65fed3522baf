"""The public functions of `ef.autograph`."""

from __future__ import annotations

import ast
import enum
import functools
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any, overload

from ... import errors
from ...registry import export
from .loader import LEFT_ALONE, convert, find, source_of, verbosity


@export("autograph.experimental.Feature")
class Feature(enum.Enum):
    """Parts of the conversion that TensorFlow lets programs choose.

    Here all that exist are always on, and the functions that take them ignore them.
    """

    ALL = "ALL"
    AUTO_CONTROL_DEPS = "AUTO_CONTROL_DEPS"
    ASSERT_STATEMENTS = "ASSERT_STATEMENTS"
    BUILTIN_FUNCTIONS = "BUILTIN_FUNCTIONS"
    EQUALITY_OPERATORS = "EQUALITY_OPERATORS"
    LISTS = "LISTS"
    NAME_SCOPES = "NAME_SCOPES"

    @classmethod
    def all(cls) -> tuple[Feature, ...]:
        """All features."""
        return tuple(cls)

    @classmethod
    def all_but(cls, exclude: Any) -> tuple[Feature, ...]:
        """All features except some.

        Args:
          exclude: a feature, or several.
        """
        some = exclude if isinstance(exclude, (list, tuple, set)) else (exclude,)
        return tuple(set(cls) - set(some) - {cls.ALL})


@overload
def do_not_convert(func: None = None) -> Callable[[Any], Any]: ...
@overload
def do_not_convert(func: Any) -> Any: ...
@export("autograph.experimental.do_not_convert")
def do_not_convert(func: Any = None) -> Any:
    """Let a function run as it is written when converted code calls it.

    Args:
      func: the function; left out, a decorator is returned.

    >>> @ef.autograph.experimental.do_not_convert
    ... def plain(x):
    ...     return x if isinstance(x, int) else x + 1
    >>> plain(3)
    3
    """
    if func is None:
        return do_not_convert

    @functools.wraps(func)
    def as_it_is(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **kwargs)

    as_it_is.__dict__[LEFT_ALONE] = True
    return as_it_is


@export("autograph.to_graph")
def to_graph(
    entity: Any, recursive: bool = True, experimental_optional_features: Any = None
) -> Any:
    """The converted form of a function: tensors of a graph can decide its control flow.

    With eager tensors and Python values it does what the function does.

    Args:
      entity: a function, a method, or an object with `__call__`.
      recursive: accepted; functions that it calls are converted when they are called.
      experimental_optional_features: accepted; all that exist are on.

    Raises:
      ValueError: there is no source to convert.

    >>> def f(x):
    ...     if x > 0:
    ...         y = x * x
    ...     else:
    ...         y = -x
    ...     return y
    >>> ef.autograph.to_graph(f)(ef.constant(-2)).numpy()
    np.int32(2)
    """
    function = _python_function(entity)
    if find(function.__code__, function.__globals__) is None:
        raise _no_source(function)
    return convert(getattr(entity, "python_function", entity))


@export("autograph.to_code")
def to_code(entity: Any, recursive: bool = True, experimental_optional_features: Any = None) -> str:
    """The source of the converted form of a function.

    Args:
      entity: a function, or a method.
      recursive: accepted; functions that it calls are converted when they are called.
      experimental_optional_features: accepted; all that exist are on.

    Raises:
      ValueError: there is no source to convert.

    >>> def f(x):
    ...     if x > 0:
    ...         x = x * x
    ...     return x
    >>> "if_stmt" in ef.autograph.to_code(f)
    True
    """
    function = _python_function(entity)
    found = source_of(function)
    tree = found.tree if found else find(function.__code__, function.__globals__)
    if tree is None:
        raise _no_source(function)
    return ast.unparse(tree) + "\n"


def _python_function(entity: Any) -> FunctionType:
    """The function behind what a user wants to see converted."""
    inner = getattr(entity, "python_function", entity)
    while isinstance(inner, (MethodType, functools.partial)):
        inner = inner.__func__ if isinstance(inner, MethodType) else inner.func
    if not isinstance(inner, FunctionType) and not isinstance(inner, type):
        inner = type(inner).__call__
    if not isinstance(inner, FunctionType):
        raise errors.make(
            ValueError,
            f"Cannot convert {entity!r}: it is no Python function",
            fix="pass a function, a method, or an object with __call__",
        )
    return inner


def _no_source(f: FunctionType) -> Exception:
    return errors.make(
        ValueError,
        f"Cannot convert '{f.__qualname__}': its source is not available",
        operands=[f"it says it is in {f.__code__.co_filename}:{f.__code__.co_firstlineno}"],
    )


@export("autograph.set_verbosity")
def set_verbosity(level: int, alsologtostdout: bool = False) -> None:
    """Say more about what is converted, in the log of `ef.get_logger()`.

    Args:
      level: 0 says nothing, 1 names functions without source, 2 every function that is converted.
      alsologtostdout: print it as well.

    >>> ef.autograph.set_verbosity(0)
    """
    verbosity[:] = [int(level), bool(alsologtostdout)]


@export("autograph.trace")
def trace(*args: Any) -> None:
    """Print values while a function is traced, and only then.

    Args:
      *args: anything.

    >>> ef.autograph.trace("here")
    here
    """
    print(*args)
