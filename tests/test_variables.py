"""Variables: how they are made, read, assigned and copied in eager code."""

import copy
import operator
import pickle

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.backend import arrays
from eagerflow.compat import v1

from . import strict_double

pytestmark = pytest.mark.usefixtures("a_fresh_home")


@pytest.fixture
def strict_arrays():
    """Tensors can hold the double of CuPy's arrays."""
    known = strict_double.StrictArray in arrays.KINDS
    if not known:
        functions = (strict_double.to_numpy, strict_double.from_numpy)
        module = strict_double.array_module()
        arrays.register(arrays.Backend("strict", *module, lambda a: "/device:GPU:0", *functions))
    yield
    if not known:
        del arrays.KINDS[strict_double.StrictArray]


def matrix(**kwargs):
    return ef.Variable([[1.0, 2.0], [3.0, 4.0]], name="w", **kwargs)


def raises(kind, text):
    return pytest.raises(kind, match=text)


# --- making them ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (1, ef.int32),
        (1.0, ef.float32),
        (True, ef.bool),
        ("abc", ef.string),
        ([1, 2], ef.int32),
        (np.zeros(2), ef.float64),
        (np.float16(1), ef.float16),
        (1 + 2j, ef.complex128),
        (lambda: ef.zeros([2], ef.int64), ef.int64),
    ],
)
def test_the_dtype_is_that_of_a_constant(value, dtype):
    assert ef.Variable(value).dtype is dtype


def test_a_dtype_converts_python_values_and_arrays():
    assert ef.Variable(1, dtype=ef.float64).dtype is ef.float64
    assert ef.Variable(np.zeros(2), dtype="float32").dtype is ef.float32
    with raises(ValueError, "Tensor conversion requested dtype float64 for Tensor with dtype"):
        ef.Variable(ef.constant(1.5), dtype=ef.float64)
    with raises(TypeError, "Cannot convert 1.5"):
        ef.Variable(1.5, dtype=ef.int32)


def test_an_initial_value_is_needed():
    with raises(ValueError, "The `initial_value` arg to `tf.Variable` must be specified"):
        ef.Variable()


def test_a_variable_can_start_from_another_without_sharing_changes():
    first = matrix()
    second = ef.Variable(first)
    first.assign_add([[1.0, 1.0], [1.0, 1.0]])
    assert second.numpy().tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_the_array_it_was_made_of_is_its_own():
    array = np.ones(3, np.float32)
    v = ef.Variable(array)
    array[0] = 5.0
    assert v.numpy().tolist() == [1.0, 1.0, 1.0]


def test_a_given_shape_may_leave_sizes_open():
    v = ef.Variable([1.0, 2.0], shape=[None])
    assert v.shape.as_list() == [None]
    v.assign([1.0, 2.0, 3.0])
    assert v.shape.as_list() == [None]
    assert len(v.numpy()) == 3
    with raises(ValueError, "Cannot assign value to variable ' Variable:0': Shape mismatch"):
        v.assign([[1.0]])
    free = ef.Variable(1.0, shape=ef.TensorShape(None))
    assert free.assign([[1.0, 2.0]]).shape.rank is None


def test_a_given_shape_has_to_fit_the_initial_value():
    with raises(ValueError, r"the initial value's shape \(\(2,\)\) is not compatible with"):
        ef.Variable([1, 2], shape=[3])


def test_a_constraint_has_to_be_callable():
    with raises(ValueError, "Argument `constraint` must be None or a callable"):
        ef.Variable(1.0, constraint=3)
    assert ef.Variable(1.0, constraint=abs).constraint is abs


def test_variables_are_not_made_from_protocol_buffers():
    with raises(NotImplementedError, "variable_def"):
        ef.Variable(variable_def=object())


def test_names_follow_name_scopes_and_need_not_be_unique():
    assert matrix().name == matrix().name == "w:0"
    assert ef.Variable(1.0).name == "Variable:0"
    with ef.name_scope("a"), ef.name_scope("b"):
        assert matrix().name == "a/b/w:0"


def test_trainable_is_true_unless_said_otherwise():
    assert matrix().trainable
    assert not matrix(trainable=False).trainable
    assert not matrix(synchronization=ef.VariableSynchronization.ON_READ).trainable


def test_programs_can_add_attributes():
    v = matrix()
    v.is_kernel = True
    assert copy.copy(v).is_kernel


# --- reading them --------------------------------------------------------------------------------

TWO = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.pow, operator.matmul, operator.lt, operator.le, operator.gt, operator.ge, operator.eq,
    operator.ne,
]  # fmt: skip


@pytest.mark.parametrize("op", TWO)
def test_operators_do_what_those_of_tensors_do(op):
    v, t = matrix(), ef.constant([[2.0, 5.0], [1.0, 3.0]])
    value = v.value()
    for ours, wanted in [
        (op(v, t), op(value, t)),
        (op(t, v), op(t, value)),
        (op(v, v), op(value, value)),
    ]:
        assert isinstance(ours, ef.Tensor)
        assert ours.dtype is wanted.dtype
        np.testing.assert_array_equal(ours.numpy(), wanted.numpy())
    if op is not operator.matmul:
        np.testing.assert_array_equal(op(v, 2.0).numpy(), op(value, 2.0).numpy())
        np.testing.assert_array_equal(op(2.0, v).numpy(), op(2.0, value).numpy())


def test_operators_of_integers_bools_and_one_operand():
    n, b = ef.Variable([5, -3]), ef.Variable([True, False])
    assert (-n).numpy().tolist() == [-5, 3]
    assert abs(n).numpy().tolist() == [5, 3]
    assert (~b).numpy().tolist() == [False, True]
    assert (b & True).numpy().tolist() == [True, False]
    assert (False | b).numpy().tolist() == [True, False]
    assert (b ^ b).numpy().tolist() == [False, False]


def test_operators_meet_numpy_arrays_from_both_sides():
    v = matrix()
    for result in (v + np.ones((2, 2), np.float32), np.ones((2, 2), np.float32) + v):
        assert isinstance(result, ef.Tensor)
        assert result.numpy().tolist() == [[2.0, 3.0], [4.0, 5.0]]


def test_numpy_functions_take_variables():
    v = matrix()
    np.testing.assert_array_equal(np.asarray(v), v.numpy())
    np.testing.assert_array_equal(np.array(v, np.float64), v.numpy())
    np.testing.assert_allclose(np.sin(v), np.sin(v.numpy()), rtol=1e-6)
    np.testing.assert_allclose(np.sum(v), 10.0)


def test_ops_take_variables():
    v = matrix()
    np.testing.assert_array_equal(ef.reduce_sum(v).numpy(), 10.0)
    np.testing.assert_array_equal(ef.matmul(v, v).numpy(), v.numpy() @ v.numpy())
    np.testing.assert_array_equal(ef.convert_to_tensor(v).numpy(), v.numpy())
    np.testing.assert_array_equal(ef.stack([v[0], v[1]]).numpy(), v.numpy())
    with raises(ValueError, "Tensor conversion requested dtype float64"):
        ef.convert_to_tensor(v, ef.float64)


def test_indexing_and_iteration():
    v = matrix()
    assert v[1].numpy().tolist() == [3.0, 4.0]
    assert v[..., 0].numpy().tolist() == [1.0, 3.0]
    assert [row.numpy().tolist() for row in v] == [[1.0, 2.0], [3.0, 4.0]]
    assert len(v) == 2
    with raises(TypeError, "has no len"):
        len(ef.Variable(1.0))


def test_conversions_to_python():
    assert bool(ef.Variable(1.0)) is True
    assert int(ef.Variable(3)) == 3
    assert [1, 2, 3][ef.Variable(1)] == 2
    assert float(ef.Variable(0.5)) == 0.5
    assert complex(ef.Variable(2.0)) == 2 + 0j
    assert f"{ef.Variable(0.5):.3f}" == "0.500"
    with raises(ValueError, "truth value"):
        bool(matrix())


def test_what_was_read_does_not_change_with_the_variable():
    v = matrix()
    seen, array = v.value(), v.numpy()
    v.assign_add(v)
    v.assign(v * 2.0)
    assert seen.numpy().tolist() == array.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    with raises(ValueError, "read-only"):
        array[0] = 1.0


def test_a_variable_without_value_says_which_one():
    v = matrix()
    v.cell.a = None
    with raises(ef.errors.FailedPreconditionError, "Could not find variable w. This could mean"):
        v + 1.0
    assert repr(v) == "<tf.Variable 'w:0' shape=(2, 2) dtype=float32, numpy=<unavailable>>"
    assert not v.is_initialized().numpy()


def test_attributes():
    v = matrix()
    assert v.shape == v.get_shape() == [2, 2]
    assert v.device.endswith("/device:CPU:0")
    assert v.initializer is None
    assert v.graph is None
    assert v.is_initialized().numpy()
    assert v.ref() == v.ref() == v.experimental_ref()
    assert v.ref() != matrix().ref()
    assert v.ref().deref() is v
    with raises(AttributeError, "Tensor.op is undefined when eager"):
        _ = v.op
    with raises(RuntimeError, "This property is not supported when eager"):
        _ = v.initial_value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "<tf.Variable 'w:0' shape=() dtype=float32, numpy=3.0>"),
        (3, "<tf.Variable 'w:0' shape=() dtype=int32, numpy=3>"),
        ("abc", "<tf.Variable 'w:0' shape=() dtype=string, numpy=b'abc'>"),
        ([1.0], "<tf.Variable 'w:0' shape=(1,) dtype=float32, numpy=array([1.], dtype=float32)>"),
        (
            [[1.0], [2.0]],
            "<tf.Variable 'w:0' shape=(2, 1) dtype=float32, numpy=\n"
            "array([[1.],\n       [2.]], dtype=float32)>",
        ),
    ],
)
def test_repr_is_that_of_tensorflow(value, text):
    assert repr(ef.Variable(value, name="w")) == str(ef.Variable(value, name="w")) == text


def test_variables_are_compared_by_value_and_have_no_hash():
    v = matrix()
    assert (v == v).numpy().all()
    assert not (v != v).numpy().any()
    assert (v == None) is False  # noqa: E711
    with raises(TypeError, "Variable is unhashable. Instead, use variable.ref"):
        hash(v)


# --- assigning -----------------------------------------------------------------------------------


def test_assignments_return_the_variable_or_nothing():
    v = matrix()
    assert v.assign(v * 2.0) is v
    assert v.assign_add(v) is v
    assert v.assign_sub(v, read_value=False) is None
    assert v.numpy().tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_python_values_take_the_dtype_of_the_variable():
    v = ef.Variable([1.0, 2.0], dtype=ef.float64)
    assert v.assign([3, 4]).numpy().tolist() == [3.0, 4.0]
    assert v.assign_add([1, 1]).dtype is ef.float64
    assert ef.Variable(1).assign(True).numpy() == 1


@pytest.mark.parametrize(
    ("change", "kind", "text"),
    [
        (lambda v: v.assign([1.0, 2.0]), ValueError, r"variable shape \(2, 2\), and the assigned"),
        (lambda v: v.assign(5.0), ValueError, r"the assigned value shape \(\) are incompatible"),
        (lambda v: v.assign(ef.zeros([2, 2], ef.float64)), ValueError, "requested dtype float32"),
        (lambda v: v.assign("a"), TypeError, "Cannot convert 'a'"),
        (lambda v: v.assign(None), ValueError, r"convert a value \(None\)"),
        (
            lambda v: v.assign_add(1.0),
            ef.errors.InvalidArgumentError,
            "Cannot update variable with",
        ),
        (lambda v: v.assign_sub([1.0]), ef.errors.InvalidArgumentError, "shapes must be equal"),
        (lambda v: v.assign_add(ef.ones([2, 2], ef.int32)), ValueError, "requested dtype float32"),
    ],
)
def test_a_value_that_does_not_fit_changes_nothing(change, kind, text):
    v = matrix()
    with raises(kind, text):
        change(v)
    assert v.numpy().tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_errors_name_the_line_that_made_the_variable():
    v = matrix()
    with raises(ValueError, r"the variable was made at .*test_variables.py"):
        v.assign(1.0)


def test_bools_can_not_be_added_to():
    v = ef.Variable([True])
    with raises(TypeError, "not in the list of allowed values"):
        v.assign_add([True])
    assert v.numpy().tolist() == [True]


def test_values_are_kept_in_row_major_order():
    v = ef.Variable(np.ones((2, 3), np.float32))
    v.assign(ef.transpose(ef.constant(np.arange(6, dtype=np.float32).reshape(3, 2))))
    assert v.cell.a.flags.c_contiguous
    assert v.numpy().tolist() == [[0.0, 2.0, 4.0], [1.0, 3.0, 5.0]]
    assert ef.Variable(ef.transpose(ef.ones([3, 2]))).cell.a.flags.c_contiguous


def test_values_without_axes_stay_arrays():
    v = ef.Variable(1.0)
    v.assign_add(2.0)
    assert type(v.cell.a) is np.ndarray
    assert v.numpy() == 3.0


@pytest.mark.usefixtures("strict_arrays")
def test_a_variable_stays_on_the_device_where_it_was_made():
    v = ef.Variable([1.0, 2.0])
    v.cell.a = strict_double.from_numpy(v.cell.a)
    for change, wanted in [
        (v.assign, [3.0, 4.0]),
        (v.assign_add, [6.0, 8.0]),
        (v.assign_sub, [3.0, 4.0]),
    ]:
        change(ef.constant([3.0, 4.0]))
        assert type(v.cell.a) is strict_double.StrictArray
        assert v.numpy().tolist() == wanted


def test_item_assignment_and_in_place_operators_say_what_to_use():
    v = matrix()
    with raises(TypeError, "does not support item assignment"):
        v[0] = 1.0
    with raises(RuntimeError, "`variable \\+= value` with `tf.Variable`s is not supported"):
        v += 1.0


def test_load_and_eval_work_without_a_session():
    v = matrix()
    v.load(np.zeros((2, 2)))
    assert v.eval().tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_functions_of_1x_change_variables():
    v = ef.Variable(1.0)
    assert v1.assign(v, 5.0) is v
    assert v1.assign_add(v, 1.0).numpy() == 6.0
    assert v1.assign_sub(v, 2.0).numpy() == 4.0
    with raises(ValueError, "Shape mismatch"):
        v1.assign(v, [1.0])
    assert v1.assign(v, [1.0, 2.0], validate_shape=False).numpy().tolist() == [1.0, 2.0]


# --- gradients -----------------------------------------------------------------------------------


def test_all_reads_of_a_variable_count_for_its_gradient():
    v = ef.Variable(3.0)
    with ef.GradientTape() as tape:
        y = v * 2.0
        v.assign(5.0)
        y = y + v * v
    assert tape.gradient(y, v).numpy() == 12.0


def test_the_result_of_read_value_is_a_tensor_of_its_own():
    v = ef.Variable(3.0)
    with ef.GradientTape(persistent=True) as tape:
        seen = v.read_value()
        y = seen * seen + v
    assert tape.gradient(y, seen).numpy() == 6.0
    assert tape.gradient(y, v).numpy() == 7.0


def test_only_trainable_variables_are_watched():
    v, w = ef.Variable(1.0), ef.Variable(2.0, trainable=False)
    with ef.GradientTape() as tape:
        y = v * w
    assert tape.watched_variables() == (v,)
    assert tape.gradient(y, [v, w])[1] is None


def test_a_variable_can_be_watched_by_hand():
    w = ef.Variable(2.0, trainable=False)
    with ef.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(w)
        y = w * w
    assert tape.gradient(y, w).numpy() == 4.0


def test_looking_at_a_variable_is_no_read():
    v = ef.Variable(3.0)
    with ef.GradientTape() as tape:
        repr(v), v.numpy(), v.device, v.shape
    assert tape.watched_variables() == ()


# --- copies --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))]
)
def test_copies_are_variables_of_their_own(make):
    v = ef.Variable([1.0, 2.0], name="w", trainable=False)
    other = make(v)
    assert type(other) is type(v)
    assert (other.name, other.trainable, other.dtype) == ("w:0", False, ef.float32)
    v.assign([5.0, 6.0])
    assert other.numpy().tolist() == [1.0, 2.0]
    assert other.tid != v.tid


def test_a_deep_copy_keeps_what_is_shared():
    v = matrix()
    one, other = copy.deepcopy([v, v])
    assert one is other
    assert one is not v


def test_a_copy_has_a_gradient_of_its_own():
    v = ef.Variable(3.0)
    other = copy.deepcopy(v)
    with ef.GradientTape() as tape:
        y = v * other
    assert [g.numpy() for g in tape.gradient(y, [v, other])] == [3.0, 3.0]


# --- compat.v1.Variable --------------------------------------------------------------------------


def test_v1_variables_have_unique_names_and_join_collections():
    first, second = v1.Variable(1.0, name="w"), v1.Variable(1.0, name="w", trainable=False)
    assert [first.name, second.name] == ["w:0", "w_1:0"]
    assert isinstance(first, ef.Variable)
    assert [v is first or v is second for v in v1.global_variables()] == [True, True]
    assert [v.name for v in v1.trainable_variables()] == ["w:0"]


def test_plain_variables_join_no_collection_outside_of_graphs():
    matrix()
    assert v1.global_variables() == []


def test_v1_variables_join_the_collections_that_are_named():
    v1.Variable(1.0, collections=[v1.GraphKeys.LOCAL_VARIABLES], trainable=False, name="l")
    assert [v.name for v in v1.local_variables()] == ["l:0"]
    assert v1.global_variables() == []
    with raises(ValueError, "collections argument to Variable constructor must be a list"):
        v1.Variable(1.0, collections="variables")


def test_a_failure_leaves_the_name_free():
    with raises(ValueError, "is not compatible"):
        v1.Variable([1.0], name="w", expected_shape=[2])
    assert v1.Variable(1.0, name="w").name == "w:0"
    assert len(v1.global_variables()) == 1


def test_a_v1_variable_without_validated_shape_takes_every_shape():
    v = v1.Variable([1.0, 2.0], validate_shape=False)
    assert v.shape.rank is None
    assert v.assign([[1.0]]).numpy().tolist() == [[1.0]]


def test_resource_variables_are_the_only_kind():
    v1.disable_resource_variables()
    assert v1.resource_variables_enabled()
    v1.enable_resource_variables()
