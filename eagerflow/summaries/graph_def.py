"""A graph as a message, for TensorBoard to draw."""

from __future__ import annotations

from typing import Any

from ..graph.graph import Graph
from ..graph.ir import Operation, Symbol, variables_of
from ..messages.graph_def import AttrValue, GraphDef, NodeDef, TensorShapeProto


def graph_def(graph: Graph) -> GraphDef:
    """The operations of a graph: names, types, what they take, devices, dtypes and shapes.

    Other attributes and the values of constants are left out.
    """
    return GraphDef(node=[_node(op) for op in graph.nodes], versions={"producer": 1})


def _node(op: Operation) -> NodeDef:
    inputs = [_input(s) for s in op.inputs]
    handles = [v._handle.op for v in _variables(op)]
    inputs = [h.name for h in handles if h is not op and h.graph is op.graph] + inputs
    node = NodeDef(
        name=op.name, op=op.type, device=op.device,
        input=inputs + [f"^{before.name}" for before in op.control_inputs],
    )  # fmt: skip
    if op.outputs:
        node.attr["dtype"].CopyFrom(AttrValue(type=op.outputs[0].dtype.as_datatype_enum))
        shapes = [_shape(s) for s in op.outputs]
        node.attr["_output_shapes"].CopyFrom(AttrValue(list={"shape": shapes}))
        if op.type == "Placeholder":
            node.attr["shape"].CopyFrom(AttrValue(shape=shapes[0]))
    return node


def _variables(op: Operation) -> list[Any]:
    found = variables_of(op.opdef, op.args)
    return [
        v for v in found if getattr(v, "_handle", None) is not None and hasattr(v._handle, "op")
    ]


def _input(symbol: Symbol) -> str:
    return symbol.name if symbol.index else symbol.node.name


def _shape(symbol: Symbol) -> TensorShapeProto:
    if symbol.static_shape is None:
        return TensorShapeProto(unknown_rank=True)
    return TensorShapeProto(dim=[{"size": -1 if n is None else n} for n in symbol.static_shape])
