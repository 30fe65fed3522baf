"""Features of examples are what TensorFlow parses; bytes that are none are told so."""

import base64
import json

import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf
from tests.goldens import make_examples

STORED = json.loads(make_examples.STORED.read_text())
EXAMPLES = [base64.b64decode(e) for e in STORED["examples"]]


def test_every_request_is_stored():
    assert [(w, f) for w, f, _ in STORED["results"]] == make_examples.REQUESTS


@pytest.mark.parametrize(("which", "wanted", "expected"), STORED["results"])
def test_requests_give_what_tensorflow_gives(which, wanted, expected):
    assert make_examples.outcome(ef, EXAMPLES, which, wanted) == expected


def test_a_session_parses_what_it_is_fed():
    with tf.Graph().as_default(), tf.Session() as sess:
        data = tf.placeholder(tf.string, [])
        wanted = {"a": tf.VarLenFeature(tf.int64), "b": tf.FixedLenFeature([], tf.float32)}
        found = tf.parse_single_example(data, wanted)
        assert found["b"].shape == []
        value = sess.run(found, {data: EXAMPLES[0]})
    assert value["a"].values.tolist() == [1, -2, 3]
    assert value["b"] == 1.5


@pytest.mark.parametrize("data", [b"junk!", b"\n\x7f", EXAMPLES[0][:-1], b"\x0b"])
def test_bytes_that_are_no_example_are_named(data):
    with pytest.raises(ef.errors.InvalidArgumentError, match="Could not parse example input"):
        ef.io.parse_single_example(data, {"b": ef.io.FixedLenFeature([], ef.float32)})


@pytest.mark.parametrize(
    ("features", "match"),
    [
        ({}, "features cannot be empty"),
        ({"a": 3}, "Unsupported int 3 for key 'a'"),
        ({"a": ef.io.FixedLenFeature(None, ef.int64)}, "Missing shape for feature a"),
        ({"a": ef.io.FixedLenFeature([None], ef.int64)}, "First dimension of shape"),
        ({"a": ef.io.FixedLenSequenceFeature([], ef.int64)}, "allow_missing to be True"),
    ],
)
def test_requests_that_make_no_sense_are_refused(features, match):
    with pytest.raises(ValueError, match=match):
        ef.io.parse_single_example(EXAMPLES[0], features)
