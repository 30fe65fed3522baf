"""A graph with its variables, collections and the settings of its saver, as one message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import logger
from .._version import __version__
from ..graph.graph import Graph
from ..graph.graph_def import graph_def
from ..graph.ir import Operation, Symbol
from ..messages.graph_def import GraphDef, MetaGraphDef, SaverDef, VariableDef
from ..module import is_variable
from ..variables.collection import GraphKeys


def meta_graph(
    graph: Graph,
    saver_def: SaverDef | None = None,
    collections: Iterable[str] | None = None,
    described: GraphDef | None = None,
) -> MetaGraphDef:
    """The message of a graph.

    Args:
      graph: the graph.
      saver_def: the settings of its saver.
      collections: names of the collections to write; all of them when left out.
      described: the operations to write, in place of all.
    """
    made = MetaGraphDef(saver_def=saver_def)
    made.meta_info_def.tensorflow_version = f"eagerflow {__version__}"
    made.graph_def.CopyFrom(graph_def(graph) if described is None else described)
    names = graph.get_all_collection_keys() if collections is None else collections
    for name in names:
        if name == GraphKeys.SAVERS:
            continue  # `saver_def` is what is kept of a saver
        members = graph.get_collection(name)
        if members and not _add(made, name, members):
            logger.info("collection %r is not written: files have no %s", name, type(members[0]))
    return made


def _add(made: MetaGraphDef, name: str, members: list[Any]) -> bool:
    """Add a collection; False when it has members that no file can have."""
    if all(is_variable(m) and m.graph is not None for m in members):
        data = [variable_def(m).SerializeToString() for m in members]
        made.collection_def[name].bytes_list.value.extend(data)
    elif all(isinstance(m, (Symbol, Operation)) for m in members):
        made.collection_def[name].node_list.value.extend([m.name for m in members])
    elif all(type(m) is int for m in members):
        made.collection_def[name].int64_list.value.extend(members)
    elif all(type(m) is float for m in members):
        made.collection_def[name].float_list.value.extend(members)
    elif all(isinstance(m, (str, bytes)) for m in members):
        data = [m.encode() if isinstance(m, str) else m for m in members]
        made.collection_def[name].bytes_list.value.extend(data)
    else:
        return False
    return True


def variable_def(variable: Any) -> VariableDef:
    """The message of a variable of a graph."""
    initializer, initial = variable.initializer, variable._initial_value
    return VariableDef(
        variable_name=variable.name,
        initializer_name=initializer.name if initializer is not None else "",
        initial_value_name=initial.name if isinstance(initial, Symbol) else "",
        snapshot_name=variable._snapshot.name if variable._snapshot is not None else "",
        is_resource=True,
        trainable=variable.trainable,
    )
