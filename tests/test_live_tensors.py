"""`debugging.live_tensors`: what is alive, how large, and which line made it."""

from __future__ import annotations

import gc

import pytest

import eagerflow as ef


@pytest.fixture
def recording():
    gc.collect()
    with ef.debugging.record_tensor_sites():
        yield


def found(shape):
    return [t for t in ef.debugging.live_tensors(50) if t.shape == shape]


def test_the_largest_come_first_with_the_lines_that_made_them(recording):
    big = ef.ones([701, 1000]) * 2.0  # big
    f = ef.function(lambda x: x + 1.0)
    called = f(ef.ones([702, 900]))  # called
    listed = [t for t in ef.debugging.live_tensors() if t.shape in (big.shape, called.shape)]
    assert [(t.shape, t.nbytes, t.dtype) for t in listed] == [
        ((701, 1000), 701 * 4000, ef.float32),
        ((702, 900), 702 * 3600, ef.float32),
    ]
    assert [t.site.text.partition("# ")[2] for t in listed] == ["big", "called"]
    table = str(ef.debugging.live_tensors())
    assert "2.7 MiB  float32 [701,1000]  tests/test_live_tensors.py:" in table
    assert "in all live tensors and variables" in table.splitlines()[0]


def test_what_is_dropped_is_not_listed(recording):
    x = ef.ones([703, 1000]) * 2.0
    before = ef.debugging.live_tensors().total
    assert len(found((703, 1000))) == 1
    del x
    assert found((703, 1000)) == []
    assert ef.debugging.live_tensors().total <= before - 703 * 4000


def test_variables_have_their_lines_without_recording():
    v = ef.Variable(ef.zeros([704, 1000]), name="weights")
    (t,) = found((704, 1000))
    assert (t.name, t.site.text[:14]) == ("weights:0", "v = ef.Variabl")
    assert "variable 'weights:0'" in str(t)
    del v


def test_tensors_that_share_memory_are_one(recording):
    x = ef.ones([705, 1000]) * 2.0  # owner
    y = ef.reshape(x, [1000, 705])
    assert len(found((705, 1000)) + found((1000, 705))) == 1
    del x, y


def test_what_a_tape_keeps_is_seen(recording):
    v = ef.Variable(2.0)
    with ef.GradientTape() as tape:
        y = ef.reduce_sum(ef.exp(v * ef.ones([706, 1000])))  # kept
    kept = found((706, 1000))
    assert kept
    assert any(t.site is not None and t.site.text.endswith("# kept") for t in kept)
    tape.gradient(y, v)
    assert found((706, 1000)) == []


def test_without_recording_nothing_is_hooked():
    record = ef.core.opdef.REGISTRY["Mul"].record
    x = ef.ones([707, 1000]) * 2.0
    assert ef.core.opdef.REGISTRY["Mul"].record is record
    (t,) = found((707, 1000))
    assert t.site is None
    assert "(line not known)" in str(t)
    del x
