"""The names of `ef.compat.v1.io`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...compat.v1.string_forms import decode_raw as decode_raw
    from ...ops.example_parsing import FixedLenFeature as FixedLenFeature
    from ...ops.example_parsing import FixedLenSequenceFeature as FixedLenSequenceFeature
    from ...ops.example_parsing import VarLenFeature as VarLenFeature
    from ...ops.example_parsing import parse_example_v1 as parse_example
    from ...ops.example_parsing import parse_single_example_v1 as parse_single_example
    from ...ops.tensor_bytes import decode_base64 as decode_base64
    from ...ops.tensor_bytes import encode_base64 as encode_base64
    from ...ops.tensor_bytes import parse_tensor as parse_tensor
    from ...ops.tensor_bytes import serialize_tensor as serialize_tensor
else:
    __getattr__, __dir__ = lazily(__name__, {
        "FixedLenFeature": "ops.example_parsing",
        "FixedLenSequenceFeature": "ops.example_parsing",
        "VarLenFeature": "ops.example_parsing",
        "decode_base64": "ops.tensor_bytes",
        "decode_raw": "compat.v1.string_forms",
        "encode_base64": "ops.tensor_bytes",
        "parse_example": "ops.example_parsing:parse_example_v1",
        "parse_single_example": "ops.example_parsing:parse_single_example_v1",
        "parse_tensor": "ops.tensor_bytes",
        "serialize_tensor": "ops.tensor_bytes",
    }, ())


__all__ = [  # noqa: RUF022
    "decode_raw",
    "FixedLenFeature",
    "FixedLenSequenceFeature",
    "VarLenFeature",
    "parse_example",
    "parse_single_example",
    "decode_base64",
    "encode_base64",
    "parse_tensor",
    "serialize_tensor",
]
