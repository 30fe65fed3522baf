"""`variable_creator_scope`: functions that stand between a program and the making of variables."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ..registry import export
from .home import Home, current_home

Creator = Callable[..., Any]

# With the home for which each was registered, the last one last. Each thread has its own.
_creators: ContextVar[tuple[tuple[Home, Creator], ...]] = ContextVar(
    "eagerflow_creators", default=()
)


@export("variable_creator_scope")
@contextmanager
def variable_creator_scope(variable_creator: Creator) -> Iterator[None]:
    """Let a function make the variables that are made in the body.

    The creator is called in place of `Variable(...)`, also for `get_variable`, with the creator of
    the scope around it as `next_creator` (the innermost scope comes first, the last one makes the
    variable) and with all arguments by keyword. It returns the variable.

    Args:
      variable_creator: a function `(next_creator, **kwargs)`. It should pass on what it does not
        know.

    >>> def frozen(next_creator, **kwargs):
    ...     kwargs["trainable"] = False
    ...     return next_creator(**kwargs)
    >>> with ef.variable_creator_scope(frozen):
    ...     v = ef.Variable(1.)
    >>> v.trainable
    False
    """
    token = _creators.set((*_creators.get(), (current_home(), variable_creator)))
    try:
        yield
    finally:
        _creators.reset(token)


class Created(type):
    """The class of the classes of variables: calling one asks the creators that are registered."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        make = functools.partial(type.__call__, cls)
        registered = _creators.get()
        if not registered or "_asks_creators" not in cls.__dict__:
            return make(*args, **kwargs)
        home = current_home()
        for registered_for, creator in registered:
            if registered_for is home:
                make = functools.partial(creator, make)
        bound = inspect.signature(cls).bind(*args, **kwargs)
        bound.apply_defaults()
        return make(**bound.arguments)

    @property
    def __signature__(cls) -> inspect.Signature:
        init = inspect.signature(cls.__init__)  # type: ignore[misc]
        return init.replace(parameters=list(init.parameters.values())[1:], return_annotation=cls)
