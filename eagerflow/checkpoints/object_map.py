"""The map of the objects in a checkpoint of objects: which tensor is part of what.

The messages are those of `trackable_object_graph.proto` of TensorFlow, which stand in the
checkpoint as the text `_CHECKPOINTABLE_OBJECT_GRAPH`.
"""

from __future__ import annotations

from typing import Any

from ..messages.message import DecodeError, Message
from .entry import Array, Entry, Source

OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH"


class Child(Message, fields="1 int32 node_id\n2 string local_name"):
    """A part of an object, and what it is called there."""


class SavedTensor(
    Message,
    fields="""
      1 string name
      2 string full_name
      3 string checkpoint_key""",
):
    """A tensor of an object, and its name in the checkpoint."""


class Slot(
    Message,
    fields="""
      1 int32 original_variable_node_id
      2 string slot_name
      3 int32 slot_variable_node_id""",
):
    """A variable that an optimizer keeps for another one."""


class SavedObject(
    Message,
    types=(Child, SavedTensor, Slot),
    fields="""
      1 repeated Child children
      2 repeated SavedTensor attributes
      3 repeated Slot slot_variables""",
):
    """An object."""


class SavedObjects(Message, types=(SavedObject,), fields="1 repeated SavedObject nodes"):
    """All objects; the first is the one that was saved."""


def objects_of(source: Source) -> SavedObjects | None:
    """The map of a checkpoint; None for one of variables by name.

    Raises:
      DataLossError: it is damaged.
    """
    if OBJECTS not in source.entries:
        return None
    try:
        text: Any = source.read(OBJECTS)[()]
        return SavedObjects.FromString(text)
    except DecodeError:
        return None


class _Renamed:
    """A checkpoint of objects whose tensors also go by the names of their variables."""

    def __init__(self, source: Source, names: dict[str, str]) -> None:
        self._source = source
        self._names = names
        self.entries: dict[str, Entry] = {n: source.entries[key] for n, key in names.items()}

    def read(self, name: str) -> Array:
        return self._source.read(self._names[name])


def by_full_name(source: Source) -> Source:
    """A checkpoint by names of variables, which those of objects have as well."""
    saved = objects_of(source)
    if saved is None:
        return source
    names = {
        t.full_name: t.checkpoint_key
        for node in saved.nodes
        for t in node.attributes
        if t.full_name and t.checkpoint_key in source.entries
    }
    return _Renamed(source, names)
