"""Giving objects the values of a checkpoint: at once, and when parts of them are made later."""

from __future__ import annotations

from typing import Any

from .. import errors, logger
from ..module import is_variable
from ..shapes import compatible, text
from .entry import Source
from .object_graph import VALUE, ObjectGraph, parts, slots
from .object_map import SavedObjects
from .values import assign


def _key_of(node: Any, source: Source) -> str | None:
    """The tensor of an object; None if it has none in the checkpoint."""
    keys = [a.checkpoint_key for a in node.attributes if a.name == VALUE]
    return next((k for k in keys if k in source.entries), None)


class RestoreStatus:
    """What became of a restore; the values of objects that are made later follow.

    Args:
      root: the object that is restored.
      source: the checkpoint.
      saved: the map of its objects.
      path: the path of the checkpoint.

    Raises:
      ValueError: a variable has another shape or dtype in the checkpoint.
      DataLossError: the checkpoint is damaged.
    """

    def __init__(self, root: Any, source: Source, saved: SavedObjects, path: str) -> None:
        self._root = root
        self._source = source
        self._saved = saved
        self._path = path
        self._below = [{c.local_name: c.node_id for c in n.children} for n in saved.nodes]
        self._keys = [_key_of(n, source) for n in saved.nodes]
        self._bound: dict[int, Any] = {0: root}  # place in the map -> object
        self._done: set[int] = set()
        self._waiting: list[Any] = []  # the objects that tell when they get a new part
        self._match(root)

    def __deepcopy__(self, memo: Any) -> RestoreStatus:
        return self  # of a copied module: what it waits for is the same

    def _match(self, owner: Any) -> None:
        """Give values to all that has appeared by now; called again when objects change."""
        todo = list(self._walk())
        misfits = []
        values = []
        for place, key, variable in todo:
            entry = self._source.entries[key]
            same = entry.dtype(key) is variable.dtype
            if not same or not compatible(variable.static_shape, entry.shape):
                misfits.append((variable, key, entry))
            else:
                values.append((place, variable, key))
        if misfits:
            raise self._misfit(misfits, len(values))
        for place, variable, value in [(p, v, self._source.read(key)) for p, v, key in values]:
            assign(variable, value, None)
            self._done.add(place)
        self._wait()

    def _walk(self) -> Any:
        """The variables that have no value from the checkpoint yet: place, key and variable."""
        seen = {0}
        stack = [0]
        while stack:
            place = stack.pop()
            value = self._bound[place]
            if is_variable(value):
                if place not in self._done and self._keys[place] is not None:
                    yield place, self._keys[place], value
                continue
            for name, part in parts(value).items():
                at = self._below[place].get(name)
                if at is not None and self._bind(at, part) and at not in seen:
                    seen.add(at)
                    stack.append(at)
        for place, value in list(self._bound.items()):
            yield from self._slots(place, value)

    def _bind(self, place: int, value: Any) -> bool:
        """Take an object for one of the map; False when another one is there already."""
        found = self._bound.get(place)
        if found is not None and found is not value and is_variable(found):
            if found is not value and not isinstance(value, (list, tuple, dict)):
                logger.warning("two objects stand for one of checkpoint %s: %r", self._path, value)
            return False
        self._bound[place] = value
        return True

    def _slots(self, place: int, value: Any) -> Any:
        for slot in self._saved.nodes[place].slot_variables:
            variable = self._bound.get(slot.original_variable_node_id)
            if variable is None or slot.slot_variable_node_id in self._done:
                continue
            kept = slots(value).get(slot.slot_name, {}).get(variable.tid)
            if kept is not None:
                at = slot.slot_variable_node_id
                self._bound[at] = kept
                if self._keys[at] is not None:
                    yield at, self._keys[at], kept

    def _wait(self) -> None:
        """Have objects tell when they get new parts, as long as values are left over."""
        left = bool(self._unused())
        for value in self._bound.values():
            fields = getattr(value, "__dict__", None)
            if (
                fields is not None
                and not is_variable(value)
                and hasattr(value, "_checkpoint_parts")
            ):
                if left:
                    fields["_restoring"] = self._match
                elif getattr(fields.get("_restoring"), "__self__", None) is self:
                    del fields["_restoring"]

    def _misfit(self, misfits: list[Any], matched: int) -> Exception:
        variable, _, entry = misfits[0]
        lines = [
            f"'{key}': the variable is {v.dtype.name} {text(v.static_shape)}, the checkpoint has "
            f"{e.dtype(key).name} {text(e.shape)}"
            for v, key, e in misfits[:10]
        ]
        return errors.make(
            ValueError,
            f"Received incompatible tensor with shape {entry.shape} when attempting to restore "
            f"variable with shape {variable.shape} and name {variable.name}.",
            operands=[f"checkpoint {self._path}: {matched} variables match", *lines],
            fix="build the objects as they were when the checkpoint was saved",
        )

    # ------------------------------------------------------------------ what is left

    def _unused(self) -> list[str]:
        """The tensors of the checkpoint that no object has taken."""
        return [k for i, k in enumerate(self._keys) if k is not None and i not in self._done]

    def _unmatched(self) -> list[tuple[str, Any]]:
        """The variables of the program that got no value."""
        done = {id(self._bound[place]) for place in self._done}
        return [(p, v) for p, v in ObjectGraph(self._root).variables() if id(v) not in done]

    def assert_consumed(self) -> RestoreStatus:
        """Check that each value of the checkpoint was used, and each variable got one.

        Raises:
          AssertionError: that is not so.
        """
        unused = self._unused()
        if unused:
            raise AssertionError(
                f"Unresolved object in checkpoint (root): {unused[0]}\n"
                f"  checkpoint {self._path}\n  not used: {', '.join(unused[:10])}\n"
                "  Fix: status.expect_partial() if the program needs only a part of it"
            )
        return self.assert_existing_objects_matched()

    def assert_existing_objects_matched(self) -> RestoreStatus:
        """Check that each variable of the program got a value.

        Raises:
          AssertionError: one did not.
        """
        missing = self._unmatched()
        if missing:
            shown = ", ".join(f"(root).{path}" for path, _ in missing[:10])
            raise AssertionError(
                f"Found {len(missing)} Python objects that were not bound to checkpointed values, "
                "likely due to changes in the Python program. Showing "
                f"{min(len(missing), 10)} of {len(missing)} unmatched objects: {shown}\n"
                f"  checkpoint {self._path}\n  not used of it: {', '.join(self._unused()[:10])}"
            )
        return self

    def assert_nontrivial_match(self) -> RestoreStatus:
        """Check that some variable got a value.

        Raises:
          AssertionError: none did.
        """
        if not self._done:
            raise AssertionError(
                "Nothing except the root object matched a checkpointed value. Typically this "
                f"means that the checkpoint does not match the Python program.\n  checkpoint "
                f"{self._path} has {', '.join(self._unused()[:10])}"
            )
        return self

    def expect_partial(self) -> RestoreStatus:
        """Say that values may be left over; nothing warns of those in any case."""
        return self

    def run_restore_ops(self, session: Any = None) -> None:
        """Nothing: values were given at once. For programs that also run in graphs."""

    def initialize_or_restore(self, session: Any = None) -> None:
        """Nothing: values were given at once. For programs that also run in graphs."""
