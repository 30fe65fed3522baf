"""Optimizers: the numbers of Keras and TensorFlow, with the same bits in every mode."""

import json
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
from eagerflow import naming
from eagerflow.compat import v1
from eagerflow.core import mode
from eagerflow.variables.home import EAGER_HOME

from .goldens.make_optimizers import LOGGED, STARTS, STEPS, gradient

ROWS = json.loads(
    Path(__file__).with_name("goldens").joinpath("optimizers.json").read_text(encoding="utf-8")
)


@pytest.fixture(autouse=True)
def a_fresh_home():
    """Every test starts without variables, and leaves plain eager execution behind."""
    EAGER_HOME.reset()
    yield
    assert mode.current() is None
    assert naming.scope.get() == ""


def make(row):
    namespace = ef.optimizers if row["face"] == "keras" else v1.train
    return getattr(namespace, row["class"])(**row["arguments"])


def starts(dtype, kind=ef.Variable):
    return [kind(s, dtype=dtype, name=n) for n, s in STARTS.items()]


def gradients_of(step, dtype):
    return [np.array(gradient(s, i, step), dtype) for i, s in enumerate(STARTS.values(), 1)]


every_row = pytest.mark.parametrize(
    "row", ROWS, ids=lambda r: f"{r['class']} {r['arguments']} {r['dtype']}"
)


@every_row
def test_the_numbers_are_those_of_keras_and_tensorflow(row):
    variables, optimizer = starts(row["dtype"]), make(row)
    logged = []
    for step in range(1, STEPS + 1):
        optimizer.apply_gradients(zip(gradients_of(step, row["dtype"]), variables, strict=True))
        if step in LOGGED:
            logged.append([v.numpy() for v in variables])
    for ours, wanted in zip(logged, row["values"], strict=True):
        for a, b in zip(ours, wanted, strict=True):
            assert a.dtype == row["dtype"]
            np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-6)


def eager_run(row, steps):
    variables, optimizer = starts(row["dtype"]), make(row)
    for step in range(1, steps + 1):
        optimizer.apply_gradients(zip(gradients_of(step, row["dtype"]), variables, strict=True))
    return [v.numpy() for v in variables]


def function_run(row, steps):
    variables, optimizer = starts(row["dtype"]), make(row)

    @ef.function
    def train(grads):
        optimizer.apply_gradients(zip(grads, variables, strict=True))

    for step in range(1, steps + 1):
        train([ef.constant(g) for g in gradients_of(step, row["dtype"])])
    return [v.numpy() for v in variables]


def session_run(row, steps):
    with v1.Graph().as_default():
        variables, optimizer = starts(row["dtype"], v1.Variable), make(row)
        fed = [v1.placeholder(row["dtype"], v.shape) for v in variables]
        train = optimizer.apply_gradients(zip(fed, variables, strict=True))
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            for step in range(1, steps + 1):
                session.run(train, dict(zip(fed, gradients_of(step, row["dtype"]), strict=True)))
            return session.run(variables)


@every_row
def test_functions_and_sessions_give_the_bits_of_eager_code(row):
    wanted = eager_run(row, 7)
    for run in (function_run, session_run):
        EAGER_HOME.reset()
        for a, b in zip(run(row, 7), wanted, strict=True):
            np.testing.assert_array_equal(a, b)


# --- the interface of Keras ----------------------------------------------------------------------


def square(w):
    return lambda: ef.reduce_sum(w * w)


def test_minimize_takes_a_function_or_a_tape():
    w, v = ef.Variable([1.0, 2.0]), ef.Variable([1.0, 2.0])
    optimizer = ef.optimizers.SGD(0.25)
    optimizer.minimize(square(w), [w])
    with ef.GradientTape() as tape:
        loss = square(v)()
    ef.optimizers.SGD(0.25).minimize(loss, lambda: [v], tape=tape)
    assert w.numpy().tolist() == v.numpy().tolist() == [0.5, 1.0]
    with pytest.raises(ValueError, match="`tape` is required when a `Tensor` loss is passed"):
        optimizer.minimize(loss, [v])


def test_a_scaled_loss_gives_the_same_step():
    w, v = ef.Variable([1.0, 2.0]), ef.Variable([1.0, 2.0])
    optimizer = ef.optimizers.SGD(0.25, loss_scale_factor=16.0)
    optimizer.minimize(square(w), [w])
    assert w.numpy().tolist() == [0.5, 1.0]
    with ef.GradientTape() as tape:
        loss = square(v)()
    ef.optimizers.SGD(0.25, loss_scale_factor=16.0).minimize(loss, [v], tape=tape)
    assert v.numpy().tolist() == [0.5, 1.0]
    assert optimizer.scale_loss(2.0) == 32.0


def test_minimize_works_in_a_function_and_in_a_graph():
    w, optimizer = ef.Variable(2.0), ef.optimizers.Adam(0.1)

    @ef.function
    def train():
        optimizer.minimize(square(w), [w])

    for _ in range(3):
        train()
    with v1.Graph().as_default():
        v, other = v1.Variable(2.0), ef.optimizers.Adam(0.1)
        step = other.minimize(square(v)(), [v])
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            for _ in range(3):
                session.run(step)
            result, count = session.run([v, other.iterations])
    assert result == w.numpy()
    assert count == optimizer.iterations.numpy() == 3


def test_the_rate_is_a_variable_that_can_be_read_and_set():
    w = ef.Variable(1.0)
    optimizer = ef.optimizers.SGD(0.5)
    assert float(optimizer.learning_rate) == 0.5
    optimizer.learning_rate = 0.25
    optimizer.apply_gradients([(ef.constant(1.0), w)])
    assert w.numpy() == 0.75

    @ef.function
    def train():
        optimizer.apply_gradients([(ef.constant(1.0), w)])

    train()
    optimizer.learning_rate.assign(0.125)
    train()
    assert w.numpy() == 0.375


def test_the_rate_can_be_a_function_or_a_variable_of_the_program():
    steps = []

    def schedule(step):
        steps.append(int(step))
        return 0.5 / (ef.cast(step, ef.float32) + 1.0)

    rate = ef.Variable(0.5)
    for learning_rate in (schedule, lambda: 0.5, rate, np.float32(0.5)):
        w, optimizer = ef.Variable(1.0), ef.optimizers.SGD(learning_rate)
        optimizer.apply_gradients([(ef.constant(1.0), w)])
        assert w.numpy() == 0.5
    assert steps == [0]
    optimizer = ef.optimizers.SGD(schedule)
    with pytest.raises(TypeError, match="its learning rate is not settable"):
        optimizer.learning_rate = 0.1
    optimizer.learning_rate = lambda: 0.75
    assert optimizer.learning_rate == 0.75


def test_steps_are_counted():
    w, optimizer = ef.Variable(1.0), ef.optimizers.SGD(0.5)
    assert optimizer.iterations.numpy() == 0
    assert optimizer.iterations.dtype is ef.int64
    assert optimizer.apply_gradients([(ef.constant(1.0), w)]) is optimizer.iterations
    assert optimizer.iterations.numpy() == 1
    slow = ef.optimizers.SGD(0.5, gradient_accumulation_steps=2)
    for _ in range(5):
        slow.apply_gradients([(ef.constant(1.0), w)])
    assert slow.iterations.numpy() == 2


def test_gradients_that_are_none_are_skipped_with_a_warning():
    w, v = ef.Variable(1.0, name="w"), ef.Variable(1.0, name="v")
    optimizer = ef.optimizers.SGD(0.5, momentum=0.5)
    with pytest.warns(UserWarning, match=r"do not exist for variables \['v:0'\]") as caught:
        optimizer.apply_gradients([(ef.constant(1.0), w), (None, v)])
    assert caught[0].filename == __file__
    assert (w.numpy(), v.numpy()) == (0.5, 1.0)


def test_no_gradient_at_all_is_an_error_that_names_the_variables():
    w = ef.Variable(1.0, name="w")
    optimizer = ef.optimizers.SGD(0.5)
    with pytest.raises(ValueError, match="No gradients provided for any variable") as info:
        optimizer.apply_gradients([(None, w)])
    assert "variable 'w:0'" in str(info.value)
    assert optimizer.iterations.numpy() == 0


def test_a_new_variable_is_refused_after_the_first_step():
    optimizer = ef.optimizers.Adam(0.5)
    optimizer.apply_gradients([(ef.constant(1.0), ef.Variable(1.0))])
    with pytest.raises(ValueError, match=r"Unknown variable: <tf.Variable 'new:0'"):
        optimizer.apply_gradients([(ef.constant(1.0), ef.Variable(1.0, name="new"))])


def test_gradients_without_variables_go_to_those_of_build():
    w = ef.Variable([1.0, 2.0])
    optimizer = ef.optimizers.SGD(0.5)
    with pytest.raises(ValueError, match="the optimizer must already be built"):
        optimizer.apply([ef.constant([1.0, 1.0])])
    optimizer.build([w])
    optimizer.apply([ef.constant([1.0, 1.0])])
    assert w.numpy().tolist() == [0.5, 1.5]
    with pytest.raises(ValueError, match="There are 2 gradients for 1 variables"):
        optimizer.apply([ef.constant([1.0, 1.0])] * 2)


def test_a_gradient_of_another_dtype_is_cast():
    w = ef.Variable([1.0, 2.0], dtype=ef.float64)
    ef.optimizers.SGD(0.5).apply_gradients([(ef.constant([1.0, 1.0]), w)])
    assert w.numpy().tolist() == [0.5, 1.5]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (dict(learning_rate="a"), "Argument `learning_rate` should be float"),
        (dict(momentum=2.0), "`momentum` must be a float between"),
        (dict(clipnorm=1.0, clipvalue=1.0), "Only one of `clipnorm`, `clipvalue` and"),
        (dict(gradient_accumulation_steps=1), "must be an integer >= 2"),
        (dict(ema_momentum=2.0), "`ema_momentum` must be in the range"),
        (dict(ema_overwrite_frequency=0), "`ema_overwrite_frequency` must be an integer >= 1"),
    ],
)
def test_settings_out_of_range_are_refused(arguments, text):
    with pytest.raises(ValueError, match=text):
        ef.optimizers.SGD(**arguments)


def test_constraints_are_applied_after_the_step():
    w = ef.Variable([1.0, -1.0], constraint=lambda x: ef.maximum(x, 0.0))
    ef.optimizers.SGD(0.5).apply_gradients([(ef.constant([1.0, 1.0]), w)])
    assert w.numpy().tolist() == [0.5, 0.0]


def test_moving_averages_can_be_put_into_the_variables_at_the_end():
    w = ef.Variable(1.0)
    optimizer = ef.optimizers.SGD(0.5, use_ema=True, ema_momentum=0.5)
    for _ in range(2):
        optimizer.apply_gradients([(ef.constant(1.0), w)])
    assert w.numpy() == 0.0
    optimizer.finalize_variable_values([w])
    assert w.numpy() == 0.25


def test_variables_and_their_names():
    w = ef.Variable([1.0], name="layer/w")
    optimizer = ef.optimizers.Adam(0.5, amsgrad=True)
    optimizer.build([w])
    assert [v.name for v in optimizer.variables] == [
        "adam/iteration:0", "adam/learning_rate:0", "adam/layer_w_momentum:0",
        "adam/layer_w_velocity:0", "adam/layer_w_velocity_hat:0",
    ]  # fmt: skip
    assert not any(v.trainable for v in optimizer.variables)
    assert ef.optimizers.Adam().name == "adam_1"
    assert ef.optimizers.SGD(name="mine").iterations.name == "mine/iteration:0"


def test_weights_can_be_set():
    w, v = ef.Variable(1.0), ef.Variable(1.0)
    one, other = ef.optimizers.Adam(0.5), ef.optimizers.Adam(0.5)
    one.apply_gradients([(ef.constant(1.0), w)])
    other.build([v])
    other.set_weights([x.numpy() for x in one.variables])
    v.assign(w)
    for optimizer, variable in ((one, w), (other, v)):
        optimizer.apply_gradients([(ef.constant(0.5), variable)])
    assert w.numpy() == v.numpy()


@pytest.mark.parametrize(
    "optimizer",
    [
        lambda: ef.optimizers.SGD(0.5, 0.25, True, clipnorm=2.0, name="one"),
        lambda: ef.optimizers.Adam(0.5, 0.25, 0.125, 1e-3, True, use_ema=True),
    ],
)
def test_a_description_makes_the_same_optimizer(optimizer):
    config = optimizer().get_config()
    again = getattr(ef.optimizers, type(optimizer()).__name__).from_config(config)
    assert again.get_config() == config


def test_a_subclass_says_only_how_a_gradient_changes_a_variable():
    class Sign(ef.optimizers.Optimizer):
        def build(self, variables):
            super().build(variables)
            self.counts = [self.add_variable_from_reference(v, "count") for v in variables]

        def update_step(self, gradient, variable, learning_rate):
            self.assign_add(self.counts[0], ef.ones_like(gradient))
            self.assign_sub(variable, ef.sign(gradient) * learning_rate)

    w, optimizer = ef.Variable([1.0, 2.0]), Sign(0.5)
    for _ in range(2):
        optimizer.apply_gradients([(ef.constant([5.0, -5.0]), w)])
    assert w.numpy().tolist() == [0.0, 3.0]
    assert optimizer.counts[0].numpy().tolist() == [2.0, 2.0]


@pytest.mark.parametrize("optimizer", [lambda: ef.optimizers.Adam(), v1.train.AdamOptimizer])
def test_updates_are_not_recorded_on_tapes(optimizer):
    w = ef.Variable([1.0, 2.0])
    with ef.GradientTape(persistent=True) as tape:
        loss = w * w
        g = tape.gradient(loss, w)
        count = len(tape.records)
        optimizer().apply_gradients([(g, w)])
        assert len(tape.records) == count


def test_slots_are_made_in_the_first_call_of_a_function():
    w, optimizer = ef.Variable([1.0, 2.0], name="w"), ef.optimizers.SGD(0.5, momentum=0.5)

    @ef.function
    def train(g):
        optimizer.apply_gradients([(g, w)])

    train(ef.constant([1.0, 1.0]))
    train(ef.constant([1.0, 1.0]))
    assert len(train.traces) == 1
    assert w.numpy().tolist() == [-0.25, 0.75]
    assert optimizer.variables[-1].numpy().tolist() == [-0.75, -0.75]


# --- the interface of 1.x ------------------------------------------------------------------------


def test_v1_minimize_takes_a_function_in_eager_code():
    w, step = v1.Variable(2.0), v1.Variable(0, trainable=False)
    optimizer = v1.train.GradientDescentOptimizer(0.25)
    assert optimizer.minimize(square(w), global_step=step) is None
    assert w.numpy() == 1.0
    assert step.numpy() == 1
    with pytest.raises(
        RuntimeError, match=r"`loss` passed to Optimizer.compute_gradients should be"
    ):
        optimizer.minimize(square(w)())


def test_v1_gradients_can_be_looked_at_before_they_are_applied():
    w, v = v1.Variable([1.0, 2.0]), v1.Variable(1.0)
    optimizer = v1.train.GradientDescentOptimizer(0.25)
    pairs = optimizer.compute_gradients(square(w), [w, v])
    assert [x is y for (_, x), y in zip(pairs, [w, v], strict=True)] == [True, True]
    assert pairs[0][0].numpy().tolist() == [2.0, 4.0]
    assert pairs[1][0] is None
    optimizer.apply_gradients([(ef.clip_by_value(g, -2.0, 2.0), x) for g, x in pairs[:1]])
    assert w.numpy().tolist() == [0.5, 1.5]


def test_v1_minimize_in_a_graph_changes_all_trainable_variables():
    with v1.Graph().as_default():
        w = v1.Variable(2.0)
        v = v1.Variable(2.0, trainable=False)
        step = v1.Variable(0, trainable=False)
        train = v1.train.GradientDescentOptimizer(0.25).minimize(w * w + v * v, global_step=step)
        assert train in v1.get_collection(v1.GraphKeys.TRAIN_OP)
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            session.run(train)
            assert session.run([w, v, step]) == [1.0, 2.0, 1]


def test_v1_powers_of_the_betas_change_after_the_updates():
    with v1.Graph().as_default() as graph:
        w = v1.Variable(2.0, name="w")
        v1.train.AdamOptimizer(0.5).minimize(w * w)
        update = graph.get_operation_by_name("Adam/update_w/AssignSubVariableOp")
        for name in ("Adam/AssignVariableOp", "Adam/AssignVariableOp_1"):
            assert update in graph.get_operation_by_name(name).control_inputs


def test_v1_rates_can_be_fed():
    with v1.Graph().as_default():
        w, rate = v1.Variable(2.0), v1.placeholder(ef.float32, [])
        train = v1.train.AdamOptimizer(rate).minimize(w * w)
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            session.run(train, {rate: 0.5})
            np.testing.assert_allclose(session.run(w), 1.5, rtol=1e-6)
            session.run(train, {rate: 0.0})
            np.testing.assert_allclose(session.run(w), 1.5, rtol=1e-6)


def test_v1_rates_can_be_functions():
    w = ef.Variable(2.0)
    v1.train.MomentumOptimizer(lambda: 0.5, lambda: 0.9).apply_gradients([(ef.constant(1.0), w)])
    assert w.numpy() == 1.5


def test_v1_slots_work_in_functions():
    w, optimizer = ef.Variable([1.0, 2.0], name="w"), v1.train.AdamOptimizer(0.5)

    @ef.function
    def train(x):
        loss = ef.reduce_sum(w * w) * x
        optimizer.minimize(loss, var_list=[w])
        return loss

    assert train(ef.constant(1.0)).numpy() == 5.0
    train(ef.constant(1.0))
    assert [v.name for v in optimizer.variables()] == [
        "beta1_power:0", "beta2_power:0", "w/Adam:0", "w/Adam_1:0",
    ]  # fmt: skip
    np.testing.assert_allclose(optimizer.get_slot(w, "m").numpy(), [0.28, 0.66], rtol=1e-4)
    assert optimizer.get_slot(w, "nothing") is None
    assert optimizer.get_slot_names() == ["m", "v"]


def test_v1_slots_are_made_in_a_scope_that_only_reuses():
    with v1.Graph().as_default():
        w = v1.get_variable("w", initializer=1.0)
        v1.get_variable_scope().reuse_variables()
        optimizer = v1.train.AdamOptimizer(0.5)
        optimizer.minimize(w * w)
        assert optimizer.get_slot(w, "m").name == "w/Adam:0"


def test_v1_constraints_are_applied_after_the_step():
    def positive(x):
        return ef.maximum(x, 0.0)

    w = ef.Variable([1.0, -1.0], constraint=positive)
    v1.train.GradientDescentOptimizer(0.5).apply_gradients([(ef.constant([1.0, 1.0]), w)])
    assert w.numpy().tolist() == [0.5, 0.0]
    with v1.Graph().as_default():
        v = v1.Variable([1.0, -1.0], constraint=positive)
        train = v1.train.GradientDescentOptimizer(0.5).apply_gradients([(ef.ones([2]), v)])
        with v1.Session() as session:
            session.run(v.initializer)
            session.run(train)
            assert session.run(v).tolist() == [0.5, 0.0]


def test_one_v1_optimizer_serves_several_graphs():
    optimizer = v1.train.AdamOptimizer(0.5)
    names = []
    for _ in range(2):
        with v1.Graph().as_default():
            w = v1.Variable(1.0, name="w")
            optimizer.minimize(w * w)
            names.append([v.name for v in optimizer.variables()])
    assert names[0] == names[1] == ["beta1_power:0", "beta2_power:0", "w/Adam:0", "w/Adam_1:0"]


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda o, w: o.minimize(ef.constant(1.0)), ValueError, "check your graph for ops that"),
        (lambda o, w: o.apply_gradients([]), ValueError, "No variables provided"),
        (lambda o, w: o.apply_gradients([(None, w)]), ValueError, r"any variable: \[.*'w:0'"),
        (lambda o, w: o.compute_gradients(ef.constant(1)), ValueError, "Invalid type tf.int32 for"),
        (lambda o, w: o.compute_gradients(w * w, []), ValueError, "No variables to optimize"),
        (lambda o, w: o.compute_gradients(w * w, [3]), TypeError, "is not a variable: 3"),
        (
            lambda o, w: o.compute_gradients(w, gate_gradients=7),
            ValueError,
            "gate_gradients must be",
        ),
    ],
)
def test_v1_mistakes_are_errors_that_say_so(call, kind, text):
    with v1.Graph().as_default():
        w = v1.Variable(1.0, name="w")
        with pytest.raises(kind, match=text):
            call(v1.train.GradientDescentOptimizer(0.5), w)


def test_a_v1_optimizer_has_a_name():
    assert v1.train.AdamOptimizer(name="mine").get_name() == "mine"
    with pytest.raises(ValueError, match="Must specify the optimizer name"):
        v1.train.Optimizer(False, "")


def test_a_v1_subclass_says_how_a_gradient_changes_a_variable():
    class Sign(v1.train.Optimizer):
        def __init__(self):
            super().__init__(False, "Sign")

        def _create_slots(self, var_list):
            for v in var_list:
                self._get_or_make_slot(v, ef.ones_like(v), "seen", self._name)

        def _apply_dense(self, grad, var):
            self.get_slot(var, "seen").assign_add(abs(grad))
            return (
                v1.assign_sub(var, ef.sign(grad)).op if var.graph else var.assign_sub(ef.sign(grad))
            )

    w, optimizer = ef.Variable([1.0, 2.0]), Sign()
    optimizer.apply_gradients([(ef.constant([5.0, -5.0]), w)])
    assert w.numpy().tolist() == [0.0, 3.0]
    assert optimizer.get_slot(w, "seen").numpy().tolist() == [6.0, 6.0]
    with v1.Graph().as_default():
        v = v1.Variable([1.0, 2.0])
        train = Sign().minimize(ef.reduce_sum(v * v))
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            session.run(train)
            assert session.run(v).tolist() == [0.0, 1.0]


def test_powers_of_the_betas_can_live_in_the_scope_of_the_optimizer():
    optimizer = v1.train.AdamOptimizer(use_own_namescope_for_non_slot_vars=True)
    optimizer.apply_gradients([(ef.constant(1.0), ef.Variable(1.0, name="w"))])
    assert optimizer.variables()[0].name == "Adam/beta1_power:0"
