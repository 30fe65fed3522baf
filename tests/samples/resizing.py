"""Samples of the ops that resize images."""

from __future__ import annotations

import numpy as np

from eagerflow import dtype as dtypes
from eagerflow import errors
from tests.oracles import image_resize as oracle
from tests.samples.base import Sample, bad, call, ints, rand

# Old and new sizes: larger, smaller, both at once, many times as large, the same, one, nothing.
CASES = [
    ((2, 3, 4, 3), (5, 7)),
    ((1, 7, 6, 2), (3, 2)),
    ((1, 3, 9, 1), (4, 4)),
    ((1, 2, 3, 1), (21, 2)),
    ((1, 3, 3, 2), (3, 3)),
    ((1, 1, 5, 1), (1, 1)),
    ((0, 3, 4, 2), (2, 5)),
]
LARGE = ((1, 23, 3, 1), (2, 3))
X = np.ones((1, 3, 4, 2))
FLOATS = ["bfloat16", "float16", "float32", "float64"]
IMAGES = ["int8", "uint8", "int16", "uint16", "int32", "int64", *FLOATS]


def calls(*ways, cases=(*CASES, LARGE), back=False, dtype=True):
    """Calls with attributes in turn, and one with integers."""
    last = {"dtype": dtypes.float64} if dtype else {}
    for i, (shape, new) in enumerate(cases):
        for way in ways if i == 0 else [ways[i % len(ways)]]:
            yield call(rand(*shape), new, **way, **last)
    if not back:
        yield call(ints(1, 3, 4, 2, lo=-100), (2, 5), **ways[0], **last)


def wrong(way):
    """Calls that no resizing takes."""
    invalid = errors.InvalidArgumentError
    way = {**way, "dtype": dtypes.float32}
    return [
        bad(X[0], (2, 2), error=invalid, match="input must be 4-dimensional", **way),
        bad(X, (2, 2, 2), error=invalid, match=r"shape_t must have two elements\[3\]", **way),
        bad(X, 2, error=invalid, match="shape_t must be 1-dimensional", **way),
        bad(X, (0, 2), error=invalid, match="output dimensions must be positive", **way),
        bad(X, (2, -1), error=invalid, match="output dimensions must be positive", **way),
        bad(X[..., :0], (2, 2), error=invalid, match="at least one channel", **way),
        bad(X[:, :0], (2, 2), error=invalid, match="must be of non-zero size", **way),
        bad(X > 0, (2, 2), error=TypeError, match="not in the list of allowed values", **way),
        bad(X, (2.0, 2.0), error=TypeError, match="not in the list of allowed values", **way),
    ]


def centers(corners, half):
    return {"align_corners": corners, "half_pixel_centers": half}


CENTERS = [centers(False, True), centers(True, False), centers(False, False)]
AREAS = [{"align_corners": False}, {"align_corners": True}]
FILTERS = [
    {"kernel_type": name, "antialias": antialias}
    for name in oracle.KERNELS
    for antialias in (True, False)
]


def without_dtype(reference):
    return lambda images, size, *options, dtype=None, **way: reference(
        images, size, *options, *way.values()
    )


def resizing(way, ways):
    return Sample(
        without_dtype(oracle.resize(way)), [*calls(*ways)], bad=wrong(ways[0]), dtypes=IMAGES
    )


def backwards(way, ways):
    found = [*calls(*ways, back=True)]
    return Sample(without_dtype(oracle.back(way)), found, bad=wrong(ways[0]), dtypes=FLOATS)


def nearest_bad():
    for b in wrong(CENTERS[0]):
        kwargs = {k: v for k, v in b.call.kwargs.items() if k != "dtype"}
        yield bad(*b.call.args, error=b.error, match=b.match, **kwargs)


both = bad(
    X, (2, 2), error=errors.InvalidArgumentError,
    match="If half_pixel_centers is True, align_corners must be False.",
    **centers(True, True), dtype=dtypes.float32,
)  # fmt: skip
unknown = bad(
    X, (2, 2), error=errors.InvalidArgumentError, match="Unrecognized kernel type: box",
    kernel_type="box", antialias=False, dtype=dtypes.float32,
)  # fmt: skip

SAMPLES = {
    "ResizeBilinear": resizing(oracle.bilinear, CENTERS),
    "ResizeBilinearGrad": backwards(oracle.bilinear, CENTERS),
    "ResizeBicubic": resizing(oracle.bicubic, CENTERS),
    "ResizeBicubicGrad": backwards(oracle.bicubic, CENTERS),
    "ResizeNearestNeighbor": Sample(
        without_dtype(oracle.resize(oracle.nearest)),
        [*calls(*CENTERS, dtype=False)],
        bad=[*nearest_bad()],
        exact=True,
    ),
    "ResizeNearestNeighborGrad": backwards(oracle.nearest, CENTERS),
    "ResizeArea": resizing(oracle.area, AREAS),
    "ResizeAreaGrad": backwards(oracle.area, AREAS),
    "ScaleAndTranslate": resizing(oracle.filtered, FILTERS),
    "ScaleAndTranslateGrad": backwards(oracle.filtered, FILTERS),
}
for name, wrong_call in [("ResizeBilinear", both), ("ResizeBicubic", both)]:
    SAMPLES[name].bad.append(wrong_call)
SAMPLES["ScaleAndTranslate"].bad.append(unknown)
