"""Samples of matrix products, einsum, and diagonals."""

import numpy as np

from tests.oracles import linalg as oracle
from tests.samples.base import Sample, bad, bools, call, ints, rand

REFUSED = "is not in the list of allowed values"


def flags(a, b):
    """Calls of MatMul with both operands as they are and transposed."""
    at, bt = np.swapaxes(a, -1, -2), np.swapaxes(b, -1, -2)
    return [call(a, b), call(at, b, True), call(a, bt, False, True), call(at, bt, True, True)]


def matmul(a, b, transpose_a=False, transpose_b=False):
    a = np.swapaxes(a, -1, -2) if transpose_a else a
    b = np.swapaxes(b, -1, -2) if transpose_b else b
    return a @ b


def product(equation, *shapes):
    return call([rand(*s) for s in shapes], equation)


def fails(equation, *shapes, match):
    return bad([rand(*s) for s in shapes], equation, error=ValueError, match=match)


SAMPLES = {
    "MatMul": Sample(
        matmul,
        [
            *flags(rand(2, 3), rand(3, 4)),
            *flags(rand(2, 2, 3), rand(2, 3, 2)),
            call(rand(2, 1, 2, 3), rand(4, 3, 2)),
            call(rand(2, 3), rand(2, 3, 2)),
            call(rand(0, 3), rand(3, 2)),
            call(rand(2, 0), rand(0, 2)),
            call(rand(3, 2).T, rand(4, 3).T),
        ],
        bad=[
            bad(
                rand(2, 3),
                rand(2, 3),
                error=ValueError,
                match=r"size-incompatible: In\[0\]: \[2,3\], In\[1\]: \[2,3\]",
            ),
            bad(rand(2, 3), rand(3), error=ValueError, match=r"In\[1\] ndims must be >= 2"),
            bad(
                rand(2, 3, 3),
                rand(3, 3, 2),
                error=ValueError,
                match=r"batch dimensions: \[2,3,3\] vs. \[3,3,2\]",
            ),
            bad(ints(1, 1), rand(1, 1), error=TypeError, match="cannot compute MatMul as input #1"),
            bad(bools(1, 1), bools(1, 1), error=TypeError, match="of bool " + REFUSED),
        ],
    ),
    "Einsum": Sample(
        lambda inputs, equation: oracle.einsum(equation, *inputs),
        [
            product("ij,jk->ik", (2, 3), (3, 4)),
            product("ij,jk", (2, 3), (3, 2)),
            product("ba", (2, 3)),
            product("ii->i", (3, 3)),
            product("ii", (2, 2)),
            product("iji->j", (2, 3, 2)),
            product("iii->i", (2, 2, 2)),
            product("ij->", (2, 3)),
            product("i->", (0,)),
            product("ij,ij->j", (2, 3), (2, 3)),
            product("i,j->ji", (2,), (3,)),
            product(",i->i", (), (2,)),
            product("bij,bjk->bik", (2, 2, 3), (2, 3, 2)),
            product("bhd,bkd->hbk", (2, 3, 2), (2, 2, 2)),
            product("...ij,...jk->...ik", (2, 1, 2, 3), (3, 3, 2)),
            product("i...->...", (2, 3)),
            product("i...j->j...i", (2, 3, 2)),
            product("ij,jk,kl->il", (2, 3), (3, 2), (2, 2)),
            product("i,i,i->i", (3,), (3,), (3,)),
            product("ij,kj->ik", (2, 1), (2, 3)),
            product("aij,bij->ab", (2, 1, 3), (2, 2, 3)),
            product("ij,jk->ik", (0, 2), (2, 3)),
            product("ij,jk->ik", (2, 0), (0, 3)),
            call([rand(3, 2).T, rand(4, 3).T], "ij,jk->ik"),
        ],
        bad=[
            fails("ij-->ji", (2, 3), match="Subscripts have incorrect format: ij-->ji"),
            fails("i..j->ij", (2, 3), match="Subscripts have incorrect format"),
            fails("......->...", (2, 3), match="Subscripts have incorrect format"),
            fails(
                "ij,jk->il",
                (2, 3),
                (3, 2),
                match="Output subscripts contain the label l not present",
            ),
            fails("ij->ii", (2, 3), match="a label appearing more than once: ij->ii"),
            fails("ij,jk->ik", (2, 3), match='Got 1 inputs for equation "ij,jk->ik", expecting 2'),
            fails("ijk->i", (2, 3), match="Expected input 0 to have rank 3 but got: 2"),
            fails(
                "ijk...->i...", (2, 3), match="Expected input 0 to have rank at least 3 but got: 2"
            ),
            fails(
                "ii->i",
                (3, 4),
                match=r"Expected dimension 3 at axis 1 of .* \[3,4\] but got dimension 4",
            ),
            fails(
                "ij,jk->ik",
                (3, 4),
                (3, 4),
                match="Expected dimension 4 at axis 0 .* got dimension 3",
            ),
            fails(
                "ij...->ij",
                (2, 3, 4),
                match=r"Output contains 1 broadcasting dimension\(s\) but no ellipsis",
            ),
            bad(
                [rand(2), ints(2)],
                "i,i->i",
                error=TypeError,
                match="cannot compute Einsum as input #1",
            ),
            bad([bools(2)], "i->i", error=TypeError, match="of bool " + REFUSED),
        ],
    ),
    "EinsumSpread": Sample(
        oracle.einsum_spread,
        [
            call(rand(2), (2, 3), "i", "ij"),
            call(rand(3), (2, 3), "j", "ij"),
            call(rand(), (2, 2), "", "ii"),
            call(rand(3), (3, 3), "i", "ii"),
            call(rand(2, 3), (2, 3, 2), "ij", "iji"),
            call(rand(2, 3), (1, 3), "ij", "ij"),
            call(rand(1, 3), (2, 3), "ij", "ij"),
            call(rand(3, 2).T, (2, 3, 2), "ij", "ijk"),
            call(rand(0), (0, 2), "i", "ij"),
        ],
        bad=[bad(bools(2), (2, 2), "i", "ij", error=TypeError, match="of bool " + REFUSED)],
    ),
    "MatrixDiagPartV3": Sample(
        oracle.diag_part,
        [
            call(rand(3, 4), 0, 0, "RIGHT_LEFT"),
            call(rand(2, 3, 4), 1, 0, "RIGHT_LEFT"),
            call(rand(4, 3).T, -1, 0, "LEFT_RIGHT"),
            *(call(rand(3, 4), (-1, 2), 7, a) for a in oracle.ALIGNS),
            *(call(rand(4, 3), (1, 2), 7, a) for a in oracle.ALIGNS),
            call(rand(4, 2), (-3, -2), 0, "LEFT_LEFT"),
            call(rand(2, 2), (0, 0), 0, "LEFT_LEFT"),
            call(rand(0, 3, 3), (-1, 1), 0, "RIGHT_RIGHT"),
        ],
        bad=[
            bad(
                rand(3),
                0,
                0,
                "LEFT_LEFT",
                error=ValueError,
                match=r"at least 2-dim, received shape: \[3\]",
            ),
            bad(
                rand(3, 4),
                5,
                0,
                "LEFT_LEFT",
                error=ValueError,
                match="lower_diag_index is out of bound: 5. It must be between -3 and 4",
            ),
            bad(
                rand(3, 4),
                (1, 0),
                0,
                "LEFT_LEFT",
                error=ValueError,
                match="must not be larger than upper_diag_index: 1 > 0",
            ),
            bad(
                rand(3, 4), 0, 0, "FOO", error=ValueError, match="attr 'align' of \"FOO\" is not in"
            ),
            bad(
                ints(3, 4),
                0,
                0.5,
                "LEFT_LEFT",
                error=TypeError,
                match="Cannot convert 0.5 to EagerTensor of dtype int32",
            ),
        ],
        exact=True,
    ),
    "MatrixDiagV3": Sample(
        oracle.diag,
        [
            call(rand(3), 0, -1, -1, 0, "RIGHT_LEFT"),
            call(rand(2, 3), 1, -1, -1, 0, "RIGHT_LEFT"),
            call(rand(3, 2).T, -1, -1, -1, 0, "RIGHT_LEFT"),
            call(rand(2), -1, 3, 4, 7, "LEFT_RIGHT"),
            call(rand(3), 0, 3, 5, 0, "LEFT_RIGHT"),
            call(rand(3), 0, 4, -1, 0, "LEFT_RIGHT"),
            *(call(rand(2, 4, 3), (-1, 2), 3, 4, 7, a) for a in oracle.ALIGNS),
            *(call(rand(2, 2), (1, 2), -1, -1, 0, a) for a in oracle.ALIGNS),
            call(rand(0, 2), 0, -1, -1, 0, "RIGHT_LEFT"),
        ],
        bad=[
            bad(
                rand(),
                0,
                -1,
                -1,
                0,
                "LEFT_LEFT",
                error=ValueError,
                match=r"at least 1-dim, received shape: \[\]",
            ),
            bad(
                rand(2),
                0,
                1,
                -1,
                0,
                "LEFT_LEFT",
                error=ValueError,
                match="The number of rows is too small.",
            ),
            bad(
                rand(2),
                5,
                3,
                3,
                0,
                "LEFT_LEFT",
                error=ValueError,
                match="The number of columns is too small.",
            ),
            bad(
                rand(2),
                0,
                3,
                3,
                0,
                "LEFT_LEFT",
                error=ValueError,
                match="rows or columns is not consistent",
            ),
            bad(
                rand(2, 2),
                (0, 2),
                -1,
                -1,
                0,
                "LEFT_LEFT",
                error=ValueError,
                match="number of diagonals provided",
            ),
            bad(
                ints(2),
                0,
                -1,
                -1,
                0.5,
                "LEFT_LEFT",
                error=TypeError,
                match="Cannot convert 0.5 to EagerTensor",
            ),
        ],
        exact=True,
    ),
    "MatrixBandPart": Sample(
        oracle.band_part,
        [
            call(rand(3, 4), 1, 0),
            call(rand(3, 4), -1, 1),
            call(rand(2, 4, 3), 0, -1),
            call(rand(4, 3).T, 3, 4),
            call(rand(0, 2), 0, 0),
        ],
        bad=[
            bad(
                rand(3, 4),
                4,
                0,
                error=ValueError,
                match=r"num_lower must be .* number of rows \(3\) got: 4",
            ),
            bad(
                rand(3, 4),
                0,
                5,
                error=ValueError,
                match=r"num_upper must be .* columns \(4\) got: 5",
            ),
            bad(rand(3), 0, 0, error=ValueError, match=r"at least 2-dim, received shape: \[3\]"),
            bad(rand(3, 3), 0.5, 0, error=TypeError, match="attr 'Tindex' of float " + REFUSED),
        ],
        exact=True,
    ),
}
