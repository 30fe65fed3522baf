"""Strings of ragged tensors reduced, and ragged tensors as text."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ...core.dispatch import to_host
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor
from ...dtype import string
from ..arrays.shaping import expand_dims, reshape
from ..ragged import rules as ragged_rules
from ..ragged.tensor import RaggedTensor
from .elementwise import reduce_join_dense, unsorted_segment_join
from .numbers import as_text
from .patterns import decoded, encoded
from .rules import strings

Array = Any


def reduce_join_ragged(rt: RaggedTensor, axis: Any, keepdims: bool, separator: str) -> Any:
    """The strings of a ragged tensor along axes joined into one, inner axes first.

    Raises:
      ValueError: there is no such axis.
    """
    rank: Any = rt.shape.rank
    if axis is None:
        whole = reduce_join_dense(rt.flat_values, None, False, separator)
        return reshape(whole, [1] * rank) if keepdims else whole
    host = to_host(axis)
    axes = sorted({_place(a, rank) for a in ((host,) if isinstance(host, int) else host)})
    value: Any = rt
    for a in reversed(axes):
        value = _joined(value, a, separator)
        if keepdims:
            value = expand_dims(value, a)
    return value


def _place(axis: int, rank: int) -> int:
    if not -rank <= axis < rank:
        raise ValueError(f"axis={axis} out of bounds: expected {-rank}<=axis<{rank}")
    return axis % rank


def _joined(value: Any, axis: int, separator: str) -> Any:
    if not isinstance(value, RaggedTensor):
        return reduce_join_dense(value, axis, False, separator)
    if axis > 1:
        return value.with_values(_joined(value.values, axis - 1, separator))

    def reduce(values: Any, ids: Tensor, n: Tensor) -> Tensor:
        return unsorted_segment_join(values, ids, n, separator)

    return ragged_rules.reduced_rows(reduce, value, axis)


# ------------------------------------------------------------------------------------------- text


def _element(v: Any) -> str:
    if isinstance(v, bytes):
        shown = decoded(v).replace("\\", "\\\\").replace("'", "\\'")
        return f"'{shown}'"
    return as_text(v)


def _text(row: Any, few: int) -> str:
    """A nest of lists, with the first and last elements of each."""
    if not isinstance(row, list):
        return _element(row)
    if few < 0 or len(row) <= 2 * few:
        return f"[{', '.join(_text(v, few) for v in row)}]"
    ends = [_text(v, few) for v in row[:few]], [_text(v, few) for v in row[len(row) - few :]]
    return f"[{', '.join([*ends[0], '...', *ends[1]])}]"


def _listed(a: Array) -> Any:
    """An array as a nest of lists of NumPy's scalars, which know their dtype."""
    return [_listed(v) for v in a] if np.ndim(a) else a


def _k_text(parts: tuple[Array, ...], summarize: int) -> Array:
    rows = _listed(parts[0])
    for splits in reversed(parts[1:]):
        rows = [rows[a:b] for a, b in itertools.pairwise(splits.tolist())]
    return strings([encoded(_text(rows, summarize))], ())


def _text_rule(parts: tuple[Spec, ...], summarize: int) -> Spec:
    if summarize < 1 and summarize != -1:
        raise ValueError(f"Expected summarize to be -1 or a positive int, got {summarize}")
    return Spec(string, ())


@defop(
    "RaggedText",
    inputs="",
    lists="parts",
    kernel=lambda xp: _k_text,
    rule=_text_rule,
    vjp=None,
    runs_on_host=True,
)
def ragged_text(parts: Any, summarize: int, name: str | None = None) -> Tensor:
    """Values and row splits of a ragged tensor as the text of a nested list."""
