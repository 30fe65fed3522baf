"""Bad input: each mistake gets TensorFlow's class and first sentence, the user's line, no damage.

Every case is tried in eager code, in a function and in a 1.x graph, where it can be made there.
"""

import inspect
import operator

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import naming
from eagerflow.backend import devices
from eagerflow.core import mode


def snapshot():
    """Everything about the surroundings that a failure could leave changed."""
    now = mode.snapshot()
    return (
        now.builder,
        now.tapes,
        naming.scope.get(),
        devices.wanted.get(),
        v1.get_default_session(),
        ef.config.functions_run_eagerly(),
        np.geterr(),
        v1.get_variable_scope().name,
        v1.get_variable_scope().reuse,
    )


@pytest.fixture(autouse=True)
def nothing_is_left_changed():
    before = snapshot()
    yield
    after = snapshot()
    mode.variable.set(None)
    mode.set_default(None)
    ef.config.run_functions_eagerly(False)
    assert after == before


def works_still():
    """A little of everything, after the mistake."""
    with mode.entered(None):
        x = ef.constant([1.0, 2.0])
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.reduce_sum(ef.function(lambda x: x * x)(x))
        assert tape.gradient(y, x).numpy().tolist() == [2.0, 4.0]


def in_eager(f):
    return f()


def in_function(f):
    return ef.function(f)()


def in_graph(f):
    with v1.Graph().as_default():
        return f()


def under_a_tape(f):
    with ef.GradientTape():
        return f()


MODES = [in_eager, in_function, in_graph, under_a_tape]
each_mode = pytest.mark.parametrize("run", MODES, ids=lambda f: f.__name__)


def refused(run, wrong, errors, first):
    """The error of `wrong` has the classes, starts with the sentence and names the line."""
    line = inspect.getsourcelines(wrong)[1]
    with pytest.raises(errors) as e:
        run(wrong)
    for cls in errors if isinstance(errors, tuple) else (errors,):
        assert isinstance(e.value, cls)
    text = e.value.args[0] if isinstance(e.value, KeyError) else str(e.value)
    assert text.startswith(first), text
    lines = text.split("\n")[:6]
    assert any(f"test_bad_input.py:{line}" in x for x in lines), text
    works_still()
    return text


SHAPE = (ef.errors.InvalidArgumentError, ValueError)
DTYPE = (ef.errors.InvalidArgumentError, TypeError)


@each_mode
def test_matrices_that_do_not_fit(run):
    text = refused(
        run,
        lambda: ef.matmul(ef.ones([2, 3]), ef.ones([2, 3])),
        SHAPE,
        "Matrix size-incompatible: In[0]: [2,3], In[1]: [2,3]",
    )
    assert "[Op:MatMul]" in text
    assert "a: float32 [2,3]" in text
    assert "b: float32 [2,3]" in text


@each_mode
def test_the_matmul_operator_too(run):
    refused(run, lambda: ef.ones([2, 3]) @ ef.ones([4, 3]), SHAPE, "Matrix size-incompatible: ")


@each_mode
def test_integers_and_floats(run):
    text = refused(
        run,
        lambda: ef.constant([1, 2]) + ef.constant([1.0, 2.0]),
        DTYPE,
        "cannot compute AddV2 as input #1(zero-based) was expected to be a int32 tensor but is a "
        "float tensor",
    )
    assert "tf.cast(x, tf.float32)" in text


@each_mode
def test_shapes_that_do_not_broadcast(run):
    text = refused(
        run, lambda: ef.ones([2, 3]) + ef.ones([4]), SHAPE, "Incompatible shapes: [2,3] vs. [4]"
    )
    assert "[Op:AddV2]" in text


@each_mode
def test_a_negative_size(run):
    refused(run, lambda: ef.zeros([-1]), SHAPE, "Dimension -1 must be >= 0")


@each_mode
def test_a_negative_size_for_ones_and_fill(run):
    refused(run, lambda: ef.ones([2, -3]), SHAPE, "Dimension -3 must be >= 0")
    refused(run, lambda: ef.fill([-3], 1.0), SHAPE, "Dimension -3 must be >= 0")


@each_mode
def test_two_unknown_sizes_in_reshape(run):
    refused(
        run,
        lambda: ef.reshape(ef.ones([4]), [-1, -1]),
        SHAPE,
        "Only one input size may be -1, not both 0 and 1",
    )


@each_mode
def test_a_reshape_to_another_size(run):
    refused(
        run,
        lambda: ef.reshape(ef.ones([4]), [3]),
        SHAPE,
        "Input to reshape is a tensor with 4 values, but the requested shape has 3",
    )


@each_mode
def test_a_ragged_list(run):
    text = refused(
        run,
        lambda: ef.constant([[1.0], [1.0, 2.0]]),
        ValueError,
        "Can't convert non-rectangular Python sequence to Tensor.",
    )
    assert "[1] has 2 items where [0] has 1 items" in text


@each_mode
def test_a_ragged_list_deep_inside(run):
    text = refused(
        run,
        lambda: ef.add([[[1.0], [2.0]], [[1.0], 5.0]], 1.0),
        ValueError,
        "Can't convert non-rect",
    )
    assert "[1]" in text


@each_mode
def test_none(run):
    refused(
        run,
        lambda: ef.constant(None),
        ValueError,
        "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>)",
    )


@each_mode
def test_item_assignment(run):
    refused(run, lambda: operator.setitem(ef.ones([2]), 0, 1.0), TypeError, "'")


@each_mode
def test_arrays_that_can_not_be_joined(run):
    refused(
        run,
        lambda: ef.concat([ef.ones([2, 3]), ef.ones([2, 4])], 0),
        SHAPE,
        "ConcatOp : Dimension 1 in both shapes must be equal: shape[0] = [2,3] vs. shape[1] =",
    )


def test_if_on_a_symbolic_tensor_of_a_graph():
    refused(
        in_graph,
        lambda: 1 if ef.constant(1.0) > 0.0 else 2,
        (ef.errors.OperatorNotAllowedInGraphError, TypeError),
        "Using a symbolic `tf.Tensor` as a Python `bool` is not allowed.",
    )


def test_and_or_not_and_chained_comparison_of_symbols():
    @ef.function(autograph=False)
    def f(x, how):
        return {
            "and": lambda: (x > 0.0) and (x < 1.0),
            "or": lambda: (x > 0.0) or (x < 1.0),
            "not": lambda: not x,
            "chain": lambda: 0.0 < x < 1.0,
            "min": lambda: min(x, x + 1.0),
            "in": lambda: x in [x * 2.0],
        }[how]()

    for how in ("and", "or", "not", "chain", "min", "in"):
        with pytest.raises(
            ef.errors.OperatorNotAllowedInGraphError, match=r"test_bad_input.py:\d+"
        ):
            f(ef.constant(1.0), how)
    works_still()


@each_mode
def test_an_axis_that_does_not_exist(run):
    refused(run, lambda: ef.reduce_sum(ef.ones([2, 3]), axis=5), SHAPE, "")
    refused(run, lambda: ef.expand_dims(ef.ones([2, 3]), axis=9), SHAPE, "")
    refused(run, lambda: ef.transpose(ef.ones([2, 3]), [0, 0]), SHAPE, "")


@each_mode
def test_too_many_indices(run):
    with pytest.raises((ValueError, IndexError, TypeError)) as e:
        run(lambda: ef.ones([2])[0, 0])
    assert "test_bad_input.py:" in str(e.value)
    works_still()


def test_an_index_out_of_range():
    with pytest.raises((IndexError, ef.errors.InvalidArgumentError)) as e:
        ef.ones([2])[5]
    assert "test_bad_input.py:" in str(e.value)
    assert [float(x) for x in ef.ones([2])] == [1.0, 1.0]  # iteration ends


def test_wrong_argument_names():
    with pytest.raises(TypeError, match="unexpected keyword argument 'axes'"):
        ef.reduce_sum(ef.ones([2]), axes=1)
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        ef.matmul(ef.ones([2, 2]))


# --- sessions ------------------------------------------------------------------------------------


def test_an_unfed_placeholder():
    with v1.Graph().as_default():
        x = v1.placeholder(ef.float32, [None, 2], name="x")
        y = x * 2.0
        with v1.Session() as sess:
            refused(
                in_eager,
                lambda: sess.run(y),
                ef.errors.InvalidArgumentError,
                "You must feed a value for placeholder tensor 'x' with dtype float and shape [?,2]",
            )
            assert sess.run(y, {x: [[1.0, 2.0]]}).tolist() == [[2.0, 4.0]]


def test_a_feed_of_the_wrong_rank():
    with v1.Graph().as_default():
        x = v1.placeholder(ef.float32, [None, 2], name="x")
        y = x * 2.0
        with v1.Session() as sess:
            refused(
                in_eager,
                lambda: sess.run(y, {x: [1.0, 2.0]}),
                ValueError,
                "Cannot feed value of shape (2,) for Tensor x:0, which has shape (None, 2)",
            )
            assert sess.run(y, {x: [[1.0, 2.0]]}).tolist() == [[2.0, 4.0]]


def test_a_fetch_of_an_unknown_name():
    with v1.Graph().as_default():
        x = ef.constant(1.0, name="loss")
        with v1.Session() as sess:
            text = refused(
                in_eager,
                lambda: sess.run("los:0"),
                ValueError,
                "",
            )
            assert "cannot be interpreted as a Tensor." in text.split("\n")[0]
            assert "The name 'los:0' refers to a Tensor which does not exist." in text
            assert "'loss'" in text
            assert sess.run(x) == 1.0


# --- variables -----------------------------------------------------------------------------------


@pytest.mark.parametrize("run", [in_eager, in_graph], ids=lambda f: f.__name__)
def test_get_variable_twice_without_reuse(run):
    def program():
        with v1.variable_scope("bad_input_twice"):
            first = v1.get_variable("w", [2])
            made = inspect.currentframe().f_lineno - 1
            text = refused(
                in_eager,
                lambda: v1.get_variable("w", [2]),
                ValueError,
                "Variable bad_input_twice/w already exists, disallowed. Did you mean to set "
                "reuse=True or reuse=tf.AUTO_REUSE in VarScope?",
            )
            assert f"test_bad_input.py:{made}" in text
        with v1.variable_scope("bad_input_twice", reuse=True):
            assert v1.get_variable("w", [2]) is first

    try:
        run(program)
    finally:
        v1.reset_default_graph()


@pytest.mark.parametrize("run", [in_eager, in_graph], ids=lambda f: f.__name__)
def test_get_variable_that_does_not_exist_with_reuse(run):
    def program():
        with v1.variable_scope("bad_input_none", reuse=True):
            refused(
                in_eager,
                lambda: v1.get_variable("w", [2]),
                ValueError,
                "Variable bad_input_none/w does not exist, or was not created with "
                "tf.get_variable().",
            )

    try:
        run(program)
    finally:
        v1.reset_default_graph()


def test_get_variable_with_another_shape():
    try:
        with v1.variable_scope("bad_input_shape", reuse=v1.AUTO_REUSE):
            v1.get_variable("w", [2])
            text = refused(
                in_eager, lambda: v1.get_variable("w", [3]), ValueError, "Trying to share variable"
            )
            assert "bad_input_shape/w" in text
            assert v1.get_variable("w", [2]).shape == [2]
    finally:
        v1.reset_default_graph()


def test_an_assignment_of_another_shape_or_dtype():
    v = ef.Variable([1.0, 2.0], name="v")
    refused(
        in_eager, lambda: v.assign([1.0, 2.0, 3.0]), ValueError, "Cannot assign value to variable"
    )
    refused(in_eager, lambda: v.assign_add([1.0, 2.0, 3.0]), ef.errors.InvalidArgumentError, "")
    with pytest.raises((TypeError, ValueError), match=r"test_bad_input.py:\d+"):
        v.assign(ef.constant([1, 2]))
    assert v.numpy().tolist() == [1.0, 2.0]


def test_a_variable_made_on_a_second_call():
    made = []

    @ef.function
    def f(x, n):
        if len(made) < n:
            made.append(ef.Variable(1.0, name="w"))
        return x * made[-1]

    x = ef.constant(2.0)
    assert f(x, 1).numpy() == 2.0
    line = inspect.getsourcelines(f.python_function)[1] + 3
    with pytest.raises(ValueError, match="singleton") as e:
        f(x, 2)
    text = str(e.value)
    assert text.startswith(
        "tf.function only supports singleton tf.Variables created on the first call."
    )
    assert text.count(f"test_bad_input.py:{line}") == 2
    assert f(x, 1).numpy() == 2.0
    assert len(made) == 1
    assert made[0].numpy() == 1.0
    works_still()


# --- functions and tapes -------------------------------------------------------------------------


def leaked():
    kept = []

    @ef.function
    def f(x):
        kept.append(x * 2.0)
        return x

    f(ef.constant(1.0))
    return kept[0]


@each_mode
def test_a_symbolic_tensor_leaked_from_a_function(run):
    symbol = leaked()
    text = refused(
        run,
        lambda: symbol + 1.0,
        TypeError,
        "<tf.Tensor 'mul:0' shape=() dtype=float32> is out of scope and cannot be used here.",
    )
    assert "trace 1 of 'f'" in text
    assert "kept.append(x * 2.0)" in text


def test_a_leaked_tensor_is_refused_by_everything_else_too():
    symbol = leaked()
    with v1.Graph().as_default():
        ef.constant(1.0)
        with v1.Session() as sess:
            with pytest.raises(ValueError, match="is not an element of this graph"):
                sess.run(symbol)
    with pytest.raises(TypeError, match="out of scope"):
        ef.Variable(1.0).assign(symbol)
    with pytest.raises(TypeError, match="out of scope"):
        ef.function(lambda x: x)(symbol)
    with pytest.raises(AttributeError, match="numpy"):
        symbol.numpy()
    works_still()


def test_a_gradient_asked_twice():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    tape.gradient(y, x)
    first = inspect.currentframe().f_lineno - 1
    text = refused(
        in_eager,
        lambda: tape.gradient(y, x),
        RuntimeError,
        "A non-persistent GradientTape can only be used to compute one set of gradients",
    )
    assert f"test_bad_input.py:{first}" in text


def test_a_call_without_an_argument():
    @ef.function
    def f(x):
        return x

    refused(
        in_eager,
        lambda: f(),
        TypeError,
        "Binding inputs to tf.function failed due to `missing a required",
    )


# --- an exception inside every `with` ------------------------------------------------------------

CONTEXTS = {
    "tape": lambda: ef.GradientTape(),
    "graph": lambda: v1.Graph().as_default(),
    "session": lambda: v1.Session(graph=v1.Graph()),
    "default session": lambda: v1.Session(graph=v1.Graph()).as_default(),
    "name_scope": lambda: ef.name_scope("s"),
    "v1.name_scope": lambda: v1.name_scope("s"),
    "variable_scope": lambda: v1.variable_scope("s"),
    "variable_scope reuse": lambda: v1.variable_scope("s", reuse=v1.AUTO_REUSE),
    "device": lambda: ef.device("/CPU:0"),
    "control_dependencies": lambda: ef.control_dependencies([]),
    "init_scope": lambda: ef.init_scope(),
}


@pytest.mark.parametrize("error", [KeyError, KeyboardInterrupt, GeneratorExit, StopIteration])
@pytest.mark.parametrize("name", CONTEXTS)
def test_an_exception_inside_a_with_restores_the_state(name, error):
    before = snapshot()
    with pytest.raises((error, RuntimeError)):
        with CONTEXTS[name]():
            raise error
    assert snapshot() == before
    works_still()


@pytest.mark.parametrize("name", CONTEXTS)
def test_an_exception_inside_a_with_inside_a_graph_restores_the_state(name):
    with v1.Graph().as_default(), v1.variable_scope("outer"):
        before = snapshot()
        with pytest.raises(KeyError):
            with CONTEXTS[name]():
                raise KeyError
        assert snapshot() == before
        assert ef.constant(1.0).name == "outer/Const:0"


@pytest.mark.parametrize("name", [n for n in CONTEXTS if "session" not in n])
def test_an_exception_inside_a_with_inside_a_function_restores_the_state(name):
    @ef.function
    def f(x):
        before = snapshot()
        with pytest.raises(KeyError):
            with CONTEXTS[name]():
                raise KeyError
        assert snapshot() == before
        return x * 2.0

    assert f(ef.constant(1.0)).numpy() == 2.0
    works_still()


@pytest.mark.parametrize("name", CONTEXTS)
def test_a_with_can_be_nested_and_left(name):
    before = snapshot()
    with CONTEXTS[name]():
        inside = snapshot()
        with CONTEXTS[name]():
            pass
        assert snapshot()[:4] == inside[:4]
    assert snapshot() == before


def test_an_exception_in_a_function_that_is_traced_restores_the_state():
    @ef.function
    def f(x):
        with ef.GradientTape(), ef.name_scope("a"), v1.variable_scope("b"), ef.device("/CPU:0"):
            raise KeyError("mine")

    before = snapshot()
    with pytest.raises(KeyError, match="mine"):
        f(ef.constant(1.0))
    assert snapshot() == before
    works_still()


@pytest.mark.parametrize("bad", ["nonsense", "/XPU:0", "/GPU:x", 3])
def test_an_unknown_device(bad):
    before = snapshot()
    with pytest.raises((ValueError, TypeError)):
        with ef.device(bad):
            pass
    assert snapshot() == before
