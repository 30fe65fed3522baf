"""Python functions as operations: called with values when the program runs."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import errors
from ..core import mode
from ..core.convert import to_array
from ..core.dispatch import as_tensor
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import EagerTensor, Tensor, wrap
from ..dtype import DType, as_dtype, bool_, float64, from_numpy
from ..ops.array import convert_to_tensor
from ..ops.arrays.slices import densified
from ..ops.rules import traits
from ..registry import export
from .tape import GradientTape

# A function without results still has to run: it is an operation with one that says so.
_DONE = (bool_,)


@traits(by_value=True)
def _outputs_rule(inp: tuple[Spec, ...], func: Any, Tout: tuple[DType, ...]) -> tuple[Spec, ...]:
    return tuple([Spec(dtype, None) for dtype in Tout or _DONE])


# ------------------------------------------------------------------------- on NumPy's arrays


def _k_py_func(
    inp: tuple[Any, ...], func: Callable[..., Any], Tout: tuple[DType, ...]
) -> tuple[Any, ...]:
    given = [a[()] if not a.ndim else a for a in (v.view() for v in inp)]
    for a in given:
        if isinstance(a, np.ndarray):
            a.flags.writeable = False
    found = _called(func, given, "numpy_function")
    values = list(found) if isinstance(found, (list, tuple)) else [found]
    if not Tout:
        return (np.asarray(True),)
    if len(values) != len(Tout):
        raise errors.InvalidArgumentError(
            None, None, f"{_name(func)} returns {len(values)} values, but expects to see "
            f"{len(Tout)} values.",
        )  # fmt: skip
    return tuple([_array(v, dtype, i, func) for i, (v, dtype) in enumerate(zip(values, Tout))])


def _called(func: Callable[..., Any], arguments: Sequence[Any], by: str) -> Any:
    """What the user's function returns; its errors arrive as they are."""
    try:
        return func(*arguments)
    except Exception as e:
        errors.keep(e, f"raised by '{_name(func)}', which {by} called")
        raise


def _name(func: Any) -> str:
    return getattr(func, "__name__", type(func).__name__)


def _array(value: Any, dtype: DType, position: int, func: Any) -> Any:
    strong = isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind not in "OUS"
    a = to_array(value, None if strong else dtype)
    if from_numpy(a.dtype) is not dtype:
        raise errors.InvalidArgumentError(
            None, None, f"{position}-th value returned by {_name(func)} is "
            f"{from_numpy(a.dtype).name}, but expects {dtype.name}",
        )  # fmt: skip
    return np.ascontiguousarray(a) if a.ndim else a


@defop(
    "PyFunc",
    inputs="",
    lists="inp",
    kernel=lambda xp: _k_py_func,
    rule=_outputs_rule,
    vjp=None,
    effect="io",
    runs_on_host=True,
)
def _py_func(inp: Any, func: Any, Tout: Any, name: str | None = None) -> Any:
    """What a function of NumPy arrays returns."""


@export("numpy_function")
def numpy_function(
    func: Callable[..., Any] | None = None,
    inp: Any = None,
    Tout: Any = None,
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """Call a function of NumPy arrays when the program runs.

    No gradient flows through it; see `py_function` for one that tapes can follow.

    Args:
      func: takes arrays (read-only) and returns arrays or Python values.
        Left out, a decorator is returned.
      inp: the tensors to call it with.
      Tout: the dtype of its result, or a list of dtypes for a list of results; an empty list for a
        function that returns nothing.
      stateful: accepted; the function is called every time, in the order of the program.
      name: name of the operation in a graph.

    Returns:
      A tensor, or a list of tensors when `Tout` is a list. Their shapes are not known in a graph.

    Raises:
      InvalidArgumentError: a result has another dtype, or there are more or fewer of them.

    >>> ef.numpy_function(lambda a: a[::-1], [ef.constant([1., 2.])], ef.float32).numpy()
    array([2., 1.], dtype=float32)
    """
    if func is None:
        return lambda f: _wrapped(numpy_function, f, Tout, stateful, name)
    arguments = list(inp) if isinstance(inp, (list, tuple)) else [inp]
    return _shown(_py_func(arguments, func, _dtypes(Tout), name), Tout)


@export("", v1="py_func")
def py_func(
    func: Callable[..., Any], inp: Any, Tout: Any, stateful: bool = True, name: str | None = None
) -> Any:
    """Call a function of NumPy arrays when the program runs; see `ef.numpy_function`."""
    return numpy_function(func, inp, Tout, stateful, name)


def _wrapped(call: Callable[..., Any], func: Callable[..., Any], *options: Any) -> Any:
    """A function of tensors that calls `func` with `py_function` or `numpy_function`."""

    @functools.wraps(func)
    def of_tensors(*inp: Any) -> Any:
        return call(func, list(inp), *options)

    return of_tensors


def _dtypes(wanted: Any) -> tuple[DType, ...]:
    return tuple(map(as_dtype, wanted if isinstance(wanted, (list, tuple)) else [wanted]))


def _shown(outs: tuple[Tensor, ...], wanted: Any) -> Any:
    """The results as the caller asked for them."""
    if not isinstance(wanted, (list, tuple)):
        return outs[0]
    if wanted:
        return list(outs)
    return [] if isinstance(outs[0], EagerTensor) else outs[0].op  # type: ignore[attr-defined]


# ---------------------------------------------------------------------------------- on tensors


def _call_eagerly(
    func: Callable[..., Any], tensors: Sequence[Any], wanted: tuple[DType, ...]
) -> list[Tensor]:
    """The results of a function of eager tensors, with the dtypes that are wanted."""
    found = _called(func, tensors, "py_function")
    if not wanted:
        return []
    values = list(found) if isinstance(found, (list, tuple)) else [found]
    if len(values) != len(wanted):
        raise errors.make(
            errors.InvalidArgumentError,
            f"{_name(func)} returns {len(values)} values, but expects to see {len(wanted)} values.",
        )
    return [convert_to_tensor(v, dtype) for v, dtype in zip(values, wanted)]


def _k_eager(
    inp: tuple[Any, ...], func: Callable[..., Any], Tout: tuple[DType, ...]
) -> tuple[Any, ...]:
    with mode.entered(None):
        outs = _call_eagerly(func, list(map(wrap, inp)), Tout)
    return tuple([t.a for t in outs]) if outs else (np.asarray(True),)  # type: ignore[attr-defined]


def _backward(
    g: list[Any], inp: Sequence[Any], func: Callable[..., Any], Tout: tuple[DType, ...]
) -> list[Any]:
    """The gradients of the inputs: the function runs again, under a tape."""
    flows = [i for i, x in enumerate(inp) if x.dtype.differentiable]
    ends = [i for i, dtype in enumerate(Tout) if dtype.differentiable]

    def gradient(*values: Any) -> list[Any]:
        xs, seeds = values[: len(inp)], values[len(inp) :]
        sources = [xs[i] for i in flows]
        with GradientTape() as tape:
            tape.watch(sources)
            outs = _call_eagerly(func, xs, Tout)
        found = tape.gradient([outs[i] for i in ends], sources, list(seeds), "zero")
        return [densified(d) for d in found]

    dtypes = [inp[i].dtype for i in flows]
    seeds = [g[i] for i in ends]
    results = py_function(gradient, [*inp, *seeds], dtypes) if flows and ends else []
    found: list[Any] = [None] * len(inp)
    for i, d in zip(flows, results, strict=True):
        found[i] = d
    return found


@defop(
    "EagerPyFunc",
    inputs="",
    lists="inp",
    kernel=lambda xp: _k_eager,
    rule=_outputs_rule,
    vjp={"inp": lambda g, inp, func, Tout: _backward(g, inp, func, Tout)},
    effect="io",
)
def _eager_py_func(inp: Any, func: Any, Tout: Any, name: str | None = None) -> Any:
    """What a function of eager tensors returns."""


@export("py_function")
def py_function(
    func: Callable[..., Any] | None = None, inp: Any = None, Tout: Any = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """Call a Python function with eager tensors when the program runs.

    Gradients flow through it: in a graph the function runs once more, under a tape, when they are
    asked for. An error that it raises arrives with its own type.

    Args:
      func: takes eager tensors and returns tensors or values that can become some.
        Left out, a decorator is returned.
      inp: the tensors to call it with.
      Tout: the dtype of its result, or a list of dtypes for a list of results; an empty list for a
        function that returns nothing.
      name: name of the operation in a graph.

    Returns:
      A tensor, or a list of tensors when `Tout` is a list. Their shapes are not known in a graph.

    Raises:
      InvalidArgumentError: there are more or fewer results than dtypes.
      ValueError: a result has another dtype.

    >>> @ef.function
    ... def f(x):
    ...     return ef.py_function(lambda t: t * t if t > 2. else t, [x], ef.float32)
    >>> f(ef.constant(3.)).numpy()
    np.float32(9.0)
    """
    if func is None:
        return lambda f: _wrapped(py_function, f, Tout, name)
    arguments = [as_tensor(x) for x in (inp if isinstance(inp, (list, tuple)) else [inp])]
    wanted = _dtypes(Tout)
    if mode.snapshot().builder is None and all(isinstance(t, EagerTensor) for t in arguments):
        outs = _call_eagerly(func, arguments, wanted)
        return outs if isinstance(Tout, (list, tuple)) else outs[0]
    return _shown(_eager_py_func(arguments, func, wanted, name), Tout)


@export("timestamp")
def timestamp(name: str | None = None) -> Tensor:
    """Seconds since the first of January 1970, as float64, when the program runs.

    Args:
      name: name of the operation in a graph.

    >>> bool(ef.timestamp() > 1e9)
    True
    """
    now: Tensor = numpy_function(lambda: np.float64(time.time()), [], float64, name=name)
    now.set_shape([])  # type: ignore[attr-defined]
    return now
