"""Variables that have no value, and the functions by which converted code reads variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors, nest, sites
from ...core.tensor import Tensor
from ...ops.array import identity
from ...ops.checks.asserts import Assert
from ..ordering import control_dependencies
from ..tensor_array import TensorArray

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

    def _refuse(self, *others: Any) -> Any:
        raise self.error()

    __tf_tensor__ = __getitem__ = __neg__ = __abs__ = _refuse
    __add__ = __sub__ = __mul__ = __truediv__ = __floordiv__ = __mod__ = __pow__ = _refuse
    __radd__ = __rsub__ = __rmul__ = __rtruediv__ = __rfloordiv__ = __rmod__ = __rpow__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __matmul__ = __rmatmul__ = _refuse

    def __repr__(self) -> str:
        return f"<undefined {self.name!r}>"


class NoGlobal(Undefined):
    """The value of a variable of the module that does not exist: code reads it without asking."""

    __slots__ = ()


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


class Maybe(Undefined):
    """The value of a variable that has one only if a tensor says so.

    Args:
      name: the variable.
      why: the sentence of the error that reading it raises where it has none.
      site: the line that may have left it without a value.
      value: its value, which nobody may look at otherwise.
      is_set: a bool tensor: whether it has one.
    """

    __slots__ = ("is_set", "value")

    def __init__(
        self, name: str, why: str, site: sites.Site | None, value: Any, is_set: Tensor
    ) -> None:
        super().__init__(name, why, site)
        self.value = value
        self.is_set = is_set

    def read(self) -> Any:
        """The value, once it is certain that there is one."""
        done = Assert(self.is_set, [f"{self.why} ({self.site})"])
        with control_dependencies([done] if done is not None else []):
            return nest.map_structure(identity, self.value, expand_composites=True)


def ld(value: Any) -> Any:
    """The value of a variable that may have none."""
    if isinstance(value, Maybe):
        return value.read()
    if isinstance(value, Undefined):
        raise value.error()
    return value


def global_(read: Callable[[], Any]) -> Any:
    """The value of a variable of the module."""
    try:
        return read()
    except NameError as e:
        return NoGlobal(str(e.name))


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


def elements(owner: Callable[[], Any]) -> Any:
    """A copy of a list or a dictionary of which blocks set elements."""
    try:
        holder = owner()
    except (NameError, AttributeError):
        return _SKIPPED
    if isinstance(holder, dict):
        return dict(holder)
    return list(holder) if type(holder) is list else _SKIPPED


def set_elements(owner: Callable[[], Any], values: Any) -> None:
    """Give a list or a dictionary the elements that `elements` gave or that a graph computes."""
    if isinstance(values, Skipped):
        return
    if isinstance(values, Undefined):
        raise values.error()
    holder = owner()
    if same(holder, values):
        return
    if isinstance(holder, dict):
        holder.clear()
        holder.update(values)
    elif isinstance(holder, list):
        holder[:] = values


def same(a: Any, b: Any) -> bool:
    """Whether two values are one, or lists or dictionaries of the same elements."""
    if a is b:
        return True
    if type(a) is list and type(b) is list:
        return len(a) == len(b) and all(x is y for x, y in zip(a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(a[k] is b[k] for k in a)
    return False


def append(values: Any, item: Any) -> Any:
    """`values.append(item)`: what the variable is afterwards."""
    if isinstance(values, TensorArray):
        return values.write(values.size(), item)
    values.append(item)
    return values


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
