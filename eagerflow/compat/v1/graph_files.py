"""Graphs in files: `import_graph_def`, `train.write_graph`, `train.export_meta_graph` and back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ... import errors, naming
from ...checkpoints.meta_graph import meta_graph
from ...checkpoints.saver import Saver
from ...checkpoints.writing import write_whole
from ...core import mode
from ...graph.graph import Graph
from ...graph.import_def import Importer, finish_variables, refused
from ...graph.ir import Operation, Symbol
from ...messages.graph_def import GraphDef, MetaGraphDef, SaverDef, VariableDef
from ...messages.message import DecodeError
from ...registry import export
from ...variables.collection import GraphKeys
from ...variables.names import NameScope
from .default_graph import get_default_graph


@export("graph_util.import_graph_def", v1="import_graph_def")
def import_graph_def(
    graph_def: Any,
    input_map: Mapping[Any, Any] | None = None,
    return_elements: Sequence[str] | None = None,
    name: str | None = None,
    op_dict: Any = None,
    producer_op_list: Any = None,
) -> list[Any] | None:
    """Add the operations of a `GraphDef` to the default graph.

    The message may come from anywhere: what does not fit is refused with its place, before
    anything runs. Like every program, a graph can read and write files when it runs.

    Args:
      graph_def: what `Graph.as_graph_def()` gave.
      input_map: tensors of the default graph by the names of those that they stand for.
      return_elements: names of operations and tensors to give back.
      name: the scope of the operations, `import` when left out; "" adds them under their own names.
      op_dict: accepted, out of use.
      producer_op_list: accepted.

    Returns:
      The operations and tensors asked for, or None.

    Raises:
      TypeError: it is no GraphDef, or `input_map` no mapping of tensors.
      ValueError: the message is not in order; names of `input_map` or `return_elements` are not in
        it.
      NotFoundError: there is no such operation.

    >>> import eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default() as first:
    ...     y = tf.multiply(tf.placeholder(tf.float32, name="x"), 2., name="y")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     [out] = tf.import_graph_def(
    ...         first.as_graph_def(), {"x:0": tf.constant(3.)}, ["y:0"], name="net")
    ...     print(out.name, sess.run(out))
    net/y:0 6.0
    """
    return _imported(graph_def, input_map, return_elements, name)[0]


def _imported(
    graph_def: Any,
    input_map: Mapping[Any, Any] | None,
    return_elements: Sequence[str] | None,
    name: str | None,
) -> tuple[list[Any] | None, Importer]:
    if not isinstance(graph_def, GraphDef):
        raise errors.make(
            TypeError,
            "Argument `graph_def` must be a GraphDef proto. Received type: "
            f"{type(graph_def).__name__}.",
        )
    graph = get_default_graph()
    given, controls = _input_map(graph, input_map)
    functions = {f.signature.name: f for f in graph_def.library.function}
    with mode.entered(mode.Mode(graph, ())), NameScope("import" if name is None else name) as scope:
        importer = Importer(graph, functions, scope or naming.scope.get())
        importer.give(given, controls)
        importer.add(graph_def.node)
    finish_variables(importer)
    unused = sorted({*given, *(f"^{c}" for c in controls)} - importer.used)
    if unused:
        raise errors.make(
            ValueError,
            "Attempted to map inputs that were not found in graph_def: "
            f"[{', '.join(u if u.startswith('^') or ':' in u else f'{u}:0' for u in unused)}]",
        )
    if return_elements is None:
        return None, importer
    return [_element(importer, e) for e in return_elements], importer


def _input_map(graph: Graph, input_map: Any) -> tuple[dict[str, Symbol], dict[str, Operation]]:
    """Tensors and operations by the names of those that they stand for."""
    if input_map is None:
        return {}, {}
    if not isinstance(input_map, Mapping) or not all(isinstance(k, str) for k in input_map):
        raise errors.make(
            TypeError,
            f"Argument `input_map` must be a dictionary. Received type: {type(input_map).__name__}",
        )
    given: dict[str, Symbol] = {}
    controls: dict[str, Operation] = {}
    for key, value in input_map.items():
        if key.startswith("^"):
            found = graph.as_graph_element(value, allow_tensor=False)
            assert isinstance(found, Operation)
            controls[key[1:]] = found
        else:
            with mode.entered(mode.Mode(graph, ())):
                given[key.removesuffix(":0")] = graph.own(_tensor(value), "inputs")
    return given, controls


def _tensor(value: Any) -> Any:
    from_variable = getattr(value, "_as_graph_element", None)
    return value if from_variable is None else from_variable()


def _element(importer: Importer, name: str) -> Symbol | Operation:
    head, colon, index = name.partition(":")
    op = importer.operations.get(head)
    if op is None or (colon and not (index.isdigit() and int(index) < len(op.outputs))):
        raise errors.make(ValueError, f"Requested return_element {name!r} not found in graph_def.")
    return op.outputs[int(index)] if colon else op


# ------------------------------------------------------------------------------------ files


@export("io.write_graph", v1="train.write_graph")
def write_graph(graph_or_graph_def: Any, logdir: Any, name: str, as_text: bool = True) -> str:
    """Write a graph into a file.

    Args:
      graph_or_graph_def: a graph, or its `GraphDef`.
      logdir: the folder; made when it is not there.
      name: name of the file.
      as_text: write it as text; False writes bytes, which `GraphDef.FromString` reads.

    Returns:
      The path of the file.

    >>> import tempfile, eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default() as graph, tempfile.TemporaryDirectory() as folder:
    ...     x = tf.constant(1., name="x")
    ...     path = tf.train.write_graph(graph, folder, "graph.pb", as_text=False)
    ...     with open(path, "rb") as f:
    ...         print(tf.GraphDef.FromString(f.read()).node[0].name)
    x
    """
    described = graph_or_graph_def
    if isinstance(described, Graph):
        described = described.as_graph_def()
    folder = os.fsdecode(logdir)
    os.makedirs(folder or ".", exist_ok=True)
    path = os.path.join(folder, name)
    text = str(described).encode() if as_text else described.SerializeToString()
    write_whole(path, [text])
    return path


@export("", v1="train.export_meta_graph")
def export_meta_graph(
    filename: Any = None,
    meta_info_def: Any = None,
    graph_def: GraphDef | None = None,
    saver_def: SaverDef | None = None,
    collection_list: Iterable[str] | None = None,
    as_text: bool = False,
    graph: Graph | None = None,
    export_scope: str | None = None,
    clear_devices: bool = False,
    clear_extraneous_savers: bool = False,
    strip_default_attrs: bool = False,
    save_debug_info: bool = False,
    **kwargs: Any,
) -> MetaGraphDef:
    """A graph with its variables, collections and saver as a message, and in a file.

    Args:
      filename: the file; none is written when left out.
      meta_info_def: what is said of the graph.
      graph_def: the operations to write, in place of all.
      saver_def: the settings of the saver.
      collection_list: names of the collections to write; all when left out.
      as_text: write text, which `import_meta_graph` does not read.
      graph: the graph; the default one when left out.
      export_scope: not supported, None.
      clear_devices: leave out the devices asked for.
      clear_extraneous_savers: accepted; savers are no part of the graph.
      strip_default_attrs, save_debug_info: accepted.
      **kwargs: accepted.

    Raises:
      RuntimeError: eager execution is enabled and no graph is given.
      NotImplementedError: `export_scope` is given.
    """
    if export_scope:
        raise errors.make(
            NotImplementedError, "export_scope: a part of a graph is not exported",
            fix="tf.graph_util.extract_sub_graph takes what some operations need",
        )  # fmt: skip
    if graph is None and mode.snapshot().builder is None:
        raise errors.make(
            RuntimeError,
            "Exporting/importing meta graphs is not supported when eager execution is enabled. No "
            "graph exists when eager execution is enabled.",
        )
    graph = get_default_graph() if graph is None else graph
    made = meta_graph(graph, saver_def, collection_list, graph_def)
    if meta_info_def is not None:
        made.meta_info_def.MergeFrom(meta_info_def)
    if clear_devices:
        _clear_devices(made.graph_def)
    if filename is not None:
        data = str(made).encode() if as_text else made.SerializeToString()
        write_whole(os.fsdecode(filename), [data])
    return made


def _clear_devices(graph_def: GraphDef) -> None:
    for node in graph_def.node:
        node.device = ""


@export("", v1="train.import_meta_graph")
def import_meta_graph(
    meta_graph_or_file: Any,
    clear_devices: bool = False,
    import_scope: str | None = None,
    **kwargs: Any,
) -> Saver | None:
    """Add a graph with its variables and collections to the default graph, and make its saver.

    Args:
      meta_graph_or_file: a `MetaGraphDef`, or the path of a file, such as `model.ckpt-7.meta`.
      clear_devices: leave out the devices asked for.
      import_scope: a scope for all names; the saver keeps to the names in checkpoints.
      **kwargs: `input_map` and `return_elements` of `import_graph_def`.

    Returns:
      A saver with the settings that were written; None when there are no variables.

    Raises:
      OSError: there is no such file.
      DataLossError: the file is damaged.
      ValueError, NotFoundError: see `import_graph_def`.

    >>> import tempfile, eagerflow.compat.v1 as tf
    >>> folder = tempfile.TemporaryDirectory()
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.get_variable("v", initializer=3.)
    ...     _ = tf.add(v, 1., name="out")
    ...     sess.run(v.initializer)
    ...     path = tf.train.Saver().save(sess, folder.name + "/model")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     tf.train.import_meta_graph(path + ".meta").restore(sess, path)
    ...     print(sess.run("out:0"))
    4.0
    >>> folder.cleanup()
    """
    meta = _read_meta(meta_graph_or_file)
    if clear_devices:
        _clear_devices(meta.graph_def)
    graph = get_default_graph()
    _, importer = _imported(
        meta.graph_def, kwargs.get("input_map"), kwargs.get("return_elements"), import_scope or ""
    )
    variables = {v._handle.node.name: v for v in importer.variables}
    prefix = importer._prefix
    for name, collection in meta.collection_def.items():
        for member in _members(name, collection, graph, prefix, variables):
            graph.add_to_collection(name, member)
    saved = {n.removeprefix(prefix): v for n, v in variables.items() if _is_saved(graph, v)}
    if not saved:
        return None
    return Saver(saved, saver_def=meta.saver_def if meta.HasField("saver_def") else None)


def _is_saved(graph: Graph, variable: Any) -> bool:
    members = graph.home.collections.get(GraphKeys.GLOBAL_VARIABLES, ())
    return any(m is variable for m in members)


def _read_meta(given: Any) -> MetaGraphDef:
    if isinstance(given, MetaGraphDef):
        copied = MetaGraphDef()
        copied.CopyFrom(given)
        return copied
    path = os.fsdecode(given)
    if not Path(path).is_file():
        raise errors.make(OSError, f"File {path} does not exist.")
    try:
        return MetaGraphDef.FromString(Path(path).read_bytes())
    except DecodeError as e:
        raise errors.make(
            errors.DataLossError, f"Cannot parse file {path}: {e}.", cause="it is damaged, or text"
        ) from None


def _members(
    name: str, collection: Any, graph: Graph, prefix: str, variables: Mapping[str, Any]
) -> Iterable[Any]:
    """The members of a collection in the graph."""
    kind = collection.WhichOneof("kind")
    if kind is None:
        return []
    values = getattr(collection, kind).value
    if kind == "node_list":
        return [_in_graph(graph, prefix + v, name) for v in values]
    if kind != "bytes_list":
        return list(values)
    found: list[Any] = []
    for data in values:
        made = _variable(data, prefix, variables, name)
        found.append(made if made is not None else data.decode(errors="replace"))
    return found


def _variable(data: bytes, prefix: str, variables: Mapping[str, Any], collection: str) -> Any:
    """The variable that a member of a collection stands for; None when it is something else."""
    try:
        written = VariableDef.FromString(data)
    except DecodeError:
        return None
    if not written.variable_name or not written.is_resource:
        return None
    name = prefix + written.variable_name.removesuffix(":0")
    if name not in variables:
        raise refused(f"collection '{collection}'", f"variable '{name}' is not in the graph")
    variables[name].trainable = written.trainable
    return variables[name]


def _in_graph(graph: Graph, name: str, collection: str) -> Any:
    try:
        return graph.as_graph_element(name)
    except (KeyError, ValueError) as e:
        raise refused(f"collection '{collection}'", str(e.args[0]).split("\n")[0]) from None
