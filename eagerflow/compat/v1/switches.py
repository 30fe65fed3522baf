"""Switches and small helpers of 1.x programs: equality of tensors, dimensions, tables."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.tensor import EagerTensor, Tensor
from ...dtype import FLOATING
from ...graph.ordering import group
from ...ops.checks.asserts import check_numerics
from ...ops.elementwise.comparison import tensor_equals, tensor_not_equals
from ...registry import export
from ...shapes import Dimension, TensorShape
from ...variables.collection import GraphKeys, get_collection
from ...variables.home import current_builder


@export("", v1="enable_tensor_equality")
def enable_tensor_equality() -> None:
    """Let `==` compare tensors by value, element by element; this is the default."""
    for method, value in (("__eq__", tensor_equals), ("__ne__", tensor_not_equals)):
        setattr(Tensor, method, value)
    setattr(EagerTensor, "__hash__", _by_value)  # noqa: B010


@export("", v1="disable_tensor_equality")
def disable_tensor_equality() -> None:
    """Let `==` compare tensors by identity, as in 1.x; they can then be keys of dictionaries."""
    setattr(Tensor, "__eq__", object.__eq__)  # noqa: B010
    setattr(Tensor, "__ne__", object.__ne__)  # noqa: B010
    setattr(EagerTensor, "__hash__", object.__hash__)  # noqa: B010


_by_value = EagerTensor.__hash__


@export("", v1="dimension_value")
def dimension_value(dimension: Any) -> int | None:
    """The size that a dimension of 1.x or a number stands for.

    >>> ef.compat.v1.dimension_value(3)
    3
    """
    return dimension.value if isinstance(dimension, Dimension) else dimension


@export("", v1="dimension_at_index")
def dimension_at_index(shape: Any, index: int) -> Dimension:
    """A size of a shape as a dimension of 1.x."""
    known = TensorShape(shape)
    return Dimension(None if known.rank is None else known.as_list()[index])


@export("", v1="tables_initializer initialize_all_tables")
def tables_initializer(name: str = "init_all_tables") -> Any:
    """An operation that initialises all lookup tables; None in eager code, where they are already.

    Args:
      name: name of the operation.
    """
    return group(*get_collection(GraphKeys.TABLE_INITIALIZERS), name=name)


@export("", v1="executing_eagerly_outside_functions")
def executing_eagerly_outside_functions() -> bool:
    """True unless a graph of 1.x is being built, also while a function is traced."""
    builder = current_builder()
    while builder is not None and builder.is_inner:
        builder = builder.outer
    return builder is None


@export("", v1="add_check_numerics_ops")
def add_check_numerics_ops() -> Any:
    """An operation that fails when a floating tensor of the graph so far has an infinity or nan.

    Tensors are checked in the order in which they were made; the first one that fails is named.

    Raises:
      RuntimeError: eager execution is enabled.

    >>> with ef.Graph().as_default(), ef.compat.v1.Session() as sess:
    ...     y = ef.math.log([1.0, 2.0], name="y")
    ...     sess.run([y, ef.compat.v1.add_check_numerics_ops()])[0]
    array([0.       , 0.6931472], dtype=float32)
    """
    graph: Any = current_builder()
    if graph is None:
        raise errors.make(
            RuntimeError,
            "add_check_numerics_ops() is not compatible with eager execution.",
            fix="tf.debugging.check_numerics of the tensors in question",
        )
    checks: list[Any] = []
    for node in graph.get_operations():
        for i, output in enumerate(node.outputs):
            if output.dtype in FLOATING:
                with graph.control_dependencies(checks[-1:]):
                    checks.append(check_numerics(output, f"{node.name}:{i}"))
    return group(*checks)
