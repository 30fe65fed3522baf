"""The names of `ef.compat.v1.graph_util`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...compat.v1.graph_files import import_graph_def as import_graph_def
    from ...compat.v1.graph_parts import convert_variables_to_constants as convert_variables_to_constants
    from ...compat.v1.graph_parts import extract_sub_graph as extract_sub_graph
    from ...compat.v1.graph_parts import must_run_on_cpu as must_run_on_cpu
    from ...compat.v1.graph_parts import remove_training_nodes as remove_training_nodes
    from ...compat.v1.graph_parts import tensor_shape_from_node_def_name as tensor_shape_from_node_def_name
else:
    __getattr__, __dir__ = lazily(__name__, {
        "convert_variables_to_constants": "compat.v1.graph_parts",
        "extract_sub_graph": "compat.v1.graph_parts",
        "import_graph_def": "compat.v1.graph_files",
        "must_run_on_cpu": "compat.v1.graph_parts",
        "remove_training_nodes": "compat.v1.graph_parts",
        "tensor_shape_from_node_def_name": "compat.v1.graph_parts",
    }, ())


__all__ = [  # noqa: RUF022
    "import_graph_def",
    "convert_variables_to_constants",
    "extract_sub_graph",
    "must_run_on_cpu",
    "remove_training_nodes",
    "tensor_shape_from_node_def_name",
]
