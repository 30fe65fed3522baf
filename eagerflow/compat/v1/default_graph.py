"""The default graph, and switching between eager execution and graph building."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core import mode
from ...core.tensor import Tensor
from ...dtype import DType, DTypeLike, as_dtype
from ...graph.graph import Graph, nesting
from ...graph.ir import Symbol
from ...ops import array
from ...registry import export
from ...shapes import as_shape, disable_v2_tensorshape, enable_v2_tensorshape
from ...variables.home import EAGER_HOME

_default: list[Graph] = []  # the graph that is used where none was entered; made when first needed


@export("", v1="get_default_graph")
def get_default_graph() -> Graph:
    """The graph that operations are added to, or would be if eager execution were disabled."""
    builder = mode.snapshot().builder
    if isinstance(builder, Graph):
        return builder
    if not _default:
        _default.append(Graph())
    return _default[0]


@export("", v1="reset_default_graph")
def reset_default_graph() -> None:
    """Start the default graph anew; in eager mode, forget the variables of `get_variable`.

    Raises:
      AssertionError: called inside `with graph.as_default():`.
    """
    if nesting.get():
        raise errors.make(
            AssertionError,
            "Do not use tf.reset_default_graph() to clear nested graphs. If you need a cleared "
            "graph, "
            "exit the nesting and create a new graph.",
        )
    builder = mode.snapshot().builder
    _default.clear()
    EAGER_HOME.reset()
    if builder is not None:
        _build_by_default()


def _build_by_default() -> None:
    """Make the default graph the builder of all threads, where no other graph is entered."""
    if not _default:
        _default.append(Graph())
    mode.set_default(mode.Mode(_default[0], ()))
    mode.variable.set(None)


@export("", v1="disable_eager_execution")
def disable_eager_execution() -> None:
    """Build graphs from here on: operations are added to the default graph."""
    if mode.snapshot().builder is None:
        _build_by_default()


@export("", v1="enable_eager_execution")
def enable_eager_execution(
    config: Any = None, device_policy: Any = None, execution_mode: Any = None
) -> None:
    """Run operations at once from here on, as is the default.

    Args:
      config: accepted.
      device_policy: accepted.
      execution_mode: accepted.

    Raises:
      ValueError: called inside a graph.
    """
    builder = mode.snapshot().builder
    if builder is not None and (nesting.get() or _default[0].nodes):
        raise errors.make(
            ValueError, "tf.enable_eager_execution must be called at program startup."
        )
    mode.set_default(None)


@export("", v1="disable_v2_behavior")
def disable_v2_behavior() -> None:
    """Build graphs as 1.x programs do, where shapes have `Dimension` objects as elements."""
    disable_eager_execution()
    disable_v2_tensorshape()


@export("", v1="enable_v2_behavior")
def enable_v2_behavior() -> None:
    """Run operations at once; shapes have ints and None as elements."""
    enable_eager_execution()
    enable_v2_tensorshape()


@export("executing_eagerly")
def executing_eagerly() -> bool:
    """True where operations run at once; False while a graph is being built.

    >>> ef.executing_eagerly()
    True
    """
    return mode.snapshot().builder is None


@export("", v1="placeholder_with_default")
def placeholder_with_default(input: Any, shape: Any, name: str | None = None) -> Tensor:
    """A tensor with a value of its own, in whose place another can be fed.

    Args:
      input: the value where nothing is fed.
      shape: the shape of what can be fed, with None for sizes that vary; None for any rank.
      name: name of the operation.

    Raises:
      InvalidArgumentError: the value does not have that shape.

    >>> with ef.Graph().as_default(), ef.compat.v1.Session() as sess:
    ...     x = ef.compat.v1.placeholder_with_default([1.0], [None])
    ...     print(sess.run(x * 2.0), sess.run(x * 2.0, {x: [3.0, 4.0]}))
    [2.] [6. 8.]
    """
    wanted = as_shape(shape)
    return array.placeholder_with_default(input, wanted, name)


@export("", v1="placeholder")
def placeholder(dtype: DTypeLike, shape: Any = None, name: str | None = None) -> Symbol:
    """A tensor of the graph whose value is fed when a Session runs it.

    Args:
      dtype: dtype of the values.
      shape: their shape, with None for sizes that vary; None for any rank.
      name: name of the operation.

    Raises:
      RuntimeError: eager execution is enabled.
    """
    builder = mode.snapshot().builder
    if builder is None:
        raise errors.make(
            RuntimeError,
            "tf.placeholder() is not compatible with eager execution.",
            fix="call tf.disable_eager_execution() first, or build inside `with "
            "tf.Graph().as_default():`",
        )
    wanted: DType = as_dtype(dtype)
    symbol: Symbol = builder.placeholder(wanted, as_shape(shape), name or "Placeholder")  # type: ignore[attr-defined]
    return symbol
