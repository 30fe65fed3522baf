"""A graph as a message: what `import_graph_def` reads, and what TensorBoard draws.

Nodes have TensorFlow's form: name, type, inputs, control inputs, device, attributes. The attribute
`_arguments` has a number for each parameter of the operation: how many of the inputs are for it, or
-1 where an attribute of its name has a value. A branch, or the condition or body of a loop, is a
function of the library: its arguments are placeholders in it, and what it takes of the graph around
it follows them; inputs are named in it as in graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..core.opdef import ATTR, INPUT, LIST, VARIABLE
from ..messages.graph_def import AttrValue, GraphDef, NodeDef
from .def_values import Unwritable, encoded, shape_proto, tensor_proto
from .ir import CONST, PLACEHOLDER, Operation, Symbol

ABSENT = -1  # in `_arguments`: the parameter has no input


def graph_def(graph: Any) -> GraphDef:
    """The message of a graph.

    Values that no file can have, such as Python functions, are named as what they are; a graph that
    has some can be drawn, and not imported.
    """
    writer = _Writer()
    nodes = [writer.node(op) for op in graph.nodes]
    return GraphDef(node=nodes, library={"function": writer.functions}, versions={"producer": 1})


def tensor_name(symbol: Symbol) -> str:
    """The name of a tensor among inputs: that of the operation for its first result."""
    return symbol.name if symbol.index else symbol.node.name


class _Writer:
    """Writes nodes, and collects the functions that they call."""

    def __init__(self) -> None:
        self.functions: list[Any] = []

    def node(self, op: Operation) -> NodeDef:
        """The message of an operation."""
        node = NodeDef(name=op.name, op=op.type, device=op.device)
        inputs: list[str] = []
        if op.opdef is CONST:
            node.attr["value"].tensor.CopyFrom(tensor_proto(op.args[0].array))
        elif op.opdef is PLACEHOLDER:
            node.attr["shape"].shape.CopyFrom(shape_proto(op.args[1]))
        elif op.args:
            inputs = self._arguments(op, node)
        node.input.extend([*inputs, *[f"^{before.name}" for before in op.control_inputs]])
        if op.gradient_type is not None:
            node.attr["_gradient_op_type"].s = op.gradient_type.encode()
        if op.outputs:
            if "dtype" not in node.attr:
                node.attr["dtype"].type = op.outputs[0].dtype.as_datatype_enum
            shapes = [shape_proto(s.static_shape) for s in op.outputs]
            node.attr["_output_shapes"].CopyFrom(AttrValue(list={"shape": shapes}))
        return node

    def _arguments(self, op: Operation, node: NodeDef) -> list[str]:
        """Write the arguments of an operation: attributes into the node; gives the inputs."""
        inputs: list[str] = []
        counts: list[int] = []
        for param, kind, value in zip(op.opdef.params, op.opdef.kinds, op.args, strict=True):
            taken = _tensors(op, kind, value)
            counts.append(ABSENT if taken is None else len(taken))
            inputs += taken or ()
            if taken is None:
                node.attr[param].CopyFrom(self._value(op, kind, value))
        node.attr["_arguments"].list.i.extend(counts)
        return inputs

    def _value(self, op: Operation, kind: str, value: Any) -> AttrValue:
        """The message of an argument that is no input."""
        try:
            if kind == ATTR and op.opdef.narrow is not None and value is not None:
                return self._parts(op, value)
            if kind == VARIABLE:
                return _variable(op, value)
            return encoded(value)
        except Unwritable as e:
            return AttrValue(placeholder=str(e))

    def _parts(self, op: Operation, parts: Any) -> AttrValue:
        """The branches of an operation of control flow, as functions of the library."""
        loop = hasattr(parts, "condition")
        branches = [parts.condition, parts.body] if loop else parts.branches
        made = AttrValue(func={"name": "loop" if loop else "branches"})
        at = {id(s): i for i, s in enumerate(parts.captured)}
        for i, branch in enumerate(branches):
            picks = [at[id(s)] for s in branch.captured]
            name = self._function(f"{op.name}_{i}".replace("/", "_"), branch, picks)
            made.func.attr[str(i)].func.name = name
        specs = made.func.attr["types"].list
        specs.type.extend([s.dtype.as_datatype_enum for s in parts.specs])
        made.func.attr["shapes"].list.shape.extend([shape_proto(s.shape) for s in parts.specs])
        return made

    def _function(self, base: str, branch: Any, picks: Sequence[int]) -> str:
        """Add a branch to the library; gives the name that it got."""
        callee = branch.callee
        given = {id(s) for s in callee.inputs}
        nodes = [s.node for s in callee.inputs]
        nodes += [n for n in callee.nodes if not any(id(s) in given for s in n.outputs)]
        body = [self.node(n) for n in nodes]
        name = f"{base}_{len(self.functions)}"
        self.functions.append(
            {
                "signature": {
                    "name": name,
                    "input_arg": [_argument(s) for s in callee.inputs],
                    "output_arg": [_argument(s) for s in callee.outputs],
                },
                "node_def": body,
                "ret": {str(i): tensor_name(s) for i, s in enumerate(callee.outputs)},
                "attr": {"_captured": AttrValue(list={"i": picks})},
            }
        )
        return name


def _argument(symbol: Symbol) -> dict[str, Any]:
    return {"name": symbol.node.name, "type": symbol.dtype.as_datatype_enum}


def _tensors(op: Operation, kind: str, value: Any) -> list[str] | None:
    """The names of the tensors that an argument consists of; None when it is a value."""
    if kind == LIST:
        return [tensor_name(s) for s in value]
    if isinstance(value, Symbol):
        return [tensor_name(value)]
    if kind == VARIABLE:
        values: Iterable[Any] = value if type(value) is tuple else (value,)
        handles = [getattr(v, "_handle", None) for v in values]
        known = all(isinstance(h, Symbol) and h.node.graph.home is op.graph.home for h in handles)
        if known and not any(h.node is op for h in handles):  # type: ignore[union-attr]
            return [h.node.name for h in handles]  # type: ignore[union-attr]
        return None
    assert kind != INPUT or value is None, f"{op.name} takes {value!r}"
    return None


def _variable(op: Operation, variable: Any) -> AttrValue:
    """The message of a variable where it is made, or of another state.

    Raises:
      Unwritable: it belongs to the process and not to the graph.
    """
    if op.type == "VarHandleOp" and variable.graph is not None:
        made = AttrValue(func={"name": "variable"})
        made.func.attr["dtype"].type = variable.dtype.as_datatype_enum
        made.func.attr["shape"].shape.CopyFrom(shape_proto(variable.static_shape))
        made.func.attr["trainable"].b = variable.trainable
        return made
    if op.type == "RandomKey" and variable.name == "global":
        made = AttrValue(func={"name": "random"})
        graph = op.graph
        while graph.outer is not None:
            graph = graph.outer
        seed = getattr(variable, "seed", graph.seed)  # one that was imported has its own
        made.func.attr["seed"].CopyFrom(encoded(seed))
        return made
    raise Unwritable(type(variable).__name__)
