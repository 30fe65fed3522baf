"""Making tensors, and asking for their shape."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import errors, shapes
from ..core import mode
from ..core.composite import CompositeTensor
from ..core.convert import to_array, to_tensor
from ..core.dispatch import as_tensor
from ..core.opdef import defop, through
from ..core.spec import Spec
from ..core.tensor import EagerTensor, Tensor, TensorLike
from ..dtype import ANY, INDEX, STRING, DType, DTypeLike, as_dtype, float32, int32
from ..registry import export
from ..shapes import PartialShape, compatible, text
from .arrays.shaping import check_sizes, sum_to
from .rules import check_dtype, first_input, traits


@export("constant")
def constant(value: Any, dtype: DTypeLike = None, shape: Any = None, name: str = "Const") -> Tensor:
    """A tensor with the given value.

    Args:
      value: a Python number, string, nested list, NumPy array, or eager tensor.
      dtype: dtype of the tensor. Left out, arrays keep theirs, ints give int32, floats float32.
      shape: shape of the tensor; a single value is repeated.
      name: name of the operation in a graph.

    Returns:
      A tensor that owns its data; changing `value` later does not change it. A tensor is returned
      as it is.

    Raises:
      TypeError: the value has no dtype of a tensor, or does not fit `dtype` or `shape`.
      ValueError: a nested list is not rectangular.

    >>> ef.constant([[1, 2], [3, 4]]).shape
    TensorShape([2, 2])
    """
    wanted = None if dtype is None else as_dtype(dtype)
    if isinstance(value, EagerTensor):
        if wanted is not None and value.dtype is not wanted:
            raise errors.make(
                TypeError,
                f"Expected tensor {value!r} with dtype {wanted!r}, but got dtype {value.dtype!r}.",
                fix=f"tf.cast(value, tf.{wanted.name})",
            )
        if shape is None and mode.snapshot().builder is None:
            return value
        value = value.numpy()
    if isinstance(value, (np.ndarray, np.generic)) and wanted is not None and value.dtype != object:
        value = value.astype(wanted.np)
    a = to_array(value, wanted)
    if shape is not None:
        a = _shaped(a, shape)
    builder = mode.snapshot().builder
    if builder is not None:
        result: Tensor = builder.constant(a, name)
        return result
    return to_tensor(a)


def _shaped(a: np.ndarray[Any, Any], shape: Any) -> np.ndarray[Any, Any]:
    wanted = shapes.as_shape(shape)
    assert wanted is not None
    if a.size == shapes.size(wanted):
        return a.reshape(wanted)
    if a.size == 1:
        return np.full(wanted, a.reshape(()), a.dtype)
    raise errors.make(
        TypeError,
        f"Eager execution of tf.constant with unsupported shape. Tensor {a} has {a.size} elements, "
        f"but got `shape` {wanted} with {shapes.size(wanted)} elements).",
    )


def _index_dtype(out_type: Any) -> DType:
    dtype = int32 if out_type is None else as_dtype(out_type)
    if dtype not in INDEX:
        kind = "float" if dtype.is_floating else dtype.name
        raise TypeError(
            f"Value for attr 'out_type' of {kind} is not in the list of allowed values: int32, "
            "int64"
        )
    return dtype


def _shape_rule(input: Spec, out_type: Any) -> Spec:
    return Spec(_index_dtype(out_type), (input.rank,))


def _size_rule(input: Spec, out_type: Any) -> Spec:
    return Spec(_index_dtype(out_type), ())


@defop(
    "Shape",
    inputs="input",
    kernel=lambda xp: lambda x, out_type: xp.asarray(x.shape, dtype=_index_dtype(out_type).np),
    rule=_shape_rule,
    vjp=None,
    static=lambda input, out_type: input.shape,
    api="shape",
)
def shape(input: TensorLike, out_type: DTypeLike = None, name: str | None = None) -> Tensor:
    """The shape of a tensor as a vector of integers, known when the program runs.

    Args:
      input: any tensor.
      out_type: int32 (when left out) or int64.

    >>> ef.shape([[1, 2, 3]]).numpy()
    array([1, 3], dtype=int32)
    """


@defop(
    "Size",
    inputs="input",
    kernel=lambda xp: lambda x, out_type: xp.asarray(x.size, dtype=_index_dtype(out_type).np),
    rule=_size_rule,
    vjp=None,
    static=lambda input, out_type: shapes.size(input.shape),
    api="size",
)
def size(input: TensorLike, out_type: DTypeLike = None, name: str | None = None) -> Tensor:
    """The number of elements of a tensor, known when the program runs.

    Args:
      input: any tensor.
      out_type: int32 (when left out) or int64.

    >>> ef.size([[1, 2, 3]]).numpy()
    np.int32(3)
    """


@defop(
    "Rank",
    kernel=lambda xp: lambda x: xp.asarray(x.ndim, dtype=xp.int32),
    rule=lambda input: Spec(int32, ()),
    vjp=None,
    static=lambda input: input.rank,
    api="rank",
)
def rank(input: TensorLike, name: str | None = None) -> Tensor:
    """The number of axes of a tensor.

    >>> ef.rank([[1, 2, 3]]).numpy()
    np.int32(2)
    """


@defop(
    "Identity",
    kernel=lambda xp: lambda x: x,
    rule=first_input(ANY),
    vjp={"input": through},
    alias=True,
    api="identity",
)
def identity(input: TensorLike, name: str | None = None) -> Tensor:
    """A tensor with the value of `input`, with an identity of its own on tapes and in graphs.

    >>> ef.identity([1, 2]).numpy()
    array([1, 2], dtype=int32)
    """


@traits(by_value=True)
def _default_rule(input: Spec, shape: PartialShape) -> Spec:
    if not compatible(input.shape, shape):
        raise ValueError(
            f"Shapes {text(input.shape)} and {text(shape)} are not compatible: the default value "
            "must have the shape of what may be fed"
        )
    return Spec(input.dtype, shape)


def _k_default(x: Any, shape: PartialShape) -> Any:
    _default_rule(Spec(float32, x.shape), shape)
    return x


@defop(
    "PlaceholderWithDefault",
    inputs="input",
    kernel=lambda xp: _k_default,
    rule=_default_rule,
    vjp={"input": through},
    alias=True,
    fold=False,
)
def placeholder_with_default(input: TensorLike, shape: Any, name: str | None = None) -> Tensor:
    """`input`, with a shape that what is fed in its place may have too."""


@defop(
    "StopGradient",
    kernel=lambda xp: lambda x: x,
    rule=first_input(ANY),
    vjp=None,
    alias=True,
    api="stop_gradient",
)
def stop_gradient(input: TensorLike, name: str | None = None) -> Tensor:
    """The value of `input`; gradients count it as a constant.

    >>> x = ef.constant(3.)
    >>> with ef.GradientTape() as tape:
    ...     tape.watch(x)
    ...     y = x * ef.stop_gradient(x)
    >>> tape.gradient(y, x).numpy()
    np.float32(3.0)
    """


def _must_fit(actual: shapes.PartialShape, wanted: shapes.PartialShape) -> None:
    if not shapes.compatible(actual, wanted):
        raise ValueError(
            f"Shape of tensor input {shapes.text(actual)} is not compatible with expected shape "
            f"{shapes.text(wanted)}."
        )


def _ensure_shape_rule(x: Spec, shape: Any) -> Spec:
    _must_fit(x.shape, shape)
    return Spec(x.dtype, shapes.merge(x.shape, shape))


def _k_ensure_shape(xp: Any) -> Any:
    def kernel(x: Any, shape: Any) -> Any:
        _must_fit(x.shape, shape)
        return x

    return kernel


@defop(
    "EnsureShape",
    inputs="x",
    kernel=_k_ensure_shape,
    rule=_ensure_shape_rule,
    vjp={"x": through},
    alias=True,
)
def _ensure_shape(x: TensorLike, shape: Any, name: str | None = None) -> Tensor:
    """The tensor, if it has the shape."""


@export("ensure_shape")
def ensure_shape(x: TensorLike, shape: Any, name: str | None = None) -> Tensor:
    """The tensor itself if its shape is the given one; a graph knows the shape from there on.

    Args:
      x: any tensor.
      shape: the shape to have, with None for sizes that may be anything.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the shape is another one.

    >>> ef.ensure_shape([[1, 2]], [1, None]).numpy()
    array([[1, 2]], dtype=int32)
    """
    return _ensure_shape(x, shapes.as_shape(shape), name)


def _full_rule(shape: Any, value: Any, dtype: DType) -> Spec:
    return Spec(dtype, check_sizes(shape))


def _k_full(xp: Any) -> Any:
    def kernel(shape: Any, value: Any, dtype: DType) -> Any:
        if dtype.kind == "s":  # strings are kept on the host
            return np.full(shape, value, object)
        return xp.full(shape, value, dtype=dtype.np) if value else xp.zeros(shape, dtype.np)

    return kernel


@defop(
    "Full",
    inputs="",
    host="shape",
    kernel=_k_full,
    rule=_full_rule,
    vjp=None,
)
def _full(shape: Any, value: Any, dtype: Any, name: str | None = None) -> Tensor:
    """A tensor that is everywhere the same Python value."""


@export("zeros")
def zeros(
    shape: Any, dtype: DTypeLike = float32, name: str | None = None, layout: Any = None
) -> Tensor:
    """A tensor of zeros (of False, of empty strings).

    Args:
      shape: a list of sizes, or a vector of integers.
      dtype: dtype of the tensor.
      name: name of the operation in a graph.
      layout: accepted for programs that were written for many devices; it has no effect.

    Raises:
      InvalidArgumentError: a size is negative.

    >>> ef.zeros([2, 2]).numpy()
    array([[0., 0.],
           [0., 0.]], dtype=float32)
    """
    wanted = as_dtype(dtype)
    value = {"b": False, "s": b""}.get(wanted.kind, 0)
    return _full(shape, value, wanted, name or "zeros")


@export("ones")
def ones(
    shape: Any, dtype: DTypeLike = float32, name: str | None = None, layout: Any = None
) -> Tensor:
    """A tensor of ones (of True).

    Args:
      shape: a list of sizes, or a vector of integers.
      dtype: a numeric dtype or bool.
      name: name of the operation in a graph.
      layout: accepted for programs that were written for many devices; it has no effect.

    Raises:
      InvalidArgumentError: a size is negative.

    >>> ef.ones([2], ef.int32).numpy()
    array([1, 1], dtype=int32)
    """
    wanted = as_dtype(dtype)
    if wanted.kind == "s":
        raise errors.make(TypeError, "Cannot convert 1 to EagerTensor of dtype string")
    return _full(shape, True if wanted.kind == "b" else 1, wanted, name or "ones")


def _fill_rule(dims: Any, value: Spec) -> Spec:
    if value.rank:
        raise ValueError(f"value must represent a scalar, got shape {shapes.text(value.shape)}")
    return Spec(value.dtype, check_sizes(dims))


def _k_fill(xp: Any) -> Any:
    def kernel(dims: Any, value: Any) -> Any:
        out = xp.empty(dims, value.dtype)
        out[...] = value
        return out

    return kernel


@defop(
    "Fill",
    inputs="value",
    host="dims",
    kernel=_k_fill,
    rule=_fill_rule,
    vjp={"value": lambda g: sum_to(g, ())},
)
def _fill(dims: Any, value: TensorLike, name: str | None = None) -> Tensor:
    """A tensor that is everywhere the same."""


@export("fill")
def fill(dims: Any, value: TensorLike, name: str | None = None, layout: Any = None) -> Tensor:
    """A tensor that is everywhere the same.

    Args:
      dims: a list of sizes, or a vector of integers.
      value: a scalar tensor or Python value; gradients flow to it.
      name: name of the operation in a graph.
      layout: accepted for programs that were written for many devices; it has no effect.

    Raises:
      InvalidArgumentError: a size is negative, or the value is no scalar.

    >>> ef.fill([2, 2], 7).numpy()
    array([[7, 7],
           [7, 7]], dtype=int32)
    """
    return _fill(dims, value, name)


def _like_rule(input: Spec, dtype: Any) -> Spec:
    return Spec(dtype or input.dtype, input.shape)


def _ones_like_rule(input: Spec, dtype: Any) -> Spec:
    spec = _like_rule(input, dtype)
    check_dtype(spec, ANY - STRING)
    return spec


def _k_like(fill: str) -> Any:
    def source(xp: Any) -> Any:
        make = getattr(xp, fill)  # several times faster than xp.full

        def kernel(x: Any, dtype: Any) -> Any:
            wanted = dtype.np if dtype else x.dtype
            return np.full(x.shape, b"", object) if wanted.kind == "O" else make(x.shape, wanted)

        return kernel

    return source


@defop("ZerosLike", name="zeros_like", kernel=_k_like("zeros"), rule=_like_rule, vjp=None)
def _zeros_like(input: TensorLike, dtype: Any = None, name: str | None = None) -> Tensor:
    """Zeros in the shape of another tensor."""


@defop("OnesLike", name="ones_like", kernel=_k_like("ones"), rule=_ones_like_rule, vjp=None)
def _ones_like(input: TensorLike, dtype: Any = None, name: str | None = None) -> Tensor:
    """Ones in the shape of another tensor."""


@export("zeros_like")
def zeros_like(
    input: TensorLike, dtype: DTypeLike = None, name: str | None = None, layout: Any = None
) -> Tensor:
    """Zeros in the shape of `input`, and in its dtype unless `dtype` is given.

    >>> ef.zeros_like([[1, 2]]).numpy()
    array([[0, 0]], dtype=int32)
    """
    return _zeros_like(input, None if dtype is None else as_dtype(dtype), name)


@export("ones_like")
def ones_like(
    input: TensorLike, dtype: DTypeLike = None, name: str | None = None, layout: Any = None
) -> Tensor:
    """Ones in the shape of `input`, and in its dtype unless `dtype` is given.

    >>> ef.ones_like([[1, 2]]).numpy()
    array([[1, 1]], dtype=int32)
    """
    return _ones_like(input, None if dtype is None else as_dtype(dtype), name)


@export("convert_to_tensor")
def convert_to_tensor(
    value: Any, dtype: DTypeLike = None, dtype_hint: DTypeLike = None, name: str | None = None
) -> Tensor:
    """A tensor of any value that can become one; a tensor is returned as it is.

    Args:
      value: a tensor, variable, Python number, nested list or array.
      dtype: dtype to have.
      dtype_hint: dtype to have if the value can take it.
      name: name of a new constant in a graph.

    Raises:
      ValueError: `value` is a tensor of another dtype.

    >>> ef.convert_to_tensor([1, 2], dtype_hint=ef.float32).dtype
    tf.float32
    """
    wanted = None if dtype is None else as_dtype(dtype)
    if wanted is None and dtype_hint is not None and not isinstance(value, Tensor):
        try:
            return convert_to_tensor(value, dtype_hint, name=name)
        except (TypeError, ValueError):
            return convert_to_tensor(value, name=name)
    found = _converted(value, wanted, name)
    if wanted is not None and found.dtype is not wanted:
        raise errors.make(
            ValueError,
            f"Tensor conversion requested dtype {wanted.name} for Tensor with dtype "
            f"{found.dtype.name}: {value!r}",
            fix=f"tf.cast(value, tf.{wanted.name})",
        )
    return found


def _converted(value: Any, dtype: DType | None, name: str | None) -> Tensor:
    builder = mode.snapshot().builder
    tensor: Tensor = as_tensor(value, dtype)
    if isinstance(tensor, CompositeTensor):
        return to_tensor(value)  # raises: there is no tensor that says the same
    if builder is not None and isinstance(tensor, EagerTensor) and tensor is not value:
        symbol: Tensor = builder.constant(tensor.a, name or "Const")
        return symbol
    return tensor
