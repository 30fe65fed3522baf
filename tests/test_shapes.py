"""TensorShape and its parts, as programs for TensorFlow use them."""

import copy
import pickle

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import shapes

S = ef.TensorShape


def test_the_text_of_shapes():
    assert repr(S([None, 2])) == "TensorShape([None, 2])"
    assert str(S([None, 2])) == "(None, 2)"
    assert str(S([3])) == "(3,)"
    assert str(S([])) == "()"
    assert repr(S(None)) == "TensorShape(None)"
    assert str(S(None)) == "<unknown>"


def test_what_can_be_a_shape():
    assert S([2, None]) == S((2, None)) == S(S([2, None]))
    assert S(3) == S([3])
    assert S([np.int64(2), ef.constant(3)]) == S([2, 3])
    assert S([v1.Dimension(2), v1.Dimension(None)]).as_list() == [2, None]
    assert S(np.array([2, 3])).as_list() == [2, 3]


@pytest.mark.parametrize("bad", ["abc", [2.5], ["a"], 2.5, [[1]], object()])
def test_what_is_no_shape_is_refused(bad):
    with pytest.raises(TypeError):
        S(bad)


def test_negative_sizes_are_refused():
    with pytest.raises(ValueError, match="must be >= 0"):
        S([-1])


def test_rank_size_and_sizes():
    assert (S([2, 3]).rank, S(None).rank, len(S([2, None])), S([2, 3]).ndims) == (2, None, 2, 2)
    assert (S([2, 3]).num_elements(), S([2, None]).num_elements(), S([]).num_elements()) == (
        6,
        None,
        1,
    )
    assert (S([2, 3])[0], S([2, 3])[-1], S([2, None])[1]) == (2, 3, None)
    assert S([2, 3, 4])[1:] == [3, 4]
    assert list(S([2, 3])) == [2, 3]
    assert S([2, 3]).as_list() == [2, 3]
    assert S([2, 3]).dims[0] == 2
    assert S(None).dims is None
    with pytest.raises(ValueError, match="unknown"):
        S(None).as_list()
    with pytest.raises(ValueError, match="unknown"):
        len(S(None))
    with pytest.raises(IndexError):
        S([1, 2])[5]


def test_truth_is_a_known_rank():
    assert S([])
    assert S([None])
    assert not S(None)


def test_shapes_equal_lists_and_tuples():
    assert S([2, 3]) == [2, 3]
    assert S([2, 3]) == (2, 3)
    assert S([2, 3]) != [3, 2]
    assert S([2, None]) == S([2, None])
    assert S(None) == S(None)
    assert S([2]) != "x"
    assert hash(S([2])) == hash(S((2,)))
    assert {S([2]): 1}[S([2])] == 1


def test_shapes_can_be_copied_and_pickled():
    for shape in (S([2, None]), S(None), S([])):
        assert copy.deepcopy(shape) == shape
        assert pickle.loads(pickle.dumps(shape)) == shape


def test_compatibility_and_merging():
    assert S([2, None]).is_compatible_with([2, 5])
    assert S(None).is_compatible_with([1])
    assert not S([2]).is_compatible_with([2, 2])
    assert S([None, 3]).merge_with([2, None]) == [2, 3]
    assert S(None).merge_with([2]) == [2]
    assert S([2, 3]).most_specific_compatible_shape([2, 4]).as_list() == [2, None]
    assert S([1, 2]).is_subtype_of(S([None, 2]))
    assert not S([None]).is_subtype_of(S([2]))
    for refused in (
        lambda: S([2, 3]).merge_with([3, 2]),
        lambda: S([2]).merge_with([2, 2]),
        lambda: S([2]).assert_is_compatible_with([3]),
        lambda: S([2, 3]).assert_has_rank(1),
        lambda: S([2, None]).assert_is_fully_defined(),
        lambda: S([2]).assert_same_rank([2, 2]),
    ):
        with pytest.raises(ValueError, match=r"\(|\["):
            refused()


def test_ranks_can_be_asserted():
    assert S(None).with_rank(2).as_list() == [None, None]
    assert S([2, 3]).with_rank_at_least(1) == [2, 3]
    assert S([2, 3]).with_rank_at_most(2) == [2, 3]
    with pytest.raises(ValueError, match="rank 3"):
        S([2, 3]).with_rank(3)
    with pytest.raises(ValueError, match="rank"):
        S([2]).with_rank_at_least(2)


def test_shapes_can_be_joined():
    assert S([2]).concatenate([3, None]).as_list() == [2, 3, None]
    assert (S([2]) + S([3])) == [2, 3]
    assert S([2]).__radd__([3]) == [3, 2]
    assert S(None).concatenate([2]).rank is None


def test_dimensions_behave_like_numbers_that_may_be_unknown():
    n, unknown = v1.Dimension(6), v1.Dimension(None)
    assert n == 6
    assert int(n) == 6
    assert n.value == 6
    assert unknown.value is None
    assert (n + 1).value == 7
    assert (n * 2).value == 12
    assert (n // 4).value == 1
    assert (n - 2).value == 4
    assert (n % 4).value == 2
    assert (unknown + 1).value is None
    assert n > 5
    assert (unknown == 3) is None
    assert list(range(n)) == [0, 1, 2, 3, 4, 5]


def test_tensors_have_shapes():
    x = ef.ones([2, 3])
    assert x.shape == (2, 3)
    assert x.get_shape().as_list() == [2, 3]
    assert (x.ndim, len(x)) == (2, 2)
    assert np.zeros(x.shape).shape == (2, 3)
    assert x.shape[0] * 2 == 4
    with pytest.raises(ValueError, match="compatible"):
        x.set_shape([3, 3])


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ((2, 3), (3,), (2, 3)),
        ((2, 1), (1, 3), (2, 3)),
        ((None, 3), (3,), (None, 3)),
        ((None,), (1,), (None,)),
        ((None,), (4,), (4,)),
        ((None,), (None,), (None,)),
        ((None, 1), (5, None), (5, None)),
        ((), (2,), (2,)),
        (None, (2,), None),
        ((0,), (1,), (0,)),
    ],
)
def test_broadcasting_with_unknown_sizes(a, b, wanted):
    assert shapes.broadcast(a, b) == wanted
    assert shapes.broadcast(b, a) == wanted


@pytest.mark.parametrize(
    ("a", "b"), [((2,), (3,)), ((2, 3), (2,)), ((None, 2), (3,)), ((0,), (2,))]
)
def test_shapes_that_do_not_broadcast_are_refused(a, b):
    with pytest.raises(ValueError, match="Incompatible shapes"):
        shapes.broadcast(a, b)
