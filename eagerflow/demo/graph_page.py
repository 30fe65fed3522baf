"""A graph as one HTML page that opens without a server and folds by name scope."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import eagerflow as ef


def write(graph: ef.Graph, path: Path, title: str, opened: str) -> None:
    """Write the page.

    Args:
      graph: the graph to show.
      path: the file to write.
      title: heading of the page.
      opened: name of the scope that is open from the start; the others are closed.
    """
    operations = graph.get_operations()
    number = {op.name: i for i, op in enumerate(operations)}
    described = [
        {
            "name": op.name,
            "type": op.type,
            "results": [f"{t.dtype.name} {t.shape}" for t in op.outputs],
            "inputs": [number[name] for name in _inputs(op)],
            "after": [number[before.name] for before in op.control_inputs],
            "site": str(op.site),
        }
        for op in operations
    ]
    template = files(__package__).joinpath("graph_page.html").read_text(encoding="utf-8")
    data = json.dumps({"title": title, "opened": opened, "operations": described}).replace(
        "</", "<\\/"
    )
    path.write_text(template.replace('"THE GRAPH"', data), encoding="utf-8")


def _inputs(op: Any) -> list[str]:
    """Names of the operations that an operation takes results of, and of its variables."""
    variables = [a.handle.op.name for a in op.args if isinstance(a, ef.Variable)]
    own = [name for name in variables if name != op.name]
    return list(dict.fromkeys([*own, *(t.op.name for t in op.inputs)]))
