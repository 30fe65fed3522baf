"""`init_from_checkpoint`: initial values of variables from a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import errors, logger, naming
from ..core import mode
from ..module import is_variable
from ..registry import export
from ..shapes import compatible
from ..variables import create, state
from ..variables.collection import GraphKeys
from ..variables.home import current_home
from .reader import NewCheckpointReader, load_checkpoint, near
from .restore_op import restore_tensor
from .values import assign


@export("", v1="train.init_from_checkpoint")
def init_from_checkpoint(ckpt_dir_or_file: Any, assignment_map: Any) -> None:
    """Let variables begin with the values that they have in a checkpoint.

    In a graph their initializers read the checkpoint when they run, so make the initializer
    operations afterwards; eager variables get the values at once.

    Args:
      ckpt_dir_or_file: the path of a checkpoint, or a folder: its latest one is taken.
      assignment_map: a dictionary, or pairs, from names in the checkpoint to variables, to lists of
        them, or to names of `get_variable`. `{"a/": "b/"}` maps all variables in the scope `b` to
        the tensors in `a`; "/" is the outermost scope.

    Raises:
      ValueError: a tensor or variable is not there, or a shape does not fit.

    >>> import tempfile, eagerflow.compat.v1 as tf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with tf.variable_scope("old"):
    ...         w = tf.get_variable("w", initializer=3.)
    ...     path = tf.train.Saver([w]).save(None, folder + "/m")
    ...     with tf.variable_scope("new"):
    ...         v = tf.get_variable("w", initializer=0.)
    ...     tf.train.init_from_checkpoint(path, {"old/": "new/"})
    >>> v.numpy()
    np.float32(3.0)
    """
    reader = load_checkpoint(ckpt_dir_or_file)
    pairs = assignment_map.items() if isinstance(assignment_map, Mapping) else assignment_map
    found = [(key, v) for name, target in pairs for key, v in _matches(reader, name, target)]
    for key, variable in found:
        _check(reader, key, variable)
    for key, variable in found:
        _set(reader, key, variable)


def _matches(reader: NewCheckpointReader, name: str, target: Any) -> Iterator[tuple[str, Any]]:
    """Names of tensors with their variables, for one entry of the map.

    Raises:
      ValueError: names do not match.
    """
    if is_variable(target) or (isinstance(target, (list, tuple)) and all(map(is_variable, target))):
        yield from ((name, v) for v in (target if isinstance(target, (list, tuple)) else (target,)))
        return
    if not isinstance(target, str):
        raise errors.make(
            ValueError,
            f"Expected a variable, a list of variables or a name for '{name}', got {target!r}",
        )
    variables = _variables()
    if not name.endswith("/"):
        if target not in variables:
            raise errors.make(
                ValueError, f"Variable {target} is not found.",
                operands=[near(target, list(variables))],
            )  # fmt: skip
        yield name, variables[target]
        return
    if not target.endswith("/"):
        raise errors.make(
            ValueError,
            f"Assignment map with scope only name {name} should map to scope only {target}. Should "
            "be 'scope/': 'other_scope/'.",
        )
    there, here = (s if s != "/" else "" for s in (name, target))
    for full, variable in variables.items():
        if full.startswith(here):
            yield there + full.removeprefix(here), variable


def _variables() -> dict[str, Any]:
    """The variables of the current graph or program by name."""
    home = current_home()
    keys = (GraphKeys.GLOBAL_VARIABLES, GraphKeys.LOCAL_VARIABLES)
    made = [v for key in keys for v in home.get_collection(key)] + list(home.variables.values())
    return {v.name.partition(":")[0]: v for v in made}


def _check(reader: NewCheckpointReader, key: str, variable: Any) -> None:
    shapes = reader.get_variable_to_shape_map()
    if key not in shapes:
        raise errors.make(
            ValueError,
            f"Tensor {key} is not found in {reader.path} checkpoint",
            operands=[f"for variable {variable.name}", near(key, list(shapes))],
        )
    if not compatible(variable.static_shape, tuple(shapes[key])):
        raise errors.make(
            ValueError,
            f"Shape of variable {variable.name} ({variable.shape}) doesn't match with shape of "
            f"tensor {key} ({shapes[key]}) from checkpoint reader.",
        )


def _set(reader: NewCheckpointReader, key: str, variable: Any) -> None:
    """Give a variable its value, or its initializer."""
    logger.info(
        "Initialize variable %s from checkpoint %s with %s", variable.name, reader.path, key
    )
    graph = variable.graph
    if graph is None:
        assign(variable, reader.get_tensor(key), None)
        return
    shape = tuple(reader.get_variable_to_shape_map()[key])
    with (
        mode.entered(mode.make(graph, ())),
        create.building(variable),
        graph.control_dependencies(None),
        naming.entered(f"{variable.name.partition(':')[0]}/"),
    ):
        value = restore_tensor(reader.path, key, variable.dtype, shape, "checkpoint_initializer")
        variable._initial_value = value
        variable._initializer = state.assign_variable(
            variable, value, variable.static_shape, "Assign"
        ).op
