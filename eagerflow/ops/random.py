"""Random numbers, stateful (`uniform`, `normal`, ...) and from seeds (`stateless_uniform`, ...).

Both are one pure op for each distribution, which takes a key (see `random_state`) as a host
argument; scale and offset are applied by ordinary ops, so that gradients flow to them.
"""

from __future__ import annotations

import enum
import math
from typing import Any

from .. import errors
from ..backend import philox
from ..core.dispatch import as_tensor
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import Tensor, TensorLike
from ..dtypes import (
    FLOATING,
    INDEX,
    REAL,
    DType,
    DTypeLike,
    as_dtype,
    bfloat16,
    float16,
    float32,
    float64,
    int32,
    int64,
    named,
    uint32,
    uint64,
)
from ..registry import export
from ..shapes import Shape, text
from .array import convert_to_tensor
from .array import shape as shape_op
from .gathering import gather
from .random_state import draw_key, named_scope, seed_key
from .rules import check_dtype
from .shaping import check_sizes

_FLOATS = (float16, bfloat16, float32, float64)
_INTS = (int32, int64)
_FULL_INTS = (*_INTS, uint32, uint64)
