"""What objects of Keras derive from in TensorFlow."""

from __future__ import annotations

from typing import Any

from ..variables.deferred import noticed


class Trackable:
    """Base of what is saved with the objects it belongs to."""

    def _track_trackable(self, trackable: Any, name: str, overwrite: bool = False) -> Any:
        return trackable


class AutoTrackable(Trackable):
    """Base of objects that checkpoints look into: layers, models, optimizers, metrics."""

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        # Keras's own lists of what it found in the attributes
        if not getattr(self, "_self_setattr_tracking", True):
            self.__dict__.setdefault("_untracked", set()).add(name)
        if "_restoring" in self.__dict__:
            noticed(self)

    def _checkpoint_parts(self) -> dict[str, Any]:
        """What `train.Checkpoint` looks into, by name."""
        untracked = self.__dict__.get("_untracked", ())
        return {k: v for k, v in vars(self).items() if k not in untracked and k not in _ASIDE}

    def _trackable_children(self, save_type: str = "checkpoint", **kwargs: Any) -> dict[str, Any]:
        return self._checkpoint_parts()


# Attributes that hold what is reached elsewhere: what a model was compiled with, and where a tensor
# of Keras came from.
_ASIDE = frozenset(["_untracked", "_tracker", "_inbound_nodes", "_outbound_nodes", "_tracked"])


class VariableBase:
    """Base of Keras's variables: handles of variables that tapes know by their number."""

    _value: Any

    @property
    def _stands_for(self) -> Any:
        return self._value

    @property
    def tid(self) -> int:
        """The number that tapes know the variable by."""
        return int(self._value.tid)

    @property
    def static_shape(self) -> Any:
        """The shape as a tuple."""
        return self._value.static_shape


class ListWrapper(list[Any]):
    """What TensorFlow makes of lists in attributes, which nobody makes here."""


class _DictWrapper(dict[Any, Any]):
    """What TensorFlow makes of dictionaries in attributes, which nobody makes here."""
