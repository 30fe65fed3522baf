"""GradientTape: what it records, what it gives back, how often, and nesting."""

import inspect
import logging

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.core import mode


@pytest.fixture(autouse=True)
def mode_is_restored():
    """Every test leaves plain eager execution behind."""
    yield
    left = mode.current()
    mode.variable.set(None)
    mode.set_default(None)
    assert left is None


def value(x):
    return None if x is None else x.numpy()


# --- watching ------------------------------------------------------------------------------------


def test_a_tensor_that_is_not_watched_has_no_gradient():
    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        y = x * x
    assert tape.gradient(y, x) is None


def test_a_watched_tensor_has_a_gradient():
    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert tape.gradient(y, x).numpy() == 6.0


def test_what_was_computed_before_the_watch_is_not_recorded():
    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        early = x * x
        tape.watch(x)
        late = x * x
    assert value(tape.gradient([early, late], x)) == 6.0


def test_watch_takes_a_nest_of_tensors_and_variables():
    x, y, v = ef.constant(2.0), ef.constant(3.0), ef.Variable(5.0, trainable=False)
    with ef.GradientTape() as tape:
        tape.watch({"a": [x], "b": (y, v)})
        z = x * y * v
    assert [g.numpy() for g in tape.gradient(z, [x, y, v])] == [15.0, 10.0, 6.0]


@pytest.mark.parametrize("bad", [3.0, np.ones(3, np.float32), "x", None])
def test_watch_refuses_what_is_no_tensor(bad):
    with ef.GradientTape() as tape:
        with pytest.raises(ValueError, match=r"Passed in object .*, not tf\.Tensor"):
            tape.watch(bad)


def test_watching_integers_warns_and_gives_no_gradient(caplog):
    n = ef.constant(2)
    with caplog.at_level(logging.WARNING, "eagerflow"):
        with ef.GradientTape() as tape:
            tape.watch(n)
            y = n * n
    assert "The dtype of the watched tensor must be floating" in caplog.text
    assert tape.gradient(y, n) is None


def test_trainable_variables_are_watched_when_read():
    v, frozen = ef.Variable(3.0), ef.Variable(4.0, trainable=False)
    with ef.GradientTape() as tape:
        y = v * v * frozen
    assert value(tape.gradient(y, v)) == 24.0
    with ef.GradientTape() as tape:
        y = v * frozen
    assert tape.gradient(y, frozen) is None


def test_variables_are_not_watched_when_the_tape_is_told_not_to():
    v, w = ef.Variable(3.0), ef.Variable(4.0)
    with ef.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(w)
        y = v * w
    assert [value(g) for g in tape.gradient(y, [v, w])] == [None, 3.0]


def test_watched_variables_are_listed_in_the_order_of_reading():
    a, b, c = (ef.Variable(1.0, name=n) for n in "abc")
    with ef.GradientTape() as tape:
        b * a * b
        tape.watch(c)
    assert [v.name for v in tape.watched_variables()] == ["b:0", "a:0", "c:0"]


def test_gradients_reach_a_variable_through_every_read():
    v = ef.Variable(3.0)
    with ef.GradientTape() as tape:
        y = v * v + v
    assert tape.gradient(y, v).numpy() == 7.0


def test_gradients_use_the_values_of_the_time_of_recording():
    v = ef.Variable(3.0)
    with ef.GradientTape() as tape:
        y = v * v
        v.assign(100.0)
    assert tape.gradient(y, v).numpy() == 6.0


# --- targets and sources -------------------------------------------------------------------------


def test_sources_may_be_any_nest_and_the_result_has_its_form():
    x, y, z = (ef.constant(float(n)) for n in (2, 3, 4))
    with ef.GradientTape() as tape:
        tape.watch([x, y, z])
        out = x * y * z
    got = tape.gradient(out, {"one": x, "rest": (y, [z])})
    assert list(got) == ["one", "rest"]
    assert type(got["rest"]) is tuple
    assert type(got["rest"][1]) is list
    assert [got["one"].numpy(), got["rest"][0].numpy(), got["rest"][1][0].numpy()] == [
        12.0,
        8.0,
        6.0,
    ]


def test_the_gradients_of_several_targets_are_added():
    x = ef.constant([1.0, 2.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y, z = x * x, x * 3.0
    assert tape.gradient({"y": y, "z": [z, z]}, x).numpy().tolist() == [8.0, 10.0]


def test_the_gradient_of_a_vector_is_that_of_its_sum():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * ef.constant([1.0, 2.0, 3.0])
    assert tape.gradient(y, x).numpy() == 6.0


def test_a_target_is_its_own_source():
    x = ef.constant([1.0, 2.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
    assert tape.gradient(x, x).numpy().tolist() == [1.0, 1.0]


def test_a_variable_can_be_the_target():
    v = ef.Variable([1.0, 2.0])
    with ef.GradientTape() as tape:
        v * 2.0
    assert tape.gradient(v, v).numpy().tolist() == [1.0, 1.0]


def test_a_value_on_the_way_can_be_a_source_too():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        z = y * x
    got = tape.gradient([y, z], [x, y, z])
    assert [g.numpy() for g in got] == [16.0, 3.0, 1.0]


def test_the_same_source_twice_gets_the_whole_gradient_twice():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert [g.numpy() for g in tape.gradient(y, [x, x])] == [4.0, 4.0]


def test_no_gradient_flows_from_an_integer_target():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        n = ef.cast(x * 3.0, ef.int32)
    assert tape.gradient(n, x) is None


def test_no_gradient_flows_through_integers():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.cast(ef.cast(x, ef.int32), ef.float32) * 2.0
    assert tape.gradient(y, x) is None


def test_output_gradients_weigh_the_targets():
    x = ef.constant([1.0, 2.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    got = tape.gradient(y, x, output_gradients=ef.constant([10.0, 100.0]))
    assert got.numpy().tolist() == [20.0, 400.0]


def test_output_gradients_go_with_their_targets():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y, z = x * x, x * 5.0
    assert tape.gradient([y, z], x, output_gradients=[3.0, 7.0]).numpy() == 47.0


def test_output_gradients_of_a_wrong_shape_are_refused():
    x = ef.constant([1.0, 2.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    with pytest.raises(ef.errors.InvalidArgumentError, match=r"\[3\].*\[2\]|\[2\].*\[3\]"):
        tape.gradient(y, x, output_gradients=ef.constant([1.0, 2.0, 3.0]))


@pytest.mark.parametrize("bad", [None, 2.0, "y"])
def test_a_target_that_is_no_tensor_is_refused(bad):
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
    with pytest.raises((TypeError, AttributeError, ValueError)):
        tape.gradient(bad, x)


def test_unconnected_sources_get_none():
    x, other = ef.constant(2.0), ef.constant([1.0, 2.0])
    with ef.GradientTape() as tape:
        tape.watch([x, other])
        y = x * x
    assert tape.gradient(y, {"x": x, "other": other})["other"] is None


@pytest.mark.parametrize("zero", ["zero", ef.UnconnectedGradients.ZERO])
def test_unconnected_sources_get_zeros_when_asked_for(zero):
    x, other, v = ef.constant(2.0), ef.constant([1, 2]), ef.Variable([[1.0]], dtype=ef.float64)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    got = tape.gradient(y, [x, (other, {"v": v})], unconnected_gradients=zero)
    assert got[0].numpy() == 4.0
    assert got[1][0].numpy().tolist() == [0, 0]
    assert got[1][0].dtype is ef.int32
    assert got[1][1]["v"].numpy().tolist() == [[0.0]]
    assert got[1][1]["v"].dtype is ef.float64


def test_an_unknown_choice_for_unconnected_gradients_is_refused():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    with pytest.raises(ValueError, match="Unknown value for unconnected_gradients: 'nix'"):
        tape.gradient(y, x, unconnected_gradients="nix")
    assert tape.gradient(y, x).numpy() == 4.0


# --- how often, when -----------------------------------------------------------------------------


def test_a_tape_gives_gradients_once_and_says_where_it_did():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    tape.gradient(y, x)
    used = f"test_tape.py:{inspect.currentframe().f_lineno - 1}"
    with pytest.raises(RuntimeError) as e:
        tape.gradient(y, x)
    asked = f"test_tape.py:{inspect.currentframe().f_lineno - 1}"
    text = str(e.value)
    assert text.startswith(
        "A non-persistent GradientTape can only be used to compute one set of gradients"
    )
    assert asked in text.split("\n")[1]
    assert used in text
    assert "persistent=True" in text


def test_a_persistent_tape_gives_gradients_as_often_as_asked():
    x = ef.constant(2.0)
    with ef.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
        z = y * y
    assert tape.gradient(z, x).numpy() == 32.0
    assert tape.gradient(z, x).numpy() == 32.0
    assert tape.gradient(y, x).numpy() == 4.0
    assert tape.gradient(z, y).numpy() == 8.0


def test_a_tape_can_be_opened_again_after_its_gradient():
    x = ef.constant(2.0)
    tape = ef.GradientTape()
    got = []
    for _ in range(3):
        with tape:
            tape.watch(x)
            y = x * x
        got.append(tape.gradient(y, x).numpy())
    assert got == [4.0, 4.0, 4.0]


def test_an_open_tape_goes_on_where_it_was_left():
    x = ef.constant(2.0)
    tape = ef.GradientTape()
    with tape:
        tape.watch(x)
        y = x * x
    with tape:
        z = y * x
    assert tape.gradient(z, x).numpy() == 12.0


def test_a_tape_can_not_be_entered_twice_at_once():
    with ef.GradientTape() as tape:
        with pytest.raises(ValueError, match="Tape is still recording"):
            with tape:
                pass
        x = ef.constant(2.0)
        tape.watch(x)
        y = x * x
    assert tape.gradient(y, x).numpy() == 4.0


def test_a_gradient_inside_the_with_ends_the_recording():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        assert tape.gradient(y, x).numpy() == 4.0
        assert mode.current() is None


def test_a_gradient_inside_the_with_of_a_persistent_tape_can_be_differentiated():
    x = ef.constant(3.0)
    with ef.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x * x
        dy = tape.gradient(y, x)
    assert dy.numpy() == 27.0
    assert tape.gradient(dy, x).numpy() == 18.0


def test_operations_after_the_with_are_not_recorded():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    z = y * x
    assert tape.gradient(z, x) is None


def test_stop_recording_leaves_a_constant_behind():
    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        with tape.stop_recording():
            a = x * x
        y = a * x
    assert tape.gradient(y, x).numpy() == 9.0


def test_stop_recording_stops_this_tape_only():
    x = ef.constant(3.0)
    with ef.GradientTape() as outer:
        outer.watch(x)
        with ef.GradientTape() as inner:
            inner.watch(x)
            with inner.stop_recording():
                a = x * x
            y = a * x
    assert inner.gradient(y, x).numpy() == 9.0
    assert outer.gradient(y, x).numpy() == 27.0


def test_stop_recording_is_undone_by_an_exception():
    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        with pytest.raises(KeyError):
            with tape.stop_recording():
                raise KeyError
        y = x * x
    assert tape.gradient(y, x).numpy() == 6.0


def test_stop_recording_outside_the_with_is_refused():
    with pytest.raises(
        RuntimeError, match=r"Trying to stop recording a tape which is not recording\."
    ):
        with ef.GradientTape().stop_recording():
            pass


def test_a_tape_used_up_inside_stop_recording_stays_closed():
    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        with tape.stop_recording():
            assert tape.gradient(y, x).numpy() == 6.0
        assert mode.current() is None


def test_reset_forgets_records_and_watches():
    x, z = ef.constant(3.0), ef.constant(4.0)
    with ef.GradientTape() as tape:
        tape.watch([x, z])
        y = x * x
        tape.reset()
        assert tape.watched_variables() == ()
        tape.watch(x)
        y = y + x * z
    assert [value(g) for g in tape.gradient(y, [x, z])] == [4.0, None]


# --- nesting, orders -----------------------------------------------------------------------------


def test_nested_tapes_each_take_their_own_gradient():
    x = ef.constant(2.0)
    with ef.GradientTape() as outer:
        outer.watch(x)
        with ef.GradientTape() as inner:
            inner.watch(x)
            y = x * x
        z = y * x
    assert inner.gradient(y, x).numpy() == 4.0
    assert outer.gradient(z, x).numpy() == 12.0


def test_tapes_may_be_closed_in_any_order():
    x = ef.constant(2.0)
    first, second = ef.GradientTape(), ef.GradientTape()
    first.__enter__()
    second.__enter__()
    first.watch(x)
    second.watch(x)
    y = x * x
    first.__exit__(None, None, None)
    z = y * x
    second.__exit__(None, None, None)
    assert first.gradient(z, x) is None
    assert second.gradient(z, x).numpy() == 12.0


def derivatives(f, x, order):
    """The value of the derivative of the given order at x, by tapes inside tapes."""
    if order == 0:
        return f(x)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = derivatives(f, x, order - 1)
    return tape.gradient(y, x)


@pytest.mark.parametrize(
    ("f", "wanted"),
    [
        (lambda x: x * x * x * x, (108.0, 108.0, 72.0)),
        (lambda x: ef.exp(x * 2.0), tuple(np.exp(6.0) * 2.0**n for n in (1, 2, 3))),
        (lambda x: 1.0 / x, (-1 / 9, 2 / 27, -6 / 81)),
        (ef.sin, (np.cos(3.0), -np.sin(3.0), -np.cos(3.0))),
        (lambda x: ef.tanh(x / 3.0), None),
    ],
)
def test_gradients_of_order_one_two_and_three(f, wanted):
    x = ef.constant(3.0, ef.float64)
    got = [derivatives(f, x, n).numpy() for n in (1, 2, 3)]
    if wanted is None:
        t = np.tanh(1.0)
        s = 1 - t * t
        wanted = (s / 3, -2 * t * s / 9, (-2 * s * s + 4 * t * t * s) / 27)
    np.testing.assert_allclose(got, wanted, rtol=1e-12)


def test_order_two_with_a_variable():
    v = ef.Variable(3.0)
    with ef.GradientTape() as outer:
        with ef.GradientTape() as inner:
            y = v * v * v
        dy = inner.gradient(y, v)
    assert outer.gradient(dy, v).numpy() == 18.0


def test_the_hessian_of_a_product_is_right_off_the_diagonal():
    a, b = ef.Variable(2.0), ef.Variable(5.0)
    with ef.GradientTape(persistent=True) as outer:
        with ef.GradientTape() as inner:
            y = a * a * b
        da, db = inner.gradient(y, [a, b])
    assert [value(g) for g in outer.gradient(da, [a, b])] == [10.0, 4.0]
    assert [value(g) for g in outer.gradient(db, [a, b])] == [4.0, None]


def test_a_gradient_taken_outside_the_outer_tape_is_constant_for_it():
    x = ef.constant(3.0)
    with ef.GradientTape() as outer:
        outer.watch(x)
        with ef.GradientTape() as inner:
            inner.watch(x)
            y = x * x
    dy = inner.gradient(y, x)
    assert outer.gradient(dy, x) is None
