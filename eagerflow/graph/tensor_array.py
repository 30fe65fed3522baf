"""`TensorArray`: a list of tensors that loops fill and read."""

from __future__ import annotations

from typing import Any

from .. import errors, shapes
from ..core import mode
from ..core.composite import CompositeTensor
from ..core.tensor import EagerTensor, Tensor
from ..core.type_spec import TensorSpec, TypeSpec
from ..dtype import DType, DTypeLike, as_dtype, float32, variant
from ..ops.array import convert_to_tensor, identity
from ..ops.arrays import tensor_lists as lists
from ..ops.arrays.gathering import gather
from ..registry import export
from ..shapes import PartialShape, TensorShape
from .ir import Operation, Symbol
from .ordering import no_op


@export("TensorArraySpec")
class TensorArraySpec(TypeSpec):
    """What is known of a `TensorArray`.

    Args:
      element_shape: shape of its items.
      dtype: dtype of its items.
      dynamic_size: whether it grows when it is written behind its end.
      infer_shape: whether all items have one shape.

    >>> ef.TensorArraySpec([2]).dtype
    tf.float32
    """

    __slots__ = ("_dtype", "_dynamic_size", "_element_shape", "_infer_shape")

    def __init__(
        self,
        element_shape: Any = None,
        dtype: DTypeLike = float32,
        dynamic_size: bool = False,
        infer_shape: bool = True,
    ) -> None:
        self._element_shape = TensorShape(element_shape)
        self._dtype = as_dtype(dtype)
        self._dynamic_size = bool(dynamic_size)
        self._infer_shape = bool(infer_shape)

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def value_type(self) -> type:
        return TensorArray

    @classmethod
    def from_value(cls, value: TensorArray) -> TensorArraySpec:
        """The spec that describes a value."""
        return value._type_spec

    def _fields(self) -> tuple[Any, ...]:
        return self._element_shape, self._dtype, self._dynamic_size, self._infer_shape

    def _component_specs(self) -> tuple[Any, ...]:
        return (TensorSpec([], variant),)

    def _with_components(self, components: tuple[Any, ...]) -> TensorArray:
        made = TensorArray(
            self._dtype, dynamic_size=self._dynamic_size, infer_shape=self._infer_shape,
            element_shape=self._element_shape, flow=components[0],
        )  # fmt: skip
        return made

    def _merged(self, other: Any) -> TensorArraySpec | None:
        if self._dtype is not other._dtype or self._dynamic_size != other._dynamic_size:
            return None
        shape = self._element_shape.most_specific_compatible_shape(other._element_shape)
        infer = self._infer_shape and other._infer_shape
        return TensorArraySpec(shape, self._dtype, self._dynamic_size, infer)


@export("TensorArray")
class TensorArray(CompositeTensor):
    """A list of tensors, for loops to write one after the other and read in any order.

    In a graph a write gives a new `TensorArray`, and only that has the item; in eager code it is
    the same object. So the result of `write` is what to go on with. Gradients flow through it.

    Args:
      dtype: dtype of the items.
      size: how many items there are.
      dynamic_size: grow when an item behind the end is written.
      clear_after_read: in eager code, let go of an item when it is read; reading it twice fails.
      tensor_array_name: accepted.
      handle: accepted; there is none.
      flow: another one's `flow`, to have its items.
      infer_shape: all items have the shape of the first that is written.
      element_shape: what is known of the shape of the items.
      colocate_with_first_write_call: accepted.
      name: name of the operation.

    Raises:
      ValueError: `size` is missing.

    >>> ta = ef.TensorArray(ef.float32, size=2)
    >>> ta = ta.write(0, 1.).write(1, 2.)
    >>> ta.stack().numpy()
    array([1., 2.], dtype=float32)
    """

    __slots__ = (
        "__weakref__", "_clear", "_dtype", "_dynamic", "_infer", "_read", "_shape", "_size",
        "flow",
    )  # fmt: skip

    def __init__(
        self,
        dtype: DTypeLike,
        size: Any = None,
        dynamic_size: bool | None = None,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        handle: Any = None,
        flow: Any = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        colocate_with_first_write_call: bool = True,
        name: str | None = None,
    ) -> None:
        self._dtype = as_dtype(dtype)
        self._dynamic = bool(dynamic_size)
        self._clear = clear_after_read is None or bool(clear_after_read)
        self._infer = bool(infer_shape)
        self._shape: PartialShape = shapes.as_shape(element_shape)
        self._read: set[int] = set()
        self._size: int | None = None
        if flow is not None:
            self.flow: Tensor = flow
            return
        if size is None:
            raise ValueError("Size must be provided if flow is not provided")
        if isinstance(size, int) and not self._dynamic:
            self._size = size
        self.flow = lists.list_reserve(size, name or "TensorArray")

    # ------------------------------------------------------------------ what is known

    @property
    def dtype(self) -> DType:
        """Dtype of the items."""
        return self._dtype

    @property
    def dynamic_size(self) -> bool:
        """True when it grows."""
        return self._dynamic

    @property
    def element_shape(self) -> TensorShape:
        """What is known of the shape of the items."""
        return TensorShape(self._shape)

    @property
    def handle(self) -> None:
        """None: the items are in `flow`."""
        return None

    def size(self, name: str | None = None) -> Tensor:
        """The number of items, an int32 tensor."""
        return lists.list_length(self.flow, name)

    def __len__(self) -> int:
        if not isinstance(self.flow, EagerTensor):
            raise TypeError("the length of a TensorArray in a graph is a tensor: use size()")
        return int(self.flow.a.size)

    def __repr__(self) -> str:
        return f"<TensorArray of {self._dtype.name} {shapes.text(self._shape)}>"

    # ------------------------------------------------------------------ one item

    def read(self, index: Any, name: str | None = None) -> Tensor:
        """The item at an index.

        Args:
          index: int32 scalar.
          name: name of the operation.

        Raises:
          OutOfRangeError: there is no such index.
          InvalidArgumentError: the item was never written or was read before, and its shape is not
            known.
        """
        item = lists.list_get(self.flow, index, self._dtype, self._shape, name)
        if self._clear and isinstance(self.flow, EagerTensor) and isinstance(item, EagerTensor):
            at = int(index)
            if at in self._read:
                raise errors.make(
                    errors.InvalidArgumentError,
                    f"Could not read index {at} twice because it was cleared after a previous read "
                    "(perhaps try setting clear_after_read = false?)",
                )
            self._read.add(at)
        return item

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        """The array with another item at an index.

        Args:
          index: int32 scalar.
          value: the item.
          name: name of the operation.

        Raises:
          InvalidArgumentError: the item has another dtype.
          OutOfRangeError: the index lies behind the end of an array that does not grow.
          ValueError: the item has another shape.
        """
        item = self._as_items(value)
        flow = lists.list_set(self.flow, index, item, self._dynamic, name)
        return self._updated(flow, item.static_shape)

    def _as_items(self, value: Any) -> Any:
        """The tensor of what is to be written."""
        made = convert_to_tensor(value, dtype_hint=self._dtype)
        if made.dtype is not self._dtype:
            raise errors.make(
                errors.InvalidArgumentError,
                f"TensorArray dtype is {self._dtype.name} but Op is trying to write dtype "
                f"{made.dtype.name}",
                fix=f"tf.cast(value, tf.{self._dtype.name})",
            )
        return made

    def _updated(self, flow: Tensor, item_shape: PartialShape) -> TensorArray:
        """The array with another flow: itself in eager code, otherwise a new one."""
        shape = self._shape
        if self._infer:
            if not shapes.compatible(shape, item_shape):
                raise errors.make(
                    ValueError,
                    f"Inconsistent shapes: saw {shapes.text(item_shape)} but expected "
                    f"{shapes.text(shape)}",
                    fix="infer_shape=False, if the items have different shapes",
                )
            shape = shapes.merge(shape, item_shape)
        eager = not isinstance(flow, Symbol) and mode.snapshot().builder is None
        made = self if eager else self._copied()
        made.flow, made._shape = flow, shape
        return made

    def _copied(self) -> TensorArray:
        made = object.__new__(TensorArray)
        for slot in ("_clear", "_dtype", "_dynamic", "_infer", "_shape", "_size", "flow"):
            setattr(made, slot, getattr(self, slot))
        made._read = set()
        return made

    # ------------------------------------------------------------------ several items

    def stack(self, name: str | None = None) -> Tensor:
        """All items along a new first axis.

        Raises:
          InvalidArgumentError: the items have different shapes, or nothing is known of the shape of
            those that are missing.
        """
        stacked = lists.list_stack(self.flow, self._dtype, self._shape, name)
        if self._size is not None and self._shape is not None and isinstance(stacked, Symbol):
            stacked.set_shape([self._size, *self._shape])
        return stacked

    def gather(self, indices: Any, name: str | None = None) -> Tensor:
        """The items at indices along a new first axis.

        Args:
          indices: int32 vector.
          name: name of the operation.
        """
        return gather(self.stack(), indices, name=name)

    def concat(self, name: str | None = None) -> Tensor:
        """The items one after the other along their first axis.

        Raises:
          InvalidArgumentError: the items are scalars.
        """
        joined: Tensor = lists.list_concat(self.flow, self._dtype, self._shape, name)[0]
        return joined

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """The array whose items are the slices of a tensor along its first axis.

        Raises:
          ValueError: there are more or fewer of them than the array has items.
        """
        tensor = self._as_items(value)
        rows = tensor.static_shape
        if rows and rows[0] is not None and self._size not in (None, rows[0]):
            raise errors.make(
                ValueError,
                f"Cannot unstack {rows[0]} tensors into a TensorArray of static size {self._size}",
                fix="dynamic_size=True, or another size",
            )
        made = self._updated(lists.list_from_tensor(tensor, name), rows and rows[1:])
        if rows is not None and not self._dynamic:
            made._size = rows[0]
        return made

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> TensorArray:
        """The array with the slices of a tensor as its items at indices.

        Args:
          indices: int32 vector of different numbers.
          value: tensor with as many slices along its first axis.
          name: name of the operation.
        """
        tensor = self._as_items(value)
        rows = tensor.static_shape
        return self._updated(
            lists.list_scatter(self.flow, indices, tensor, name), rows and rows[1:]
        )

    def split(self, value: Any, lengths: Any, name: str | None = None) -> TensorArray:
        """The array whose items are the pieces of a tensor of the given lengths.

        Args:
          value: tensor to cut along its first axis.
          lengths: int32 vector.
          name: name of the operation.
        """
        tensor = self._as_items(value)
        rows = tensor.static_shape
        piece = rows and (None, *rows[1:])
        return self._updated(lists.list_split(tensor, lengths, name), piece)

    def identity(self) -> TensorArray:
        """An array with the same items."""
        made = self._copied()
        made.flow = identity(self.flow)
        return made

    def close(self, name: str | None = None) -> Operation | None:
        """Nothing: the items are freed when nothing refers to them."""
        return no_op(name)

    # ------------------------------------------------------------------ as a composite

    def _flatten_components(self) -> tuple[Any, ...]:
        return (self.flow,)

    @classmethod
    def _from_components(cls, components: tuple[Any, ...], like: Any) -> Any:
        made = like._copied()
        made.flow = components[0]
        return made

    @property
    def _type_spec(self) -> TensorArraySpec:
        return TensorArraySpec(self._shape, self._dtype, self._dynamic, self._infer)

    @property
    def _carrier(self) -> Tensor:
        return self.flow

    def _with_carrier(self, values: Any) -> TensorArray:
        made = self._copied()
        made.flow = values
        return made

    def _facts(self) -> Any:
        return self._dtype, self._shape, self._dynamic, self._infer
