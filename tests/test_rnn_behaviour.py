"""Recurrent networks in every mode, ops for all steps against loops, dropout, and the errors."""

from __future__ import annotations

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.variables.home import EAGER_HOME
from tests.goldens.make_rnn import KINDS, numbers

nn, cells = v1.nn, v1.nn.rnn_cell


@pytest.fixture(autouse=True)
def a_fresh_home():
    """Every test starts without variables."""
    EAGER_HOME.reset()


def filled(cell):
    """Give the variables of a cell fixed numbers."""
    for i, v in enumerate(cell.weights):
        v.assign(numbers(v.shape.as_list(), i))


class Plain(cells.RNNCell):
    """A cell that asks for its variable in a `__call__` of its own, and calls no `__init__`."""

    def __init__(self, units):
        self.units = units

    @property
    def state_size(self):
        return self.units

    @property
    def output_size(self):
        return self.units

    def __call__(self, inputs, state, scope=None):
        with v1.variable_scope(scope or "plain"):
            w = v1.get_variable("w", [inputs.shape[-1], self.units])
            new = ef.tanh(inputs @ w + state)
        return new, new


MAKERS = {**KINDS, "plain": lambda c: Plain(3)}


# ------------------------------------------------------------------------------------------ modes


@pytest.mark.parametrize("kind", MAKERS)
def test_eager_code_functions_and_sessions_give_the_same(kind) -> None:
    x, lengths = numbers((2, 3, 4), 0.5), [3, 1]

    def run(x):
        with v1.variable_scope("net", reuse=v1.AUTO_REUSE):
            cell = MAKERS[kind](cells)
            out, state = nn.dynamic_rnn(cell, x, lengths, dtype=ef.float32)
        return [out, *ef.nest.flatten(state)]

    with ef.GradientTape() as tape:
        eager = run(ef.constant(x))
    made = v1.trainable_variables()
    values, found = [v.numpy() for v in made], [t.numpy() for t in eager]
    gradients = [g.numpy() for g in tape.gradient(eager, made)]

    @ef.function
    def traced(x):
        with ef.GradientTape() as tape:
            outs = run(x)
        return outs, tape.gradient(outs, made)

    for kept in range(2):
        outs, grads = traced(ef.constant(x))
        for got, wanted in zip([*outs, *grads], [*found, *gradients], strict=True):
            np.testing.assert_allclose(got.numpy(), wanted, 1e-5, 1e-6, err_msg=f"call {kept}")
    with v1.Graph().as_default(), v1.Session() as session:
        outs = run(ef.constant(x))
        ours = v1.trainable_variables()
        grads = v1.gradients(outs, ours)
        for v, value in zip(ours, values, strict=True):
            v.load(value, session)
        assert [v.name for v in ours] == [v.name for v in made]
        for got, wanted in zip(session.run(outs + grads), [*found, *gradients], strict=True):
            np.testing.assert_allclose(got, wanted, 1e-5, 1e-6)


def test_a_function_that_is_traced_again_uses_the_same_variables() -> None:
    cell = cells.BasicLSTMCell(3)
    step = ef.function(lambda x: cell(x, cell.zero_state(x.shape[0], ef.float32))[0])
    first = step(ef.ones([1, 4]))
    second = step(ef.ones([2, 4]))
    assert len(v1.global_variables()) == 2
    np.testing.assert_allclose(second[1], first[0], 1e-6)


@pytest.mark.parametrize("kind", ["lstm", "gru_of_relu"])
def test_sizes_of_batch_and_steps_may_be_unknown_until_a_graph_runs(kind) -> None:
    with v1.Graph().as_default(), v1.Session() as session:
        x, lengths = v1.placeholder("float32", [None, None, 4]), v1.placeholder("int32", [None])
        cell = KINDS[kind](cells)
        out, state = nn.dynamic_rnn(cell, x, lengths, dtype=ef.float32)
        assert out.shape.as_list() == [None, None, 3]
        gradient = v1.gradients(out, x)[0]
        for i, v in enumerate(cell.weights):
            v.load(numbers(v.shape.as_list(), i), session)
        long, last = session.run([out, state], {x: numbers((2, 5, 4)), lengths: [5, 2]})
        short = session.run(out, {x: numbers((2, 5, 4))[1:, :2], lengths: [2]})
        slopes = session.run(gradient, {x: numbers((2, 5, 4)), lengths: [5, 2]})
    np.testing.assert_allclose(short[0], long[1, :2], 1e-5, 1e-6)
    assert not long[1, 2:].any()
    assert slopes[1, :2].any(axis=1).all()
    assert not slopes[1, 2:].any()
    np.testing.assert_array_equal(getattr(last, "h", last)[1], long[1, 1])


# -------------------------------------------------------------------------------- all steps at once


WHOLE = ["basic_lstm", "lstm", "gru", "lstm_with_one_state", "layers"]


@pytest.mark.parametrize("lengths", [None, [4, 2], [0, 9]])
@pytest.mark.parametrize("kind", WHOLE)
def test_an_op_for_all_steps_gives_what_the_steps_give_with_two_gradients(kind, lengths) -> None:
    cell = KINDS[kind](cells)
    assert cell.runs_whole
    x = ef.constant(numbers((4, 2, 4), 0.5).astype(np.float64))

    def whole(x):
        return nn.dynamic_rnn(cell, x, lengths, dtype=ef.float64, time_major=True)

    def by_steps(x):
        outs, state = nn.static_rnn(cell, ef.unstack(x), None, ef.float64, lengths)
        return ef.stack(outs), state

    whole(x)
    filled(cell)
    found = []
    for run in (whole, by_steps):
        with ef.GradientTape() as outer:
            outer.watch(x)
            with ef.GradientTape() as inner:
                inner.watch(x)
                flat = ef.nest.flatten(run(x))
                loss = ef.add_n(
                    [ef.reduce_sum(y * numbers(y.shape, i)) for i, y in enumerate(flat)]
                )
            first = inner.gradient(loss, [x, *cell.trainable_weights])
            bent = ef.add_n([ef.reduce_sum(g * g) for g in first])
        second = outer.gradient(bent, [x, *cell.trainable_weights])
        found.append([t.numpy() for t in [*flat, *first, *second]])
    for ours, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs, 1e-9, 1e-11)


@pytest.mark.parametrize("kind", ["basic_lstm", "gru", "gru_of_relu", "layers"])
def test_without_steps_the_state_stays(kind) -> None:
    cell = KINDS[kind](cells)
    start = ef.nest.map_structure(ef.ones_like, cell.zero_state(2, ef.float32))
    if kind == "gru_of_relu":
        nn.dynamic_rnn(cell, ef.ones([2, 1, 4]), None, start)  # a loop without steps builds nothing
        return
    for lengths in (None, [0, 0]):
        out, last = nn.dynamic_rnn(cell, ef.zeros([2, 0, 4]), lengths, start)
        assert out.shape == [2, 0, cell.output_size]
        for s in ef.nest.flatten(last):
            np.testing.assert_array_equal(s, np.ones(s.shape))


def test_only_the_plain_forms_run_as_one_op() -> None:
    class Own(cells.GRUCell):
        pass

    assert cells.GRUCell(3).runs_whole
    assert not Own(3).runs_whole
    for arguments in ({"use_peepholes": True}, {"cell_clip": 1.0}, {"num_proj": 2},
                      {"activation": "relu"}):  # fmt: skip
        assert not cells.LSTMCell(3, **arguments).runs_whole
    assert not cells.MultiRNNCell([cells.GRUCell(3), cells.BasicRNNCell(3)]).runs_whole


def test_half_precision_computes_with_more() -> None:
    x = numbers((2, 9, 4), 0.5)
    cell = cells.LSTMCell(3, dtype=ef.float16)
    half, _ = nn.dynamic_rnn(cell, ef.constant(x.astype(np.float16)), dtype=ef.float16)
    assert half.dtype is ef.float16
    with v1.variable_scope("wide"):
        wide = cells.LSTMCell(3)
        nn.dynamic_rnn(wide, x, dtype=ef.float32)
        for v, w in zip(wide.weights, cell.weights, strict=True):
            v.assign(ef.cast(w, ef.float32))
        full, _ = nn.dynamic_rnn(wide, x, dtype=ef.float32)
    np.testing.assert_allclose(half.numpy(), full.numpy(), atol=2e-3)


# ----------------------------------------------------------------------------------------- dropout


class Same(cells.RNNCell):
    """Gives its input, and ones as a state."""

    state_size = cells.LSTMStateTuple(4, 4)
    output_size = 4

    def call(self, inputs, state):
        return inputs, cells.LSTMStateTuple(ef.ones_like(inputs), ef.ones_like(inputs))


def same_step(wrapper, x):
    return wrapper(x, wrapper.zero_state(x.shape[0], ef.float32))


def test_dropout_scales_what_stays_and_spares_the_memory() -> None:
    x = ef.ones([500, 4])
    y, state = same_step(cells.DropoutWrapper(Same(), 0.5, 1.0, 0.25, seed=1), x)
    assert sorted(set(y.numpy().ravel())) == [0.0, 2.0]
    assert abs(float(ef.reduce_mean(y)) - 1) < 0.1
    assert (state.c.numpy() == 1).all()
    assert sorted(set(state.h.numpy().ravel())) == [0.0, 4.0]
    y, _ = same_step(cells.DropoutWrapper(Same(), output_keep_prob=0.5), x)
    assert sorted(set(y.numpy().ravel())) == [0.0, 2.0]


def test_a_visitor_says_which_states_are_dropped() -> None:
    class Two(Same):
        state_size = (cells.LSTMStateTuple(4, 4), 4)

        def call(self, inputs, state):
            return inputs, (super().call(inputs, None)[1], ef.ones_like(inputs))

    def run(visitor):
        wrapper = cells.DropoutWrapper(
            Two(), state_keep_prob=0.5, dropout_state_filter_visitor=visitor
        )
        pair, single = same_step(wrapper, ef.ones([99, 4]))[1]
        assert isinstance(pair, cells.LSTMStateTuple)
        return [bool((s.numpy() == 0).any()) for s in (pair.c, pair.h, single)]

    assert run(None) == [False, True, True]
    assert run(lambda state: True) == [True, True, True]
    assert run(lambda state: False) == [False, False, False]
    assert run(lambda state: (True, False) if type(state) is tuple else True) == [True, True, False]


def test_variational_dropout_drops_the_same_for_all_examples_and_steps() -> None:
    arguments = {"variational_recurrent": True, "dtype": ef.float32, "seed": 3}

    def made(size):
        ef.random.set_seed(1)
        return cells.DropoutWrapper(Same(), 0.5, 0.5, 0.5, input_size=size, **arguments)

    wrapper, x = made(ef.TensorShape([4])), ef.ones([3, 4])
    first, second = same_step(wrapper, x), same_step(wrapper, x)
    for a, b in zip(ef.nest.flatten(first), ef.nest.flatten(second), strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a[0], a[1])
    np.testing.assert_array_equal(same_step(made(4), x)[1].h, first[1].h)


def test_every_step_of_a_loop_drops_anew() -> None:
    def run():
        wrapper = cells.DropoutWrapper(cells.BasicRNNCell(99), output_keep_prob=0.5)
        return nn.dynamic_rnn(wrapper, ef.ones([1, 5, 4]), dtype=ef.float32)[0]

    with v1.Graph().as_default(), v1.Session() as session:
        y = run()
        session.run(v1.global_variables_initializer())
        dropped = [session.run(y)[0] == 0, session.run(y)[0] == 0]
    dropped += [run().numpy()[0] == 0]
    assert len({row.tobytes() for found in dropped for row in found}) == 15


def test_a_probability_may_be_fed() -> None:
    with v1.Graph().as_default(), v1.Session() as session:
        keep = v1.placeholder("float32", [])
        y, _ = same_step(cells.DropoutWrapper(Same(), keep), ef.ones([99, 4]))
        assert (session.run(y, {keep: 1.0}) == 1).all()
        assert (session.run(y, {keep: 0.5}) == 0).any()


# ----------------------------------------------------------------------------------- other promises


def test_the_wrappers_have_names_in_2x_too() -> None:
    assert ef.nn.RNNCellDropoutWrapper is cells.DropoutWrapper
    assert ef.nn.RNNCellResidualWrapper is cells.ResidualWrapper
    assert ef.nn.RNNCellDeviceWrapper is cells.DeviceWrapper


def test_cells_know_their_variables_names_and_scopes() -> None:
    inner = cells.GRUCell(4)
    cell = cells.MultiRNNCell([cells.ResidualWrapper(inner), cells.LSTMCell(3, trainable=False)])
    assert cell.variables == []
    assert inner.name == "gru_cell"
    with v1.variable_scope("net"):
        cell(ef.ones([2, 4]), cell.zero_state(2, ef.float32))
    assert inner.scope_name == "net/multi_rnn_cell/cell_0/gru_cell"
    assert len(cell.trainable_weights) == 4
    assert [v.name for v in cell.non_trainable_variables] == [
        "net/multi_rnn_cell/cell_1/lstm_cell/kernel:0", "net/multi_rnn_cell/cell_1/lstm_cell/bias:0"
    ]  # fmt: skip
    assert inner.dtype is ef.float32


def test_an_initial_state_takes_batch_and_dtype_of_inputs() -> None:
    cell = cells.LSTMCell(3)
    state = cell.get_initial_state(ef.ones([2, 4], ef.float64))
    assert (state.dtype, state.h.shape) == (ef.float64, [2, 3])
    with v1.Graph().as_default():
        x = v1.placeholder("float32", [None, 4])
        assert cell.get_initial_state(x).c.shape.as_list() == [None, 3]
    with pytest.raises(ValueError, match="batch size from input tensor is different"):
        cell.get_initial_state(ef.ones([2, 4]), batch_size=3)
    with pytest.raises(ValueError, match="dtype from input tensor is different"):
        cell.get_initial_state(ef.ones([2, 4]), dtype=ef.float64)
    with pytest.raises(ValueError, match="batch_size and dtype cannot be None"):
        cell.get_initial_state(batch_size=2)


def test_a_raw_loop_may_emit_and_carry_what_it_likes() -> None:
    cell = cells.GRUCell(3)

    def loop(time, output, state, seen):
        if output is None:
            first = {"step": ef.constant(0), "twice": ef.zeros([3])}
            start = ef.TensorArray(ef.float32, 0, dynamic_size=True)
            return ef.constant([False, False]), ef.ones([2, 4]), cell.zero_state(2, ef.float32), \
                first, start  # fmt: skip
        emitted = {"step": ef.fill([2], time), "twice": output * 2}
        return time >= [3, 1], ef.ones([2, 4]), state, emitted, seen.write(time - 1, output)

    emitted, state, seen = nn.raw_rnn(cell, loop)
    assert emitted["step"].stack().numpy().tolist() == [[1, 1], [2, 0], [3, 0]]
    twice, all_outputs = emitted["twice"].stack().numpy(), seen.stack().numpy()
    np.testing.assert_array_equal(twice[:, 0], all_outputs[:, 0] * 2)
    assert not twice[1:, 1].any()
    np.testing.assert_array_equal(state[1], all_outputs[0, 1])


# ------------------------------------------------------------------------------------------- errors


def test_what_is_no_cell_is_refused() -> None:
    x = ef.ones([2, 3, 4])
    for call in (
        lambda: nn.dynamic_rnn(None, x, dtype=ef.float32),
        lambda: nn.static_rnn(lambda x, s: (x, s), [x[0]], dtype=ef.float32),
        lambda: nn.raw_rnn("cell", lambda *_: None),
        lambda: cells.DropoutWrapper(3),
        lambda: nn.bidirectional_dynamic_rnn(cells.GRUCell(3), 1, x, dtype=ef.float32),
    ):
        with pytest.raises(TypeError, match=r"is not an RNNCell: it has no output_size"):
            call()
    with pytest.raises(TypeError, match="`loop_fn` must be a callable"):
        nn.raw_rnn(cells.GRUCell(3), None)


def test_inputs_that_do_not_fit_are_refused() -> None:
    x, cell = ef.ones([2, 3, 4]), cells.GRUCell(3)
    with pytest.raises(ValueError, match="expected ndim=2, found ndim=3"):
        cell(x, ef.ones([2, 3]))
    with pytest.raises(ValueError, match=r"only supports floating point inputs, but saw.*int32"):
        cell(ef.ones([2, 4], ef.int32), ef.ones([2, 3]))
    with pytest.raises(ValueError, match=r"only supports floating point inputs, but saw.*int32"):
        cells.GRUCell(3, dtype=ef.int32)
    with pytest.raises(ValueError, match="you must give a dtype"):
        nn.dynamic_rnn(cell, x)
    with pytest.raises(ValueError, match="must be a vector of length batch_size"):
        nn.dynamic_rnn(cell, x, 3, dtype=ef.float32)
    with pytest.raises(ValueError, match="one length for each of 2 examples, got 3"):
        nn.dynamic_rnn(cell, x, [1, 2, 3], dtype=ef.float32)
    with pytest.raises(TypeError, match="`inputs` must be a sequence"):
        nn.static_rnn(cell, x, dtype=ef.float32)
    with pytest.raises(ValueError, match="`inputs` must not be empty"):
        nn.static_rnn(cell, [], dtype=ef.float32)
    with pytest.raises(ValueError, match="are not compatible"):
        nn.static_rnn(cell, [x[0], x[:1, 0]], dtype=ef.float32)
    with v1.Graph().as_default(), pytest.raises(ValueError, match="to be known, saw shape"):
        cells.GRUCell(3)(v1.placeholder("float32", [2, None]), ef.ones([2, 3]))


def test_arguments_that_mean_nothing_are_refused() -> None:
    with pytest.raises(TypeError, match="LSTMCell has no arguments units"):
        cells.LSTMCell(3, units=4)
    with pytest.raises(ValueError, match=r"Unknown activation function: 'tahn'"):
        cells.GRUCell(3, activation="tahn")
    with pytest.raises(ValueError, match="at least one cell"):
        cells.MultiRNNCell([])
    with pytest.raises(TypeError, match="cells must be a list or tuple"):
        cells.MultiRNNCell(cells.GRUCell(3))
    with pytest.raises(ValueError, match="the flag state_is_tuple is not set"):
        cells.MultiRNNCell([cells.LSTMCell(3)], state_is_tuple=False)
    with pytest.raises(ValueError, match="Expected state to be a tuple of length 1"):
        cells.MultiRNNCell([cells.GRUCell(3)])(ef.ones([2, 4]), ef.ones([2, 3]))
    with pytest.raises(ValueError, match="keep_prob must be between 0 and 1"):
        cells.DropoutWrapper(Same(), 1.5)
    with pytest.raises(TypeError, match="visitor must be callable"):
        cells.DropoutWrapper(Same(), dropout_state_filter_visitor=3)
    with pytest.raises(ValueError, match="dtype must be provided"):
        cells.DropoutWrapper(Same(), variational_recurrent=True)
    with pytest.raises(ValueError, match="input_size must be provided"):
        cells.DropoutWrapper(Same(), 0.5, variational_recurrent=True, dtype=ef.float32)
    with pytest.raises(ValueError, match=r"Shapes \(2, 4\) and \(2, 3\) are incompatible"):
        same_step(cells.ResidualWrapper(cells.GRUCell(3)), ef.ones([2, 4]))
    with pytest.raises(ValueError, match="should be the same type as"):
        nn.static_state_saving_rnn(cells.LSTMCell(3), [ef.ones([2, 4])], None, "name")
    with pytest.raises(TypeError, match="Inconsistent internal state"):
        _ = cells.LSTMStateTuple(ef.ones([1]), ef.ones([1], ef.float64)).dtype


def test_a_scope_that_is_used_twice_needs_reuse() -> None:
    x = ef.ones([2, 3, 4])
    nn.dynamic_rnn(cells.GRUCell(3), x, dtype=ef.float32)
    with pytest.raises(ValueError, match="rnn/gru_cell/gates/kernel already exists"):
        nn.dynamic_rnn(cells.GRUCell(3), x, dtype=ef.float32)
    with pytest.raises(ValueError, match="has not been used yet"):
        _ = cells.GRUCell(3).scope_name
