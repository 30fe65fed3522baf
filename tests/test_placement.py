"""Logging of where operations run."""

import logging
import subprocess
import sys

import pytest

import eagerflow as ef
from eagerflow.core.opdef import REGISTRY

DEVICE = "/job:localhost/replica:0/task:0/device:CPU:0"


@pytest.fixture
def logged():
    ef.debugging.set_log_device_placement(True)
    yield
    ef.debugging.set_log_device_placement(False)


def lines(caplog):
    return [r.message for r in caplog.records if r.name == "eagerflow.placement"]


def test_operations_are_logged_with_their_device(logged, caplog):
    assert ef.debugging.get_log_device_placement() is True
    x = ef.constant([1.0, 2.0])
    caplog.clear()
    y = x + x
    ef.reduce_sum(y)
    ef.concat([x, y], 0)
    assert lines(caplog) == [f"Executing op {op} in device {DEVICE}" for op in
                             ("AddV2", "Sum", "ConcatV2")]  # fmt: skip
    assert all(r.levelno == logging.INFO for r in caplog.records)


def test_functions_tell_of_the_operations_within(logged, caplog):
    f = ef.function(lambda x: ef.tanh(x) * 2.0)
    with ef.GradientTape() as tape:
        x = ef.constant(1.0)
        tape.watch(x)
        y = f(x)
    assert tape.gradient(y, x).numpy() > 0
    assert f"Executing op Tanh in device {DEVICE}" in lines(caplog)


def test_it_ends_when_it_is_switched_off_also_in_functions(caplog):
    f = ef.function(lambda x: x * 2.0)
    ef.debugging.set_log_device_placement(True)
    x = ef.constant(1.0)
    f(x)
    ef.debugging.set_log_device_placement(False)
    caplog.clear()
    f(x)
    ef.exp(x + x)
    assert lines(caplog) == []
    assert ef.debugging.get_log_device_placement() is False


def test_kernels_are_themselves_while_it_is_off():
    import numpy as np

    ef.constant([1.0]) * ef.constant([2.0])
    assert np.multiply in REGISTRY["Mul"].kernels.values()
    ef.debugging.set_log_device_placement(True)
    ef.constant([1.0]) * ef.constant([2.0])
    assert np.multiply not in REGISTRY["Mul"].kernels.values()
    ef.debugging.set_log_device_placement(False)
    ef.constant([1.0]) * ef.constant([2.0])
    assert np.multiply in REGISTRY["Mul"].kernels.values()


def test_a_program_that_set_no_logging_up_sees_it_on_standard_error():
    program = (
        "import eagerflow as ef; ef.debugging.set_log_device_placement(True); ef.constant(1.) * 2."
    )
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert out.stderr.splitlines()[-1] == f"Executing op Mul in device {DEVICE}"
    assert out.stdout == ""
