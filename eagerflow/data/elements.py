"""Elements of datasets: nests of leaves, what is known of them, how they are put together.

A leaf is a NumPy array, a composite (sparse, ragged), or a nested dataset. Between the steps of a
pipeline an element is the flat list of its leaves; the nest is that of the element spec.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import errors, nest
from ..backend.arrays import NUMPY
from ..backend.devices import current_backend
from ..core import mode
from ..core.composite import CompositeTensor
from ..core.convert import to_array
from ..core.dispatch import as_tensor
from ..core.tensor import EagerTensor, Tensor, wrap
from ..core.type_spec import TensorSpec, TypeSpec, type_spec_from_value
from ..dtype import DType, as_dtype, from_numpy
from ..ops.ragged.functions import stack as stack_ragged
from ..ops.ragged.tensor import RaggedTensor, RaggedTensorSpec
from ..ops.sparse.tensor import SparseTensor, SparseTensorSpec
from ..shapes import TensorShape, text

Leaves = list[Any]


class NestedDataset:
    """Base of datasets; a leaf of elements in its own right."""

    __slots__ = ()

    @property
    def _dataset_spec(self) -> Any:
        """The spec that describes it."""
        raise NotImplementedError


# ------------------------------------------------------------------------------------ into leaves


def normalized(structure: Any) -> Any:
    """The nest with leaves of ours: lists are tensors, as everything that is no tuple or mapping.

    Tensors of graphs stay what they are.
    """
    if isinstance(structure, dict):
        out = copy.copy(structure)  # an ordered or default dictionary stays one
        for k in out:
            out[k] = normalized(out[k])
        return out
    if isinstance(structure, tuple):
        parts = [normalized(v) for v in structure]
        return type(structure)(*parts) if hasattr(structure, "_fields") else tuple(parts)
    if nest.is_nested(structure) and not isinstance(structure, list):
        return nest.map_structure(as_leaf, structure)
    return as_leaf(structure)


def as_leaf(value: Any, dtype: DType | None = None) -> Any:
    """A leaf from a tensor, array, number, list, composite or dataset; arrays are copied."""
    if isinstance(value, (CompositeTensor, NestedDataset)):
        return value
    if isinstance(value, np.ndarray):
        found = to_array(value, dtype)
        return found.copy(order="C") if np.may_share_memory(found, value) else found
    if not isinstance(value, Tensor):
        if not _holds_tensors(value) and not hasattr(type(value), "__tf_tensor__"):
            return to_array(value, dtype)
        value = as_tensor(value, dtype)
    return value.k.backend.to_numpy(value.a) if type(value) is EagerTensor else value


def _holds_tensors(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and any(
        isinstance(v, Tensor) or _holds_tensors(v) for v in value
    )


def spec_of(leaf: Any) -> Any:
    """What is known of a leaf."""
    if type(leaf) is np.ndarray:
        return TensorSpec(leaf.shape, from_numpy(leaf.dtype))
    if isinstance(leaf, NestedDataset):
        return leaf._dataset_spec
    if leaf is None:
        raise errors.make(
            TypeError, "an element of a dataset can not be None", fix="return a tensor"
        )
    return type_spec_from_value(leaf)


def as_spec(spec: Any) -> Any:
    """A nest of specs from one of specs, in which lists are tuples."""
    if isinstance(spec, TypeSpec):
        return spec
    if isinstance(spec, dict):
        return type(spec)((k, as_spec(v)) for k, v in spec.items())
    if isinstance(spec, tuple) and hasattr(spec, "_fields"):
        return type(spec)(*[as_spec(v) for v in spec])
    if isinstance(spec, (tuple, list)):
        return tuple([as_spec(v) for v in spec])
    raise errors.make(TypeError, f"{spec!r} is not a TypeSpec")


def specs_from_types(types: Any, shapes: Any, classes: Any = None) -> Any:
    """The specs that nests of dtypes, shapes and classes describe."""
    if isinstance(types, dict):
        return {k: specs_from_types(types[k], shapes and shapes[k], classes and classes[k])
                for k in types}  # fmt: skip
    if isinstance(types, (tuple, list)):
        given = [None] * len(types) if shapes is None else list(shapes)
        kinds = [None] * len(types) if classes is None else list(classes)
        if len(given) != len(types):
            raise errors.make(
                TypeError,
                "The two structures don't have the same number of elements.",
                operands=[f"dtypes: {types!r}", f"shapes: {shapes!r}"],
            )
        parts = [specs_from_types(*one) for one in zip(types, given, kinds)]
        return type(types)(*parts) if hasattr(types, "_fields") else tuple(parts)
    kind = SparseTensorSpec if classes is SparseTensor else TensorSpec
    return kind(TensorShape(shapes), as_dtype(types))


def flat_specs(spec: Any) -> list[Any]:
    """The leaves of a nest of specs."""
    return nest.flatten(spec)


# ---------------------------------------------------------------------------------- out of leaves


def packed(spec: Any, leaves: Leaves) -> Any:
    """The element as users see it: the nest with eager tensors."""
    if type(spec) is TensorSpec:
        return shown(leaves[0])
    if type(spec) is tuple and all(type(s) is TensorSpec for s in spec):
        return tuple([shown(v) for v in leaves])
    return nest.pack_sequence_as(spec, [shown(v) for v in leaves])


def shown(leaf: Any) -> Any:
    """A leaf as users see it, on the device of new tensors."""
    if type(leaf) is not np.ndarray:
        return leaf
    if leaf.dtype.kind == "O":
        return wrap(leaf)
    backend = current_backend()
    return wrap(leaf if backend is NUMPY else backend.from_numpy(leaf))


def as_numpy(leaf: Any) -> Any:
    """A leaf as a NumPy array, or a scalar of rank 0."""
    if type(leaf) is np.ndarray:
        if not leaf.ndim:
            return leaf[()]
        view = leaf.view()
        view.flags.writeable = False
        return view
    return leaf


# -------------------------------------------------------------------------------- rows and batches


def batched_spec(spec: Any, size: int | None) -> Any:
    """What is known of several leaves along a new first axis."""
    if isinstance(spec, TensorSpec):
        return TensorSpec(TensorShape([size]).concatenate(spec.shape), spec.dtype)
    if isinstance(spec, SparseTensorSpec):
        return SparseTensorSpec(TensorShape([size]).concatenate(spec.shape), spec.dtype)
    if isinstance(spec, RaggedTensorSpec):
        shape = TensorShape([size]).concatenate(spec.shape)
        return RaggedTensorSpec(shape, spec.dtype, spec.ragged_rank + 1, spec.row_splits_dtype)
    raise errors.make(
        TypeError,
        f"Unable to create a batched dataset of {spec!r}",
        cause="only tensors, sparse and ragged ones can be put into a batch",
        fix="use flat_map(lambda nested: nested.batch(n)) for datasets in a dataset",
    )


def row_spec(spec: Any) -> Any:
    """What is known of a row of a leaf.

    Raises:
      ValueError: it has no rows.
    """
    if isinstance(spec, RaggedTensorSpec):
        return RaggedTensorSpec(
            spec.shape[1:], spec.dtype, spec.ragged_rank - 1, spec.row_splits_dtype
        )
    if spec.shape.rank == 0:
        raise errors.make(
            ValueError,
            "Unbatching a tensor is only supported for rank >= 1",
            operands=[f"got {spec}"],
            fix="give it a first axis: rows along it become the elements",
        )
    return type(spec)(spec.shape[1:] if spec.shape.rank else None, spec.dtype)


def stack(leaves: Sequence[Any], spec: Any, number: int = 0) -> Any:
    """Leaves of one component along a new first axis.

    Raises:
      InvalidArgumentError: their shapes differ.
    """
    first = leaves[0]
    if type(first) is np.ndarray and isinstance(spec, TensorSpec):
        shape = first.shape
        out = np.empty((len(leaves), *shape), first.dtype)
        for i, leaf in enumerate(leaves):
            if leaf.shape != shape:
                raise errors.make(
                    errors.InvalidArgumentError,
                    f"Cannot batch tensors with different shapes in component {number}. First "
                    f"element had shape {text(shape)} and element {i} had shape "
                    f"{text(leaf.shape)}.",
                    fix="use padded_batch or ragged_batch, or give all elements one shape",
                )
            out[i] = leaf if leaf.ndim else leaf[()]
        return out
    with mode.entered(None):
        if isinstance(first, SparseTensor):
            return _stack_sparse(leaves)
        if isinstance(spec, RaggedTensorSpec):
            return stack_ragged([shown(v) for v in leaves])
    raise errors.make(TypeError, f"can not make a batch of {type(first).__name__}")


def _stack_sparse(leaves: Sequence[Any]) -> SparseTensor:
    indices, values = [], []
    sizes = [np.asarray(s.dense_shape) for s in leaves]
    for i, s in enumerate(leaves):
        places = np.asarray(s.indices)
        indices.append(np.insert(places, 0, i, axis=1))
        values.append(np.asarray(s.values))
    shape = [len(leaves), *np.max(sizes, axis=0).tolist()]
    return SparseTensor(np.concatenate(indices), np.concatenate(values), shape)


def count_rows(leaf: Any) -> int:
    """How many rows a leaf has."""
    if type(leaf) is np.ndarray:
        return len(leaf)
    if isinstance(leaf, RaggedTensor):
        with mode.entered(None):
            return int(np.asarray(leaf.nrows()))
    return int(np.asarray(leaf.dense_shape)[0])


def row_getter(leaf: Any) -> Callable[[int], Any]:
    """A function that gives the row at an index."""
    if type(leaf) is np.ndarray:
        return lambda i: leaf[i, ...]
    if isinstance(leaf, RaggedTensor):

        def ragged_row(i: int) -> Any:
            with mode.entered(None):
                return as_leaf(leaf[i])

        return ragged_row
    places, values = np.asarray(leaf.indices), np.asarray(leaf.values)
    shape = np.asarray(leaf.dense_shape)[1:]

    def sparse_row(i: int) -> Any:
        chosen = places[:, 0] == i
        with mode.entered(None):
            return SparseTensor(places[chosen, 1:], values[chosen], shape)

    return sparse_row


def generalized(a: Any, b: Any) -> Any:
    """The narrowest nest of specs that takes in both.

    Raises:
      TypeError: there is none.
    """
    try:
        nest.assert_same_structure(a, b, check_types=False)
    except (ValueError, TypeError) as e:
        raise errors.make(
            TypeError, f"Incompatible dataset elements:\n  {a} vs.   {b}", cause=str(e)
        ) from None
    merged = [
        x.most_specific_common_supertype([y]) if x != y else x
        for x, y in zip(flat_specs(a), flat_specs(b), strict=True)
    ]
    if None in merged:
        raise errors.make(TypeError, f"Incompatible dataset elements:\n  {a} vs.   {b}")
    return nest.pack_sequence_as(a, merged)
