"""What a trace may not do, what it leaves in memory, and the bits of its results."""

import collections
import gc
import inspect
import weakref

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import naming
from eagerflow.core import mode

Pair = collections.namedtuple("Pair", "left right")


@pytest.fixture(autouse=True)
def state_is_restored():
    """Every test leaves plain eager execution behind."""
    yield
    left, scope = mode.current(), naming.scope.get()
    mode.variable.set(None)
    mode.set_default(None)
    ef.config.run_functions_eagerly(False)
    assert left is None
    assert scope == ""


def reasons(f):
    return [t.reason for t in f.traces]


# --- rules of a trace ----------------------------------------------------------------------------


def test_a_variable_may_be_made_on_the_first_call():
    class Lazy:
        def __init__(self):
            self.w = None

        @ef.function
        def call(self, x):
            if self.w is None:
                self.w = ef.Variable(2.0)
            return x * self.w

    lazy = Lazy()
    assert lazy.call(ef.constant(3.0)).numpy() == 6.0
    lazy.w.assign(5.0)
    assert lazy.call(ef.constant(3.0)).numpy() == 15.0
    assert lazy.call(ef.ones([2])).numpy().tolist() == [5.0, 5.0]


def test_a_variable_made_at_every_call_is_refused_on_the_first():
    @ef.function
    def f(x):
        w = ef.Variable(2.0, name="w")
        return x * w

    with pytest.raises(
        ValueError, match=r"only supports singleton tf\.Variables created on the first"
    ):
        f(ef.constant(3.0))
    assert mode.current() is None


def test_a_variable_made_on_a_later_call_is_refused_with_both_lines():
    made = []

    @ef.function
    def f(x, n):
        while len(made) < n:
            made.append(ef.Variable(2.0, name="w"))
        return x * made[-1]

    x = ef.constant(1.0)
    assert f(x, 1).numpy() == 2.0
    with pytest.raises(
        ValueError, match=r"tf\.function only supports singleton tf\.Variables"
    ) as e:
        f(x, 2)
    line = inspect.getsourcelines(f.python_function)[1] + 3
    assert str(e.value).count(f"test_function_rules.py:{line}") == 2
    assert "'w'" in str(e.value)
    assert f(x, 1).numpy() == 2.0
    assert len(made) == 1


def test_the_initial_value_of_a_variable_may_be_computed_in_the_function():
    made = []
    k = ef.constant(3.0)

    @ef.function
    def f(x):
        if not made:
            made.append(ef.Variable(ef.ones([2]) * k))
        return x * made[0]

    assert f(ef.constant(2.0)).numpy().tolist() == [6.0, 6.0]
    assert made[0].numpy().tolist() == [3.0, 3.0]


def test_an_initial_value_that_depends_on_an_argument_is_refused_by_name():
    made = []

    @ef.function
    def f(start):
        if not made:
            made.append(ef.Variable(start * 2.0))
        return made[0] * 1.0

    with pytest.raises(ValueError, match="'start'"):
        f(ef.constant(2.0))


@pytest.mark.parametrize(
    "make",
    [
        lambda: ef.optimizers.Adam(0.1),
        lambda: ef.optimizers.SGD(0.1, momentum=0.9),
        lambda: v1.train.AdamOptimizer(0.1),
        lambda: v1.train.MomentumOptimizer(0.1, 0.9),
    ],
)
def test_an_optimizer_makes_its_variables_in_whatever_trace_it_is_used_first(make):
    def step(w, x, optimizer):
        with ef.GradientTape() as tape:
            loss = ef.reduce_sum(w * w * x)
        optimizer.apply_gradients([(tape.gradient(loss, w), w)])

    found = []
    for run in (step, ef.function(step)):
        w = ef.Variable(2.0)
        for optimizer in [make(), make()] * 2:
            run(w, ef.constant([1.0, 2.0]), optimizer)
        found.append(w.numpy())
    assert found[0] == found[1]


def test_layers_make_their_weights_in_whatever_trace_they_are_used_first():
    call = ef.function(lambda layer, x: layer(x))
    first, second = v1.layers.Dense(3), v1.layers.Dense(2)
    x = ef.ones([1, 4])
    assert [call(first, x).shape[1], call(second, x).shape[1], call(first, x).shape[1]] == [3, 2, 3]
    names = [w.name for layer in (first, second) for w in layer.weights]
    assert len(set(names)) == 4
    assert call(second, x).numpy().tobytes() == second(x).numpy().tobytes()


def test_functions_that_call_each_other_are_traced_to_the_end():
    @ef.function
    def even(x, n):
        return x if n == 0 else odd(x * 2.0, n - 1)

    @ef.function
    def odd(x, n):
        return even(x * 3.0, n - 1)

    assert even(ef.constant(1.0), 4).numpy() == 36.0
    assert [len(even.traces), len(odd.traces)] == [3, 2]


def test_a_tensor_that_leaks_out_is_refused_with_its_line():
    kept = []

    @ef.function
    def f(x):
        kept.append(x * 2.0)
        return x

    f(ef.constant(1.0))
    line = inspect.getsourcelines(f.python_function)[1] + 2
    with pytest.raises(TypeError, match="is out of scope and cannot be used here") as e:
        kept[0] + 1.0
    assert "trace 1 of 'f'" in str(e.value)
    assert f"test_function_rules.py:{line}" in str(e.value)
    with pytest.raises(TypeError, match="is out of scope and cannot be used here"):
        ef.function(lambda x: x + kept[0])(ef.constant(1.0))
    assert mode.current() is None
    assert f(ef.constant(1.0)).numpy() == 1.0


def test_a_tensor_of_an_earlier_trace_does_not_enter_a_later_one():
    kept = []

    @ef.function
    def f(x, n):
        kept.append(x * 2.0)
        return kept[0] + x

    f(ef.constant(1.0), 1)
    with pytest.raises(TypeError, match="is out of scope"):
        f(ef.constant(1.0), 2)


def test_if_on_a_symbolic_tensor_is_refused():
    @ef.function(autograph=False)
    def f(x):
        return x if x > 0.0 else -x

    with pytest.raises(ef.errors.OperatorNotAllowedInGraphError, match="as a Python `bool`"):
        f(ef.constant(1.0))
    assert mode.current() is None


@pytest.mark.parametrize("use", [int, float, bool, range, lambda x: [1, 2][x]])
def test_a_symbolic_tensor_is_no_python_number(use):
    @ef.function(autograph=False)
    def f(x):
        return use(x)

    with pytest.raises(TypeError, match=r"symbolic(.|\n)*test_function_rules.py"):
        f(ef.constant(1))


def test_a_symbolic_tensor_has_no_numpy():
    @ef.function
    def f(x):
        return x.numpy()

    with pytest.raises(AttributeError, match="'SymbolicTensor' object has no attribute 'numpy'"):
        f(ef.constant(1.0))
    assert mode.current() is None


def test_numpy_cannot_take_the_value_of_a_symbolic_tensor():
    @ef.function
    def f(x):
        return np.asarray(x)

    with pytest.raises(NotImplementedError, match=r"Cannot convert a symbolic tf\.Tensor"):
        f(ef.constant(1.0))


def test_iterating_over_a_symbolic_tensor_of_unknown_size_is_refused():
    @ef.function(autograph=False, input_signature=[ef.TensorSpec([None])])
    def f(x):
        return list(x)

    with pytest.raises(TypeError, match=r"Iterating over a symbolic `tf\.Tensor` is not allowed"):
        f(ef.ones([2]))


def test_an_error_in_a_trace_shows_the_line_of_the_body():
    @ef.function
    def f(x):
        y = x * 2.0
        return ef.matmul(y, y)

    line = inspect.getsourcelines(f.python_function)[1] + 3
    with pytest.raises(ValueError, match=f"test_function_rules.py:{line}"):
        f(ef.ones([2, 3]))


def test_an_error_at_run_time_shows_the_line_that_made_it_and_the_line_of_the_call():
    @ef.function(input_signature=[ef.TensorSpec(None), ef.TensorSpec(None)])
    def f(x, y):
        return x + y

    made = inspect.getsourcelines(f.python_function)[1] + 2
    with pytest.raises(
        ef.errors.InvalidArgumentError, match=r"Incompatible shapes: \[2\] vs. \[3\]"
    ) as e:
        f(ef.ones([2]), ef.ones([3]))
    called = inspect.currentframe().f_lineno - 1
    assert f"test_function_rules.py:{made}" in str(e.value)
    assert f"test_function_rules.py:{called}" in str(e.value)
    assert f(ef.ones([2]), ef.ones([2])).numpy().tolist() == [2.0, 2.0]


# --- modes ---------------------------------------------------------------------------------------


def test_functions_can_be_run_eagerly_with_the_same_bits():
    log = []

    @ef.function
    def f(x):
        log.append(type(x).__name__)
        return ef.tanh(x * 1.1) + 0.3

    x = ef.constant(np.linspace(-3, 3, 50).astype(np.float32))
    traced = f(x).numpy()
    ef.config.run_functions_eagerly(True)
    assert ef.config.functions_run_eagerly()
    eager = f(x).numpy()
    ef.config.run_functions_eagerly(False)
    assert log == ["Symbol", "EagerTensor"]
    assert traced.tobytes() == eager.tobytes()


def test_executing_eagerly_is_false_inside():
    seen = []

    @ef.function
    def f():
        seen.append(ef.executing_eagerly())
        with ef.init_scope():
            seen.append(ef.executing_eagerly())

    f()
    assert seen == [False, True]


def test_device_and_name_scopes_of_the_caller_do_not_stick():
    @ef.function
    def f(x):
        return x * 2.0

    with ef.device("/CPU:0"):
        assert f(ef.constant(1.0)).numpy() == 2.0
    assert f(ef.constant(1.0)).numpy() == 2.0


# --- memory --------------------------------------------------------------------------------------


def test_a_trace_dies_with_its_function():
    k = ef.ones([10])

    def make():
        f = ef.function(lambda x: x * k)
        with ef.GradientTape() as tape:
            tape.watch(k)
            y = f(ef.ones([10]))
        tape.gradient(y, k)
        return weakref.ref(f.get_concrete_function(ef.ones([10]))), weakref.ref(f)

    trace, function = make()
    gc.collect()
    assert trace() is None
    assert function() is None


def test_a_call_keeps_no_argument_or_result_alive():
    @ef.function
    def f(x):
        return ef.tanh(x * 2.0)

    x = ef.ones([100])
    y = f(x)
    inner, outer = weakref.ref(x.a), weakref.ref(y.a)
    gc.collect()
    del x, y
    assert inner() is None
    assert outer() is None


def test_an_object_that_is_an_argument_is_not_kept_alive():
    class Thing:
        pass

    @ef.function
    def f(x, thing):
        return x * 1.0

    thing = Thing()
    reference = weakref.ref(thing)
    f(ef.constant(1.0), thing)
    del thing
    gc.collect()
    assert reference() is None


def test_intermediate_values_of_a_call_under_a_tape_die_unless_they_are_needed():
    made = []

    @ef.function
    def f(x):
        return ef.reduce_sum(ef.tanh(x + 1.0) * 2.0)

    x = ef.ones([64, 64])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
        kept = [a for r in tape.records for a in ef.nest.flatten(r[3]) if isinstance(a, ef.Tensor)]
        made = [a for a in kept if a.shape == (64, 64)]
    # The argument and the result of tanh; neither the sum before it nor the product after it.
    assert len(made) <= 2
    assert tape.gradient(y, x).shape == (64, 64)


# --- the same bits -------------------------------------------------------------------------------


def program(x, y):
    a = ef.tanh(x * 0.7 + y)
    b = a * a - x / (y * y + 1.5)
    c = ef.matmul(b, ef.transpose(a))
    d = ef.reduce_sum(c, axis=0, keepdims=True) + ef.exp(-a[:1, :1])
    return b + 1.0, c, d, ef.transpose(b) * 2.0


@pytest.mark.parametrize("n", [1, 7, 40])
def test_a_function_gives_the_bits_of_eager(n):
    x, y = (ef.constant(np.random.standard_normal((n, n)).astype(np.float32)) for _ in range(2))
    for a, b in zip(program(x, y), ef.function(program)(x, y), strict=True):
        assert a.numpy().tobytes() == b.numpy().tobytes()


@pytest.mark.parametrize(
    "view",
    [
        lambda a: a.T,
        lambda a: a[::-1, ::-1],
        lambda a: np.repeat(a, 2, 0)[::2],
        np.asfortranarray,
        lambda a: np.broadcast_to(a[:1], a.shape),
    ],
)
def test_arguments_in_any_memory_order_give_the_bits_of_eager(view):
    from eagerflow.core.tensor import wrap

    base = np.random.standard_normal((33, 33)).astype(np.float32)
    other = np.random.standard_normal((33, 33)).astype(np.float32)
    f = ef.function(program)
    f(wrap(base.copy()), wrap(other.copy()))
    x, y = wrap(view(base)), wrap(other)
    before = base.copy()
    for a, b in zip(program(x, y), f(x, y), strict=True):
        assert a.numpy().tobytes() == b.numpy().tobytes()
    assert base.tobytes() == before.tobytes()


def test_results_of_one_call_are_not_touched_by_the_next():
    f = ef.function(program)
    x, y = (ef.constant(np.random.standard_normal((20, 20)).astype(np.float32)) for _ in range(2))
    first = f(x, y)
    copies = [t.numpy().copy() for t in first]
    for n in range(3):
        f(x * float(n), y - 1.0)
    assert all(t.numpy().tobytes() == c.tobytes() for t, c in zip(first, copies, strict=True))


def test_a_function_called_in_another_variable_scope_does_not_reuse_the_first_trace():
    @ef.function
    def f():
        return v1.get_variable("w", [], initializer=v1.zeros_initializer()) + 1.0

    with v1.variable_scope("trace_a", reuse=v1.AUTO_REUSE):
        f()
    again = "'trace_b/w' is created again in trace 2 of 'f'"  # where eager code makes a variable
    with v1.variable_scope("trace_b", reuse=v1.AUTO_REUSE), pytest.raises(ValueError, match=again):
        f()
    with v1.variable_scope("trace_a", reuse=v1.AUTO_REUSE):
        assert f().numpy() == 1.0


def test_default_scope_names_are_the_same_in_every_trace():
    @ef.function
    def f(x):
        with v1.variable_scope("outer", reuse=v1.AUTO_REUSE), v1.variable_scope(None, "dense"):
            return x * v1.get_variable("w", [], initializer=v1.ones_initializer())

    before = len(v1.global_variables())
    f(ef.constant(1.0))
    f(ef.constant([1.0]))
    assert len(v1.global_variables()) == before + 1


def test_a_method_of_a_temporary_object_says_that_the_object_is_gone():
    class Model:
        @ef.function
        def double(self, x):
            return x * 2.0

    with pytest.raises(ReferenceError, match="method 'double' belongs to is gone") as caught:
        Model().double(ef.constant(1.0))
    assert "test_function_rules.py" in str(caught.value)
