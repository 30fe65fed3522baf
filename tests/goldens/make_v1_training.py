"""Writes v1_training.json: falling rates, moving averages and counters of steps.

Run with an interpreter that has TensorFlow:  python -m tests.goldens.make_v1_training
"""

from pathlib import Path

from .programs import write

CASES = {}
STEPS = [0, 1, 3, 4, 5, 9, 10, 14, 25]


def case(function):
    CASES[function.__name__] = function
    return function


def rate(tf, run, make):
    step = tf.placeholder(tf.int64, [])
    found = make(step)
    return [run(found, {step: s}) for s in STEPS]


def schedule(label, function, **arguments):
    CASES[f"{function} {label}".strip()] = lambda tf, run: rate(
        tf, run, lambda s: getattr(tf.train, function)(0.5, s, **arguments)
    )


for name in ("exponential_decay", "natural_exp_decay", "inverse_time_decay"):
    schedule("", name, decay_steps=4, decay_rate=0.75)
    schedule("in steps", name, decay_steps=4, decay_rate=0.75, staircase=True)
schedule("", "polynomial_decay", decay_steps=10)
schedule("cycle", "polynomial_decay", decay_steps=4, power=2.0, cycle=True, end_learning_rate=0.1)
schedule("", "cosine_decay", decay_steps=10)
schedule("alpha", "cosine_decay", decay_steps=10, alpha=0.25)
schedule("", "cosine_decay_restarts", first_decay_steps=3)
schedule("even", "cosine_decay_restarts", first_decay_steps=4, t_mul=1.0, m_mul=0.5)
schedule("more", "cosine_decay_restarts", first_decay_steps=3, t_mul=1.5, m_mul=0.75, alpha=0.1)
schedule("", "linear_cosine_decay", decay_steps=10)
schedule("more", "linear_cosine_decay", decay_steps=10, num_periods=1.5, alpha=0.25, beta=0.125)
schedule("still", "noisy_linear_cosine_decay", decay_steps=10, initial_variance=0.0, alpha=0.25)


@case
def piecewise(tf, run):
    return rate(tf, run, lambda s: tf.train.piecewise_constant(s, [3, 9], [1.0, 0.5, 0.25]))


@case
def piecewise_of_floats(tf, run):
    x = tf.placeholder(tf.float32, [])
    found = tf.train.piecewise_constant_decay(x, [0.5, 1.5], [1, 2, 3])
    return [run(found, {x: v}) for v in (0.0, 0.5, 1.0, 1.5, 2.0)]


@case
def global_step(tf, run):
    step = tf.train.get_or_create_global_step()
    with tf.name_scope("elsewhere"):
        assert tf.train.get_or_create_global_step() is step
    w = tf.get_variable("w", initializer=1.0)
    rate = tf.train.exponential_decay(0.5, step, 1, 0.5)
    train = tf.train.GradientDescentOptimizer(rate).minimize(w * w, tf.train.get_global_step())
    found = []
    for _ in range(3):
        run(train)
        found.append(run([step, w, rate]))
    return found


def averages(tf, run, **settings):
    w = tf.get_variable("w", initializer=[1.0, 2.0])
    with tf.variable_scope("inner"):
        b = tf.get_variable("b", initializer=1.0)
    frozen = tf.get_variable("frozen", initializer=1.0, trainable=False)
    ema = tf.train.ExponentialMovingAverage(**settings)
    before = ema.average_name(b)
    with tf.control_dependencies([tf.assign_add(w, [1.0, 2.0]), tf.assign_add(b, 3.0)]):
        train = ema.apply()
    assert before == ema.average_name(b) == "inner/b/" + ema.name
    assert ema.average(frozen) is None
    assert sorted(ema.variables_to_restore()) == sorted(
        ["frozen", "w/" + ema.name, "inner/b/" + ema.name]
    )
    found = []
    for _ in range(3):
        run(train)
        found.append(run([ema.average(w), ema.average(b)]))
    assert train.name == ema.name
    return found


@case
def moving_averages(tf, run):
    return averages(tf, run, decay=0.75)


@case
def moving_averages_by_steps(tf, run):
    return averages(tf, run, decay=0.75, num_updates=3, name="ema")


def of_tensors(tf, run, zero_debias):
    fed = tf.placeholder(tf.float32, [2], name="fed")
    ema = tf.train.ExponentialMovingAverage(0.75, zero_debias=zero_debias)
    train = ema.apply([fed])
    found = []
    for i in range(3):
        run(train, {fed: [1.0 + i, 2.0]})
        found.append(run(ema.average(fed)))
    return found


@case
def moving_averages_of_tensors(tf, run):
    return of_tensors(tf, run, False)


@case
def moving_averages_of_tensors_without_bias(tf, run):
    return of_tensors(tf, run, True)


if __name__ == "__main__":
    write(Path(__file__).with_name("v1_training"), CASES)
