"""Samples of the operations of summaries: the messages are put together here by hand."""

from __future__ import annotations

import struct

import numpy as np

from eagerflow import errors

from .base import Sample, bad, call, rand


class Nowhere:
    """A writer that forgets."""

    def add_value(self, tag, tensor, metadata, step):
        pass


def varint(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def message(*values):
    """A summary of values, each a tag and its other fields as bytes."""
    return np.array(
        b"".join(field(1, field(1, tag.encode()) + rest) for tag, rest in values), object
    )


def scalar(values, tag):
    return message((tag, b"\x15" + struct.pack("<f", values)))


def histogram(values, tag):
    """All values of the samples are equal, or there are none."""
    largest = np.finfo(np.float64).max
    numbers = [largest, -largest, 0, 0, 0]
    ends, counts = [largest], [0.0]
    if values.size:
        v = float(values.ravel()[0])
        numbers = [v, v, values.size, v * values.size, v * v * values.size]
        steps = [1e-12]
        while steps[-1] < 1e20:
            steps.append(steps[-1] * 1.1)
        above = next(i for i, s in enumerate(steps) if s > v)
        ends, counts = [steps[above - 1], steps[above], largest], [0.0, float(values.size), 0.0]
    data = b"".join(
        bytes([i << 3 | 1]) + struct.pack("<d", n) for i, n in enumerate(numbers, 1) if n
    )
    for number, row in ((6, ends), (7, counts)):
        data += field(number, struct.pack(f"<{len(row)}d", *row))
    return message((tag, field(5, data)))


def merged(inputs):
    return np.array(b"".join(v for x in inputs for v in np.ravel(x).tolist()), object)


ONE, TWO = scalar(1.5, "a"), scalar(2.0, "b")
SAMPLES = {
    "ScalarSummary": Sample(
        scalar,
        [call(np.array(2.5), "loss"), call(np.array(3), "n")],
        bad=[bad(np.array([1.0]), "v2", error=errors.InvalidArgumentError,
                 match=r"tags and values are not the same shape: \[\] != \[1\] \(tag 'v2'\)")],
        exact=True,
    ),
    "HistogramSummary": Sample(
        histogram,
        [call(np.full((2, 3), 2.0), "h"), call(np.full(4, 3), "n"), call(np.zeros((0, 2)), "none")],
        bad=[bad(np.array([1.0, np.nan]), "h", error=errors.InvalidArgumentError,
                 match="Nan in summary histogram for: h"),
             bad(np.array([np.inf]), "h", error=errors.InvalidArgumentError,
                 match="Infinity in summary histogram for: h")],
        exact=True,
    ),
    "ImageSummary": Sample(
        lambda tensor, tag, max_images: message(),
        [call(np.zeros((0, 2, 2, 1), np.uint8), "im", 3)],
        bad=[bad(np.zeros((2, 2, 1), np.uint8), "im", 3, error=errors.InvalidArgumentError,
                 match=r"Tensor must be 4-D with last dim 1, 3, or 4, not \[2,2,1\]")],
        dtypes=["uint8"],
    ),
    "AudioSummaryV2": Sample(
        lambda tensor, rate, tag, most: message(),
        [call(np.zeros((0, 5, 2), np.float32), np.float32(8000), "au", 3)],
        bad=[bad(np.zeros(3, np.float32), np.float32(1), "a", 1, error=errors.InvalidArgumentError,
                 match="Tensor must be 3-D or 2-D, got: "),
             bad(np.zeros((1, 3), np.float32), np.float32(0), "a", 1,
                 error=errors.InvalidArgumentError, match="sample_rate must be positive, got 0")],
        dtypes=["float32"],
    ),
    "TensorSummaryV2": Sample(
        lambda tensor, tag, metadata: message(
            (tag, field(8, b"\x08\x07" + field(2, field(2, b"\x08\x02")) + field(8, b"x")
                        + field(8, b"y")) + field(9, metadata))
        ),
        [call(np.array([b"x", b"y"], object), "t", field(1, field(1, b"text")))],
        bad=[bad({}, "t", b"", error=TypeError, match="Attempt to convert")],
        dtypes=["string"],
    ),
    "MergeSummary": Sample(
        merged,
        [call([ONE, TWO]), call([np.array([ONE[()], TWO[()]], object)]), call([ONE])],
        bad=[bad([ONE, ONE], error=errors.InvalidArgumentError, match="Duplicate tag a found in"),
             bad([ONE, np.array(b"x", object)], error=errors.InvalidArgumentError,
                 match="Could not parse one of the summary inputs")],
    ),
    "WriteSummary": Sample(
        lambda condition, step, data, *rest: condition,
        [call(np.array(True), np.array(3), rand(), Nowhere(), "a", ("scalar", 0), b""),
         call(np.array(False), np.array(3), rand(2), Nowhere(), "a", ("tensor", 0), b""),
         call(np.array(True), np.array(3), rand(5), Nowhere(), "a", ("histogram", 3), b"")],
        bad=[bad(np.array(True), np.array(3), rand(2), Nowhere(), "a", ("scalar", 0), b"",
                 error=ValueError, match=r"Expected scalar shape, saw shape: \[2\]")],
        dtypes=["float64"],
    ),
}  # fmt: skip
