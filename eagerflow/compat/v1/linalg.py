"""The names of `ef.compat.v1.linalg`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily
from ...ops.diagonals import band_part as band_part
from ...ops.diagonals import diag as diag
from ...ops.diagonals import diag_part as diag_part
from ...ops.diagonals import trace as trace
from ...ops.einsum import einsum as einsum
from ...ops.einsum import tensordot as tensordot
from ...ops.linalg import adjoint as adjoint
from ...ops.linalg import matmul as matmul
from ...ops.linalg import matrix_transpose as matrix_transpose
from ...ops.linalg import matrix_transpose as transpose
from ...ops.linalg import matvec as matvec
from ...ops.norms import norm as norm
from ...ops.ranges import eye as eye

if TYPE_CHECKING:
    from ...ops.normalization import l2_normalize as l2_normalize
else:
    __getattr__, __dir__ = lazily(__name__, {
        "l2_normalize": "ops.normalization",
    }, ())


__all__ = [  # noqa: RUF022
    "band_part",
    "diag",
    "diag_part",
    "trace",
    "einsum",
    "tensordot",
    "adjoint",
    "matmul",
    "matrix_transpose",
    "transpose",
    "matvec",
    "norm",
    "eye",
    "l2_normalize",
]
