"""A name that a namespace does not have is answered with the one that may be meant."""

from __future__ import annotations

import subprocess
import sys

import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf
from eagerflow import lazy

SUGGESTED = [
    (ef, "reduce_summ", "module 'eagerflow' has no attribute 'reduce_summ'. Did you mean: "
     "'reduce_sum'?"),
    (ef.math, "reduce_summ", "module 'eagerflow.math' has no attribute 'reduce_summ'. Did you "
     "mean: 'reduce_sum'?"),
    (ef.bitwise, "bitwise_nad", "module 'eagerflow.bitwise' has no attribute 'bitwise_nad'. Did "
     "you mean: 'bitwise_and'?"),
    (tf.nn, "rleu", "module 'eagerflow.compat.v1.nn' has no attribute 'rleu'. Did you mean: "
     "'relu'?"),
    (ef.nn, "reduce_sum", "module 'eagerflow.nn' has no attribute 'reduce_sum'. Did you mean: "
     "'eagerflow.reduce_sum'?"),
    (ef, "placeholder", "module 'eagerflow' has no attribute 'placeholder'. Did you mean: "
     "'eagerflow.compat.v1.placeholder'?"),
    (ef, "zzqqzz", "module 'eagerflow' has no attribute 'zzqqzz'"),
    (ef, "_hidden", "module 'eagerflow' has no attribute '_hidden'"),
]  # fmt: skip


@pytest.mark.parametrize(("namespace", "name", "message"), SUGGESTED)
def test_a_misspelt_name_is_answered_with_the_nearest_one(namespace, name, message):
    with pytest.raises(AttributeError) as raised:
        getattr(namespace, name)
    assert str(raised.value) == message
    assert not hasattr(namespace, name)


def test_a_name_that_only_tensorflow_has_is_answered_with_the_reason():
    with pytest.raises(AttributeError, match="which TensorFlow has: there are no compiled operat"):
        _ = ef.load_op_library


def test_a_reason_that_points_to_another_is_followed():
    with pytest.raises(AttributeError, match="which TensorFlow has: numbers of TensorFlow's own"):
        _ = tf.CXX11_ABI_FLAG


def test_without_the_tables_of_names_the_nearest_one_is_still_found(monkeypatch, tmp_path):
    monkeypatch.setattr(lazy, "__file__", str(tmp_path / "lazy.py"))
    with pytest.raises(
        AttributeError, match=r"no attribute .reduce_summ.\. Did you mean: .reduce_s"
    ):
        _ = ef.reduce_summ


def test_the_suggestion_is_printed_once():
    program = "import eagerflow as ef\nef.reduce_summ"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stderr.count("Did you mean: 'reduce_sum'?") == 1


def test_functions_of_1x_that_moved_are_found_where_they_are_now():
    with pytest.raises(AttributeError, match=r"Did you mean: 'eagerflow\.math\.log'"):
        _ = ef.log
