"""Session.run: what can be fetched and fed, what is refused, and whose memory the results are."""

import collections
import gc
import inspect
import threading
import types
import weakref

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.core import mode

Pair = collections.namedtuple("Pair", "left right")


@pytest.fixture(autouse=True)
def state_is_restored():
    """Every test leaves plain eager execution and no default session behind."""
    yield
    left, session = mode.current(), v1.get_default_session()
    mode.variable.set(None)
    mode.set_default(None)
    assert left is None
    assert session is None


@pytest.fixture
def sess():
    with v1.Graph().as_default():
        with v1.Session() as s:
            yield s


# --- fetches -------------------------------------------------------------------------------------


def test_one_tensor_gives_one_value(sess):
    got = sess.run(ef.constant([1.0, 2.0]) * 2.0)
    assert type(got) is np.ndarray
    assert got.tolist() == [2.0, 4.0]


def test_a_scalar_comes_as_a_numpy_scalar(sess):
    got = sess.run(ef.constant(1.0) + 1.0)
    assert type(got) is np.float32
    assert type(sess.run(ef.constant([1, 2])[0])) is np.int32
    assert sess.run(ef.constant("x")) == b"x"
    assert sess.run(ef.constant(["x", "y"])).tolist() == [b"x", b"y"]


def test_fetches_may_be_any_nest(sess):
    a, b = ef.constant(1.0), ef.constant(2.0)
    assert sess.run([a, b]) == [1.0, 2.0]
    assert sess.run((a, [b, (a,)])) == (1.0, [2.0, (1.0,)])
    got = sess.run({"x": a, "y": {"z": [b]}})
    assert got == {"x": 1.0, "y": {"z": [2.0]}}
    pair = sess.run(Pair(a, [b, a]))
    assert type(pair) is Pair
    assert pair == (1.0, [2.0, 1.0])
    assert [sess.run([]), sess.run({}), sess.run(())] == [[], {}, ()]


def test_fetches_keep_the_type_and_order_of_dicts(sess):
    a, b = ef.constant(1.0), ef.constant(2.0)
    ordered = sess.run(collections.OrderedDict([("z", a), ("a", b)]))
    assert type(ordered) is collections.OrderedDict
    assert list(ordered.items()) == [("z", 1.0), ("a", 2.0)]
    default = sess.run(collections.defaultdict(list, k=a))
    assert type(default) is collections.defaultdict
    assert default == {"k": 1.0}


def test_operations_give_none(sess):
    a = ef.constant(1.0) + 1.0
    assert sess.run(a.op) is None
    assert sess.run([a.op, a, ef.no_op()]) == [None, 2.0, None]
    assert sess.run("add") is None


def test_names_are_fetched(sess):
    a = ef.constant(1.0, name="a")
    ef.add(a, 1.0, name="b")
    assert sess.run("b:0") == 2.0
    assert sess.run({"x": ["a:0", "b"]}) == {"x": [1.0, None]}


def test_the_same_tensor_may_be_fetched_twice(sess):
    a = ef.constant([1.0]) + 1.0
    got = sess.run([a, a, {"x": a}])
    assert [got[0].tolist(), got[1].tolist(), got[2]["x"].tolist()] == [[2.0]] * 3


def test_what_is_fed_may_be_fetched(sess):
    x = v1.placeholder(ef.float32, [2])
    assert sess.run([x, x * 2.0], {x: [1.0, 2.0]})[0].tolist() == [1.0, 2.0]


def test_variables_are_fetched_by_object_and_by_name(sess):
    v = v1.Variable([1.0, 2.0], name="v")
    sess.run(v.initializer)
    assert sess.run(v).tolist() == [1.0, 2.0]
    assert sess.run("v:0").tolist() == [1.0, 2.0]
    assert sess.run({"v": v, "twice": v * 2.0})["twice"].tolist() == [2.0, 4.0]


@pytest.mark.parametrize(
    ("fetch", "error", "text"),
    [
        ("nope", ValueError, "cannot be interpreted .*'nope' refers to an Operation not in"),
        ("nope:0", ValueError, "cannot be interpreted as a Tensor.*operation, 'nope', does not"),
        ("x:7", ValueError, "exists but only has 1 outputs"),
        (3.5, TypeError, "has invalid type .*float.* must be a string or Tensor"),
        (None, TypeError, 'Argument `fetch` = None has invalid type "NoneType". Cannot be None'),
        ([None], TypeError, "Cannot be None"),
        (types.SimpleNamespace(), TypeError, "has invalid type"),
    ],
)  # fmt: skip
def test_what_can_not_be_fetched_is_refused(sess, fetch, error, text):
    x = ef.constant(1.0, name="x")
    with pytest.raises(error, match=text) as e:
        sess.run(fetch)
    assert f"test_session.py:{inspect.currentframe().f_lineno - 1}" in str(e.value)
    assert sess.run(x) == 1.0


def test_an_unknown_name_comes_with_a_suggestion(sess):
    ef.constant(1.0, name="accuracy")
    with pytest.raises(ValueError, match="'accuracy'"):
        sess.run("acuracy:0")


def test_a_tensor_of_another_graph_is_refused(sess):
    with v1.Graph().as_default():
        other = ef.constant(1.0)
    ef.constant(1.0)
    with pytest.raises(ValueError, match="is not an element of this graph"):
        sess.run(other)


# --- feeds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        3.0,
        3,
        True + 2,
        np.float32(3),
        np.float64(3),
        np.int64(3),
        np.array(3.0),
        np.array(3, np.uint8),
    ],
)
def test_numbers_of_all_kinds_feed_a_float(sess, value):
    x = v1.placeholder(ef.float32, [])
    assert sess.run(x * 2.0, {x: value}) == 6.0


def test_any_tensor_can_be_fed(sess):
    a = v1.placeholder(ef.float32, [])
    b = a + 1.0
    c = b * 2.0
    assert sess.run(c, {b: 10.0}) == 20.0
    assert sess.run([b, c], {c: 7.0, a: 1.0}) == [2.0, 7.0]
    k = ef.constant(1.0)
    assert sess.run(k + 1.0, {k: 5.0}) == 6.0


def test_feeding_one_of_two_equal_operations_changes_that_one_only(sess):
    x = v1.placeholder(ef.float32, [])
    a, b = x + 1.0, x + 1.0
    assert sess.run([a, b, a + b], {x: 1.0, a: 10.0}) == [10.0, 2.0, 12.0]


def test_feeds_are_named_by_string_too(sess):
    x = v1.placeholder(ef.float32, [], name="x")
    assert sess.run(x * 2.0, {"x:0": 3.0}) == 6.0


def test_nested_keys_feed_nested_values(sess):
    x, y = v1.placeholder(ef.float32, []), v1.placeholder(ef.float32, [])
    assert sess.run(x - y, {(x, y): (5.0, 3.0)}) == 2.0


def test_strings_are_fed(sess):
    s = v1.placeholder(ef.string, [None])
    assert sess.run(ef.identity(s), {s: ["a", b"b"]}).tolist() == [b"a", b"b"]


def test_lists_and_transposed_arrays_are_fed(sess):
    x = v1.placeholder(ef.float32, [None, 2])
    assert sess.run(x + 0.0, {x: [[1, 2], (3, 4)]}).tolist() == [[1.0, 2.0], [3.0, 4.0]]
    a = np.arange(6.0).reshape(2, 3)
    assert sess.run(x + 0.0, {x: a.T}).tolist() == a.T.tolist()


def test_what_is_fed_is_taken_as_it_is_now(sess):
    x, v = v1.placeholder(ef.float32, [3]), v1.Variable([0.0] * 3)
    a = np.ones(3, np.float32)
    for value in (a, a.view(np.matrix).reshape(3, 1)[:, 0].A1, memoryview(a)):
        sess.run(v.assign(x), {x: value})
        got = sess.run(ef.identity(x), {x: value})
        a[:] = 7.0
        assert sess.run(v).tolist() == [1.0] * 3
        assert got.tolist() == [1.0] * 3
        a[:] = 1.0


def test_an_array_of_a_subclass_is_not_shared(sess):
    class Mine(np.ndarray):
        pass

    x, v = v1.placeholder(ef.float32, [3]), v1.Variable([0.0] * 3)
    a = np.ones(3, np.float32).view(Mine)
    sess.run(v.assign(x), {x: a})
    a[:] = 7.0
    assert sess.run(v).tolist() == [1.0] * 3


@pytest.mark.parametrize(
    ("shape", "value", "text"),
    [
        ([None, 2], [1.0, 2.0], r"shape \(2,\) for Tensor x:0, which has shape \(None, 2\)"),
        ([2], [1.0, 2.0, 3.0], r"shape \(3,\) for Tensor x:0, which has shape \(2,\)"),
        ([], [1.0], r"Cannot feed value of shape \(1,\) for Tensor x:0, which has shape \(\)"),
    ],
)  # fmt: skip
def test_a_feed_of_the_wrong_shape_is_refused(sess, shape, value, text):
    x = v1.placeholder(ef.float32, shape, name="x")
    made = inspect.currentframe().f_lineno - 1
    with pytest.raises(ValueError, match=text) as e:
        sess.run(x * 2.0, {x: value})
    ran = inspect.currentframe().f_lineno - 1
    assert f"test_session.py:{made}" in str(e.value)
    assert f"test_session.py:{ran}" in str(e.value)


@pytest.mark.parametrize(
    ("dtype", "value"),
    [
        ("float32", "abc"), ("float32", object()), ("float32", [[1.0], [1.0, 2.0]]),
        ("float32", None),
        ("uint8", 300), ("uint8", -1), ("int32", 2**40), ("int32", "x"), ("string", 3.0),
    ],
)  # fmt: skip
def test_a_feed_of_the_wrong_dtype_is_refused(sess, dtype, value):
    x = v1.placeholder(dtype, name="x")
    y = ef.identity(x)
    with pytest.raises((TypeError, ValueError), match=r"(feed|Feed)") as e:
        sess.run(y, {x: value})
    assert f"test_session.py:{inspect.currentframe().f_lineno - 1}" in str(e.value)


@pytest.mark.parametrize("key", ["nope:0", "nope", "y", 3.5, None])
def test_a_key_that_is_no_tensor_is_refused(sess, key):
    x = v1.placeholder(ef.float32, [], name="x")
    y = ef.multiply(x, 2.0, name="y")
    with pytest.raises(TypeError, match="Cannot interpret feed_dict key as Tensor: ") as e:
        sess.run(y, {key: 1.0, x: 1.0})
    assert f"test_session.py:{inspect.currentframe().f_lineno - 1}" in str(e.value)
    assert sess.run(y, {x: 1.0}) == 2.0


def test_a_feed_that_is_a_symbol_is_refused(sess):
    x = v1.placeholder(ef.float32, [])
    with pytest.raises(TypeError, match=r"The value of a feed cannot be a tf\.Tensor object"):
        sess.run(x, {x: x + 1.0})


def test_a_placeholder_that_is_needed_must_be_fed(sess):
    x = v1.placeholder(ef.float32, [None, 2], name="x")
    made = inspect.currentframe().f_lineno - 1
    y = x * 2.0
    with pytest.raises(ef.errors.InvalidArgumentError) as e:
        sess.run(y)
    text = str(e.value)
    assert text.startswith(
        "You must feed a value for placeholder tensor 'x' with dtype float and shape [?,2]"
    )
    assert f"test_session.py:{made}" in text
    assert sess.run(ef.constant(1.0)) == 1.0
    assert sess.run(y, {x: [[1.0, 2.0]]}).tolist() == [[2.0, 4.0]]


# --- variables -----------------------------------------------------------------------------------


def test_a_variable_without_value_is_named(sess):
    v = v1.Variable(1.0, name="weights")
    for fetch in (v, v * 2.0, "weights:0"):
        with pytest.raises(
            ef.errors.FailedPreconditionError, match=r"Could not find variable weights\. "
        ):
            sess.run(fetch)
    sess.run(v.initializer)
    assert sess.run(v) == 1.0


def test_each_session_has_its_own_values():
    with v1.Graph().as_default():
        v = v1.Variable(1.0)
        step = v.assign_add(1.0)
        with v1.Session() as a, v1.Session() as b:
            a.run(v.initializer)
            b.run(v.initializer)
            a.run(step)
            a.run(step)
            assert [a.run(v), b.run(v)] == [3.0, 1.0]


def test_a_failed_run_changes_no_variable_behind_the_failure(sess):
    x = v1.placeholder(ef.float32, None)
    v = v1.Variable([1.0, 2.0])
    sess.run(v.initializer)
    bad = v.assign(ef.reshape(ef.matmul(x, x), [2]))
    with pytest.raises(ef.errors.InvalidArgumentError):
        sess.run(bad, {x: np.ones((2, 3))})
    assert sess.run(v).tolist() == [1.0, 2.0]


# --- memory --------------------------------------------------------------------------------------


def test_results_may_be_changed_without_harm(sess):
    x = v1.placeholder(ef.float32, [3])
    k, v = ef.constant([1.0, 2.0, 3.0]), v1.Variable([4.0, 5.0, 6.0])
    sess.run(v.initializer)
    fed = np.ones(3, np.float32)
    fetches = [k, v, x, k * 2.0, ef.identity(v), ef.reshape(v, [3, 1]), ef.identity(x), x + 1.0]
    wanted = [r.tolist() for r in sess.run(fetches, {x: fed})]
    for r in sess.run(fetches, {x: fed}):
        assert r.flags.writeable
        r[:] = -1.0
    assert [r.tolist() for r in sess.run(fetches, {x: fed})] == wanted
    assert fed.tolist() == [1.0] * 3


def test_results_of_equal_operations_share_no_memory(sess):
    x = v1.placeholder(ef.float32, [3])
    a, b = sess.run([x + 1.0, x + 1.0], {x: [1.0, 2.0, 3.0]})
    a[:] = 0.0
    assert b.tolist() == [2.0, 3.0, 4.0]


def test_a_closed_session_frees_its_values():
    with v1.Graph().as_default():
        v = v1.Variable(np.ones((100, 100), np.float32) * 2.0)
        twice = v.assign(v * 2.0)
        sess = v1.Session()
        sess.run(v.initializer)
        sess.run(twice)
        reference = weakref.ref(sess.cell_of(v).a)
        sess.close()
        gc.collect()
        assert reference() is None


# --- life ----------------------------------------------------------------------------------------


def test_a_closed_session_runs_nothing():
    with v1.Graph().as_default():
        a = ef.constant(1.0)
        sess = v1.Session()
        sess.close()
        with pytest.raises(RuntimeError, match="Attempted to use a closed Session"):
            sess.run(a)
        with v1.Session() as other:
            assert other.run(a) == 1.0
        with pytest.raises(RuntimeError, match="Attempted to use a closed Session"):
            other.run(a)


def test_an_empty_graph_is_refused_with_the_cause():
    with pytest.raises(
        RuntimeError, match=r"The Session graph is empty\. Add operations to the graph"
    ) as e:
        v1.Session(graph=v1.Graph()).run([])
    assert "disable_eager_execution" in str(e.value)


def test_an_exception_leaves_the_session_and_its_graph():
    graph = v1.Graph()
    with pytest.raises(KeyError):
        with v1.Session(graph=graph) as sess:
            assert v1.get_default_session() is sess
            assert v1.get_default_graph() is graph
            raise KeyError
    assert v1.get_default_session() is None
    assert ef.executing_eagerly()


def test_the_default_session_is_used_by_eval_and_run():
    with v1.Graph().as_default():
        x = v1.placeholder(ef.float32, [])
        v = v1.Variable(1.0)
        y = x * 2.0
        with v1.Session():
            assert y.eval({x: 3.0}) == 6.0
            v.initializer.run()
            assert v.eval() == 1.0
        sess = v1.Session()
        with sess.as_default():
            assert y.eval({x: 1.0}) == 2.0
        assert y.eval({x: 4.0}, session=sess) == 8.0
        with pytest.raises(
            ValueError, match=r"Cannot evaluate tensor using `eval\(\)`: No default session"
        ):
            y.eval({x: 1.0})
        with pytest.raises(
            ValueError, match=r"Cannot execute operation using `run\(\)`: No default"
        ):
            v.initializer.run()


def test_eval_refuses_a_session_of_another_graph():
    with v1.Graph().as_default():
        x = ef.constant(1.0)
    with v1.Graph().as_default():
        ef.constant(1.0)
        with v1.Session():
            with pytest.raises(ValueError, match="graph is different from the session's graph"):
                x.eval()


def test_sessions_nest():
    with v1.Graph().as_default():
        v = v1.Variable(1.0)
        with v1.Session() as outer:
            v.initializer.run()
            with v1.Session() as inner:
                v.load(5.0)
                assert v1.get_default_session() is inner
            assert v1.get_default_session() is outer
            assert v.eval() == 1.0


def test_an_interactive_session_is_the_default_until_it_is_closed():
    with v1.Graph().as_default():
        x = ef.constant(3.0)
        sess = v1.InteractiveSession()
        assert x.eval() == 3.0
        sess.close()
        assert v1.get_default_session() is None


def test_the_graph_may_grow_between_runs(sess):
    x = v1.placeholder(ef.float32, [])
    y = x + 1.0
    assert sess.run(y, {x: 1.0}) == 2.0
    z = y * 2.0
    assert sess.run(z, {x: 1.0}) == 4.0


def test_make_callable_takes_values_in_order(sess):
    x, y = v1.placeholder(ef.float32, []), v1.placeholder(ef.float32, [])
    f = sess.make_callable([x - y], [x, y])
    assert f(5.0, 3.0) == [2.0]


def test_a_session_runs_in_another_thread():
    with v1.Graph().as_default() as graph:
        x = v1.placeholder(ef.float32, [])
        v = v1.Variable(0.0)
        y = v.assign_add(x)
    sess = v1.Session(graph=graph)
    sess.run(v.initializer)
    errors = []

    def work():
        try:
            for _ in range(100):
                sess.run(y, {x: 1.0})
        except Exception as e:
            errors.append(e)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(60)
    assert errors == []
    assert sess.run(v) == 400.0


def test_a_device_may_be_named_while_building():
    with v1.Graph().as_default():
        with ef.device("/GPU:0"):
            x = ef.constant(1.0) + 1.0
        assert x.device.endswith("GPU:0")
        with v1.Session(config=v1.ConfigProto(allow_soft_placement=True)) as sess:
            assert sess.run(x) == 2.0


def test_reductions_take_the_argument_names_of_their_time():
    x = ef.constant([[1.0, 2.0], [3.0, 4.0]])
    assert v1.reduce_sum(x, reduction_indices=[0]).numpy().tolist() == [4.0, 6.0]
    assert v1.reduce_mean(x, 1, keep_dims=True).numpy().tolist() == [[1.5], [3.5]]
    assert v1.argmax(x, dimension=1).numpy().tolist() == [1, 1]
    with pytest.raises(ValueError, match="Cannot specify both 'reduction_indices' and 'axis'"):
        v1.reduce_max(x, axis=0, reduction_indices=0)


def test_a_result_does_not_share_memory_with_what_the_same_run_stored():
    with v1.Graph().as_default():
        x = v1.placeholder(ef.float32, [3])
        y = x + 1.0
        v = v1.get_variable("v", [3])
        queue = v1.FIFOQueue(3, ef.float32, shapes=[[3]])
        stored = [v1.assign(v, ef.reshape(y, [3])).op, queue.enqueue(y)]
        with v1.Session() as sess:
            found = sess.run([y, *stored], {x: [1.0, 2.0, 3.0]})[0]
            found[:] = 9.0
            assert sess.run(v).tolist() == [2.0, 3.0, 4.0]
            assert sess.run(queue.dequeue()).tolist() == [2.0, 3.0, 4.0]
