"""Assertions about dtypes and shapes: checked at once where known, otherwise at run time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ... import errors
from ...core.composite import CompositeTensor
from ...core.convert import is_tensor_like
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import DType, DTypeLike, as_dtype, bool_, float32
from ...registry import export
from .asserts import checked


def _label(x: Any) -> str:
    """The name of a symbolic tensor; eager ones have none."""
    return str((getattr(x, "node", None) and x.name) or "")


def _fail(cls: type[Exception], message: str | None, text: str) -> Exception:
    return errors.make(cls, f"{message}.  {text}" if message else text)


# ------------------------------------------------------------------------------------------ rank


def _rank_rule(x: Spec, ranks: tuple[int, ...], how: str, message: str) -> Spec:
    if x.rank is not None and not _fits(x.rank, ranks, how):
        raise ValueError(_rank_text("", x.rank, x.shape, ranks, how, message))
    return Spec(bool_, ())


def _fits(rank: int, ranks: tuple[int, ...], how: str) -> bool:
    return rank >= ranks[0] if how == "at least " else rank in ranks


def _rank_text(
    name: str, rank: int, shape: Any, ranks: tuple[int, ...], how: str, message: str
) -> str:
    wanted = ranks if how == "in " else ranks[0]
    first = f"{message}.  " if message else ""
    return (
        f"{first}Tensor {name} must have rank {how}{wanted}.  Received rank {rank}, shape {shape}"
    )


def _k_rank(x: Any, ranks: tuple[int, ...], how: str, message: str) -> Any:
    if not _fits(x.ndim, ranks, how):
        text = _rank_text("", x.ndim, x.shape, ranks, how, message)
        raise errors.InvalidArgumentError(None, None, text)
    return np.asarray(True)


@defop(
    "AssertRank",
    kernel=lambda xp: _k_rank,
    inputs="x",
    rule=_rank_rule,
    vjp=None,
    effect="io",
    runs_on_host=True,
)
def _assert_rank(
    x: TensorLike, ranks: Any, how: str, message: str, name: str | None = None
) -> Tensor:
    """True; fails unless the tensor has one of the ranks."""


def check_rank(
    x: Any, ranks: Sequence[Any], how: str, message: str | None, name: str | None
) -> Any:
    """Assert the rank of a tensor, now if it is known."""
    x = as_tensor(x)
    wanted = tuple(int(r) for r in ranks)
    shape = x.static_shape
    if shape is None:
        return checked(_assert_rank(x, wanted, how, message or "", name))
    if not _fits(len(shape), wanted, how):
        text = _rank_text(_label(x), len(shape), shape, wanted, how, message or "")
        raise errors.make(ValueError, text)
    return None


@export("debugging.assert_rank assert_rank")
def assert_rank(
    x: TensorLike, rank: int, message: str | None = None, name: str | None = None
) -> Any:
    """Fail unless a tensor has a rank.

    Args:
      x: a tensor.
      rank: the number of axes it must have.
      message: what to say first when it fails.
      name: name of the operation in a graph.

    Returns:
      The operation that checks, where the rank is not known yet; otherwise None.

    Raises:
      ValueError: the rank is known and another one.
      InvalidArgumentError: it turns out to be another one when the graph runs.

    >>> ef.debugging.assert_rank([[1, 2]], 2)
    """
    return check_rank(x, [rank], "", message, name)


@export("debugging.assert_rank_at_least")
def assert_rank_at_least(
    x: TensorLike, rank: int, message: str | None = None, name: str | None = None
) -> Any:
    """Fail unless a tensor has at least so many axes; see `assert_rank`.

    >>> ef.debugging.assert_rank_at_least([[1, 2]], 1)
    """
    return check_rank(x, [rank], "at least ", message, name)


@export("debugging.assert_rank_in")
def assert_rank_in(
    x: TensorLike, ranks: Sequence[int], message: str | None = None, name: str | None = None
) -> Any:
    """Fail unless the rank of a tensor is one of some; see `assert_rank`.

    >>> ef.debugging.assert_rank_in([[1, 2]], (1, 2))
    """
    return check_rank(x, ranks, "in ", message, name)


@export("debugging.assert_scalar")
def assert_scalar(
    tensor: TensorLike, message: str | None = None, name: str | None = None
) -> Tensor:
    """A tensor as it is; fails unless it has no axes.

    Args:
      tensor: a tensor.
      message: what to say first when it fails.
      name: not used.

    Raises:
      ValueError: it has axes.

    >>> ef.debugging.assert_scalar(3).numpy()
    np.int32(3)
    """
    found: Tensor = as_tensor(tensor)
    if found.static_shape != ():
        text = f"Expected scalar shape, saw shape: {found.shape}."
        raise errors.make(ValueError, f"{message} {text}" if message else text)
    return found


# ----------------------------------------------------------------------------------------- dtypes


@export("debugging.assert_type", v1="assert_type")
def assert_type(
    tensor: TensorLike, tf_type: DTypeLike, message: str | None = None, name: str | None = None
) -> None:
    """Fail unless a tensor has a dtype.

    Args:
      tensor: a tensor or composite.
      tf_type: the dtype.
      message: what to say first when it fails.
      name: not used.

    Raises:
      TypeError: it has another dtype.

    >>> ef.debugging.assert_type(ef.constant([1.]), ef.float32)
    """
    wanted = as_dtype(tf_type)
    value = as_tensor(tensor)
    if value.dtype is not wanted:
        label = _label(value) or "tensor"
        text = f"{label} must be of type {wanted!r}; got {value.dtype!r}"
        raise errors.make(TypeError, f"{message}{text}" if message else text)


@export("debugging.assert_integer", v1="assert_integer")
def assert_integer(x: TensorLike, message: str | None = None, name: str | None = None) -> None:
    """Fail unless a tensor has an integer dtype.

    Args:
      x: a tensor.
      message: what to say first when it fails.
      name: not used.

    Raises:
      TypeError: it has another dtype.

    >>> ef.debugging.assert_integer([1, 2])
    """
    dtype = as_tensor(x).dtype
    if not dtype.is_integer:
        text = f'Expected "x" to be integer type.  Found: tensor of dtype {dtype}'
        raise errors.make(TypeError, f"{message}{text}" if message else text)


@export("debugging.is_numeric_tensor", v1="is_numeric_tensor")
def is_numeric_tensor(tensor: Any) -> bool:
    """True for tensors of numbers: not for bools, strings, or what is no tensor.

    >>> ef.debugging.is_numeric_tensor(ef.constant(1)), ef.debugging.is_numeric_tensor(1)
    (True, False)
    """
    return isinstance(tensor, Tensor) and tensor.dtype.is_numeric


@export("debugging.assert_same_float_dtype", v1="assert_same_float_dtype")
def assert_same_float_dtype(tensors: Iterable[Any] | None = None, dtype: DTypeLike = None) -> DType:
    """The floating dtype that tensors have in common, float32 when nothing says otherwise.

    Args:
      tensors: tensors, or None.
      dtype: the dtype they must have.

    Raises:
      ValueError: the dtypes differ, or are not floating.

    >>> ef.debugging.assert_same_float_dtype([ef.constant(1.)])
    tf.float32
    """
    wanted = None if dtype is None else as_dtype(dtype)
    first = None
    for t in tensors or ():
        if t is None:
            continue
        if wanted is None:
            wanted, first = t.dtype, t
        elif t.dtype is not wanted:
            other = "" if first is None else f" as {first}"
            raise errors.make(
                ValueError,
                f"{t}, type={t.dtype}, must be of the same type ({wanted}){other}.",
            )
    wanted = float32 if wanted is None else wanted
    if not wanted.is_floating:
        raise errors.make(ValueError, f"Expected floating point type, got {wanted}.")
    return wanted


@export("debugging.assert_proper_iterable", v1="assert_proper_iterable")
def assert_proper_iterable(values: Any) -> None:
    """Fail for what cannot be iterated over, and for arrays, tensors and strings, which should not.

    Raises:
      TypeError: `values` is one of those.

    >>> ef.debugging.assert_proper_iterable([1, 2])
    """
    if is_tensor_like(values) or isinstance(values, (CompositeTensor, np.ndarray, bytes, str)):
        raise errors.make(
            TypeError,
            f'Expected argument "values" to be a "proper" iterable.  Found: {type(values)}',
        )
    if not hasattr(values, "__iter__"):
        raise errors.make(
            TypeError, f'Expected argument "values" to be iterable.  Found: {type(values)}'
        )


# ----------------------------------------------------------------------------------------- shapes


@export("debugging.assert_shapes")
def assert_shapes(
    shapes: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> None:
    """Fail unless tensors have the sizes that are asked for.

    Args:
      shapes: a dict, or pairs, of a tensor and its sizes: numbers, letters or words that stand for
        one number in all of them, None for any number. An ellipsis at the start or end stands for
        any further axes, and so does "*" or "..." in its place.
      data: not used.
      summarize: not used.
      message: what to say first when it fails.
      name: not used.

    Raises:
      ValueError: a size that is known does not fit.

    >>> x, y = ef.zeros([2, 3]), ef.zeros([3, 5])
    >>> ef.debugging.assert_shapes([(x, ("N", "D")), (y, ("D", 5))])
    """
    pairs = shapes.items() if isinstance(shapes, Mapping) else shapes
    known: dict[Any, tuple[int, str]] = {}
    for tensor, wanted in pairs:
        tensor = tensor.deref() if hasattr(tensor, "deref") else tensor
        _check_sizes(as_tensor(tensor), list(wanted), known, message)


def _is_open(size: Any) -> bool:
    return size is Ellipsis or size in ("*", "...")


def _check_sizes(
    x: Any, wanted: list[Any], known: dict[Any, tuple[int, str]], message: str | None
) -> None:
    shape = x.static_shape
    if shape is None:
        return
    label = _label(x) or f"shape={tuple(shape)} dtype={x.dtype.name}"
    leading = bool(wanted) and _is_open(wanted[0])
    trailing = len(wanted) > 1 and _is_open(wanted[-1])
    sizes = wanted[1 if leading else 0 : len(wanted) - 1 if trailing else len(wanted)]
    open_ended = leading or trailing
    scalar_too = sizes in ([], [1]) and not open_ended  # a number and a vector of one are alike
    misfit = len(shape) < len(sizes) or (not open_ended and len(shape) != len(sizes))
    if misfit and not (scalar_too and len(shape) <= 1):
        ranks: Any = f"at least {len(sizes)}" if open_ended else len(sizes)
        raise _fail(
            ValueError, message,
            f"Tensor {label} must have rank {ranks}.  Received rank {len(shape)}, "
            f"shape {tuple(shape)}",
        )  # fmt: skip
    first = len(shape) - len(sizes) if leading else 0
    for i, size in enumerate(sizes):
        if first + i < len(shape):
            _check_size(shape, first + i, size, label, known, message)


def _check_size(
    shape: Any, axis: int, size: Any, label: str, known: dict[Any, tuple[int, str]],
    message: str | None,
) -> None:  # fmt: skip
    actual = shape[axis]
    if size is None or size == "." or actual is None:
        return
    wanted, source = (size, "explicitly") if isinstance(size, int) else known.get(size, (None, ""))
    if wanted is None:
        known[size] = (actual, f"by tensor {label} dimension {axis}")
    elif wanted != actual:
        raise _fail(
            ValueError, message,
            f"Specified {source}.  Tensor {label} dimension {axis} must have size {wanted}.  "
            f"Received size {actual}, shape {tuple(shape)}",
        )  # fmt: skip
