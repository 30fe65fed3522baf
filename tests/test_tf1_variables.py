"""1.x code in 2.x objects, each documented limit of TensorFlow's shim gone; cells run again."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1

track = v1.keras.utils.track_tf1_style_variables
X = np.ones([2, 4], np.float32)

pytestmark = pytest.mark.usefixtures("a_fresh_home")


def ones():
    return v1.ones_initializer()


class Net(ef.Module):
    """Calls whatever function it is given, and keeps its variables."""

    def __init__(self, body):
        super().__init__()
        self._body = body

    @track
    def __call__(self, x):
        return self._body(x)


def dense_in_scope(x):
    with v1.variable_scope("net"):
        w = v1.get_variable("w", [4, 3], regularizer=ef.nn.l2_loss)
        return ef.nn.relu(x @ w)


def names(net):
    return sorted(v.name for v in net.variables)


def same_in_every_mode(net, x=X):
    """The result of two calls, of a function, and of a session: bits are the same in the former."""
    first = net(ef.constant(x)).numpy()
    kept = [id(v) for v in net.variables]
    for again in (net(ef.constant(x)), ef.function(net.__call__)(ef.constant(x))):
        assert again.numpy().tobytes() == first.tobytes()
    assert [id(v) for v in net.variables] == kept
    return first


def test_variables_and_losses_belong_to_the_object():
    net, other = Net(dense_in_scope), Net(dense_in_scope)
    same_in_every_mode(net)
    other(ef.constant(X))
    assert names(net) == names(other) == ["net/w:0"]
    assert net.variables[0] is not other.variables[0]
    [loss] = net.losses
    w = net.variables[0].numpy()
    assert loss.numpy() == pytest.approx((w * w).sum() / 2, rel=1e-6)
    assert v1.global_variables() == []


def test_gradients_reach_tracked_variables():
    net = Net(dense_in_scope)
    with ef.GradientTape() as tape:
        loss = ef.reduce_sum(net(ef.constant(X))) + sum(net.losses)
    [g] = tape.gradient(loss, net.trainable_variables)
    assert g.shape == (4, 3)


def test_the_same_in_a_graph_and_a_session():
    def body(x):
        with v1.variable_scope("a"):
            return x * v1.get_variable("s", initializer=2.0)

    with v1.Graph().as_default(), v1.Session() as sess:
        net = Net(body)
        y, z = net(ef.constant(X)), net(ef.constant(X))
        assert names(net) == ["a/s:0"]
        assert v1.global_variables()[0] is net.variables[0]
        sess.run(v1.global_variables_initializer())
        np.testing.assert_array_equal(*sess.run([y, z]))


# One test for each limit that TensorFlow documents ("Migrating tf.compat.v1 model mapping").


def test_limit_1_objects_can_share_one_store():
    a, b = Net(dense_in_scope), Net(dense_in_scope)
    b._tf1_style_var_store = a._tf1_style_var_store = v1_store(a)
    assert a(ef.constant(X)).numpy().tobytes() == b(ef.constant(X)).numpy().tobytes()
    assert a.variables[0] is b.variables[0]


def v1_store(net):
    net(ef.constant(X))
    return net._tf1_style_var_store


def test_limit_2_layers_with_default_names_outside_of_scopes_find_their_variables():
    net = Net(lambda x: v1.layers.dense(v1.layers.dense(x, 3), 3))
    same_in_every_mode(net)
    kept = ["dense/bias:0", "dense/kernel:0", "dense_1/bias:0", "dense_1/kernel:0"]
    assert names(net) == kept


def test_limit_3_functions_inside_the_method_share_its_variables():
    inner = ef.function(dense_in_scope)

    def body(x):
        return inner(x) + dense_in_scope(x)

    net, other = Net(body), Net(body)
    same_in_every_mode(net)
    assert names(net) == ["net/w:0"]
    other(ef.constant(X))  # the function was traced for another object before
    assert names(other) == ["net/w:0"]
    assert net.variables[0] is not other.variables[0]


def scale(x):
    return x * v1.get_variable("s", [], initializer=ones(), regularizer=ef.nn.l2_loss)


def test_limit_4_templates_may_be_made_in_every_call_and_shared():
    net = Net(lambda x: v1.make_template("t", scale)(x))
    same_in_every_mode(net)
    assert names(net) == ["t/s:0"]
    template = v1.make_template("shared", scale)
    a, b = Net(template), Net(template)
    for each in (a, b):
        same_in_every_mode(each)
        assert names(each) == ["shared/s:0"]
        assert len(each.losses) == 1
    assert a.variables[0] is not b.variables[0]


def test_limit_5_losses_of_any_object():
    class Plain:
        @track
        def run(self, x):
            return dense_in_scope(x)

    plain = Plain()
    plain.run(ef.constant(X))
    plain.run(ef.constant(X))
    assert len(plain.losses) == 1


def test_limit_6_variables_made_explicitly_keep_names_and_values():
    def body(x):
        a = v1.Variable(1.0, name="a")
        b = v1.Variable(2.0, name="a")
        return x * a.assign_add(1.0) + b

    net = Net(body)
    assert [float(net(ef.constant(1.0))) for _ in range(3)] == [4.0, 5.0, 6.0]
    assert names(net) == ["a:0", "a_1:0"]


def test_one_tracked_method_calls_another():
    class Two(ef.Module):
        @track
        def inner(self, x):
            return dense_in_scope(x)

        @track
        def __call__(self, x):
            return self.inner(x)

    two = Two()
    two(ef.constant(X))
    two(ef.constant(X))
    assert names(two) == ["net/w:0"]


def test_an_error_leaves_the_method():
    net = Net(lambda x: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        net(X)
    v1.get_variable("free", initializer=1.0)
    assert [v.name for v in v1.global_variables()] == ["free:0"]
    assert net.variables == ()


def test_tracked_variables_are_saved_and_restored(tmp_path):
    net, other = Net(dense_in_scope), Net(dense_in_scope)
    before = net(ef.constant(X))
    path = ef.train.Checkpoint(net=net).write(tmp_path / "m")
    other(ef.constant(X))
    ef.train.Checkpoint(net=other).read(path).assert_consumed()
    assert other(ef.constant(X)).numpy().tobytes() == before.numpy().tobytes()


def test_layers_are_made_once_and_found_again():
    made = []

    def make():
        made.append(Net(dense_in_scope))
        return made[-1]

    def body(x):
        with v1.variable_scope("outer"):
            return v1.keras.utils.get_or_create_layer("inner", make)(x)

    net = Net(body)
    same_in_every_mode(net)
    assert len(made) == 1
    assert names(net) == ["net/w:0"]
    for _ in range(2):  # outside of tracked methods, which TensorFlow refuses
        body(ef.constant(X))
    assert len(made) == 2


# ----------------------------------------------------------------------------------- notebooks


@pytest.fixture
def notebook():
    v1.notebook_mode()
    yield
    v1.notebook_mode(False)


def run_cell(text, number, space, name="ab"):
    exec(compile(text, f"<ipython-input-{number}-{name}>", "exec"), space)


CELL = """
with v1.variable_scope("net"):
    w = v1.get_variable("w", [2], initializer=v1.ones_initializer(), regularizer=ef.nn.l2_loss)
"""


@pytest.mark.parametrize("in_graph", [False, True])
@pytest.mark.usefixtures("notebook")
def test_a_cell_that_is_run_again_replaces_its_variables(in_graph):
    space = {"v1": v1, "ef": ef}

    def twice():
        run_cell(CELL, 1, space)
        first = space["w"]
        run_cell(CELL, 2, space)
        assert space["w"] is not first
        assert [v.name for v in v1.global_variables()] == ["net/w:0"]
        assert v1.trainable_variables()[0] is space["w"]
        assert len(v1.get_collection(v1.GraphKeys.REGULARIZATION_LOSSES)) == 1

    if not in_graph:
        return twice()
    with v1.Graph().as_default() as graph, v1.Session() as sess:
        twice()
        sess.run(v1.global_variables_initializer())
        assert sess.run("net/w:0").tolist() == [1.0, 1.0]
        assert graph.get_tensor_by_name("net/w:0").op is space["w"].op


@pytest.mark.usefixtures("notebook")
def test_other_cells_loops_and_functions_called_twice_stay_errors():
    space = {"v1": v1, "ef": ef}
    run_cell(CELL, 1, space)
    with pytest.raises(ValueError, match="already exists"):
        run_cell("with v1.variable_scope('net'):\n  v1.get_variable('w', [2])", 2, space, "other")
    loop = "for _ in range(2): v1.get_variable('again', [2])"
    with pytest.raises(ValueError, match="already exists"):
        run_cell(loop, 3, space, "loop")


def test_without_the_mode_the_error_tells_of_it():
    space = {"v1": v1, "ef": ef}
    run_cell(CELL, 1, space)
    with pytest.raises(ValueError, match=r"tf\.notebook_mode\(\)"):
        run_cell(CELL, 2, space)
