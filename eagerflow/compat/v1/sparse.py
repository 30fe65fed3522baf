"""The names of `ef.compat.v1.sparse`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...compat.v1.sparse_forms import sparse_add as add
    from ...compat.v1.sparse_forms import sparse_concat as concat
    from ...compat.v1.sparse_forms import sparse_placeholder as placeholder
    from ...compat.v1.sparse_forms import sparse_reduce_max as reduce_max
    from ...compat.v1.sparse_forms import sparse_reduce_max_sparse as reduce_max_sparse
    from ...compat.v1.sparse_forms import sparse_reduce_sum as reduce_sum
    from ...compat.v1.sparse_forms import sparse_reduce_sum_sparse as reduce_sum_sparse
    from ...compat.v1.sparse_forms import sparse_segment_mean as segment_mean
    from ...compat.v1.sparse_forms import sparse_segment_sqrt_n as segment_sqrt_n
    from ...compat.v1.sparse_forms import sparse_segment_sum as segment_sum
    from ...compat.v1.sparse_forms import sparse_split as split
    from ...ops.crossing import sparse_cross as cross
    from ...ops.crossing import sparse_cross_hashed as cross_hashed
    from ...ops.sparse_joining import fill_empty_rows as fill_empty_rows
    from ...ops.sparse_joining import map_values as map_values
    from ...ops.sparse_joining import mask as mask
    from ...ops.sparse_joining import retain as retain
    from ...ops.sparse_joining import slice_ as slice
    from ...ops.sparse_math import bincount as bincount
    from ...ops.sparse_math import maximum as maximum
    from ...ops.sparse_math import minimum as minimum
    from ...ops.sparse_math import sampled_addmm as sampled_addmm
    from ...ops.sparse_math import softmax as softmax
    from ...ops.sparse_math import sparse_dense_matmul as sparse_dense_matmul
    from ...ops.sparse_math import sparse_dense_matmul as matmul
    from ...ops.sparse_places import expand_dims as expand_dims
    from ...ops.sparse_places import eye as eye
    from ...ops.sparse_places import from_dense as from_dense
    from ...ops.sparse_places import merge as merge
    from ...ops.sparse_places import reorder as reorder
    from ...ops.sparse_places import reset_shape as reset_shape
    from ...ops.sparse_places import reshape as reshape
    from ...ops.sparse_places import to_dense as to_dense
    from ...ops.sparse_places import to_indicator as to_indicator
    from ...ops.sparse_places import transpose as transpose
    from ...ops.sparse_tensor import SparseTensor as SparseTensor
else:
    __getattr__, __dir__ = lazily(__name__, {
        "SparseTensor": "ops.sparse_tensor",
        "add": "compat.v1.sparse_forms:sparse_add",
        "bincount": "ops.sparse_math",
        "concat": "compat.v1.sparse_forms:sparse_concat",
        "cross": "ops.crossing:sparse_cross",
        "cross_hashed": "ops.crossing:sparse_cross_hashed",
        "expand_dims": "ops.sparse_places",
        "eye": "ops.sparse_places",
        "fill_empty_rows": "ops.sparse_joining",
        "from_dense": "ops.sparse_places",
        "map_values": "ops.sparse_joining",
        "mask": "ops.sparse_joining",
        "matmul": "ops.sparse_math:sparse_dense_matmul",
        "maximum": "ops.sparse_math",
        "merge": "ops.sparse_places",
        "minimum": "ops.sparse_math",
        "placeholder": "compat.v1.sparse_forms:sparse_placeholder",
        "reduce_max": "compat.v1.sparse_forms:sparse_reduce_max",
        "reduce_max_sparse": "compat.v1.sparse_forms:sparse_reduce_max_sparse",
        "reduce_sum": "compat.v1.sparse_forms:sparse_reduce_sum",
        "reduce_sum_sparse": "compat.v1.sparse_forms:sparse_reduce_sum_sparse",
        "reorder": "ops.sparse_places",
        "reset_shape": "ops.sparse_places",
        "reshape": "ops.sparse_places",
        "retain": "ops.sparse_joining",
        "sampled_addmm": "ops.sparse_math",
        "segment_mean": "compat.v1.sparse_forms:sparse_segment_mean",
        "segment_sqrt_n": "compat.v1.sparse_forms:sparse_segment_sqrt_n",
        "segment_sum": "compat.v1.sparse_forms:sparse_segment_sum",
        "slice": "ops.sparse_joining:slice_",
        "softmax": "ops.sparse_math",
        "sparse_dense_matmul": "ops.sparse_math",
        "split": "compat.v1.sparse_forms:sparse_split",
        "to_dense": "ops.sparse_places",
        "to_indicator": "ops.sparse_places",
        "transpose": "ops.sparse_places",
    }, ())


__all__ = [  # noqa: RUF022
    "add",
    "concat",
    "placeholder",
    "reduce_max",
    "reduce_max_sparse",
    "reduce_sum",
    "reduce_sum_sparse",
    "segment_mean",
    "segment_sqrt_n",
    "segment_sum",
    "split",
    "cross",
    "cross_hashed",
    "fill_empty_rows",
    "map_values",
    "mask",
    "retain",
    "slice",
    "bincount",
    "maximum",
    "minimum",
    "sampled_addmm",
    "softmax",
    "sparse_dense_matmul",
    "matmul",
    "expand_dims",
    "eye",
    "from_dense",
    "merge",
    "reorder",
    "reset_shape",
    "reshape",
    "to_dense",
    "to_indicator",
    "transpose",
    "SparseTensor",
]
