"""Samples of the ops on boxes."""

from __future__ import annotations

import numpy as np

from eagerflow import errors
from tests.samples.base import Sample, bad, call, distinct, rand

INF = float("inf")
INVALID = errors.InvalidArgumentError


def _area(b):
    return abs(b[2] - b[0]) * abs(b[3] - b[1])


def _shared(a, b):
    """Intersection over union of two boxes."""
    sides = [
        min(max(a[i], a[i + 2]), max(b[i], b[i + 2]))
        - max(min(a[i], a[i + 2]), min(b[i], b[i + 2]))
        for i in (0, 1)
    ]
    common = max(sides[0], 0) * max(sides[1], 0)
    whole = _area(a) + _area(b) - common
    return common / whole if _area(a) > 0 and _area(b) > 0 else 0.0


def _suppress(boxes, scores, most, iou, least, sigma):
    def each(i, j):
        return _shared(boxes[k][i], boxes[k][j])

    out = [np.zeros((len(scores), most), np.int32), np.zeros((len(scores), most))]
    count = np.zeros(len(scores), np.int32)
    for k in range(len(scores)):
        _one(each, scores[k].astype(float), most, iou, least, sigma, out[0][k], out[1][k], count, k)
    return out[0], out[1], count


def _suppress_overlaps(overlaps, scores, most, iou, least, sigma):
    out = [np.zeros((len(scores), most), np.int32), np.zeros((len(scores), most))]
    count = np.zeros(len(scores), np.int32)
    for k in range(len(scores)):
        each = lambda i, j, k=k: overlaps[k][i, j]  # noqa: E731
        _one(each, scores[k].astype(float), most, iou, least, sigma, out[0][k], out[1][k], count, k)
    return out[0], out[1], count


def _one(shared, scores, most, iou, least, sigma, chosen, values, count, k):
    left = {i: s for i, s in enumerate(scores) if s > least}
    while left and count[k] < most:
        best = min(left, key=lambda i: (-left[i], i))
        chosen[count[k]], values[count[k]] = best, left.pop(best)
        count[k] += 1
        for i in list(left):
            if sigma > 0:
                left[i] *= np.exp(-0.5 / sigma * shared(i, best) ** 2)
                if not left[i] > least:
                    del left[i]
            elif shared(i, best) > iou:
                del left[i]


def _draw(images, boxes, colors):
    out = images.copy()
    n, rows, columns, depth = images.shape
    for i in range(n):
        for k, box in enumerate(boxes[i].astype(np.float32)):
            scale = np.array([rows - 1, columns - 1] * 2, np.float32)
            top, left, bottom, right = (int(v) for v in box * scale)
            for r in range(max(top, 0), min(bottom, rows - 1) + 1):
                for c in range(max(left, 0), min(right, columns - 1) + 1):
                    if r in (top, bottom) or c in (left, right):
                        out[i, r, c] = colors[k % len(colors), :depth]
    return out


def _boxes(b, n):
    return rand(b, n, 4, lo=0.0).astype(np.float32)


def _scores(b, n):
    return distinct(b, n, lo=0.1, hi=0.9).astype(np.float32)


B, S = _boxes(2, 6), _scores(2, 6)
FOUR = rand(2, 5, 6, 3, lo=0.0)
F32 = FOUR.astype(np.float32)
COLORS = rand(2, 4).astype(np.float32)

SAMPLES = {
    "NonMaxSuppressionV5": Sample(
        _suppress,
        [
            call(B, S, 6, 0.1, -INF, 0.0),
            call(B, S, 3, 0.3, 0.35, 0.0),
            call(_boxes(1, 7), _scores(1, 7), 9, 0.5, 0.2, 0.4),
            call(_boxes(1, 4), _scores(1, 4), 0, 0.5, -INF, 0.0),
            call(B[:, :0], S[:, :0], 3, 0.5, -INF, 0.0),
        ],
        dtypes=["float32"],
        bad=[
            bad(B, S[:, :4], 3, 0.5, 0.0, 0.0, error=INVALID, match="scores has incompatible"),
            bad(B[..., :3], S, 3, 0.5, 0.0, 0.0, error=INVALID, match="boxes must have 4 columns"),
            bad(B, S, 3, 1.5, 0.0, 0.0, error=INVALID, match=r"iou_threshold must be in \[0, 1\]"),
            bad(B, S, -1, 0.5, 0.0, 0.0, error=INVALID, match="output size must be non-negative"),
            bad(B[0], S, 3, 0.5, 0.0, 0.0, error=INVALID, match="boxes must be 3-D"),
            bad(B, S[0], 3, 0.5, 0.0, 0.0, error=INVALID, match="scores must be 2-D"),
        ],
    ),
    "NonMaxSuppressionWithOverlaps": Sample(
        _suppress_overlaps,
        [
            call(rand(2, 5, 5, lo=0.0).astype(np.float32), _scores(2, 5), 5, 0.6, -INF, 0.0),
            call(rand(1, 5, 5, lo=0.0).astype(np.float32), _scores(1, 5), 2, 0.8, 0.3, 0.0),
        ],
        dtypes=["float32"],
        bad=[bad(B, S, 3, 0.5, 0.0, 0.0, error=INVALID, match="overlaps must be square")],
    ),
    "DrawBoundingBoxesV2": Sample(
        _draw,
        [
            call(FOUR, rand(2, 3, 4).astype(np.float32), COLORS),
            call(FOUR[..., :1], np.sort(rand(2, 4, 2, 2), 2).reshape(2, 4, 4).astype("f"), COLORS),
            call(FOUR, np.zeros((2, 0, 4), np.float32), COLORS),
            call(FOUR[:0], np.zeros((0, 2, 4), np.float32), COLORS),
        ],
        dtypes=["float32"],
        bad=[
            bad(F32[0], B, COLORS, error=INVALID, match="rank of the images should be 4"),
            bad(F32, B[0], COLORS, error=INVALID, match="rank of the boxes tensor should be 3"),
            bad(F32[:1], B, COLORS, error=INVALID, match="batch sizes should be the same"),
            bad(F32, B[..., :3], COLORS, error=INVALID, match="third dimension of the box"),
            bad(F32, B, COLORS[:, :2], error=INVALID, match="colors must have equal or more"),
            bad(F32, B, COLORS[0], error=INVALID, match="colors must be a 2-D matrix"),
        ],
    ),
}
