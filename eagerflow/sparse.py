"""The names of `ef.sparse`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .ops.sparse.arithmetic import add as add
    from .ops.sparse.arithmetic import bincount as bincount
    from .ops.sparse.arithmetic import maximum as maximum
    from .ops.sparse.arithmetic import minimum as minimum
    from .ops.sparse.arithmetic import reduce_max as reduce_max
    from .ops.sparse.arithmetic import reduce_sum as reduce_sum
    from .ops.sparse.arithmetic import sampled_addmm as sampled_addmm
    from .ops.sparse.arithmetic import segment_mean as segment_mean
    from .ops.sparse.arithmetic import segment_sqrt_n as segment_sqrt_n
    from .ops.sparse.arithmetic import segment_sum as segment_sum
    from .ops.sparse.arithmetic import softmax as softmax
    from .ops.sparse.arithmetic import sparse_dense_matmul as sparse_dense_matmul
    from .ops.sparse.crossing import sparse_cross as cross
    from .ops.sparse.crossing import sparse_cross_hashed as cross_hashed
    from .ops.sparse.joining import concat_ as concat
    from .ops.sparse.joining import fill_empty_rows as fill_empty_rows
    from .ops.sparse.joining import map_values as map_values
    from .ops.sparse.joining import mask as mask
    from .ops.sparse.joining import retain as retain
    from .ops.sparse.joining import slice_ as slice
    from .ops.sparse.joining import split_ as split
    from .ops.sparse.places import expand_dims as expand_dims
    from .ops.sparse.places import eye as eye
    from .ops.sparse.places import from_dense as from_dense
    from .ops.sparse.places import reorder as reorder
    from .ops.sparse.places import reset_shape as reset_shape
    from .ops.sparse.places import reshape as reshape
    from .ops.sparse.places import to_dense as to_dense
    from .ops.sparse.places import to_indicator as to_indicator
    from .ops.sparse.places import transpose as transpose
    from .ops.sparse.tensor import SparseTensor as SparseTensor
else:
    __getattr__, __dir__ = lazily(__name__, {
        "SparseTensor": "ops.sparse.tensor",
        "add": "ops.sparse.arithmetic",
        "bincount": "ops.sparse.arithmetic",
        "concat": "ops.sparse.joining:concat_",
        "cross": "ops.sparse.crossing:sparse_cross",
        "cross_hashed": "ops.sparse.crossing:sparse_cross_hashed",
        "expand_dims": "ops.sparse.places",
        "eye": "ops.sparse.places",
        "fill_empty_rows": "ops.sparse.joining",
        "from_dense": "ops.sparse.places",
        "map_values": "ops.sparse.joining",
        "mask": "ops.sparse.joining",
        "maximum": "ops.sparse.arithmetic",
        "minimum": "ops.sparse.arithmetic",
        "reduce_max": "ops.sparse.arithmetic",
        "reduce_sum": "ops.sparse.arithmetic",
        "reorder": "ops.sparse.places",
        "reset_shape": "ops.sparse.places",
        "reshape": "ops.sparse.places",
        "retain": "ops.sparse.joining",
        "sampled_addmm": "ops.sparse.arithmetic",
        "segment_mean": "ops.sparse.arithmetic",
        "segment_sqrt_n": "ops.sparse.arithmetic",
        "segment_sum": "ops.sparse.arithmetic",
        "slice": "ops.sparse.joining:slice_",
        "softmax": "ops.sparse.arithmetic",
        "sparse_dense_matmul": "ops.sparse.arithmetic",
        "split": "ops.sparse.joining:split_",
        "to_dense": "ops.sparse.places",
        "to_indicator": "ops.sparse.places",
        "transpose": "ops.sparse.places",
    }, ())


__all__ = [  # noqa: RUF022
    "add",
    "bincount",
    "maximum",
    "minimum",
    "reduce_max",
    "reduce_sum",
    "sampled_addmm",
    "segment_mean",
    "segment_sqrt_n",
    "segment_sum",
    "softmax",
    "sparse_dense_matmul",
    "cross",
    "cross_hashed",
    "concat",
    "fill_empty_rows",
    "map_values",
    "mask",
    "retain",
    "slice",
    "split",
    "expand_dims",
    "eye",
    "from_dense",
    "reorder",
    "reset_shape",
    "reshape",
    "to_dense",
    "to_indicator",
    "transpose",
    "SparseTensor",
]
