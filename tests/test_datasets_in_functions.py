"""Datasets and their iterators in traced functions and graphs: what eager code gives."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.data import Dataset


def total(elements, limit):
    """A loop over anything, left early."""
    found = ef.constant(0, ef.int64)
    for x in elements:
        if found > limit:
            break
        if x % 2 == 1:
            continue
        found += x
    return found


def test_a_loop_takes_the_elements_and_one_trace_serves_all_datasets():
    f = ef.function(total)
    for dataset in (Dataset.range(9), Dataset.range(3), Dataset.range(0)):
        for limit in (100, 5, -1):
            wanted = total(dataset, ef.constant(limit, ef.int64))
            assert f(dataset, ef.constant(limit, ef.int64)).numpy() == wanted.numpy()
    assert f.experimental_get_tracing_count() == 1


def test_an_iterator_goes_on_where_it_was_left():
    def first_above(iterator, limit):
        for x in iterator:
            if x > limit:
                return x
        return ef.constant(-1, ef.int64)

    f = ef.function(first_above)
    for how in (first_above, f):
        iterator = iter(Dataset.range(8))
        assert how(iterator, ef.constant(2, ef.int64)).numpy() == 3
        assert next(iterator).numpy() == 4
        assert how(iterator, ef.constant(5, ef.int64)).numpy() == 6
        assert [x.numpy() for x in iterator] == [7]
        assert how(iterator, ef.constant(5, ef.int64)).numpy() == -1
    assert f.experimental_get_tracing_count() == 1


def test_single_elements_are_asked_for():
    @ef.function
    def f(dataset):
        iterator = iter(dataset)
        first, second = next(iterator), iterator.get_next()
        third = iterator.get_next_as_optional()
        none = iterator.get_next_as_optional()
        return (
            first,
            second,
            third.get_value(),
            third.has_value(),
            none.has_value(),
            next(iterator, ef.constant(-1, ef.int64)),
        )

    assert [v.numpy() for v in f(Dataset.range(3))] == [0, 1, 2, True, False, -1]
    with pytest.raises(ef.errors.OutOfRangeError, match="End of sequence"):
        f(Dataset.range(1))


def test_an_optional_without_a_value_refuses():
    @ef.function
    def f(iterator):
        return iterator.get_next_as_optional().get_value()

    with pytest.raises(ef.errors.InvalidArgumentError, match="does not have a value"):
        f(iter(Dataset.range(0)))


def test_a_dataset_made_in_a_function_uses_its_tensors_and_variables():
    scale = ef.Variable(2.0)

    @ef.function
    def f(n, x):
        found = ef.constant(0.0)
        for i in Dataset.range(n).map(lambda i: ef.cast(i, ef.float32) * x * scale):
            found += i
        return found

    assert f(ef.constant(4, ef.int64), ef.constant(0.5)).numpy() == 6.0
    scale.assign(4.0)
    assert f(ef.constant(3, ef.int64), ef.constant(0.5)).numpy() == 6.0


def test_shuffling_in_a_function_is_that_of_eager_code():
    def f():
        found = ef.zeros([0], ef.int64)
        for x in Dataset.range(6).shuffle(6, seed=3):
            ef.autograph.experimental.set_loop_options(
                shape_invariants=[(found, ef.TensorShape([None]))]
            )
            found = ef.concat([found, [x]], 0)
        return found

    g = ef.function(f)
    ef.random.set_seed(1)
    wanted = [f().numpy().tolist() for _ in range(2)]
    ef.random.set_seed(1)
    assert [g().numpy().tolist() for _ in range(2)] == wanted


def test_elements_are_nests_composites_and_datasets():
    pairs = Dataset.from_tensor_slices({"a": [1, 2, 3], "b": ([4, 5, 6], [7, 8, 9])})

    @ef.function
    def f(pairs):
        found = 0
        for element in pairs:
            a, (b, c) = element["a"], element["b"]
            found += a * b + c
        return found

    assert f(pairs).numpy() == 4 + 10 + 18 + 24

    @ef.function
    def g(windows):
        found = ef.constant(0, ef.int64)
        for window in windows:
            found = found * 10 + window.reduce(ef.constant(0, ef.int64), lambda s, x: s + x)
        return found

    assert g(Dataset.range(6).window(2)).numpy() == 159

    @ef.function
    def h(rows):
        found = ef.constant(0, ef.int64)
        for row in rows:
            found = found * 10 + ef.reduce_sum(ef.sparse.to_dense(row))
        return found

    assert h(Dataset.from_tensor_slices(ef.sparse.from_dense(np.eye(3) * [1, 2, 3])).map(
        lambda s: ef.sparse.map_values(ef.cast, s, ef.int64)
    )).numpy() == 123  # fmt: skip


def test_reduce_and_the_only_element():
    @ef.function
    def f(dataset):
        found = dataset.reduce(ef.constant(1, ef.int64), lambda s, x: s * (x + 1))
        return found, dataset.take(1).get_single_element(), dataset.cardinality()

    assert [v.numpy() for v in f(Dataset.range(5))] == [120, 0, 5]
    single = ef.function(lambda dataset: dataset.get_single_element())
    with pytest.raises(ef.errors.InvalidArgumentError, match="Dataset was empty"):
        single(Dataset.range(0))
    with pytest.raises(ef.errors.InvalidArgumentError, match="more than one element"):
        single(Dataset.range(2))


def test_enumerate_and_zip_of_datasets():
    @ef.function
    def f(dataset):
        found = ef.constant(0, ef.int64)
        for i, x in enumerate(dataset, 1):
            found += i * x
        for a, b in zip(dataset, dataset.skip(1)):
            found += a * b
        return found

    assert f(Dataset.range(4)).numpy() == 0 + 2 + 6 + 12 + 0 + 2 + 6


def test_gradients_flow_through_a_loop_over_a_dataset():
    w = ef.Variable(2.0)

    def step(dataset):
        with ef.GradientTape() as tape:
            y = w * 1.0
            for x in dataset:
                y = y * w + x
        return y, tape.gradient(y, w)

    dataset = Dataset.from_tensor_slices([1.0, 2.0, 3.0])
    assert [v.numpy() for v in ef.function(step)(dataset)] == [v.numpy() for v in step(dataset)]


def test_a_training_loop_in_one_function():
    data = Dataset.from_tensor_slices((np.arange(8.0), 3.0 * np.arange(8.0) + 1.0)).batch(4)

    def train(epochs):
        w, b = ef.Variable(0.0, dtype=ef.float64), ef.Variable(0.0, dtype=ef.float64)

        def fit(dataset):
            for _ in range(epochs):
                for x, y in dataset:
                    with ef.GradientTape() as tape:
                        loss = ef.reduce_mean((w * x + b - y) ** 2)
                    for v, g in zip((w, b), tape.gradient(loss, (w, b))):
                        v.assign_sub(0.01 * g)

        return fit, lambda: (w.numpy(), b.numpy())

    fit, eager = train(3)
    fit(data)
    fit, traced = train(3)
    ef.function(fit)(data)
    assert traced() == eager()


def test_a_dataset_and_an_iterator_come_back_from_a_function():
    @ef.function
    def f(n):
        made = Dataset.range(n).map(lambda x: x * n)
        iterator = iter(made)
        return made, next(iterator), iterator

    made, first, iterator = f(ef.constant(3, ef.int64))
    assert [x.numpy() for x in made] == [0, 3, 6]
    assert first.numpy() == 0
    assert [x.numpy() for x in iterator] == [3, 6]


def test_signatures_say_what_elements_are():
    @ef.function(input_signature=[ef.data.IteratorSpec(ef.TensorSpec([], ef.int64))])
    def f(iterator):
        return next(iterator) + 1

    assert f(iter(Dataset.range(2))).numpy() == 1
    spec = ef.data.IteratorSpec(ef.TensorSpec([], ef.int64))
    assert spec.is_compatible_with(iter(Dataset.range(2)))
    assert not spec.is_compatible_with(iter(Dataset.range(2).batch(2)))


def test_a_converted_loop_in_a_graph_of_1x():
    def f(n):
        steps = 0
        for _ in Dataset.range(4):
            steps += 1
            if steps > n:
                break
        return steps, Dataset.range(4).reduce(ef.constant(0, ef.int64), lambda s, x: s + x)

    with v1.Graph().as_default():
        n = v1.placeholder(ef.int32, [])
        found = ef.autograph.to_graph(f)(n)
        with v1.Session() as session:
            assert session.run(found, {n: 1}) == (2, 6)
            assert session.run(found, {n: 9}) == (4, 6)


@pytest.mark.parametrize(
    "use", [list, lambda d: [x + 1 for x in d], lambda d: d.as_numpy_iterator()]
)
def test_python_does_not_iterate_while_a_function_is_traced(use):
    with pytest.raises(RuntimeError, match=r"when (the graph|it) runs"):
        ef.function(use)(Dataset.range(3))
