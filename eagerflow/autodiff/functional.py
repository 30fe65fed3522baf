"""Derivatives of functions as functions: `grad`, `jvp`, `vjp`, `hvp`, `jacobian`, `hessian`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .. import errors, nest
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor
from ..ops.array import identity
from ..ops.arrays.slices import densified
from ..registry import export
from .choices import UnconnectedGradients
from .forward import ForwardAccumulator
from .jacobian import jacobians
from .tape import GradientTape

Argnums = int | tuple[int, ...]


def _sources(args: tuple[Any, ...], argnums: Argnums) -> tuple[list[Any], Any]:
    """The arguments with those to differentiate as tensors of their own, and the nest of these."""
    chosen = [argnums] if isinstance(argnums, int) else list(argnums)
    made = list(args)
    for i in chosen:
        if not -len(args) <= i < len(args):
            raise errors.make(
                ValueError, f"argnums has {i}, but there are {len(args)} positional arguments"
            )
        made[i] = nest.map_structure(lambda v: identity(as_tensor(v)), args[i])
    picked = [made[i] for i in chosen]
    return made, picked[0] if isinstance(argnums, int) else tuple(picked)


def _scalar(y: Any) -> Any:
    if not isinstance(y, Tensor) or y.static_shape not in ((), None):
        raise errors.make(
            ValueError,
            f"grad takes functions that return one number, this one returned {y!r}",
            fix="reduce_sum or reduce_mean of it; jacobian for the derivatives of every element",
        )
    return y


def _dense(gradients: Any) -> Any:
    """Gradients as tensors: those of gathers are `IndexedSlices` on a tape."""
    return nest.map_structure(densified, gradients)


@export("value_and_grad")
def value_and_grad(
    fn: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """Make a function that returns what `fn` does, and the gradient of it.

    Args:
      fn: returns one number (a tensor of rank 0); with `has_aux` a pair of that and anything else.
      argnums: which positional arguments to differentiate: a number, or a tuple of some. Each may
        be a nest of tensors.
      has_aux: whether `fn` returns something besides.

    Returns:
      A function with the arguments of `fn` that returns `(value, gradient)`, with `has_aux`
      `((value, aux), gradient)`. The gradient is a nest of tensors like the argument, or a tuple of
      those; that of a gather too is a tensor, where a tape gives `IndexedSlices`.

    Raises:
      ValueError: the result is not one number, or there is no such argument.

    >>> value, gradient = ef.value_and_grad(lambda x: x * x)(3.)
    >>> value.numpy(), gradient.numpy()
    (np.float32(9.0), np.float32(6.0))
    """

    @functools.wraps(fn)
    def both(*args: Any, **kwargs: Any) -> Any:
        made, sources = _sources(args, argnums)
        with GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(nest.flatten(sources))
            result = fn(*made, **kwargs)
            y, aux = result if has_aux else (result, None)
        found = tape.gradient(_scalar(y), sources, unconnected_gradients=UnconnectedGradients.ZERO)
        return ((y, aux) if has_aux else y), _dense(found)

    return both


@export("grad")
def grad(fn: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False) -> Callable[..., Any]:
    """Make a function that returns the gradient of `fn`; see `value_and_grad`.

    >>> ef.grad(ef.grad(lambda x: x ** 3))(2.).numpy()
    np.float32(12.0)
    """
    both = value_and_grad(fn, argnums, has_aux)

    @functools.wraps(fn)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        value, found = both(*args, **kwargs)
        return (found, value[1]) if has_aux else found

    return gradient


@export("vjp")
def vjp(fn: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """The value of a function, and the function that pulls gradients back through it.

    Args:
      fn: a function of tensors (or nests of them) that returns a tensor or a nest.
      *primals: its arguments.

    Returns:
      What `fn` returns, and a function that takes gradients in that nest and returns those of the
      arguments. It may be called more than once.

    >>> y, pull = ef.vjp(ef.sin, ef.constant(0.))
    >>> pull(ef.constant(2.))[0].numpy()
    np.float32(2.0)
    """
    made, sources = _sources(primals, tuple(range(len(primals))))
    with GradientTape(persistent=True, watch_accessed_variables=False) as tape:
        tape.watch(nest.flatten(sources))
        y = fn(*made)

    def pull(gradients: Any) -> tuple[Any, ...]:
        found = tape.gradient(y, sources, gradients, UnconnectedGradients.ZERO)
        dense: tuple[Any, ...] = _dense(found)
        return dense

    return y, pull


@export("jvp")
def jvp(fn: Callable[..., Any], primals: Any, tangents: Any) -> tuple[Any, Any]:
    """The value of a function, and its derivative along a direction.

    Args:
      fn: a function of tensors (or nests of them) that returns a tensor or a nest.
      primals: a list or tuple of its arguments.
      tangents: the direction, in the same nest.

    >>> y, dy = ef.jvp(lambda x: x * x, [ef.constant(3.)], [ef.constant(1.)])
    >>> y.numpy(), dy.numpy()
    (np.float32(9.0), np.float32(6.0))
    """
    made = nest.map_structure(lambda v: identity(as_tensor(v)), list(primals))
    with ForwardAccumulator(made, list(tangents)) as accumulator:
        y = fn(*made)
    return y, accumulator.jvp(y, UnconnectedGradients.ZERO)


@export("hvp")
def hvp(fn: Callable[..., Any], primals: Any, tangents: Any) -> Any:
    """The product of the Hessian of a function and a vector, without the Hessian.

    Args:
      fn: a function of tensors that returns one number.
      primals: a list or tuple of its arguments.
      tangents: the vector, in the same nest.

    Returns:
      The product, a tuple with one part for each argument.

    >>> ef.hvp(lambda x: ef.reduce_sum(x ** 3), [ef.constant([1., 2.])], [ef.constant([1., 1.])])
    (<tf.Tensor: shape=(2,), dtype=float32, numpy=array([ 6., 12.], dtype=float32)>,)
    """
    gradient = grad(fn, tuple(range(len(primals))))
    return jvp(gradient, primals, tangents)[1]


@export("jacobian")
def jacobian(
    fn: Callable[..., Any], argnums: Argnums = 0, chunk_size: int | None = None
) -> Callable[..., Any]:
    """Make a function that returns the Jacobian of `fn`.

    Args:
      fn: returns a tensor, or a nest of them.
      argnums: which positional arguments to differentiate: a number, or a tuple of some. Each may
        be a nest of tensors.
      chunk_size: at most so many elements of a result at once, to bound the memory; all of them
        when left out.

    Returns:
      A function with the arguments of `fn` that returns a nest like its result; in place of each
      tensor there is a nest like the argument (a tuple of those for several), of tensors of the
      shape of that result followed by that of the part of the argument.

    Raises:
      ResourceExhaustedError: the Jacobian would not fit into memory.

    >>> ef.jacobian(lambda x: x * x)(ef.constant([1., 2.])).numpy()
    array([[2., 0.],
           [0., 4.]], dtype=float32)
    """

    @functools.wraps(fn)
    def derivatives(*args: Any, **kwargs: Any) -> Any:
        made, sources = _sources(args, argnums)
        with GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(nest.flatten(sources))
            y = fn(*made, **kwargs)
        flat = nest.flatten(sources)
        tape.persistent = len(nest.flatten(y)) > 1

        def rows_of(target: Any) -> Any:
            found = jacobians(tape.swept, target, flat, UnconnectedGradients.ZERO, chunk_size)
            return nest.pack_sequence_as(sources, found)

        return nest.map_structure(lambda t: rows_of(as_tensor(t)), y)

    return derivatives


@export("hessian")
def hessian(
    fn: Callable[..., Any], argnums: Argnums = 0, chunk_size: int | None = None
) -> Callable[..., Any]:
    """Make a function that returns the second derivatives of `fn`.

    Args:
      fn: returns one number.
      argnums: which positional arguments to differentiate; see `grad`.
      chunk_size: at most so many rows at once.

    Returns:
      The `jacobian` of the `grad` of `fn`: for a nest of arguments a nest of nests.

    >>> ef.hessian(lambda x: ef.reduce_sum(x ** 3))(ef.constant([1., 2.])).numpy()
    array([[ 6.,  0.],
           [ 0., 12.]], dtype=float32)
    """
    return jacobian(grad(fn, argnums), argnums, chunk_size)
