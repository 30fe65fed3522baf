"""Devices: names, scopes, and a machine without a GPU."""

import logging

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.backend import devices


@pytest.fixture(autouse=True)
def nothing_is_wanted():
    """Every test leaves the choice of device to the library."""
    yield
    assert devices.wanted.get() is None


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("/CPU:0", ("CPU", 0)), ("/GPU:1", ("GPU", 1)), ("/device:GPU:0", ("GPU", 0)),
        ("/cpu:0", ("CPU", 0)),
        ("GPU:2", ("GPU", 2)), ("/gpu:*", ("GPU", 0)), ("/GPU", ("GPU", 0)),
        ("/job:localhost/replica:0/task:0/device:CPU:0", ("CPU", 0)),
    ],
)  # fmt: skip
def test_device_names_are_those_of_tensorflow(name, wanted):
    assert devices.parse(name) == wanted
    with ef.device(name):
        assert devices.wanted.get() == wanted


@pytest.mark.parametrize("bad", ["", "nonsense", "/XPU:0", "/GPU:x", "/GPU:0:1", "CPU 0"])
def test_what_is_no_device_name_is_refused(bad):
    with pytest.raises(ValueError, match="device name"):
        devices.parse(bad)


def test_device_scopes_nest_and_none_lifts_them():
    with ef.device("/GPU:0"):
        with ef.device("/CPU:0"):
            assert devices.wanted.get() == ("CPU", 0)
            with ef.device(None):
                assert devices.wanted.get() is None
        assert devices.wanted.get() == ("GPU", 0)


def test_a_tensor_knows_its_device():
    with ef.device("/CPU:0"):
        x = ef.constant([1.0])
    assert x.device == "/job:localhost/replica:0/task:0/device:CPU:0"
    assert (x + 1.0).device.endswith("CPU:0")
    with ef.device("/CPU:0"):
        assert ef.Variable(1.0).device.endswith("CPU:0")


def test_without_a_gpu_a_gpu_means_the_cpu_and_one_line_says_so(caplog, monkeypatch):
    monkeypatch.setattr(devices.cupy_, "load", lambda: None)
    monkeypatch.setattr(devices, "_said", set())
    with caplog.at_level(logging.INFO, "eagerflow"):
        for _ in range(3):
            with ef.device("/GPU:0"):
                assert (ef.constant([1.0]) + 1.0).numpy().tolist() == [2.0]
    assert [r.getMessage() for r in caplog.records] == ["no GPU was found: running on the CPU"]


def test_without_a_gpu_nothing_is_said_unless_one_is_asked_for(caplog, monkeypatch):
    monkeypatch.setattr(devices.cupy_, "load", lambda: None)
    monkeypatch.setattr(devices, "_said", set())
    with caplog.at_level(logging.DEBUG, "eagerflow"):
        ef.constant([1.0]) + 1.0
        ef.function(lambda x: x * 2.0)(ef.constant([1.0]))
    assert caplog.records == []


def test_nodes_of_a_graph_keep_the_device_asked_for():
    with v1.Graph().as_default():
        a = ef.constant(1.0)
        with ef.device("/GPU:1"):
            b = a + 1.0
            with v1.Graph().as_default():
                other = ef.constant(1.0)
        c = b + 1.0
    assert [a.device, b.device, c.device] == ["", "/device:GPU:1", ""]
    assert other.op.device in ("", "/device:GPU:1")


def test_results_lie_where_their_inputs_are():
    x = ef.constant(np.ones((2, 2), np.float32))
    with ef.device("/CPU:0"):
        y = ef.matmul(x, x)
    assert y.device == x.device


def test_the_devices_of_the_machine_are_listed():
    assert [d.device_type for d in ef.config.list_physical_devices("CPU")] == ["CPU"]
    assert ef.config.list_logical_devices("CPU")[0].name == "/device:CPU:0"
    gpus = ef.config.list_physical_devices("GPU")
    assert len(ef.config.list_physical_devices()) == 1 + len(gpus)
    assert ef.test.is_gpu_available() == bool(gpus)
    assert bool(ef.test.gpu_device_name()) == bool(gpus)
