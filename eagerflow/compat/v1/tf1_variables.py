"""1.x code in 2.x objects: methods that keep the variables of `get_variable` and of layers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from ...module import Module
from ...variables.collection import GraphKeys
from ...variables.creators import variable_creator_scope
from ...variables.home import Home, current_home, own_home
from ...variables.scopes import get_variable_scope

F = TypeVar("F", bound=Callable[..., Any])

_ATTRIBUTE = "_tf1_style_var_store"


class VariableStore(Module):
    """The variables that the methods of an object made; see `track_tf1_style_variables`.

    Attributes:
      by_name: the variables of `get_variable` by their full names.
      explicit: those that were made with `Variable`.
      layers: those of `get_or_create_layer`.
    """

    _TF_MODULE_IGNORED_PROPERTIES = frozenset(["_name_scope", "_home", "_seen"])

    def __init__(self) -> None:
        super().__init__("variable_store")
        self._home = Home(finds=True)
        self._seen: dict[Any, int] = {}
        self.by_name = self._home.variables
        self.explicit: dict[Any, Any] = {}
        self.layers = self._home.resources

    @property
    def losses(self) -> list[Any]:
        """The losses of the regularizers of the variables, as they are now."""
        return self._home.get_collection(GraphKeys.REGULARIZATION_LOSSES)

    def call(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Call a function whose variables are kept here."""
        if own_home.get() is self._home:  # one tracked method calls another
            return function(*args, **kwargs)
        self._home.scope_counts.clear()  # default names are those of the first call again
        self._seen.clear()
        token = own_home.set(self._home)
        try:
            with variable_creator_scope(self._make_or_find):
                return function(*args, **kwargs)
        finally:
            own_home.reset(token)

    def _make_or_find(self, make: Callable[..., Any], **kwargs: Any) -> Any:
        """The variable of a call of `Variable`: the one that this call made in the first run."""
        name = kwargs.get("name")
        if name is not None and self._home.asked == name:
            return make(**kwargs)  # `get_variable` keeps it
        count = self._seen[name] = self._seen.get(name, 0) + 1
        key = f"{name}#{count}"
        if key not in self.explicit:
            self.explicit[key] = make(**kwargs)
        return self.explicit[key]


def store_of(owner: Any) -> VariableStore:
    """The store of an object, made when it is first asked for."""
    found = owner.__dict__.get(_ATTRIBUTE)
    if found is None:
        found = VariableStore()
        setattr(owner, _ATTRIBUTE, found)
        if not hasattr(type(owner), "losses") and "losses" not in owner.__dict__:
            type(owner).losses = property(lambda self: store_of(self).losses)
    store: VariableStore = found
    return store


def track_tf1_style_variables(method: F) -> F:
    """Let a method of an object keep the variables that 1.x code in it makes; a decorator.

    In the first call `get_variable`, `compat.v1.layers` and `Variable` make variables, in later
    calls they find them, under the same names, in eager code, in functions, also those inside the
    method, and in 1.x graphs. Each object has variables of its own; objects share theirs if one is
    given the store of another: `b._tf1_style_var_store = a._tf1_style_var_store`.

    `variables` of a `Module` has them. The losses of their regularizers are in `losses`, which the
    class gets if it has none.

    Args:
      method: the method.

    >>> v1 = ef.compat.v1
    >>> class Net(ef.Module):
    ...     @v1.keras.utils.track_tf1_style_variables
    ...     def __call__(self, x):
    ...         with v1.variable_scope("out"):
    ...             return x * v1.get_variable("scale", [], initializer=v1.ones_initializer())
    >>> net = Net()
    >>> _ = net(2.), net(3.)
    >>> [v.name for v in net.variables]
    ['out/scale:0']
    """

    @functools.wraps(method)
    def tracked(self: Any, *args: Any, **kwargs: Any) -> Any:
        return store_of(self).call(method, (self, *args), kwargs)

    return tracked  # type: ignore[return-value]


def get_or_create_layer(name: str, create_layer_method: Callable[[], Any]) -> Any:
    """A layer or module: made in the first call, found in later ones.

    It is kept where the variables of `get_variable` are: in a tracked method by its object,
    elsewhere by the program or the graph.

    Args:
      name: its name, below that of the open variable scope.
      create_layer_method: makes it.

    >>> v1 = ef.compat.v1
    >>> with v1.variable_scope("net"):
    ...     a = v1.keras.utils.get_or_create_layer("m", lambda: ef.Module("m"))
    ...     b = v1.keras.utils.get_or_create_layer("m", lambda: ef.Module("m"))
    >>> a is b
    True
    """
    scope = get_variable_scope().name
    full = f"layer {scope}/{name}" if scope else f"layer {name}"
    home = current_home()
    with home.lock:
        if full not in home.resources:
            home.resources[full] = create_layer_method()
        return home.resources[full]
