"""Activation functions of neural networks."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, REAL, float32
from ...registry import export
from ...shapes import merge
from ..array import convert_to_tensor
from ..arrays.joining import concat
from ..casting import cast
from ..elementwise.arithmetic import negative
from ..elementwise.exponential import exp, sigmoid, tanh
from ..precision import wide
from ..random.state import named_scope
from ..reductions.sums import reduce_sum
from ..rules import check_dtype, same_as_inputs
from ..special.error_function import erfc

# Where elements are chosen by their sign, the kernels multiply by 0 and 1: `where` is several times
# slower for signs without a pattern. Fractions are given the dtype of the array, because bfloat16
# does not keep its own with Python floats.


@defop(
    "ReluGrad",
    lower="where(features > 0, gradients, gradients * 0)",
    kernel=lambda xp: lambda gradients, features: gradients * (features > 0),
    rule=same_as_inputs(REAL),
    vjp={"gradients": lambda g, features: relu_grad(g, features)},
)
def relu_grad(gradients: TensorLike, features: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of relu: `gradients` where `features` (its input or its result) is positive."""


@defop(
    "Relu",
    lower="max(features, 0)",
    kernel=lambda xp: lambda features: xp.maximum(features, 0),
    rule=same_as_inputs(REAL),
    vjp={"features": lambda g, out: relu_grad(g, out)},
    api="nn.relu",
)
def relu(features: TensorLike, name: str | None = None) -> Tensor:
    """Rectified linear unit, `max(x, 0)`, elementwise. Its gradient at 0 is 0.

    Args:
      features: a tensor of a real dtype.
      name: name of the operation in a graph.

    >>> ef.nn.relu([-1., 2.]).numpy()
    array([0., 2.], dtype=float32)
    """


@defop(
    "Relu6Grad",
    kernel=lambda xp: lambda gradients, features: gradients * ((features > 0) & (features < 6)),
    rule=same_as_inputs(REAL),
    vjp={"gradients": lambda g, features: relu6_grad(g, features)},
)
def relu6_grad(gradients: TensorLike, features: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of relu6: `gradients` where `features` lies between 0 and 6."""


@defop(
    "Relu6",
    lower="min(max(features, 0), 6)",
    kernel=lambda xp: lambda features: xp.minimum(xp.maximum(features, 0), 6),
    rule=same_as_inputs(REAL),
    vjp={"features": lambda g, out: relu6_grad(g, out)},
    api="nn.relu6",
)
def relu6(features: TensorLike, name: str | None = None) -> Tensor:
    """Rectified linear unit that is cut at 6, `min(max(x, 0), 6)`, elementwise.

    Args:
      features: a tensor of a real dtype.
      name: name of the operation in a graph.

    >>> ef.nn.relu6([-1., 2., 7.]).numpy()
    array([0., 2., 6.], dtype=float32)
    """


def _slopes(x: Any, alpha: float) -> Any:
    """1 where `x` is positive, elsewhere alpha, both exactly."""
    positive = (x > 0).astype(x.dtype)
    return positive + (1 - positive) * x.dtype.type(alpha)


def _k_leaky_relu(xp: Any) -> Any:
    def kernel(x: Any, alpha: float) -> Any:
        if alpha <= 1 and alpha != 0:  # infinity times 0 would be nan
            return xp.maximum(x, x * x.dtype.type(alpha))
        return x * _slopes(x, alpha)

    return kernel


@defop(
    "LeakyReluGrad",
    inputs="gradients features",
    kernel=lambda xp: lambda gradients, features, alpha: gradients * _slopes(features, alpha),
    rule=same_as_inputs(FLOATING),
    vjp={"gradients": lambda g, features, alpha: leaky_relu_grad(g, features, alpha)},
)
def leaky_relu_grad(
    gradients: TensorLike, features: TensorLike, alpha: float, name: str | None = None
) -> Tensor:
    """Gradient of leaky_relu: `gradients`, times alpha where `features` is not positive."""


@defop(
    "LeakyRelu",
    inputs="features",
    kernel=_k_leaky_relu,
    rule=same_as_inputs(FLOATING),
    vjp={"features": lambda g, features, alpha: leaky_relu_grad(g, features, alpha)},
)
def _leaky_relu(features: TensorLike, alpha: float, name: str | None = None) -> Tensor:
    """The features, times alpha where they are not positive."""


@export("nn.leaky_relu")
def leaky_relu(features: TensorLike, alpha: float = 0.2, name: str | None = None) -> Tensor:
    """Rectified linear unit with a slope for negative numbers, elementwise.

    `x` where it is positive, `alpha * x` elsewhere: Maas, Hannun and Ng, Rectifier nonlinearities
    improve neural network acoustic models, 2013.

    Args:
      features: a floating tensor; integers become float32.
      alpha: the slope, a Python number.
      name: name of the operation in a graph.

    >>> ef.nn.leaky_relu([-1., 2.], alpha=0.5).numpy()
    array([-0.5,  2. ], dtype=float32)
    """
    features = as_tensor(features)
    if features.dtype.is_integer:
        features = cast(features, float32)
    return _leaky_relu(features, float(alpha), name)


@defop(
    "EluGrad",
    lower="gradients * (min(outputs, 0) + 1)",
    # Where the result is negative it is exp(x) - 1, so that the slope is one more.
    kernel=lambda xp: lambda gradients, outputs: gradients * (xp.minimum(outputs, 0) + 1),
    rule=same_as_inputs(FLOATING),
    vjp={
        "gradients": lambda g, outputs: elu_grad(g, outputs),
        "outputs": lambda g, gradients, outputs: relu_grad(g * gradients, negative(outputs)),
    },
)
def elu_grad(gradients: TensorLike, outputs: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of elu, from its result."""


@defop(
    "Elu",
    lower="max(features, 0) + expm1(min(features, 0))",
    kernel=lambda xp: lambda x: xp.maximum(x, 0) + xp.expm1(xp.minimum(x, 0)),
    rule=same_as_inputs(FLOATING),
    vjp={"features": lambda g, out: elu_grad(g, out)},
    api="nn.elu",
)
def elu(features: TensorLike, name: str | None = None) -> Tensor:
    """Exponential linear unit: `x` where it is positive, `exp(x) - 1` elsewhere.

    Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by exponential
    linear units, 2015.

    Args:
      features: a floating tensor.
      name: name of the operation in a graph.

    >>> ef.nn.elu([-1., 2.]).numpy()
    array([-0.63212055,  2.        ], dtype=float32)
    """


# The numbers for which activations keep mean 0 and variance 1 (section 2 of the paper below).
_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805
_SELU_LEFT = _SELU_SCALE * _SELU_ALPHA


def _k_selu(xp: Any) -> Any:
    def kernel(x: Any) -> Any:
        right, left = x.dtype.type(_SELU_SCALE), x.dtype.type(_SELU_LEFT)
        return xp.maximum(x, 0) * right + xp.expm1(xp.minimum(x, 0)) * left

    return kernel


def _k_selu_grad(xp: Any) -> Any:
    def kernel(gradients: Any, outputs: Any) -> Any:
        right, bend = outputs.dtype.type(_SELU_SCALE), outputs.dtype.type(_SELU_LEFT - _SELU_SCALE)
        return gradients * ((xp.minimum(outputs, 0) + bend) * (outputs < 0) + right)

    return kernel


@defop(
    "SeluGrad",
    kernel=_k_selu_grad,
    rule=same_as_inputs(FLOATING),
    vjp={
        "gradients": lambda g, outputs: selu_grad(g, outputs),
        "outputs": lambda g, gradients, outputs: relu_grad(g * gradients, negative(outputs)),
    },
)
def selu_grad(gradients: TensorLike, outputs: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of selu, from its result."""


@defop(
    "Selu",
    kernel=_k_selu,
    rule=same_as_inputs(FLOATING),
    vjp={"features": lambda g, out: selu_grad(g, out)},
    api="nn.selu",
)
def selu(features: TensorLike, name: str | None = None) -> Tensor:
    """Scaled exponential linear unit, which keeps mean 0 and variance 1 from layer to layer.

    Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, 2017.

    Args:
      features: a floating tensor.
      name: name of the operation in a graph.

    >>> ef.nn.selu([-1., 1.]).numpy()
    array([-1.1113307,  1.050701 ], dtype=float32)
    """


@export("nn.gelu")
def gelu(features: TensorLike, approximate: bool = False, name: str | None = None) -> Tensor:
    """Gaussian error linear unit: `x` times the share of the normal distribution below `x`.

    Hendrycks and Gimpel, Gaussian error linear units, 2016.

    Args:
      features: a floating tensor.
      approximate: use the formula with tanh,
        `x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))`.
      name: name of the operation in a graph.

    Raises:
      ValueError: the dtype is not floating.

    >>> ef.nn.gelu([-1., 0., 1.]).numpy()
    array([-0.15865526,  0.        ,  0.8413447 ], dtype=float32)
    """
    with named_scope(name, "Gelu", features):
        x = convert_to_tensor(features, name="features")
        if not x.dtype.is_floating:
            raise errors.make(
                errors.DTypeError,
                "`features.dtype` must be a floating point tensor.Received:features.dtype="
                f"{x.dtype}",
            )
        half = x * 0.5
        if approximate:
            return half * (tanh((x + x * x * x * 0.044715) * 0.7978845608028654) + 1.0)
        return half * erfc(x * -0.7071067811865476)


@export("nn.silu nn.swish")
def silu(features: TensorLike, beta: TensorLike = 1.0) -> Tensor:
    """Sigmoid linear unit: `x * sigmoid(beta * x)`, elementwise.

    Ramachandran, Zoph and Le, Searching for activation functions, 2017.

    Args:
      features: a floating or complex tensor.
      beta: how steep it is at 0.

    >>> ef.nn.silu([0., 1.]).numpy()
    array([0.       , 0.7310586], dtype=float32)
    """
    x = convert_to_tensor(features, name="features")
    plain = isinstance(beta, (int, float)) and beta == 1
    return x * sigmoid(x if plain else x * beta)


@export("nn.crelu")
def crelu(features: TensorLike, axis: int = -1, name: str | None = None) -> Tensor:
    """The positive parts of `x` and of `-x`, joined along an axis, which becomes twice as long.

    Shang, Sohn, Almeida and Lee, Understanding and improving convolutional neural networks via
    concatenated rectified linear units, 2016.

    Args:
      features: a tensor of a signed real dtype.
      axis: the axis to join along.
      name: name of the operation in a graph.

    >>> ef.nn.crelu([-1., 2.]).numpy()
    array([0., 2., 1., 0.], dtype=float32)
    """
    with named_scope(name, "CRelu", features) as last:
        x = convert_to_tensor(features, name="features")
        return relu(concat([x, negative(x)], axis, last()))


# ------------------------------------------------------------------------------------ softmax


def check_axis(rank: int, axis: int) -> None:
    """Refuse scalars and axes that do not exist.

    Raises:
      ValueError: see above.
    """
    if not rank:
        raise ValueError("logits must have >= 1 dimension, got []")
    if not -rank <= axis < rank:
        raise ValueError(
            f"`dim` must be in the range [{-rank}, {rank}) where {rank} is the number of "
            f"dimensions in the input. Received: dim={axis}"
        )


def _softmax_rule(x: Spec, *rest: Any) -> Spec:
    check_dtype(x, FLOATING)
    if x.rank is not None:
        check_axis(x.rank, rest[-1])
    return Spec(x.dtype, x.shape)


def _softmax_grad_rule(y: Spec, grad: Spec, axis: int) -> Spec:
    out = _softmax_rule(y, axis)
    return Spec(out.dtype, merge(out.shape, grad.shape))


_NARROW = 32  # columns; NumPy reduces short rows three times faster across than along them


def largest(x: Any, axis: int) -> Any:
    """The maximum along an axis, which stays with size one."""
    if type(x) is np.ndarray and x.ndim == 2 and axis in (1, -1) and x.shape[1] <= _NARROW:
        return np.maximum.reduce(np.ascontiguousarray(x.T), axis=0)[:, None]
    return x.max(axis=axis, keepdims=True)


def _k_softmax(xp: Any) -> Any:
    def kernel(x: Any, axis: int) -> Any:
        if not x.size:
            return x.copy()
        out = wide(xp, x)
        out = xp.exp(out - largest(out, axis))
        out /= out.sum(axis=axis, keepdims=True)
        return out.astype(x.dtype, copy=False)

    return kernel


def _k_softmax_grad(xp: Any) -> Any:
    def kernel(y: Any, grad: Any, axis: int) -> Any:
        p, g = wide(xp, y), wide(xp, grad)
        out = g - (g * p).sum(axis=axis, keepdims=True)
        out *= p
        return out.astype(y.dtype, copy=False)

    return kernel


def _k_log_softmax(xp: Any) -> Any:
    def kernel(x: Any, axis: int) -> Any:
        if not x.size:
            return x.copy()
        out = wide(xp, x)
        out = out - largest(out, axis)
        out -= xp.log(xp.exp(out).sum(axis=axis, keepdims=True))
        return out.astype(x.dtype, copy=False)

    return kernel


def _k_log_softmax_grad(xp: Any) -> Any:
    def kernel(y: Any, grad: Any, axis: int) -> Any:
        g = wide(xp, grad)
        out = xp.exp(wide(xp, y))
        out *= g.sum(axis=axis, keepdims=True)
        return xp.subtract(g, out, out=out).astype(y.dtype, copy=False)

    return kernel


def _inner(a: Tensor, b: Tensor, axis: int) -> Tensor:
    """The sum of products along an axis, which stays with size one."""
    return reduce_sum(a * b, axis, True)


@defop(
    "SoftmaxGrad",
    inputs="softmax grad",
    kernel=_k_softmax_grad,
    rule=_softmax_grad_rule,
    match="softmax grad",
    vjp={
        "softmax": lambda g, softmax, grad, axis: (
            g * (grad - _inner(grad, softmax, axis)) - grad * _inner(g, softmax, axis)
        ),
        "grad": lambda g, softmax, axis: softmax_grad(softmax, g, axis),
    },
)
def softmax_grad(
    softmax: TensorLike, grad: TensorLike, axis: int, name: str | None = None
) -> Tensor:
    """Gradient of softmax, from its result: `(grad - sum(grad * softmax)) * softmax`."""


@defop(
    "Softmax",
    inputs="logits",
    kernel=_k_softmax,
    rule=_softmax_rule,
    vjp={"logits": lambda g, out, axis: softmax_grad(out, g, axis)},
)
def _softmax(logits: TensorLike, axis: int, name: str | None = None) -> Tensor:
    """Softmax along an axis."""


@export("nn.softmax math.softmax")
def softmax(logits: TensorLike, axis: int | None = None, name: str | None = None) -> Tensor:
    """Softmax: `exp(logits) / sum(exp(logits))` along an axis, without overflow.

    Args:
      logits: a floating tensor of at least one axis.
      axis: the axis along which the results add up to one; None means the last.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the axis does not exist.

    >>> ef.nn.softmax([0., 0., 1000.]).numpy()
    array([0., 0., 1.], dtype=float32)
    """
    return _softmax(logits, -1 if axis is None else axis, name)


@defop(
    "LogSoftmaxGrad",
    inputs="log_softmax grad",
    kernel=_k_log_softmax_grad,
    rule=_softmax_grad_rule,
    match="log_softmax grad",
    vjp={
        "log_softmax": lambda g, log_softmax, grad, axis: (
            negative(g) * exp(log_softmax) * reduce_sum(grad, axis, True)
        ),
        "grad": lambda g, log_softmax, axis: g - _inner(g, exp(log_softmax), axis),
    },
)
def log_softmax_grad(
    log_softmax: TensorLike, grad: TensorLike, axis: int, name: str | None = None
) -> Tensor:
    """Gradient of log_softmax, from its result: `grad - exp(log_softmax) * sum(grad)`."""


@defop(
    "LogSoftmax",
    inputs="logits",
    kernel=_k_log_softmax,
    rule=_softmax_rule,
    vjp={"logits": lambda g, out, axis: log_softmax_grad(out, g, axis)},
)
def _log_softmax(logits: TensorLike, axis: int, name: str | None = None) -> Tensor:
    """Logarithm of softmax along an axis."""


@export("nn.log_softmax math.log_softmax")
def log_softmax(logits: TensorLike, axis: int | None = None, name: str | None = None) -> Tensor:
    """Logarithm of softmax: `logits - log(sum(exp(logits)))` along an axis, without overflow.

    Args:
      logits: a floating tensor of at least one axis.
      axis: the axis along which the exponentials of the results add up to one; None means the
        last.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the axis does not exist.

    >>> ef.nn.log_softmax([0., 1000.]).numpy()
    array([-1000.,     0.], dtype=float32)
    """
    return _log_softmax(logits, -1 if axis is None else axis, name)
