"""Dtypes: the table, what Python values and arrays become, and what is never converted silently."""

import copy
import pickle

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1

NAMES = [
    "float16", "float32", "float64", "complex64", "complex128", "int8", "int16", "int32", "int64",
    "uint8", "uint16", "uint32", "uint64",
]  # fmt: skip


# --- the table -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_dtype_is_known_by_many_names_and_is_one_object(name):
    dtype = getattr(ef, name)
    numpy_type = getattr(np, name)
    for other in (name, numpy_type, np.dtype(numpy_type), dtype, dtype.as_datatype_enum):
        assert ef.as_dtype(other) is dtype
    assert dtype.name == name
    assert dtype.as_numpy_dtype is numpy_type
    assert dtype.size == np.dtype(numpy_type).itemsize
    assert copy.deepcopy(dtype) is dtype
    assert pickle.loads(pickle.dumps(dtype)) is dtype


def test_a_dtype_equals_its_names():
    assert ef.float32 == "float32"
    assert ef.float32 == np.float32
    assert ef.float32 == np.dtype("float32")
    assert ef.float32 != ef.float64
    assert ef.float32 != None  # noqa: E711
    assert ef.float32 != "no dtype"
    assert {ef.float32: 1}[ef.as_dtype("float32")] == 1


def test_python_types_stand_for_dtypes():
    assert ef.as_dtype(float) is ef.float32
    assert ef.as_dtype(bool) is ef.bool
    assert ef.as_dtype("float") is ef.float32
    assert ef.as_dtype("double") is ef.float64
    assert ef.as_dtype("half") is ef.float16


@pytest.mark.parametrize("bad", ["x", "", None, 3.5, object(), np.dtype("M8[s]"), np.dtype("V3")])
def test_what_is_no_dtype_is_refused(bad):
    with pytest.raises(TypeError):
        ef.as_dtype(bad)


def test_the_text_of_dtypes():
    assert repr(ef.float32) == "tf.float32"
    assert str(ef.float32) == "<dtype: 'float32'>"


def test_what_kind_a_dtype_is():
    assert ef.float32.is_floating
    assert ef.complex64.is_complex
    assert ef.int8.is_integer
    assert ef.uint8.is_unsigned
    assert ef.bool.is_bool
    assert not ef.bool.is_integer
    assert ef.complex128.real_dtype is ef.float64
    assert ef.float32.base_dtype is ef.float32
    assert (ef.int8.min, ef.int8.max) == (-128, 127)
    assert ef.float32.max == np.finfo(np.float32).max
    assert ef.uint16.limits == (0, 65535)
    assert ef.int8.limits == (0, 127)
    assert ef.float32.limits == ef.float64.limits == (0, 1)
    assert ef.bool.limits == (0, True)
    with pytest.raises(ValueError, match="<dtype: 'float16'> does not have defined limits"):
        ef.float16.limits
    with pytest.raises(TypeError, match="Cannot find minimum value of <dtype: 'bool'>"):
        ef.bool.min
    assert ef.string.size == ef.variant.size == 0
    assert not ef.int8.is_quantized
    assert ef.int8.is_subtype_of(ef.int8)
    assert not ef.int8.is_subtype_of(ef.int16)
    assert ef.int8.most_specific_common_supertype([ef.int8, ef.int8]) is ef.int8
    assert ef.int8.most_specific_common_supertype([ef.int16]) is None


# --- what values become --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (1, ef.int32), (2**40, ef.int64), (1.0, ef.float32), (1j, ef.complex128), (True, ef.bool),
        ("a", ef.string), (b"a", ef.string), ([1, 2.0], ef.float32), ([], ef.float32),
        ([True, False], ef.bool), (range(3), ef.int32), ((1, (2,)[0]), ef.int32),
        (np.float64(1), ef.float64), (np.arange(3), ef.int64), (np.int8(1), ef.int8),
        ([np.float64(1), 2.0], ef.float64), (np.array("a"), ef.string),
        (np.array(["a"], object), ef.string),
        (np.array([1.0], ">f8"), ef.float64), (np.array([True]), ef.bool),
    ],
)  # fmt: skip
def test_values_get_the_dtype_that_tensorflow_gives_them(value, dtype):
    for made in (ef.constant(value), ef.convert_to_tensor(value)):
        assert made.dtype is dtype
    assert ef.function(lambda: ef.constant(value))().dtype is dtype


@pytest.mark.parametrize(
    ("value", "dtype", "wanted"),
    [
        (1, "float32", 1.0), (1, "uint8", 1), (1.5, "float64", 1.5), (1.0, "complex64", 1 + 0j),
        (2**40, "int64", 2**40), (True, "bool", True), ("a", "string", b"a"),
        (np.array([1.5]), "float32", [1.5]), (np.array([1]), "float64", [1.0]), ([], "int32", []),
    ],
)  # fmt: skip
def test_values_take_the_dtype_asked_for(value, dtype, wanted):
    made = ef.constant(value, dtype)
    assert made.dtype == dtype
    assert made.numpy().tolist() == wanted if made.shape.rank else made.numpy() == wanted


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (1.5, "int32"), (300, "uint8"), (-1, "uint8"), (2**40, "int32"), (1, "bool"),
        (1j, "float32"), ("a", "float32"), (1.0, "string"), ([1.5, 2], "int64"),
    ],
)  # fmt: skip
def test_values_that_do_not_fit_the_dtype_are_refused(value, dtype):
    with pytest.raises((TypeError, ValueError), match=r"test_dtypes.py:\d+"):
        ef.constant(value, dtype)


@pytest.mark.parametrize("mixed", [[1, "a"], ["a", 1.0], [[1], ["a"]], [b"a", None], [1, None]])
def test_lists_of_numbers_and_strings_are_refused(mixed):
    with pytest.raises((TypeError, ValueError)):
        ef.constant(mixed)


def test_a_tensor_is_not_converted_silently():
    with pytest.raises(
        ValueError, match="Tensor conversion requested dtype int32 for Tensor with dtype float32"
    ):
        ef.convert_to_tensor(ef.constant(1.0), ef.int32)


def test_numbers_too_big_for_any_dtype_are_refused():
    with pytest.raises(ValueError, match=r"test_dtypes.py:\d+"):
        ef.constant(2**70)


def test_the_source_of_a_tensor_may_change_afterwards():
    a = np.ones(3, np.float32)
    for make in (ef.constant, ef.convert_to_tensor, ef.identity, ef.Variable):
        made = make(a)
        a[:] = 7.0
        assert made.numpy().tolist() == [1.0] * 3
        a[:] = 1.0
    added = ef.constant(0.0) + a
    a[:] = 7.0
    assert added.numpy().tolist() == [1.0] * 3


# --- arithmetic ----------------------------------------------------------------------------------

MODES = {"eager": lambda f: f(), "function": lambda f: ef.function(f)()}
each_mode = pytest.mark.parametrize("run", MODES.values(), ids=MODES)


@each_mode
@pytest.mark.parametrize("name", NAMES)
def test_python_integers_take_the_dtype_of_the_tensor(run, name):
    dtype = getattr(ef, name)
    assert run(lambda: ef.ones([2], dtype) + 2).dtype is dtype
    assert run(lambda: 2 * ef.ones([2], dtype)).dtype is dtype
    assert run(lambda: 2 - ef.ones([2], dtype)).numpy().tolist() == [1, 1]


@each_mode
@pytest.mark.parametrize("name", ["float16", "float32", "float64"])
def test_python_floats_take_the_dtype_of_the_tensor(run, name):
    dtype = getattr(ef, name)
    assert run(lambda: ef.ones([2], dtype) * 0.5).dtype is dtype
    assert run(lambda: 0.5 / ef.ones([2], dtype)).numpy().tolist() == [0.5, 0.5]


@each_mode
def test_arrays_and_bools_take_the_dtype_of_a_tensor_as_in_tensorflow(run):
    assert run(lambda: ef.constant(1.0) + np.array([1.0])).dtype is ef.float32
    assert run(lambda: ef.constant(1.0) + np.float64(1.0)).dtype is ef.float32
    assert run(lambda: ef.constant(1.0) + True).numpy() == 2.0


@each_mode
@pytest.mark.parametrize(
    "mix",
    [
        lambda: ef.constant(1) + 1.5,
        lambda: 1.5 * ef.constant(1),
        lambda: ef.constant(1) + ef.constant(1.0),
        lambda: ef.constant(1) * ef.constant(1, ef.int64),
        lambda: ef.constant(1.0) + ef.constant(1.0, ef.float64),
        lambda: ef.constant(1.0) + 1j,
        lambda: ef.constant(1.0) + "a",
        lambda: ef.constant(1) + 2**40,
        lambda: ef.matmul(ef.ones([1, 1]), ef.ones([1, 1], ef.float64)),
        lambda: ef.concat([ef.ones([1]), ef.ones([1], ef.int32)], 0),
    ],
)
def test_dtypes_are_not_mixed(run, mix):
    with pytest.raises((TypeError, ef.errors.InvalidArgumentError)) as e:
        run(mix)
    assert "test_dtypes.py:" in str(e.value)


@each_mode
def test_the_error_for_mixed_dtypes_says_which_and_what_to_do(run):
    with pytest.raises(TypeError) as e:
        run(lambda: ef.constant([1, 2]) + ef.constant([1.0, 2.0]))
    text = str(e.value)
    assert text.startswith(
        "cannot compute AddV2 as input #1(zero-based) was expected to be a int32 tensor but is a "
        "float tensor"
    )
    assert "x: int32 [2]" in text
    assert "y: float32 [2]" in text
    assert "Fix: tf.cast(x, tf.float32)" in text
    assert isinstance(e.value, ef.errors.InvalidArgumentError)


@each_mode
def test_none_is_no_number(run):
    with pytest.raises(ValueError, match="None"):
        run(lambda: ef.constant(1.0) + None)


@each_mode
def test_booleans_are_not_added(run):
    with pytest.raises(
        TypeError, match="Value for attr 'T' of bool is not in the list of allowed values"
    ):
        run(lambda: ef.constant(True) + ef.constant(True))


def test_the_list_of_allowed_dtypes_is_in_a_fixed_order():
    import subprocess
    import sys

    program = (
        "import eagerflow as ef\n"
        "try: ef.constant(True) + ef.constant(True)\n"
        "except TypeError as e: print(str(e).split(chr(10))[0])"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(texts) == 1


def test_strings_can_be_joined():
    joined = ef.constant(["a", "b"]) + "c"
    assert joined.numpy().tolist() == [b"ac", b"bc"]
    assert type((ef.constant("a") + "b").numpy()) is bytes


def test_division_of_integers_gives_floats():
    assert (ef.constant(1) / 2).dtype is ef.float64
    assert (ef.constant(7) // 2).numpy() == 3
    assert (ef.constant(-7) // 2).numpy() == -4
    assert (ef.constant(-7) % 3).numpy() == 2


def test_casting_floats_is_exact():
    assert ef.cast(0.2, ef.float64).numpy() == 0.2
    assert ef.cast([1.8, -1.8], ef.int32).numpy().tolist() == [1, -1]
    assert ef.cast(ef.constant([0, 2]), ef.bool).numpy().tolist() == [False, True]


def test_the_namespace_of_dtypes_has_the_dtypes_and_the_functions_of_the_root():
    for name in ("float32", "bool", "string", "DType", "as_dtype", "cast", "complex"):
        assert getattr(ef.dtypes, name) is getattr(ef, name)
        assert getattr(v1.dtypes, name) is getattr(v1, name)
    assert v1.dtypes.as_string is v1.as_string
