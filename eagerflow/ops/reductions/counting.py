"""How often numbers come: counts of integers, histograms, confusion matrices."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import (
    INDEX,
    REAL,
    DType,
    DTypeLike,
    as_dtype,
    float32,
    float64,
    int32,
    int64,
)
from ...registry import export
from ...shapes import compatible, text
from ..array import ones_like, shape, size
from ..arrays.joining import concat
from ..arrays.shaping import reshape, squeeze
from ..casting import cast
from ..elementwise.arithmetic import add, divide, subtract
from ..elementwise.magnitude import maximum, minimum
from ..rules import check_dtype
from .extremes import count_nonzero, reduce_max
from .segments import unsorted_segment_sum
from .sums import reduce_prod

Array = Any
_COUNTS = INDEX | {float32, float64}


def _check_size(size: Any) -> None:
    if size is not None and size < 0:
        raise ValueError(f"size ({size}) must be non-negative")


# ---------------------------------------------------------------------------------------- bincount


def _check_arr(arr: Spec, size: Any, per_row: bool) -> None:
    check_dtype(arr, INDEX)
    _check_size(size)
    if per_row and arr.rank is not None and arr.rank > 2:
        raise ValueError(f"Shape must be at most rank 2 but is rank {arr.rank}")


def _numbered(xp: Any, arr: Array, size: int, per_row: bool) -> Array:
    """Number of the counter of each element, rows one behind the other; -1 behind the end."""
    if arr.size and int(arr.min()) < 0:
        which = "'in'" if per_row and arr.ndim == 2 else "arr"
        found = f"Negative input value found: {int(arr.min())}"
        raise ValueError(f"Input {which} must be non-negative! {found}")
    bins = arr.astype(xp.int64)
    inside = bins < size
    if not per_row and bool(inside.all()):
        return bins
    if per_row and arr.ndim == 2:
        bins = bins + size * xp.arange(len(arr))[:, None]
    return xp.where(inside, bins, -1)


def _bincount_rule(arr: Spec, size: Any, dtype: DType, binary_output: bool, per_row: bool) -> Spec:
    _check_arr(arr, size, per_row)
    check_dtype(Spec(dtype, ()), _COUNTS)
    if not per_row:
        return Spec(dtype, (size,))
    return Spec(dtype, None if arr.shape is None else (*arr.shape[:-1], size))


def _k_bincount(xp: Any) -> Any:
    def kernel(arr: Array, size: int, dtype: DType, binary_output: bool, per_row: bool) -> Array:
        rows = (len(arr),) if per_row and arr.ndim == 2 else ()
        total = size * (rows[0] if rows else 1)
        bins = _numbered(xp, arr, size, per_row).reshape(-1)
        if bins.size and int(bins.min()) < 0:
            bins = xp.where(bins < 0, total, bins)
        counts = xp.bincount(bins, minlength=total + 1)[:total]
        counts = counts > 0 if binary_output else counts
        return counts.astype(dtype.np).reshape((*rows, size))

    return kernel


@defop(
    "DenseBincount",
    inputs="arr",
    host="size",
    kernel=_k_bincount,
    rule=_bincount_rule,
    vjp=None,
)
def _bincount(
    arr: TensorLike,
    size: Any,
    dtype: Any,
    binary_output: bool,
    per_row: bool,
    name: str | None = None,
) -> Tensor:
    """How often each number comes, in all of the array or in each row."""


def _bins_rule(arr: Spec, weights: Spec, size: Any, per_row: bool) -> Spec:
    _check_arr(arr, size, per_row)
    if not compatible(arr.shape, weights.shape):
        raise ValueError(
            "`weights` must be the same shape as `arr` or a length-0 `Tensor`, in which case it "
            f"acts as all weights equal to 1. Received {text(weights.shape)}"
        )
    return Spec(int64, arr.shape)


def _k_bins(xp: Any) -> Any:
    return lambda arr, weights, size, per_row: _numbered(xp, arr, size, per_row)


@defop("BincountBins", inputs="arr weights", host="size", kernel=_k_bins, rule=_bins_rule, vjp=None)
def _bins(
    arr: TensorLike, weights: TensorLike, size: Any, per_row: bool, name: str | None = None
) -> Tensor:
    """The number of the counter that each element adds its weight to."""


def _weighted(arr: Tensor, weights: Tensor, bins: Any, per_row: bool, name: str | None) -> Tensor:
    numbers = _bins(arr, weights, bins, per_row)
    if not per_row or (arr.static_shape is not None and len(arr.static_shape) < 2):
        return unsorted_segment_sum(weights, numbers, bins, name)
    lead = shape(arr)[:-1]
    sums = unsorted_segment_sum(weights, numbers, reduce_prod(lead) * cast(bins, lead.dtype))
    return reshape(sums, concat([lead, [cast(bins, lead.dtype)]], 0), name)


@export("math.bincount")
def bincount(
    arr: TensorLike,
    weights: TensorLike | None = None,
    minlength: Any = None,
    maxlength: Any = None,
    dtype: DTypeLike = int32,
    name: str | None = None,
    axis: int | None = None,
    binary_output: bool = False,
) -> Tensor:
    """How often each of the numbers 0, 1, 2 ... comes, or the sum of its weights.

    Args:
      arr: tensor of integers that are not negative.
      weights: numeric tensor of the shape of `arr`: what each element counts, in place of 1.
        Gradients flow to it.
      minlength: least number of counters.
      maxlength: largest number of counters; numbers from there on are left out.
      dtype: dtype of the counts when there are no weights.
      name: name of the operation in a graph.
      axis: -1 counts each row of a matrix for itself; None and 0 count everything together.
      binary_output: say 1 where a number comes and 0 where not.

    Returns:
      A vector with a counter for each number up to the largest, or a matrix of them.

    Raises:
      ValueError: `axis` is something else, or both weights and `binary_output` are given.
      InvalidArgumentError: a number is negative, or the shapes differ.

    >>> ef.math.bincount([1, 1, 3]).numpy()
    array([0, 2, 0, 1], dtype=int32)
    >>> ef.math.bincount([[1, 1], [0, 2]], axis=-1).numpy()
    array([[0, 2, 0],
           [1, 0, 1]], dtype=int32)
    """
    if weights is not None and binary_output:
        raise errors.make(
            ValueError,
            "Arguments `binary_output` and `weights` are mutually exclusive. Please specify only "
            "one.",
        )
    if axis not in (None, 0, -1):
        raise errors.make(
            ValueError,
            f"Unsupported value for argument axis={axis}. Only 0 and -1 are currently supported.",
        )
    numbers = as_tensor(arr)
    numbers = cast(numbers, int32) if numbers.dtype.is_floating else numbers
    bins: Any = maximum(add(reduce_max(numbers), 1), 0)  # the largest of nothing is very low
    if minlength is not None:
        bins = maximum(bins, cast(minlength, bins.dtype))
    if maxlength is not None:
        bins = minimum(bins, cast(maxlength, bins.dtype))
    if weights is None:
        return _bincount(numbers, bins, as_dtype(dtype), binary_output, axis == -1, name)
    return _weighted(numbers, as_tensor(weights), bins, axis == -1, name)


@export("", v1="bincount math.bincount")
def bincount_v1(
    arr: TensorLike,
    weights: TensorLike | None = None,
    minlength: Any = None,
    maxlength: Any = None,
    dtype: DTypeLike = int32,
) -> Tensor:
    """How often each of the numbers 0, 1, 2 ... comes; see `math.bincount`.

    >>> ef.compat.v1.bincount([1, 1, 3], maxlength=3).numpy()
    array([0, 2, 0], dtype=int32)
    """
    return bincount(arr, weights, minlength, maxlength, dtype)


# --------------------------------------------------------------------------------------- histogram


def _check_histogram(values: Spec, value_range: Spec, nbins: Any) -> None:
    if value_range.shape not in (None, (None,), (2,)):
        raise ValueError("value_range should be a vector of 2 elements.")
    if nbins is not None and nbins <= 0:
        raise ValueError(f"nbins should be a positive number, but got '{nbins}'")


def _histogram_rule(values: Spec, value_range: Spec, nbins: Any, dtype: DType) -> Spec:
    check_dtype(values, INDEX | {float32, float64})
    check_dtype(Spec(dtype, ()), INDEX)
    _check_histogram(values, value_range, nbins)
    return Spec(dtype, (nbins,))


def _check_nan(xp: Any, values: Array) -> None:
    if values.dtype.kind not in "iu" and bool((values != values).any()):
        raise ValueError("Histogram values must not contain NaN")


def _k_histogram(xp: Any) -> Any:
    def kernel(values: Array, value_range: Array, nbins: int, dtype: DType) -> Array:
        low, high = value_range.tolist()
        if not low < high:
            raise ValueError(
                "value_range should satisfy value_range[0] < value_range[1], but got "
                f"'[{low:g}, {high:g}]'"
            )
        _check_nan(xp, values)
        step = (float(high) - float(low)) / nbins
        above = xp.maximum(values, value_range[0]) - value_range[0]
        at = xp.minimum(above.astype(xp.float64) / step, nbins - 1).astype(xp.int64)
        return xp.bincount(at.reshape(-1), minlength=nbins).astype(dtype.np)

    return kernel


@defop(
    "HistogramFixedWidth",
    inputs="values value_range",
    match="values value_range",
    host="nbins",
    kernel=_k_histogram,
    rule=_histogram_rule,
    vjp=None,
)
def _histogram(
    values: TensorLike, value_range: TensorLike, nbins: Any, dtype: Any, name: str | None = None
) -> Tensor:
    """How many values lie in each of the equal parts of a range."""


@export("histogram_fixed_width")
def histogram_fixed_width(
    values: TensorLike,
    value_range: TensorLike,
    nbins: Any = 100,
    dtype: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:
    """How many values lie in each of the equal parts of a range.

    Args:
      values: tensor of int32, int64, float32 or float64.
      value_range: vector `[low, high]` of the same dtype. Values below count in the first part,
        values above in the last.
      nbins: number of parts.
      dtype: dtype of the counts, int32 or int64.
      name: name of the operation in a graph.

    Returns:
      A vector of `nbins` counts.

    Raises:
      InvalidArgumentError: `low` is not less than `high`, `nbins` is not positive, or a value is
        nan.

    >>> ef.histogram_fixed_width([-1., 0., 1.5, 2., 5., 15.], [0., 5.], nbins=5).numpy()
    array([2, 1, 1, 0, 2], dtype=int32)
    """
    return _histogram(values, value_range, nbins, as_dtype(dtype), name)


def _histogram_bins_rule(values: Spec, value_range: Spec, nbins: Any, dtype: DType) -> Spec:
    check_dtype(values, REAL)
    check_dtype(Spec(dtype, ()), REAL)
    _check_histogram(values, value_range, nbins)
    return Spec(dtype, values.shape)


def _k_histogram_bins(xp: Any) -> Any:
    def kernel(values: Array, value_range: Array, nbins: int, dtype: DType) -> Array:
        _check_nan(xp, values)
        wide = xp.float64 if values.dtype.itemsize == 8 or values.dtype.kind in "iu" else xp.float32
        low, high = value_range.astype(wide)
        parts = (values.astype(wide) - low) / (high - low)
        return xp.clip(xp.floor(nbins * parts), 0, nbins - 1).astype(dtype.np)

    return kernel


@defop(
    "HistogramFixedWidthBins",
    inputs="values value_range",
    match="values value_range",
    host="nbins",
    kernel=_k_histogram_bins,
    rule=_histogram_bins_rule,
    vjp=None,
)
def _histogram_bins(
    values: TensorLike, value_range: TensorLike, nbins: Any, dtype: Any, name: str | None = None
) -> Tensor:
    """In which of the equal parts of a range each value lies."""


@export("histogram_fixed_width_bins")
def histogram_fixed_width_bins(
    values: TensorLike,
    value_range: TensorLike,
    nbins: Any = 100,
    dtype: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:
    """In which of the equal parts of a range each value lies.

    Args:
      values: a real tensor.
      value_range: vector `[low, high]` of the same dtype. Values below lie in the first part,
        values above in the last.
      nbins: number of parts.
      dtype: dtype of the result.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape of `values` with numbers from 0 to `nbins - 1`.

    Raises:
      InvalidArgumentError: `nbins` is not positive, or a value is nan.

    >>> ef.histogram_fixed_width_bins([-1., 0., 1.5, 2., 5., 15.], [0., 5.], nbins=5).numpy()
    array([0, 0, 1, 2, 4, 4], dtype=int32)
    """
    return _histogram_bins(values, value_range, nbins, as_dtype(dtype), name)


# -------------------------------------------------------------------------------- confusion matrix


def _confusion_rule(labels: Spec, predictions: Spec, num_classes: Any) -> Spec:
    check_dtype(labels, INDEX)
    if not compatible(labels.shape, predictions.shape):
        raise ValueError(
            f"Shapes of all inputs must match: values[0].shape = {text(labels.shape)} != "
            f"values[1].shape = {text(predictions.shape)}"
        )
    _check_size(num_classes)
    return Spec(int64, labels.shape)


def _k_confusion(xp: Any) -> Any:
    def kernel(labels: Array, predictions: Array, num_classes: int) -> Array:
        for name, values in (("labels", labels), ("predictions", predictions)):
            if values.size and int(values.min()) < 0:
                raise ValueError(f"`{name}` contains negative values.  ")
            if values.size and int(values.max()) >= num_classes:
                raise ValueError(f"`{name}` out of bound")
        return labels.astype(xp.int64) * num_classes + predictions

    return kernel


@defop(
    "ConfusionBins",
    inputs="labels predictions",
    match="labels predictions",
    host="num_classes",
    kernel=_k_confusion,
    rule=_confusion_rule,
    vjp=None,
)
def _confusion(
    labels: TensorLike, predictions: TensorLike, num_classes: Any, name: str | None = None
) -> Tensor:
    """The flat place of each pair in a matrix of classes."""


def _same_rank(labels: Tensor, predictions: Tensor) -> tuple[Tensor, Tensor]:
    """The two without the last axis, of size one, that one of them may have more."""
    a, b = labels.static_shape, predictions.static_shape
    if a is not None and b is not None:
        if len(a) == len(b) + 1 and a[-1] in (1, None):
            return squeeze(labels, [-1]), predictions
        if len(b) == len(a) + 1 and b[-1] in (1, None):
            return labels, squeeze(predictions, [-1])
    return labels, predictions


@export("math.confusion_matrix")
def confusion_matrix(
    labels: TensorLike,
    predictions: TensorLike,
    num_classes: Any = None,
    weights: TensorLike | None = None,
    dtype: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:
    """How often each class (a row) was predicted as each class (a column).

    Args:
      labels: vector of the true classes.
      predictions: vector of the predicted classes.
      num_classes: number of classes; one more than the largest of both vectors when left out.
      weights: what each example counts, in place of 1. Gradients flow to floating ones.
      dtype: dtype of the matrix.
      name: name of the operation in a graph.

    Returns:
      A matrix of shape `[num_classes, num_classes]`.

    Raises:
      InvalidArgumentError: a class is negative or not less than `num_classes`, or the vectors
        differ in length.

    >>> ef.math.confusion_matrix([1, 2, 0], [2, 2, 0]).numpy()
    array([[1, 0, 0],
           [0, 0, 1],
           [0, 0, 1]], dtype=int32)
    """
    true, predicted = _same_rank(as_tensor(labels), as_tensor(predictions))
    true, predicted = cast(true, int64), cast(predicted, int64)
    if num_classes is None:
        num_classes = maximum(maximum(add(reduce_max(true), 1), add(reduce_max(predicted), 1)), 0)
    bins = _confusion(true, predicted, num_classes)
    wanted = as_dtype(dtype)
    if weights is None:
        values = cast(ones_like(bins), wanted)
    else:
        values = cast(weights, wanted)
        if not compatible(values.static_shape, bins.static_shape):
            first = f"Shapes {bins.shape} and {values.shape} are incompatible"
            raise errors.make(ValueError, first)
    counts = unsorted_segment_sum(values, bins, num_classes * num_classes)
    return reshape(counts, [num_classes, num_classes], name)


@export("", v1="confusion_matrix math.confusion_matrix")
def confusion_matrix_v1(
    labels: TensorLike,
    predictions: TensorLike,
    num_classes: Any = None,
    dtype: DTypeLike = int32,
    name: str | None = None,
    weights: TensorLike | None = None,
) -> Tensor:
    """How often each class was predicted as each class; see `math.confusion_matrix`.

    >>> ef.compat.v1.confusion_matrix([1, 0], [0, 0]).numpy()
    array([[1, 0],
           [1, 0]], dtype=int32)
    """
    return confusion_matrix(labels, predictions, num_classes, weights, dtype, name)


# ------------------------------------------------------------------------------------ counted zeros


@export("math.zero_fraction nn.zero_fraction")
def zero_fraction(value: TensorLike, name: str | None = None) -> Tensor:
    """The part of the elements that are zero.

    Args:
      value: a numeric tensor.
      name: name of the operation in a graph.

    Returns:
      A float32 scalar; nan when there are no elements.

    >>> ef.math.zero_fraction([0, 1, 2, 0]).numpy()
    np.float32(0.5)
    """
    x = as_tensor(value)
    total = size(x, int64)
    zeros = subtract(total, count_nonzero(x))
    return divide(cast(zeros, float32), cast(total, float32), name)
