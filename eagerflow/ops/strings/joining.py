"""Strings of several tensors, along axes, or in a template, put together."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core.composite import CompositeTensor
from ...core.convert import is_tensor_like
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import string
from ...registry import export
from ..checks.printing import array_text
from ..ragged.functions import map_flat_values
from ..ragged.tensor import RaggedTensor
from .elementwise import join_dense, reduce_join_dense
from .of_ragged import ragged_text, reduce_join_ragged
from .patterns import decoded, encoded
from .rules import strings

Array = Any


@export("strings.join", v1="string_join")
def join(inputs: Any, separator: str = "", name: str | None = None) -> Any:
    """The strings of several tensors joined, place by place.

    Args:
      inputs: a list of string tensors of one shape, or ragged ones with the same rows, and
        scalars, which are used at every place.
      separator: what to put between two strings.
      name: name of the operation in a graph.

    Returns:
      A string tensor of that shape.

    Raises:
      InvalidArgumentError: the shapes differ.

    >>> ef.strings.join(["abc", ["1", "2"]], separator=" ").numpy()
    array([b'abc 1', b'abc 2'], dtype=object)
    """
    if isinstance(inputs, (list, tuple)) and any(isinstance(v, RaggedTensor) for v in inputs):
        return map_flat_values(join_dense, list(inputs), _as_text(separator), name)
    return join_dense(inputs, _as_text(separator), name)


@export("strings.reduce_join")
def reduce_join(
    inputs: TensorLike,
    axis: Any = None,
    keepdims: bool = False,
    separator: str = "",
    name: str | None = None,
) -> Any:
    """The strings along axes joined into one.

    Args:
      inputs: string tensor or ragged tensor.
      axis: the axis, or a list of axes of which the first is joined first; all axes in the order
        of memory when left out.
      keepdims: keep the axes, with size 1.
      separator: what to put between two strings.
      name: name of the operation in a graph.

    Returns:
      A string tensor without those axes.

    Raises:
      OutOfRangeError: there is no such axis.
      InvalidArgumentError: an axis is named twice.

    >>> ef.strings.reduce_join([["a", "b"], ["c", "d"]], 0, separator="-").numpy()
    array([b'a-c', b'b-d'], dtype=object)
    """
    if isinstance(inputs, RaggedTensor):
        return reduce_join_ragged(inputs, axis, bool(keepdims), _as_text(separator))
    return reduce_join_dense(inputs, axis, bool(keepdims), _as_text(separator), name)


def _as_text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


# ---------------------------------------------------------------------------------------- format


def _format_rule(inputs: tuple[Spec, ...], template: str, placeholder: str, summarize: int) -> Spec:
    marks = template.count(placeholder) if placeholder else 0
    if marks != len(inputs):
        raise ValueError(
            f"The template expects {marks} tensors, but the inputs only has {len(inputs)}. Please "
            "ensure the number of placeholders in template matches inputs length."
        )
    return Spec(string, ())


def _k_format(inputs: tuple[Array, ...], template: str, placeholder: str, summarize: int) -> Array:
    texts = [array_text(np.asarray(a), summarize) for a in inputs]
    pieces = template.split(placeholder) if placeholder else [template]
    shown = "".join(t for pair in zip(pieces, [*texts, ""], strict=True) for t in pair)
    return strings([encoded(shown)], ())


@defop(
    "StringFormat",
    inputs="",
    lists="inputs",
    kernel=lambda xp: _k_format,
    rule=_format_rule,
    vjp=None,
    runs_on_host=True,
)
def _format(
    inputs: Any, template: str, placeholder: str, summarize: int, name: str | None = None
) -> Tensor:
    """A template with tensors as text in it."""


@export("strings.format")
def format(
    template: str,
    inputs: Any,
    placeholder: str = "{}",
    summarize: int = 3,
    name: str | None = None,
) -> Tensor:
    """A template with tensors as text in place of marks.

    Args:
      template: text with a mark for each tensor.
      inputs: a tensor, or a list of tensors.
      placeholder: the mark.
      summarize: how many elements to show at each end of an axis, -1 for all.
      name: name of the operation in a graph.

    Returns:
      A scalar string tensor.

    Raises:
      InvalidArgumentError: there are not as many tensors as marks.

    >>> ef.strings.format("x: {}, y: {}", (ef.range(3), "b")).numpy()
    b'x: [0 1 2], y: "b"'
    """
    single = is_tensor_like(inputs) or isinstance(inputs, (np.ndarray, CompositeTensor))
    tensors = [inputs] if single or not isinstance(inputs, (list, tuple)) else list(inputs)
    text = decoded(template) if isinstance(template, bytes) else template
    if any(isinstance(v, RaggedTensor) for v in tensors) and text.count(placeholder) == len(
        tensors
    ):
        return _format_ragged(tensors, text.split(placeholder), summarize, name)
    return _format(tensors, text, placeholder, summarize, name)


def _format_ragged(
    tensors: list[Any], pieces: list[str], summarize: int, name: str | None
) -> Tensor:
    """The pieces with the text of a tensor, or of a ragged one, between each two."""
    parts: list[Any] = [encoded(pieces[0])]
    for value, piece in zip(tensors, pieces[1:], strict=True):
        if isinstance(value, RaggedTensor):
            parts.append(ragged_text([value.flat_values, *value.nested_row_splits], summarize))
        else:
            parts.append(_format([value], "{}", "{}", summarize))
        parts.append(encoded(piece))
    return join_dense(parts, "", name)
