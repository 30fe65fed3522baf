"""Calls of traced functions with rows of `vmap` among the arguments: op by op, on all rows at once.

To tapes such a call is one operation with a gradient of its own: the function is differentiated as
it was traced, for one row, and what that makes is called on all rows again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..autodiff.batched import one_by_one
from ..autodiff.custom import with_gradient
from ..core import mode
from ..core.tensor import wrap
from .ir import CONST, Operation, Symbol

Reads = Mapping[int, Any]  # the values of variables, by their ids


def call_on_rows(callee: Any, tensors: Sequence[Any], reads: Reads | None = None) -> Sequence[Any]:
    """Call a callee with rows among the arguments; the tapes that listen record the call.

    Args:
      callee: a `Callee`.
      tensors: the values of its inputs, `Batched` ones among them.
      reads: the values of the variables it reads, what they are now when left out.

    Returns:
      The values of its outputs, as rows where they differ from row to row.
    """
    now = mode.snapshot()
    if reads is None:
        reads = {id(v): v.read_value() for v in callee.variables}
    if not now.tapes or _is_plain(callee.nodes):
        return interpreted(callee, tensors, reads)
    need = tuple([i for i, t in enumerate(tensors) if t.dtype.differentiable])
    variables = tuple([i for i, v in enumerate(callee.variables) if v.dtype.differentiable])
    masks = any(getattr(tape, "nan_safe", False) for tape in now.tapes)
    derivative = callee.derivative(need, variables, masks)
    outs: list[Any]
    with mode.entered(mode.Mode(now.builder, ())):
        outs, effects = derivative.forward_on_rows(tensors, reads)
    if not derivative.targets:
        return outs
    given = reads
    arguments = [*[tensors[i] for i in need], *[reads[id(callee.variables[i])] for i in variables]]

    def backward(gradients: Sequence[Any], specs: Any) -> list[Any]:
        found: list[Any] = derivative.backward_on_rows([*tensors, *effects, *gradients], given)
        return found

    recorded = with_gradient([outs[i] for i in derivative.targets], arguments, backward)
    for i, t in zip(derivative.targets, recorded, strict=True):
        outs[i] = t
    return outs


def _is_plain(nodes: Iterable[Operation]) -> bool:
    """True for operations that tapes may record one by one, on all rows."""
    return not any(
        n.opdef.effect or n.opdef.narrow is not None or n.type == "CustomGradient" for n in nodes
    )


def acts(nodes: Iterable[Operation]) -> bool:
    """True when operations do more than to compute and to read variables."""
    for n in nodes:
        if n.opdef.narrow is not None:
            parts = n.args[n.opdef.params.index("parts")]
            if any(acts(branch.callee.nodes) for branch in parts.branches):
                return True
        elif n.opdef.effect not in (None, "read"):
            return True
    return False


def interpreted(callee: Any, tensors: Sequence[Any], reads: Reads) -> list[Any]:
    """Run a callee op by op, on all rows; row by row if it has effects, or the rows decide."""
    if acts(callee.nodes):
        return one_by_one(callee.invoke, tensors)
    try:
        return _run(callee, tensors, reads)
    except RowsDecide:
        return one_by_one(lambda row: interpreted(callee, row, reads), tensors)


class RowsDecide(Exception):
    """Which branch is taken, or how often a loop runs, differs from row to row."""


def _run(callee: Any, tensors: Sequence[Any], reads: Reads) -> list[Any]:
    env: dict[int, Any] = {**reads}
    env.update((id(s), t) for s, t in zip(callee.inputs, tensors, strict=True))
    evaluate(callee.nodes, env, callee.outputs)
    return [env[id(s)] for s in callee.outputs]


# Runs an operation of control flow: gives the values of some of its results, by their positions.
CONTROL: list[Callable[[Operation, dict[int, Any], Sequence[int]], list[Any]]] = []


def evaluate(nodes: Sequence[Operation], env: dict[int, Any], outputs: Sequence[Symbol]) -> None:
    """Call the ops of a graph on values.

    Args:
      nodes: its operations, in order.
      env: values by the id of symbols and variables; those of the operations' results are added.
      outputs: the symbols whose values are wanted.
    """
    used = {id(s) for n in nodes for s in n.inputs} | {id(s) for s in outputs}
    for node in nodes:
        if node.opdef is CONST:
            env[id(node.outputs[0])] = wrap(node.args[0].array)
        elif node.opdef.narrow is not None:
            at = [i for i, s in enumerate(node.outputs) if id(s) in used and id(s) not in env]
            for i, v in zip(at, CONTROL[0](node, env, at), strict=True):
                env[id(node.outputs[i])] = v
        elif node.outputs and id(node.outputs[0]) not in env:
            if node.opdef.effect == "read":
                out = env[id(node.args[0])]
            else:
                out = node.opdef.entry(*[_value(a, env) for a in node.args])
            outs = out if node.several else (out,)
            env.update((id(s), v) for s, v in zip(node.outputs, outs, strict=True))


def _value(a: Any, env: dict[int, Any]) -> Any:
    """An argument of a node, with values in place of symbols."""
    if type(a) is tuple and any(isinstance(v, Symbol) for v in a):
        return [env[id(v)] for v in a]
    return env[id(a)] if isinstance(a, Symbol) else a
