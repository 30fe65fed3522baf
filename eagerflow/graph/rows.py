"""Calls of traced functions with rows of `vmap` among the arguments: op by op, on all rows at once.

To tapes such a call is one operation with a gradient of its own: the function is differentiated as
it was traced, for one row, and what that makes is called on all rows again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..autodiff.batched import one_by_one
from ..autodiff.custom import with_gradient
from ..core import mode
from ..core.tensor import wrap
from .ir import CONST, Operation, Symbol


def call_on_rows(callee: Any, tensors: Sequence[Any]) -> list[Any]:
    """Call a callee with rows among the arguments; the tapes that listen record the call.

    Args:
      callee: a `Callee`.
      tensors: the values of its inputs, `Batched` ones among them.

    Returns:
      The values of its outputs, as rows where they differ from row to row.
    """
    now = mode.snapshot()
    if not now.tapes or _is_plain(callee.nodes):
        return interpreted(callee, tensors)
    for tape in now.tapes:
        for v in callee.variables:
            tape.watch_read(v)
    need = tuple([i for i, t in enumerate(tensors) if t.dtype.differentiable])
    masks = any(getattr(tape, "nan_safe", False) for tape in now.tapes)
    derivative = callee.derivative(need, tuple(range(len(callee.variables))), masks)
    with mode.entered(mode.Mode(now.builder, ())):
        outs, effects = derivative.run_without_values_between(tensors)
    if not derivative.targets:
        return outs
    arguments = [*[tensors[i] for i in need], *callee.variables]

    def backward(gradients: Sequence[Any], specs: Any) -> list[Any]:
        return derivative.from_start([*tensors, *effects, *gradients])

    recorded = with_gradient([outs[i] for i in derivative.targets], arguments, backward)
    for i, t in zip(derivative.targets, recorded, strict=True):
        outs[i] = t
    return outs


def _is_plain(nodes: Iterable[Operation]) -> bool:
    """True for operations that tapes may record one by one, on all rows."""
    return not any(
        n.opdef.effect or n.opdef.narrow is not None or n.type == "CustomGradient" for n in nodes
    )


def interpreted(callee: Any, tensors: Sequence[Any]) -> list[Any]:
    """Run a callee op by op, on rows of tensors too; with control flow or effects row by row."""
    if any(n.opdef.effect or n.opdef.narrow is not None for n in callee.nodes):
        return one_by_one(callee.invoke, tensors)
    env: dict[int, Any] = {id(s): t for s, t in zip(callee.inputs, tensors, strict=True)}
    evaluate(callee.nodes, env)
    return [env[id(s)] for s in callee.outputs]


def evaluate(nodes: Iterable[Operation], env: dict[int, Any]) -> None:
    """Call the ops of a graph on values.

    Args:
      nodes: its operations, in order.
      env: values by the id of symbols; those of the operations' results are added.
    """
    for node in nodes:
        if node.opdef is CONST:
            env[id(node.outputs[0])] = wrap(node.args[0].array)
        elif node.outputs and id(node.outputs[0]) not in env:
            args = [_value(a, env) for a in node.args]
            out = node.opdef.entry(*args)
            outs = out if node.several else (out,)
            env.update((id(s), v) for s, v in zip(node.outputs, outs, strict=True))


def _value(a: Any, env: dict[int, Any]) -> Any:
    """An argument of a node, with values in place of symbols."""
    if type(a) is tuple and any(isinstance(v, Symbol) for v in a):
        return [env[id(v)] for v in a]
    return env[id(a)] if isinstance(a, Symbol) else a
