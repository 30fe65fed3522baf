"""Settings of the whole suite: the same numbers on every run, on every machine."""

import os
import random
from collections.abc import Iterator

import hypothesis
import numpy as np
import pytest

from eagerflow import naming
from eagerflow.compat import v1
from eagerflow.core import mode
from eagerflow.ops.random import state as random_state
from eagerflow.variables.home import EAGER_HOME

# The suite compiles what it runs: no machine code of earlier runs, and none in the user's folder.
os.environ["EAGERFLOW_CACHE"] = ""

# No deadline: a busy machine is not a bug. Derandomised: a suite that was green stays green.
hypothesis.settings.register_profile("eagerflow", deadline=None, derandomize=True)
hypothesis.settings.load_profile("eagerflow")


@pytest.fixture(autouse=True)
def seeds() -> None:
    """Set the seeds of the process, so that no test depends on the ones before it."""
    random.seed(0)
    np.random.seed(0)
    random_state.GLOBAL.cell.a = random_state.RngState(None)


@pytest.fixture
def a_fresh_home() -> Iterator[None]:
    """The test starts without variables, and leaves no scope or mode open."""
    EAGER_HOME.reset()
    yield
    assert mode.current() is None
    assert naming.scope.get() == ""
    assert v1.get_variable_scope().name == ""
