"""What objects of Keras derive from in TensorFlow."""

from __future__ import annotations

from typing import Any


class Trackable:
    """Base of what is saved with the objects it belongs to."""


class AutoTrackable(Trackable):
    """Base of objects of which all attributes that can be saved are."""

    def _track_trackable(self, trackable: Any, name: str, overwrite: bool = False) -> Any:
        return trackable

    def _trackable_children(self, save_type: str = "checkpoint", **kwargs: Any) -> dict[str, Any]:
        return {k: v for k, v in vars(self).items() if isinstance(v, Trackable)}


class VariableBase:
    """Base of Keras's variables: handles of variables that tapes know by their number."""

    _value: Any

    @property
    def tid(self) -> int:
        return self._value.tid


class ListWrapper(list[Any]):
    """What TensorFlow makes of lists in attributes, which nobody makes here."""


class _DictWrapper(dict[Any, Any]):
    """What TensorFlow makes of dictionaries in attributes, which nobody makes here."""
