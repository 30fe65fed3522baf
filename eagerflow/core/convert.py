"""Values into arrays: Python numbers, nested lists, NumPy and other arrays, tensors in lists."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import errors
from ..backend import devices
from ..backend.arrays import is_array_type
from ..dtype import DType, as_dtype, from_numpy, int32, int64, string
from ..shapes import Dimension, text
from .tensor import EagerTensor, Tensor, wrap

_INT32 = np.iinfo(np.int32)
_PYTHON = {bool: np.dtype(np.bool_), int: np.dtype(np.int32), float: np.dtype(np.float32)}


def is_tensor_like(value: Any) -> bool:
    """True for tensors and for objects that turn themselves into one (variables)."""
    return isinstance(value, Tensor) or hasattr(type(value), "__tf_tensor__")


def contains_tensor(value: Any) -> bool:
    """True when a nested list has a tensor in it."""
    if isinstance(value, (list, tuple)):
        return any(contains_tensor(v) for v in value)
    return is_tensor_like(value)


def strong_dtype(value: Any) -> DType | None:
    """The dtype of a value that brings its own (tensor, variable, array), otherwise None."""
    if is_tensor_like(value):
        return as_dtype(value.dtype)  # variables of Keras have its name
    if isinstance(value, (np.ndarray, np.generic)) or is_array_type(type(value)):
        return from_numpy(value.dtype)
    return None


def _first_uneven(value: Any, path: str = "") -> str | None:
    """Path and sizes of the first place where a nested list is not rectangular."""
    if not isinstance(value, (list, tuple)):
        return None
    lengths = [len(v) if isinstance(v, (list, tuple)) else -1 for v in value]
    for i, n in enumerate(lengths):
        if n != lengths[0]:
            kinds = [f"{m} items" if m >= 0 else "a scalar" for m in (lengths[0], n)]
            return f"{path}[{i}] has {kinds[1]} where {path}[0] has {kinds[0]}"
    for i, v in enumerate(value):
        found = _first_uneven(v, f"{path}[{i}]")
        if found:
            return found
    return None


def _has_numpy(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_has_numpy(v) for v in value)
    return isinstance(value, (np.generic, np.ndarray))


def _all_strings(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_all_strings(v) for v in value)
    return isinstance(value, (str, bytes, np.ndarray))


def _strings(a: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """An object array of bytes, the form in which string tensors are kept."""
    out = np.empty(a.shape, object)
    for i, v in enumerate(a.flat):
        if not isinstance(v, (bytes, str)):
            raise TypeError(f"Cannot convert {v!r} to a string tensor")
        out.flat[i] = v.encode() if isinstance(v, str) else bytes(v)
    return out


def _with_plain_sizes(value: Any) -> Any:
    """A nested list with ints in place of 1.x sizes."""
    if isinstance(value, (list, tuple)):
        return [_with_plain_sizes(v) for v in value]
    return int(value) if isinstance(value, Dimension) else value


def _from_python(value: Any, dtype: DType | None) -> np.ndarray[Any, Any]:
    """An array from Python numbers, strings and nested lists."""
    try:
        a = np.array(value)
    except ValueError as e:
        uneven = _first_uneven(value)
        raise errors.make(
            ValueError,
            "Can't convert non-rectangular Python sequence to Tensor.",
            cause=uneven or str(e),
            fix="make the rows equally long, or keep them in a Python list",
        ) from e
    except OverflowError as e:
        raise errors.make(ValueError, f"{value!r} does not fit any integer dtype") from e
    if a.dtype.kind in "USO":
        if a.dtype == object and any(isinstance(v, Dimension) for v in a.flat):
            return _from_python(_with_plain_sizes(value), dtype)
        if a.dtype == object and any(isinstance(v, int) for v in a.flat):
            raise errors.make(ValueError, f"{value!r} does not fit any integer dtype")
        if not _all_strings(value):
            raise errors.make(
                ValueError,
                "Can't convert Python sequence with mixed types to Tensor.",
                cause=f"{value!r} has strings and other values",
            )
        return _strings(np.array(value, object))  # others drop zeros at the end
    if dtype is not None or _has_numpy(value):
        return a
    if a.dtype == np.float64 or not a.size:
        return a.astype(np.float32)
    if a.dtype == np.int64 and a.min() >= _INT32.min and a.max() <= _INT32.max:
        return a.astype(np.int32)
    return a


def _can_cast(a: np.ndarray[Any, Any], dtype: DType, weak: bool) -> bool:
    """True when `a` may silently take `dtype`: Python values by range, arrays by kind."""
    source, target = a.dtype.kind, dtype.kind
    if source == "V":  # NumPy's kind of bfloat16
        source = from_numpy(a.dtype).kind
    if dtype is string or source == "O":
        return dtype is string and source == "O"
    order = "biufc"
    if source == "b":
        return True
    if target == "b":
        return False
    if target in "iu":
        if source not in "iu":
            return not a.size
        info = np.iinfo(dtype.np)
        return not a.size or bool(a.min() >= info.min and a.max() <= info.max)
    return order.index(source) <= order.index(target) or (target == "f" and source in "iu")


def to_array(value: Any, dtype: DType | None = None) -> np.ndarray[Any, Any]:
    """A NumPy array with the value, of the given dtype.

    Args:
      value: a Python number, string, nested list of those, NumPy array or scalar, or an object with
        `__array__` or `__dlpack__`.
      dtype: the dtype to have. None takes that of an array, int32 for ints (int64 when they do not
        fit), float32 for floats.

    Raises:
      TypeError: the value is no number, or does not fit the dtype.
      ValueError: a nested list is not rectangular.
    """
    python_type = type(value)
    if python_type in _PYTHON and dtype is None:
        if python_type is int and not _INT32.min <= value <= _INT32.max:
            return _from_python(value, int64)
        return np.array(value, _PYTHON[python_type])
    strong = isinstance(value, (np.ndarray, np.generic))
    if strong:
        a = np.asarray(value)
        if a.dtype.kind in "USO":
            a = _strings(a)
    elif isinstance(value, (bool, int, float, complex, str, bytes, list, tuple, range)):
        a = _from_python(value, dtype)
    elif hasattr(value, "__array__") or hasattr(value, "__dlpack__"):
        strong = True
        a = np.asarray(value) if hasattr(value, "__array__") else np.from_dlpack(value)
    elif isinstance(value, Dimension):
        return to_array(int(value), dtype)
    elif hasattr(value, "as_list"):  # a TensorShape
        return to_array(value.as_list(), dtype or int32)
    else:
        raise errors.make(
            ValueError if value is None else TypeError,
            "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to "
            "a Tensor."
            if value is None
            else f"Attempt to convert a value ({value!r}) with an unsupported type "
            f"({python_type}) to a Tensor.",
            fix=getattr(value, "_conversion_fix", None),
        )
    if dtype is None:
        from_numpy(a.dtype)  # raises for what no tensor can hold
        return a.astype(a.dtype.newbyteorder("=")) if not a.dtype.isnative else a
    if a.dtype == dtype.np:
        return a
    if not a.size:
        return np.empty(a.shape, dtype.np)
    if not _can_cast(a, dtype, weak=not strong):
        raise errors.make(
            TypeError,
            f"Cannot convert {value!r} to EagerTensor of dtype {dtype.name}",
            fix=f"convert it first: tf.cast(value, tf.{dtype.name})",
        )
    return a.astype(dtype.np)


def to_tensor(value: Any, dtype: DType | None = None) -> EagerTensor:
    """An eager tensor of a value that is not one, with data of its own."""
    if type(value) is not np.ndarray and is_array_type(type(value)):
        return wrap(value.astype(dtype.np) if dtype is not None else value.copy())
    a = to_array(value, dtype)
    if isinstance(value, np.ndarray) or not a.flags.c_contiguous or not a.flags.owndata:
        a = np.array(a, order="C")
    return wrap(devices.place(a))


def from_kind(value: Any) -> np.ndarray[Any, Any]:
    """The value of an eager tensor as a NumPy array."""
    a: np.ndarray[Any, Any] = value.k.backend.to_numpy(value.a)
    return a


def describe(name: str, value: Any) -> str:
    """`x: float32 [2,3]`, as error messages list an operand."""
    if isinstance(value, Tensor):
        return f"{name}: {value.dtype.name} {text(value.static_shape)}"
    if isinstance(value, (list, tuple)) and any(isinstance(v, Tensor) for v in value):
        return "; ".join(describe(f"{name}[{i}]", v) for i, v in enumerate(value[:6]))
    shown = repr(value)
    return f"{name}: {shown if len(shown) < 80 else shown[:77] + '...'}"
