"""Which tensors of a checkpoint belong to which variables, and what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from .. import errors, logger
from ..shapes import compatible, text
from .entry import Array, Source
from .reader import near

_MOST = 10  # names in a message


class Match(NamedTuple):
    """What was found for variables.

    Attributes:
      matched: names of tensors that fit their variable.
      missing: names that the checkpoint does not have.
      unused: names of the checkpoint that no variable asked for.
      misfits: a sentence for each tensor of another shape or dtype.
    """

    matched: list[str]
    missing: list[str]
    unused: list[str]
    misfits: list[str]


def match(source: Source, wanted: Mapping[str, Any], reshape: bool = False) -> Match:
    """Compare variables with a checkpoint.

    Args:
      source: the checkpoint.
      wanted: variables by the name of their tensor.
      reshape: take tensors of another shape that have as many elements.
    """
    found = Match([], [], sorted(set(source.entries) - set(wanted)), [])
    for name, variable in wanted.items():
        entry = source.entries.get(name)
        if entry is None:
            found.missing.append(name)
            continue
        shape, count = variable.static_shape, variable.shape.num_elements()
        same_size = reshape and count is not None and count == _count(entry.shape)
        if entry.dtype(name) is not variable.dtype or not (
            compatible(shape, entry.shape) or same_size
        ):
            found.misfits.append(
                f"'{name}': the variable is {variable.dtype.name} {text(shape)}, the "
                f"checkpoint has {entry.dtype(name).name} {text(entry.shape)}"
            )
            continue
        found.matched.append(name)
    return found


def _count(shape: tuple[int, ...]) -> int:
    count = 1
    for n in shape:
        count *= n
    return count


def check(found: Match, source: Source, path: str) -> None:
    """Raise what is wrong with a match.

    Raises:
      NotFoundError: a tensor is missing; the message lists names close to it.
      InvalidArgumentError: a tensor has another shape or dtype.
    """
    if not found.missing and not found.misfits:
        if found.unused:
            logger.info(
                "%s: restored %d tensors; unused: %s", path, len(found.matched), found.unused
            )
        return
    operands = [f"checkpoint {path}: {len(found.matched)} variables match"]
    for name in found.missing[:_MOST]:
        operands.append(f"missing: '{name}' {near(name, found.unused)}".rstrip())
    operands += [f"does not fit: {line}" for line in found.misfits[:_MOST]]
    if found.unused:
        operands.append(f"not asked for: {', '.join(map(repr, found.unused[:_MOST]))}")
    if found.missing:
        raise errors.make(
            errors.NotFoundError,
            f"Key {found.missing[0]} not found in checkpoint. Restoring from checkpoint failed. "
            "This is most likely due to a Variable name or other graph key that is missing from "
            "the checkpoint.",
            operands=operands,
            fix="give Saver a dictionary from the names in the checkpoint to the variables",
        )
    raise errors.make(
        errors.InvalidArgumentError,
        "Restoring from checkpoint failed. This is most likely due to a mismatch between the "
        "current graph and the graph from the checkpoint.",
        operands=operands,
        fix="build the variables as they were when the checkpoint was saved",
    )


def put(
    source: Source,
    wanted: Mapping[str, Any],
    assign: Callable[[Any, Array], None],
    reshape: bool = False,
) -> None:
    """Give variables their values: all of them, or none when the file is damaged."""
    values = [(v, source.read(name)) for name, v in wanted.items()]
    for variable, value in values:
        if reshape and not compatible(variable.static_shape, value.shape):
            value = value.reshape(tuple(variable.shape.as_list()))
        assign(variable, value)
