"""The values of variables: from and to checkpoints."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import errors
from ..backend.arrays import KINDS
from ..graph.graph import default_session
from .entry import Array


def value_of(variable: Any, session: Any) -> Array:
    """The value of a variable: its own, or in a session.

    Args:
      variable: the variable.
      session: the session for variables of graphs, the default one when None.

    Raises:
      ValueError: there is no session.
      FailedPreconditionError: it has none.
    """
    cell = variable.cell
    if session is not None or cell is None:
        cell = _session(variable, session).cell_of(variable)
    if cell.a is None:
        name = variable.name.partition(":")[0]
        raise errors.make(
            errors.FailedPreconditionError,
            f"Attempting to use uninitialized value {name}",
            operands=[f"variable made at {variable.site}"],
            fix="run the initializers of the variables before saving",
        )
    a = cell.a
    if type(a) is not np.ndarray:
        a = KINDS[type(a)][a.dtype].backend.to_numpy(a)
    found: Array = a
    return found


def assign(variable: Any, value: Array, session: Any) -> None:
    """Give a variable a value: its own, or in a session (see `value_of`)."""
    if variable.cell is not None:
        variable.assign(value)
    else:
        _session(variable, session).put_value(variable, value)


def _session(variable: Any, session: Any) -> Any:
    found = session if session is not None else default_session.get()
    if found is None:
        raise errors.make(
            ValueError, f"variable '{variable.name}' belongs to a graph, and there is no session",
            fix="use `with tf.Session() as sess:` around it",
        )  # fmt: skip
    return found
