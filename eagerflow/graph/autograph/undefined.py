"""Variables that have no value, and the functions by which converted code reads variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors, sites

RETURN_VALUE = "the return value"


class Undefined:
    """Stands for the value of a variable that has none.

    Args:
      name: the variable.
      why: the sentence of the error that reading it raises; Python's own when left out.
      site: the line that left it without a value.
    """

    __slots__ = ("name", "site", "why")

    def __init__(self, name: str, why: str = "", site: sites.Site | None = None) -> None:
        self.name = name
        self.why = why
        self.site = site

    def error(self) -> Exception:
        """What reading the variable raises."""
        if not self.why:
            return errors.make(
                UnboundLocalError,
                f"cannot access local variable '{self.name}' where it is not associated with a "
                "value",
            )
        return errors.make(
            ValueError,
            self.why,
            operands=[f"'{self.name}' was left without a value at {self.site}"],
            fix=f"give '{self.name}' a value on every path that a tensor decides about",
        )

    def __bool__(self) -> bool:
        raise self.error()

    def __iter__(self) -> Any:
        raise self.error()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise self.error()

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name) if name.startswith("__") else self.error()

    def __repr__(self) -> str:
        return f"<undefined {self.name!r}>"


class NoReturn(Undefined):
    """The value of a function that has not returned yet.

    Args:
      always: whether every path through the function ends in a `return`, so that another value
        takes its place before anybody looks.
    """

    __slots__ = ("always",)

    def __init__(self, always: bool) -> None:
        super().__init__(RETURN_VALUE)
        self.always = always


class Skipped:
    """Stands for an attribute or element that is no variable: it is left as it is."""


_SKIPPED = Skipped()


def ld(value: Any) -> Any:
    """The value of a variable that may have none."""
    if isinstance(value, Undefined):
        raise value.error()
    return value


def global_(read: Callable[[], Any]) -> Any:
    """The value of a variable of the module."""
    try:
        return read()
    except NameError as e:
        return Undefined(str(e.name))


def place(owner: Callable[[], Any], key: Any, is_attribute: bool) -> Any:
    """The value of an attribute or an element that blocks set."""
    try:
        holder = ld(owner())
    except (NameError, AttributeError, ValueError):
        return _SKIPPED
    if is_attribute:
        if isinstance(getattr(type(holder), key, None), property):
            return _SKIPPED  # setting it has effects of its own
        return getattr(holder, key, Undefined(key))
    if type(holder) is list:
        return (
            holder[key] if isinstance(key, int) and -len(holder) <= key < len(holder) else _SKIPPED
        )
    if not isinstance(holder, dict):
        return _SKIPPED
    try:
        return holder.get(key, Undefined(repr(key)))
    except TypeError:  # no key for a dict
        return _SKIPPED


def set_place(owner: Callable[[], Any], key: Any, is_attribute: bool, value: Any) -> None:
    """Set an attribute or an element to a value that `place` gave or that a graph computes."""
    if isinstance(value, Skipped):
        return
    holder = owner()
    if is_attribute:
        if not isinstance(value, Undefined):
            if getattr(holder, key, holder) is not value:
                setattr(holder, key, value)
        elif hasattr(holder, key):
            delattr(holder, key)
    elif not isinstance(value, Undefined):
        holder[key] = value
    else:
        holder.pop(key, None)


def no_return(always: bool) -> NoReturn:
    """What a function returns before it has returned."""
    return NoReturn(always)


def returned(done: Any, value: Any) -> Any:
    """What a converted function returns at its end.

    Args:
      done: whether a `return` was reached.
      value: what was returned.
    """
    if done is False or isinstance(value, NoReturn):
        return None
    return value
