"""Features of serialized `tf.train.Example`s as tensors."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import DType, DTypeLike, as_dtype, float32, int64, string
from ...messages.wire import Malformed
from ...registry import export
from ...shapes import TensorShape
from ..arrays.shaping import expand_dims, reshape, squeeze
from ..rules import check_dtype, traits
from ..sparse.tensor import SparseTensor
from . import example_wire

Array = Any
_KINDS = frozenset([float32, int64, string])
_WORDS = {float32: "float", int64: "int64", string: "string"}


@export("io.FixedLenFeature", v1="FixedLenFeature")
class FixedLenFeature(NamedTuple):
    """A feature that has as many values in every example, and becomes a tensor.

    Args:
      shape: the shape of the values of one example.
      dtype: float32, int64 or string.
      default_value: values for examples without the feature; None means that it must be there.
    """

    shape: Any
    dtype: DTypeLike
    default_value: Any = None


@export("io.FixedLenSequenceFeature", v1="FixedLenSequenceFeature")
class FixedLenSequenceFeature(NamedTuple):
    """A feature with a number of steps of one shape, and becomes a tensor with an axis of steps.

    Args:
      shape: the shape of the values of one step.
      dtype: float32, int64 or string.
      allow_missing: must be True: an example without the feature has no steps.
      default_value: what examples of a batch with less steps are filled up with.
    """

    shape: Any
    dtype: DTypeLike
    allow_missing: bool = False
    default_value: Any = None


@export("io.VarLenFeature", v1="VarLenFeature")
class VarLenFeature(NamedTuple):
    """A feature with any number of values, that becomes a `SparseTensor`.

    Args:
      dtype: float32, int64 or string.
    """

    dtype: DTypeLike


class _Wanted(NamedTuple):
    """A feature as the op is told of it; `how` is "dense", "steps" or "sparse"."""

    how: str
    key: bytes
    dtype: DType
    shape: tuple[int, ...]
    default: int  # place of the default value among the defaults; -1 without


# --------------------------------------------------------------------------------------- the op


@traits(by_value=True)
def _rule(serialized: Spec, defaults: tuple[Spec, ...], plan: tuple[_Wanted, ...]) -> Any:
    check_dtype(serialized, frozenset([string]))
    if serialized.shape is not None and len(serialized.shape) != 1:
        raise ValueError(f"serialized must be a vector, got shape {list(serialized.shape)}")
    count = None if serialized.shape is None else serialized.shape[0]
    found: list[Spec] = []
    for w in map(_Wanted._make, plan):
        if w.how == "dense":
            found.append(Spec(w.dtype, (count, *w.shape)))
        elif w.how == "steps":
            found.append(Spec(w.dtype, (count, None, *w.shape)))
        else:
            found += [Spec(int64, (None, 2)), Spec(w.dtype, (None,)), Spec(int64, (2,))]
    return tuple(found)


def _fail(text: str) -> errors.InvalidArgumentError:
    return errors.InvalidArgumentError(None, None, text)


def _rows(w: _Wanted, examples: list[dict[bytes, Any]]) -> list[Array | None]:
    """The values of a feature in each example, None where it has none."""
    found: list[Array | None] = []
    for i, features in enumerate(examples):
        dtype, values = features.get(w.key, (w.dtype, None))
        if dtype is not w.dtype:
            raise _fail(
                f"Key: {w.key.decode()}, Index: {i}.  Data types don't match. Data type: "
                f"{_WORDS[dtype]} but expected type: {_WORDS[w.dtype]}"
            )
        found.append(values)
    return found


def _dense(w: _Wanted, rows: list[Array | None], defaults: Any) -> list[Array]:
    out = np.empty((len(rows), *w.shape), object if w.dtype is string else w.dtype.np)
    for i, values in enumerate(rows):
        if values is None:
            if w.default < 0:
                raise _fail(
                    f"Feature: {w.key.decode()} (data type: {_WORDS[w.dtype]}) is required but "
                    f"could not be found (in example {i})."
                )
            out[i] = defaults[w.default]
            continue
        if values.size != math.prod(w.shape):
            raise _fail(
                f"Key: {w.key.decode()}, Index: {i}.  Number of {_WORDS[w.dtype]} values != "
                f"expected.  values size: {values.size} but output shape: {list(w.shape)}"
            )
        out[i] = values.reshape(w.shape) if w.shape else values[0]
    return [out]


def _steps(w: _Wanted, rows: list[Array | None], defaults: Any) -> list[Array]:
    size = math.prod(w.shape)
    for values in rows:
        if values is not None and values.size % size:
            raise _fail(
                f"Error while parsing feature with key {w.key.decode()}: number of elements should "
                f"be divisible by {size}, found {values.size} instead"
            )
    longest = max((v.size // size for v in rows if v is not None), default=0)
    out = np.empty((len(rows), longest, *w.shape), object if w.dtype is string else w.dtype.np)
    out[...] = defaults[w.default]
    for i, values in enumerate(rows):
        if values is not None:
            out[i, : values.size // size] = values.reshape(-1, *w.shape)
    return [out]


def _sparse(w: _Wanted, rows: list[Array | None], defaults: Any) -> list[Array]:
    empty = np.empty(0, object if w.dtype is string else w.dtype.np)
    given = [empty if v is None else v for v in rows]
    sizes = [v.size for v in given]
    places = [(i, j) for i, n in enumerate(sizes) for j in range(n)]
    indices = np.array(places, np.int64).reshape(-1, 2)
    shape = np.array([len(rows), max(sizes, default=0)], np.int64)
    return [indices, np.concatenate([empty, *given]), shape]


_HOW: dict[str, Callable[[_Wanted, list[Array | None], Any], list[Array]]] = {
    "dense": _dense,
    "steps": _steps,
    "sparse": _sparse,
}


def _k_parse(serialized: Array, defaults: tuple[Array, ...], plan: tuple[_Wanted, ...]) -> Any:
    examples = []
    for i, data in enumerate(serialized.tolist()):
        try:
            examples.append(example_wire.features(data))
        except Malformed:
            raise _fail(f"Could not parse example input, value {i}: {data[:40]!r}") from None
    found: list[Array] = []
    for w in map(_Wanted._make, plan):
        found += _HOW[w.how](w, _rows(w, examples), defaults)
    return tuple(found)


@defop(
    "ParseExampleV2",
    inputs="serialized",
    lists="defaults",
    kernel=lambda xp: _k_parse,
    rule=_rule,
    vjp=None,
    runs_on_host=True,
)
def _parse(serialized: Any, defaults: Any, plan: Any, name: str | None = None) -> Any:
    """Features of examples, as many tensors as the plan makes."""


# ------------------------------------------------------------------------------------- functions


def _checked_kind(key: str, dtype: DTypeLike) -> DType:
    if dtype is None:
        raise ValueError(f"Missing type for feature {key}.")
    kind = as_dtype(dtype)
    if kind not in _KINDS:
        raise errors.make(
            TypeError,
            f"Value for attr 'dtype' of {kind.name} is not in the list of allowed values: float32, "
            "int64, string",
            operands=[f"feature '{key}'"],
        )
    return kind


def _plan(features: Any) -> tuple[tuple[_Wanted, ...], list[Tensor]]:
    """What the op is told of the features, and the default values.

    Raises:
      ValueError: there is no feature, or one of an unknown kind, or without a known shape.
    """
    if not features:
        raise ValueError("Invalid argument: features cannot be empty.")
    plan: list[_Wanted] = []
    defaults: list[Tensor] = []
    for key in sorted(features):
        feature = features[key]
        if isinstance(feature, VarLenFeature):
            plan.append(_Wanted("sparse", key.encode(), _checked_kind(key, feature.dtype), (), -1))
            continue
        if not isinstance(feature, (FixedLenFeature, FixedLenSequenceFeature)):
            raise ValueError(f"Unsupported {type(feature).__name__} {feature} for key '{key}'")
        dtype, shape = _checked_kind(key, feature.dtype), _checked_shape(key, feature)
        default = feature.default_value
        if isinstance(feature, FixedLenFeature):
            how, filler = "dense", default
        else:
            how, filler = "steps", ("" if dtype is string else 0) if default is None else default
            if not feature.allow_missing:
                raise ValueError(
                    "Unsupported: FixedLenSequenceFeature requires allow_missing to be True."
                )
        at = -1
        if filler is not None:
            at = len(defaults)
            value = as_tensor(filler, dtype)
            defaults.append(reshape(value, shape) if how == "dense" else value)
        plan.append(_Wanted(how, key.encode(), dtype, shape, at))
    return tuple(plan), defaults


def _checked_shape(key: str, feature: Any) -> tuple[int, ...]:
    if feature.shape is None:
        raise ValueError(f"Missing shape for feature {key}. Received feature={feature}.")
    sizes = TensorShape(feature.shape).as_list()
    if sizes and sizes[0] is None:
        raise ValueError(
            f"First dimension of shape for feature {key} unknown. Consider using "
            f"FixedLenSequenceFeature. Received feature={feature}."
        )
    if None in sizes:
        raise ValueError(
            f"All dimensions of shape for feature {key} need to be known but received {sizes}."
        )
    return tuple(sizes)  # type: ignore[arg-type]


def _parsed(serialized: Any, features: Any, name: str | None, single: bool) -> dict[str, Any]:
    """The features of a vector of examples, without the axis of examples if it is one."""
    plan, defaults = _plan(features)
    parts = list(_parse(serialized, defaults, plan, name))
    found: dict[str, Any] = {}
    for w in plan:
        key = w.key.decode()
        if w.how != "sparse":
            value = parts.pop(0)
            found[key] = squeeze(value, 0) if single else value
            continue
        indices, values, sizes = parts.pop(0), parts.pop(0), parts.pop(0)
        if single:
            indices, sizes = indices[:, 1:], sizes[1:]
        found[key] = SparseTensor(indices, values, sizes)
    return found


@export("io.parse_single_example")
def parse_single_example(
    serialized: TensorLike,
    features: dict[str, Any],
    example_names: Any = None,
    name: str | None = None,
) -> dict[str, Any]:
    """The features of one serialized `tf.train.Example`.

    Args:
      serialized: a scalar string.
      features: for each name a `FixedLenFeature`, `FixedLenSequenceFeature` or `VarLenFeature`.
      example_names: not used.
      name: name of the operation in a graph.

    Returns:
      A dict of tensors, and of sparse tensors for `VarLenFeature`s.

    Raises:
      ValueError: a feature is asked for in a way that is not possible.
      InvalidArgumentError: the example lacks a feature, or has it with another dtype or size.

    >>> data = b"\\n\\x0f\\n\\r\\n\\x01a\\x12\\x08\\x1a\\x06\\n\\x04\\x01\\x02\\x03\\x04"
    >>> ef.io.parse_single_example(data, {"a": ef.io.FixedLenFeature([4], ef.int64)})["a"].numpy()
    array([1, 2, 3, 4])
    """
    return _parsed(expand_dims(as_tensor(serialized, string), 0), features, name, True)


@export("io.parse_example")
def parse_example(
    serialized: TensorLike,
    features: dict[str, Any],
    example_names: Any = None,
    name: str | None = None,
) -> dict[str, Any]:
    """The features of a vector of serialized `tf.train.Example`s, or of one of them.

    Args:
      serialized: a vector of strings, or a scalar.
      features: for each name a `FixedLenFeature`, `FixedLenSequenceFeature` or `VarLenFeature`.
      example_names: not used.
      name: name of the operation in a graph.

    Returns:
      A dict of tensors with an axis of examples, and of sparse tensors for `VarLenFeature`s.

    Raises:
      ValueError: a feature is asked for in a way that is not possible.
      InvalidArgumentError: an example lacks a feature, or has it with another dtype or size.

    >>> data = b"\\n\\x0c\\n\\n\\n\\x01a\\x12\\x05\\x1a\\x03\\n\\x01\\x07"
    >>> ef.io.parse_example([data, data], {"a": ef.io.VarLenFeature(ef.int64)})["a"].values.numpy()
    array([7, 7])
    """
    given = as_tensor(serialized, string)
    if given.shape.rank == 0:
        return parse_single_example(given, features, example_names, name)
    return _parsed(given, features, name, False)


@export(v1="io.parse_single_example parse_single_example")
def parse_single_example_v1(
    serialized: TensorLike,
    features: dict[str, Any],
    name: str | None = None,
    example_names: Any = None,
) -> dict[str, Any]:
    """The features of one serialized `tf.train.Example`; see `ef.io.parse_single_example`.

    >>> data = b"\\n\\x0c\\n\\n\\n\\x01a\\x12\\x05\\x1a\\x03\\n\\x01\\x07"
    >>> wanted = {"a": ef.io.FixedLenFeature([], ef.int64)}
    >>> int(ef.compat.v1.parse_single_example(data, wanted)["a"])
    7
    """
    return parse_single_example(serialized, features, example_names, name)


@export(v1="io.parse_example parse_example")
def parse_example_v1(
    serialized: TensorLike,
    features: dict[str, Any],
    name: str | None = None,
    example_names: Any = None,
) -> dict[str, Any]:
    """The features of serialized `tf.train.Example`s; see `ef.io.parse_example`.

    >>> data = b"\\n\\x0c\\n\\n\\n\\x01a\\x12\\x05\\x1a\\x03\\n\\x01\\x07"
    >>> wanted = {"a": ef.io.FixedLenFeature([], ef.int64)}
    >>> ef.compat.v1.parse_example([data], wanted)["a"].numpy()
    array([7])
    """
    return parse_example(serialized, features, example_names, name)
