"""What the metrics of `compat.v1.metrics` share: variables, scopes and collections."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...ops.array import zeros
from ...variables.collection import GraphKeys, add_to_collections
from ...variables.home import current_builder
from ...variables.scopes import variable_scope
from ...variables.variable_v1 import VariableV1

Metric = tuple[Any, Any]


def metric_variable(shape: Any, dtype: Any, name: str) -> Any:
    """A variable of zeros that belongs to a metric: a local one, which no file keeps."""
    return VariableV1(
        lambda: zeros(shape, dtype),
        trainable=False,
        collections=[GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES],
        name=name,
    )


def check_mode(name: str) -> None:
    """Raise RuntimeError in eager code, where an operation can not be run again and again."""
    if current_builder() is None:
        raise errors.make(
            RuntimeError,
            f"tf.metrics.{name} is not supported when eager execution is enabled.",
            fix="build it in a tf.Graph, or compute it with operations",
        )


def opened(name: str | None, default: str) -> variable_scope:
    """The variable scope of a metric."""
    return variable_scope(name, default)


def added(variable: Any, amount: Any) -> Tensor:
    """Add to a variable; the new value."""
    new: Tensor = as_tensor(variable.assign_add(amount))
    return new


def published(
    value: Any, update: Any, metrics_collections: Any, updates_collections: Any
) -> Metric:
    """Value and update of a metric, put into collections."""
    if metrics_collections:
        add_to_collections(metrics_collections, value)
    if updates_collections:
        add_to_collections(updates_collections, update)
    return value, update
