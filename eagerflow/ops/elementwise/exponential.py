"""Exponentials, logarithms and hyperbolic functions, elementwise."""

from __future__ import annotations

from typing import Any

from ...core.opdef import defop
from ...core.tensor import Tensor, TensorLike
from ...dtype import COMPLEX, FLOATING, INEXACT
from ..rules import same_as_inputs
from .arithmetic import add, conjugate, divide, multiply, negative, operand, subtract
from .comparison import not_equal
from .magnitude import keep

# ------------------------------------------------------------------ exponentials and logarithms


@defop(
    "Exp",
    lower="exp(x)",
    kernel="exp",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, out: multiply(g, conjugate(out))},
    api="exp math.exp",
)
def exp(x: TensorLike, name: str | None = None) -> Tensor:
    """e to the power of each element.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.exp([0., 1.]).numpy()
    array([1.       , 2.7182817], dtype=float32)
    """


@defop(
    "Expm1",
    lower="expm1(x)",
    kernel="expm1",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, out: multiply(g, add(conjugate(out), 1))},
    api="math.expm1",
    v1="expm1",
)
def expm1(x: TensorLike, name: str | None = None) -> Tensor:
    """`exp(x) - 1`, elementwise, exact for small x.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.math.expm1([0., 1e-10]).numpy()
    array([0.e+00, 1.e-10], dtype=float32)
    """


@defop(
    "Log",
    lower="log(x)",
    kernel="log",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, x: divide(g, conjugate(x))},
    api="math.log",
    v1="log",
)
def log(x: TensorLike, name: str | None = None) -> Tensor:
    """The natural logarithm, elementwise: -inf of 0, nan of negative numbers.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.math.log([1., 10.]).numpy()
    array([0.       , 2.3025851], dtype=float32)
    """


@defop(
    "Log1p",
    lower="log1p(x)",
    kernel="log1p",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, x: divide(g, add(conjugate(x), 1))},
    api="math.log1p",
    v1="log1p",
)
def log1p(x: TensorLike, name: str | None = None) -> Tensor:
    """`log(1 + x)`, elementwise, exact for small x.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.math.log1p([0., 1e-10]).numpy()
    array([0.e+00, 1.e-10], dtype=float32)
    """


# Where x is 0 these are 0, whatever the other operand; also its gradient does not count there.


def _k_times(function: str) -> Any:
    def source(xp: Any) -> Any:
        f = getattr(xp, function)

        def kernel(x: Any, y: Any) -> Any:
            if not hasattr(y, "dtype"):  # of a Python number f is of double precision
                y = x.dtype.type(y)
            out = xp.multiply(x, f(y))
            return xp.where(xp.equal(x, 0), out.dtype.type(0), out)

        return kernel

    return source


def _k_xdivy(xp: Any) -> Any:
    def kernel(x: Any, y: Any) -> Any:
        out = xp.true_divide(x, y)
        return xp.where(xp.equal(x, 0), out.dtype.type(0), out)

    return kernel


@defop(
    "Xlogy",
    lower="where(x == 0, 0, x * log(y))",
    kernel=_k_times("log"),
    rule=same_as_inputs(INEXACT),
    vjp={
        "x": lambda g, x, y: multiply(g, keep(log(conjugate(operand(y, g))), not_equal(x, 0))),
        "y": lambda g, x, y: multiply(g, xdivy(conjugate(x), conjugate(y))),
    },
    api="math.xlogy",
)
def xlogy(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """`x * log(y)`, elementwise with broadcasting, and 0 wherever x is 0.

    Args:
      x: a floating or complex tensor.
      y: a tensor of the same dtype.
      name: name of the operation in a graph.

    >>> ef.math.xlogy([0., 1.], [0., 10.]).numpy()
    array([0.       , 2.3025851], dtype=float32)
    """


@defop(
    "Xlog1py",
    lower="where(x == 0, 0, x * log1p(y))",
    kernel=_k_times("log1p"),
    rule=same_as_inputs(INEXACT),
    vjp={
        "x": lambda g, x, y: multiply(g, keep(log1p(conjugate(operand(y, g))), not_equal(x, 0))),
        "y": lambda g, x, y: multiply(g, xdivy(conjugate(x), add(conjugate(y), 1))),
    },
    api="math.xlog1py",
)
def xlog1py(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """`x * log(1 + y)`, elementwise with broadcasting, and 0 wherever x is 0.

    Args:
      x: a floating or complex tensor.
      y: a tensor of the same dtype.
      name: name of the operation in a graph.

    >>> ef.math.xlog1py([0., 1.], [-1., 1e-10]).numpy()
    array([0.e+00, 1.e-10], dtype=float32)
    """


@defop(
    "Xdivy",
    lower="where(x == 0, 0, x / y)",
    kernel=_k_xdivy,
    rule=same_as_inputs(INEXACT),
    vjp={
        "x": lambda g, x, y: multiply(
            g, keep(divide(1, conjugate(operand(y, g))), not_equal(x, 0))
        ),
        "y": lambda g, x, y: multiply(
            g, xdivy(negative(conjugate(x)), multiply(conjugate(y), conjugate(y)))
        ),
    },
    api="math.xdivy",
)
def xdivy(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """`x / y`, elementwise with broadcasting, and 0 wherever x is 0.

    Args:
      x: a floating or complex tensor.
      y: a tensor of the same dtype.
      name: name of the operation in a graph.

    >>> ef.math.xdivy([0., 1.], [0., 2.]).numpy()
    array([0. , 0.5], dtype=float32)
    """


# --------------------------------------------------------------------------------------- sigmoid


def _k_sigmoid(xp: Any) -> Any:
    def kernel(x: Any) -> Any:
        # exp overflows to infinity where the result is too small for the dtype: then it is 0.
        t = xp.exp(-x)
        t += 1
        return xp.reciprocal(t, out=t) if t.ndim else xp.reciprocal(t)

    return kernel


def _k_sigmoid_grad(xp: Any) -> Any:
    def kernel(y: Any, dy: Any) -> Any:
        t = 1 - y
        t *= y
        return xp.multiply(t, dy, out=t if t.ndim and t.shape == dy.shape else None)

    return kernel


def _k_sigmoid_grad_complex(xp: Any) -> Any:
    def kernel(y: Any, dy: Any) -> Any:
        return xp.multiply(dy, xp.conjugate(xp.multiply(y, xp.subtract(1, y))))

    return kernel


@defop(
    "SigmoidGrad",
    lower="(1 - y) * y * dy",
    kernel={
        FLOATING: _k_sigmoid_grad,
        COMPLEX: _k_sigmoid_grad_complex,
    },
    rule=same_as_inputs(INEXACT),
    vjp={
        "y": lambda g, y, dy: conjugate(g) * dy * (1 - 2 * conjugate(y)),
        "dy": lambda g, y: sigmoid_grad(conjugate(y), g),
    },
)
def sigmoid_grad(y: TensorLike, dy: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of the sigmoid `y`: `dy * conj(y * (1 - y))`."""


@defop(
    "Sigmoid",
    lower="sigmoid(x)",
    kernel=_k_sigmoid,
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, out: sigmoid_grad(out, g)},
    api="sigmoid math.sigmoid nn.sigmoid",
)
def sigmoid(x: TensorLike, name: str | None = None) -> Tensor:
    """The logistic function `1 / (1 + exp(-x))`, elementwise.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.sigmoid([0., -1000., 1000.]).numpy()
    array([0.5, 0. , 1. ], dtype=float32)
    """


def _k_softplus(xp: Any) -> Any:
    def kernel(x: Any) -> Any:  # `logaddexp` is many times slower on long arrays
        return xp.log1p(xp.exp(-xp.absolute(x))) + xp.maximum(x, 0)

    return kernel


@defop(
    "Softplus",
    lower="log1p(exp(-abs(features))) + max(features, 0)",
    kernel=_k_softplus,
    rule=same_as_inputs(FLOATING),
    vjp={"features": lambda g, features: multiply(g, sigmoid(features))},
    api="math.softplus nn.softplus",
)
def softplus(features: TensorLike, name: str | None = None) -> Tensor:
    """`log(1 + exp(x))`, elementwise, without overflow.

    Args:
      features: a floating tensor.
      name: name of the operation in a graph.

    >>> ef.math.softplus([0., 1000.]).numpy()
    array([6.931472e-01, 1.000000e+03], dtype=float32)
    """


@defop(
    "LogSigmoid",
    lower="-(log1p(exp(-abs(x))) + max(-x, 0))",
    kernel=lambda xp: lambda x: -_k_softplus(xp)(-x),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: multiply(g, sigmoid(negative(x)))},
    api="math.log_sigmoid",
    v1="log_sigmoid",
)
def log_sigmoid(x: TensorLike, name: str | None = None) -> Tensor:
    """`log(sigmoid(x))`, elementwise, without underflow.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    >>> ef.math.log_sigmoid([0., -1000.]).numpy()
    array([-6.931472e-01, -1.000000e+03], dtype=float32)
    """


# -------------------------------------------------------------------------- hyperbolic functions


def _k_tanh_grad(xp: Any) -> Any:
    def kernel(y: Any, dy: Any) -> Any:
        t = y * y
        out = t if t.ndim and t.shape == dy.shape else None
        return xp.multiply(xp.subtract(1, t, out=out), dy, out=out)

    return kernel


def _k_tanh_grad_complex(xp: Any) -> Any:
    def kernel(y: Any, dy: Any) -> Any:
        return xp.multiply(dy, xp.conjugate(xp.subtract(1, xp.multiply(y, y))))

    return kernel


@defop(
    "TanhGrad",
    lower="(1 - y * y) * dy",
    kernel={
        FLOATING: _k_tanh_grad,
        COMPLEX: _k_tanh_grad_complex,
    },
    rule=same_as_inputs(INEXACT),
    vjp={
        "y": lambda g, y, dy: conjugate(g) * dy * conjugate(y) * -2,
        "dy": lambda g, y: tanh_grad(conjugate(y), g),
    },
)
def tanh_grad(y: TensorLike, dy: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of tanh: `dy * conj(1 - y**2)` with `y` the hyperbolic tangent."""


@defop(
    "Tanh",
    lower="tanh(x)",
    kernel="tanh",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, out: tanh_grad(out, g)},
    api="tanh math.tanh nn.tanh",
)
def tanh(x: TensorLike, name: str | None = None) -> Tensor:
    """Hyperbolic tangent, elementwise.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.tanh([0., 100.]).numpy()
    array([0., 1.], dtype=float32)
    """


@defop(
    "Sinh",
    kernel="sinh",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, x: multiply(g, cosh(conjugate(x)))},
    api="sinh math.sinh",
)
def sinh(x: TensorLike, name: str | None = None) -> Tensor:
    """Hyperbolic sine, elementwise.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.sinh([0., 1.]).numpy()
    array([0.       , 1.1752012], dtype=float32)
    """


@defop(
    "Cosh",
    kernel="cosh",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, x: multiply(g, sinh(conjugate(x)))},
    api="cosh math.cosh",
)
def cosh(x: TensorLike, name: str | None = None) -> Tensor:
    """Hyperbolic cosine, elementwise.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.cosh([0., 1.]).numpy()
    array([1.       , 1.5430807], dtype=float32)
    """


@defop(
    "Asinh",
    kernel="arcsinh",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, out: divide(g, cosh(conjugate(out)))},
    api="asinh math.asinh",
)
def asinh(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse of the hyperbolic sine, elementwise.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.asinh([0., 1.]).numpy()
    array([0.      , 0.881374], dtype=float32)
    """


@defop(
    "Acosh",
    kernel="arccosh",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, out: divide(g, sinh(conjugate(out)))},
    api="acosh math.acosh",
)
def acosh(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse of the hyperbolic cosine, elementwise: nan of real numbers below 1.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.acosh([1., 2.]).numpy()
    array([0.       , 1.3169578], dtype=float32)
    """


@defop(
    "Atanh",
    kernel="arctanh",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, x: divide(g, subtract(1, multiply(conjugate(x), conjugate(x))))},
    api="atanh math.atanh",
)
def atanh(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse of the hyperbolic tangent, elementwise: nan of real numbers beyond -1 and 1.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.atanh([0., 0.5]).numpy()
    array([0.        , 0.54930615], dtype=float32)
    """
