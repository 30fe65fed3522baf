"""Tensors. `Tensor` is the public type; `EagerTensor` holds an array.

The operators are installed by the op declarations (`operator=` in `defop`), so this file knows no
op.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import errors
from ..backend.arrays import KINDS, Kind
from ..dtype import DType
from ..registry import export
from ..shapes import PartialShape, TensorShape

# Identifies a tensor on every tape it meets; 0 stands for "no tape has met it".
next_tid: Callable[[], int] = itertools.count(1).__next__

TensorLike = Any  # a Tensor, Variable, array, Python number, string or nest of those


@export("Tensor")
class Tensor:
    """A value of the program: an array (eager) or an edge of a graph (symbolic).

    Tensors can not be changed. All Python operators work on them and record themselves on
    the tapes that listen.

    >>> x = ef.constant([[1., 2.]])
    >>> (x @ ef.transpose(x)).numpy()
    array([[5.]], dtype=float32)
    """

    __slots__ = ()
    __array_priority__ = 100

    # What every tensor has; the two subclasses fill these in.
    @property
    def dtype(self) -> DType:
        """The dtype of the elements."""
        raise NotImplementedError

    @property
    def static_shape(self) -> PartialShape:
        """The shape as a tuple with None for unknown sizes, or None for an unknown rank."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        raise NotImplementedError

    @property
    def shape(self) -> TensorShape:
        """The static shape."""
        return TensorShape(self.static_shape)

    def get_shape(self) -> TensorShape:
        """The static shape; the 1.x spelling of `shape`."""
        return self.shape

    @property
    def ndim(self) -> int:
        """Number of axes.

        Raises:
          ValueError: the rank is not known.
        """
        return len(self.shape)

    def ref(self) -> Reference:
        """A hashable stand-in for this tensor, equal only to that of the same object."""
        return Reference(self)

    def __len__(self) -> int:
        shape = self.static_shape
        if shape == ():
            raise TypeError("Scalar tensor has no `len()`")
        if shape is None:
            raise TypeError("len is not well defined for a tensor of unknown rank")
        if shape[0] is None:
            raise TypeError(
                "len is not well defined for a symbolic tensor whose first size is unknown; "
                "use tf.shape(x)[0]"
            )
        return shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        shape = self.static_shape
        if not shape:
            raise TypeError("Cannot iterate over a scalar tensor" if shape == () else
                            "Cannot iterate over a tensor with unknown rank")  # fmt: skip
        return (self[i] for i in range(len(self)))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return NUMPY_HOOKS["ufunc"](ufunc, method, inputs, kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return NUMPY_HOOKS["function"](func, args, kwargs)

    def __setitem__(self, key: Any, value: Any) -> None:
        raise errors.make(
            TypeError,
            f"'{type(self).__name__}' object does not support item assignment",
            fix="tensors never change; build a new one, for example with where(mask, new, x), "
            "or use a Variable",
        )

    if TYPE_CHECKING:  # installed by the op declarations

        def __add__(self, other: TensorLike) -> Tensor: ...
        def __radd__(self, other: TensorLike) -> Tensor: ...
        def __sub__(self, other: TensorLike) -> Tensor: ...
        def __rsub__(self, other: TensorLike) -> Tensor: ...
        def __mul__(self, other: TensorLike) -> Tensor: ...
        def __rmul__(self, other: TensorLike) -> Tensor: ...
        def __truediv__(self, other: TensorLike) -> Tensor: ...
        def __rtruediv__(self, other: TensorLike) -> Tensor: ...
        def __floordiv__(self, other: TensorLike) -> Tensor: ...
        def __rfloordiv__(self, other: TensorLike) -> Tensor: ...
        def __mod__(self, other: TensorLike) -> Tensor: ...
        def __rmod__(self, other: TensorLike) -> Tensor: ...
        def __pow__(self, other: TensorLike) -> Tensor: ...
        def __rpow__(self, other: TensorLike) -> Tensor: ...
        def __matmul__(self, other: TensorLike) -> Tensor: ...
        def __rmatmul__(self, other: TensorLike) -> Tensor: ...
        def __and__(self, other: TensorLike) -> Tensor: ...
        def __rand__(self, other: TensorLike) -> Tensor: ...
        def __or__(self, other: TensorLike) -> Tensor: ...
        def __ror__(self, other: TensorLike) -> Tensor: ...
        def __xor__(self, other: TensorLike) -> Tensor: ...
        def __rxor__(self, other: TensorLike) -> Tensor: ...
        def __neg__(self) -> Tensor: ...
        def __abs__(self) -> Tensor: ...
        def __invert__(self) -> Tensor: ...
        def __lt__(self, other: TensorLike) -> Tensor: ...
        def __le__(self, other: TensorLike) -> Tensor: ...
        def __gt__(self, other: TensorLike) -> Tensor: ...
        def __ge__(self, other: TensorLike) -> Tensor: ...
        def __eq__(self, other: object) -> Any: ...
        def __ne__(self, other: object) -> Any: ...
        def __getitem__(self, key: Any) -> Tensor: ...


# NumPy's two protocols, answered by `ops.numpy_protocol` once it is loaded.
NUMPY_HOOKS: dict[str, Callable[..., Any]] = {}


class Reference:
    """Hashable stand-in for a tensor or variable, made by `ref()`."""

    __slots__ = ("_target",)

    def __init__(self, target: Any) -> None:
        self._target = target

    def deref(self) -> Any:
        """The object this stands for."""
        return self._target

    def __hash__(self) -> int:
        return id(self._target)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self._target is other._target

    def __repr__(self) -> str:
        return f"<Reference wrapping {self._target!r}>"


class EagerTensor(Tensor):
    """A tensor that holds its value.

    Slots: `a` the array, `k` its kind, `tid` its number on tapes (0 until one meets it), and those
    in which Keras keeps notes. A dictionary for all attributes would make every tensor slower.
    """

    __slots__ = ("__weakref__", "_keras_logits", "_keras_mask", "a", "k", "tid")

    a: Any
    k: Kind
    tid: int

    @property
    def dtype(self) -> DType:
        return self.k.dtype

    @property
    def static_shape(self) -> PartialShape:
        shape: PartialShape = self.a.shape
        return shape

    @property
    def device(self) -> str:
        """The full name of the device that holds the value."""
        return "/job:localhost/replica:0/task:0" + self.k.backend.device_of(self.a)

    @property
    def name(self) -> str:
        raise AttributeError("Tensor.name is undefined when eager execution is enabled.")

    @property
    def op(self) -> Any:
        raise AttributeError("Tensor.op is undefined when eager execution is enabled.")

    @property
    def graph(self) -> Any:
        raise AttributeError("Tensor.graph is undefined when eager execution is enabled.")

    def set_shape(self, shape: Any) -> None:
        """Check that `shape` fits.

        Raises:
          ValueError: it does not.
        """
        self.shape.assert_is_compatible_with(shape)

    def numpy(self) -> Any:
        """The value as a read-only NumPy array, or as a NumPy scalar for rank 0."""
        a = self.k.backend.to_numpy(self.a)
        if not a.ndim:
            return a[()]
        if a.flags.writeable:
            a = a.view()
            a.flags.writeable = False
        return a

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        if self.k.array_type is not np.ndarray and copy is False:
            raise ValueError("a tensor on a GPU can not become a NumPy array without a copy")
        a = np.asarray(self.numpy())
        if dtype is not None and a.dtype != dtype:
            if copy is False:
                raise ValueError(f"{a.dtype} can not become {dtype} without a copy")
            return a.astype(dtype)
        return a.copy() if copy else a

    def __dlpack__(self, **kwargs: Any) -> Any:
        if self.k.array_type is not np.ndarray:
            return self.a.__dlpack__(**kwargs)
        version = kwargs.get("max_version")
        if version is not None and tuple(version) >= (1, 0):
            a = self.a.view()
            a.flags.writeable = False  # which this version of the protocol can say
        else:
            a = self.a.copy()
        return a.__dlpack__(**kwargs)

    def __dlpack_device__(self) -> Any:
        return self.a.__dlpack_device__()

    @property
    def __cuda_array_interface__(self) -> Any:
        return self.a.__cuda_array_interface__

    def __bool__(self) -> bool:
        if self.a.size != 1:
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous. "
                "Use a.any() or a.all()"
            )
        return bool(self.a)

    def _scalar(self, target: type) -> Any:
        if self.a.size != 1:
            raise TypeError("only length-1 arrays can be converted to Python scalars")
        return target(self.a.item())

    def __int__(self) -> int:
        return int(self._scalar(int))

    def __float__(self) -> float:
        return float(self._scalar(float))

    def __complex__(self) -> complex:
        return complex(self._scalar(complex))

    def __index__(self) -> int:
        if not self.k.dtype.is_integer or self.a.ndim:
            raise TypeError("only integer scalar arrays can be converted to a scalar index")
        return int(self.a)

    def __format__(self, spec: str) -> str:
        return format(self.numpy(), spec)

    def __hash__(self) -> int:
        raise TypeError("Tensor is unhashable. Instead, use tensor.ref() as the key.")

    def __copy__(self) -> EagerTensor:
        return wrap(self.a)

    def __deepcopy__(self, memo: Any) -> EagerTensor:
        return wrap(self.a.copy())

    def __reduce__(self) -> Any:
        return _from_numpy, (np.array(self.k.backend.to_numpy(self.a)),)

    def __repr__(self) -> str:
        value = self.numpy()
        text = repr(value) if self.a.ndim else repr_scalar(value)
        lead = "\n" if "\n" in text else ""
        return f"<tf.Tensor: shape={self.shape}, dtype={self.k.dtype.name}, numpy={lead}{text}>"

    def __str__(self) -> str:
        text = str(self.numpy()) if self.a.ndim else repr_scalar(self.numpy())
        lead = "\n" if "\n" in text else ""
        return f"tf.Tensor({lead}{text}, shape={self.shape}, dtype={self.k.dtype.name})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


class Literal(EagerTensor):
    """A Python value on its way into a graph, where it becomes a constant of its own."""

    __slots__ = ()


def literal(t: EagerTensor) -> Literal:
    """The tensor of a Python value, marked as a literal."""
    made: Literal = object.__new__(Literal)
    made.a, made.k, made.tid = t.a, t.k, 0
    return made


def repr_scalar(value: Any) -> str:
    """The value of a tensor of rank 0 as its repr shows it."""
    return repr(value) if isinstance(value, (bytes, str)) else str(value)


def wrap(a: Any, new: Callable[[type], Any] = object.__new__) -> EagerTensor:
    """A tensor that holds the array `a` (or the scalar NumPy gave in place of one without axes)."""
    t: EagerTensor = new(EagerTensor)
    if type(a) not in KINDS:
        a = np.asarray(a, object if isinstance(a, bytes) else None)
    t.a = a
    t.k = KINDS[type(a)][a.dtype]
    t.tid = 0
    return t


def wrap_all(
    arrays: Sequence[Any], kinds: Sequence[Kind], new: Callable[[type], Any] = object.__new__
) -> list[EagerTensor]:
    """Tensors that hold arrays whose kinds are known."""
    out: list[EagerTensor] = []
    for a, k in zip(arrays, kinds, strict=True):
        t: EagerTensor = new(EagerTensor)
        if type(a) is not k.array_type:
            if type(a) not in KINDS:
                a = np.asarray(a, object if isinstance(a, bytes) else None)
            k = KINDS[type(a)][a.dtype]  # text, and lists, are on no device
        t.a = a
        t.k = k
        t.tid = 0
        out.append(t)
    return out


def _from_numpy(a: np.ndarray[Any, Any]) -> EagerTensor:
    return wrap(a)
