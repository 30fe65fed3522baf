"""Arithmetic, elementwise: sums, products, quotients, powers and roots."""

from __future__ import annotations

from typing import Any

from ... import errors, shapes
from ...core.dispatch import as_tensor
from ...core.opdef import defop, through
from ...core.spec import Spec
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import (
    COMPLEX,
    FLOATING,
    INEXACT,
    INTEGER,
    NUMERIC,
    REAL,
    SIGNED,
    STRING,
    DType,
    float32,
    float64,
)  # fmt: skip
from ...registry import export
from ..rules import check_dtype, same_as_inputs

_SHORT_INTEGER = frozenset(d for d in INTEGER if d.size <= 2)
_LONG_INTEGER = INTEGER - _SHORT_INTEGER


class quotient_of_inputs(same_as_inputs):
    """Elementwise with broadcasting; integers give floats that can hold them."""

    keeps_dtype = False

    def result(self, dtype: DType) -> DType:
        if dtype.is_integer:
            return float32 if dtype in _SHORT_INTEGER else float64
        return dtype


# ------------------------------------------------------------------------ sums and differences


@defop(
    "AddV2",
    lower="x + y",
    name="Add",
    kernel="add",
    rule=same_as_inputs(NUMERIC | STRING),
    vjp={"x": through, "y": through},
    operator="__add__:add __radd__:add",
    api="add math.add",
)
def add(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Sum of two tensors, elementwise with broadcasting; strings are joined.

    Args:
      x: a numeric or string tensor.
      y: a tensor of the same dtype, or a Python number.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same dtype and of the broadcast shape.

    Raises:
      InvalidArgumentError: the dtypes differ or the shapes can not be broadcast.

    >>> ef.add([1., 2.], 1.).numpy()
    array([2., 3.], dtype=float32)
    """


@defop(
    "Sub",
    lower="x - y",
    kernel="subtract",
    rule=same_as_inputs(NUMERIC),
    vjp={"x": through, "y": lambda g: negative(g)},
    operator="__sub__:sub __rsub__:sub",
    api="subtract math.subtract",
    v1="sub",
)
def subtract(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Difference of two tensors, elementwise with broadcasting.

    >>> ef.subtract([3., 2.], 1.).numpy()
    array([2., 1.], dtype=float32)
    """


@defop(
    "Neg",
    lower="-x",
    kernel="negative",
    rule=same_as_inputs(INEXACT | SIGNED),
    vjp={"x": lambda g: negative(g)},
    operator="__neg__:Neg",
    api="negative math.negative",
    v1="neg",
)
def negative(x: TensorLike, name: str | None = None) -> Tensor:
    """The tensor with all signs changed.

    >>> ef.negative([1., -2.]).numpy()
    array([-1.,  2.], dtype=float32)
    """


def _add_n_rule(inputs: tuple[Spec, ...]) -> Spec:
    if not inputs:
        raise ValueError(
            "Inputs must be an iterable of at least one Tensor/IndexedSlices with the same "
            "dtype and shape."
        )
    check_dtype(inputs[0], NUMERIC)
    shape = inputs[0].shape
    for i, x in enumerate(inputs):
        if not shapes.compatible(shape, x.shape):
            raise ValueError(
                "Inputs to operation AddN of type AddN must have the same size and shape.  "
                f"Input 0: {shapes.text(shape)} != input {i}: {shapes.text(x.shape)}"
            )
        shape = shapes.merge(shape, x.shape)
    return Spec(inputs[0].dtype, shape)


def _k_add_n(xp: Any) -> Any:
    def kernel(inputs: tuple[Any, ...]) -> Any:
        first = inputs[0]
        short = first.dtype.itemsize == 2 and first.dtype.kind not in "iu"
        out = first.astype(xp.float32) if short else first.copy()
        for x in inputs[1:]:
            out += x
        return out.astype(first.dtype) if short else out

    return kernel


@defop(
    "AddN",
    lists="inputs",
    match="inputs",
    kernel=_k_add_n,
    rule=_add_n_rule,
    vjp={"inputs": lambda g, inputs_spec: [g] * len(inputs_spec)},
    api="add_n math.add_n",
)
def add_n(inputs: Any, name: str | None = None) -> Tensor:
    """Sum of a list of tensors of one shape and dtype; nothing is broadcast.

    Args:
      inputs: a list of at least one numeric tensor.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the list is empty, or the shapes or dtypes differ.

    >>> ef.add_n([[1., 2.], [3., 4.], [5., 6.]]).numpy()
    array([ 9., 12.], dtype=float32)
    """


@export("math.accumulate_n", v1="accumulate_n")
def accumulate_n(
    inputs: Any, shape: Any = None, tensor_dtype: Any = None, name: str | None = None
) -> Tensor:
    """Sum of a list of tensors, an older name of `add_n`.

    Args:
      inputs: a list of at least one numeric tensor.
      shape: shape that the tensors must have.
      tensor_dtype: dtype that the tensors must have.
      name: name of the operation in a graph.

    Raises:
      ValueError: the tensors do not have that shape or dtype.

    >>> ef.math.accumulate_n([[1., 2.], [3., 4.]]).numpy()
    array([4., 6.], dtype=float32)
    """
    out = add_n(inputs, name)
    wanted = None if shape is None else shapes.as_shape(shape)
    if tensor_dtype not in (None, out.dtype) or not shapes.compatible(wanted, out.static_shape):
        raise errors.make(
            ValueError,
            "inputs must be a list of at least one Tensor with the same dtype and shape",
            cause=f"the sum is {out.dtype.name} {shapes.text(out.static_shape)}",
        )
    return out


# --------------------------------------------------------------------- products and quotients


@defop(
    "Mul",
    lower="x * y",
    kernel="multiply",
    rule=same_as_inputs(NUMERIC),
    vjp={"x": lambda g, y: multiply(g, conjugate(y)), "y": lambda g, x: multiply(g, conjugate(x))},
    operator="__mul__:mul __rmul__:mul",
    api="multiply math.multiply",
    v1="mul",
)
def multiply(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Product of two tensors, elementwise with broadcasting.

    >>> ef.multiply([3., 2.], 2.).numpy()
    array([6., 4.], dtype=float32)
    """


@export("scalar_mul math.scalar_mul")
def scalar_mul(scalar: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """Product of a number and a tensor.

    Args:
      scalar: a number, or a tensor without axes.
      x: a numeric tensor.
      name: name of the operation in a graph.

    Raises:
      ValueError: `scalar` has axes.

    >>> ef.scalar_mul(2., [1., 2.]).numpy()
    array([2., 4.], dtype=float32)
    """
    x = as_tensor(x)
    scalar = scalar if isinstance(scalar, (int, float, complex)) else as_tensor(scalar, x.dtype)
    if isinstance(scalar, Tensor) and not shapes.compatible(scalar.static_shape, ()):
        raise errors.make(
            ValueError,
            f"The input scalar must be a 0-D value. Received shape {scalar.shape}.",
            fix="tf.multiply(scalar, x) broadcasts",
        )
    return multiply(scalar, x, name)


def _zero_where(xp: Any, condition: Any, x: Any) -> Any:
    return xp.where(condition, x.dtype.type(0), x)


def _k_multiply_no_nan(xp: Any) -> Any:
    def kernel(x: Any, y: Any) -> Any:
        return _zero_where(xp, xp.equal(y, 0), xp.multiply(x, y))

    return kernel


@defop(
    "MulNoNan",
    lower="where(y == 0, 0, x * y)",
    name="multiply_no_nan",
    kernel=_k_multiply_no_nan,
    rule=same_as_inputs(INEXACT),
    vjp={
        "x": lambda g, y: multiply_no_nan(g, conjugate(y)),
        "y": lambda g, x: multiply_no_nan(conjugate(x), g),
    },
    api="math.multiply_no_nan",
)
def multiply_no_nan(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Product of two tensors that is 0 wherever `y` is 0, even if `x` is infinite or nan there.

    Args:
      x: a floating or complex tensor.
      y: a tensor of the same dtype.
      name: name of the operation in a graph.

    >>> ef.math.multiply_no_nan([float("inf"), 2.], [0., 3.]).numpy()
    array([0., 6.], dtype=float32)
    """


def _k_quotient_of_integers(dtype: str) -> Any:
    def source(xp: Any) -> Any:
        def kernel(x: Any, y: Any) -> Any:
            wide = [v if type(v) is int else v.astype(dtype) for v in (x, y)]
            return xp.true_divide(*wide)

        return kernel

    return source


@defop(
    "RealDiv",
    lower="x / y",
    name="truediv",
    kernel={
        INEXACT: "true_divide",
        _SHORT_INTEGER: _k_quotient_of_integers("float32"),
        _LONG_INTEGER: _k_quotient_of_integers("float64"),
    },
    rule=quotient_of_inputs(NUMERIC),
    vjp={
        "x": lambda g, y: divide(g, conjugate(y)),
        "y": lambda g, y, out: negative(divide(multiply(g, conjugate(out)), conjugate(y))),
    },
    operator="__truediv__:truediv __rtruediv__:truediv",
    api="divide truediv realdiv math.divide math.truediv",
)
def divide(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Quotient of two tensors, elementwise with broadcasting.

    Args:
      x: a numeric tensor.
      y: a tensor of the same dtype, or a Python number.
      name: name of the operation in a graph.

    Returns:
      A tensor of the broadcast shape and of the same dtype; integers of up to 16 bits give
      float32, longer ones float64. Division by zero gives an infinity or nan.

    >>> ef.divide([3, 4], 2).numpy()
    array([1.5, 2. ])
    """


def _k_divide_no_nan(xp: Any) -> Any:
    def kernel(x: Any, y: Any) -> Any:
        return _zero_where(xp, xp.equal(y, 0), xp.true_divide(x, y))

    return kernel


def _k_no_nan_of_integers(dtype: str) -> Any:
    def source(xp: Any) -> Any:
        divide = _k_quotient_of_integers(dtype)(xp)
        return lambda x, y: _zero_where(xp, xp.equal(y, 0), divide(x, y))

    return source


@defop(
    "DivNoNan",
    lower="where(y == 0, 0, x / y)",
    name="div_no_nan",
    kernel={
        INEXACT: _k_divide_no_nan,
        _SHORT_INTEGER: _k_no_nan_of_integers("float32"),
        _LONG_INTEGER: _k_no_nan_of_integers("float64"),
    },
    rule=quotient_of_inputs(NUMERIC),
    vjp={
        "x": lambda g, y: divide_no_nan(g, conjugate(y)),
        "y": lambda g, y, out: negative(divide_no_nan(multiply(g, conjugate(out)), conjugate(y))),
    },
    api="math.divide_no_nan",
    v1="div_no_nan",
)
def divide_no_nan(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Quotient of two tensors that is 0 wherever the divisor is 0.

    Args:
      x: a numeric tensor.
      y: a tensor of the same dtype.
      name: name of the operation in a graph.

    Returns:
      A tensor of the broadcast shape, with the dtype that `divide` gives.

    >>> ef.math.divide_no_nan([3., 4.], [0., 2.]).numpy()
    array([0., 2.], dtype=float32)
    """


@export("math.reciprocal_no_nan")
def reciprocal_no_nan(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / x, and 0 wherever x is 0.

    >>> ef.math.reciprocal_no_nan([2., 0.]).numpy()
    array([0.5, 0. ], dtype=float32)
    """
    return divide_no_nan(1, as_tensor(x), name)


def _nonzero_divisor(make: Any) -> Any:
    """An integer kernel that refuses division by zero, where NumPy gives 0 with a warning."""

    def source(xp: Any) -> Any:
        divide = make(xp)

        def kernel(x: Any, y: Any) -> Any:
            if (y == 0) if type(y) is int else not y.all():
                raise errors.InvalidArgumentError(None, None, "Integer division by zero")
            return divide(x, y)

        return kernel

    return source


@defop(
    "FloorDiv",
    lower="floor(x / y)",
    name="floordiv",
    kernel={
        FLOATING: lambda xp: lambda x, y: xp.floor(xp.true_divide(x, y)),
        INTEGER: _nonzero_divisor(lambda xp: xp.floor_divide),
    },
    rule=same_as_inputs(REAL),
    vjp=None,
    operator="__floordiv__:floordiv __rfloordiv__:floordiv",
    api="math.floordiv",
    v1="floordiv floor_div",
)
def floordiv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The largest integer not above x / y, elementwise with broadcasting.

    Args:
      x: a real tensor.
      y: a tensor of the same dtype, or a Python number.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an integer is divided by zero.

    >>> ef.math.floordiv([7, -7], 2).numpy()
    array([ 3, -4], dtype=int32)
    """


@defop(
    "FloorMod",
    kernel={FLOATING: "remainder", INTEGER: _nonzero_divisor(lambda xp: xp.remainder)},
    rule=same_as_inputs(REAL),
    vjp={"x": through, "y": lambda g, x, y: negative(multiply(g, floordiv(x, y)))},
    operator="__mod__:mod __rmod__:mod",
    api="math.floormod math.mod",
    v1="floormod mod",
)
def floormod(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """What `x` exceeds a multiple of `y` by, with the sign of `y`: x - y * floor(x / y).

    Args:
      x: a real tensor.
      y: a tensor of the same dtype, or a Python number.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an integer is divided by zero.

    >>> ef.math.floormod([7, -7], 3).numpy()
    array([1, 2], dtype=int32)
    """


def _k_truncate_div(xp: Any) -> Any:
    def kernel(x: Any, y: Any) -> Any:
        down = xp.floor_divide(x, y)
        inexact = xp.not_equal(xp.multiply(down, y), x)
        return down + (inexact & xp.less(down, 0))

    return kernel


@defop(
    "TruncateDiv",
    kernel={
        FLOATING: lambda xp: lambda x, y: xp.trunc(xp.true_divide(x, y)),
        INTEGER: _nonzero_divisor(_k_truncate_div),
    },
    rule=same_as_inputs(REAL),
    vjp=None,
    api="truncatediv",
)
def truncatediv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y without its fraction, elementwise with broadcasting: C's integer division.

    Args:
      x: a real tensor.
      y: a tensor of the same dtype.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an integer is divided by zero.

    >>> ef.truncatediv([7, -7], [2, 2]).numpy()
    array([ 3, -3], dtype=int32)
    """


def _k_truncate_mod(xp: Any) -> Any:
    divide = _k_truncate_div(xp)
    return lambda x, y: x - divide(x, y) * y


@defop(
    "TruncateMod",
    kernel={FLOATING: "fmod", INTEGER: _nonzero_divisor(_k_truncate_mod)},
    rule=same_as_inputs(REAL),
    vjp={"x": through, "y": lambda g, x, y: negative(multiply(g, truncatediv(x, y)))},
    api="truncatemod",
)
def truncatemod(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The remainder with the sign of `x`, elementwise with broadcasting: C's `%`.

    Args:
      x: a real tensor.
      y: a tensor of the same dtype.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an integer is divided by zero.

    >>> ef.truncatemod([7, -7], [3, 3]).numpy()
    array([ 1, -1], dtype=int32)
    """


@export(v1="div")
def div(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The quotient of Python 2: `floordiv` of integers, `divide` of other tensors."""
    x = as_tensor(x, y.dtype if isinstance(y, Tensor) else None)
    return (floordiv if x.dtype.is_integer else divide)(x, y, name or "div")


# ---------------------------------------------------------------------------- complex conjugate


@defop("Conj", kernel="conjugate", rule=same_as_inputs(COMPLEX), vjp={"x": lambda g: _conj(g)})
def _conj(x: TensorLike, name: str | None = None) -> Tensor:
    """Complex conjugate of a complex tensor."""


def operand(x: Any, like: Tensor) -> Any:
    """An operand as a tensor, also where a Python number stood for one in a call on tensors."""
    return x if isinstance(x, Tensor) else as_tensor(x, like.dtype)


def conjugate(x: Any) -> Any:
    """The complex conjugate of an operand: a tensor, or the Python number that stood for one."""
    if type(x) is EagerTensor:
        return _conj(x) if x.k.dtype.kind == "c" else x
    if isinstance(x, Tensor):
        return _conj(x) if x.dtype.is_complex else x
    return x.conjugate()


@export("math.conj", v1="conj")
def conj(x: TensorLike, name: str | None = None) -> Tensor:
    """Complex conjugate; a real tensor is returned as it is.

    Args:
      x: a numeric tensor.
      name: name of the operation in a graph.

    >>> ef.math.conj(1 + 2j).numpy()
    np.complex128(1-2j)
    """
    x = as_tensor(x)
    if not x.dtype.is_complex:
        check_dtype(Spec(x.dtype, None), NUMERIC)
        return x  # type: ignore[no-any-return]
    return _conj(x, name)
