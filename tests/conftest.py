"""Settings of the whole suite: the same numbers on every run, on every machine."""

import random

import hypothesis
import numpy as np
import pytest

# No deadline: a busy machine is not a bug. Derandomised: a suite that was green stays green.
hypothesis.settings.register_profile("eagerflow", deadline=None, derandomize=True)
hypothesis.settings.load_profile("eagerflow")


@pytest.fixture(autouse=True)
def seeds() -> None:
    """Seed the global generators, so that no test depends on the ones before it."""
    random.seed(0)
    np.random.seed(0)
