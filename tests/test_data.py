"""Datasets in eager code: what goldens do not show. The goldens are in `test_data_goldens.py`."""

from __future__ import annotations

import gc
import threading
import time

import numpy as np
import pytest

import eagerflow as ef

Dataset = ef.data.Dataset


def ints(dataset):
    return [int(x) for x in dataset]


def wait_for(condition):
    last = time.monotonic() + 5
    while not condition() and time.monotonic() < last:
        time.sleep(0.005)
    return condition()


# --------------------------------------------------------------------------------- functions


def test_a_function_is_traced_once_and_sees_symbols():
    seen = []

    def double(x):
        seen.append(x)
        return x * 2

    assert ints(Dataset.range(4).map(double)) == [0, 2, 4, 6]
    assert len(seen) == 1
    assert ef.is_symbolic_tensor(seen[0])


def test_functions_read_variables_and_tensors_from_outside():
    v, c = ef.Variable(2.0), ef.constant(10.0)
    dataset = Dataset.from_tensor_slices([1.0, 2.0]).map(lambda x: x * v + c)
    assert [float(x) for x in dataset] == [12.0, 14.0]
    v.assign(3.0)
    assert [float(x) for x in dataset] == [13.0, 16.0]


def test_parallel_calls_run_at_once_and_keep_the_order():
    running, most = [], []

    def slow(x):
        running.append(1)
        most.append(len(running))
        time.sleep(0.005)
        running.pop()
        return x

    dataset = Dataset.range(30).map(
        lambda x: ef.numpy_function(slow, [x], ef.int64, stateful=False), num_parallel_calls=4
    )
    assert ints(dataset) == list(range(30))
    assert max(most) > 1


def test_random_numbers_differ_from_element_to_element():
    dataset = Dataset.range(3).map(lambda _: ef.random.uniform([]), num_parallel_calls=2)
    assert len({float(x) for x in dataset}) == 3


def test_only_plain_tuples_are_unpacked():
    from collections import namedtuple

    Pair = namedtuple("Pair", ["a", "b"])
    dataset = Dataset.from_tensor_slices(Pair([1, 2], [3, 4])).map(lambda p: p.a + p.b)
    assert ints(dataset) == [4, 6]


def test_reduce_goes_over_all_elements():
    total = (
        Dataset.range(5)
        .enumerate()
        .reduce((np.int64(0), np.int64(1)), lambda s, e: (s[0] + e[0], s[1] + e[1]))
    )
    assert [int(t) for t in total] == [10, 11]


def test_reduce_lets_the_shape_of_the_state_grow():
    found = Dataset.range(3).reduce(
        ef.zeros([0], ef.int64), lambda s, x: ef.concat([s, [x]], axis=0)
    )
    assert found.numpy().tolist() == [0, 1, 2]


# ----------------------------------------------------------------------------- orders, passes


@pytest.mark.parametrize("steps", [
    lambda d: d.shuffle(7, seed=1).batch(3),
    lambda d: d.repeat(2).shuffle(50, seed=2).batch(4, drop_remainder=True),
    lambda d: d.take(11).skip(2).shuffle(3, seed=3).repeat(2).batch(5),
    lambda d: d.shuffle(20, seed=4).cache().repeat(2).batch(6),
    lambda d: d.batch(4),
])  # fmt: skip
def test_rows_taken_by_index_are_those_taken_one_by_one(steps):
    x, y = np.arange(20, dtype=np.float32).reshape(20, 1), np.arange(20)
    quick = steps(Dataset.from_tensor_slices((x, y)))
    slow = steps(Dataset.from_tensor_slices((x, y)).map(lambda a, b: (a, b)))
    for _ in range(2):
        for (a, b), (c, d) in zip(quick, slow, strict=True):
            np.testing.assert_array_equal(a, c)
            np.testing.assert_array_equal(b, d)


def test_a_shuffle_without_a_seed_differs_from_pass_to_pass_unless_told():
    again = Dataset.range(50).shuffle(50)
    assert ints(again) != ints(again)
    same = Dataset.range(50).shuffle(50, reshuffle_each_iteration=False)
    assert ints(same) == ints(same)


def test_the_global_seed_fixes_the_order():
    orders = []
    for _ in range(2):
        ef.random.set_seed(5)
        orders.append(ints(Dataset.range(30).shuffle(30)))
    ef.random.set_seed(None)
    assert orders[0] == orders[1]


def test_a_cache_is_filled_by_a_whole_pass_only():
    calls = []

    def generate():
        for i in range(3):
            calls.append(i)
            yield i

    dataset = Dataset.from_generator(generate, output_signature=ef.TensorSpec([], ef.int32)).cache()
    assert ints(dataset.take(2)) == [0, 1]
    assert ints(dataset) == [0, 1, 2]
    assert len(calls) == 5
    assert ints(dataset) == [0, 1, 2]
    assert len(calls) == 5


def test_prefetch_makes_elements_in_a_thread_that_ends():
    made, names = [], set()

    def generate():
        for i in range(100):
            made.append(i)
            names.add(threading.current_thread().name)
            yield i

    dataset = Dataset.from_generator(generate, output_signature=ef.TensorSpec([], ef.int32))
    iterator = iter(dataset.prefetch(3))
    assert int(next(iterator)) == 0
    assert wait_for(lambda: len(made) >= 4)
    time.sleep(0.02)
    assert len(made) <= 5
    assert names == {"eagerflow-prefetch"}
    del iterator
    gc.collect()
    running = lambda: [t for t in threading.enumerate() if t.name == "eagerflow-prefetch"]  # noqa: E731
    assert wait_for(lambda: not running())


def test_an_error_in_the_thread_reaches_the_one_who_asks():
    dataset = Dataset.from_tensor_slices([1.0, 0.0]).map(
        lambda x: ef.debugging.check_numerics(1.0 / x, "bad")
    )
    iterator = iter(dataset.prefetch(1))
    assert float(next(iterator)) == 1.0
    with pytest.raises(ef.errors.InvalidArgumentError, match="bad : Tensor had Inf"):
        next(iterator)


def test_classes_are_resampled_to_the_wanted_share():
    dataset = Dataset.range(4000).rejection_resample(
        lambda x: ef.cast(x % 10 == 0, ef.int32), [0.5, 0.5], seed=3
    )
    classes = [int(c) for c, _ in dataset]
    assert 0.4 < np.mean(classes) < 0.6


# ----------------------------------------------------------------------------- iterators, specs


def test_iterators_give_elements_optionals_and_the_end():
    iterator = iter(Dataset.range(2))
    assert isinstance(iterator, ef.data.Iterator)
    assert int(iterator.get_next()) == 0
    assert int(iterator.get_next_as_optional().get_value()) == 1
    assert not iterator.get_next_as_optional().has_value()
    with pytest.raises(ef.errors.OutOfRangeError, match="End of sequence"):
        iterator.get_next()
    assert iterator.element_spec == ef.TensorSpec([], ef.int64)
    with pytest.raises(ef.errors.InvalidArgumentError, match="does not have a value"):
        ef.experimental.Optional.empty(ef.TensorSpec([])).get_value()


def test_windows_are_datasets():
    (window,) = Dataset.range(3).window(5)
    assert isinstance(window, Dataset)
    assert window.cardinality() == 3
    spec = ef.data.DatasetSpec(ef.TensorSpec([], ef.int64))
    assert Dataset.range(9).window(2).element_spec == spec


def test_numpy_iterators_give_arrays():
    dataset = Dataset.from_tensor_slices({"a": [[1, 2]], "b": ["x"]})
    (element,) = dataset.as_numpy_iterator()
    assert type(element["a"]) is np.ndarray
    assert element["b"] == b"x"


def test_cardinality_has_numbers_for_no_end_and_not_known():
    assert Dataset.range(3).repeat().cardinality() == ef.data.INFINITE_CARDINALITY
    assert Dataset.range(3).filter(lambda x: x > 1).cardinality() == ef.data.UNKNOWN_CARDINALITY
    assert len(Dataset.range(10).batch(3)) == 4
    with pytest.raises(TypeError, match="The dataset is infinite"):
        len(Dataset.range(3).repeat())
    with pytest.raises(TypeError, match="The dataset length is unknown"):
        len(Dataset.range(3).filter(lambda x: x > 1))


def test_options_merge_and_refuse_what_they_do_not_have():
    first, second = ef.data.Options(), ef.data.Options()
    first.deterministic = False
    first.threading.private_threadpool_size = 4
    second.experimental_deterministic = True
    merged = Dataset.range(2).with_options(first).map(lambda x: x).with_options(second).options()
    assert merged.deterministic is True
    assert merged.threading.private_threadpool_size == 4
    auto = merged.experimental_distribute.auto_shard_policy
    assert auto == ef.data.experimental.AutoShardPolicy.AUTO
    with pytest.raises(AttributeError, match="Cannot set the property determinstic on Options"):
        first.determinstic = True
    with pytest.raises(TypeError, match="Property 'deterministic' must be of type"):
        first.deterministic = "yes"


# ------------------------------------------------------------------------------------- errors


SLICES = Dataset.from_tensor_slices
INVALID = ef.errors.InvalidArgumentError
BAD = [
    (lambda: SLICES(3), ValueError, "Unbatching a tensor is only supported for rank >= 1"),
    (lambda: SLICES(([1], [1, 2])), ValueError, "Dimensions 1 and 2 are not compatible"),
    (lambda: SLICES(()), ValueError, "Invalid `tensors`. Empty tensors."),
    (lambda: Dataset(1), TypeError, "Dataset is not made by calling it"),
    (lambda: Dataset.range(), ValueError, "should be between 1 and 3 but was 0"),
    (lambda: Dataset.range(3).map(3), TypeError, "map takes a function, got int"),
    (lambda: Dataset.range(3).map(lambda x: None), ValueError, "None"),
    (lambda: Dataset.range(3).filter(lambda x: x), ValueError, "must return a `tf.bool` scalar"),
    (lambda: Dataset.range(3).flat_map(lambda x: x), TypeError, "must return a `Dataset` object"),
    (lambda: Dataset.range(3).shuffle(0), ef.errors.InvalidArgumentError, "greater than zero"),
    (lambda: Dataset.range(3).shard(2, 2), ef.errors.InvalidArgumentError, "between 0 and 1"),
    (lambda: Dataset.range(3).cache("/x"), ef.errors.UnimplementedError, "in memory only"),
    (lambda: list(Dataset.range(3).batch(0)), ef.errors.InvalidArgumentError, "greater than zero"),
    (lambda: Dataset.range(3).window(2).batch(2), TypeError, "Unable to create a batched dataset"),
    (lambda: Dataset.zip(), TypeError, "Must pass at least one dataset"),
    (lambda: Dataset.zip([Dataset.range(1)]), TypeError, "Invalid `datasets`"),
    (lambda: Dataset.range(1).concatenate(SLICES([1.0])), TypeError, "Incompatible dataset"),
    (lambda: Dataset.range(1).apply(lambda d: 1), TypeError, "must return a `tf.data.Dataset`"),
    (lambda: Dataset.range(0).get_single_element(), INVALID, "Dataset was empty"),
    (lambda: Dataset.range(2).get_single_element(), INVALID, "more than one element"),
    (lambda: SLICES([1.0]).unique(), TypeError, "unique` only supports"),
    (lambda: Dataset.range(2).padded_batch(2, [3]), ValueError, "is not compatible"),
    (lambda: Dataset.from_generator(3, ef.int32), TypeError, "must be a Python callable"),
    (lambda: Dataset.from_generator(lambda: [1]), TypeError, "must be specified"),
    (
        lambda: list(Dataset.from_generator(lambda: ["a"], ef.int32)),
        TypeError,
        "could not be converted to the expected type. The expected type was int32",
    ),
    (
        lambda: list(Dataset.from_generator(lambda: [[1]], ef.int32, [2])),
        TypeError,
        "yielded an element of shape",
    ),
    (
        lambda: list(Dataset.range(1, 3).map(lambda n: ef.fill([n], n)).batch(2)),
        ef.errors.InvalidArgumentError,
        r"Cannot batch tensors with different shapes in component 0. First element had shape \[1\]",
    ),
    (
        lambda: Dataset.range(2).group_by_window(lambda x: ef.cast(x, ef.int32), None, 2),
        ValueError,
        "`key_func` must return a single `tf.int64` scalar",
    ),
    (
        lambda: list(
            Dataset.range(3).apply(ef.data.experimental.assert_cardinality(2))
        ),
        ef.errors.FailedPreconditionError,
        "expected to contain 2 elements but contained more than that",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "match"), BAD)
def test_mistakes_are_told(call, error, match):
    with pytest.raises(error, match=match):
        call()


def test_the_user_s_line_is_shown():
    with pytest.raises(ef.errors.InvalidArgumentError) as raised:
        list(ef.data.Dataset.range(1, 3).map(lambda n: ef.fill([n], n)).batch(2))
    assert "test_data.py" in str(raised.value)


def test_iterating_in_a_function_says_what_to_do():
    dataset = Dataset.range(3)

    @ef.function
    def total():
        return sum(x for x in dataset)

    with pytest.raises(RuntimeError, match="Python can not iterate over a dataset in a function"):
        total()


def test_a_dataset_keeps_what_it_was_given():
    given = np.arange(3)
    dataset = Dataset.from_tensor_slices(given)

    def generate():
        buffer = np.zeros(2, np.float32)
        for i in range(3):
            buffer[:] = i
            yield buffer

    spec = ef.TensorSpec([2], ef.float32)
    rows = list(Dataset.from_generator(generate, output_signature=spec))
    given[:] = 9
    assert ints(dataset) == [0, 1, 2]
    assert [float(r[0]) for r in rows] == [0.0, 1.0, 2.0]
