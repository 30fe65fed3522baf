"""The names of `ef.ragged`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .ops.ragged.functions import boolean_mask as boolean_mask
    from .ops.ragged.functions import constant as constant
    from .ops.ragged.functions import map_flat_values as map_flat_values
    from .ops.ragged.functions import range_ as range
    from .ops.ragged.functions import stack as stack
    from .ops.ragged.functions import stack_dynamic_partitions as stack_dynamic_partitions
    from .ops.ragged.rows import row_splits_to_segment_ids as row_splits_to_segment_ids
    from .ops.ragged.rows import segment_ids_to_row_splits as segment_ids_to_row_splits
    from .ops.sparse.crossing import ragged_cross as cross
    from .ops.sparse.crossing import ragged_cross_hashed as cross_hashed
else:
    __getattr__, __dir__ = lazily(__name__, {
        "boolean_mask": "ops.ragged.functions",
        "constant": "ops.ragged.functions",
        "cross": "ops.sparse.crossing:ragged_cross",
        "cross_hashed": "ops.sparse.crossing:ragged_cross_hashed",
        "map_flat_values": "ops.ragged.functions",
        "range": "ops.ragged.functions:range_",
        "row_splits_to_segment_ids": "ops.ragged.rows",
        "segment_ids_to_row_splits": "ops.ragged.rows",
        "stack": "ops.ragged.functions",
        "stack_dynamic_partitions": "ops.ragged.functions",
    }, ())


__all__ = [  # noqa: RUF022
    "boolean_mask",
    "constant",
    "map_flat_values",
    "range",
    "stack",
    "stack_dynamic_partitions",
    "row_splits_to_segment_ids",
    "segment_ids_to_row_splits",
    "cross",
    "cross_hashed",
]
