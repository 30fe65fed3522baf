"""Concrete functions: their signatures, how they are called, and keys of arguments of all kinds.

The signatures are those of TensorFlow 2.21.
"""

import functools

import numpy as np
import pytest

import eagerflow as ef


@ef.function
def mixed(a, b, *rest, c=3, **more):
    return {"s": a + b, "t": [a, None, 5]}


@pytest.fixture
def concrete():
    return mixed.get_concrete_function(
        ef.TensorSpec([None], ef.float32), ef.ones([2]), 2.0, ef.ones([]),
        c=ef.constant(2), z=[ef.ones([2, 2])],
    )  # fmt: skip


def test_the_structured_signature_has_specs_with_names_and_values(concrete):
    args, kwargs = concrete.structured_input_signature
    assert args == (
        ef.TensorSpec([None], ef.float32, "a"),
        ef.TensorSpec([2], ef.float32, "b"),
        2.0,
        ef.TensorSpec([], ef.float32, "rest_1"),
    )
    assert kwargs == {
        "c": ef.TensorSpec([], ef.int32, "c"), "z": [ef.TensorSpec([2, 2], ef.float32, "z_0")]
    }  # fmt: skip


def test_structured_outputs_are_the_nest_that_was_returned(concrete):
    found = concrete.structured_outputs
    assert [found["t"][1], found["s"].shape, found["t"][2].dtype] == [None, [2], ef.int32]
    assert concrete.outputs == [found["s"], found["t"][0], found["t"][2]]
    assert concrete.captured_inputs == []
    assert [s.dtype for s in concrete.inputs] == [ef.float32] * 3 + [ef.int32, ef.float32]


def test_it_is_called_with_all_arguments_or_with_the_tensors_alone(concrete):
    x, y, one, two, z = (
        ef.constant([3.0, 4.0]), ef.ones([2]), ef.ones([]), ef.constant(2), ef.ones([2, 2])
    )  # fmt: skip
    for got in (
        concrete(x, y, 2.0, one, c=two, z=[z]),
        concrete(x, y, one, two, z),
        mixed(x, y, 2.0, one, c=two, z=[z]),
    ):
        assert got["s"].numpy().tolist() == [4.0, 5.0]
        assert [got["t"][1], got["t"][2].numpy()] == [None, 5]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: f(), "missing a required argument: 'x'"),
        (lambda f: f(ef.ones([2]), 4), r"Can not cast 4 to Literal\[3\]"),
        (lambda f: f(ef.ones([2]), n=True), r"Can not cast True to Literal\[3\]"),
        (lambda f: f(ef.ones([2]), 3, 5), "too many positional arguments"),
        (lambda f: f(ef.ones([2]), k=5), "unexpected keyword argument 'k'"),
        (lambda f: f(ef.ones([2, 2])), r"argument 'x' is float32 \(2, 2\), traced for"),
        (lambda f: f(ef.ones([2], ef.int32)), "expected to be a float32 tensor but is a int32"),
    ],
)
def test_what_does_not_fit_is_refused_at_the_line_of_the_call(call, message):
    f = ef.function(lambda x, n: x * n).get_concrete_function(ef.TensorSpec([None]), 3)
    with pytest.raises(TypeError, match=message) as e:
        call(f)
    assert "test_concrete_function.py" in str(e.value)
    assert f(ef.ones([1])).numpy().tolist() == [3.0]
    assert f([2.0]).numpy().tolist() == f(ef.constant([2.0]), n=3).numpy().tolist() == [6.0]


def test_an_input_signature_is_enough_to_ask_for_it():
    @ef.function(input_signature=[ef.TensorSpec([None], name="values")])
    def f(x, n=3):
        return x * n

    concrete = f.get_concrete_function()
    assert f.get_concrete_function(ef.ones([7])) is concrete
    assert concrete(ef.ones([2])).numpy().tolist() == [3.0, 3.0]
    assert concrete.structured_input_signature == ((ef.TensorSpec([None], name="x"), 3), {})


def test_composites_are_specs_in_the_signature():
    f = ef.function(lambda r: r * 2.0)
    value = ef.ragged.constant([[1.0], [2.0, 3.0]])
    concrete = f.get_concrete_function(value)
    ((spec,), _) = concrete.structured_input_signature
    assert isinstance(spec, ef.RaggedTensorSpec)
    assert concrete(value).to_list() == [[2.0], [4.0, 6.0]]
    assert concrete(ef.ragged.constant([[], [5.0]])).to_list() == [[], [10.0]]


def test_captured_tensors_and_variables_are_listed():
    k, v = ef.constant(2.0), ef.Variable(3.0)
    concrete = ef.function(lambda x: x * k * v).get_concrete_function(ef.ones([]))
    assert concrete.captured_inputs == [k]
    assert concrete.variables == concrete.trainable_variables == (v,)
    assert concrete.graph.building_function
    assert concrete(ef.constant(5.0)).numpy() == 30.0


def test_a_concrete_function_stays_what_it_is():
    box = {"k": 2.0}
    f = ef.function(lambda x: x * box["k"], stale="retrace")
    concrete = f.get_concrete_function(ef.ones([]))
    box["k"] = 5.0
    assert concrete(ef.constant(1.0)).numpy() == 2.0
    assert f.get_concrete_function(ef.ones([]))(ef.constant(1.0)).numpy() == 5.0


# --- keys ----------------------------------------------------------------------------------------


def test_a_partial_keeps_its_values_and_its_keywords():
    f = ef.function(functools.partial(lambda a, b, c=1.0: a + b + c, 1.0, c=5.0))
    assert f(ef.constant(2.0)).numpy() == 8.0
    assert f(ef.constant(2.0), c=7.0).numpy() == 10.0
    assert len(f.traces) == 2


def test_keyword_only_arguments_and_defaults_are_keys():
    @ef.function
    def f(x, scale=2.0, *, shift, sign=1.0):
        return x * scale * sign + shift

    x = ef.constant(3.0)
    assert f(x, shift=1.0).numpy() == f(x, 2.0, shift=1.0, sign=1.0).numpy() == 7.0
    assert len(f.traces) == 1
    assert f(x, shift=ef.constant(1.0)).numpy() == 7.0
    assert "'shift'" in f.traces[1].reason
    with pytest.raises(TypeError, match=r"missing a required (keyword-only )?argument: 'shift'"):
        f(x)


def test_the_number_of_star_arguments_is_a_key():
    f = ef.function(lambda *xs: ef.add_n(list(xs)))
    one = ef.constant(1.0)
    assert [f(one).numpy(), f(one, one).numpy(), f(one, one).numpy()] == [1.0, 2.0, 2.0]
    assert len(f.traces) == 2


def test_a_method_that_is_an_argument_is_one_key():
    class Scale:
        def __init__(self, n):
            self.n = n

        def apply(self, x):
            return x * self.n

    f = ef.function(lambda x, g: g(x))
    a, b, x = Scale(2.0), Scale(3.0), ef.constant(1.0)
    assert [f(x, a.apply).numpy(), f(x, a.apply).numpy(), f(x, b.apply).numpy()] == [2.0, 2.0, 3.0]
    assert len(f.traces) == 2


@pytest.mark.parametrize(
    "options",
    [
        {"jit_compile": False},
        {"experimental_relax_shapes": True},
        {"experimental_implements": "x"},
        {"experimental_follow_type_hints": True},
    ],
)
def test_the_experimental_options_are_accepted(options):
    f = ef.function(lambda x: ef.tanh(x), **options)
    assert f(ef.constant(0.0)).numpy() == 0.0


def test_reduce_retracing_gives_one_trace_for_each_rank_and_dtype():
    f = ef.function(lambda x: ef.reduce_sum(x), reduce_retracing=True)
    for shape in ([2], [3], [4], [2, 2], [3, 2], [5, 7]):
        assert f(ef.ones(shape)).numpy() == np.prod(shape)
    assert f(ef.ones([2], ef.float64)).dtype is ef.float64
    assert len(f.traces) <= 5
