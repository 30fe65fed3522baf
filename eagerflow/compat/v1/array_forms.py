"""Array functions with the arguments of 1.x: other orders, and older names beside newer ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors, shapes
from ...autodiff.choices import UnconnectedGradients
from ...core.convert import to_array
from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, as_dtype, int64
from ...graph import gradients as symbolic
from ...ops import array
from ...ops.arrays import gathering, picking, repeating, sequences, shaping
from ...ops.reductions import extremes
from ...registry import export
from .renamed import either, required


@export("", v1="boolean_mask")
def boolean_mask(
    tensor: TensorLike, mask: TensorLike, name: str = "boolean_mask", axis: Any = None
) -> Tensor:
    """The elements of a tensor where a mask is true; see `ef.boolean_mask`."""
    return picking.boolean_mask(tensor, mask, axis, name)


@export("", v1="constant")
def constant(
    value: Any,
    dtype: DTypeLike = None,
    shape: Any = None,
    name: str = "Const",
    verify_shape: bool = False,
) -> Tensor:
    """A tensor with the given value; see `ef.constant`.

    Args:
      value: a Python number, string, nested list or array. Fewer elements than `shape` has are
        filled up with the last one.
      dtype: dtype of the tensor.
      shape: shape of the tensor.
      name: name of the operation in a graph.
      verify_shape: refuse a value of another shape than `shape`.

    Raises:
      TypeError: the value has another shape and `verify_shape` is True.
    """
    if shape is None:
        return array.constant(value, dtype, None, name)
    return array.constant(filled(value, dtype, shape, verify_shape), dtype, shape, name)


def filled(value: Any, dtype: DTypeLike, shape: Any, verify_shape: bool) -> Any:
    """An array of a shape: the value, continued with its last element."""
    a = to_array(value, None if dtype is None else as_dtype(dtype))
    sizes = shapes.as_shape(shape)
    assert sizes is not None
    if a.shape == sizes:
        return a
    if verify_shape:
        raise errors.make(TypeError, f"Expected Tensor's shape: {tuple(sizes)}, got {a.shape}.")
    missing = (shapes.size(sizes) or 0) - a.size
    if a.size and missing > 0:
        flat = a.reshape(-1)
        return np.concatenate([flat, np.repeat(flat[-1:], missing)]).reshape(sizes)
    return a


@export("", v1="convert_to_tensor")
def convert_to_tensor(
    value: Any,
    dtype: DTypeLike = None,
    name: str | None = None,
    preferred_dtype: DTypeLike = None,
    dtype_hint: DTypeLike = None,
) -> Tensor:
    """A tensor of any value that can become one; see `ef.convert_to_tensor`."""
    hint = either("dtype_hint", dtype_hint, "preferred_dtype", preferred_dtype)
    return array.convert_to_tensor(value, dtype, hint, name)


@export("", v1="expand_dims")
def expand_dims(
    input: TensorLike, axis: Any = None, name: str | None = None, dim: Any = None
) -> Tensor:
    """A tensor with one more axis of size 1; see `ef.expand_dims`."""
    axis = either("axis", axis, "dim", dim)
    required("expand_dims", axis=axis)
    return shaping.expand_dims(input, axis, name)


@export("", v1="squeeze")
def squeeze(
    input: TensorLike, axis: Any = None, name: str | None = None, squeeze_dims: Any = None
) -> Tensor:
    """A tensor without axes of size 1; see `ef.squeeze`."""
    return shaping.squeeze(input, either("axis", axis, "squeeze_dims", squeeze_dims), name)


@export("", v1="gather")
def gather(
    params: TensorLike,
    indices: TensorLike,
    validate_indices: Any = None,
    name: str | None = None,
    axis: Any = None,
    batch_dims: int = 0,
) -> Tensor:
    """Slices of a tensor along an axis; see `ef.gather`."""
    return gathering.gather(params, indices, validate_indices, axis, batch_dims, name)


@export("", v1="gather_nd manip.gather_nd")
def gather_nd(
    params: TensorLike,
    indices: TensorLike,
    name: str | None = None,
    batch_dims: int = 0,
    bad_indices_policy: str = "",
) -> Tensor:
    """Elements or slices at the places that rows of indices name; see `ef.gather_nd`."""
    return gathering.gather_nd(params, indices, batch_dims, name, bad_indices_policy)


@export("", v1="ones_like")
def ones_like(
    tensor: TensorLike, dtype: DTypeLike = None, name: str | None = None, optimize: bool = True
) -> Tensor:
    """Ones in the shape of a tensor; see `ef.ones_like`."""
    return array.ones_like(tensor, dtype, name)


@export("", v1="zeros_like")
def zeros_like(
    tensor: TensorLike, dtype: DTypeLike = None, name: str | None = None, optimize: bool = True
) -> Tensor:
    """Zeros in the shape of a tensor; see `ef.zeros_like`."""
    return array.zeros_like(tensor, dtype, name)


@export("", v1="pad")
def pad(
    tensor: TensorLike,
    paddings: TensorLike,
    mode: str = "CONSTANT",
    name: str | None = None,
    constant_values: TensorLike = 0,
) -> Tensor:
    """A tensor with more elements around it; see `ef.pad`."""
    return repeating.pad(tensor, paddings, mode, constant_values, name)


@export("", v1="reverse_sequence")
def reverse_sequence(
    input: TensorLike,
    seq_lengths: TensorLike,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
    seq_dim: int | None = None,
    batch_dim: int | None = None,
) -> Tensor:
    """A tensor with the first elements of each row in reverse order; see `ef.reverse_sequence`."""
    seq_axis = either("seq_axis", seq_axis, "seq_dim", seq_dim)
    batch_axis = either("batch_axis", batch_axis, "batch_dim", batch_dim)
    return sequences.reverse_sequence(input, seq_lengths, seq_axis, batch_axis, name)


@export("", v1="shape")
def shape(input: TensorLike, name: str | None = None, out_type: DTypeLike = None) -> Tensor:
    """The shape of a tensor as a vector; see `ef.shape`."""
    return array.shape(input, out_type, name)


@export("", v1="size")
def size(input: TensorLike, name: str | None = None, out_type: DTypeLike = None) -> Tensor:
    """The number of elements of a tensor; see `ef.size`."""
    return array.size(input, out_type, name)


@export("", v1="transpose")
def transpose(
    a: TensorLike, perm: Any = None, name: str = "transpose", conjugate: bool = False
) -> Tensor:
    """A tensor with its axes in another order; see `ef.transpose`."""
    return shaping.transpose(a, perm, conjugate, name)


@export("", v1="count_nonzero math.count_nonzero")
def count_nonzero(
    input_tensor: TensorLike = None,
    axis: Any = None,
    keepdims: bool | None = None,
    dtype: DTypeLike = int64,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
    input: TensorLike = None,
) -> Tensor:
    """The number of elements that are not zero; see `ef.math.count_nonzero`."""
    given = either("input_tensor", input_tensor, "input", input)
    required("count_nonzero", input_tensor=given)
    axis = either("axis", axis, "reduction_indices", reduction_indices)
    keepdims = either("keepdims", keepdims, "keep_dims", keep_dims)
    return extremes.count_nonzero(given, axis, keepdims, dtype, name)


@export("", v1="gradients")
def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: Any = None,
    stop_gradients: Any = None,
    unconnected_gradients: Any = UnconnectedGradients.NONE,
) -> list[Any]:
    """Gradients of the sum of `ys` with respect to each of `xs`; see `ef.gradients`."""
    return symbolic.gradients(
        ys, xs, grad_ys, name, gate_gradients, aggregation_method, stop_gradients,
        unconnected_gradients,
    )  # fmt: skip


@export("", v1="hessians")
def hessians(
    ys: Any,
    xs: Any,
    name: str = "hessians",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: Any = None,
) -> list[Any]:
    """Second derivatives of the sum of `ys` with respect to each of `xs`; see `ef.hessians`."""
    return symbolic.hessians(ys, xs, gate_gradients, aggregation_method, name)
