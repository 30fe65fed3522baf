"""Fractional pooling with the arguments of 1.x."""

from __future__ import annotations

import secrets
from typing import Any

from ... import errors
from ...core.tensor import TensorLike
from ...ops.conv.fractional_pooling import FractionalAvgPool, FractionalMaxPool, pool
from ...registry import export


def _seeds(kind: str, deterministic: bool, seed: int, seed2: int) -> tuple[int, int] | None:
    """The seeds of the same windows at every call.

    Raises:
      InvalidArgumentError: there are seeds, and nothing to be the same.
    """
    if not deterministic:
        if seed or seed2:
            raise errors.make(
                errors.InvalidArgumentError,
                "Both seed and seed2 should be 0 if deterministic is false.",
                op=f"Fractional{kind}Pool",
                fix="deterministic=True",
            )
        return None
    return (seed, seed2) if seed or seed2 else (secrets.randbits(64), secrets.randbits(64))


def _check_list(kind: str, ratio: Any) -> None:
    if not isinstance(ratio, (list, tuple)):
        raise errors.make(
            TypeError, "Expected list for 'pooling_ratio' argument to "
            f"'fractional_{kind.lower()}_pool' Op, not {ratio!r}.",
        )  # fmt: skip


@export("", v1="nn.fractional_max_pool")
def fractional_max_pool(
    value: TensorLike,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    deterministic: bool = False,
    seed: int = 0,
    seed2: int = 0,
    name: str | None = None,
) -> FractionalMaxPool:
    """The maximum of each window of images; see `ef.nn.fractional_max_pool`.

    Args:
      value: images of shape [batch, rows, columns, channels].
      pooling_ratio: by how much images shrink: [1, rows, columns, 1].
      pseudo_random: how windows are drawn.
      overlapping: windows share their borders with the next one.
      deterministic: the same windows at every call, which follow from the seeds.
      seed: with `deterministic` only.
      seed2: with `deterministic` only.
      name: name of the operation in a graph.
    """
    _check_list("Max", pooling_ratio)
    seeds = _seeds("Max", deterministic, seed, seed2)
    how = (pseudo_random, overlapping, seeds, name)
    return FractionalMaxPool(*pool("max", value, pooling_ratio, *how))


@export("", v1="nn.fractional_avg_pool")
def fractional_avg_pool(
    value: TensorLike,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    deterministic: bool = False,
    seed: int = 0,
    seed2: int = 0,
    name: str | None = None,
) -> FractionalAvgPool:
    """The mean of each window of images; see `ef.nn.fractional_avg_pool`.

    Args:
      value: images of shape [batch, rows, columns, channels].
      pooling_ratio: by how much images shrink: [1, rows, columns, 1].
      pseudo_random: how windows are drawn.
      overlapping: windows share their borders with the next one.
      deterministic: the same windows at every call, which follow from the seeds.
      seed: with `deterministic` only.
      seed2: with `deterministic` only.
      name: name of the operation in a graph.
    """
    _check_list("Avg", pooling_ratio)
    seeds = _seeds("Avg", deterministic, seed, seed2)
    how = (pseudo_random, overlapping, seeds, name)
    return FractionalAvgPool(*pool("avg", value, pooling_ratio, *how))
