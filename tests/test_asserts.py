"""Assertions: the sentences of TensorFlow, eager and when graphs run, and the forms of 1.x."""

import re

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1

debugging = ef.debugging
INVALID = ef.errors.InvalidArgumentError

# The first lines are those of TensorFlow 2.21.
FAILING = [
    (lambda: debugging.assert_equal([1, 2], [1, 3]), INVALID,
     "Condition x == y did not hold.\nIndices of first 1 different values:\n[[1]]\n"
     "Corresponding x values:\n[2]\nCorresponding y values:\n[3]\nFirst 2 elements of x:\n[1 2]\n"
     "First 2 elements of y:\n[1 3]"),
    (lambda: debugging.assert_equal([1, 2], [1, 3], message="hello", summarize=1), INVALID,
     "hello\nCondition x == y did not hold."),
    (lambda: debugging.assert_equal([1, 2], 1), INVALID,
     "Condition x == y did not hold.\nFirst 2 elements of x:\n[1 2]"),
    (lambda: debugging.assert_less([1.0, 5.0], [2.0, 3.0]), INVALID, "Condition x < y did not"),
    (lambda: debugging.assert_less_equal([1.0, 5.0], [2.0, 3.0]), INVALID, "Condition x <= y did"),
    (lambda: debugging.assert_greater([1.0, 5.0], [2.0, 3.0]), INVALID, "Condition x > y did not"),
    (lambda: debugging.assert_greater_equal([1.0], [2.0]), INVALID, "Condition x >= y did not"),
    (lambda: debugging.assert_none_equal([1.0, 3.0], [2.0, 3.0]), INVALID, "Condition x != y did"),
    (lambda: debugging.assert_positive([1.0, -3.0]), INVALID, "Condition x > 0 did not hold"),
    (lambda: debugging.assert_negative([1.0, -3.0]), INVALID, "Condition x < 0 did not hold"),
    (lambda: debugging.assert_non_negative([-3]), INVALID, "Condition x >= 0 did not hold"),
    (lambda: debugging.assert_non_positive([3]), INVALID, "Condition x <= 0 did not hold"),
    (lambda: debugging.assert_near([1.0], [2.0]), INVALID, "x and y not equal to tolerance rtol"),
    (lambda: debugging.Assert(False, [ef.constant([1, 2]), "text"], summarize=1), INVALID,
     "assertion failed: [1...] [b'text']"),
    (lambda: debugging.assert_rank([1.0], 2), ValueError,
     "Tensor  must have rank 2.  Received rank 1, shape (1,)"),
    (lambda: debugging.assert_rank([1.0], 2, message="msg"), ValueError,
     "msg.  Tensor  must have rank 2."),
    (lambda: debugging.assert_rank_at_least([1.0], 2), ValueError, "must have rank at least 2."),
    (lambda: debugging.assert_rank_in([1.0], (2, 3)), ValueError, "must have rank in (2, 3)."),
    (lambda: debugging.assert_scalar([1.0]), ValueError, "Expected scalar shape, saw shape: (1,)."),
    (lambda: debugging.assert_type([1.0], ef.int32), TypeError,
     "tensor must be of type tf.int32; got tf.float32"),
    (lambda: debugging.assert_integer([1.0]), TypeError, 'Expected "x" to be integer type.'),
    (lambda: debugging.assert_proper_iterable("a"), TypeError,
     "Expected argument \"values\" to be a \"proper\" iterable.  Found: <class 'str'>"),
    (lambda: debugging.assert_proper_iterable(5), TypeError,
     "Expected argument \"values\" to be iterable.  Found: <class 'int'>"),
    (lambda: debugging.assert_same_float_dtype([ef.constant(1)]), ValueError,
     "Expected floating point type, got <dtype: 'int32'>."),
    (lambda: debugging.assert_same_float_dtype([ef.constant(1.0)], ef.float64), ValueError,
     "type=<dtype: 'float32'>, must be of the same type (<dtype: 'float64'>)."),
    (lambda: debugging.assert_shapes([(ef.ones([2, 3]), "ND"), (ef.ones([3, 3]), ("N", 3))]),
     ValueError, "Specified by tensor shape=(2, 3) dtype=float32 dimension 0.  Tensor shape=(3, 3) "
     "dtype=float32 dimension 0 must have size 2.  Received size 3, shape (3, 3)"),
    (lambda: debugging.assert_shapes([(ef.ones([2, 3]), ("N", 2))]), ValueError,
     "Specified explicitly.  Tensor shape=(2, 3) dtype=float32 dimension 1 must have size 2."),
    (lambda: debugging.assert_shapes([(ef.ones([2, 3]), ("N",))]), ValueError, "must have rank 1"),
    (lambda: debugging.check_numerics([np.nan], "bad"), INVALID, "bad : Tensor had NaN values"),
    (lambda: debugging.assert_all_finite([np.inf], "msg"), INVALID, "msg : Tensor had Inf values"),
    (lambda: v1.assert_equal([1], [2], ["shown"], None, "m"), INVALID, "m\nshown\nCondition"),
    (lambda: v1.assert_rank([1, 2], 3, ["d"], None, "m"), ValueError, "m\nd.  Tensor  must have"),
    (lambda: v1.verify_tensor_all_finite([np.inf], "msg"), INVALID, "msg : Tensor had Inf values"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "error", "text"), FAILING)
def test_what_does_not_hold_is_told_in_tensorflows_words(check, error, text):
    with pytest.raises(error, match=re.escape(text)):
        check()


def test_what_holds_returns_none_in_eager_code():
    x = ef.constant([[1.0, 2.0]])
    assert debugging.assert_equal(x, x) is None
    assert debugging.assert_shapes({x.ref(): ("N", 2)}) is None
    assert debugging.assert_shapes([(x, (..., "D")), (x, ("B", ...)), (x[0, 0], ())]) is None
    assert debugging.assert_near([1.0], [1.0000001]) is None
    assert debugging.assert_same_float_dtype() is ef.float32


def test_functions_check_at_every_call():
    @ef.function
    def root(x):
        debugging.assert_positive(x, message="not positive")
        return ef.sqrt(x)

    assert root(ef.constant(4.0)).numpy() == 2.0
    with pytest.raises(INVALID, match="not positive"):
        root(ef.constant(-1.0))
    assert len(root.traces) == 1


def test_graphs_check_what_depends_on_the_assertion():
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(ef.float32)
        checks = [v1.assert_equal(x, [1.0, 2.0]), v1.assert_rank(x, 1)]
        with v1.control_dependencies(checks):
            y = v1.identity(x)
        assert session.run(y, {x: [1.0, 2.0]}).tolist() == [1.0, 2.0]
        with pytest.raises(INVALID, match="Condition x == y did not hold"):
            session.run(y, {x: [1.0, 3.0]})
        with pytest.raises(INVALID, match=r"must have rank 1.  Received rank 0"):
            session.run(checks[1], {x: 1.0})
        with pytest.raises(ValueError, match="Tensor known:0 must have rank 2"):
            v1.assert_rank(v1.placeholder(ef.float32, [None], name="known"), 2)


def test_gradients_are_checked_too():
    x = ef.constant([0.0, 1.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.sqrt(debugging.check_numerics(x, "root"))
    with pytest.raises(INVALID, match=r"detected in gradient. root : Tensor had Inf"):
        tape.gradient(y, x)
