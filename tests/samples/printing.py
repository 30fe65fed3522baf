"""Samples of printing, to an object that keeps nothing."""

from __future__ import annotations

import numpy as np

from eagerflow.ops.checks.printing import Countdown
from tests.samples.base import Sample, bad, call, ints, rand


class Nowhere:
    """A stream that forgets."""

    def write(self, text):
        pass

    def flush(self):
        pass


WORDS = np.array([b"a", b"bc"], object)
OUT = {"stream": Nowhere(), "end": "\n", "summarize": 3}

SAMPLES = {
    "PrintV2": Sample(
        lambda *args, **kwargs: np.asarray(True),
        [
            call([rand(2, 3)], ("x: ", ""), **OUT),
            call([rand(2, 3), WORDS], ("", " ", "!"), **OUT),
            call([], ("nothing",), **OUT),
        ],
        bad=[
            bad(
                [rand(2)],
                ("only one piece",),
                **OUT,
                error=ValueError,
                match="1 tensors stand between 1 pieces",
            )
        ],
        dtypes=["float64"],
    ),
    "Print": Sample(
        lambda x, *args, **kwargs: x,
        [call(rand(2, 3), [], "m", Countdown(0), 3), call(ints(2), [WORDS], "m", Countdown(0), 3)],
        bad=[bad(rand(2), [{}], "m", Countdown(0), 3, error=TypeError, match="Attempt to convert")],
    ),
}
