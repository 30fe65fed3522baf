"""Making tensors larger: pad, tile, repeat."""

from __future__ import annotations

import math
from typing import Any

from ... import errors
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import ANY, NUMERIC, float32
from ...registry import export
from ...shapes import PartialShape, text
from ..rules import check_dtype
from .indexing import slice as slice_
from .scatter import add_at, row_positions
from .shaping import host_vector, reshape, sum_to

# ----------------------------------------------------------------------------------------- pad


def _padded(shape: PartialShape, paddings: Any) -> PartialShape:
    """The shape with the paddings added.

    Raises:
      ValueError: the paddings are no list of pairs, one for each axis, or one is negative.
    """
    if paddings is None:
        return None if shape is None else (None,) * len(shape)
    if not isinstance(paddings, tuple) or not all(_is_pair(p) for p in paddings):
        raise ValueError(f"paddings must be a matrix with 2 columns: {_shape_of(paddings)}")
    for pair in paddings:
        for n in pair or ():
            if isinstance(n, float):
                raise TypeError(
                    "Value for attr 'Tpaddings' of float is not in the list of allowed values: "
                    "int32, int64"
                )
            if n is not None and n < 0:
                raise ValueError(f"Paddings must be non-negative: {pair[0]} {pair[1]}")
    if shape is None:
        return (None,) * len(paddings)
    if len(shape) != len(paddings):
        raise ValueError(
            "The first dimension of paddings must be the rank of inputs"
            f"[{len(paddings)},2] {text(shape)}"
        )
    return tuple(
        None if size is None or pair is None or None in pair else size + sum(pair)
        for size, pair in zip(shape, paddings)
    )


def _is_pair(row: Any) -> bool:
    return row is None or (isinstance(row, tuple) and len(row) == 2)


def _shape_of(nest: Any) -> str:
    sizes = []
    while isinstance(nest, tuple):
        sizes.append(str(len(nest)))
        nest = nest[0] if nest else None
    return "[" + ",".join(sizes) + "]"


def _inside(shape: tuple[int, ...], paddings: Any) -> tuple[slice, ...]:
    """The index of the original within the padded array."""
    return tuple(slice(before, before + n) for n, (before, _) in zip(shape, paddings))


def _k_pad(xp: Any) -> Any:
    def kernel(tensor: Any, paddings: Any, constant_values: Any = None) -> Any:
        shape = _padded(tensor.shape, paddings)
        if constant_values is None:
            out = xp.zeros(shape, tensor.dtype)
            if tensor.dtype.kind == "O":
                out[...] = b""
        else:
            out = xp.empty(shape, tensor.dtype)
            out[...] = constant_values
        out[(*_inside(tensor.shape, paddings), Ellipsis)] = tensor
        return out

    return kernel


def _pad_rule(tensor: Spec, paddings: Any, constant_values: Spec | None = None) -> Spec:
    check_dtype(tensor, ANY)
    if constant_values is not None and constant_values.rank:
        raise ValueError(f"constant_values must be a scalar. Found: {text(constant_values.shape)}")
    return Spec(tensor.dtype, _padded(tensor.shape, paddings))


def _begin(paddings: Any) -> Any:
    """The place of the original in the padded tensor."""
    if isinstance(paddings, Tensor):
        return paddings[:, 0]
    return tuple(before for before, _ in paddings)


@defop(
    "Pad",
    inputs="tensor",
    host="paddings",
    kernel=_k_pad,
    rule=_pad_rule,
    vjp={"tensor": lambda g, tensor_spec, paddings: slice_(g, _begin(paddings), tensor_spec.shape)},
)
def _pad(tensor: TensorLike, paddings: Any, name: str | None = None) -> Tensor:
    """The tensor with zeros around it."""


def _around(g: Tensor, shape: Any, paddings: Any) -> Tensor:
    """The sum of a gradient outside the padded tensor."""
    return sum_to(g - _pad(slice_(g, _begin(paddings), shape), paddings), ())


@defop(
    "PadV2",
    inputs="tensor constant_values",
    host="paddings",
    match="tensor constant_values",
    kernel=_k_pad,
    rule=_pad_rule,
    vjp={
        "tensor": lambda g, tensor_spec, paddings: slice_(g, _begin(paddings), tensor_spec.shape),
        "constant_values": lambda g, tensor_spec, paddings: _around(g, tensor_spec.shape, paddings),
    },
)
def _pad_v2(
    tensor: TensorLike, paddings: Any, constant_values: TensorLike, name: str | None = None
) -> Tensor:
    """The tensor with a value around it."""


_MODES = ("REFLECT", "SYMMETRIC")


def _mirror_rule(tensor: Spec, paddings: Any, mode: str) -> Spec:
    check_dtype(tensor, ANY)
    out = _padded(tensor.shape, paddings)
    for size, pair in zip(tensor.shape or (), paddings or ()):
        if size is None or pair is None:
            continue
        for n in pair:
            if n is None:
                continue
            if mode == "REFLECT" and n and n >= size:
                raise ValueError(
                    "paddings must be less than the dimension size: "
                    f"{pair[0]}, {pair[1]} not less than {size}"
                )
            if n > size:
                raise ValueError(
                    "paddings must be no greater than the dimension size: "
                    f"{pair[0]}, {pair[1]} greater than {size}"
                )
    return Spec(tensor.dtype, out)


def _k_mirror(xp: Any) -> Any:
    def kernel(tensor: Any, paddings: Any, mode: str) -> Any:
        _mirror_rule(Spec(float32, tensor.shape), paddings, mode)
        return xp.pad(tensor, paddings, mode=mode.lower()) if tensor.ndim else tensor.copy()

    return kernel


@defop(
    "MirrorPad",
    inputs="tensor",
    host="paddings",
    kernel=_k_mirror,
    rule=_mirror_rule,
    vjp={"tensor": lambda g, paddings, mode: _mirror_pad_grad(g, paddings, mode)},
)
def _mirror_pad(tensor: TensorLike, paddings: Any, mode: Any, name: str | None = None) -> Tensor:
    """The tensor with its mirror image around it."""


def _mirror_grad_rule(dy: Spec, paddings: Any, mode: str) -> Spec:
    if dy.shape is None or paddings is None:
        return Spec(dy.dtype, dy.shape and (None,) * len(dy.shape))
    return Spec(
        dy.dtype,
        tuple(
            None if size is None or pair is None or None in pair else size - sum(pair)
            for size, pair in zip(dy.shape, paddings)
        ),
    )


def _k_mirror_grad(xp: Any) -> Any:
    def kernel(dy: Any, paddings: Any, mode: str) -> Any:
        skip = 1 if mode == "REFLECT" else 0  # the border itself is not repeated
        out = dy.astype(_wide(dy))
        for axis, (before, after) in enumerate(paddings):
            if before or after:
                out = _folded(xp.moveaxis(out, axis, 0), before, after, skip)
                out = xp.moveaxis(out, 0, axis)
        return out.astype(dy.dtype, copy=False)

    return kernel


def _folded(a: Any, before: int, after: int, skip: int) -> Any:
    """The first axis without its borders, which are folded over and added."""
    n = a.shape[0] - before - after
    out = a[before : before + n].copy()
    if before:
        out[skip : skip + before] += a[:before][::-1]
    if after:
        out[n - skip - after : n - skip] += a[before + n :][::-1]
    return out


@defop(
    "MirrorPadGrad",
    inputs="dy",
    host="paddings",
    kernel=_k_mirror_grad,
    rule=_mirror_grad_rule,
    vjp={"dy": lambda g, paddings, mode: _mirror_pad(g, paddings, mode)},
)
def _mirror_pad_grad(dy: TensorLike, paddings: Any, mode: Any, name: str | None = None) -> Tensor:
    """The sum of all places that a mirror pad fills from one."""


@export("pad")
def pad(
    tensor: TensorLike,
    paddings: Any,
    mode: str = "CONSTANT",
    constant_values: TensorLike = 0,
    name: str | None = None,
) -> Tensor:
    """The tensor with more elements before and after it along its axes.

    Args:
      tensor: any tensor.
      paddings: for each axis how many elements before and how many after it.
      mode: what they are. "CONSTANT": `constant_values`; "REFLECT": the mirror image without the
        border itself; "SYMMETRIC": with the border.
      constant_values: a scalar.
      name: name of the operation in a graph.

    Raises:
      ValueError: the mode is something else.
      InvalidArgumentError: `paddings` is not a pair of sizes for each axis, or is too large for a
        mirror image.

    >>> ef.pad([1, 2, 3], [[2, 1]]).numpy()
    array([0, 0, 1, 2, 3, 0], dtype=int32)
    >>> ef.pad([1, 2, 3], [[2, 1]], "REFLECT").numpy()
    array([3, 2, 1, 2, 3, 2], dtype=int32)
    """
    kind = mode.upper()
    if kind in _MODES:
        return _mirror_pad(tensor, paddings, kind, name)
    if kind != "CONSTANT":
        raise errors.make(
            ValueError,
            'Value of argument `mode` expected to be one of "CONSTANT", "REFLECT", or "SYMMETRIC". '
            f"Received `mode` = {mode}",
        )
    if isinstance(constant_values, (bool, int, float, complex)) and constant_values == 0:
        return _pad(tensor, paddings, name)
    return _pad_v2(tensor, paddings, constant_values, name)


# ---------------------------------------------------------------------------------------- tile


def _tile_rule(input: Spec, multiples: Any) -> Spec:
    check_dtype(input, ANY)
    times = host_vector(multiples, "Tmultiples", "multiples")
    if isinstance(multiples, int):
        raise ValueError("Expected multiples to be 1-D, but got shape []")
    for i, n in enumerate(times or ()):
        if n is not None and n < 0:
            raise ValueError(f"Expected multiples[{i}] >= 0, but got {n}")
    if times is None:
        return Spec(input.dtype, input.shape and (None,) * len(input.shape))
    if input.shape is None:
        return Spec(input.dtype, (None,) * len(times))
    if len(times) != len(input.shape):
        raise ValueError(
            f"Expected multiples argument to be a vector of length {len(input.shape)} but got "
            f"length {len(times)}"
        )
    return Spec(
        input.dtype,
        tuple(None if None in (d, n) else d * n for d, n in zip(input.shape, times)),
    )


def _k_tile(xp: Any) -> Any:
    def kernel(input: Any, multiples: tuple[int, ...]) -> Any:
        _tile_rule(Spec(float32, input.shape), multiples)
        return xp.tile(input, multiples)

    return kernel


@defop(
    "Tile",
    inputs="input",
    host="multiples",
    kernel=_k_tile,
    rule=_tile_rule,
    vjp={"input": lambda g, input_spec, multiples: _tile_grad(g, multiples, input_spec.shape)},
    api="tile",
    v1="manip.tile",
)
def tile(input: TensorLike, multiples: Any, name: str | None = None) -> Tensor:
    """The tensor repeated as a whole along its axes.

    Args:
      input: any tensor.
      multiples: how often, for each axis.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: `multiples` has not one number for each axis, or a negative one.

    >>> ef.tile([[1, 2]], [2, 2]).numpy()
    array([[1, 2, 1, 2],
           [1, 2, 1, 2]], dtype=int32)
    """


def _tile_grad_rule(dy: Spec, multiples: Any, shape: Any) -> Spec:
    check_dtype(dy, NUMERIC)
    sizes = host_vector(shape, "Index", "shape")
    return Spec(dy.dtype, None if sizes is None else sizes)


def _k_tile_grad(xp: Any) -> Any:
    def kernel(dy: Any, multiples: tuple[int, ...], shape: tuple[int, ...]) -> Any:
        parts = [k for pair in zip(multiples, shape, strict=True) for k in pair]
        axes = tuple(range(0, len(parts), 2))
        return dy.reshape(parts).sum(axes, _wide(dy)).astype(dy.dtype, copy=False)

    return kernel


def _wide(a: Any) -> Any:
    """The dtype to sum in."""
    return "float32" if a.dtype.itemsize == 2 and a.dtype.kind not in "iu" else a.dtype


@defop(
    "TileGrad",
    inputs="dy",
    host="multiples shape",
    kernel=_k_tile_grad,
    rule=_tile_grad_rule,
    vjp={"dy": lambda g, multiples: tile(g, multiples)},
)
def _tile_grad(dy: TensorLike, multiples: Any, shape: Any, name: str | None = None) -> Tensor:
    """The sum of the repetitions of a tile of a tensor of the given shape."""


# -------------------------------------------------------------------------------------- repeat


def _repeat_rule(input: Spec, repeats: Any, axis: int) -> Spec:
    counts = _counts(repeats)
    if input.shape is None:
        return Spec(input.dtype, None)
    rank = len(input.shape)
    if not -rank <= axis < rank:
        raise ValueError(f"axis={axis} out of bounds: expected {-rank}<=axis<{rank}")
    place = axis % rank
    size = input.shape[place]
    if counts is not None and len(counts) != 1 and size not in (None, len(counts)):
        raise ValueError(f"Dimensions {size} and {len(counts)} are not compatible")
    total = None
    if counts is not None and None not in counts:
        total = sum(counts) if len(counts) != 1 else None if size is None else counts[0] * size
    return Spec(input.dtype, (*input.shape[:place], total, *input.shape[place + 1 :]))


def _counts(repeats: Any) -> Any:
    """The repeats as a tuple, of one number where that is meant for all."""
    if repeats is None:
        return None
    counts = repeats if isinstance(repeats, tuple) else (repeats,)
    for n in counts:
        if isinstance(n, tuple):
            raise ValueError(f"Shape ({len(counts)}, {len(n)}) must have rank at most 1")
        if isinstance(n, float):
            raise TypeError(
                "Argument `tensor` (name: repeats) must be of type integer. Received `tensor` = "
                f"{repeats} of dtype: <dtype: 'float32'>"
            )
        if n is not None and n < 0:
            raise ValueError(f"Expected repeats >= 0, but got {n}")
    return counts


def _k_repeat(xp: Any) -> Any:
    def kernel(input: Any, repeats: Any, axis: int) -> Any:
        counts = _counts(repeats)
        return xp.repeat(input, counts[0] if len(counts) == 1 else counts, axis=axis)

    return kernel


@defop(
    "Repeat",
    inputs="input",
    host="repeats",
    kernel=_k_repeat,
    rule=_repeat_rule,
    vjp={"input": lambda g, input_spec, repeats, axis: (
        _repeat_grad(g, repeats, input_spec.shape, axis)
    )},
)  # fmt: skip
def _repeat(input: TensorLike, repeats: Any, axis: Any, name: str | None = None) -> Tensor:
    """Each slice along an axis several times."""


def _repeat_grad_rule(dy: Spec, repeats: Any, shape: Any, axis: int) -> Spec:
    check_dtype(dy, NUMERIC)
    return Spec(dy.dtype, host_vector(shape, "Index", "shape"))


def _k_repeat_grad(xp: Any) -> Any:
    def kernel(dy: Any, repeats: Any, shape: tuple[int, ...], axis: int) -> Any:
        counts = _counts(repeats)
        axis %= len(shape)
        before, n, after = math.prod(shape[:axis]), shape[axis], math.prod(shape[axis + 1 :])
        if len(counts) == 1:
            parts = dy.reshape(before, n, counts[0], after)
            return parts.sum(2, _wide(dy)).astype(dy.dtype, copy=False).reshape(shape)
        rows = (xp.arange(before) * n).reshape(before, 1) + xp.repeat(xp.arange(n), counts)
        out = xp.zeros(math.prod(shape), dy.dtype)
        return add_at(xp, out, row_positions(xp, rows, after), dy).reshape(shape)

    return kernel


@defop(
    "RepeatGrad",
    inputs="dy",
    host="repeats shape",
    kernel=_k_repeat_grad,
    rule=_repeat_grad_rule,
    vjp={"dy": lambda g, repeats, axis: _repeat(g, repeats, axis)},
)
def _repeat_grad(
    dy: TensorLike, repeats: Any, shape: Any, axis: Any, name: str | None = None
) -> Tensor:
    """The sums of the slices that a repeat makes of one."""


@export("repeat")
def repeat(
    input: TensorLike, repeats: Any, axis: int | None = None, name: str | None = None
) -> Tensor:
    """Each element or slice of a tensor several times.

    Args:
      input: any tensor.
      repeats: how often; a number, or one for each slice.
      axis: the axis along which slices are repeated. Left out, the tensor is flattened first.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: there is no such axis, or `repeats` has not one number for each slice.

    >>> ef.repeat([1, 2], [3, 1]).numpy()
    array([1, 1, 1, 2], dtype=int32)
    >>> ef.repeat([[1, 2], [3, 4]], 2, axis=1).numpy()
    array([[1, 1, 2, 2],
           [3, 3, 4, 4]], dtype=int32)
    """
    if axis is None:
        return _repeat(reshape(input, -1), repeats, 0, name)
    return _repeat(input, repeats, axis, name)
