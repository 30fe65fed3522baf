"""`Dataset`: elements that are made one after the other, and what is done to them on the way."""

from __future__ import annotations

from typing import Any

from ..registry import export, export_values
from .applying import Applying
from .bucketing import Bucketing
from .calling import AUTOTUNE
from .grouping import Grouping
from .making import Making
from .reordering import Reordering
from .run import INFINITE, UNKNOWN
from .spec import MAKERS

INFINITE_CARDINALITY = INFINITE
UNKNOWN_CARDINALITY = UNKNOWN
SHARD_HINT = -1
export_values(
    __name__,
    "data.AUTOTUNE data.experimental.AUTOTUNE data.INFINITE_CARDINALITY data.UNKNOWN_CARDINALITY "
    "data.experimental.INFINITE_CARDINALITY data.experimental.UNKNOWN_CARDINALITY "
    "data.experimental.SHARD_HINT",
)


@export("data.Dataset", v1="")
class Dataset(Making, Reordering, Grouping, Bucketing, Applying):
    """Elements, made one after the other whenever they are asked for.

    An element is a nest (of tuples and dictionaries) of tensors, of one nest and dtypes for all
    elements. Every method gives a new dataset; a pass over it, `for element in dataset`, makes the
    elements anew.

    Args:
      variant_tensor: datasets are not made by calling the class; see `from_tensor_slices`.

    Raises:
      TypeError: it is called.

    >>> ds = ef.data.Dataset.from_tensor_slices([8, 3, 0, 8, 2, 1])
    >>> ds = ds.map(lambda x: x * 2).batch(4)
    >>> [b.numpy().tolist() for b in ds]
    [[16, 6, 0, 16], [4, 2]]
    """

    __slots__ = ()

    @classmethod
    def _plain(cls) -> type[Any]:
        return Dataset


MAKERS["class"] = lambda: Dataset
__all__ = ["AUTOTUNE", "Dataset"]
