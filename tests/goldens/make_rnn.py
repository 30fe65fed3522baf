"""Make `rnn.npz` with TensorFlow 2.21 on a CPU: `python tests/goldens/make_rnn.py`.

`CASES` are 1.x programs for either framework, so that `tests/test_rnn.py` runs the same ones on
ours. Arrays are named `case/what`: `names` of the variables, `y0`, `y1` the results, `g0` the
gradient of the input and `g1`, `g2` those of the variables; `nodes` are names of operations.
"""

from pathlib import Path

import numpy as np

CASES = {}
LENGTHS = [3, 1]
NODES = "MatMul BiasAdd Split ConcatV2 Sigmoid Tanh Relu Mul Sub AddV2".split()


def case(function):
    CASES[function.__name__] = function
    return function


def numbers(shape, phase=0.0):
    """Fixed numbers between -0.8 and 0.8 without ties or order; unknown sizes are 3."""
    shape = [3 if d is None else d for d in shape]
    n = np.arange(int(np.prod(shape)), dtype=np.float64)
    return (0.8 * np.cos(2.7 * n + phase)).reshape(shape).astype(np.float32)


# -------------------------------------------------------------------------------- cells, one step


def step(tf, cell, x):
    return cell(x[0], cell.zero_state(2, tf.float32))


@case
def basic_rnn(tf, x):
    return step(tf, tf.nn.rnn_cell.BasicRNNCell(3), x)


@case
def basic_rnn_of_relu(tf, x):
    return step(tf, tf.nn.rnn_cell.BasicRNNCell(3, activation=tf.nn.relu), x)


@case
def gru(tf, x):
    return step(tf, tf.nn.rnn_cell.GRUCell(3), x)


@case
def basic_lstm(tf, x):
    return step(tf, tf.nn.rnn_cell.BasicLSTMCell(3), x)


@case
def basic_lstm_with_one_state(tf, x):
    cell = tf.nn.rnn_cell.BasicLSTMCell(3, forget_bias=0.5, state_is_tuple=False)
    y, state = step(tf, cell, x)
    return cell(x[1], state), y


@case
def lstm_that_is_built_before(tf, x):
    cell = tf.nn.rnn_cell.BasicLSTMCell(3)
    cell.build(tf.TensorShape([None, 4]))
    return step(tf, cell, x)


@case
def lstm(tf, x):
    return step(tf, tf.nn.rnn_cell.LSTMCell(3), x)


@case
def lstm_with_everything(tf, x):
    cell = tf.nn.rnn_cell.LSTMCell(
        3, use_peepholes=True, cell_clip=0.3, num_proj=2, proj_clip=0.25, activation="sigmoid"
    )
    y, state = step(tf, cell, x)
    return cell(x[1], state), y


@case
def lstm_with_one_state(tf, x):
    cell = tf.nn.rnn_cell.LSTMCell(3, num_proj=2, state_is_tuple=False, name="mine")
    y, state = step(tf, cell, x)
    return cell(x[1], state), y


@case
def cells_of_one_scope_are_numbered(tf, x):
    with tf.variable_scope("net"):
        y, _ = step(tf, tf.nn.rnn_cell.GRUCell(3), x)
        z, _ = step(tf, tf.nn.rnn_cell.GRUCell(3), x)
    return y, z


@case
def a_cell_called_in_scopes(tf, x):
    cell = tf.nn.rnn_cell.BasicRNNCell(3)
    with tf.variable_scope("first"):
        y, state = step(tf, cell, x)
    with tf.variable_scope("second"):
        z, _ = cell(x[1], state)
    return y, z


@case
def a_cell_with_a_scope(tf, x):
    cell = tf.nn.rnn_cell.BasicRNNCell(3)
    return cell(x[0], cell.zero_state(2, tf.float32), scope="chosen")


@case
def a_cell_of_get_variable(tf, x):
    class Mine(tf.nn.rnn_cell.RNNCell):
        @property
        def state_size(self):
            return 3

        @property
        def output_size(self):
            return 3

        def call(self, inputs, state):
            w = tf.get_variable("w", [4, 3])
            new = tf.matmul(inputs, w) + state * tf.get_variable("b", [3])
            return new, new

    cell = Mine()
    assert not cell.trainable_variables
    y, state = step(tf, cell, x)
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):
        z, _ = cell(x[1], state)
    assert len(cell.trainable_variables) == 2
    return y, z


@case
def reused_weights(tf, x):
    with tf.variable_scope("net"):
        y, state = step(tf, tf.nn.rnn_cell.GRUCell(3, name="cell"), x)
    with tf.variable_scope("net", reuse=True):
        z, _ = tf.nn.rnn_cell.GRUCell(3, name="cell")(x[1], state)
    return y, z


@case
def reuse_of_the_cell(tf, x):
    y, state = step(tf, tf.nn.rnn_cell.GRUCell(3), x)
    z, _ = tf.nn.rnn_cell.GRUCell(3, reuse=True)(x[1], state)
    w, _ = tf.nn.rnn_cell.GRUCell(3, reuse=tf.AUTO_REUSE)(x[2], state)
    return y, z, w


@case
def initializers(tf, x):
    ones = tf.ones_initializer()
    y, _ = step(tf, tf.nn.rnn_cell.GRUCell(3, kernel_initializer=ones, bias_initializer=ones), x)
    with tf.variable_scope("net", initializer=tf.constant_initializer(0.25)):
        z, _ = step(tf, tf.nn.rnn_cell.LSTMCell(3), x)
    return y, z


# ----------------------------------------------------------------------------- cells around cells


@case
def several_layers(tf, x):
    rnn_cell = tf.nn.rnn_cell
    cells = [rnn_cell.BasicLSTMCell(3), rnn_cell.GRUCell(2), rnn_cell.BasicRNNCell(2)]
    return step(tf, rnn_cell.MultiRNNCell(cells), x)


@case
def several_layers_with_one_state(tf, x):
    cells = [tf.nn.rnn_cell.GRUCell(3), tf.nn.rnn_cell.BasicRNNCell(2)]
    return step(tf, tf.nn.rnn_cell.MultiRNNCell(cells, state_is_tuple=False), x)


@case
def residuals(tf, x):
    rnn_cell = tf.nn.rnn_cell
    cells = [rnn_cell.ResidualWrapper(rnn_cell.LSTMCell(4)) for _ in range(2)]
    cells += [rnn_cell.ResidualWrapper(rnn_cell.GRUCell(4), residual_fn=lambda i, o: i * o)]
    return step(tf, rnn_cell.MultiRNNCell(cells), x)


@case
def wrappers_without_effect(tf, x):
    rnn_cell = tf.nn.rnn_cell
    cell = rnn_cell.DropoutWrapper(rnn_cell.LSTMCell(3), 1.0, 1.0, 1.0)
    return step(tf, rnn_cell.DeviceWrapper(cell, "/cpu:0"), x)


# ---------------------------------------------------------------------------------- static loops


@case
def static_layers(tf, x):
    cells = [tf.nn.rnn_cell.GRUCell(3), tf.nn.rnn_cell.BasicRNNCell(2)]
    cell = tf.nn.rnn_cell.MultiRNNCell(cells)
    return tf.nn.static_rnn(cell, tf.unstack(x), dtype=tf.float32, scope="deep")


@case
def static(tf, x):
    return tf.nn.static_rnn(tf.nn.rnn_cell.BasicLSTMCell(3), tf.unstack(x), dtype=tf.float32)


@case
def static_with_lengths(tf, x):
    cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(3), tf.nn.rnn_cell.LSTMCell(2)])
    start = (tf.ones([2, 3]), tf.nn.rnn_cell.LSTMStateTuple(tf.ones([2, 2]), tf.ones([2, 2])))
    return tf.nn.static_rnn(cell, tf.unstack(x), start, sequence_length=LENGTHS)


@case
def static_both_ways(tf, x):
    cells = [tf.nn.rnn_cell.BasicLSTMCell(3) for _ in range(2)]
    return tf.nn.static_bidirectional_rnn(*cells, tf.unstack(x), dtype=tf.float32)


@case
def static_both_ways_with_lengths(tf, x):
    cells = [tf.nn.rnn_cell.GRUCell(3) for _ in range(2)]
    return tf.nn.static_bidirectional_rnn(
        *cells, tf.unstack(x), dtype=tf.float32, sequence_length=LENGTHS, scope="both"
    )


@case
def static_with_saved_state(tf, x):
    saved = {}

    class Saver:
        def state(self, name):
            return tf.ones([2, 3]) * (0.5 if name == "c" else 0.25)

        def save_state(self, name, value):
            saved[name] = value
            return tf.identity(value)

    cell = tf.nn.rnn_cell.LSTMCell(3)
    found = tf.nn.static_state_saving_rnn(cell, tf.unstack(x), Saver(), ("c", "h"))
    return found, saved["c"], saved["h"]


# --------------------------------------------------------------------------------- dynamic loops


def _dynamic(make, **arguments):
    def build(tf, x):
        return tf.nn.dynamic_rnn(make(tf.nn.rnn_cell), x, dtype=tf.float32, **arguments)

    return build


KINDS = {
    "basic_rnn": lambda c: c.BasicRNNCell(3),
    "gru": lambda c: c.GRUCell(3),
    "basic_lstm": lambda c: c.BasicLSTMCell(3),
    "lstm": lambda c: c.LSTMCell(3, forget_bias=0.0),
    "gru_of_relu": lambda c: c.GRUCell(3, activation="relu"),
    "lstm_with_peepholes": lambda c: c.LSTMCell(3, use_peepholes=True, num_proj=2),
    "lstm_with_one_state": lambda c: c.LSTMCell(3, state_is_tuple=False),
    "layers": lambda c: c.MultiRNNCell([c.BasicLSTMCell(3), c.GRUCell(2)]),
    "residual": lambda c: c.ResidualWrapper(c.LSTMCell(4)),
}
for kind, maker in KINDS.items():
    CASES[f"dynamic_{kind}"] = _dynamic(maker)
    CASES[f"dynamic_{kind}_with_lengths"] = _dynamic(maker, sequence_length=LENGTHS)
    CASES[f"dynamic_{kind}_by_time"] = _dynamic(maker, sequence_length=[2, 3, 0], time_major=True)


@case
def dynamic_from_a_state(tf, x):
    cell = tf.nn.rnn_cell.LSTMCell(3)
    start = tf.nn.rnn_cell.LSTMStateTuple(tf.ones([2, 3]), x[:, 0, :3])
    return tf.nn.dynamic_rnn(cell, x, LENGTHS, start, scope="mine")


@case
def dynamic_both_ways(tf, x):
    cells = [tf.nn.rnn_cell.LSTMCell(3) for _ in range(2)]
    return tf.nn.bidirectional_dynamic_rnn(*cells, x, dtype=tf.float32)


@case
def dynamic_both_ways_with_lengths(tf, x):
    cells = [tf.nn.rnn_cell.BasicRNNCell(3), tf.nn.rnn_cell.GRUCell(2)]
    return tf.nn.bidirectional_dynamic_rnn(*cells, x, LENGTHS, dtype=tf.float32)


@case
def raw(tf, x):
    cell = tf.nn.rnn_cell.LSTMCell(3)
    inputs = tf.TensorArray(tf.float32, 3).unstack(tf.transpose(x, [1, 0, 2]))

    def loop(time, output, state, carried):
        first = output is None
        done = time >= tf.constant(LENGTHS)
        new = cell.zero_state(2, tf.float32) if first else state
        sum_ = tf.zeros([2, 3]) if first else carried + output
        read = tf.cond(
            tf.reduce_all(done), lambda: tf.zeros([2, 4]), lambda: inputs.read(tf.minimum(time, 2))
        )
        return done, read, new, output, sum_

    outputs, state, total = tf.nn.raw_rnn(cell, loop)
    return outputs.stack(), state, total


# ------------------------------------------------------------------------------------- execution


def outcome(tf, name):
    """What a program gives: names, results and gradients; the weights are fixed numbers."""
    with tf.Graph().as_default() as graph:
        one_step = not name.startswith(("dynamic", "raw"))
        # Steps first, or for the dynamic loops examples first unless they are told otherwise.
        shape = (3, 2, 4) if one_step or "by_time" in name else (2, 3, 4)
        if "by_time" in name:
            shape = (3, 3, 4)
        x = tf.constant(numbers(shape, 0.5))
        results = tf.nest.flatten(CASES[name](tf, x))
        nodes = [o.name for o in graph.get_operations() if o.type in NODES]
        # TensorFlow puts the shapes of zeros together in the graph.
        nodes = sorted(n for n in nodes if "ZeroState" not in n)
        variables = tf.trainable_variables()
        loss = tf.add_n(
            [tf.reduce_sum(y * numbers(y.shape.as_list(), 0.1 + i)) for i, y in enumerate(results)]
        )
        gradients = tf.gradients(loss, [x, *variables])
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            start = session.run(variables)
            for i, v in enumerate(variables):
                v.load(numbers(v.shape.as_list(), i), session)
            gradients = [tf.zeros([]) if g is None else tf.convert_to_tensor(g) for g in gradients]
            fetched = {f"y{i}": y for i, y in enumerate(results)}
            found = session.run(fetched | {f"g{i}": g for i, g in enumerate(gradients)})
    if name == "initializers":
        found |= {f"start{i}": a for i, a in enumerate(start)}
    found["names"] = np.array("\n".join(v.name for v in variables))
    if one_step and "lengths" not in name:  # TensorFlow has those in functions of branches
        found["nodes"] = np.array("\n".join(nodes))
    return found


def main() -> None:
    """Run every program and store what came of it."""
    import types
    import warnings

    import tensorflow.compat.v1 as v1
    from tensorflow.python.keras.layers.legacy_rnn import rnn_cell_impl

    warnings.simplefilter("ignore")
    # TensorFlow hides its cells where Keras 3 is installed; the code is there.
    nn = types.SimpleNamespace(**{n: getattr(v1.nn, n) for n in dir(v1.nn) if n != "rnn_cell"})
    nn.rnn_cell = rnn_cell_impl
    tf = types.SimpleNamespace(**{n: getattr(v1, n) for n in dir(v1) if n not in ("nn", "keras")})
    tf.nn = nn
    stored = {
        f"{name}/{what}": value for name in CASES for what, value in outcome(tf, name).items()
    }
    np.savez_compressed(Path(__file__).with_name("rnn.npz"), **stored)


if __name__ == "__main__":
    main()
