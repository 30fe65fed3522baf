"""The names of `ef.ragged`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .ops.crossing import ragged_cross as cross
    from .ops.crossing import ragged_cross_hashed as cross_hashed
    from .ops.ragged import boolean_mask as boolean_mask
    from .ops.ragged import constant as constant
    from .ops.ragged import map_flat_values as map_flat_values
    from .ops.ragged import range_ as range
    from .ops.ragged import stack as stack
    from .ops.ragged import stack_dynamic_partitions as stack_dynamic_partitions
    from .ops.ragged_rows import row_splits_to_segment_ids as row_splits_to_segment_ids
    from .ops.ragged_rows import segment_ids_to_row_splits as segment_ids_to_row_splits
else:
    __getattr__, __dir__ = lazily(__name__, {
        "boolean_mask": "ops.ragged",
        "constant": "ops.ragged",
        "cross": "ops.crossing:ragged_cross",
        "cross_hashed": "ops.crossing:ragged_cross_hashed",
        "map_flat_values": "ops.ragged",
        "range": "ops.ragged:range_",
        "row_splits_to_segment_ids": "ops.ragged_rows",
        "segment_ids_to_row_splits": "ops.ragged_rows",
        "stack": "ops.ragged",
        "stack_dynamic_partitions": "ops.ragged",
    }, ())


__all__ = [  # noqa: RUF022
    "cross",
    "cross_hashed",
    "boolean_mask",
    "constant",
    "map_flat_values",
    "range",
    "stack",
    "stack_dynamic_partitions",
    "row_splits_to_segment_ids",
    "segment_ids_to_row_splits",
]
