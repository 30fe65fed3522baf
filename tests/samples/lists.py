"""Samples of the operations on lists of tensors: each is put between tensors."""

import numpy as np

import eagerflow as ef
from eagerflow import errors
from eagerflow.dtype import variant
from eagerflow.ops.arrays import tensor_lists as lists

from .base import Sample, bad, call, rand

X, ROW = rand(3, 2), rand(2)


def stack(made, like):
    return lists.list_stack(made, like.dtype, like.shape[1:])


def holding(x, size):
    """A list of a size whose first items are the rows of `x`; the others are missing."""
    return lists.list_scatter(lists.list_reserve(size), ef.range(ef.shape(x)[0]), x)


def with_row(x, index, row):
    out = x.copy()
    out[list(index) if isinstance(index, tuple) else index] = row
    return out


def without(x, indices):
    out = x.copy()
    out[list(np.atleast_1d(indices))] = 0
    return out


def rows_or_zeros(x, indices, shape):
    return np.array([x[i] if i < len(x) else np.zeros_like(x[0]) for i in indices]).reshape(shape)


def no_list(x, *args, match="a list of tensors is needed, not a tensor of float64"):
    return bad(x, *args, error=TypeError, match=match)


def either(made, entry):
    """The op put between tensors; strings ask for the op itself, which must refuse a tensor."""

    def fn(x, *args):
        if args and isinstance(args[0], str):
            return entry(x, *args[1:])
        return made(x, *args)

    return fn


SAMPLES = {
    "TensorListReserve": Sample(
        lambda x, size: with_row(np.zeros((size, 2), x.dtype), size - 1, x),
        [call(ROW, 1), call(ROW, 3)],
        bad=[bad(ROW, -1, error=ValueError,
                 match="the size of a list can not be negative, got -1")],
        exact=True,
        fn=lambda x, size: lists.list_stack(
            lists.list_set(lists.list_reserve(size), size - 1, x), x.dtype, (2,)
        ),
    ),
    "TensorListSetItem": Sample(
        with_row,
        [call(X, 1, ROW), call(X, 2, ROW), call(rand(1, 2), 0, ROW), call(rand(3), 1, rand())],
        bad=[
            bad(X, 3, ROW, error=errors.OutOfRangeError,
                match="Tried to write to index 3 but array is not resizeable and size is: 3"),
            bad(X, -1, ROW, error=errors.OutOfRangeError,
                match=r"Writing to negative indices \(index -1\) is not allowed"),
            no_list(X, "raw", 0, ROW),
        ],
        exact=True,
        fn=either(
            lambda x, index, row: stack(lists.list_set(lists.list_from_tensor(x), index, row), x),
            lists.list_set,
        ),
    ),
    "TensorListClearItem": Sample(
        without,
        [call(X, 1), call(X, 0)],
        bad=[no_list(X, "raw", 0)],
        exact=True,
        fn=either(
            lambda x, index: stack(lists.list_clear(lists.list_from_tensor(x), index), x),
            lists.list_clear,
        ),
    ),
    "TensorListClearItems": Sample(
        without,
        [call(X, (1, 2)), call(X, (0,))],
        bad=[no_list(X, "raw", (0,))],
        exact=True,
        fn=either(
            lambda x, indices: stack(lists.list_clear_all(lists.list_from_tensor(x), indices), x),
            lists.list_clear_all,
        ),
    ),
    "TensorListAdd": Sample(
        lambda x, y: np.concatenate([x[: len(y)] + y, x[len(y) :]]),
        [call(X, rand(3, 2)), call(X, rand(1, 2)), call(rand(4), rand(2))],
        bad=[no_list(X, "raw", X)],
        exact=True,
        fn=either(
            lambda x, y: stack(
                lists.list_add(lists.list_from_tensor(x), lists.list_from_tensor(y)), x
            ),
            lists.list_add,
        ),
    ),
    "TensorListGetItem": Sample(
        lambda x, index: x[index],
        [call(X, 0), call(X, 2), call(rand(3), 1)],
        bad=[
            bad(X, 3, error=errors.OutOfRangeError,
                match="Tried to read from index 3 but array size is: 3"),
            bad(X, -2, error=errors.OutOfRangeError,
                match=r"Reading from negative indices \(index -2\) is not allowed"),
        ],
        exact=True,
        fn=lambda x, index: lists.list_get(
            lists.list_from_tensor(x), index, x.dtype, x.shape[1:]
        ),
    ),
    "TensorListGetItemLike": Sample(
        lambda x, index: rows_or_zeros(x, [index], x.shape[1:]),
        [call(X, 0), call(X, 2), call(X, 5)],
        bad=[no_list(X, "raw", 0, (2,), variant)],
        exact=True,
        fn=either(
            lambda x, index: lists.list_get_like(
                lists.list_from_tensor(x), index, ef.shape(x)[1:], x.dtype
            ),
            lists.list_get_like,
        ),
    ),
    "TensorListStack": Sample(
        lambda x, size: np.concatenate([x, np.zeros((size - len(x), *x.shape[1:]))]),
        [call(X, 3), call(X, 5), call(rand(2), 2)],
        bad=[bad(np.zeros((0, 2)), "unknown", error=errors.InvalidArgumentError,
                 match="Tried to stack a list of which no item was written")],
        exact=True,
        fn=lambda x, size: stack(holding(x, size), x) if size != "unknown"
        else lists.list_stack(lists.list_reserve(2), x.dtype, None),
    ),
    "TensorListFromTensor": Sample(
        lambda x, index: x[index],
        [call(X, 1), call(rand(4), 3)],
        bad=[bad(rand(), 0, error=ValueError, match="Tensor must be at least a vector")],
        exact=True,
        fn=lambda x, index: lists.list_get(lists.list_from_tensor(x), index, x.dtype, None),
    ),
    "TensorListStackLike": Sample(
        lambda x, size: np.concatenate([x, np.zeros((size - len(x), *x.shape[1:]))]),
        [call(X, 3), call(X, 4)],
        bad=[no_list(X, "raw", (3, 2), variant)],
        exact=True,
        fn=either(
            lambda x, size: lists.list_stack_like(
                holding(x, size), ef.concat([[size], ef.shape(x)[1:]], 0), x.dtype
            ),
            lists.list_stack_like,
        ),
    ),
    "TensorListLength": Sample(
        lambda x: np.int32(len(x)),
        [call(X), call(rand(5))],
        bad=[no_list(X, "raw")],
        grad="a length has no gradient",
        fn=either(
            lambda x: lists.list_length(lists.list_from_tensor(x)), lists.list_length
        ),
    ),
    "TensorListScatterIntoExistingList": Sample(
        with_row,
        [call(X, (1,), rand(1, 2)), call(X, (2, 0), rand(2, 2))],
        bad=[bad(X, (0, 1), rand(1, 2), error=errors.InvalidArgumentError,
                 match="there are 2 indices for 1 slices")],
        exact=True,
        fn=lambda x, indices, rows: stack(
            lists.list_scatter(lists.list_from_tensor(x), indices, rows), x
        ),
    ),
    "TensorListGatherLike": Sample(
        lambda x, indices: rows_or_zeros(x, indices, (len(indices), *x.shape[1:])),
        [call(X, (2, 0)), call(X, (1, 4))],
        bad=[no_list(X, "raw", (0,), (1, 2), variant)],
        exact=True,
        fn=either(
            lambda x, indices: lists.list_gather_like(
                lists.list_from_tensor(x),
                indices,
                ef.concat([[len(indices)], ef.shape(x)[1:]], 0),
                x.dtype,
            ),
            lists.list_gather_like,
        ),
    ),
    "TensorListConcat": Sample(
        lambda x, lengths: (x, np.array(lengths, np.int64)),
        [call(X, (1, 2)), call(rand(4), (0, 3, 1))],
        bad=[bad(rand(2), "scalars", error=errors.InvalidArgumentError,
                 match="Concat saw a scalar shape, but requires at least vectors")],
        exact=True,
        fn=lambda x, lengths: lists.list_concat(
            lists.list_from_tensor(x) if lengths == "scalars" else lists.list_split(x, lengths),
            x.dtype, None,
        ),
    ),
    "TensorListSplit": Sample(
        lambda x, lengths, index: np.split(x, np.cumsum(lengths))[index],
        [call(X, (1, 2), 1), call(rand(4), (0, 3, 1), 1)],
        bad=[bad(X, (1, 1), 0, error=errors.InvalidArgumentError,
                 match=r"Expected sum of lengths to be equal to values.shape\[0\]")],
        exact=True,
        fn=lambda x, lengths, index: lists.list_get(
            lists.list_split(x, lengths), index, x.dtype, None
        ),
    ),
    "TensorListConcatLike": Sample(
        lambda x, lengths: x,
        [call(X, (1, 2)), call(rand(4), (0, 3, 1))],
        bad=[no_list(X, "raw", (1,), (1, 2), variant)],
        exact=True,
        fn=either(
            lambda x, lengths: lists.list_concat_like(
                lists.list_split(x, lengths), lengths, ef.shape(x), x.dtype
            ),
            lists.list_concat_like,
        ),
    ),
    "TensorListRepeatItems": Sample(
        lambda x, times: np.repeat(x[:, None], times, 1),
        [call(X, 2), call(rand(3), 3)],
        bad=[no_list(X, "raw", 2)],
        exact=True,
        fn=either(
            lambda x, times: lists.list_stack(
                lists.list_repeat(lists.list_from_tensor(x), times), x.dtype, None
            ),
            lists.list_repeat,
        ),
    ),
    "TensorListSumItems": Sample(
        lambda x, times: x.sum(1),
        [call(X, 2), call(rand(2, 3, 2), 3)],
        bad=[no_list(X, "raw", 2)],
        fn=either(
            lambda x, times: lists.list_stack(
                lists.list_sum_items(lists.list_from_tensor(x), times), x.dtype, None
            ),
            lists.list_sum_items,
        ),
    ),
}  # fmt: skip
