"""Objects whose variables are saved: what they are made of, and the names that follow from it.

Names are those of TensorFlow's checkpoints of objects: the attributes on the shortest way from the
object that is saved to the variable.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ..module import is_variable
from ..variables.kinds import bare
from .entry import Array
from .object_map import OBJECTS, SavedObjects

VALUE = "VARIABLE_VALUE"
_TRACED = "_checkpoint_parts"


def is_part(value: Any) -> bool:
    """Whether a value is saved: a variable, an object that has some, or a nest of those."""
    if is_variable(value) or hasattr(type(value), _TRACED):
        return True
    if isinstance(value, Mapping):
        return any(map(is_part, value.values()))
    return isinstance(value, (list, tuple)) and any(map(is_part, value))


def parts(value: Any) -> dict[str, Any]:
    """What an object is made of, by name: those of its parts that are saved."""
    if is_variable(value):
        return {}
    if isinstance(value, Mapping):
        found = {k: v for k, v in value.items() if isinstance(k, str)}
    elif isinstance(value, (list, tuple)):
        found = {str(i): v for i, v in enumerate(value)}
    else:
        found = value._checkpoint_parts()
    known = {name: bare(part) for name, part in found.items()}
    return {name: part for name, part in known.items() if is_part(part)}


def slots(value: Any) -> dict[str, dict[int, Any]]:
    """The variables that an optimizer of 1.x keeps for others, by name and number of those."""
    found: dict[str, dict[int, Any]] = getattr(value, "_slots", {})
    return found if isinstance(found, dict) else {}


def _escaped(name: str) -> str:
    return re.sub(r"\.", "..", name).replace("/", ".S")


class Node(NamedTuple):
    """An object, and the way to it."""

    value: Any
    path: tuple[str, ...]


class ObjectGraph:
    """All objects that belong to one.

    Attributes:
      nodes: the objects, the nearest first.
    """

    def __init__(self, root: Any) -> None:
        self.nodes = [Node(root, ())]
        self._ids = {id(root): 0}
        self._below: list[dict[str, int]] = []
        waiting = deque([0])
        self._kept: list[Any] = []  # lists that are made anew must not share an id
        while waiting:
            at = waiting.popleft()
            below: dict[str, int] = {}
            for name, part in sorted(parts(self.nodes[at].value).items()):
                if id(part) not in self._ids:
                    self._ids[id(part)] = len(self.nodes)
                    waiting.append(len(self.nodes))
                    self.nodes.append(Node(part, (*self.nodes[at].path, _escaped(name))))
                below[name] = self._ids[id(part)]
                self._kept.append(part)
            self._below.append(below)

    def described(self) -> tuple[SavedObjects, dict[str, Any]]:
        """The map of the objects, and the variables by the names of their tensors."""
        saved = SavedObjects()
        variables: dict[str, Any] = {}
        for node, below in zip(self.nodes, self._below):
            made = saved.nodes.add(
                children=[{"node_id": i, "local_name": name} for name, i in below.items()]
            )
            if is_variable(node.value):
                _note(made, variables, node.value, "/".join(node.path))
        by_number = {n.value.tid: i for i, n in enumerate(self.nodes) if is_variable(n.value)}
        for i, node in enumerate(self.nodes):
            for slot_name, kept in slots(node.value).items():
                for number, slot in kept.items():
                    if number in by_number:
                        at = by_number[number]
                        prefix = "/".join([*self.nodes[at].path, ".OPTIMIZER_SLOT", *node.path])
                        _note(saved.nodes.add(), variables, slot, f"{prefix}/{_escaped(slot_name)}")
                        saved.nodes[i].slot_variables.add(
                            original_variable_node_id=at, slot_name=slot_name,
                            slot_variable_node_id=len(saved.nodes) - 1,
                        )  # fmt: skip
        return saved, variables

    def variables(self) -> list[tuple[str, Any]]:
        """The variables with the way to them."""
        return [(".".join(n.path), n.value) for n in self.nodes if is_variable(n.value)]


def _note(made: Any, variables: dict[str, Any], variable: Any, path: str) -> None:
    """Give an object of the map the tensor of a variable."""
    key = f"{path}/.ATTRIBUTES/{VALUE}"
    full = variable.name.partition(":")[0]
    made.attributes.add(name=VALUE, full_name=full, checkpoint_key=key)
    variables[key] = variable


def map_tensor(saved: SavedObjects) -> dict[str, Array]:
    """The tensor that holds the map."""
    text = np.empty((), object)
    text[()] = saved.SerializeToString()
    return {OBJECTS: text}
