"""Collections: named lists in which programs keep variables, losses, summaries and the like."""

from __future__ import annotations

from typing import Any

from ..core.tensor import EagerTensor, Tensor
from ..registry import export
from .home import EAGER_HOME, current_builder, current_home


@export("", v1="GraphKeys")
class GraphKeys:
    """The names of the collections that the framework itself fills or reads."""

    GLOBAL_VARIABLES = "variables"
    LOCAL_VARIABLES = "local_variables"
    METRIC_VARIABLES = "metric_variables"
    MODEL_VARIABLES = "model_variables"
    TRAINABLE_VARIABLES = "trainable_variables"
    MOVING_AVERAGE_VARIABLES = "moving_average_variables"
    CONCATENATED_VARIABLES = "concatenated_variables"
    TRAINABLE_RESOURCE_VARIABLES = "trainable_resource_variables"
    VARIABLES = GLOBAL_VARIABLES
    SUMMARIES = "summaries"
    QUEUE_RUNNERS = "queue_runners"
    TABLE_INITIALIZERS = "table_initializer"
    ASSET_FILEPATHS = "asset_filepaths"
    REGULARIZATION_LOSSES = "regularization_losses"
    SAVERS = "savers"
    WEIGHTS = "weights"
    BIASES = "biases"
    ACTIVATIONS = "activations"
    UPDATE_OPS = "update_ops"
    LOSSES = "losses"
    SAVEABLE_OBJECTS = "saveable_objects"
    RESOURCES = "resources"
    LOCAL_RESOURCES = "local_resources"
    INIT_OP = "init_op"
    LOCAL_INIT_OP = "local_init_op"
    READY_OP = "ready_op"
    READY_FOR_LOCAL_INIT_OP = "ready_for_local_init_op"
    SUMMARY_OP = "summary_op"
    GLOBAL_STEP = "global_step"
    EVAL_STEP = "eval_step"
    TRAIN_OP = "train_op"
    COND_CONTEXT = "cond_context"
    WHILE_CONTEXT = "while_context"


@export("", v1="add_to_collection")
def add_to_collection(name: Any, value: Any) -> None:
    """Append a value to a collection."""
    current_home().collections.setdefault(name, []).append(value)


@export("", v1="add_to_collections")
def add_to_collections(names: Any, value: Any) -> None:
    """Append a value to each of several collections.

    Args:
      names: a name, or a list, tuple or set of names; one that is given twice counts once.
      value: anything.
    """
    for name in (names,) if isinstance(names, str) else dict.fromkeys(names):
        add_to_collection(name, value)


@export("", v1="get_collection")
def get_collection(key: Any, scope: str | None = None) -> list[Any]:
    """The members of a collection, in a new list.

    Args:
      key: its name.
      scope: a regular expression; only members whose `name` it matches from the start are given.

    >>> v1 = ef.compat.v1
    >>> v1.add_to_collection("sizes", 3)
    >>> v1.get_collection("sizes")
    [3]
    """
    home = current_home()
    items = home.get_collection(key, scope)
    if home is not EAGER_HOME:
        return items
    now = current_builder()  # symbols of other traces mean nothing here
    return [i for i in items if not _is_symbol(i) or i.graph is now]


def _is_symbol(value: Any) -> bool:
    return isinstance(value, Tensor) and not isinstance(value, EagerTensor)


@export("", v1="get_collection_ref")
def get_collection_ref(key: Any) -> list[Any]:
    """The list of a collection itself: what is appended to it is in the collection."""
    return current_home().collections.setdefault(key, [])


@export("", v1="global_variables")
def global_variables(scope: str | None = None) -> list[Any]:
    """All variables but local ones; see `get_collection` for `scope`."""
    return get_collection(GraphKeys.GLOBAL_VARIABLES, scope)


@export("", v1="all_variables")
def all_variables() -> list[Any]:
    """The old name of `global_variables`."""
    return global_variables()


@export("", v1="local_variables")
def local_variables(scope: str | None = None) -> list[Any]:
    """The variables that belong to this process alone, such as counters of metrics."""
    return get_collection(GraphKeys.LOCAL_VARIABLES, scope)


@export("", v1="model_variables")
def model_variables(scope: str | None = None) -> list[Any]:
    """The variables that a program put into the collection of its model."""
    return get_collection(GraphKeys.MODEL_VARIABLES, scope)


@export("", v1="moving_average_variables")
def moving_average_variables(scope: str | None = None) -> list[Any]:
    """The variables whose moving averages are kept."""
    return get_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, scope)


@export("", v1="trainable_variables")
def trainable_variables(scope: str | None = None) -> list[Any]:
    """The variables made with `trainable=True`, which optimizers change by default.

    >>> v1 = ef.compat.v1
    >>> with v1.variable_scope("doc"):
    ...     w = v1.get_variable("w", initializer=1.)
    >>> v1.trainable_variables("doc")[0] is w
    True
    """
    return get_collection(GraphKeys.TRAINABLE_VARIABLES, scope)
