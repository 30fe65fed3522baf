"""Samples of assertions: calls that pass, and calls that must fail."""

from __future__ import annotations

import numpy as np

from eagerflow import errors
from tests.samples.base import Sample, bad, call, rand


def true(*args, **kwargs):
    return np.asarray(True)


X = np.array([[1.0, 2.0], [3.0, 4.0]])
I = np.array([1, 2, 3], np.int32)  # noqa: E741
WORDS = np.array([b"a", b"bc"], object)
INVALID = errors.InvalidArgumentError


def relation(kind, text=None, message="", summarize=3):
    return {
        "relation": kind, "text": text or f"x {kind} y", "message": message,
        "summarize": summarize,
    }  # fmt: skip


SAMPLES = {
    "Assert": Sample(
        true,
        [call(np.array(True), [X, WORDS], 3), call(np.ones((0,), bool), [], 3)],
        bad=[
            bad(np.array(False), [X, WORDS], 3, error=INVALID,
                match=r"assertion failed: \[1.0 2.0 3.0...\] \[b'a' b'bc'\]"),
            bad(np.array([True, False]), [I], -1, error=INVALID, match=r"failed: \[1 2 3\]"),
            bad(X, [], 3, error=TypeError, match="is not in the list of allowed values"),
        ],
        dtypes=["bool"],
    ),
    "AssertRelation": Sample(
        true,
        [
            call(X, X.copy(), **relation("==")),
            call(X, X + 1, **relation("<")),
            call(X + 1, X[0], **relation(">")),
            call(I, I + 1, **relation("!=")),
            call(WORDS, WORDS.copy(), **relation("==")),
            call(rand(0, 2), rand(0, 2), **relation(">")),
        ],
        bad=[
            bad(I, I + 1, **relation("=="), error=INVALID, match="Condition x == y did not hold"),
            bad(I, I + 1, **relation("==", message="hello"), error=INVALID, match="^hello$"),
            bad(X, X.astype(np.float32), **relation("=="), error=TypeError, match="as input #1"),
            bad(X, I, **relation("=="), error=TypeError, match="as input #1"),
            bad(np.ones(2), np.ones(3), **relation("=="), error=ValueError, match="ncompatible"),
        ],
        dtypes=["float32", "float64", "int32", "int64", "string"],
    ),
    "AssertNear": Sample(
        true,
        [call(X, X + 1e-9, 1e-6, 0.0, "", 3), call(X, X[0] * 0 + X, 0.0, 0.1, "", 3)],
        bad=[
            bad(X, X + 1, 1e-6, 1e-6, "", 3, error=INVALID, match="x and y not equal to tolerance"),
            bad(X, X + 1, 1e-6, 1e-6, "far", 3, error=INVALID, match="^far$"),
            bad(X, I, 1e-6, 1e-6, "", 3, error=TypeError, match="as input #1"),
        ],
        dtypes=["float32", "float64", "complex128"],
    ),
    "CheckNumerics": Sample(
        lambda x, message: x,
        [call(X, "m"), call(rand(0, 3), "m"), call(np.array(2.0), "m")],
        bad=[
            bad(np.array([1.0, np.nan]), "loss", error=INVALID, match="loss : Tensor had NaN"),
            bad(np.array([np.inf]), "loss", error=INVALID, match="loss : Tensor had Inf values"),
            bad(np.array([np.inf, np.nan]), "loss", error=INVALID, match="had Inf and NaN values"),
            bad(I, "loss", error=TypeError, match="is not in the list of allowed values"),
        ],
    ),
    "AssertRank": Sample(
        true,
        [call(X, (2,), "", ""), call(X, (1,), "at least ", ""), call(I, (1, 3), "in ", "")],
        bad=[
            bad(X, (3,), "", "", error=ValueError, match="must have rank 3.  Received rank 2"),
            bad(X, (3,), "", "mine", error=ValueError, match="^mine.  Tensor  must have rank 3"),
            bad(X, (0, 1), "in ", "", error=ValueError, match=r"must have rank in \(0, 1\)"),
        ],
        dtypes=["float64", "int32"],
    ),
}  # fmt: skip
