"""The names of `ef.compat.v1.dtypes`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily
from ...dtype import DType as DType
from ...dtype import as_dtype as as_dtype
from ...dtype import bfloat16 as bfloat16
from ...dtype import bool_ as bool
from ...dtype import complex128 as complex128
from ...dtype import complex64 as complex64
from ...dtype import double as double
from ...dtype import float16 as float16
from ...dtype import float32 as float32
from ...dtype import float64 as float64
from ...dtype import half as half
from ...dtype import int16 as int16
from ...dtype import int32 as int32
from ...dtype import int64 as int64
from ...dtype import int8 as int8
from ...dtype import resource as resource
from ...dtype import string as string
from ...dtype import uint16 as uint16
from ...dtype import uint32 as uint32
from ...dtype import uint64 as uint64
from ...dtype import uint8 as uint8
from ...dtype import variant as variant
from ...ops.casting import cast as cast
from ...ops.casting import saturate_cast as saturate_cast
from ...ops.elementwise.complexes import complex as complex

if TYPE_CHECKING:
    from ...ops.strings.numbers import as_string as as_string
else:
    __getattr__, __dir__ = lazily(__name__, {
        "as_string": "ops.strings.numbers",
    }, ())


__all__ = [  # noqa: RUF022
    "DType",
    "as_dtype",
    "bfloat16",
    "bool",
    "complex128",
    "complex64",
    "double",
    "float16",
    "float32",
    "float64",
    "half",
    "int16",
    "int32",
    "int64",
    "int8",
    "resource",
    "string",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "variant",
    "cast",
    "saturate_cast",
    "complex",
    "as_string",
]
