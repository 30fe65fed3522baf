"""The operators of variables: each reads the value and lets the tensor do the work."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from .. import errors
from ..core.tensor import NUMPY_HOOKS, Tensor

_BINARY = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "xor", "or"]
_COMPARE = ["lt", "le", "gt", "ge"]
_UNARY = ["neg", "abs", "invert"]
_IN_PLACE = ["iadd", "isub", "imul", "itruediv", "ipow"]


class Readable:
    """Base of what turns itself into a tensor when it is used."""

    __slots__ = ()
    __array_priority__ = 101  # before tensors, so that NumPy arrays leave operators to us

    def __tf_tensor__(self, dtype: Any = None) -> Tensor:
        raise NotImplementedError

    def __getitem__(self, key: Any) -> Tensor:
        return self.__tf_tensor__()[key]

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        raise errors.make(
            TypeError,
            f"'{type(self).__name__}' object does not support item assignment",
            fix="assign the whole value: v.assign(...), for example with where(mask, new, v)",
        )

    def __iter__(self) -> Iterator[Tensor]:
        return iter(self.__tf_tensor__())

    def __bool__(self) -> bool:
        return bool(self.__tf_tensor__())

    def __int__(self) -> int:
        return int(self.__tf_tensor__())  # type: ignore[call-overload, no-any-return]

    def __index__(self) -> int:
        return operator.index(self.__tf_tensor__())  # type: ignore[arg-type]

    def __float__(self) -> float:
        return float(self.__tf_tensor__())  # type: ignore[arg-type]

    def __complex__(self) -> complex:
        return complex(self.__tf_tensor__())  # type: ignore[call-overload, no-any-return]

    def __format__(self, spec: str) -> str:
        return format(self.__tf_tensor__(), spec) if spec else str(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return self.__tf_tensor__().__array__(dtype, copy)  # type: ignore[attr-defined]

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return NUMPY_HOOKS["ufunc"](ufunc, method, tuple(map(read, inputs)), kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        read_all = {k: _read_nested(v) for k, v in kwargs.items()}
        return NUMPY_HOOKS["function"](func, _read_nested(args), read_all)

    if TYPE_CHECKING:  # installed below

        def __add__(self, other: Any) -> Tensor: ...
        def __radd__(self, other: Any) -> Tensor: ...
        def __sub__(self, other: Any) -> Tensor: ...
        def __rsub__(self, other: Any) -> Tensor: ...
        def __mul__(self, other: Any) -> Tensor: ...
        def __rmul__(self, other: Any) -> Tensor: ...
        def __truediv__(self, other: Any) -> Tensor: ...
        def __rtruediv__(self, other: Any) -> Tensor: ...
        def __floordiv__(self, other: Any) -> Tensor: ...
        def __rfloordiv__(self, other: Any) -> Tensor: ...
        def __mod__(self, other: Any) -> Tensor: ...
        def __rmod__(self, other: Any) -> Tensor: ...
        def __pow__(self, other: Any) -> Tensor: ...
        def __rpow__(self, other: Any) -> Tensor: ...
        def __matmul__(self, other: Any) -> Tensor: ...
        def __rmatmul__(self, other: Any) -> Tensor: ...
        def __and__(self, other: Any) -> Tensor: ...
        def __rand__(self, other: Any) -> Tensor: ...
        def __or__(self, other: Any) -> Tensor: ...
        def __ror__(self, other: Any) -> Tensor: ...
        def __xor__(self, other: Any) -> Tensor: ...
        def __rxor__(self, other: Any) -> Tensor: ...
        def __neg__(self) -> Tensor: ...
        def __abs__(self) -> Tensor: ...
        def __invert__(self) -> Tensor: ...
        def __lt__(self, other: Any) -> Tensor: ...
        def __le__(self, other: Any) -> Tensor: ...
        def __gt__(self, other: Any) -> Tensor: ...
        def __ge__(self, other: Any) -> Tensor: ...


def read(value: Any) -> Any:
    """The tensor of a variable; anything else as it is."""
    return value.__tf_tensor__() if isinstance(value, Readable) else value


def _read_nested(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(_read_nested(v) for v in value)
    return read(value)


def _forward(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def method(self: Readable, other: Any) -> Any:
        value = self.__tf_tensor__()
        return function(value, other.__tf_tensor__() if isinstance(other, Readable) else other)

    return method


def _backward(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def method(self: Readable, other: Any) -> Any:
        return function(other, self.__tf_tensor__())

    return method


def _unary(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def method(self: Readable) -> Any:
        return function(self.__tf_tensor__())

    return method


def _refuse(self: Readable, other: Any) -> NoReturn:
    raise errors.make(
        RuntimeError,
        "`variable += value` with `tf.Variable`s is not supported. Use "
        "`variable.assign_add(value)` to modify the variable, or `out = variable + value` if you "
        "need to get a new output Tensor.",
    )


def _install() -> None:
    for word in _BINARY:
        function = getattr(operator, f"__{word}__")
        setattr(Readable, f"__{word}__", _named(f"__{word}__", _forward(function)))
        setattr(Readable, f"__r{word}__", _named(f"__r{word}__", _backward(function)))
    for word in _COMPARE:
        setattr(Readable, f"__{word}__", _named(f"__{word}__", _forward(getattr(operator, word))))
    for word in _UNARY:
        setattr(Readable, f"__{word}__", _named(f"__{word}__", _unary(getattr(operator, word))))
    for word in _IN_PLACE:
        setattr(Readable, f"__{word}__", _refuse)


def _named(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    method.__name__ = name
    return method


_install()
