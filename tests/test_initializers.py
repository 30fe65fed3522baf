"""Initializers: Keras's numbers for Keras's seeds, the right spread, and the forms of 1.x."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.compat import v1

ROWS = json.loads(
    Path(__file__).with_name("goldens").joinpath("initializers.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['class']} {r['arguments']} {r['shape']}")
def test_seeded_initializers_give_the_numbers_of_keras(row):
    made = getattr(ef.initializers, row["class"])(**row["arguments"])(row["shape"])
    assert made.shape == row["shape"]
    np.testing.assert_allclose(made.numpy().ravel()[:4], row["values"], rtol=2e-6, atol=1e-7)


def test_a_seed_gives_the_same_numbers_in_every_call_and_no_seed_gives_others():
    seeded, free = ef.initializers.HeNormal(seed=1), ef.initializers.HeNormal()
    assert np.array_equal(seeded([4]).numpy(), seeded([4]).numpy())
    assert not np.array_equal(free([4]).numpy(), free([4]).numpy())
    ef.random.set_seed(5)
    first = free([4]).numpy()
    ef.random.set_seed(5)
    assert np.array_equal(free([4]).numpy(), first)


@pytest.mark.parametrize(
    ("initializer", "deviation", "limit"),
    [
        (ef.initializers.GlorotUniform(), math.sqrt(2 / 1000), math.sqrt(6 / 1000)),
        (ef.initializers.GlorotNormal(), math.sqrt(2 / 1000), 2.28 * math.sqrt(2 / 1000)),
        (ef.initializers.HeUniform(), math.sqrt(2 / 400), math.sqrt(6 / 400)),
        (ef.initializers.HeNormal(), math.sqrt(2 / 400), 2.28 * math.sqrt(2 / 400)),
        (ef.initializers.LecunUniform(), math.sqrt(1 / 400), math.sqrt(3 / 400)),
        (ef.initializers.LecunNormal(), math.sqrt(1 / 400), 2.28 * math.sqrt(1 / 400)),
        (ef.initializers.RandomUniform(-2.0, 1.0), math.sqrt(9 / 12), 2.0),
        (ef.initializers.RandomNormal(0.0, 3.0), 3.0, math.inf),
        (v1.glorot_uniform_initializer(), math.sqrt(2 / 1000), math.sqrt(6 / 1000)),
        (v1.glorot_normal_initializer(), math.sqrt(2 / 1000), 2.28 * math.sqrt(2 / 1000)),
        (v1.variance_scaling_initializer(4.0, "fan_out"), math.sqrt(4 / 600), 0.2),
        (v1.variance_scaling_initializer(1.0, "fan_in", "normal"), math.sqrt(1 / 400), 0.2),
        (v1.random_uniform_initializer(-2.0, 1.0), math.sqrt(9 / 12), 2.0),
        (v1.random_normal_initializer(0.0, 3.0), 3.0, math.inf),
        (v1.truncated_normal_initializer(0.0, 1.0), 0.8796, 2.0),
        (v1.uniform_unit_scaling_initializer(), math.sqrt(1 / 400), math.sqrt(3 / 400)),
        (v1.initializers.he_normal(), math.sqrt(2 / 400), 2.28 * math.sqrt(2 / 400)),
        (v1.initializers.he_uniform(), math.sqrt(2 / 400), math.sqrt(6 / 400)),
        (v1.initializers.lecun_normal(), math.sqrt(1 / 400), 2.28 * math.sqrt(1 / 400)),
        (v1.initializers.lecun_uniform(), math.sqrt(1 / 400), math.sqrt(3 / 400)),
    ],
)
def test_the_spread_fits_the_sizes_of_the_layer(initializer, deviation, limit):
    ef.random.set_seed(1)
    values = initializer([400, 600], dtype=ef.float32).numpy()
    assert abs(values.std() / deviation - 1) < 0.01
    assert abs(values).max() <= limit


def test_windows_of_convolutions_count_as_inputs():
    ef.random.set_seed(1)
    values = ef.initializers.HeUniform()([3, 3, 50, 70]).numpy()
    assert 0.99 * math.sqrt(6 / 450) < abs(values).max() <= math.sqrt(6 / 450)


def test_fixed_values():
    assert ef.initializers.Zeros()([2]).dtype is ef.float32
    assert ef.zeros_initializer()([2], ef.int32).numpy().tolist() == [0, 0]
    assert ef.initializers.ones()([2], "bool").numpy().tolist() == [True, True]
    assert ef.constant_initializer(3)([2]).dtype is ef.float32
    assert ef.initializers.Constant([1, 2, 3, 4])([2, 2]).numpy().tolist() == [[1, 2], [3, 4]]
    unit = ef.initializers.Identity(2.0)([2, 3])
    assert unit.numpy().tolist() == [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    assert v1.zeros_initializer()([1], ef.string).numpy().tolist() == [b""]
    assert v1.ones_initializer(ef.int64)([1]).dtype is ef.int64
    assert v1.constant_initializer([1.0, 2.0])([2, 1]).numpy().tolist() == [[1.0], [2.0]]
    assert v1.initializers.identity()([1, 1]).numpy().tolist() == [[1.0]]
    assert v1.random_uniform_initializer(0, 3, dtype=ef.int32)([50]).numpy().max() == 2


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: ef.initializers.VarianceScaling(-1.0), ValueError, "`scale` must be positive"),
        (lambda: ef.initializers.VarianceScaling(mode="x"), ValueError, "Invalid `mode` argument"),
        (
            lambda: v1.variance_scaling_initializer(distribution="x"),
            ValueError,
            "Invalid `distribution` argument",
        ),
        (lambda: ef.initializers.Identity()([2]), ValueError, "can only be used for 2D matrices"),
        (
            lambda: ef.initializers.HeNormal()([2], ef.int32),
            ValueError,
            "Argument `dtype` expected",
        ),
        (lambda: v1.glorot_uniform_initializer(dtype=ef.int32), ValueError, "Argument `dtype`"),
        (lambda: ef.initializers.Constant([1.0, 2.0])([3]), TypeError, "unsupported shape"),
        (
            lambda: v1.constant_initializer([1.0, 2.0], verify_shape=True)([2, 1]),
            TypeError,
            r"with shape \(2, 1\), but got shape \(2,\)",
        ),
        (lambda: ef.initializers.get("nope"), ValueError, "Could not interpret initializer"),
        (
            lambda: ef.initializers.deserialize({"class_name": "No"}),
            ValueError,
            "Could not interpret",
        ),
    ],
)
def test_mistakes_are_errors_that_say_so(call, kind, text):
    with pytest.raises(kind, match=text):
        call()


def test_initializers_are_found_by_name_and_description():
    get = ef.initializers.get
    assert isinstance(get("glorot_uniform"), ef.initializers.GlorotUniform)
    assert isinstance(get("HeNormal"), ef.initializers.HeNormal)
    assert isinstance(get(ef.initializers.Zeros), ef.initializers.Zeros)
    assert get(None) is None
    assert get(ef.zeros) is ef.zeros
    first = ef.initializers.VarianceScaling(2.0, "fan_out", "uniform", 3)
    again = get(ef.initializers.serialize(first))
    assert again.get_config() == first.get_config()
    assert np.array_equal(again([2, 3]).numpy(), first([2, 3]).numpy())


@pytest.mark.parametrize(
    "initializer",
    [
        ef.initializers.Zeros(),
        ef.initializers.Ones(),
        ef.initializers.Constant(2.0),
        ef.initializers.Identity(2.0),
        ef.initializers.RandomUniform(1.0, 2.0, 3),
        ef.initializers.TruncatedNormal(1.0, 2.0, 3),
        ef.initializers.LecunNormal(3),
        v1.zeros_initializer(ef.int32),
        v1.constant_initializer(2.0),
        v1.initializers.identity(2.0),
        v1.random_uniform_initializer(1.0, 2.0, 3),
        v1.truncated_normal_initializer(1.0, 2.0, 3, ef.float64),
        v1.glorot_normal_initializer(3, ef.float64),
        v1.uniform_unit_scaling_initializer(2.0, 3),
        v1.orthogonal_initializer(2.0, 3),
    ],
)
def test_a_description_makes_the_same_initializer(initializer):
    again = initializer.clone()
    assert type(again) is type(initializer)
    assert again.get_config() == initializer.get_config()


@pytest.mark.parametrize("kind", ["zeros", "glorot_uniform", "random_normal", "identity"])
def test_initializers_work_in_graphs(kind):
    with v1.Graph().as_default():
        w = v1.get_variable("w", [2, 2], initializer=getattr(v1.initializers, kind)())
        k = v1.get_variable("k", [2, 2], initializer=getattr(ef.initializers, kind)())
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            for value in session.run([w, k]):
                assert value.shape == (2, 2)
                assert np.isfinite(value).all()


@pytest.mark.parametrize("shape", [(4, 4), (6, 3), (2, 5), (2, 3, 4)])
@pytest.mark.parametrize("kind", [ef.initializers.Orthogonal, v1.orthogonal_initializer])
def test_orthogonal_matrices_are_orthogonal(kind, shape):
    q = kind(gain=2.0)(shape, ef.float64).numpy().reshape(-1, shape[-1]) / 2
    small = q @ q.T if q.shape[0] < q.shape[1] else q.T @ q
    np.testing.assert_allclose(small, np.eye(len(small)), atol=1e-12)
    with pytest.raises(ValueError, match="must be at least two-dimensional"):
        kind()([3])
