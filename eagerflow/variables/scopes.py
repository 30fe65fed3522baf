"""Variable scopes: prefixes and defaults for what `get_variable` makes or finds again.

A variable scope opens a name scope of the same name too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, Token
from functools import partial
from types import TracebackType
from typing import Any

from .. import naming
from ..core import promotion
from ..dtype import DType, as_dtype, float32
from ..registry import export
from . import collection
from .home import EAGER_HOME, Home, current_builder, current_home, own_home
from .names import NameScope
from .reuse import Reuse, check_reuse

Getter = Callable[..., Any]


@export("", v1="VariableScope")
class VariableScope:
    """A prefix and defaults for `get_variable`; what `variable_scope` gives to its body.

    Args:
      reuse: None or False to make variables, True to find them, AUTO_REUSE for either.
      name: the prefix.
      initializer: makes the initial value where `get_variable` is given none.
      regularizer: makes the loss of variables where `get_variable` is given none.
      caching_device: accepted; it has no effect.
      partitioner: accepted; variables are kept whole.
      custom_getter: is called in place of `get_variable`, with that as its first argument.
      name_scope: the name scope that belongs to it.
      dtype: dtype of variables where `get_variable` is given none.
      use_resource: accepted; there is one kind of variable.
      constraint: the constraint of variables where `get_variable` is given none.
    """

    def __init__(
        self,
        reuse: Reuse,
        name: str = "",
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Getter | None = None,
        name_scope: str = "",
        dtype: Any = float32,
        use_resource: bool | None = None,
        constraint: Any = None,
    ) -> None:
        self._reuse = reuse
        self._name = name
        self._initializer = initializer
        self._regularizer = regularizer
        self._caching_device = caching_device
        self._partitioner = partitioner
        self._custom_getter = custom_getter
        self._name_scope = name_scope
        self._dtype = as_dtype(dtype)
        self._use_resource = use_resource
        self._constraint = constraint

    @property
    def name(self) -> str:
        """The prefix of variables, without a slash at the end."""
        return self._name

    @property
    def original_name_scope(self) -> str:
        """The name scope that was opened with this scope, with a slash at the end."""
        return self._name_scope

    @property
    def reuse(self) -> Reuse:
        """False (or None), True or AUTO_REUSE."""
        return self._reuse

    @property
    def initializer(self) -> Any:
        return self._initializer

    @property
    def regularizer(self) -> Any:
        return self._regularizer

    @property
    def caching_device(self) -> Any:
        return self._caching_device

    @property
    def partitioner(self) -> Any:
        return self._partitioner

    @property
    def custom_getter(self) -> Getter | None:
        return self._custom_getter

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def use_resource(self) -> bool | None:
        return self._use_resource

    @property
    def constraint(self) -> Any:
        return self._constraint

    def reuse_variables(self) -> None:
        """Find variables from here on instead of making them."""
        self._reuse = True

    def set_initializer(self, initializer: Any) -> None:
        """Change the default initializer."""
        self._initializer = initializer

    def set_regularizer(self, regularizer: Any) -> None:
        """Change the default regularizer."""
        self._regularizer = regularizer

    def set_dtype(self, dtype: Any) -> None:
        """Change the default dtype."""
        self._dtype = as_dtype(dtype)

    def set_caching_device(self, caching_device: Any) -> None:
        """Accepted; it has no effect."""
        self._caching_device = caching_device

    def set_partitioner(self, partitioner: Any) -> None:
        """Accepted; variables are kept whole."""
        self._partitioner = partitioner

    def set_custom_getter(self, custom_getter: Getter | None) -> None:
        """Change the custom getter."""
        self._custom_getter = custom_getter

    def set_use_resource(self, use_resource: bool | None) -> None:
        """Accepted; there is one kind of variable."""
        self._use_resource = use_resource

    def get_collection(self, name: Any) -> list[Any]:
        """The members of a collection whose names begin with the prefix of this scope."""
        return collection.get_collection(name, f"{self._name}/" if self._name else "")

    def trainable_variables(self) -> list[Any]:
        """The trainable variables below this scope."""
        return self.get_collection(collection.GraphKeys.TRAINABLE_VARIABLES)

    def global_variables(self) -> list[Any]:
        """The global variables below this scope."""
        return self.get_collection(collection.GraphKeys.GLOBAL_VARIABLES)

    def local_variables(self) -> list[Any]:
        """The local variables below this scope."""
        return self.get_collection(collection.GraphKeys.LOCAL_VARIABLES)

    def __repr__(self) -> str:
        return f"<VariableScope {self._name!r} reuse={self._reuse}>"


# The open variable scopes, innermost first: (home, scope, the rest). A home that has none is at its
# outermost scope.
_Open = tuple[Home, VariableScope, Any]
_open: ContextVar[_Open | None] = ContextVar("eagerflow_variable_scope", default=None)


def root_scope(home: Home) -> VariableScope:
    """The outermost variable scope of a home."""
    if home.root is None:
        home.root = VariableScope(False)
    root: VariableScope = home.root
    return root


@export("", v1="get_variable_scope")
def get_variable_scope() -> VariableScope:
    """The variable scope that is open now.

    >>> v1 = ef.compat.v1
    >>> with v1.variable_scope("a"), v1.variable_scope("b"):
    ...     v1.get_variable_scope().name
    'a/b'
    """
    home = current_home()
    found = _open.get()
    while found is not None:
        if found[0] is home:
            return found[1]
        found = found[2]
    return root_scope(home)


def trace_key() -> Any:
    """What the trace of a function depends on: the open variable scope, and the dtype policy."""
    policy = promotion.policy.get()
    own = own_home.get()
    if own is not None:
        return own, get_variable_scope().name, policy
    if _open.get() is None and EAGER_HOME.root is None:
        return None if policy == "strict" else policy
    scope = get_variable_scope()
    inside = (scope.name, scope.reuse) if scope.name or scope.reuse else None
    return inside if policy == "strict" else (inside, policy)


def _wrapped(getter: Getter | None, outer: Getter | None) -> Getter | None:
    """A custom getter that calls that of the outer scope in place of the true one."""
    if getter is None or outer is None:
        return getter or outer
    inner, other = getter, outer

    def both(getter: Getter, *args: Any, **kwargs: Any) -> Any:
        return inner(partial(other, getter), *args, **kwargs)

    return both


def _counts() -> dict[str, int]:
    """How often scopes were opened: in the current trace where functions keep that, or at all."""
    kept: dict[str, int] | None = getattr(current_builder(), "scope_counts", None)
    if kept is None or own_home.get() is not None:
        return current_home().scope_counts
    return kept


def _unique_name(prefix: str) -> str:
    """`prefix`, numbered when a scope of that name was opened in the current one before."""
    counts = _counts()
    parent = get_variable_scope().name
    full = f"{parent}/{prefix}" if parent else prefix
    if not counts.get(full):
        return prefix
    number = 1
    while counts.get(f"{full}_{number}"):
        number += 1
    return f"{prefix}_{number}"


@export("", v1="variable_scope")
class variable_scope:
    """Opens a variable scope: a prefix and defaults for `get_variable`, the same in every mode.

    Args:
      name_or_scope: the name to append to the current scope, or a VariableScope to open again.
      default_name: the name when `name_or_scope` is None; it gets a number when it was used before.
      values: accepted; the tensors that the body works on.
      initializer: default initializer of the body.
      regularizer: default regularizer of the body.
      caching_device: accepted; it has no effect.
      partitioner: accepted; variables are kept whole.
      custom_getter: is called in place of `get_variable`, with that as its first argument.
      reuse: True to find variables, AUTO_REUSE to find or make them, None to do as the outer scope.
      dtype: default dtype of the body.
      use_resource: accepted; there is one kind of variable.
      constraint: default constraint of the body.
      auxiliary_name_scope: False stays in the current name scope.

    Raises:
      TypeError: there is neither a name nor a default name.
      ValueError: `reuse` is none of the choices.

    >>> v1 = ef.compat.v1
    >>> def model():
    ...     with v1.variable_scope("model", reuse=v1.AUTO_REUSE):
    ...         return v1.get_variable("w", initializer=1.)
    >>> model() is model()
    True
    """

    def __init__(
        self,
        name_or_scope: str | VariableScope | None,
        default_name: str | None = None,
        values: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Getter | None = None,
        reuse: Reuse = None,
        dtype: Any = None,
        use_resource: bool | None = None,
        constraint: Any = None,
        auxiliary_name_scope: bool = True,
    ) -> None:
        if default_name is None and name_or_scope is None:
            raise TypeError("If default_name is None then name_or_scope is required")
        if not isinstance(auxiliary_name_scope, bool):
            raise TypeError(
                "The auxiliary_name_scope must be `True` or `False`, while get "
                f"{auxiliary_name_scope}"
            )
        if not (name_or_scope is None or isinstance(name_or_scope, (str, VariableScope))):
            raise TypeError("VariableScope: name_or_scope must be a string or VariableScope.")
        self._reuse = check_reuse(reuse) or None
        if name_or_scope is None and self._reuse:
            raise ValueError("reuse=True cannot be used without a name_or_scope")
        self._default_name = default_name
        self._own_names = auxiliary_name_scope
        self._custom_getter = custom_getter
        self._constraint = constraint
        given = {
            "initializer": initializer, "regularizer": regularizer, "partitioner": partitioner,
            "caching_device": caching_device, "dtype": dtype, "use_resource": use_resource,
        }  # fmt: skip
        self._settings = {k: v for k, v in given.items() if v is not None}
        # Found when it is first entered, and kept for the next times.
        self._target = name_or_scope
        self._names: NameScope | None = None
        self._original: str | None = None
        self._entered: list[_Entered] = []

    def __enter__(self) -> VariableScope:
        names = self._names if self._original is not None else self._name_scope()
        full = "" if names is None else names.__enter__()
        try:
            if self._original is None:
                self._names = names
                self._original = full
                if isinstance(self._target, VariableScope):
                    self._original = self._target.original_name_scope
            if self._target is None:
                self._target = _unique_name(self._default_name or "")
            return self._open(self._target, names)
        except BaseException:
            if names is not None:
                names.__exit__(None, None, None)
            raise

    def _name_scope(self) -> NameScope | None:
        """The name scope to open; None for a scope without a name, which stays where it is."""
        if not self._own_names:
            return NameScope(naming.scope.get())
        name = self._default_name if self._target is None else self._target
        if isinstance(name, VariableScope):
            name = name.name.rpartition("/")[2]
        return NameScope(name) if name else None

    def _open(self, target: str | VariableScope, names: NameScope | None) -> VariableScope:
        outer = get_variable_scope()
        if isinstance(target, VariableScope):
            base, name = target, target.name
        else:
            base, name = outer, f"{outer.name}/{target}" if outer.name else target
        settings = {
            "initializer": base.initializer, "regularizer": base.regularizer,
            "partitioner": base.partitioner, "caching_device": base.caching_device,
            "dtype": base.dtype, "use_resource": base.use_resource, **self._settings,
        }  # fmt: skip
        scope = VariableScope(
            self._reuse or base.reuse,
            name,
            custom_getter=_wrapped(self._custom_getter, base.custom_getter),
            name_scope=self._original or "",
            constraint=self._constraint,
            **settings,
        )
        counts = _counts()
        counts[name] = counts.get(name, 0) + 1
        saved = dict(counts) if isinstance(target, VariableScope) else None
        token = _open.set((current_home(), scope, _open.get()))
        self._entered.append((scope, token, counts, saved, names))
        return scope

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        scope, token, counts, saved, names = self._entered[-1]
        now = _open.get()
        if now is None or now[1] is not scope:
            raise RuntimeError("Improper nesting of variable_scope.")
        self._entered.pop()
        if saved is None:  # its scopes count anew when it is opened again
            counts.update((k, 0) for k in counts if k.startswith(f"{scope.name}/"))
        else:
            counts.clear()
            counts.update(saved)
        _open.reset(token)
        if names is not None:
            names.__exit__(exc_type, exc, traceback)


# The scope, what to restore the current one with, the counts and what they were, the name scope.
_Entered = tuple[
    VariableScope, Token[_Open | None], dict[str, int], dict[str, int] | None, NameScope | None
]


@export("", v1="variable_op_scope")
def variable_op_scope(
    values: Any,
    name_or_scope: str | VariableScope | None,
    default_name: str | None = None,
    initializer: Any = None,
    regularizer: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    custom_getter: Getter | None = None,
    reuse: Reuse = None,
    dtype: Any = None,
    use_resource: bool | None = None,
    constraint: Any = None,
) -> variable_scope:
    """The old form of `variable_scope`, with `values` first."""
    return variable_scope(
        name_or_scope,
        default_name,
        values,
        initializer,
        regularizer,
        caching_device,
        partitioner,
        custom_getter,
        reuse,
        dtype,
        use_resource,
        constraint,
    )


@export("", v1="no_regularizer")
def no_regularizer(_: Any) -> None:
    """A regularizer that gives no loss; it overrides that of an outer variable scope."""
