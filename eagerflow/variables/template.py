"""Templates: functions that make their variables in the first call and use them again later."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .. import errors
from ..core.mode import snapshot
from ..registry import export
from . import collection
from .home import current_home
from .scopes import VariableScope, variable_scope


class Template:
    """A function bound to a variable scope; see `make_template`.

    Args:
      name: the default name of the scope.
      func: the function.
      scope_now: open the scope now, so that variables have names in the order of templates.
      unique_name: the name of the scope, in place of a numbered default one.
      custom_getter: is called in place of `get_variable`.
    """

    def __init__(
        self,
        name: str,
        func: Callable[..., Any],
        scope_now: bool,
        unique_name: str | None,
        custom_getter: Any,
    ) -> None:
        self._name, self._func = name, func
        self._unique_name, self._custom_getter = unique_name, custom_getter
        self._scope: VariableScope | None = None
        self._called = False
        if scope_now:
            with self._fresh() as self._scope:
                pass

    def _fresh(self) -> variable_scope:
        """The scope at its first opening."""
        return variable_scope(
            self._unique_name, default_name=self._name, custom_getter=self._custom_getter
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._scope is None:
            with self._fresh() as self._scope:
                return self._run(args, kwargs)
        reuse = True if self._called and not current_home().finds else None
        with variable_scope(self._scope, reuse=reuse):
            return self._run(args, kwargs)

    def _run(self, args: Any, kwargs: Any) -> Any:
        before = len(collection.trainable_variables())
        result = self._func(*args, **kwargs)
        again = self._called and not current_home().finds
        if again and len(collection.trainable_variables()) != before:
            made = [v.name for v in collection.trainable_variables()[before:]]
            raise errors.make(
                ValueError,
                "Trainable variable created when calling a template after the first time, perhaps "
                "you used tf.Variable when you meant tf.get_variable",
                operands=[f"made now: {', '.join(made)}"],
            )
        self._called = True
        return result

    @property
    def name(self) -> str:
        """The name that was given."""
        return self._name

    @property
    def func(self) -> Callable[..., Any]:
        """The function."""
        return self._func

    @property
    def variable_scope(self) -> VariableScope | None:
        """The scope of the variables; None before it is opened."""
        return self._scope

    @property
    def variable_scope_name(self) -> str | None:
        """The name of the scope of the variables; None before it is opened."""
        return None if self._scope is None else self._scope.name

    def _in_scope(self, key: str) -> list[Any]:
        return [] if self._scope is None else self._scope.get_collection(key)

    @property
    def variables(self) -> list[Any]:
        """The variables of the scope, local ones last."""
        return self.global_variables + self.local_variables

    @property
    def global_variables(self) -> list[Any]:
        return self._in_scope(collection.GraphKeys.GLOBAL_VARIABLES)

    @property
    def local_variables(self) -> list[Any]:
        return self._in_scope(collection.GraphKeys.LOCAL_VARIABLES)

    @property
    def trainable_variables(self) -> list[Any]:
        return self._in_scope(collection.GraphKeys.TRAINABLE_VARIABLES)

    @property
    def non_trainable_variables(self) -> list[Any]:
        trainable = {id(v) for v in self.trainable_variables}
        return [v for v in self.variables if id(v) not in trainable]

    @property
    def weights(self) -> list[Any]:
        """The variables, as in Keras."""
        return self.variables

    @property
    def trainable_weights(self) -> list[Any]:
        return self.trainable_variables

    @property
    def non_trainable_weights(self) -> list[Any]:
        return self.non_trainable_variables


@export("", v1="make_template")
def make_template(
    name_: str,
    func_: Callable[..., Any],
    create_scope_now_: bool = False,
    unique_name_: str | None = None,
    custom_getter_: Any = None,
    **kwargs: Any,
) -> Template:
    """A function that makes its variables in its first call and finds them in the later ones.

    Args:
      name_: the default name of the variable scope; it gets a number when it was used before.
      func_: the function, which makes its variables with `get_variable`.
      create_scope_now_: take the name of the scope now, not in the first call.
      unique_name_: the name of the scope as it is, for variables that are shared with others.
      custom_getter_: is called in place of `get_variable`, with that as its first argument.
      **kwargs: arguments for every call of `func_`.

    Raises:
      ValueError: there is a unique name in eager mode, or a later call makes a variable.

    >>> def scaled(x, start):
    ...     return x * ef.compat.v1.get_variable("scale", initializer=start)
    >>> double = ef.compat.v1.make_template("double", scaled, start=2.0)
    >>> double(3.0).numpy(), double(4.0).numpy(), len(double.variables)
    (np.float32(6.0), np.float32(8.0), 1)
    """
    if unique_name_ is not None and snapshot().builder is None:
        raise errors.make(ValueError, "unique_name_ cannot be used in eager mode.")
    function = functools.partial(func_, **kwargs) if kwargs else func_
    return Template(name_, function, create_scope_now_, unique_name_, custom_getter_)
