"""Samples of parts of images at random."""

import numpy as np

from eagerflow import errors
from tests.oracles import random as oracle
from tests.samples.base import Sample, bad, call

INVALID = errors.InvalidArgumentError
KEYS = [(1, 2, 0, 0, 5, 6), (9, 8, 7, 6, 5, 4), (3, 0, 0, 0, 0, 0)]
USUAL = ((0.75, 1.33), (0.05, 1.0), 100, True)


def f(x):
    return np.float32(x)


def drawn(size, boxes, part, key, aspects, area, tries, whole):
    """Box after box, each with a ratio and a height within the limits of its area."""
    rows, columns = int(size[0]), int(size[1])
    stream = oracle.words(key)

    def integer(n):
        """Words below the remainder of the range would make small results more likely."""
        if n in (2**k for k in range(32)):
            return next(stream) % n
        word = next(stream)
        while word < 2**32 - (2**32 // n) * n:
            word = next(stream)
        return word % n

    def fraction():
        return f((next(stream) % 2**23) / 2**23)

    def pixels(box):
        top, left, bottom, right = box
        return {(r, c) for r in range(top, bottom) for c in range(left, right)}

    objects = [
        pixels([int(f(v) * f(n)) for v, n in zip(b, (rows, columns) * 2, strict=True)])
        for b in boxes.reshape(-1, 4)
    ] or [pixels((0, 0, rows, columns))]
    chosen = (0, 0, rows, columns)
    for _ in range(tries):
        ratio = fraction() * (f(aspects[1]) - f(aspects[0])) + f(aspects[0])
        least, most = (f(a) * f(columns) * f(rows) for a in area)
        low, high = (round(float(np.sqrt(a / ratio))) for a in (least, most))
        high = max(h for h in range(min(high, rows) + 1) if round(float(f(h) * ratio)) <= columns)
        height = low + integer(high - low + 1) if low < high else high
        width = round(float(f(height) * ratio))
        if width * height < least:
            height += 1
            width = round(float(f(height) * ratio))
        if width * height > most:
            height -= 1
            width = round(float(f(height) * ratio))
        if not (least <= width * height <= most and width <= columns and height <= rows):
            continue
        top = integer(rows - height) if height < rows else 0
        left = integer(columns - width) if width < columns else 0
        box = (top, left, top + height, left + width)
        if any(o and f(len(pixels(box) & o)) / f(len(o)) >= part for o in objects):
            chosen = box
            break
    top, left, bottom, right = chosen
    corners = np.array(chosen) / np.array([rows, columns] * 2)
    return (
        np.array([top, left, 0], size.dtype),
        np.array([bottom - top, right - left, -1]).astype(size.dtype),
        corners.reshape(1, 1, 4),
    )


SIZE = np.array([40, 30, 3], np.int32)
BOXES = np.array([[[0.1, 0.2, 0.5, 0.6], [0.7, 0.5, 0.9, 0.9]]], np.float32)
SMALL = np.zeros((1, 1, 4), np.float32)
PART = np.array(0.3, np.float32)


def wrong(size, boxes, part, *rest, error=INVALID, match):
    return bad(size, boxes, np.array(part, np.float32), KEYS[0], *rest, error=error, match=match)


SAMPLES = {
    "SampleDistortedBoundingBoxV2": Sample(
        drawn,
        [
            *(call(SIZE, BOXES, PART, key, *USUAL) for key in KEYS),
            call(SIZE, BOXES, PART * 3, KEYS[1], (0.5, 2.0), (0.1, 0.6), 9, False),
            call(SIZE, BOXES, PART, KEYS[2], (0.2, 0.2), (0.3, 0.3), 20, False),
            call(SIZE, BOXES[:, :0], PART, KEYS[0], *USUAL),
            call(SIZE, SMALL, PART, KEYS[0], *USUAL),  # no part holds it: the whole image
            call(SIZE[[1, 0, 2]] * 3, BOXES, PART, KEYS[2], (1.5, 3.0), (0.5, 0.9), 50, True),
        ],
        bad=[
            wrong(SIZE[:2], BOXES, 0.1, *USUAL, match="contain 3 elements"),
            wrong(SIZE, BOXES[..., :3], 0.1, *USUAL, match="with 4 coords"),
            wrong(SIZE * 0, BOXES, 0.1, *USUAL, match="must be positive"),
            wrong(SIZE, BOXES + 1, 0.1, *USUAL, match=r"must be in \[0.0, 1.0\]"),
            wrong(SIZE, BOXES, 2.0, *USUAL, match=r"min_object_covered must be in \[0, 1\]"),
            wrong(SIZE, BOXES, [0.5], *USUAL, match="must be a scalar"),
            wrong(SIZE, BOXES[:, :0], 0.1, *USUAL[:3], False, match="No bounding boxes provided"),
            wrong(SIZE, BOXES, 0.1, (2.0, 1.0), *USUAL[1:], match="aspect_ratio_range must be"),
            wrong(SIZE, BOXES, 0.1, USUAL[0], (0.1, 1.5), 9, True, match="beyond 1"),
            wrong(SIZE, BOXES, 0.1, *USUAL[:2], 0, True, match="Max attempts must be positive"),
            wrong(SIZE / 2, BOXES, 0.1, *USUAL, error=TypeError, match="allowed values"),
        ],
        dtypes=["float32"],
    ),
}
