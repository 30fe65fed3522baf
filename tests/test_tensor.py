"""What an eager tensor is: a value that never changes, with Python's operators and protocols."""

import copy
import operator
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import eagerflow as ef
from eagerflow import errors

# ------------------------------------------------------------------------------- it never changes


@pytest.mark.parametrize("make", [ef.constant, ef.convert_to_tensor, ef.identity])
def test_a_tensor_does_not_change_with_the_array_it_was_made_of(make) -> None:
    a = np.array([1.0, 2.0])
    t = make(a)
    a[0] = 9.0
    assert t.numpy().tolist() == [1.0, 2.0]


def test_a_tensor_of_part_of_an_array_has_data_of_its_own() -> None:
    a = np.arange(6.0).reshape(2, 3)
    parts = [
        ef.constant(a[:, 1]),
        ef.constant(a.T),
        ef.constant(a, shape=[3, 2]),
        ef.constant([a[0]]),
    ]
    expected = [p.numpy().copy() for p in parts]
    a[...] = 9.0
    for part, e in zip(parts, expected, strict=True):
        np.testing.assert_array_equal(part, e)


def test_the_array_of_a_tensor_is_read_only() -> None:
    for t in (ef.constant([1.0, 2.0]), ef.ones([2]) * 2.0, ef.ones([2])[:1], ef.zeros([2])):
        for a in (t.numpy(), np.asarray(t), t.__array__()):
            with pytest.raises(ValueError, match="read-only"):
                a[0] = 5.0


def test_an_array_made_of_a_tensor_can_be_changed_and_the_tensor_stays() -> None:
    t = ef.constant([1.0, 2.0])
    for a in (np.array(t), t.__array__(copy=True), np.asarray(t, np.float64)):
        a[0] = 9.0
    assert t.numpy().tolist() == [1.0, 2.0]


def test_items_can_not_be_assigned() -> None:
    t = ef.constant([1.0])
    with pytest.raises(
        TypeError, match="'EagerTensor' object does not support item assignment"
    ) as raised:
        t[0] = 2.0
    assert "where(mask, new, x)" in str(raised.value)


def test_augmented_assignment_makes_a_new_tensor() -> None:
    t = before = ef.constant([1.0])
    t += 1.0
    assert t is not before
    assert before.numpy().tolist() == [1.0]


# ------------------------------------------------------------------------------------ text

TEXTS = [
    (1.5, "float32", "1.5", "1.5"),
    ("a", "string", "b'a'", "b'a'"),
    (True, "bool", "True", "True"),
    (2 + 1j, "complex128", "(2+1j)", "(2+1j)"),
    ([True], "bool", "array([ True])", "[ True]"),
    ([1, 2], "int32", "array([1, 2], dtype=int32)", "[1 2]"),
    ([["a"]], "string", "array([[b'a']], dtype=object)", "[[b'a']]"),
    (
        [[1.0, 1.0], [1.0, 1.0]],
        "float32",
        "\narray([[1., 1.],\n       [1., 1.]], dtype=float32)",
        "\n[[1. 1.]\n [1. 1.]]",
    ),
]


@pytest.mark.parametrize(("value", "dtype", "in_repr", "in_str"), TEXTS)
def test_repr_and_str_are_those_of_tensorflow(value, dtype, in_repr, in_str) -> None:
    t = ef.constant(value)
    assert repr(t) == f"<tf.Tensor: shape={t.shape}, dtype={dtype}, numpy={in_repr}>"
    assert str(t) == f"tf.Tensor({in_str}, shape={t.shape}, dtype={dtype})"


def test_a_large_tensor_is_shown_in_part() -> None:
    assert "..." in repr(ef.zeros([30, 40]))
    assert len(repr(ef.zeros([1000, 1000]))) < 1000


def test_format_is_that_of_the_value() -> None:
    assert f"{ef.constant(1.5):.2f}" == "1.50"
    assert f"{ef.constant(7):>3d}" == "  7"
    assert f"{ef.ones([2])}" == "[1. 1.]"
    assert f"{ef.constant(3):d}" == "3"
    with pytest.raises(TypeError, match="unsupported format string"):
        f"{ef.ones([2]):.2f}"


# ---------------------------------------------------------------------------- Python's protocols


def test_attributes() -> None:
    t = ef.ones([2, 3])
    assert t.shape == (2, 3)
    assert isinstance(t.shape, ef.TensorShape)
    assert t.get_shape().as_list() == [2, 3]
    assert t.ndim == 2
    assert t.dtype is ef.float32
    assert t.device.endswith(("CPU:0", "GPU:0"))
    assert t.device.startswith("/job:localhost/replica:0/task:0/device:")


@pytest.mark.parametrize("name", ["name", "op", "graph"])
def test_what_only_a_graph_has_raises(name: str) -> None:
    with pytest.raises(
        AttributeError, match=f"Tensor.{name} is undefined when eager execution is enabled"
    ):
        getattr(ef.ones([2]), name)


def test_set_shape_checks_the_shape() -> None:
    t = ef.ones([2, 3])
    t.set_shape([None, 3])
    with pytest.raises(ValueError, match="incompatible"):
        t.set_shape([3, 3])


def test_length_and_iteration_follow_the_first_axis() -> None:
    t = ef.constant([[1, 2], [3, 4]])
    assert len(t) == 2
    assert [row.numpy().tolist() for row in t] == [[1, 2], [3, 4]]
    assert [row.numpy().tolist() for row in reversed(t)] == [[3, 4], [1, 2]]
    first, second = t
    assert (first[0], second[0]) == (1, 3)
    assert list(ef.zeros([0, 2])) == []


def test_a_scalar_has_no_length_and_no_elements() -> None:
    with pytest.raises(TypeError, match=r"Scalar tensor has no `len\(\)`"):
        len(ef.constant(1))
    with pytest.raises(TypeError, match="Cannot iterate over a scalar tensor"):
        iter(ef.constant(1))


def test_pythons_functions_of_sequences() -> None:
    t = ef.constant([1, 5, 2])
    assert int(sum(t)) == 8
    assert int(max(t)) == 5
    assert 5 in t
    assert 7 not in t


def test_a_tensor_with_one_element_becomes_a_number() -> None:
    assert int(ef.constant(1.7)) == 1
    assert float(ef.constant(1)) == 1.0
    assert complex(ef.constant(1.5)) == 1.5
    assert float(ef.constant("1.5")) == 1.5
    assert isinstance(float(ef.constant(1.5)), float)
    for convert in (int, float, complex):
        with pytest.raises(TypeError, match="can be converted to Python scalars"):
            convert(ef.ones([2]))


def test_truth() -> None:
    assert ef.constant(3)
    assert not ef.constant(0.0)
    assert ef.constant([True])
    assert not ef.constant([[0]])
    with pytest.raises(
        ValueError, match="truth value of an array with more than one element is ambig"
    ):
        bool(ef.ones([2]))


def test_an_integer_scalar_is_an_index() -> None:
    assert [1, 2, 3][ef.constant(1)] == 2
    assert list(range(ef.constant(3))) == [0, 1, 2]
    for t in (ef.constant(1.0), ef.constant([1]), ef.constant(True)):
        with pytest.raises(
            TypeError, match="only integer scalar arrays can be converted to a scalar index"
        ):
            operator.index(t)


def test_a_tensor_has_no_hash_but_a_reference_that_has() -> None:
    t, same_value = ef.constant(1), ef.constant(1)
    with pytest.raises(
        TypeError, match=r"Tensor is unhashable. Instead, use tensor.ref\(\) as the key."
    ):
        hash(t)
    assert {t.ref(): "t"}[t.ref()] == "t"
    assert t.ref() != same_value.ref()
    assert t.ref().deref() is t


def test_equality_with_other_things_is_no_tensor() -> None:
    t = ef.constant([1, 2])
    assert (t == None) is False  # noqa: E711
    assert (t != None) is True  # noqa: E711
    assert (t == ef.constant([1, 5])).numpy().tolist() == [True, False]
    assert (t != [1, 5]).numpy().tolist() == [False, True]


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))]
)
@pytest.mark.parametrize(
    "value", [1.5, [[1, 2], [3, 4]], "a", ["a", "bc"], np.ones([2], "float16"), np.zeros([0, 2])]
)
def test_copies_and_pickles_have_the_same_value(duplicate, value) -> None:
    t = ef.constant(value)
    found = duplicate({"t": [t]})["t"][0] if duplicate is not copy.copy else duplicate(t)
    assert type(found) is type(t)
    assert found is not t
    assert found.dtype is t.dtype
    np.testing.assert_array_equal(found.numpy(), t.numpy())


def test_bfloat16_can_be_pickled() -> None:
    t = ef.constant([1.5], ef.bfloat16)
    assert pickle.loads(pickle.dumps(t)).dtype is ef.bfloat16


def test_a_copy_is_not_watched_with_the_original() -> None:
    x = ef.constant(2.0)
    with ef.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y, z = x * x, copy.deepcopy(x) * 2.0
    assert float(tape.gradient(y, x)) == 4.0
    assert tape.gradient(z, x) is None


# ---------------------------------------------------------------------------- arrays in and out


def test_the_array_protocol_takes_dtype_and_copy() -> None:
    t = ef.constant([1.7, 2.0])
    assert np.asarray(t).dtype == np.float32
    assert t.__array__(np.int32).tolist() == [1, 2]
    assert np.asarray(t, dtype=np.float64).dtype == np.float64
    assert np.shares_memory(np.asarray(t), t.numpy())
    assert not np.shares_memory(np.array(t), t.numpy())
    assert np.asarray(t, copy=False) is not None
    with pytest.raises(ValueError, match="copy"):
        np.asarray(t, dtype=np.float64, copy=False)


def test_scalars_become_numpy_scalars() -> None:
    assert type(ef.constant(1.5).numpy()) is np.float32
    assert type(ef.constant(1).numpy()) is np.int32
    assert ef.constant("a").numpy() == b"a"
    assert np.asarray(ef.constant(1.5)).shape == ()


def test_numpy_reads_a_tensor_through_dlpack_and_can_not_change_it() -> None:
    for t in (ef.constant([1.0, 2.0]), ef.ones([2]) * 2.0, ef.constant([[1, 2], [3, 4]])[:, 1]):
        expected = t.numpy().copy()
        a = np.from_dlpack(t)
        np.testing.assert_array_equal(a, expected)
        if a.flags.writeable:
            a[...] = 9
        np.testing.assert_array_equal(t, expected)


def test_a_consumer_of_the_old_protocol_gets_memory_of_its_own() -> None:
    class Old:
        """Asks for a capsule without a version, as before DLPack 1.0."""

        def __init__(self, t) -> None:
            self.t = t

        def __dlpack__(self, **kwargs):
            return self.t.__dlpack__()

        def __dlpack_device__(self):
            return self.t.__dlpack_device__()

    t = ef.constant([1.0, 2.0])
    a = np.from_dlpack(Old(t))
    assert a.tolist() == [1.0, 2.0]
    assert not np.shares_memory(a, t.numpy())


def test_any_exporter_of_dlpack_becomes_a_tensor_with_data_of_its_own() -> None:
    class Exporter:
        """Knows DLPack and nothing else."""

        def __init__(self, a) -> None:
            self.a = a

        def __dlpack__(self, **kwargs):
            return self.a.__dlpack__(**kwargs)

        def __dlpack_device__(self):
            return self.a.__dlpack_device__()

    a = np.array([[1.0, 2.0]])
    t = ef.constant(Exporter(a))
    a[...] = 9.0
    assert t.dtype is ef.float64
    assert t.numpy().tolist() == [[1.0, 2.0]]


# ----------------------------------------------------------------------------------- operators

ARITHMETIC = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow"]
COMPARISONS = ["lt", "le", "gt", "ge", "eq", "ne"]
FLOATS = ["float32", "float64"]
INTEGERS = ["int32", "int64"]


@st.composite
def operands(draw, dtypes):
    """Two arrays of one dtype whose shapes broadcast, without zeros and small enough for powers."""
    dtype = draw(st.sampled_from(dtypes))
    shapes = draw(
        hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3, min_side=0)
    )
    numbers = st.integers(1, 5) if dtype in INTEGERS else st.floats(0.5, 4.0, width=32)
    return [draw(hnp.arrays(dtype, shape, elements=numbers)) for shape in shapes.input_shapes]


def same(found, expected) -> None:
    assert isinstance(found, ef.Tensor)
    assert found.dtype == expected.dtype
    assert found.shape == expected.shape
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-6)


@given(st.sampled_from(ARITHMETIC), operands(FLOATS))
def test_arithmetic_of_floats_agrees_with_numpy(name, arrays) -> None:
    a, b = arrays
    operate = getattr(operator, name)
    expected = np.asarray(operate(a, b))
    same(operate(ef.constant(a), ef.constant(b)), expected)
    same(operate(ef.constant(a), b), expected)
    same(operate(a, ef.constant(b)), expected)


@given(st.sampled_from([n for n in ARITHMETIC if n != "truediv"]), operands(INTEGERS))
def test_arithmetic_of_integers_agrees_with_numpy(name, arrays) -> None:
    a, b = arrays
    operate = getattr(operator, name)
    same(operate(ef.constant(a), ef.constant(b)), np.asarray(operate(a, b)))


@given(st.sampled_from(["and_", "or_", "xor"]), operands(INTEGERS))
def test_bitwise_operators_agree_with_numpy(name, arrays) -> None:
    a, b = arrays
    operate = getattr(operator, name)
    same(operate(ef.constant(a), ef.constant(b)), np.asarray(operate(a, b)))
    same(operate(ef.constant(a > 2), ef.constant(b > 2)), np.asarray(operate(a > 2, b > 2)))


@given(st.sampled_from(COMPARISONS), operands(FLOATS + INTEGERS))
def test_comparisons_agree_with_numpy(name, arrays) -> None:
    a, b = arrays
    operate = getattr(operator, name)
    same(operate(ef.constant(a), ef.constant(b)), np.asarray(operate(a, b)))


@given(st.sampled_from(ARITHMETIC), operands(FLOATS), st.sampled_from([2, 3, 0.5, 1.5]))
def test_python_numbers_take_the_dtype_of_the_tensor_on_both_sides(name, arrays, number) -> None:
    a = arrays[0]
    operate, t = getattr(operator, name), ef.constant(a)
    same(operate(t, number), np.asarray(operate(a, number), a.dtype))
    same(operate(number, t), np.asarray(operate(number, a), a.dtype))


@given(st.sampled_from(COMPARISONS), operands(FLOATS + INTEGERS), st.integers(0, 5))
def test_comparisons_with_python_numbers_agree_with_numpy(name, arrays, number) -> None:
    a = arrays[0]
    operate, t = getattr(operator, name), ef.constant(a)
    same(operate(t, number), np.asarray(operate(a, number)))
    same(operate(number, t), np.asarray(operate(number, a)))


@given(operands(FLOATS + INTEGERS))
def test_unary_operators_agree_with_numpy(arrays) -> None:
    a = -arrays[0]
    same(-ef.constant(a), np.asarray(-a))
    same(abs(ef.constant(a)), np.asarray(abs(a)))
    same(~ef.constant(a > -2), np.asarray(~(a > -2)))
    if a.dtype.kind == "i":
        same(~ef.constant(a), np.asarray(~a))


def test_division_of_integers_gives_float64_and_floors_toward_minus_infinity() -> None:
    assert (ef.constant(1) / 2).dtype is ef.float64
    assert int(ef.constant(-7) // 2) == -4
    assert int(ef.constant(-7) % 3) == 2
    with pytest.raises(errors.InvalidArgumentError, match="division by zero"):
        ef.constant(7) // 0


@pytest.mark.parametrize("name", [*ARITHMETIC, "lt", "ge", "matmul"])
def test_tensors_of_different_dtypes_do_not_mix(name: str) -> None:
    a, b = ef.ones([1, 1], ef.int32), ef.ones([1, 1], ef.float32)
    with pytest.raises(
        errors.InvalidArgumentError, match=r"cannot compute .* as input #"
    ) as raised:
        getattr(operator, name)(a, b)
    assert isinstance(raised.value, TypeError)
    assert "int32 [1,1]" in str(raised.value)
    assert "float32 [1,1]" in str(raised.value)
    assert "test_tensor.py:" in str(raised.value)


@pytest.mark.parametrize(
    ("dtype", "number"),
    [
        ("int32", 1.5),
        ("float32", 1j),
        ("uint8", 300),
        ("uint8", -1),
        ("int32", 2**40),
        ("int32", "a"),
    ],
)
def test_a_python_value_that_does_not_fit_the_dtype_is_refused(dtype: str, number) -> None:
    t = ef.ones([2], dtype)
    for operate in (lambda: t + number, lambda: number + t):
        with pytest.raises(TypeError):
            operate()


def test_python_bools_count_as_numbers() -> None:
    assert (ef.constant([1.5]) + True).numpy().tolist() == [2.5]
    assert (ef.constant(1) + True).dtype is ef.int32


def test_matrix_product() -> None:
    a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
    same(ef.constant(a) @ ef.constant(b), a @ b)
    same(ef.constant(a) @ b, a @ b)
    same(a @ ef.constant(b), a @ b)


def test_shapes_that_do_not_broadcast_are_named() -> None:
    with pytest.raises(errors.InvalidArgumentError, match=r"Incompatible shapes: \[2\] vs. \[3\]"):
        ef.ones([2]) + ef.ones([3])


def test_operators_are_recorded_by_tapes() -> None:
    x = ef.constant([2.0, 3.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = 1.0 / x - (-x) ** 2 + abs(x) * x[0] + x % 5.0
    expected = -1 / np.array([4.0, 9.0]) - 2 * x.numpy() + 2.0 + np.array([5.0, 0.0]) + 1.0
    np.testing.assert_allclose(tape.gradient(y, x), expected, rtol=1e-6)


def test_strings_keep_zero_bytes_at_their_ends():
    for value in (b"a\0", [b"a\0", b"b"], [["a\0"]]):
        flat = ef.constant(value).numpy()
        assert np.ravel(np.array(flat, object))[0] == b"a\0"
