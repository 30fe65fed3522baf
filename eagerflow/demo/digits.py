"""Handwritten digits: 1,797 images of 8x8 pixels that come with scikit-learn."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from sklearn.datasets import load_digits

Array = np.ndarray[Any, Any]

BATCH = 64
_SEED = 0
_TESTED = 360  # a fifth


class Digits(NamedTuple):
    """Images of shape [n, 8, 8, 1] with values from 0 to 1, and labels from 0 to 9."""

    images: Array
    labels: Array


def load() -> tuple[Digits, Digits]:
    """Digits to train on and digits to test with, always the same."""
    found = load_digits()
    order = np.random.default_rng(_SEED).permutation(len(found.images))
    images = (found.images[order, :, :, np.newaxis] / 16).astype(np.float32)
    labels = found.target[order].astype(np.int32)
    cut = len(order) - _TESTED
    return Digits(images[:cut], labels[:cut]), Digits(images[cut:], labels[cut:])


def batches(digits: Digits, epochs: int) -> Iterator[Digits]:
    """Whole batches in an order that is new in each epoch and the same in each run."""
    generator = np.random.default_rng(_SEED)
    for _ in range(epochs):
        order = generator.permutation(len(digits.labels))
        for batch in order[: steps(digits, 1) * BATCH].reshape(-1, BATCH):
            yield Digits(digits.images[batch], digits.labels[batch])


def steps(digits: Digits, epochs: int) -> int:
    """How many batches there are."""
    return epochs * (len(digits.labels) // BATCH)
