"""Shapes, known in full, in part or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

from .registry import export

# A static shape inside the framework: a tuple with None for an unknown size, or None when even
# the rank is unknown.
Shape = tuple[int | None, ...]
PartialShape = Shape | None


def known(shape: PartialShape) -> bool:
    """True when every size is known."""
    return shape is not None and None not in shape


def size(shape: PartialShape) -> int | None:
    """Number of elements, or None when it is not known."""
    if shape is None:
        return None
    total = 1
    for d in shape:
        if d is None:
            return None
        total *= d
    return total


def compatible(a: PartialShape, b: PartialShape) -> bool:
    """True when one array could have both shapes."""
    if a is None or b is None:
        return True
    return len(a) == len(b) and all(
        x is None or y is None or x == y for x, y in zip(a, b, strict=True)
    )


def merge(a: PartialShape, b: PartialShape) -> PartialShape:
    """What is known from either of two compatible shapes.

    Raises:
      ValueError: the shapes contradict each other.
    """
    if a is None or b is None:
        return b if a is None else a
    if not compatible(a, b):
        raise ValueError(f"Shapes {text(a)} and {text(b)} are not compatible")
    return tuple(y if x is None else x for x, y in zip(a, b, strict=True))


def generalize(a: PartialShape, b: PartialShape) -> PartialShape:
    """The most specific shape that both shapes fit."""
    if a is None or b is None or len(a) != len(b):
        return None
    return tuple(x if x == y else None for x, y in zip(a, b, strict=True))


def broadcast(a: PartialShape, b: PartialShape) -> PartialShape:
    """The shape of an elementwise result, by NumPy's rules.

    Raises:
      ValueError: the shapes can not be broadcast together.
    """
    if a == b:
        return a
    if a is None or b is None:
        return None
    if len(a) < len(b):
        a, b = b, a
    out = list(a)
    offset = len(a) - len(b)
    for i, y in enumerate(b):
        x = a[offset + i]
        if x == y or y == 1:
            continue
        if x == 1 or x is None:
            out[offset + i] = y
        elif y is not None:
            raise ValueError(f"Incompatible shapes: {text(a)} vs. {text(b)}")
    return tuple(out)


def text(shape: PartialShape) -> str:
    """`[2,?]`, as messages write it; an unknown rank is `<unknown>`."""
    if shape is None:
        return "<unknown>"
    return "[" + ",".join("?" if d is None else str(d) for d in shape) + "]"


def normalize_axis(axis: int, rank: int, what: str = "axis") -> int:
    """`axis` counted from the front.

    Raises:
      ValueError: the axis does not exist.
    """
    if not -rank <= axis < rank:
        raise ValueError(f"{what} {axis} is out of range for a tensor of rank {rank}")
    return axis + rank if axis < 0 else axis


def normalize_axes(axis: int | tuple[int, ...] | None, rank: int) -> tuple[int, ...]:
    """Axes counted from the front, in rising order; None means all.

    Raises:
      ValueError: an axis does not exist or is given twice.
    """
    if axis is None:
        return tuple(range(rank))
    axes = (axis,) if isinstance(axis, int) else axis
    out = sorted(normalize_axis(a, rank, "Invalid reduction dimension") for a in axes)
    if len(set(out)) != len(out):
        raise ValueError(f"axis {axes} names a dimension twice")
    return tuple(out)


@export("", v1="Dimension")
class Dimension:
    """One size of a 1.x shape: an int or unknown (None), with TensorFlow's arithmetic.

    Args:
      value: the size, None when unknown, or another Dimension.
    """

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        if isinstance(value, Dimension):
            value = value.value
        elif value is not None:
            value = value.__index__()
            if value < 0:
                raise ValueError(f"Dimension {value} must be >= 0")
        self.value: int | None = value

    def __repr__(self) -> str:
        return f"Dimension({self.value})"

    def __str__(self) -> str:
        return "?" if self.value is None else str(self.value)

    def __hash__(self) -> int:
        return hash(self.value)

    def __int__(self) -> int:
        if self.value is None:
            raise TypeError("an unknown Dimension has no int value; use tf.shape(x) instead")
        return self.value

    __index__ = __int__

    def is_compatible_with(self, other: Any) -> bool:
        value = as_size(other)
        return self.value is None or value is None or self.value == value

    def _compare(self, other: Any, how: str) -> Any:
        try:
            value = as_size(other)
        except (TypeError, AttributeError):
            return NotImplemented
        if self.value is None or value is None:
            return None
        return getattr(self.value, how)(value)

    def _combine(self, other: Any, how: str) -> Any:
        try:
            value = as_size(other)
        except (TypeError, AttributeError):
            return NotImplemented
        if self.value is None or value is None:
            return Dimension(None)
        return Dimension(getattr(self.value, how)(value))


def _install_arithmetic() -> None:
    def method(how: str, via: str) -> Any:
        return lambda self, other: getattr(self, via)(other, how)

    for how in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"):
        setattr(Dimension, how, method(how, "_compare"))
    for how in ("add", "sub", "mul", "floordiv", "mod"):
        setattr(Dimension, f"__{how}__", method(f"__{how}__", "_combine"))
        setattr(Dimension, f"__r{how}__", method(f"__r{how}__", "_combine"))


_install_arithmetic()


def as_size(value: Any) -> int | None:
    """An int or None from an int, None or Dimension."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Dimension):
        return value.value
    result: int = value.__index__()
    return result


_sizes_of_1x = False


@export("", v1="disable_v2_tensorshape")
def disable_v2_tensorshape() -> None:
    """Let shapes have `Dimension` objects as elements, as in 1.x, so that `x.shape[0].value` works.

    >>> ef.compat.v1.disable_v2_tensorshape()
    >>> ef.TensorShape([2, None])[1].value is None
    True
    >>> ef.compat.v1.enable_v2_tensorshape()
    """
    global _sizes_of_1x
    _sizes_of_1x = True


@export("", v1="enable_v2_tensorshape")
def enable_v2_tensorshape() -> None:
    """Let shapes have ints and None as elements; this is the default.

    >>> ef.compat.v1.enable_v2_tensorshape()
    >>> ef.TensorShape([2, None])[0]
    2
    """
    global _sizes_of_1x
    _sizes_of_1x = False


@export("TensorShape")
class TensorShape:
    """The static shape of a tensor, which may be known in part.

    Args:
      dims: a sequence of sizes (None for an unknown one), an int for a shape of rank one, another
        TensorShape, or None for an unknown rank.

    >>> ef.TensorShape([2, None]).as_list()
    [2, None]
    """

    __slots__ = ("_dims",)

    def __init__(self, dims: Any) -> None:
        self._dims: PartialShape = as_shape(dims)

    @property
    def rank(self) -> int | None:
        """Number of axes, or None when unknown."""
        return None if self._dims is None else len(self._dims)

    ndims = rank

    @property
    def dims(self) -> list[Dimension] | None:
        """The sizes as Dimension objects, or None when the rank is unknown."""
        return None if self._dims is None else [Dimension(d) for d in self._dims]

    def as_list(self) -> list[int | None]:
        """The sizes as a list with None for unknown ones.

        Raises:
          ValueError: the rank is unknown.
        """
        if self._dims is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self._dims)

    def as_tuple(self) -> PartialShape:
        """The sizes as a tuple, or None when the rank is unknown."""
        return self._dims

    def num_elements(self) -> int | None:
        """Product of the sizes, or None when one is unknown."""
        return size(self._dims)

    def is_fully_defined(self) -> bool:
        return known(self._dims)

    def assert_is_fully_defined(self) -> None:
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def is_compatible_with(self, other: Any) -> bool:
        return compatible(self._dims, as_shape(other))

    def assert_is_compatible_with(self, other: Any) -> None:
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {TensorShape(other)} are incompatible")

    def assert_has_rank(self, rank: int) -> None:
        if self.rank not in (None, rank):
            raise ValueError(f"Shape {self} must have rank {rank}")

    def assert_same_rank(self, other: Any) -> None:
        other = TensorShape(other)
        if None not in (self.rank, other.rank) and self.rank != other.rank:
            raise ValueError(f"Shapes {self} and {other} must have the same rank")

    def with_rank(self, rank: int) -> TensorShape:
        """This shape, known to have `rank` axes."""
        if self.rank not in (None, rank):
            raise ValueError(f"Shape {self} must have rank {rank}")
        return self.merge_with([None] * rank)

    def with_rank_at_least(self, rank: int) -> TensorShape:
        if self.rank is not None and self.rank < rank:
            raise ValueError(f"Shape {self} must have rank at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        if self.rank is not None and self.rank > rank:
            raise ValueError(f"Shape {self} must have rank at most {rank}")
        return self

    def merge_with(self, other: Any) -> TensorShape:
        """What is known from both shapes.

        Raises:
          ValueError: they contradict each other.
        """
        return TensorShape(merge(self._dims, as_shape(other)))

    def concatenate(self, other: Any) -> TensorShape:
        """This shape followed by `other`."""
        other = as_shape(other)
        if self._dims is None or other is None:
            return TensorShape(None)
        return TensorShape(self._dims + other)

    def most_specific_compatible_shape(self, other: Any) -> TensorShape:
        return TensorShape(generalize(self._dims, as_shape(other)))

    def is_subtype_of(self, other: Any) -> bool:
        """True when every array of this shape also has shape `other`."""
        wide = as_shape(other)
        if wide is None:
            return True
        if self._dims is None or len(self._dims) != len(wide):
            return False
        return all(w is None or w == d for d, w in zip(self._dims, wide, strict=True))

    def __len__(self) -> int:
        if self._dims is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")
        return len(self._dims)

    def __bool__(self) -> bool:
        return self._dims is not None

    def __iter__(self) -> Iterator[int | None]:
        if self._dims is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")
        sizes: Any = [Dimension(d) for d in self._dims] if _sizes_of_1x else self._dims
        return iter(sizes)

    @overload
    def __getitem__(self, key: int) -> int | None: ...
    @overload
    def __getitem__(self, key: slice) -> TensorShape: ...
    def __getitem__(self, key: int | slice) -> Any:
        if isinstance(key, slice):
            return TensorShape(None if self._dims is None else self._dims[key])
        size = None if self._dims is None else self._dims[key]
        return Dimension(size) if _sizes_of_1x else size

    def __add__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def __radd__(self, other: Any) -> TensorShape:
        return TensorShape(other).concatenate(self)

    def __eq__(self, other: object) -> bool:
        try:
            return self._dims == as_shape(other)
        except (TypeError, ValueError):
            return NotImplemented

    def __hash__(self) -> int:
        return hash(self._dims)

    def __str__(self) -> str:
        if self._dims is None:
            return "<unknown>"
        if len(self._dims) == 1:
            return f"({self._dims[0]},)"
        return "(" + ", ".join(str(d) for d in self._dims) + ")"

    def __repr__(self) -> str:
        return f"TensorShape({None if self._dims is None else list(self._dims)})"

    def __reduce__(self) -> tuple[type[TensorShape], tuple[PartialShape]]:
        return TensorShape, (self._dims,)


def as_shape(value: Any) -> PartialShape:
    """A static shape from what users write for one.

    Raises:
      TypeError: the value is not a shape.
      ValueError: a size is negative.
    """
    if value is None or isinstance(value, TensorShape):
        return None if value is None else value._dims
    if isinstance(value, (int, Dimension)) or (
        hasattr(value, "__index__") and not getattr(value, "shape", ())
    ):
        value = (value,)
    elif not isinstance(value, Sequence) and not hasattr(value, "__iter__"):
        raise TypeError(f"Dimension value must be integer or None, got {value!r} for a shape")
    if isinstance(value, str):
        raise TypeError(f"a shape can not be the string {value!r}")
    try:
        out = tuple(as_size(d) for d in value)
    except AttributeError as e:
        raise TypeError(f"Dimension value must be integer or None, got shape {value!r}") from e
    for d in out:
        if d is not None and d < 0:
            raise ValueError(f"Dimension {d} must be >= 0")
    return out
