"""From steps to primitives: by the formula of an op, or by the rule for its type."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...core.opdef import HOST, INPUT, LIST, OpDef
from . import formula
from .prims import Builder, Prim, Unsupported

Rule = Callable[..., Any]
RULES: dict[str, Rule] = {}
_NUMBERS = {"inf": math.inf}


def rule(types: str) -> Callable[[Rule], Rule]:
    """Declare a rule: a function of the builder and of the op's parameters by name."""

    def declare(fn: Rule) -> Rule:
        RULES.update(dict.fromkeys(types.split(), fn))
        return fn

    return declare


def lowered(b: Builder, op: OpDef, args: tuple[Any, ...]) -> tuple[Prim, ...]:
    """The results of a step in primitives.

    Args:
      b: makes them.
      op: the op.
      args: its arguments, with primitives in place of tensors.

    Raises:
      Unsupported: there is no machine code for it.
    """
    for k, a in zip(op.kinds, args):
        if k == HOST and isinstance(a, Prim):
            raise Unsupported(f"{op.type} with sizes that are computed")
        if k in (INPUT, LIST) and isinstance(a, np.ndarray):
            raise Unsupported(f"{op.type} of {a.dtype}")
    found = RULES.get(op.type)
    if found is not None:
        out = found(b, *args)
        return out if type(out) is tuple else (out,)
    if not op.lower:
        raise Unsupported(f"{op.type}: no formula")
    values = {**_NUMBERS, **dict(zip(op.params, args))}
    return (formula.lowered(b, op.lower, values),)
