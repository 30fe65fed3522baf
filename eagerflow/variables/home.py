"""Where variables live: the cell of a value, and the home of everything a program made.

Eager code and functions share one home; each 1.x graph has its own. Scopes, `get_variable` and
collections work on the current home, and so mean the same in every mode.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any, Protocol, cast

from ..core import mode
from ..core.tensor import EagerTensor
from ..naming import NameTable


class Cell:
    """Holds the value of a variable: an array, or None before it is initialised.

    Slots: `a` the array, `name` what messages call the variable, `lock` held by whoever replaces
    the array by one that is computed from it.
    """

    __slots__ = ("a", "lock", "name")

    def __init__(self, a: Any = None, name: str = "") -> None:
        self.a = a
        self.name = name
        self.lock = threading.Lock()


class Lazy:
    """A member of a collection that is computed whenever the collection is asked for.

    Args:
      name: what scopes are matched with.
      make: computes it; None when there is nothing after all.
    """

    __slots__ = ("make", "name")

    def __init__(self, name: str, make: Callable[[], Any]) -> None:
        self.name = name
        self.make = make

    def __tf_tensor__(self, dtype: Any = None) -> Any:
        return self.make()


class Home:
    """What a program, or a 1.x graph, has made so far.

    Attributes:
      variables: the variables of `get_variable`, by full name.
      asked: the name of the variable that `get_variable` is making.
      collections: named lists.
      scope_counts: how often each variable scope was opened, for default names.
      names: the names that variables have taken, where no graph keeps them.
      resources: what shares a name given for that, such as queues.
      root: the outermost variable scope, made when first asked for.
      finds: `get_variable` finds what is there even where it is asked to make it.
      lock: held while a variable is looked for and made, so that threads make it once.
    """

    __slots__ = (
        "__weakref__", "asked", "collections", "finds", "lock", "names", "resources", "root",
        "scope_counts", "variables",
    )  # fmt: skip

    def __init__(self, finds: bool = False) -> None:
        self.lock = threading.RLock()
        self.finds = finds
        self.asked: str | None = None
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.variables: dict[str, Any] = {}
        self.collections: dict[Any, list[Any]] = {}
        self.scope_counts: dict[str, int] = {}
        self.names = NameTable()
        self.resources: dict[str, Any] = {}
        self.root: Any = None

    def get_collection(self, name: Any, scope: str | None = None) -> list[Any]:
        """The members of a collection; with `scope`, those whose names match it from the start."""
        items = self.collections.get(name, ())
        if scope:
            matches = re.compile(scope).match
            items = [i for i in items if matches(str(getattr(i, "name", None) or ""))]
        made = [i.make() if isinstance(i, Lazy) else i for i in items]
        return [m for m in made if m is not None]


# The home of eager code and of functions called from it.
EAGER_HOME = Home()


class Builder(Protocol):
    """What a graph under construction offers to variables and scopes."""

    is_function: bool  # a function is traced; otherwise a 1.x graph is built
    is_inner: bool  # a graph that is called: of a function, or of a branch or loop
    level: int  # that of the innermost `vmap` around it
    home: Home
    names: NameTable
    by_name: dict[str, Any]  # the operations

    @property
    def outer(self) -> Builder | None:
        """For a function: the graph in which it is traced."""

    def emit(self, op: Any, args: tuple[Any, ...], name: str | None) -> Any:
        """Append an operation; a name that ends in a slash is a full name."""

    def constant(self, array: Any, name: str = "Const") -> Any:
        """Append a constant."""

    def unique_name(self, name: str, mark: bool = True) -> str:
        """A full name that nothing in the graph has yet."""

    def group(self, operations: list[Any], name: str) -> Any:
        """Append an operation that waits for others."""

    def control_dependencies(
        self, control_inputs: Sequence[Any] | None
    ) -> AbstractContextManager[Any]:
        """Make what the body adds wait for operations; None lifts all waiting."""

    def session_for(self, verb: str, what: str, session: Any) -> Any:
        """The session given, or the default one."""

    def note_variable(self, variable: Any) -> None:
        """Called when a variable is made; raises where none may be."""

    def lift(self, thunk: Any) -> EagerTensor:
        """The value of a callable or symbol, computed outside the trace of a function."""


def current_builder() -> Builder | None:
    """The graph under construction, or None when operations run at once."""
    now = mode.current()
    return None if now is None or now.builder is None else cast(Builder, now.builder)


# The home of what a method makes that keeps its variables itself; see `track_tf1_style_variables`.
own_home: ContextVar[Home | None] = ContextVar("eagerflow_own_home", default=None)


def current_home() -> Home:
    """The home of what is made now."""
    own = own_home.get()
    if own is not None:
        return own
    builder = current_builder()
    return EAGER_HOME if builder is None else builder.home
