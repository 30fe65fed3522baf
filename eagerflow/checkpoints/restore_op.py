"""The operation that reads a tensor of a checkpoint when a graph runs."""

from __future__ import annotations

from typing import Any

from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import Tensor
from ..dtype import DType, as_dtype
from ..shapes import PartialShape
from .reader import opened


def _k_restore(path: str, key: str, dtype: DType, shape: PartialShape) -> Any:
    return opened(path).read(key)


def _restore_rule(path: str, key: str, dtype: Any, shape: PartialShape) -> Spec:
    if not isinstance(path, str) or not isinstance(key, str):
        raise TypeError(f"the path and the name of a tensor are strings, got {path!r}, {key!r}")
    return Spec(as_dtype(dtype), shape)


@defop(
    "RestoreV2",
    inputs="",
    kernel=lambda xp: _k_restore,
    rule=_restore_rule,
    vjp=None,
    effect="io",
    runs_on_host=True,
)
def restore_tensor(
    path: str, key: str, dtype: DType, shape: PartialShape, name: str | None = None
) -> Tensor:
    """A tensor of a checkpoint.

    Args:
      path: the path of the checkpoint.
      key: the name of the tensor.
      dtype: its dtype there.
      shape: its shape there.
    """
