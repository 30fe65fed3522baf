"""The names of `ef.linalg`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily
from ..ops.arrays.diagonals import band_part as band_part
from ..ops.arrays.diagonals import diag as diag
from ..ops.arrays.diagonals import diag_part as diag_part
from ..ops.arrays.diagonals import trace as trace
from ..ops.arrays.ranges import eye as eye
from ..ops.linalg.decompositions import cholesky as cholesky
from ..ops.linalg.decompositions import qr as qr
from ..ops.linalg.decompositions import svd as svd
from ..ops.linalg.einsum import einsum as einsum
from ..ops.linalg.einsum import tensordot as tensordot
from ..ops.linalg.products import adjoint as adjoint
from ..ops.linalg.products import matmul as matmul
from ..ops.linalg.products import matrix_transpose as matrix_transpose
from ..ops.linalg.products import matvec as matvec
from ..ops.linalg.solving import inv as inv
from ..ops.linalg.solving import solve as solve
from ..ops.linalg.solving import triangular_solve as triangular_solve
from ..ops.reductions.norms import norm as norm

if TYPE_CHECKING:
    from ..linalg_operators.base import LinearOperator as LinearOperator
    from ..linalg_operators.blocks import LinearOperatorBlockDiag as LinearOperatorBlockDiag
    from ..linalg_operators.blocks import LinearOperatorBlockLowerTriangular as LinearOperatorBlockLowerTriangular
    from ..linalg_operators.circulant import LinearOperatorCirculant as LinearOperatorCirculant
    from ..linalg_operators.circulant import LinearOperatorCirculant2D as LinearOperatorCirculant2D
    from ..linalg_operators.circulant import LinearOperatorCirculant3D as LinearOperatorCirculant3D
    from ..linalg_operators.combined import LinearOperatorAdjoint as LinearOperatorAdjoint
    from ..linalg_operators.combined import LinearOperatorComposition as LinearOperatorComposition
    from ..linalg_operators.combined import LinearOperatorInversion as LinearOperatorInversion
    from ..linalg_operators.dense import LinearOperatorDiag as LinearOperatorDiag
    from ..linalg_operators.dense import LinearOperatorFullMatrix as LinearOperatorFullMatrix
    from ..linalg_operators.dense import LinearOperatorLowerTriangular as LinearOperatorLowerTriangular
    from ..linalg_operators.identity import LinearOperatorIdentity as LinearOperatorIdentity
    from ..linalg_operators.identity import LinearOperatorScaledIdentity as LinearOperatorScaledIdentity
    from ..linalg_operators.identity import LinearOperatorZeros as LinearOperatorZeros
    from ..linalg_operators.kronecker import LinearOperatorKronecker as LinearOperatorKronecker
    from ..linalg_operators.low_rank import LinearOperatorLowRankUpdate as LinearOperatorLowRankUpdate
    from ..linalg_operators.structured import LinearOperatorHouseholder as LinearOperatorHouseholder
    from ..linalg_operators.structured import LinearOperatorPermutation as LinearOperatorPermutation
    from ..linalg_operators.structured import LinearOperatorToeplitz as LinearOperatorToeplitz
    from ..linalg_operators.structured import LinearOperatorTridiag as LinearOperatorTridiag
    from ..ops.arrays.setting_diagonals import set_diag as set_diag
    from ..ops.arrays.setting_diagonals import tensor_diag as tensor_diag
    from ..ops.arrays.setting_diagonals import tensor_diag_part as tensor_diag_part
    from ..ops.linalg.banded import banded_triangular_solve as banded_triangular_solve
    from ..ops.linalg.determinants import det as det
    from ..ops.linalg.determinants import logdet as logdet
    from ..ops.linalg.determinants import slogdet as slogdet
    from ..ops.linalg.eigenvalues import eig as eig
    from ..ops.linalg.eigenvalues import eigh as eigh
    from ..ops.linalg.eigenvalues import eigvals as eigvals
    from ..ops.linalg.eigenvalues import eigvalsh as eigvalsh
    from ..ops.linalg.least_squares import cholesky_solve as cholesky_solve
    from ..ops.linalg.least_squares import lstsq as lstsq
    from ..ops.linalg.least_squares import matrix_rank as matrix_rank
    from ..ops.linalg.least_squares import pinv as pinv
    from ..ops.linalg.lu import lu as lu
    from ..ops.linalg.lu import lu_matrix_inverse as lu_matrix_inverse
    from ..ops.linalg.lu import lu_reconstruct as lu_reconstruct
    from ..ops.linalg.lu import lu_solve as lu_solve
    from ..ops.linalg.matrix_functions import expm as expm
    from ..ops.linalg.matrix_functions import logm as logm
    from ..ops.linalg.matrix_functions import sqrtm as sqrtm
    from ..ops.linalg.tridiagonal import eigh_tridiagonal as eigh_tridiagonal
    from ..ops.linalg.tridiagonal import tridiagonal_matmul as tridiagonal_matmul
    from ..ops.linalg.tridiagonal import tridiagonal_solve as tridiagonal_solve
    from ..ops.linalg.vectors import cross as cross
    from ..ops.nn.normalization import l2_normalize as l2_normalize
    from ..ops.reductions.clipping import global_norm as global_norm
    from ..ops.reductions.clipping import normalize as normalize
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "LinearOperator": "linalg_operators.base",
        "LinearOperatorAdjoint": "linalg_operators.combined",
        "LinearOperatorBlockDiag": "linalg_operators.blocks",
        "LinearOperatorBlockLowerTriangular": "linalg_operators.blocks",
        "LinearOperatorCirculant": "linalg_operators.circulant",
        "LinearOperatorCirculant2D": "linalg_operators.circulant",
        "LinearOperatorCirculant3D": "linalg_operators.circulant",
        "LinearOperatorComposition": "linalg_operators.combined",
        "LinearOperatorDiag": "linalg_operators.dense",
        "LinearOperatorFullMatrix": "linalg_operators.dense",
        "LinearOperatorHouseholder": "linalg_operators.structured",
        "LinearOperatorIdentity": "linalg_operators.identity",
        "LinearOperatorInversion": "linalg_operators.combined",
        "LinearOperatorKronecker": "linalg_operators.kronecker",
        "LinearOperatorLowRankUpdate": "linalg_operators.low_rank",
        "LinearOperatorLowerTriangular": "linalg_operators.dense",
        "LinearOperatorPermutation": "linalg_operators.structured",
        "LinearOperatorScaledIdentity": "linalg_operators.identity",
        "LinearOperatorToeplitz": "linalg_operators.structured",
        "LinearOperatorTridiag": "linalg_operators.structured",
        "LinearOperatorZeros": "linalg_operators.identity",
        "banded_triangular_solve": "ops.linalg.banded",
        "cholesky_solve": "ops.linalg.least_squares",
        "cross": "ops.linalg.vectors",
        "det": "ops.linalg.determinants",
        "eig": "ops.linalg.eigenvalues",
        "eigh": "ops.linalg.eigenvalues",
        "eigh_tridiagonal": "ops.linalg.tridiagonal",
        "eigvals": "ops.linalg.eigenvalues",
        "eigvalsh": "ops.linalg.eigenvalues",
        "expm": "ops.linalg.matrix_functions",
        "global_norm": "ops.reductions.clipping",
        "l2_normalize": "ops.nn.normalization",
        "logdet": "ops.linalg.determinants",
        "logm": "ops.linalg.matrix_functions",
        "lstsq": "ops.linalg.least_squares",
        "lu": "ops.linalg.lu",
        "lu_matrix_inverse": "ops.linalg.lu",
        "lu_reconstruct": "ops.linalg.lu",
        "lu_solve": "ops.linalg.lu",
        "matrix_rank": "ops.linalg.least_squares",
        "normalize": "ops.reductions.clipping",
        "pinv": "ops.linalg.least_squares",
        "set_diag": "ops.arrays.setting_diagonals",
        "slogdet": "ops.linalg.determinants",
        "sqrtm": "ops.linalg.matrix_functions",
        "tensor_diag": "ops.arrays.setting_diagonals",
        "tensor_diag_part": "ops.arrays.setting_diagonals",
        "tridiagonal_matmul": "ops.linalg.tridiagonal",
        "tridiagonal_solve": "ops.linalg.tridiagonal",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "band_part",
    "diag",
    "diag_part",
    "trace",
    "eye",
    "cholesky",
    "qr",
    "svd",
    "einsum",
    "tensordot",
    "adjoint",
    "matmul",
    "matrix_transpose",
    "matvec",
    "inv",
    "solve",
    "triangular_solve",
    "norm",
    "LinearOperator",
    "LinearOperatorBlockDiag",
    "LinearOperatorBlockLowerTriangular",
    "LinearOperatorCirculant",
    "LinearOperatorCirculant2D",
    "LinearOperatorCirculant3D",
    "LinearOperatorAdjoint",
    "LinearOperatorComposition",
    "LinearOperatorInversion",
    "LinearOperatorDiag",
    "LinearOperatorFullMatrix",
    "LinearOperatorLowerTriangular",
    "LinearOperatorIdentity",
    "LinearOperatorScaledIdentity",
    "LinearOperatorZeros",
    "LinearOperatorKronecker",
    "LinearOperatorLowRankUpdate",
    "LinearOperatorHouseholder",
    "LinearOperatorPermutation",
    "LinearOperatorToeplitz",
    "LinearOperatorTridiag",
    "set_diag",
    "tensor_diag",
    "tensor_diag_part",
    "banded_triangular_solve",
    "det",
    "logdet",
    "slogdet",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "cholesky_solve",
    "lstsq",
    "matrix_rank",
    "pinv",
    "lu",
    "lu_matrix_inverse",
    "lu_reconstruct",
    "lu_solve",
    "expm",
    "logm",
    "sqrtm",
    "eigh_tridiagonal",
    "tridiagonal_matmul",
    "tridiagonal_solve",
    "cross",
    "l2_normalize",
    "global_norm",
    "normalize",
    "experimental",
]
