"""Boxes on images: the best of those that overlap, and drawing them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import float16, float32, int32
from ...registry import export
from ...shapes import text
from ..array import constant
from ..array import shape as shape_of
from ..arrays.gathering import gather
from ..arrays.joining import concat, stack
from ..arrays.largest import top_k
from ..arrays.ranges import range as range_of
from ..arrays.repeating import pad, tile
from ..arrays.selection import where
from ..arrays.shaping import reshape
from ..arrays.shaping import transpose as permuted
from ..casting import cast
from ..elementwise.comparison import less
from ..elementwise.magnitude import maximum, minimum
from ..reductions.sums import reduce_sum
from ..rules import check_dtype

Array = Any
_FLOATS = frozenset([float16, float32])

# ----------------------------------------------------------------------------------- suppression


def _overlaps(xp: Any, boxes: Array, best: Array) -> Array:
    """Intersection over union of each box with the best one of its batch, [batch, n]."""
    low = xp.minimum(boxes[..., :2], boxes[..., 2:])
    high = xp.maximum(boxes[..., :2], boxes[..., 2:])
    chosen = best[:, None, None]
    low_best = xp.take_along_axis(low, chosen, 1)
    high_best = xp.take_along_axis(high, chosen, 1)
    area = xp.prod(high - low, axis=-1)
    area_best = xp.prod(high_best - low_best, axis=-1)
    sides = xp.maximum(xp.minimum(high, high_best) - xp.maximum(low, low_best), 0)
    common = xp.prod(sides, axis=-1)
    whole = area + area_best - common
    empty = xp.logical_or(area <= 0, area_best <= 0)
    return xp.where(empty, 0, common / xp.where(empty, 1, whole))


def _k_suppress(kind: str) -> Any:
    """The kernel for boxes, or for a matrix that says how much each two of them overlap."""

    def source(xp: Any) -> Any:
        def kernel(
            boxes: Array, scores: Array, most: int, iou: float, least: float, sigma: float
        ) -> tuple[Array, Array, Array]:
            b, n = scores.shape
            if most < 0:
                raise ValueError("output size must be non-negative")
            wide = boxes.astype(xp.float32)
            left = scores.astype(xp.float32)
            left = xp.where(left > least, left, -math.inf).astype(xp.float32)
            chosen = xp.zeros((b, most), xp.int32)
            values = xp.zeros((b, most), xp.float32)
            count = xp.zeros((b,), xp.int32)
            places = xp.arange(n)[None, :]
            for i in range(min(most, n)):
                best = xp.argmax(left, axis=1)
                value = xp.take_along_axis(left, best[:, None], 1)[:, 0]
                found = value > -math.inf
                chosen[:, i] = xp.where(found, best, 0)
                values[:, i] = xp.where(found, value, 0)
                count += found
                if kind == "boxes":
                    shared = _overlaps(xp, wide, best)
                else:
                    shared = xp.take_along_axis(wide, best[:, None, None], 2)[..., 0]
                if sigma > 0:
                    fading = xp.exp(-0.5 / sigma * shared * shared).astype(xp.float32)
                    left = xp.where(left > -math.inf, left * fading, left)
                    left = xp.where(left > least, left, -math.inf)
                else:
                    left = xp.where(shared > iou, -math.inf, left)
                left = xp.where(places == best[:, None], -math.inf, left)
                left = left.astype(xp.float32, copy=False)
            return chosen, values.astype(scores.dtype), count

        return kernel

    return source


def _suppress_rule(width: int | None) -> Any:
    """The rule for `width` numbers of each box; None for as many as there are boxes."""

    def rule(
        boxes: Spec, scores: Spec, most: Any, iou: float, least: float, sigma: float
    ) -> tuple[Spec, Spec, Spec]:
        check_dtype(boxes, _FLOATS)
        check_dtype(scores, _FLOATS)
        if not 0 <= iou <= 1 and width:
            raise ValueError("iou_threshold must be in [0, 1]")
        if most is not None and most < 0:
            raise ValueError("output size must be non-negative")
        x, s = boxes.shape, scores.shape
        if x is not None and len(x) != 3:
            raise ValueError(f"boxes must be 3-D{text(x)}")
        if s is not None and len(s) != 2:
            raise ValueError(f"scores must be 2-D{text(s)}")
        if x is not None and width is not None and x[2] not in (width, None):
            raise ValueError(f"boxes must have 4 columns (Dimension must be 4 but is {x[2]})")
        if x is not None and width is None and None not in x[1:] and x[1] != x[2]:
            raise ValueError(f"overlaps must be square[{x[1]},{x[2]}]")
        if x is not None and s is not None and None not in (x[1], s[1]) and x[1] != s[1]:
            raise ValueError(
                "scores has incompatible shape (Dimensions must be equal, but are "
                f"{x[1]} and {s[1]})"
            )
        batch = s[0] if s is not None else None if x is None else x[0]
        return (
            Spec(int32, (batch, most)), Spec(scores.dtype, (batch, most)), Spec(int32, (batch,))
        )  # fmt: skip

    return rule


@defop(
    "NonMaxSuppressionV5",
    inputs="boxes scores",
    host="most",
    match="boxes scores",
    kernel=_k_suppress("boxes"),
    rule=_suppress_rule(4),
    vjp=None,
)
def _suppress(
    boxes: TensorLike, scores: TensorLike, most: Any, iou: float, least: float, sigma: float,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """The best boxes of each batch, their scores, and how many there are; zeros stand after them.

    Source: N. Bodla, B. Singh, R. Chellappa, L. S. Davis, ICCV 2017, for a positive `sigma`.
    """


@defop(
    "NonMaxSuppressionWithOverlaps",
    inputs="overlaps scores",
    host="most",
    match="overlaps scores",
    kernel=_k_suppress("overlaps"),
    rule=_suppress_rule(None),
    vjp=None,
)
def _suppress_overlaps(
    overlaps: TensorLike, scores: TensorLike, most: Any, iou: float, least: float, sigma: float,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """Like `_suppress`, from how much each two boxes overlap."""


def _number(x: Any) -> float:
    """A threshold as a float.

    Raises:
      TypeError: it is a tensor without value.
    """
    return float(x.numpy()) if hasattr(x, "numpy") else float(x)


def _one(x: Tensor, rank: int, what: str) -> Tensor:
    """A batch of one.

    Raises:
      InvalidArgumentError: the rank is another one.
    """
    shape = x.static_shape
    if shape is not None and len(shape) != rank:
        message = f"{what} must be {rank}-D[{','.join(str(d) for d in shape)}]"
        raise errors.make(errors.ShapeError, message, op="NonMaxSuppression")
    return x[None]


@export("image.non_max_suppression")
def non_max_suppression(
    boxes: TensorLike,
    scores: TensorLike,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    name: str | None = None,
) -> Tensor:
    """The indices of the boxes with the best scores, without those that overlap a better one.

    Args:
      boxes: [n, 4], two opposite corners, each down and across; float16 or float32.
      scores: [n].
      max_output_size: how many boxes there may be.
      iou_threshold: a box is left out when its intersection with a better one is a larger part of
        their union.
      score_threshold: boxes whose score is not larger are left out.
      name: name of the operation in a graph.

    Returns:
      An int32 vector of indices, the best first.

    Raises:
      InvalidArgumentError: a shape or a threshold does not fit.

    >>> boxes = [[0.0, 0.0, 1.0, 1.0], [0.0, 0.1, 1.0, 1.0], [2.0, 2.0, 3.0, 3.0]]
    >>> ef.image.non_max_suppression(boxes, [0.6, 0.9, 0.3], 3).numpy()
    array([1, 2], dtype=int32)
    """
    return non_max_suppression_with_scores(
        boxes, scores, max_output_size, iou_threshold, score_threshold, 0.0, name
    )[0]


@export("image.non_max_suppression_with_scores")
def non_max_suppression_with_scores(
    boxes: TensorLike,
    scores: TensorLike,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    soft_nms_sigma: Any = 0.0,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The best boxes and their scores; with a `soft_nms_sigma`, overlap lowers scores.

    Source: N. Bodla, B. Singh, R. Chellappa, L. S. Davis, ICCV 2017.

    Args:
      boxes: [n, 4], two opposite corners, each down and across; float16 or float32.
      scores: [n].
      max_output_size: how many boxes there may be.
      iou_threshold: see `non_max_suppression`; of no meaning with a `soft_nms_sigma`.
      score_threshold: boxes whose score is not larger are left out.
      soft_nms_sigma: when positive, boxes are kept, and their scores are multiplied by
        `exp(-iou**2 / (2 sigma))` for each better box.
      name: name of the operation in a graph.

    Returns:
      An int32 vector of indices, the best first, and the scores.

    Raises:
      InvalidArgumentError: a shape or a threshold does not fit.

    >>> boxes, kw = [[0.0, 0.0, 1.0, 1.0], [0.0, 0.5, 1.0, 1.0]], dict(soft_nms_sigma=0.5)
    >>> ef.image.non_max_suppression_with_scores(boxes, [0.9, 0.8], 2, **kw)[1].numpy()
    array([0.9    , 0.62304], dtype=float32)
    """
    x, s = _one(as_tensor(boxes), 2, "boxes"), _one(as_tensor(scores), 1, "scores")
    iou, least, sigma = (_number(v) for v in (iou_threshold, score_threshold, soft_nms_sigma))
    chosen, values, count = _suppress(x, s, max_output_size, iou, least, sigma, name=name)
    return chosen[0, : count[0]], values[0, : count[0]]


@export("image.non_max_suppression_overlaps")
def non_max_suppression_overlaps(
    overlaps: TensorLike,
    scores: TensorLike,
    max_output_size: Any,
    overlap_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    name: str | None = None,
) -> Tensor:
    """The indices of the best boxes, when it is known how much each two overlap.

    Args:
      overlaps: [n, n], float32.
      scores: [n].
      max_output_size: how many boxes there may be.
      overlap_threshold: a box is left out when it overlaps a better one more than that.
      score_threshold: boxes whose score is not larger are left out.
      name: name of the operation in a graph.

    Returns:
      An int32 vector of indices, the best first.

    Raises:
      InvalidArgumentError: a shape does not fit.

    >>> overlaps = [[1.0, 0.7], [0.7, 1.0]]
    >>> ef.image.non_max_suppression_overlaps(overlaps, [0.5, 0.6], 2).numpy()
    array([1], dtype=int32)
    """
    x, s = _one(as_tensor(overlaps), 2, "overlaps"), _one(as_tensor(scores), 1, "scores")
    share, least = _number(overlap_threshold), _number(score_threshold)
    chosen, _, count = _suppress_overlaps(x, s, max_output_size, share, least, 0.0, name=name)
    return chosen[0, : count[0]]


@export("image.non_max_suppression_padded")
def non_max_suppression_padded(
    boxes: TensorLike,
    scores: TensorLike,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    pad_to_max_output_size: bool = False,
    name: str | None = None,
    sorted_input: bool = False,
    canonicalized_coordinates: bool = False,
    tile_size: int = 512,
) -> tuple[Tensor, Tensor]:
    """The indices of the best boxes of each image, as many for all images, and their number.

    Args:
      boxes: [..., n, 4], two opposite corners, each down and across.
      scores: [..., n].
      max_output_size: how many boxes there may be.
      iou_threshold: a box is left out when its intersection with a better one is this part of
        their union, or more.
      score_threshold: boxes whose score is not larger are left out.
      pad_to_max_output_size: put zeros after the indices. Must be True for several images.
      name: name of the operation in a graph.
      sorted_input: scores are in order. The result is the same without it.
      canonicalized_coordinates: the first corner is the top left one. The result is the same
        without it.
      tile_size: of no meaning here.

    Returns:
      Indices [..., max_output_size], int32, and how many there are, [...].

    Raises:
      ValueError: several images without padding.
      InvalidArgumentError: a shape or a threshold does not fit.

    >>> boxes = [[0.0, 0.0, 1.0, 1.0], [0.0, 0.1, 1.0, 1.0], [2.0, 2.0, 3.0, 3.0]]
    >>> padded = dict(pad_to_max_output_size=True)
    >>> ef.image.non_max_suppression_padded(boxes, [0.6, 0.9, 0.3], 3, **padded)[0].numpy()
    array([1, 2, 0], dtype=int32)
    """
    x, s = as_tensor(boxes), as_tensor(scores)
    shape = x.static_shape
    if not pad_to_max_output_size and shape is not None and len(shape) > 2:
        raise errors.make(
            ValueError,
            f"'pad_to_max_output_size' (value {pad_to_max_output_size}) must be True for batched "
            "input",
        )
    n = shape_of(s)[-1]
    flat = reshape(x, stack([-1, n, 4])), reshape(s, stack([-1, n]))
    # Here a box that overlaps by just the threshold is left out too.
    below = np.nextafter(np.float32(_number(iou_threshold)), np.float32(-1))
    iou, least = max(float(below), 0.0), _number(score_threshold)
    chosen, _, count = _suppress(*flat, max_output_size, iou, least, 0.0, name=name)
    if not pad_to_max_output_size:
        return chosen[0, : count[0]], count[0]
    batch = shape_of(s)[:-1]

    return reshape(chosen, concat([batch, [max_output_size]], 0)), reshape(count, batch)


class CombinedNonMaxSuppression(NamedTuple):
    """What `combined_non_max_suppression` returns."""

    nmsed_boxes: Tensor
    nmsed_scores: Tensor
    nmsed_classes: Tensor
    valid_detections: Tensor


@export("image.combined_non_max_suppression")
def combined_non_max_suppression(
    boxes: TensorLike,
    scores: TensorLike,
    max_output_size_per_class: Any,
    max_total_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    pad_per_class: bool = False,
    clip_boxes: bool = True,
    name: str | None = None,
) -> CombinedNonMaxSuppression:
    """The best boxes of each image over all classes, where boxes of one class do not overlap.

    Args:
      boxes: [images, n, q, 4], float32, where q is 1 for boxes that all classes share, or the
        number of classes.
      scores: [images, n, classes], float32.
      max_output_size_per_class: how many boxes of one class there may be.
      max_total_size: how many boxes of an image there may be.
      iou_threshold: see `non_max_suppression`.
      score_threshold: boxes whose score is not larger are left out.
      pad_per_class: the result has at most max_output_size_per_class * classes boxes.
      clip_boxes: cut the boxes at 0 and 1.
      name: name of the operation in a graph.

    Returns:
      Boxes [images, m, 4], scores and classes [images, m], the best first, zeros after them, all
      float32; and how many there are, int32.

    Raises:
      InvalidArgumentError: a shape, a size or a threshold does not fit.

    >>> boxes = [[[[0.0, 0.0, 1.0, 1.0]], [[0.0, 0.1, 1.0, 1.0]]]]
    >>> found = ef.image.combined_non_max_suppression(boxes, [[[0.5], [0.7]]], 2, 2)
    >>> found.nmsed_scores.numpy()
    array([[0.7, 0. ]], dtype=float32)
    """
    op = "CombinedNonMaxSuppression"
    x, s = as_tensor(boxes, float32), as_tensor(scores, float32)
    per, total = int(_number(max_output_size_per_class)), int(_number(max_total_size))
    for found, rank, what in ((x, 4, "boxes"), (s, 3, "scores")):
        shape = found.static_shape
        if shape is None or len(shape) != rank or None in shape[1:]:
            raise errors.make(
                errors.ShapeError, f"{what} must be {rank}-D{found.shape.as_list()}", op=op
            )
    if per <= 0:
        raise errors.make(errors.InvalidArgumentError, "max_size_per_class must be positive", op=op)
    if total <= 0:
        raise errors.make(errors.InvalidArgumentError, "max_total_size must be > 0", op=op)
    _, n, q, _ = x.static_shape
    classes: Any = s.static_shape[2]
    if q not in (1, classes):
        raise errors.make(
            errors.ShapeError,
            "third dimension of boxes must be either 1 or equal to the third dimension of scores: "
            f"{q}",
            op=op,
        )
    by_class = permuted(x if q == classes else tile(x, [1, 1, classes, 1]), [0, 2, 1, 3])
    flat = reshape(by_class, [-1, n, 4])
    ranked = reshape(permuted(s, [0, 2, 1]), [-1, n])
    iou, least = _number(iou_threshold), _number(score_threshold)
    chosen, values, count = _suppress(flat, ranked, per, iou, least, 0.0, name=name)
    valid = less(range_of(per)[None, :], count[:, None])
    corners = reshape(gather(flat, chosen, batch_dims=1), [-1, classes * per, 4])
    values = reshape(where(valid, values, -math.inf), [-1, classes * per])
    m = min(total, classes * per)
    best, places = top_k(values, m)
    detected = minimum(reduce_sum(reshape(count, [-1, classes]), 1), m)
    there = less(range_of(m)[None, :], detected[:, None])
    corners = gather(corners, places, batch_dims=1)
    if clip_boxes:
        corners = maximum(minimum(corners, 1.0), 0.0)
    return _filled(corners, best, cast(places // per, float32), there, detected,
                   0 if pad_per_class else total - m)  # fmt: skip


def _filled(
    boxes: Tensor, scores: Tensor, classes: Tensor, there: Tensor, count: Tensor, more: int
) -> CombinedNonMaxSuppression:
    """Zeros where there is no box, and `more` of them at the end."""

    rows = [where(there, v, 0.0) for v in (scores, classes)]
    corners = where(there[..., None], boxes, 0.0)
    if more:
        rows = [pad(v, [[0, 0], [0, more]]) for v in rows]
        corners = pad(corners, [[0, 0], [0, more], [0, 0]])
    return CombinedNonMaxSuppression(corners, rows[0], rows[1], count)


# ---------------------------------------------------------------------------------------- drawing

# Yellow, blue, red, lime, purple, olive, maroon, navy, aqua, fuchsia.
_COLORS = np.array(
    [
        [1, 1, 0, 1], [0, 0, 1, 1], [1, 0, 0, 1], [0, 1, 0, 1], [0.5, 0, 0.5, 1],
        [0.5, 0.5, 0, 1], [0.5, 0, 0, 1], [0, 0, 0.5, 1], [0, 1, 1, 1], [1, 0, 1, 1],
    ],
    np.float32,
)  # fmt: skip


def _k_draw(xp: Any) -> Any:
    def kernel(images: Array, boxes: Array, colors: Array) -> Array:
        _, rows, columns, depth = images.shape
        out = images.copy()
        if not colors.shape[0]:
            return out
        scale = xp.asarray(np.array([rows - 1, columns - 1] * 2, np.float32))
        edges = xp.trunc(boxes * scale)
        down = xp.arange(rows, dtype=xp.float32)[None, :, None]
        across = xp.arange(columns, dtype=xp.float32)[None, None, :]
        for k in range(boxes.shape[1]):
            top, left, bottom, right = (edges[:, k, i][:, None, None] for i in range(4))
            inside = (down >= top) & (down <= bottom) & (across >= left) & (across <= right)
            border = (down == top) | (down == bottom) | (across == left) | (across == right)
            color = colors[k % colors.shape[0], :depth].astype(images.dtype)
            out = xp.where((inside & border)[..., None], color, out)
        return out

    return kernel


def _draw_rule(images: Spec, boxes: Spec, colors: Spec) -> Spec:
    check_dtype(images, _FLOATS)
    check_dtype(boxes, frozenset([float32]))
    check_dtype(colors, frozenset([float32]))
    x, b, c = images.shape, boxes.shape, colors.shape
    if x is not None and len(x) != 4:
        raise ValueError("The rank of the images should be 4")
    if b is not None and len(b) != 3:
        raise ValueError("The rank of the boxes tensor should be 3")
    if x is not None and b is not None and None not in (x[0], b[0]) and x[0] != b[0]:
        raise ValueError("The batch sizes should be the same")
    if b is not None and b[2] not in (4, None):
        raise ValueError(f"The size of the third dimension of the box must be 4. Received: {b[2]}")
    if c is not None and len(c) != 2:
        raise ValueError(f"colors must be a 2-D matrix{text(c)}")
    depth, given = None if x is None else x[3], None if c is None else c[1]
    if depth is not None and given is not None and given < depth:
        raise ValueError(
            f"colors must have equal or more channels than the image provided: {text(c)}"
        )
    return Spec(images.dtype, x)


@defop(
    "DrawBoundingBoxesV2",
    inputs="images boxes colors",
    kernel=_k_draw,
    rule=_draw_rule,
    vjp=None,
)
def _draw(
    images: TensorLike, boxes: TensorLike, colors: TensorLike, name: str | None = None
) -> Tensor:
    """Images with boxes drawn on them; see `draw_bounding_boxes`."""


@export("image.draw_bounding_boxes")
def draw_bounding_boxes(
    images: TensorLike, boxes: TensorLike, colors: Any, name: str | None = None
) -> Tensor:
    """Images with the edges of boxes drawn on them, one pixel wide. It has no gradient.

    Args:
      images: [n, rows, columns, channels], float16 or float32.
      boxes: [n, boxes, 4], float32: top, left, bottom, right, as parts of the image.
      colors: [colors, channels or more], used in turn; None for ten colors (for one channel: 1).
      name: name of the operation in a graph.

    Returns:
      A tensor of shape and dtype of `images`.

    Raises:
      InvalidArgumentError: a shape does not fit.

    >>> x = ef.zeros([1, 3, 3, 1])
    >>> ef.image.draw_bounding_boxes(x, [[[0.0, 0.0, 1.0, 1.0]]], [[5.0]])[0, ..., 0].numpy()
    array([[5., 5., 5.],
           [5., 0., 5.],
           [5., 5., 5.]], dtype=float32)
    """
    x = as_tensor(images)
    if colors is None:
        depth = None if x.static_shape is None or len(x.static_shape) != 4 else x.static_shape[3]
        if depth is not None and depth not in (1, 3, 4):
            raise errors.make(
                errors.InvalidArgumentError,
                "Channel depth should be either 1 (GRY), 3 (RGB), or 4 (RGBA)",
                op="DrawBoundingBoxes",
            )
        colors = constant(np.ones((10, 4), np.float32) if depth == 1 else _COLORS)
    return _draw(x, as_tensor(boxes, float32), as_tensor(colors, float32), name)


@export("", v1="image.draw_bounding_boxes")
def draw_bounding_boxes_v1(
    images: TensorLike, boxes: TensorLike, name: str | None = None, colors: Any = None
) -> Tensor:
    """Images with the edges of boxes drawn on them; see `ef.image.draw_bounding_boxes`.

    Args:
      images: [n, rows, columns, channels], float16 or float32.
      boxes: [n, boxes, 4], float32.
      name: name of the operation in a graph.
      colors: [colors, channels or more]; ten colors when None.

    >>> x = ef.zeros([1, 2, 2, 1])
    >>> ef.compat.v1.image.draw_bounding_boxes(x, [[[0.0, 0.0, 0.0, 1.0]]])[0, ..., 0].numpy()
    array([[1., 1.],
           [0., 0.]], dtype=float32)
    """
    return draw_bounding_boxes(images, boxes, colors, name)
