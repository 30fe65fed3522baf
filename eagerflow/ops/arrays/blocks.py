"""Blocks of an image moved to the batch or to the channels, and back."""

from __future__ import annotations

import math
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor, to_host
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import ANY, BOOL, NUMERIC, int32
from ...registry import export
from ...shapes import text
from ..array import zeros_like
from ..elementwise.arithmetic import add, floormod, subtract
from ..rules import check_dtype
from .joining import stack
from .shaping import host_vector

Array = Any


# ----------------------------------------------------------------------- space and batch, n axes


def _block_sizes(block_shape: Any) -> Any:
    """The sizes of a block as a tuple, None where nothing is known."""
    if block_shape is None:
        return None
    if not isinstance(block_shape, tuple):
        raise ValueError("block_shape rank should be 1 instead of 0")
    if any(isinstance(b, tuple) for b in block_shape):
        raise ValueError("block_shape rank should be 1 instead of 2")
    return host_vector(block_shape, "Tblock_shape", "block_shape")


def _pairs(pairs: Any, what: str, blocks: Any) -> Any:
    """Pairs of numbers, one for each block axis, None where they are not known.

    Raises:
      ValueError: they are not pairs, not as many, or negative.
    """
    if pairs is None:
        return None
    lengths = {len(p) for p in pairs if isinstance(p, tuple)}
    flat = any(p is not None and not isinstance(p, tuple) for p in pairs)
    count = len(pairs) if blocks is None else len(blocks)
    if flat or len(pairs) != count or not lengths <= {2}:
        width = [max(lengths)] if lengths else []
        raise ValueError(
            f"{what.lower()} should have shape [{count}, 2] instead of {text((len(pairs), *width))}"
        )
    for pair in pairs:
        for v in pair or ():
            if v is not None and v < 0:
                raise ValueError(f"{what} must be non-negative")
    return tuple((None, None) if p is None else p for p in pairs)


def _check_blocked(input: Spec, blocks: Any, pairs: Any, batch_first: bool) -> None:
    check_dtype(input, NUMERIC | BOOL)
    for i, b in enumerate(blocks or ()):
        if b is not None and b < 1:
            if batch_first:
                raise ValueError(
                    f"Product of block sizes must be positive, got {math.prod(blocks)}"
                )
            raise ValueError(
                f"All values in block_shape must be positive, got value, {b} at index {i}."
            )
    if input.rank is not None and blocks is not None and input.rank < 1 + len(blocks):
        raise ValueError(f"input rank should be >= {1 + len(blocks)} instead of {input.rank}")


def _product(sizes: Any) -> int | None:
    return None if None in sizes else math.prod(sizes)


def _to_batch_rule(input: Spec, block_shape: Any, paddings: Any) -> Spec:
    blocks = _block_sizes(block_shape)
    pairs = _pairs(paddings, "Paddings", blocks)
    _check_blocked(input, blocks, pairs, batch_first=False)
    if input.shape is None:
        return Spec(input.dtype, None)
    if blocks is None:
        return Spec(input.dtype, (None,) * len(input.shape))
    batch = input.shape[0]
    out: list[int | None] = []
    for i, (n, b) in enumerate(zip(input.shape[1:], blocks, strict=False)):
        pad: Any = (None, None) if pairs is None else pairs[i]
        if n is None or None in (b, *pad):
            out.append(None)
            continue
        padded = n + pad[0] + pad[1]
        if padded % b:
            raise ValueError(f"padded_shape[{i}]={padded} is not divisible by block_shape[{i}]={b}")
        out.append(padded // b)
    product = _product(blocks)
    batch = None if batch is None or product is None else batch * product
    return Spec(input.dtype, (batch, *out, *input.shape[1 + len(blocks) :]))


def _k_to_batch(xp: Any) -> Any:
    def kernel(input: Array, block_shape: Any, paddings: Any) -> Array:
        m = len(block_shape)
        rest = input.shape[1 + m :]
        padded = [n + a + z for n, (a, z) in zip(input.shape[1:], paddings, strict=False)]
        x = xp.zeros((len(input), *padded, *rest), input.dtype)
        inner = zip(input.shape[1:], paddings, strict=False)
        x[(slice(None), *(slice(a, a + n) for n, (a, _) in inner))] = input
        sizes = [d for n, b in zip(padded, block_shape, strict=True) for d in (n // b, b)]
        x = x.reshape(len(input), *sizes, *rest)
        order = [2 + 2 * i for i in range(m)] + [0] + [1 + 2 * i for i in range(m)]
        x = x.transpose(*order, *range(1 + 2 * m, x.ndim))
        small = [n // b for n, b in zip(padded, block_shape, strict=True)]
        return x.reshape(len(input) * math.prod(block_shape), *small, *rest)

    return kernel


@defop(
    "SpaceToBatchND",
    inputs="input",
    host="block_shape paddings",
    kernel=_k_to_batch,
    rule=_to_batch_rule,
    vjp={"input": lambda g, block_shape, paddings: _to_space(g, block_shape, paddings)},
    api="space_to_batch space_to_batch_nd nn.space_to_batch",
    v1="manip.space_to_batch_nd",
)
def space_to_batch(
    input: TensorLike, block_shape: Any, paddings: Any, name: str | None = None
) -> Tensor:
    """Blocks of the axes behind the first moved to the first, after padding with zeros.

    Args:
      input: numeric tensor of shape [batch, *space, *rest].
      block_shape: list with the size of a block for each axis of the space.
      paddings: for each of these axes how many zeros to put before and behind; the padded size is
        a multiple of the block's.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape `[batch * prod(block_shape), *(padded / block_shape), *rest]`.

    Raises:
      InvalidArgumentError: a padded size can not be divided, or an argument has a wrong shape.

    >>> ef.space_to_batch([[[1], [2], [3], [4]]], [2], [[0, 0]]).numpy()[..., 0]
    array([[1, 3],
           [2, 4]], dtype=int32)
    """


def _to_space_rule(input: Spec, block_shape: Any, crops: Any) -> Spec:
    blocks = _block_sizes(block_shape)
    pairs = _pairs(crops, "Crops", blocks)
    _check_blocked(input, blocks, pairs, batch_first=True)
    if input.shape is None:
        return Spec(input.dtype, None)
    if blocks is None:
        return Spec(input.dtype, (None,) * len(input.shape))
    batch, product = input.shape[0], _product(blocks)
    out: list[int | None] = []
    if batch is not None and product is not None and batch % product:
        raise ValueError(
            f"Input batch dimension ({batch}) is not divisible by product of block sizes "
            f"({product})"
        )
    for i, (n, b) in enumerate(zip(input.shape[1:], blocks, strict=False)):
        crop: Any = (None, None) if pairs is None else pairs[i]
        if n is None or None in (b, *crop):
            out.append(None)
            continue
        cropped = n * b - crop[0] - crop[1]
        if cropped < 0:
            raise ValueError(f"cropped_shape[{i}]={cropped} must be non-negative")
        out.append(cropped)
    batch = None if batch is None or product is None else batch // product
    return Spec(input.dtype, (batch, *out, *input.shape[1 + len(blocks) :]))


def _k_to_space(xp: Any) -> Any:
    def kernel(input: Array, block_shape: Any, crops: Any) -> Array:
        m = len(block_shape)
        batch = len(input) // math.prod(block_shape)
        small, rest = input.shape[1 : 1 + m], input.shape[1 + m :]
        x = input.reshape(*block_shape, batch, *small, *rest)
        order = [m] + [axis for i in range(m) for axis in (m + 1 + i, i)]
        x = x.transpose(*order, *range(1 + 2 * m, x.ndim))
        full = [n * b for n, b in zip(small, block_shape, strict=True)]
        x = x.reshape(batch, *full, *rest)
        parts = (slice(a, n - z) for n, (a, z) in zip(full, crops, strict=True))
        return xp.ascontiguousarray(x[(slice(None), *parts)])

    return kernel


@defop(
    "BatchToSpaceND",
    inputs="input",
    host="block_shape crops",
    kernel=_k_to_space,
    rule=_to_space_rule,
    vjp={"input": lambda g, block_shape, crops: space_to_batch(g, block_shape, crops)},
    v1="batch_to_space_nd manip.batch_to_space_nd",
)
def _to_space(input: TensorLike, block_shape: Any, crops: Any, name: str | None = None) -> Tensor:
    """Parts of the batch moved to blocks of the axes behind it, which are then cropped.

    >>> ef.compat.v1.batch_to_space_nd([[1, 3], [2, 4]], [2], [[0, 0]]).numpy()
    array([[1, 2, 3, 4]], dtype=int32)
    """


@export("batch_to_space")
def batch_to_space(
    input: TensorLike, block_shape: Any, crops: Any, name: str | None = None
) -> Tensor:
    """Parts of the batch moved to blocks of the axes behind it, which are then cropped.

    It is the inverse of `space_to_batch`.

    Args:
      input: numeric tensor of shape [batch, *space, *rest].
      block_shape: list with the size of a block for each axis of the space, or one size for two
        axes.
      crops: for each of these axes how much to cut off in front and behind.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape `[batch / prod(block_shape), *(space * block_shape - crops), *rest]`.

    Raises:
      InvalidArgumentError: the batch can not be divided, or an argument has a wrong shape.

    >>> ef.batch_to_space([[[1], [3]], [[2], [4]]], [2], [[0, 0]]).numpy()[..., 0]
    array([[1, 2, 3, 4]], dtype=int32)
    """
    blocks = to_host(block_shape)
    return _to_space(input, (blocks, blocks) if isinstance(blocks, int) else blocks, crops, name)


def _one_size(block_size: Any, block_shape: Any) -> Any:
    """The block of the functions of 1.x: one size for two axes, or a list of sizes."""
    if block_size is not None and block_shape is not None:
        raise errors.make(ValueError, "Cannot specify both 'block_size' and 'block_shape'.")
    found = to_host(block_shape if block_size is None else block_size)
    if found is None:
        raise errors.make(ValueError, "block_size must be given")
    return (found, found) if isinstance(found, int) else found


@export("", v1="space_to_batch nn.space_to_batch")
def space_to_batch_v1(
    input: TensorLike,
    paddings: Any,
    block_size: Any = None,
    name: str | None = None,
    block_shape: Any = None,
) -> Tensor:
    """Blocks of height and width moved to the batch; see `space_to_batch`.

    Args:
      input: numeric tensor of shape [batch, height, width, channels].
      paddings: zeros before and behind, for height and width.
      block_size: the size of a block in both axes.
      name: name of the operation in a graph.
      block_shape: another name of `block_size`; may be a list.

    >>> ef.compat.v1.space_to_batch([[[[1], [2]]]], [[0, 1], [0, 0]], 2).numpy().ravel()
    array([1, 2, 0, 0], dtype=int32)
    """
    return space_to_batch(input, _one_size(block_size, block_shape), paddings, name)


@export("", v1="batch_to_space")
def batch_to_space_v1(
    input: TensorLike,
    crops: Any,
    block_size: Any,
    name: str | None = None,
    block_shape: Any = None,
) -> Tensor:
    """Parts of the batch moved to blocks of height and width; see `batch_to_space`.

    Args:
      input: numeric tensor of shape [batch, height, width, channels].
      crops: how much to cut off in front and behind, for height and width.
      block_size: the size of a block in both axes.
      name: name of the operation in a graph.
      block_shape: another name of `block_size`; may be a list.

    >>> ef.compat.v1.batch_to_space([[[[1]]], [[[2]]], [[[3]]], [[[4]]]], [[0, 0]] * 2, 2).shape
    TensorShape([1, 2, 2, 1])
    """
    return _to_space(input, _one_size(block_size, block_shape), crops, name)


@export("required_space_to_batch_paddings")
def required_space_to_batch_paddings(
    input_shape: Any, block_shape: Any, base_paddings: Any = None, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The least paddings that make sizes multiples of those of a block, and the crops to undo it.

    Args:
      input_shape: vector of the sizes of the space.
      block_shape: vector of the sizes of a block.
      base_paddings: paddings to start with, of shape [n, 2]; only those behind are raised.
      name: name of the operation in a graph.

    Returns:
      A tuple `(paddings, crops)` of tensors of shape [n, 2].

    Raises:
      ValueError: the arguments differ in length.

    >>> paddings, crops = ef.required_space_to_batch_paddings([11, 13], [4, 4])
    >>> paddings.numpy()
    array([[0, 1],
           [0, 3]], dtype=int32)
    """
    sizes, blocks = as_tensor(input_shape, int32), as_tensor(block_shape, int32)
    have, want = blocks.static_shape, sizes.static_shape
    if have is not None and want is not None and have != want and None not in (*have, *want):
        raise errors.make(ValueError, f"Shapes {want} and {list(have)} are incompatible")
    if base_paddings is None:
        start = end = zeros_like(sizes)
    else:
        base = as_tensor(base_paddings, int32)
        start, end = base[:, 0], base[:, 1]
    full = add(add(sizes, start), end)
    extra = floormod(subtract(blocks, floormod(full, blocks)), blocks)
    paddings = stack([start, add(end, extra)], 1, name)
    return paddings, stack([zeros_like(extra), extra], 1)


# ------------------------------------------------------------------------------- space and depth


def _check_depth(input: Spec, block_size: int, data_format: str, comma: str) -> None:
    check_dtype(input, ANY)
    if block_size < 2:
        raise ValueError(f"Value for attr 'block_size' of {block_size} must be at least minimum 2")
    if data_format not in ("NHWC", "NCHW"):
        raise ValueError(
            f"Value for attr 'data_format' of \"{data_format}\" is not in the list of allowed "
            'values: "NHWC", "NCHW"'
        )
    if input.rank not in (4, None):
        raise ValueError(f"Input rank should be{comma} 4 instead of{comma} {input.rank}")


def _axes(data_format: str) -> tuple[int, int, int]:
    """The axes of height, width and channels."""
    return (1, 2, 3) if data_format == "NHWC" else (2, 3, 1)


def _scaled(size: int | None, up: int, down: int) -> int | None:
    return None if size is None else size * up // down


def _depth_to_space_rule(input: Spec, block_size: int, data_format: str) -> Spec:
    _check_depth(input, block_size, data_format, ":")
    if input.shape is None:
        return Spec(input.dtype, (None,) * 4)
    h, w, c = _axes(data_format)
    depth, square = input.shape[c], block_size * block_size
    if depth is not None and depth % square:
        raise ValueError(f"Input depth dimension {depth} should be divisible by: {square}")
    out = list(input.shape)
    out[h] = _scaled(out[h], block_size, 1)
    out[w] = _scaled(out[w], block_size, 1)
    out[c] = _scaled(out[c], 1, square)
    return Spec(input.dtype, tuple(out))


def _k_depth_to_space(xp: Any) -> Any:
    def kernel(x: Array, block_size: int, data_format: str) -> Array:
        b = block_size
        if data_format == "NHWC":
            n, h, w, c = x.shape
            x = x.reshape(n, h, w, b, b, c // (b * b)).transpose(0, 1, 3, 2, 4, 5)
            return x.reshape(n, h * b, w * b, c // (b * b))
        n, c, h, w = x.shape
        x = x.reshape(n, b, b, c // (b * b), h, w).transpose(0, 3, 4, 1, 5, 2)
        return x.reshape(n, c // (b * b), h * b, w * b)

    return kernel


@defop(
    "DepthToSpace",
    inputs="input",
    kernel=_k_depth_to_space,
    rule=_depth_to_space_rule,
    vjp={"input": lambda g, block_size, data_format: space_to_depth(g, block_size, data_format)},
)
def _depth_to_space(
    input: TensorLike, block_size: int, data_format: str, name: str | None = None
) -> Tensor:
    """Channels moved to blocks of height and width."""


@export("nn.depth_to_space")
def depth_to_space(
    input: TensorLike, block_size: int, data_format: str = "NHWC", name: str | None = None
) -> Tensor:
    """Channels moved to blocks of height and width.

    Args:
      input: tensor of shape [batch, height, width, channels], or with the channels as second axis.
      block_size: side of a block, at least 2.
      data_format: "NHWC" or "NCHW".
      name: name of the operation in a graph.

    Returns:
      A tensor with `block_size` times the height and width and as many times less channels.

    Raises:
      InvalidArgumentError: the channels can not be divided.

    >>> ef.nn.depth_to_space([[[[1, 2, 3, 4]]]], 2).numpy()[0, :, :, 0]
    array([[1, 2],
           [3, 4]], dtype=int32)
    """
    return _depth_to_space(input, block_size, data_format, name)


@export("", v1="depth_to_space nn.depth_to_space")
def depth_to_space_v1(
    input: TensorLike, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """Channels moved to blocks of height and width; see `nn.depth_to_space`.

    >>> ef.compat.v1.depth_to_space([[[[1, 2, 3, 4]]]], 2).shape
    TensorShape([1, 2, 2, 1])
    """
    return _depth_to_space(input, block_size, data_format, name)


def _space_to_depth_rule(input: Spec, block_size: int, data_format: str) -> Spec:
    _check_depth(input, block_size, data_format, "")
    if input.shape is None:
        return Spec(input.dtype, (None,) * 4)
    h, w, c = _axes(data_format)
    height, width = input.shape[h], input.shape[w]
    if (height or 0) % block_size or (width or 0) % block_size:
        raise ValueError(
            f"Image width {width} and height {height} should be divisible by block_size: "
            f"{block_size}"
        )
    out = list(input.shape)
    out[h] = _scaled(out[h], 1, block_size)
    out[w] = _scaled(out[w], 1, block_size)
    out[c] = _scaled(out[c], block_size * block_size, 1)
    return Spec(input.dtype, tuple(out))


def _k_space_to_depth(xp: Any) -> Any:
    def kernel(x: Array, block_size: int, data_format: str) -> Array:
        b = block_size
        if data_format == "NHWC":
            n, h, w, c = x.shape
            x = x.reshape(n, h // b, b, w // b, b, c).transpose(0, 1, 3, 2, 4, 5)
            return x.reshape(n, h // b, w // b, b * b * c)
        n, c, h, w = x.shape
        x = x.reshape(n, c, h // b, b, w // b, b).transpose(0, 3, 5, 1, 2, 4)
        return x.reshape(n, b * b * c, h // b, w // b)

    return kernel


@defop(
    "SpaceToDepth",
    inputs="input",
    kernel=_k_space_to_depth,
    rule=_space_to_depth_rule,
    vjp={"input": lambda g, block_size, data_format: depth_to_space(g, block_size, data_format)},
)
def _space_to_depth(
    input: TensorLike, block_size: int, data_format: str, name: str | None = None
) -> Tensor:
    """Blocks of height and width moved to the channels."""


@export("nn.space_to_depth")
def space_to_depth(
    input: TensorLike, block_size: int, data_format: str = "NHWC", name: str | None = None
) -> Tensor:
    """Blocks of height and width moved to the channels.

    Args:
      input: tensor of shape [batch, height, width, channels], or with the channels as second axis.
      block_size: side of a block, at least 2.
      data_format: "NHWC" or "NCHW".
      name: name of the operation in a graph.

    Returns:
      A tensor with height and width divided by `block_size` and as many times more channels.

    Raises:
      InvalidArgumentError: height or width can not be divided.

    >>> ef.nn.space_to_depth([[[[1], [2]], [[3], [4]]]], 2).numpy()
    array([[[[1, 2, 3, 4]]]], dtype=int32)
    """
    return _space_to_depth(input, block_size, data_format, name)


@export("", v1="space_to_depth nn.space_to_depth")
def space_to_depth_v1(
    input: TensorLike, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """Blocks of height and width moved to the channels; see `nn.space_to_depth`.

    >>> ef.compat.v1.space_to_depth([[[[1], [2]], [[3], [4]]]], 2).shape
    TensorShape([1, 1, 1, 4])
    """
    return _space_to_depth(input, block_size, data_format, name)
