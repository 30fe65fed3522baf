"""Nested structures behave as TensorFlow's; the expected values were read off TensorFlow 2.21."""

import collections
import dataclasses
import re
import sys
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eagerflow import nest, nest_kinds

Point = collections.namedtuple("Point", "x y")


class MyList(list):
    pass


class MyTuple(tuple):
    pass


class MyDict(dict):
    pass


@dataclasses.dataclass
class Plain:
    a: object
    b: object


@dataclasses.dataclass
class Tagged:
    """A dataclass that is a structure: `value` is its component, `tag` its metadata."""

    value: object
    tag: str

    def __tf_flatten__(self):
        return (self.tag,), (self.value,)

    @classmethod
    def __tf_unflatten__(cls, metadata, components):
        return cls(components[0], metadata[0])


class Sparse:
    """A composite: two parts and a static size."""

    def __init__(self, values, indices, size):
        self.values, self.indices, self.size = values, indices, size

    def _flatten_components(self):
        return self.values, self.indices

    @classmethod
    def _from_components(cls, components, like):
        return cls(*components, like.size)


class Attrs:
    """What a class made by the attrs library looks like from outside."""

    __attrs_attrs__ = (types.SimpleNamespace(name="b"), types.SimpleNamespace(name="a"))

    def __init__(self, b, a):
        self.b, self.a = b, a


class FrozenMapping(collections.abc.Mapping):
    def __init__(self, pairs):
        self._items = {}
        for key, value in pairs:  # not dict(pairs): pairs are what the class is promised
            self._items[key] = value

    def __getitem__(self, key):
        return self._items[key]

    def __iter__(self):
        return iter(self._items)

    def __len__(self):
        return len(self._items)


def nested_lists(depth, leaf=1):
    for _ in range(depth):
        leaf = [leaf]
    return leaf


def same(a, b):
    """Equality that also compares the classes and the orders of keys."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


leaves = st.none() | st.integers() | st.text(max_size=2) | st.sets(st.integers(), max_size=2)
keys = st.text("abcd", min_size=1, max_size=2)


def containers(children):
    items = st.lists(children, max_size=3)
    table = st.dictionaries(keys, children, max_size=3)
    return st.one_of(
        items,
        items.map(tuple),
        items.map(MyList),
        items.map(MyTuple),
        st.tuples(children, children).map(lambda pair: Point(*pair)),
        table,
        table.map(MyDict),
        table.map(collections.OrderedDict),
        table.map(lambda d: collections.defaultdict(list, d)),
    )


structures = st.recursive(leaves, containers, max_leaves=12)


# --- what is a structure -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        [],
        (),
        {},
        Point(1, 2),
        range(3),
        collections.deque(),
        {}.keys(),
        {}.values(),
        {}.items(),
        collections.OrderedDict(),
        collections.defaultdict(int),
        types.MappingProxyType({}),
        Tagged(1, "t"),
        Attrs(1, 2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_containers_are_structures(value):
    assert nest.is_nested(value)


@pytest.mark.parametrize(
    "value",
    [None, 1, 2.5, "ab", b"ab", bytearray(b"a"), {1}, Plain([1], 2), Sparse(1, 2, 3), int],
    ids=lambda value: type(value).__name__,
)
def test_everything_else_is_a_leaf(value):
    assert not nest.is_nested(value)
    (leaf,) = nest.flatten(value)
    assert leaf is value
    assert nest.pack_sequence_as(value, ["new"]) == "new"
    assert nest.map_structure(lambda x: [x], value) == [value]


# --- flatten and pack ----------------------------------------------------------------------------


def test_dictionaries_flatten_by_sorted_key():
    assert nest.flatten({"b": 1, "a": (2, [3])}) == [2, 3, 1]


def test_packing_keeps_the_order_of_the_keys():
    packed = nest.pack_sequence_as({"b": 1, "a": (2, [3])}, [10, 20, 30])
    assert same(packed, {"b": 30, "a": (10, [20])})


def test_packing_keeps_the_class():
    structure = [
        Point(1, 2),
        collections.OrderedDict(b=3, a=4),
        MyTuple((5,)),
        MyList([6]),
        MyDict(b=7, a=8),
        collections.deque([9]),
        types.MappingProxyType({"k": 10}),
        collections.Counter("aab"),
    ]
    assert nest.flatten(structure) == [1, 2, 4, 3, 5, 6, 8, 7, 9, 10, 2, 1]
    packed = nest.pack_sequence_as(structure, nest.flatten(structure))
    assert packed == structure
    assert [type(child) for child in packed] == [type(child) for child in structure]


def test_a_defaultdict_keeps_its_factory():
    table = collections.defaultdict(list, {"b": 1, "a": 2})
    packed = nest.pack_sequence_as(table, [1, 2])
    assert packed == {"b": 2, "a": 1}
    assert packed.default_factory is list


def test_views_and_ranges_pack_as_lists():
    table = {"b": 1, "a": 2}
    assert nest.flatten(table.keys()) == ["b", "a"]
    assert nest.flatten(table.items()) == ["b", 1, "a", 2]
    assert same(nest.pack_sequence_as(table.values(), [5, 6]), [5, 6])
    assert same(nest.pack_sequence_as(range(2), [5, 6]), [5, 6])


def test_a_mapping_of_ones_own_is_made_from_pairs():
    packed = nest.map_structure(lambda x: x + 1, FrozenMapping([("b", 1), ("a", 2)]))
    assert isinstance(packed, FrozenMapping)
    assert list(packed.items()) == [("b", 2), ("a", 3)]


def test_a_mapping_that_cannot_be_made_says_so():
    class Stubborn(FrozenMapping):
        def __init__(self, pairs, more):
            super().__init__(pairs)

    with pytest.raises(TypeError, match=r"Error creating an object of type .*Stubborn.*'b': 1"):
        nest.map_structure(abs, Stubborn([("b", 1)], None))


def test_attrs_classes_go_by_their_attributes():
    made = nest.map_structure(lambda x: x * 10, Attrs(b=1, a=[2]))
    assert isinstance(made, Attrs)
    assert (made.b, made.a) == (10, [20])
    assert nest.flatten_with_paths(Attrs(b=1, a=[2])) == [(".b", 1), (".a[0]", 2)]


def test_a_dataclass_with_the_two_methods_is_a_structure():
    assert nest.flatten(Tagged([1], "t")) == [1]
    assert nest.pack_sequence_as(Tagged([1], "t"), [9]) == Tagged([9], "t")
    assert nest.flatten_with_paths({"k": Tagged([1], "t")}) == [("['k'].components[0][0]", 1)]


def test_composites_open_only_on_request():
    grads = [Sparse(1, (2, 3), 7), 4]
    assert nest.flatten(grads) == grads
    assert nest.flatten(grads, expand_composites=True) == [1, 2, 3, 4]
    packed = nest.pack_sequence_as(grads, [10, 20, 30, 40], expand_composites=True)
    assert (packed[0].values, packed[0].indices, packed[0].size) == (10, (20, 30), 7)
    assert packed[1] == 40
    assert nest.flatten_with_paths(grads, expand_composites=True)[1] == (
        "[0].components[1][0]",
        2,
    )
    doubled = nest.map_structure(lambda x: 2 * x, Sparse(1, 2, 7), expand_composites=True)
    assert (doubled.values, doubled.indices, doubled.size) == (2, 4, 7)
    with pytest.raises(ValueError, match=r"is a sequence, <Sparse>, and the second is not"):
        nest.assert_same_structure(Sparse(1, 2, 7), 1, expand_composites=True)
    assert nest.assert_same_structure(Sparse(1, 2, 7), 1) is None


@given(structures)
def test_packing_what_was_flattened_gives_an_equal_structure(structure):
    flat = nest.flatten(structure)
    assert same(nest.pack_sequence_as(structure, flat), structure)


@given(structures)
def test_flattening_what_was_packed_gives_the_leaves_back(structure):
    marks = [object() for _ in nest.flatten(structure)]
    packed = nest.pack_sequence_as(structure, marks)
    assert all(a is b for a, b in zip(nest.flatten(packed), marks, strict=True))


@given(structures)
def test_paths_are_python_source_that_finds_the_leaf(structure):
    pairs = nest.flatten_with_paths(structure)
    assert [leaf for _, leaf in pairs] == nest.flatten(structure)
    for path, leaf in pairs:
        assert eval("structure" + path, {"structure": structure}) is leaf


def test_paths_read_as_in_a_program():
    assert nest.flatten_with_paths([{"a": Point(1, (2,))}, None]) == [
        ("[0]['a'].x", 1),
        ("[0]['a'].y[0]", 2),
        ("[1]", None),
    ]
    assert nest.flatten_with_paths(5) == [("", 5)]


@pytest.mark.parametrize(("flat", "count"), [([1], 1), ([1, 2, 3], 3), ([], 0)])
@pytest.mark.parametrize("structure", [[1, 2], [1, (2,)], {"b": 1, "a": 2}], ids=str)
def test_a_wrong_number_of_leaves_is_refused(structure, flat, count):
    message = f"Could not pack sequence. Structure had 2 atoms, but flat_sequence had {count} items"
    with pytest.raises(ValueError, match=message):
        nest.pack_sequence_as(structure, flat)


def test_a_leaf_takes_exactly_one_item():
    with pytest.raises(ValueError, match="The target structure is of type `<class 'int'>`"):
        nest.pack_sequence_as(1, [5, 6])


@pytest.mark.parametrize("flat", [5, "ab", None, {"a": 1, "b": 2}])
def test_only_sequences_can_be_packed(flat):
    with pytest.raises(TypeError, match="Attempted to pack value"):
        nest.pack_sequence_as([1, 2], flat)


def test_other_sequences_can_be_packed():
    assert nest.pack_sequence_as([1, (2,)], range(5, 7)) == [5, (6,)]
    assert nest.pack_sequence_as([1, (2,)], {"a": 5, "b": 6}.values()) == [5, (6,)]


# --- keys without an order -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        nest.flatten,
        nest.flatten_with_paths,
        lambda s: nest.pack_sequence_as(s, [1, 2, 3]),
        lambda s: nest.map_structure(abs, s),
        lambda s: nest.assert_same_structure(s, s),
        lambda s: nest.flatten_up_to(s, s),
    ],
    ids=["flatten", "paths", "pack", "map", "assert", "up_to"],
)
def test_unsortable_keys_are_a_type_error_with_the_path(call):
    message = re.escape(
        "nest only supports dicts with sortable keys. Those of the dict at [1]['k']"
    )
    with pytest.raises(TypeError, match=message):
        call([0, {"k": {1: 1, "a": 2}}])


# --- deep and endless ----------------------------------------------------------------------------


def test_a_structure_may_be_deeper_than_the_stack():
    depth = 5 * sys.getrecursionlimit()
    deep = nested_lists(depth)
    assert nest.flatten(deep) == [1]
    assert nest.flatten(nest.pack_sequence_as(deep, ["x"])) == ["x"]
    assert nest.flatten(nest.map_structure(lambda x, y: x + y, deep, deep)) == [2]
    assert nest.flatten_up_to(nested_lists(depth - 1), deep) == [[1]]
    assert nest.flatten_with_paths(deep) == [("[0]" * depth, 1)]
    with pytest.raises(ValueError, match="Could not pack sequence"):
        nest.pack_sequence_as(deep, [1, 2])


@pytest.mark.parametrize(
    "call",
    [
        nest.flatten,
        nest.flatten_with_paths,
        lambda s: nest.pack_sequence_as(s, [1]),
        lambda s: nest.map_structure(abs, s),
        lambda s: nest.assert_same_structure(s, s),
        lambda s: nest.flatten_up_to(s, s),
    ],
    ids=["flatten", "paths", "pack", "map", "assert", "up_to"],
)
def test_a_structure_that_contains_itself_is_refused(call):
    endless = {"a": []}
    endless["a"].append(endless)
    message = "The structure contains itself: the dict at the top is found again at ['a'][0]."
    with pytest.raises(ValueError, match=re.escape(message)):
        call(endless)
    endless.clear()


def test_a_cycle_far_below_the_top_is_found():
    endless = []
    endless.append(endless)
    with pytest.raises(ValueError, match="The structure contains itself"):
        nest.flatten(nested_lists(5000, endless))
    endless.clear()


def test_looking_for_a_cycle_stays_linear():
    calls = 0

    class Counted(Tagged):
        def __tf_flatten__(self):
            nonlocal calls
            calls += 1
            return super().__tf_flatten__()

    # Each of them lies as deep as the first look for a cycle.
    many = nested_lists(nest._DEEP - 1, [Counted(i, "t") for i in range(100)])
    assert nest.flatten(many) == list(range(100))
    assert 100 <= calls <= 500


# --- same structure ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("abc", 1),
        (None, [][0:0] or 2),
        ([1, (2, None)], ["x", (3, 4)]),
        ({"b": 1, "a": 2}, {"a": 3, "b": 4}),
        (dict(a=1), collections.OrderedDict(a=2)),
        (MyDict(a=1), dict(a=2)),
        ([1], MyList([2])),
        (Point(1, 2), collections.namedtuple("Point", "x y")(3, 4)),
        (Tagged(1, "s"), Tagged(2, "t")),
    ],
    ids=str,
)
def test_structures_that_are_the_same(a, b):
    nest.assert_same_structure(a, b)
    nest.assert_same_structure(b, a)


@pytest.mark.parametrize(
    ("a", "b", "error", "cause"),
    [
        ([1, 2], [3], ValueError, "At the top the first has 2 elements and the second 1"),
        ([1, (2, 3)], [3, (1,)], ValueError, "At [1] the first has 2 elements"),
        (1, [3], ValueError, "At the top the second is a sequence, [3], and the first is not: 1"),
        ([[1], 2], [1, [2]], ValueError, "At [0] the first is a sequence, [1], and the second"),
        ([None], [[]], ValueError, "At [0] the second is a sequence, [], and the first is not"),
        ({"a": 1}, {"b": 1}, ValueError, "At the top the first has the keys ['a'] and the second"),
        ([{"a": 1}], [{"a": 1, "b": 2}], ValueError, "At [0] the first has the keys"),
        ({"k": (1,)}, {"k": [1]}, TypeError, "At ['k'] the first is a tuple and the second a list"),
        ([{"a": 1}], [[1]], TypeError, "At [0] the first is a dict and the second a list"),
        (Point(1, 2), (1, 2), TypeError, "At the top the first is a Point and the second a tuple"),
        ((1,), MyTuple((1,)), TypeError, "the first is a tuple and the second a MyTuple"),
        (Tagged(1, "t"), (1,), TypeError, "the first is a Tagged and the second a tuple"),
        (Point(1, 2), collections.namedtuple("P", "x y")(1, 2), TypeError, "and the second a P"),
        (Point(1, 2), collections.namedtuple("Point", "x z")(1, 2), TypeError, "a Point"),
    ],
    ids=str,
)
def test_structures_that_differ_say_where_and_how(a, b, error, cause):
    first = "The two structures don't have the same nested structure. "
    with pytest.raises(error, match="^" + re.escape(first)) as caught:
        nest.assert_same_structure(a, b)
    assert cause in str(caught.value)
    with pytest.raises(error, match=re.escape(first)):
        nest.map_structure(lambda x, y: x, a, b)


def test_the_first_difference_is_told():
    with pytest.raises(ValueError, match=re.escape("At [0][1]")):
        nest.assert_same_structure([[1, [2]], [3]], [[1, 2], 3])


def test_classes_need_not_be_compared():
    def pair(x, y):
        return (x, y)

    def check(a, b):
        return nest.map_structure(pair, a, b, check_types=False)

    assert same(check([1, (2,)], [3, [4]]), [(1, 3), ((2, 4),)])
    assert same(check({"a": 1}, [2]), {"a": (1, 2)})
    assert same(check({"a": 1}, {"b": 2}), {"a": (1, 2)})
    assert same(check(Point(1, 2), (3, 4)), Point((1, 3), (2, 4)))
    with pytest.raises(ValueError, match="the first has 1 elements"):
        check([1], [1, 2])


def test_messages_stay_short():
    long = ["x" * 1000] * 1000
    with pytest.raises(ValueError, match="don't have the same") as caught:
        nest.assert_same_structure([long, [1]], [long, 1])
    assert len(str(caught.value)) < 1500


# --- map -----------------------------------------------------------------------------------------


@given(structures)
def test_map_structure_calls_the_function_once_per_leaf_in_order(structure):
    seen = []
    nest.map_structure(seen.append, structure)
    assert seen == nest.flatten(structure)


@given(structures)
def test_map_structure_over_several_keeps_the_first_ones_classes(structure):
    pairs = nest.map_structure(lambda *xs: Plain(*xs), structure, structure)
    flat = nest.flatten(structure)
    assert nest.flatten(pairs) == [Plain(x, x) for x in flat]
    nest.assert_same_structure(structure, pairs)


def test_map_structure_refuses_bad_calls():
    with pytest.raises(TypeError, match="func must be callable, got: 3"):
        nest.map_structure(3, [1])
    with pytest.raises(ValueError, match="Must provide at least one structure"):
        nest.map_structure(abs)


def test_map_structure_pairs_keys_not_positions():
    made = nest.map_structure(lambda x, y: x + y, {"b": 1, "a": 2}, {"a": 20, "b": 10})
    assert same(made, {"b": 11, "a": 22})


# --- up to ---------------------------------------------------------------------------------------


def test_flatten_up_to_stops_at_the_leaves_of_the_shallow_structure():
    assert nest.flatten_up_to([1, {"a": 1}], [(1, 2), {"a": [3]}]) == [(1, 2), [3]]
    assert nest.flatten_up_to(1, [1, 2]) == [[1, 2]]
    assert nest.flatten_up_to({"b": 0, "a": 0}, {"a": [1], "b": 2}) == [[1], 2]
    assert nest.flatten_up_to([1, (1,)], [(1, 2), [[3]]], check_types=False) == [(1, 2), [3]]


@pytest.mark.parametrize(
    ("shallow", "tree", "error", "message"),
    [
        (
            [1, 2],
            1,
            TypeError,
            "If shallow structure is a sequence, input must also be a sequence.",
        ),
        ([1, (1,)], [1, [1]], TypeError, "The two structures don't have the same sequence type."),
        ([1, 2], [1, 2, 3], ValueError, "The two structures don't have the same sequence length."),
        ({"a": 1}, {"b": 1}, ValueError, "The shallow_tree's keys are not a subset"),
    ],
    ids=str,
)
def test_flatten_up_to_refuses_structures_that_begin_differently(shallow, tree, error, message):
    with pytest.raises(error, match=re.escape(message)):
        nest.flatten_up_to(shallow, tree)
    with pytest.raises(error, match=re.escape("This is at ['k'] of the shallow structure")):
        nest.flatten_up_to({"k": shallow} if shallow != [1, (1,)] else {"k": (1,)}, {"k": tree})


@pytest.mark.parametrize(
    ("shallow", "tree", "error"), [([1], {"a": 1}, TypeError), ({"a": 1}, [1], ValueError)]
)
def test_flatten_up_to_never_matches_keys_with_positions(shallow, tree, error):
    with pytest.raises(error):
        nest.flatten_up_to(shallow, tree, check_types=False)


def test_map_structure_up_to_hands_over_what_is_below():
    made = nest.map_structure_up_to([1, 2], lambda x, y: (x, y), [[1], 2], [3, {"a": 4}])
    assert made == [([1], 3), (2, {"a": 4})]
    with pytest.raises(ValueError, match="Cannot map over no sequences"):
        nest.map_structure_up_to([1], abs)


@given(structures, structures)
def test_a_structure_put_into_every_leaf_is_found_again(outer, inner):
    deeper = nest.map_structure(lambda _: inner, outer)
    assert all(item is inner for item in nest.flatten_up_to(outer, deeper))
    assert nest.flatten(deeper) == nest.flatten(inner) * len(nest.flatten(outer))


# --- the cache -----------------------------------------------------------------------------------


def test_the_cache_of_classes_is_bounded():
    kinds = nest_kinds.Kinds(composites=False)
    for i in range(nest_kinds._MANY_CLASSES + 10):
        assert kinds[type(f"T{i}", (), {})] is None
    assert len(kinds) <= nest_kinds._MANY_CLASSES
    assert kinds[list] is not None
