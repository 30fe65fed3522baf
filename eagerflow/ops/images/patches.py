"""Parts of images: patches at regular places, glimpses, and boxes brought to one size."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import NUMERIC, float32, int32
from ...registry import export
from ...shapes import compatible
from ..array import ensure_shape, stop_gradient
from ..array import shape as shape_of
from ..arrays.gathering import gather, gather_nd
from ..arrays.joining import stack
from ..arrays.ranges import range as range_of
from ..arrays.repeating import pad
from ..arrays.selection import where
from ..arrays.shaping import reshape
from ..arrays.shaping import transpose as permuted
from ..casting import cast
from ..elementwise.arithmetic import add, multiply, subtract
from ..elementwise.comparison import greater_equal, less, less_equal, logical_and, logical_or
from ..elementwise.magnitude import ceil, floor, maximum, minimum
from ..random.stateful import normal, uniform
from ..reductions.extremes import reduce_max, reduce_min
from ..reductions.sums import reduce_mean, reduce_std


def _wrong(message: str, op: str, kind: type[Exception] = errors.InvalidArgumentError) -> Exception:
    return errors.make(kind, message, op=op)


def _checked(op: str, attr: str, values: Any, rank: int) -> tuple[int, ...]:
    """The numbers of an attribute for the axes between the first and the last.

    Raises:
      InvalidArgumentError: they are too few, no positive integers, or not 1 for the outer axes.
    """
    numbers = tuple(int(v) for v in values)
    if len(numbers) < rank:
        raise _wrong(
            f"Length for attr '{attr}' of {len(numbers)} must be at least minimum {rank}", op
        )
    if len(numbers) > rank:
        raise _wrong(f"Sliding window {attr} field must specify {rank} dimensions", op)
    if numbers[0] != 1 or numbers[-1] != 1:
        raise _wrong(f"Only support {attr} across space.", op, errors.UnimplementedError)
    if min(numbers) < 1:
        raise _wrong(f"Sliding window {attr} for dimensions must be positive: {numbers}", op)
    return numbers[1:-1]


def _windows(size: Any, k: int, stride: int, rate: int, same: bool) -> tuple[Any, Any, Any]:
    """For one axis: the padding before and after, and places [n, k] in what has been padded.

    Args:
      size: the size of the axis, an integer or a scalar of a graph.
      k: elements in a window.
      stride: steps between windows.
      rate: steps between the elements of a window.
      same: padding is "SAME".
    """
    known = not isinstance(size, Tensor)
    most = max if known else maximum
    reach = (k - 1) * rate + 1
    if known and not same and int((size - reach) / stride + 1) < 0:
        raise _wrong(
            f"Computed output size would be negative: {int((size - reach) / stride + 1)} "
            f"[input_size: {size}, effective_filter_size: {reach}, stride: {stride}]",
            op="ExtractImagePatches",
        )
    n = most((size - 1) // stride + 1 if same else (size - reach) // stride + 1, 0)
    total = most((n - 1) * stride + reach - size, 0) if same else 0
    starts = reshape(multiply(range_of(n), stride), [-1, 1])
    places = add(starts, reshape(multiply(range_of(k), rate), [1, -1]))
    return total // 2, total - total // 2, places


def _patches(
    op: str, images: TensorLike, spatial: int, ksizes: Any, strides: Any, rates: Any,
    padding: str, name: str | None,
) -> Tensor:  # fmt: skip
    """Windows of images along all axes but the first and the last, each one row of the result."""
    x: Tensor = as_tensor(images)
    rank = spatial + 2
    if x.dtype not in NUMERIC and x.dtype.name != "bool":
        raise _wrong(
            f"Value for attr 'T' of {x.dtype.name} is not in the list of allowed values", op
        )
    if x.static_shape is not None and len(x.static_shape) != rank:
        shown = ",".join("?" if d is None else str(d) for d in x.static_shape)
        raise _wrong(f"input must be {rank}-dimensional[{shown}]", op, errors.ShapeError)
    k = _checked(op, "ksizes", ksizes, rank)
    steps = _checked(op, "strides", strides, rank)
    gaps = _checked(op, "rates", rates, rank)
    if padding not in ("SAME", "VALID"):
        raise _wrong(
            f"Value for attr 'padding' of \"{padding}\" is not in the list of allowed values: "
            '"SAME", "VALID"', op,
        )  # fmt: skip
    x = x if x.static_shape is not None else ensure_shape(x, [None] * rank)
    found = shape_of(x)
    static: Any = x.static_shape
    sizes = [found[a] if static[a] is None else static[a] for a in range(rank)]
    axes = [
        _windows(sizes[a + 1], k[a], steps[a], gaps[a], padding == "SAME") for a in range(spatial)
    ]
    frame = stack([0, 0, *(v for before, after, _ in axes for v in (before, after)), 0, 0])
    if padding == "SAME":
        x = pad(x, reshape(frame, [rank, 2]))
    for a, (_, _, places) in enumerate(axes):  # each axis becomes two: windows, places in them
        x = gather(x, places, axis=1 + 2 * a)
    order = [0, *range(1, 2 * spatial, 2), *range(2, 2 * spatial + 1, 2), 2 * spatial + 1]
    x = permuted(x, order)
    depth = sizes[-1]
    for count in k:
        depth = depth * count
    made = shape_of(x)
    return reshape(x, stack([made[a] for a in range(spatial + 1)] + [depth]), name)


@export("image.extract_patches")
def extract_patches(
    images: TensorLike, sizes: Any, strides: Any, rates: Any, padding: str, name: str | None = None
) -> Tensor:
    """Windows of images, each as one row of numbers.

    Args:
      images: [n, rows, columns, channels].
      sizes: size of a window, [1, rows, columns, 1].
      strides: steps between windows, [1, down, across, 1].
      rates: steps between the pixels of a window, [1, down, across, 1].
      padding: "VALID" for windows inside the image only, or "SAME" for ceil(size / stride) windows
        that may reach over its edges, where they hold zeros.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [n, windows down, windows across, rows * columns * channels].

    Raises:
      InvalidArgumentError: the shape or an argument does not fit.
      UnimplementedError: windows, strides or rates over images or channels.

    >>> x = ef.reshape(ef.range(9), [1, 3, 3, 1])
    >>> ef.image.extract_patches(x, [1, 2, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1], "VALID")[0, 0].numpy()
    array([[0, 1, 3, 4],
           [1, 2, 4, 5]], dtype=int32)
    """
    return _patches("ExtractImagePatches", images, 2, sizes, strides, rates, padding, name)


@export("", v1="extract_image_patches image.extract_image_patches")
def extract_image_patches(
    images: TensorLike,
    ksizes: Any = None,
    strides: Any = None,
    rates: Any = None,
    padding: Any = None,
    name: str | None = None,
    sizes: Any = None,
) -> Tensor:
    """Windows of images, each as one row of numbers; see `ef.image.extract_patches`.

    Args:
      images: [n, rows, columns, channels].
      ksizes: size of a window, [1, rows, columns, 1].
      strides: steps between windows.
      rates: steps between the pixels of a window.
      padding: "VALID" or "SAME".
      name: name of the operation in a graph.
      sizes: another name of `ksizes`.

    Raises:
      ValueError: both names of the size are used.

    >>> x, ones = ef.reshape(ef.range(4), [1, 2, 2, 1]), [1, 1, 1, 1]
    >>> ef.compat.v1.extract_image_patches(x, [1, 2, 2, 1], ones, ones, "VALID").numpy().ravel()
    array([0, 1, 2, 3], dtype=int32)
    """
    if ksizes is not None and sizes is not None:
        raise errors.make(ValueError, "Cannot specify both 'sizes' and 'ksizes'.")
    chosen = sizes if ksizes is None else ksizes
    return _patches("ExtractImagePatches", images, 2, chosen, strides, rates, padding, name)


@export("extract_volume_patches")
def extract_volume_patches(
    input: TensorLike, ksizes: Any, strides: Any, padding: str, name: str | None = None
) -> Tensor:
    """Windows of volumes, each as one row of numbers.

    Args:
      input: [n, planes, rows, columns, channels].
      ksizes: size of a window, [1, planes, rows, columns, 1].
      strides: steps between windows, as five numbers too.
      padding: "VALID" for windows inside only, or "SAME" for windows that may reach over the edges,
        where they hold zeros.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [n, windows along three axes, planes * rows * columns * channels].

    Raises:
      InvalidArgumentError: the shape or an argument does not fit.

    >>> x = ef.reshape(ef.range(8), [1, 2, 2, 2, 1])
    >>> ef.extract_volume_patches(x, [1, 1, 2, 2, 1], [1] * 5, "VALID").numpy().reshape(2, 4)
    array([[0, 1, 2, 3],
           [4, 5, 6, 7]], dtype=int32)
    """
    return _patches("ExtractVolumePatches", input, 3, ksizes, strides, [1] * 5, padding, name)


# ---------------------------------------------------------------------------------------- glimpses


def _noise(x: Tensor, shape: Any, noise: str) -> Any:
    """What stands outside of images: zeros, or numbers spread as those of each image."""
    if noise == "zero":
        return 0.0
    axes = [1, 2, 3]
    if noise == "gaussian":
        middle, spread = reduce_mean(x, axes, True), reduce_std(x, axes, True)
        return add(middle, multiply(spread, normal(shape)))
    least = reduce_min(x, axes, True)
    return add(least, multiply(subtract(reduce_max(x, axes, True), least), uniform(shape)))


def _starts(
    size: Any, glimpse: Any, offset: Tensor, version: int, centered: bool, normalized: bool
) -> Any:
    """Where glimpses begin along one axis.

    Version 1 takes off half of the glimpse always, version 2 where offsets are centered and
    normalized only.
    """
    if normalized:
        offset = multiply(offset, cast(size, float32))
    halved = normalized or version == 1
    if centered:
        offset = add(multiply(offset, 0.5 if halved else 1.0), multiply(cast(size, float32), 0.5))
    if version == 1 or (centered and normalized):
        offset = subtract(offset, multiply(cast(glimpse, float32), 0.5))
    return cast(offset, int32)


def _glimpse(
    input: TensorLike, size: Any, offsets: TensorLike, version: int,
    centered: bool, normalized: bool, noise: str, name: str | None,
) -> Tensor:  # fmt: skip
    op = "ExtractGlimpse"
    x, extent, where_ = (
        as_tensor(input, float32),
        as_tensor(size, int32),
        as_tensor(offsets, float32),
    )
    for found, rank, what in (
        (x, 4, "input must be 4-dimensional (batch_size, height, width, depth)"),
        (extent, 1, "input must be a vector of size 2 (height, width)"),
        (where_, 2, "input must be a tensor [batch_size, 2]"),
    ):
        if found.static_shape is not None and len(found.static_shape) != rank:
            raise _wrong(f"{what} {found.shape}", op, errors.ShapeError)
    count = shape_of(x)
    places, outside = [], []
    for a in (0, 1):
        start = _starts(count[a + 1], extent[a], where_[:, a], version, centered, normalized)
        place = add(reshape(start, [-1, 1]), reshape(range_of(extent[a]), [1, -1]))
        outside.append(logical_or(less(place, 0), greater_equal(place, count[a + 1])))
        places.append(maximum(minimum(place, count[a + 1] - 1), 0))
    rows, columns = places[0][:, :, None], places[1][:, None, :]
    taken = gather_nd(x, stack([add(rows, columns * 0), add(columns, rows * 0)], -1), 1)
    beyond = logical_or(outside[0][:, :, None], outside[1][:, None, :])[..., None]
    filling = _noise(x, stack([count[0], extent[0], extent[1], count[3]]), noise)
    return stop_gradient(where(beyond, filling, taken), name)


@export("image.extract_glimpse")
def extract_glimpse(
    input: TensorLike,
    size: Any,
    offsets: TensorLike,
    centered: bool = True,
    normalized: bool = True,
    noise: str = "uniform",
    name: str | None = None,
) -> Tensor:
    """A window of each image, with noise where it reaches over the edge. It has no gradient.

    Args:
      input: images of shape [n, rows, columns, channels], float32.
      size: rows and columns of the window.
      offsets: [n, 2], for each image down and across.
      centered: offsets count from the middle of the image.
      normalized: offsets are parts of the size (of half of it when centered), not pixels. The
        window lies around an offset that is centered and normalized, and begins at any other.
      noise: "uniform" for numbers between the least and the largest of the image, "gaussian" for
        numbers with its mean and deviation, "zero".
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [n, *size, channels].

    Raises:
      InvalidArgumentError: a shape does not fit.

    >>> x = ef.reshape(ef.range(9.0), [1, 3, 3, 1])
    >>> kw = dict(centered=False, normalized=False, noise="zero")
    >>> ef.image.extract_glimpse(x, [1, 2], [[1.0, 2.0]], **kw).numpy().ravel()
    array([5., 0.], dtype=float32)
    """
    return _glimpse(input, size, offsets, 2, centered, normalized, noise, name)


@export("", v1="image.extract_glimpse")
def extract_glimpse_v1(
    input: TensorLike,
    size: Any,
    offsets: TensorLike,
    centered: bool = True,
    normalized: bool = True,
    uniform_noise: bool = True,
    name: str | None = None,
) -> Tensor:
    """A window around a place of each image, with noise where it reaches over the edge.

    Args:
      input: images of shape [n, rows, columns, channels], float32.
      size: rows and columns of the window.
      offsets: [n, 2], the middle of the window for each image.
      centered: offsets count from the middle of the image, in halves of a pixel or of its size.
      normalized: offsets are parts of the size, not pixels.
      uniform_noise: noise is uniform, otherwise gaussian.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a shape does not fit.

    >>> x = ef.reshape(ef.range(9.0), [1, 3, 3, 1])
    >>> ef.compat.v1.image.extract_glimpse(x, [1, 1], [[0.0, 0.0]]).numpy().ravel()
    array([4.], dtype=float32)
    """
    noise = "uniform" if uniform_noise else "gaussian"
    return _glimpse(input, size, offsets, 1, centered, normalized, noise, name)


# ------------------------------------------------------------------------------------------- boxes


def _samples(low: Tensor, high: Tensor, size: Any, n: Any) -> tuple[Tensor, Tensor]:
    """Where `n` samples of each box lie along an axis, [boxes, n], and which lie inside.

    Args:
      low: where boxes begin, as parts of the image.
      high: where they end.
      size: pixels of the axis.
      n: number of samples.
    """
    last = cast(size - 1, float32)
    steps = cast(range_of(n), float32)
    several = (
        multiply(subtract(high, low), last)[:, None] / maximum(cast(n - 1, float32), 1.0) * steps
    )
    alone = multiply(0.5, multiply(add(low, high), last))[:, None] + steps * 0.0
    first = multiply(low, last)[:, None]
    at = where(cast(n, int32) > 1, add(first, several), alone)
    return at, logical_and(greater_equal(at, 0.0), less_equal(at, last))


def _check_crop(x: Tensor, boxes: Tensor, indices: Tensor, crop: Tensor, method: str) -> None:
    """Check the arguments of `crop_and_resize`.

    Raises:
      InvalidArgumentError: one does not fit.
    """
    op = "CropAndResize"
    if method not in ("bilinear", "nearest"):
        raise _wrong(
            f"Value for attr 'method' of \"{method}\" is not in the list of allowed values: "
            '"bilinear", "nearest"', op,
        )  # fmt: skip
    shape, form, count = x.static_shape, boxes.static_shape, indices.static_shape
    if shape is not None and len(shape) != 4:
        shown = ",".join("?" if d is None else str(d) for d in shape)
        raise _wrong(f"input image must be 4-D[{shown}]", op, errors.ShapeError)
    if form is not None and (len(form) != 2 or form[1] not in (4, None)):
        raise _wrong("boxes must have 4 columns", op, errors.ShapeError)
    if form is not None and count is not None and not compatible(form[:1], count):
        raise _wrong("box_index has incompatible shape", op, errors.ShapeError)
    if crop.static_shape not in (None, (2,)):
        raise _wrong("crop_size must have two elements", op, errors.ShapeError)
    if isinstance(crop, EagerTensor) and min(crop.numpy()) <= 0:
        raise _wrong("crop dimensions must be positive", op)


@export("image.crop_and_resize")
def crop_and_resize(
    image: TensorLike,
    boxes: TensorLike,
    box_indices: TensorLike,
    crop_size: Any,
    method: str = "bilinear",
    extrapolation_value: float = 0.0,
    name: str | None = None,
) -> Tensor:
    """Boxes cut out of images, each resized to one size.

    The corners of a box lie in the middle of the corner pixels of its crop.

    Args:
      image: [n, rows, columns, channels], numbers.
      boxes: [boxes, 4], float32: top, left, bottom and right edge, where 0 is the middle of the
        first and 1 that of the last pixel. A bottom above the top gives a crop upside down.
      box_indices: [boxes], int32: the image for each box.
      crop_size: rows and columns of a crop.
      method: "bilinear" or "nearest".
      extrapolation_value: what stands outside of the image.
      name: name of the operation in a graph.

    Returns:
      A float32 tensor of shape [boxes, *crop_size, channels].

    Raises:
      InvalidArgumentError: a shape or a method does not fit, or there is no such image.

    >>> x = ef.reshape(ef.range(9.0), [1, 3, 3, 1])
    >>> ef.image.crop_and_resize(x, [[0.0, 0.0, 1.0, 0.5]], [0], [2, 2])[0, ..., 0].numpy()
    array([[0., 1.],
           [6., 7.]], dtype=float32)
    """
    x, box = as_tensor(image), as_tensor(boxes, float32)
    indices, crop = as_tensor(box_indices, int32), as_tensor(crop_size, int32)
    _check_crop(x, box, indices, crop, method)
    count = shape_of(x)
    ways: list[list[tuple[Tensor, Any]]] = []
    inside = []
    for a in (0, 1):
        at, valid = _samples(box[:, a], box[:, a + 2], count[a + 1], crop[a])
        inside.append(valid)
        safe = where(valid, at, 0.0)
        low = floor(safe)
        if method == "nearest":
            ways.append([(cast(floor(add(safe, 0.5)), int32), None)])
        else:
            part = subtract(safe, stop_gradient(low))
            ways.append([
                (cast(low, int32), subtract(1.0, part)), (cast(ceil(safe), int32), part)
            ])  # fmt: skip
    which = indices[:, None, None]
    total: Any = None
    for rows, by_row in ways[0]:
        for columns, by_column in ways[1]:
            r, c = rows[:, :, None], columns[:, None, :]
            nothing = (r + c) * 0
            places = stack([which + nothing, r + nothing, c + nothing], -1)
            term = cast(gather_nd(x, places), float32)
            if by_row is not None:
                weight = multiply(by_row[:, :, None], by_column[:, None, :])
                term = multiply(term, weight[..., None])
            total = term if total is None else add(total, term)
    both = logical_and(inside[0][:, :, None], inside[1][:, None, :])[..., None]
    return where(both, total, float(extrapolation_value), name)


@export("", v1="image.crop_and_resize")
def crop_and_resize_v1(
    image: TensorLike,
    boxes: TensorLike,
    box_ind: Any = None,
    crop_size: Any = None,
    method: str = "bilinear",
    extrapolation_value: float = 0,
    name: str | None = None,
    box_indices: Any = None,
) -> Tensor:
    """Boxes cut out of images, each resized to one size; see `ef.image.crop_and_resize`.

    Args:
      image: [n, rows, columns, channels], numbers.
      boxes: [boxes, 4], float32.
      box_ind: [boxes], int32: the image for each box.
      crop_size: rows and columns of a crop.
      method: "bilinear" or "nearest".
      extrapolation_value: what stands outside of the image.
      name: name of the operation in a graph.
      box_indices: another name of `box_ind`.

    Raises:
      ValueError: both names are used.

    >>> x = ef.reshape(ef.range(4.0), [1, 2, 2, 1])
    >>> box = [[0.0, 0.0, 1.0, 1.0]]
    >>> ef.compat.v1.image.crop_and_resize(x, box, [0], [1, 1]).numpy().ravel()
    array([1.5], dtype=float32)
    """
    if box_ind is not None and box_indices is not None:
        raise errors.make(ValueError, "Cannot specify both 'box_indices' and 'box_ind'.")
    chosen = box_indices if box_ind is None else box_ind
    return crop_and_resize(image, boxes, chosen, crop_size, method, extrapolation_value, name)
