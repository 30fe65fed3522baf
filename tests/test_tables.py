"""Lookup tables, eagerly, in functions, in datasets and in graphs."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1


def table(default=-1):
    keys, values = ef.constant(["a", "b"]), ef.constant([1, 2])
    return ef.lookup.StaticHashTable(ef.lookup.KeyValueTensorInitializer(keys, values), default)


WORDS = [["b", "z"], ["a", "b"]]
NUMBERS = [[2, -1], [1, 2]]


def eager(find):
    return find(ef.constant(WORDS))


def traced(find):
    return ef.function(find)(ef.constant(WORDS))


def mapped(find):
    return ef.stack(list(ef.data.Dataset.from_tensor_slices(WORDS).map(find)))


def in_session(find):
    with v1.Graph().as_default(), v1.Session() as session:
        return session.run(find(v1.placeholder(v1.string, [2, 2], name="x")), {"x:0": WORDS})


@pytest.mark.parametrize("how", [eager, traced, mapped, in_session])
def test_keys_are_found_in_every_mode(how):
    np.testing.assert_array_equal(how(table().lookup), NUMBERS)
    np.testing.assert_array_equal(how(lambda keys: table()[keys]), NUMBERS)


def test_the_shape_is_known_while_a_function_is_traced():
    shapes = []

    @ef.function
    def find(keys):
        shapes.append(table().lookup(keys).shape.as_list())
        return keys

    find(ef.constant(WORDS))
    assert shapes == [[2, 2]]


def test_composites_keep_their_places():
    ragged = ef.ragged.constant([["a"], ["b", "q"]])
    assert table().lookup(ragged).to_list() == [[1], [2, -1]]
    sparse = ef.SparseTensor([[0, 1]], ["b"], [1, 2])
    assert table().lookup(sparse).values.numpy().tolist() == [2]


def test_size_and_contents():
    t = table()
    assert t.size().numpy() == 2
    keys, values = t.export()
    assert dict(zip(keys.numpy().tolist(), values.numpy().tolist(), strict=True)) == {
        b"a": 1,
        b"b": 2,
    }


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (ef.lookup.TextFileIndex.WHOLE_LINE, ef.lookup.TextFileIndex.LINE_NUMBER, 11),
        (0, 1, 7),
    ],
)
def test_the_lines_of_a_file(tmp_path, key, value, expected):
    path = tmp_path / "words"
    path.write_text("x\t5\ny\t7\n")
    fill = ef.lookup.TextFileInitializer(
        str(path), ef.string, key, ef.int64, value, value_index_offset=10
    )
    found = ef.lookup.StaticHashTable(fill, -1).lookup(ef.constant(["y\t7", "y"]))
    assert expected in found.numpy()


def test_unknown_words_get_numbers_after_the_last():
    values = ef.constant([0, 1], ef.int64)
    fill = ef.lookup.KeyValueTensorInitializer(["a", "b"], values)
    t = ef.lookup.StaticVocabularyTable(fill, 3)
    found = t.lookup(ef.constant(["b", "q", "r"])).numpy()
    assert found[0] == 1
    assert all(2 <= n < 5 for n in found[1:])
    assert t.size().numpy() == 5
    # the bucket of a word is that of its hash
    assert found[1] - 2 == ef.strings.to_hash_bucket_fast(["q"], 3).numpy()[0]


@pytest.mark.parametrize("traced", [False, True])
def test_a_table_that_changes(traced):
    t = ef.lookup.experimental.MutableHashTable(ef.string, ef.int64, 0)

    def count(words):
        t.insert(words, t.lookup(words) + 1)
        return t.size()

    count = ef.function(count) if traced else count
    assert count(ef.constant(["a", "b"])).numpy() == 2
    assert count(ef.constant(["b", "c"])).numpy() == 3
    assert t.lookup(ef.constant(["a", "b", "c", "d"])).numpy().tolist() == [1, 2, 1, 0]
    t.remove(ef.constant(["b", "x"]))
    assert t.size().numpy() == 2


def test_bad_input():
    with pytest.raises(TypeError, match="Dtype of argument `keys` must be <dtype: 'string'>"):
        table().lookup(ef.constant([1]))
    with pytest.raises(ef.errors.InvalidArgumentError, match="different value for same key"):
        ef.lookup.StaticHashTable(ef.lookup.KeyValueTensorInitializer(["a", "a"], [1, 2]), 0)
    with pytest.raises(ValueError, match="Filename required"):
        ef.lookup.TextFileInitializer("", ef.string, 0, ef.int64, 1)
    with pytest.raises(ValueError, match="`oov_buckets` must be > 0"):
        ef.lookup.StaticVocabularyTable(None, 0)

    @ef.function
    def make(keys):
        fill = ef.lookup.KeyValueTensorInitializer(keys, keys)
        return ef.lookup.StaticHashTable(fill, "").size()

    with pytest.raises(ValueError, match="the keys of a table must be known"):
        make(ef.constant(["a"]))
