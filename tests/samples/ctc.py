"""Samples of connectionist temporal classification."""

import numpy as np

from eagerflow.errors import InvalidArgumentError
from tests.oracles import ctc
from tests.samples.base import Sample, bad, call

LOGITS = np.cos(np.arange(24.0) * 1.7).reshape(4, 2, 3) * 2
LABELS = np.array([[1, 2], [2, 2]])
TWO, FOUR = np.array([2, 2]), np.array([4, 4])
SHORT, LATE = np.array([1, 0]), np.array([3, 2])
CALLS = [
    call(LOGITS, LABELS, TWO, FOUR, 0, True),
    call(LOGITS, LABELS, TWO, FOUR, 0, False),
    call(LOGITS, LABELS - 1, SHORT, LATE, 2, True),
    call(LOGITS, LABELS, SHORT, np.array([3, 0]), 0, True),
]
REFUSED = [
    bad(LOGITS, LABELS + 1, TWO, FOUR, 0, True, error=InvalidArgumentError, match="is not one of"),
    bad(LOGITS, LABELS, TWO, FOUR + 1, 0, True, error=InvalidArgumentError, match="logit_length"),
    bad(LOGITS, LABELS, TWO + 1, FOUR, 0, True, error=InvalidArgumentError, match="label_length"),
    bad(LOGITS, LABELS, TWO, FOUR, 3, True, error=InvalidArgumentError, match="blank_index 3 is"),
    bad(LOGITS[0], LABELS, TWO, FOUR, 0, True, error=ValueError, match="logits must have rank 3"),
    bad(LOGITS, LABELS, TWO[:1], FOUR, 0, True, error=ValueError, match="of one batch size"),
]
THIRD = "third derivatives of the loss do not exist here"
STEP = 1e-5
WEIGHTS = np.array([0.5, -2.0])
LESS = (LOGITS[0], LABELS, TWO, FOUR, 0, True)
PATHS = call(LOGITS, FOUR, 90, 2, False)

SAMPLES = {
    "CTCLoss": Sample(ctc.loss, CALLS, bad=REFUSED),
    "CTCLossGrad": Sample(
        lambda g, *rest: g[:, None] * ctc.gradient(*rest),
        [call(WEIGHTS, *c.args) for c in CALLS],
        bad=[
            bad(WEIGHTS, *LESS, error=ValueError, match="logits must have rank 3"),
        ],
        grad=THIRD,
    ),
    "CTCLossTangent": Sample(
        lambda v, g, logits, *rest: (
            (ctc.gradient(logits + STEP * v, *rest) - ctc.gradient(logits - STEP * v, *rest))
            / (2 * STEP)
            * g[:, None]
        ),
        [call(np.sin(LOGITS), WEIGHTS, *c.args) for c in CALLS],
        bad=[bad(LOGITS, WEIGHTS, *LESS, error=ValueError, match="logits must have rank 3")],
        grad=THIRD,
        rtol=1e-7,
        atol=1e-9,
    ),
    "CTCGreedyDecoder": Sample(
        ctc.greedy,
        [call(LOGITS, FOUR, True, 2), call(LOGITS, LATE, False, 0)],
        bad=[
            bad(LOGITS, FOUR + 1, True, 2, error=InvalidArgumentError, match="is not within"),
            bad(LOGITS[0], FOUR, True, 2, error=ValueError, match="inputs is not a 3-Tensor"),
        ],
        grad="labels have none",
    ),
    "CTCBeamSearchDecoder": Sample(
        ctc.best,
        [PATHS, call(LOGITS, LATE, 90, 1, True)],
        bad=[bad(LOGITS, FOUR, 1, 2, False, error=ValueError, match="requested more paths")],
        grad="labels have none",
    ),
}
