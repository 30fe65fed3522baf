"""A part of an image, drawn at random so that it holds enough of an object."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ... import errors
from ...backend import philox
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import float32, int8, int16, int32, int64, uint8
from ...registry import export
from ...shapes import compatible, text
from ..random.state import draw_key, named_scope, seed_key
from ..rules import check_dtype

_SIZES = frozenset([uint8, int8, int16, int32, int64])
_WORDS = 256  # drawn at a time
# Sizes are rounded in single precision, whose last digits decide about pixels.
_f = np.float32
Range = tuple[float, float]


class Box(NamedTuple):
    """A part of an image in pixels; `bottom` and `right` are outside."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def area(self) -> int:
        return max(self.bottom - self.top, 0) * max(self.right - self.left, 0)

    def common(self, other: Box) -> Box:
        """What two boxes share."""
        return Box(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )


class _Numbers:
    """Random numbers, one at a time."""

    def __init__(self, key: Any) -> None:
        self.words = self._stream(key)

    @staticmethod
    def _stream(key: Any) -> Iterator[int]:
        count = _WORDS
        while True:
            words = philox.bits(np, tuple(key[:2]), tuple(key[2:]), count)
            yield from words[count - _WORDS :].tolist()
            count += _WORDS

    def uniform(self) -> Any:
        """A float32 in [0, 1)."""
        return philox.uniform32(np, np.array([next(self.words)], np.uint32))[0]

    def below(self, n: int) -> int:
        """An integer of 0..n-1, all equally likely."""
        if not n & n - 1:
            return next(self.words) & n - 1
        uneven = ((1 << 32) - 1) % n + 1
        while (word := next(self.words)) < uneven:
            pass
        return word % n


def _nearest(x: Any) -> int:
    return int(np.rint(x))


def _drawn_box(rows: int, columns: int, area: Range, aspect: Any, numbers: _Numbers) -> Box | None:
    """A box with a ratio of width to height and an area in a range, or None when there is none."""
    if area[1] <= 0 or aspect <= 0 or area[0] > area[1]:
        return None
    least, most = (_f(part) * _f(columns) * _f(rows) for part in area)
    height, highest = (_nearest(np.sqrt(size / aspect)) for size in (least, most))
    if _nearest(_f(highest) * aspect) > columns:
        highest = int((columns + 0.5 - 1e-7) / float(aspect))
        if _nearest(_f(highest) * aspect) > columns:
            highest -= 1
    highest = min(highest, rows)
    height = min(height, highest)
    if height < highest:
        height += numbers.below(highest - height + 1)
    width = _nearest(_f(height) * aspect)
    for step in (1, -1):  # rounding may have left the range by one pixel
        size = _f(width * height)
        if size < least if step == 1 else size > most:
            height += step
            width = _nearest(_f(height) * aspect)
    fits = least <= _f(width * height) <= most and 0 < width <= columns and 0 < height <= rows
    if not fits:
        return None
    top = numbers.below(rows - height) if height < rows else 0
    left = numbers.below(columns - width) if width < columns else 0
    return Box(top, left, top + height, left + width)


def _holds(box: Box, objects: list[Box], part: float) -> bool:
    """Whether a box holds that part of any of the objects."""
    if box.area < 1:
        return False
    seen = (o for o in objects if o.area >= 1)
    return any(_f(box.common(o).area) / _f(o.area) >= part for o in seen)


def _objects(boxes: Any, rows: int, columns: int, whole: Box, use_whole: bool) -> list[Box]:
    given = boxes.reshape(-1, 4)
    if not len(given):
        if use_whole:
            return [whole]
        raise ValueError(
            "No bounding boxes provided as input. One must enable use_image_if_no_bounding_boxes "
            "if you wish to not provide any bounding boxes."
        )
    if not (np.all(given >= 0) and np.all(given <= 1)):
        raise ValueError(
            "All bounding box coordinates must be in [0.0, 1.0], as parts of the image: got "
            f"{given.min()} to {given.max()}"
        )
    scaled = given * np.array([rows, columns, rows, columns], np.float32)
    return [Box(*(int(v) for v in row)) for row in scaled]


def _k_distort(
    size: Any, boxes: Any, part: Any, key: Any, aspects: Range, area: Range, tries: int, whole: bool
) -> tuple[Any, Any, Any]:
    _check_shapes(size.shape, boxes.shape)
    rows, columns = int(size[0]), int(size[1])
    if rows <= 0 or columns <= 0:
        raise ValueError(f"Image height and width must be positive, got {size}")
    if not 0 <= float(part) <= 1:
        raise ValueError(f"min_object_covered must be in [0, 1], got {part}")
    image = Box(0, 0, rows, columns)
    objects = _objects(boxes, rows, columns, image, whole)
    numbers, chosen = _Numbers(key), image
    lowest, width = _f(aspects[0]), _f(aspects[1]) - _f(aspects[0])
    for _ in range(tries):
        aspect = numbers.uniform() * width + lowest
        box = _drawn_box(rows, columns, area, aspect, numbers)
        if box is not None and _holds(box, objects, float(part)):
            chosen = box
            break
    begin = np.array([chosen.top, chosen.left, 0], size.dtype)
    extent = [chosen.bottom - chosen.top, chosen.right - chosen.left, -1]
    corners = np.array(chosen, np.float32) / np.array([rows, columns] * 2, np.float32)
    return begin, np.array(extent).astype(size.dtype), corners.reshape(1, 1, 4)


def _check_shapes(size: Any, boxes: Any) -> None:
    if not compatible(size, (3,)):
        raise ValueError(f"image_size must be 1-D and contain 3 elements, got shape {text(size)}")
    if boxes is not None and (len(boxes) != 3 or boxes[2] not in (4, None)):
        raise ValueError(
            f"bounding_boxes must be 3-D [batch, num_boxes, coords] with 4 coords: {text(boxes)}"
        )


def _rule(
    size: Spec, boxes: Spec, part: Spec, key: Any, aspects: Range, area: Range, tries: int,
    whole: bool,
) -> tuple[Spec, Spec, Spec]:  # fmt: skip
    check_dtype(size, _SIZES)
    for other in (boxes, part):
        check_dtype(other, frozenset([float32]))
    _check_shapes(size.shape, boxes.shape)
    if not compatible(part.shape, ()):
        raise ValueError(f"min_object_covered must be a scalar, got shape {text(part.shape)}")
    for name, low, high in (("aspect_ratio_range", *aspects), ("area_range", *area)):
        if not 0 < low <= high < math.inf:
            raise ValueError(f"{name} must be two positive numbers in rising order: {low}, {high}")
    if area[1] > 1:
        raise ValueError(f"area_range must not go beyond 1, the whole image: {area}")
    if tries <= 0:
        raise ValueError(f"Max attempts must be positive: {tries}")
    vector = Spec(size.dtype, (3,))
    return vector, vector, Spec(float32, (1, 1, 4))


@defop(
    "SampleDistortedBoundingBoxV2",
    inputs="size boxes part",
    host="key",
    kernel=lambda xp: _k_distort,
    rule=_rule,
    vjp=None,
    runs_on_host=True,
)
def _distort(
    size: TensorLike, boxes: TensorLike, part: TensorLike, key: Any, aspects: Any, area: Any,
    tries: Any, whole: Any, name: str | None = None,
) -> Any:  # fmt: skip
    """Begin, size and corners of a part of an image; see `sample_distorted_bounding_box`."""


def _pair(given: Any, default: Range, name: str) -> Range:
    found = tuple(float(v) for v in (default if given is None else given))
    if len(found) != 2:
        raise errors.make(
            errors.InvalidArgumentError,
            f"{name} field must specify 2 dimensions, got {given}",
            op="SampleDistortedBoundingBoxV2",
        )
    return found


def _sample(
    key: Any, image_size: Any, boxes: Any, part: Any, aspects: Any, area: Any, tries: Any,
    whole: Any, name: str | None,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    begin, size, corners = _distort(
        as_tensor(image_size),
        as_tensor(boxes, float32),
        as_tensor(part, float32),
        key,
        _pair(aspects, (0.75, 1.33), "aspect_ratio_range"),
        _pair(area, (0.05, 1.0), "area_range"),
        100 if tries is None else int(tries),
        bool(whole),
        name,
    )
    return begin, size, corners


@export("image.sample_distorted_bounding_box")
def sample_distorted_bounding_box(
    image_size: TensorLike,
    bounding_boxes: TensorLike,
    seed: int = 0,
    min_object_covered: TensorLike = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """A part of an image at random, of a random size and shape, that holds enough of an object.

    Heights are drawn for a random ratio until the box fits and covers enough of one of the objects;
    after `max_attempts` the whole image is taken. C. Szegedy et al., "Going deeper with
    convolutions" (2014), train on such parts.

    Args:
      image_size: [rows, columns, channels], integers.
      bounding_boxes: the objects, [n, boxes, 4], float32 in [0, 1]: top, left, bottom, right, as
        parts of the image.
      seed: the operation's own seed, see `random.set_seed`; 0 for none.
      min_object_covered: which part of at least one object has to be in the box, 0 to 1.
      aspect_ratio_range: lowest and highest width / height; [0.75, 1.33] when left out.
      area_range: lowest and highest part of the image; [0.05, 1] when left out.
      max_attempts: how many boxes to try, 100 when left out.
      use_image_if_no_bounding_boxes: take the whole image as the object when there is none.
      name: name of the operation in a graph.

    Returns:
      Begin and size for `slice`, of the dtype of `image_size` (the last size is -1); and the box
      as float32 of shape [1, 1, 4] for `image.draw_bounding_boxes`.

    Raises:
      InvalidArgumentError: no box is given, or an argument is out of its range.

    >>> begin, size, box = ef.image.sample_distorted_bounding_box(
    ...     [20, 30, 3], [[[0.1, 0.2, 0.5, 0.9]]], seed=1, min_object_covered=0.5
    ... )
    >>> ef.slice(ef.zeros([20, 30, 3]), begin, size).shape[2], box.shape
    (3, TensorShape([1, 1, 4]))
    """
    default = "sample_distorted_bounding_box"
    with named_scope(name, default, image_size, bounding_boxes, min_object_covered) as last:
        return _sample(
            draw_key(seed or None), image_size, bounding_boxes, min_object_covered,
            aspect_ratio_range, area_range, max_attempts, use_image_if_no_bounding_boxes, last(),
        )  # fmt: skip


@export("image.stateless_sample_distorted_bounding_box")
def stateless_sample_distorted_bounding_box(
    image_size: TensorLike,
    bounding_boxes: TensorLike,
    seed: TensorLike,
    min_object_covered: TensorLike = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """A part of an image that follows from a seed; see `image.sample_distorted_bounding_box`.

    Args:
      image_size: [rows, columns, channels], integers.
      bounding_boxes: the objects, [n, boxes, 4], float32 in [0, 1].
      seed: two integers.
      min_object_covered: which part of at least one object has to be in the box, 0 to 1.
      aspect_ratio_range: lowest and highest width / height; [0.75, 1.33] when left out.
      area_range: lowest and highest part of the image; [0.05, 1] when left out.
      max_attempts: how many boxes to try, 100 when left out.
      use_image_if_no_bounding_boxes: take the whole image as the object when there is none.
      name: name of the operation in a graph.

    Returns:
      Begin, size and box, the same as TensorFlow's for the same seed.

    Raises:
      InvalidArgumentError: no box is given, or an argument is out of its range.

    >>> draw = ef.image.stateless_sample_distorted_bounding_box
    >>> begin, size, _ = draw([20, 30, 3], [[[0.1, 0.2, 0.5, 0.9]]], [1, 2])
    >>> begin.numpy().tolist(), size.numpy().tolist()
    ([3, 12, 0], [16, 15, -1])
    """
    default = "stateless_sample_distorted_bounding_box"
    with named_scope(name, default, image_size, bounding_boxes, min_object_covered, seed) as last:
        return _sample(
            seed_key(seed), image_size, bounding_boxes, min_object_covered,
            aspect_ratio_range, area_range, max_attempts, use_image_if_no_bounding_boxes, last(),
        )  # fmt: skip


@export("", v1="image.sample_distorted_bounding_box")
def sample_distorted_bounding_box_v1(
    image_size: TensorLike,
    bounding_boxes: TensorLike,
    seed: int | None = None,
    seed2: int | None = None,
    min_object_covered: TensorLike = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """A part of an image at random; see `ef.image.sample_distorted_bounding_box`.

    Args:
      image_size: [rows, columns, channels], integers.
      bounding_boxes: the objects, [n, boxes, 4], float32 in [0, 1].
      seed: the operation's own seed.
      seed2: a second part of it.
      min_object_covered: which part of at least one object has to be in the box, 0 to 1.
      aspect_ratio_range: lowest and highest width / height; [0.75, 1.33] when left out.
      area_range: lowest and highest part of the image; [0.05, 1] when left out.
      max_attempts: how many boxes to try, 100 when left out.
      use_image_if_no_bounding_boxes: take the whole image as the object when there is none.
      name: name of the operation in a graph.

    >>> draw = ef.compat.v1.image.sample_distorted_bounding_box
    >>> begin, size, box = draw([20, 30, 3], [[[0.0, 0.0, 1.0, 1.0]]], 1)
    >>> begin.shape, size.shape, box.shape
    (TensorShape([3]), TensorShape([3]), TensorShape([1, 1, 4]))
    """
    return sample_distorted_bounding_box(
        image_size, bounding_boxes, (seed or 0) + ((seed2 or 0) << 32), min_object_covered,
        aspect_ratio_range, area_range, max_attempts, use_image_if_no_bounding_boxes, name,
    )  # fmt: skip
