"""`graph_util`: parts of `GraphDef`s, and graphs with their variables as constants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ... import errors
from ...graph.def_values import tensor_proto
from ...graph.ir import variables_of
from ...messages.graph_def import GraphDef, NodeDef
from ...registry import export
from ...shapes import TensorShape
from .session import Session

_PASS_ON = frozenset({"Identity", "StopGradient", "PreventGradient"})


def _name(text: str) -> str:
    """The name of the operation that an input of a node is from."""
    return text.lstrip("^").partition(":")[0]


@export("", v1="graph_util.extract_sub_graph")
def extract_sub_graph(graph_def: GraphDef, dest_nodes: Iterable[str]) -> GraphDef:
    """The part of a graph that some operations need.

    Args:
      graph_def: the graph.
      dest_nodes: the names of the operations.

    Raises:
      TypeError: it is no GraphDef, or the names are one string.
      AssertionError: there is no operation of a name.

    >>> import eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default() as graph:
    ...     x = tf.constant(1., name="x")
    ...     _ = tf.exp(x, name="y"), tf.sin(x, name="z")
    >>> [n.name for n in tf.graph_util.extract_sub_graph(graph.as_graph_def(), ["y"]).node]
    ['x', 'y']
    """
    if not isinstance(graph_def, GraphDef):
        raise errors.make(TypeError, "graph_def must be a graph_pb2.GraphDef proto.")
    if isinstance(dest_nodes, str):
        raise errors.make(TypeError, "dest_nodes must be an iterable of strings.")
    nodes = {n.name: n for n in graph_def.node}
    todo = list(dest_nodes)
    for name in todo:
        assert name in nodes, f"{name} is not in graph"
    inside = {i for f in graph_def.library.function for n in f.node_def for i in n.input}
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name in found or name not in nodes:
            continue
        found.add(name)
        todo += [_name(i) for i in nodes[name].input]
        if "parts" in nodes[name].attr:  # a function may read any variable
            todo += [n.name for n in graph_def.node if n.op == "VarHandleOp" and n.name in inside]
    kept = [n for n in graph_def.node if n.name in found]
    out = GraphDef(node=kept, library=graph_def.library, version=graph_def.version)
    out.versions.CopyFrom(graph_def.versions)
    return out


@export("", v1="graph_util.remove_training_nodes")
def remove_training_nodes(
    input_graph: GraphDef, protected_nodes: Iterable[str] | None = None
) -> GraphDef:
    """A graph without operations that only pass values on.

    Args:
      input_graph: the graph.
      protected_nodes: names of operations that stay.
    """
    kept_names = set(protected_nodes or ())
    waited_for = {_name(i) for n in input_graph.node for i in n.input if i.startswith("^")}
    passes: dict[str, str] = {}
    for node in input_graph.node:
        controls = any(i.startswith("^") for i in node.input)
        free = node.name not in kept_names and node.name not in waited_for and not controls
        if node.op in _PASS_ON and free and len(node.input) == 1:
            passes[node.name] = node.input[0]

    def source(text: str) -> str:
        while not text.startswith("^") and _name(text) in passes:
            text = passes[_name(text)]
        return text

    out = GraphDef(library=input_graph.library, version=input_graph.version)
    out.versions.CopyFrom(input_graph.versions)
    for node in input_graph.node:
        if node.name in passes:
            continue
        copied = out.node.add()
        copied.CopyFrom(node)
        copied.ClearField("input")
        copied.input.extend([source(i) for i in node.input])
    return out


@export("", v1="graph_util.convert_variables_to_constants")
def convert_variables_to_constants(
    sess: Session,
    input_graph_def: GraphDef,
    output_node_names: Iterable[str],
    variable_names_whitelist: Iterable[str] | None = None,
    variable_names_blacklist: Iterable[str] | None = None,
) -> GraphDef:
    """The part of a graph that some operations need, with the values of variables in it.

    Args:
      sess: the session that has the values.
      input_graph_def: the graph.
      output_node_names: the names of the operations.
      variable_names_whitelist: the variables to write; all when left out.
      variable_names_blacklist: variables that stay variables.

    Raises:
      ValueError: an operation that is needed changes a variable, or a branch reads one.

    >>> import eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.get_variable("v", initializer=2.)
    ...     _ = tf.square(v, name="out")
    ...     sess.run(v.initializer)
    ...     frozen = tf.graph_util.convert_variables_to_constants(
    ...         sess, sess.graph_def, ["out"])
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     tf.import_graph_def(frozen, name="")
    ...     print(sess.run("out:0"))
    4.0
    """
    part = extract_sub_graph(input_graph_def, output_node_names)
    allowed = None if variable_names_whitelist is None else set(variable_names_whitelist)
    barred = set(variable_names_blacklist or ())
    handles = [
        n.name
        for n in part.node
        if n.op == "VarHandleOp" and n.name not in barred and (allowed is None or n.name in allowed)
    ]
    values = dict(zip(handles, sess.run([f"{h}:0" for h in handles]), strict=True))
    out = GraphDef(library=part.library, version=part.version)
    out.versions.CopyFrom(part.versions)
    for node in part.node:
        taken = [h for h in map(_name, node.input) if h in values]
        if node.name in values:
            _write_constant(out.node.add(), node, values[node.name])
        elif not taken:
            out.node.add().CopyFrom(node)
        elif node.op == "ReadVariableOp":
            _write_identity(out.node.add(), node)
        else:
            raise errors.make(
                ValueError,
                f"Cannot convert {taken[0]} to a constant: '{node.name}' ({node.op}) uses it as a "
                "variable.",
                fix="fetch what does not change variables, and use variables outside of branches",
            )
    return out


def _write_constant(made: NodeDef, node: NodeDef, value: Any) -> None:
    """A constant in place of a variable."""
    made.name, made.op = node.name, "Const"
    made.attr["value"].tensor.CopyFrom(tensor_proto(np.asarray(value)))
    made.attr["dtype"].CopyFrom(node.attr["dtype"])


def _write_identity(made: NodeDef, node: NodeDef) -> None:
    """What passes the constant on, in place of a read."""
    made.CopyFrom(node)
    made.op = "Identity"
    made.attr["_arguments"].list.ClearField("i")
    made.attr["_arguments"].list.i.extend([1])


@export("", v1="graph_util.must_run_on_cpu")
def must_run_on_cpu(node: Any, pin_variables_on_cpu: bool = False) -> bool:
    """Whether an operation runs on the CPU whatever its device: text, and what the host does.

    Args:
      node: the operation.
      pin_variables_on_cpu: variables count too.
    """
    if pin_variables_on_cpu and variables_of(node.opdef, node.args):
        return True
    outputs = node.outputs
    return bool(node.opdef.host or any(s.dtype.kind == "s" for s in (*node.inputs, *outputs)))


@export("", v1="graph_util.tensor_shape_from_node_def_name")
def tensor_shape_from_node_def_name(graph: Any, input_name: str) -> TensorShape:
    """The shape of a tensor, by the name that it has among the inputs of a node.

    Args:
      graph: the graph.
      input_name: such as `x` or `x:1`.
    """
    name = input_name if ":" in input_name else f"{input_name}:0"
    found: TensorShape = graph.get_tensor_by_name(name).shape
    return found
