"""What the optimizers of `compat.v1.train` share whose change of an element depends on it alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.dispatch import as_tensor
from ..ops.array import convert_to_tensor, fill
from ..ops.arrays.slices import IndexedSlices
from ..ops.casting import cast
from .v1_base import OptimizerV1, after


class SameForRows(OptimizerV1):
    """One formula for dense gradients and for rows: a row without a gradient stays as it is.

    A subclass names its slots in `_slot_names` and gives new values in `_changed`.

    Args:
      settings: the numbers of the formula; tensors and functions that give them too.
      use_locking: accepted; updates are never seen in part.
      name: scope of the operations.
    """

    _slot_names: tuple[str, ...] = ()

    def __init__(self, settings: dict[str, Any], use_locking: bool, name: str) -> None:
        super().__init__(use_locking, name)
        self._settings = settings
        self._tensors: dict[str, Any] = {}

    def _prepare(self) -> None:
        self._tensors = {
            name: convert_to_tensor(self._call_if_callable(value), name=name)
            for name, value in self._settings.items()
        }

    def _changed(
        self, grad: Any, value: Any, slots: Sequence[Any], settings: dict[str, Any]
    ) -> tuple[Any, Sequence[Any]]:
        """The new value of a variable or of some rows, and those of the slots.

        Args:
          grad: the gradient.
          value: the old value, in the same shape.
          slots: the old values of the slots.
          settings: the numbers of the formula in the dtype of the variable.
        """
        raise NotImplementedError

    def _slots_of(self, var: Any) -> list[Any]:
        return [self.get_slot(var, name) for name in self._slot_names]

    def _settings_for(self, var: Any) -> dict[str, Any]:
        return {name: cast(value, var.dtype) for name, value in self._tensors.items()}

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        slots = self._slots_of(var)
        old = [as_tensor(s) for s in slots]
        value, new = self._changed(grad, as_tensor(var), old, self._settings_for(var))
        kept = [s.assign(n, read_value=False) for s, n in zip(slots, new, strict=True)]
        with after(*kept):
            return var.assign(value, read_value=False)

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        slots, rows = self._slots_of(var), grad.indices
        old = [s.sparse_read(rows) for s in slots]
        value, new = self._changed(grad.values, var.sparse_read(rows), old, self._settings_for(var))
        kept = [
            s.change_rows("Update", IndexedSlices(n, rows), read_value=False)
            for s, n in zip(slots, new, strict=True)
        ]
        with after(*kept):
            return var.change_rows("Update", IndexedSlices(value, rows), read_value=False)

    def _filled_slot(self, var: Any, value: float, slot_name: str, op_name: str) -> Any:
        """A slot that has the same number everywhere at the start."""
        return self._get_or_make_slot_with_initializer(
            var,
            lambda shape, dtype: fill(shape, cast(value, dtype)),
            var.shape,
            var.dtype,
            slot_name,
            op_name,
        )
