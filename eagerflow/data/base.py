"""What all datasets can do: say what they hold, and give it one element after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from .. import errors
from ..core import mode
from ..core.composite import CompositeTensor
from ..core.streams import Streamed
from ..core.tensor import Tensor, wrap
from ..dtype import int64
from ..ops.array import constant
from ..ops.checks.asserts import Assert
from ..ops.elementwise.comparison import logical_not
from ..queues.handle import Handle, Handles
from . import iterator_ops as ops
from .calling import Bound as BoundNode
from .calling import OfWindow, StandIn
from .elements import Leaves, NestedDataset
from .iterator_ops import DatasetValue
from .iterators import NumpyIterator, OwnedIterator
from .node import Node
from .options import Options
from .run import INFINITE, UNKNOWN, Run
from .spec import MAKERS, DatasetSpec

D = TypeVar("D", bound="DatasetBase")


class WithOptions(Node):
    """The elements; options that go with them."""

    def __init__(self, before: Node, options: Options) -> None:
        self.options = options
        super().__init__(before.spec, [before])

    def elements(self, run: Run) -> Iterator[Leaves]:
        return self.input.elements(run)

    def rows(self, run: Run) -> Any:
        return self.input.rows(run)

    def size(self, run: Run | None) -> int:
        return self.input.size(run)


def options_of(step: Node) -> Options:
    """The options of a step and of those before it."""
    merged = Options()
    for before in step.inputs:
        merged = merged.merge(options_of(before))
    return merged.merge(step.options) if isinstance(step, WithOptions) else merged


class DatasetBase(NestedDataset, CompositeTensor, Streamed):
    """Base of datasets.

    Attributes:
      _node: the last step of the pipeline.
    """

    # programs note names of classes in `__dict__`
    __slots__ = ("__dict__", "__weakref__", "_node", "_tensor")

    _node: Node
    _tensor: Any

    def __init__(self, variant_tensor: Any) -> None:
        raise errors.make(
            TypeError,
            f"{type(self).__name__} is not made by calling it",
            fix="use Dataset.from_tensor_slices, from_tensors, from_generator, range or zip",
        )

    @classmethod
    def _plain(cls) -> type[Any]:
        """The class of what transformations give."""
        raise NotImplementedError

    @classmethod
    def _of(cls, node: Node) -> Any:
        """The dataset of a step."""
        made = object.__new__(cls._plain())
        made._node, made._tensor = node, None
        return made

    # ------------------------------------------------------------------ what it is

    @property
    def element_spec(self) -> Any:
        """The nest of specs of an element.

        >>> ef.data.Dataset.from_tensor_slices([1, 2, 3]).element_spec
        TensorSpec(shape=(), dtype=tf.int32, name=None)
        """
        return self._node.spec

    @property
    def _dataset_spec(self) -> DatasetSpec:
        return DatasetSpec(self._node.spec)

    @property
    def _type_spec(self) -> DatasetSpec:
        return DatasetSpec(self._node.spec)

    def cardinality(self) -> Tensor:
        """How many elements there are, an int64 scalar; `ef.data.INFINITE_CARDINALITY` for no end,
        `ef.data.UNKNOWN_CARDINALITY` where only a pass over the elements tells.

        >>> ef.data.Dataset.range(42).batch(10).cardinality().numpy()
        np.int64(5)
        """
        if mode.snapshot().builder is not None and self._node.size(None) == UNKNOWN:
            return ops.cardinality(self._flatten_components()[0])  # type: ignore[no-any-return]
        return constant(self._node.size(None), int64)

    def __len__(self) -> int:
        found = self._node.size(None)
        if found == INFINITE:
            raise errors.make(TypeError, "The dataset is infinite.", fix="use take(n)")
        if found == UNKNOWN:
            raise errors.make(
                TypeError,
                "The dataset length is unknown.",
                fix="count the elements: ds.reduce(0, lambda n, _: n + 1)",
            )
        return found

    def __bool__(self) -> bool:
        return True

    def options(self) -> Options:
        """The options that were given to the dataset and to those it is made of."""
        return options_of(self._node)

    def with_options(self, options: Options, name: str | None = None) -> Any:
        """The dataset with options; where they say something, earlier ones count no more.

        Args:
          options: the options.
          name: accepted.

        Raises:
          TypeError: `options` is something else.
        """
        if not isinstance(options, Options):
            raise errors.make(TypeError, f"options must be a tf.data.Options, got {options!r}")
        return self._of(WithOptions(self._node, options))

    def __repr__(self) -> str:
        kind = type(self._node).__name__
        return f"<_{_SHOWN.get(kind, kind)}Dataset element_spec={self.element_spec}>"

    # ------------------------------------------------------------------ its elements

    def _elements(self, run: Run | None = None) -> Iterator[Leaves]:
        return self._node.elements(run or Run())

    def _bound(self, run: Run) -> Any:
        """This dataset, made in a traced function, with the values of a call."""
        return self._of(BoundNode(self._node, run))

    def __iter__(self) -> OwnedIterator:
        builder: Any = mode.snapshot().builder
        if builder is not None and not builder.is_function:
            raise errors.make(
                RuntimeError,
                "__iter__() is only supported inside of tf.function or when eager execution is "
                "enabled.",
                fix="use tf.compat.v1.data.make_one_shot_iterator(dataset).get_next()",
            )
        return OwnedIterator.over(self)

    def _stream(self) -> OwnedIterator:
        return OwnedIterator.over(self)

    # ------------------------------------------------------------------ as a tensor

    def _flatten_components(self) -> tuple[Any, ...]:
        if not self._node.in_graph:
            if self._tensor is None:
                self._tensor = wrap(DatasetValue(self._node))
            return (self._tensor,)
        if isinstance(self._node, OfTensor):
            return (self._node.tensor,)
        values, variables = self._node.all_outside(), self._node.all_variables()
        node = self._node
        handles = Handles(Handle("dataset", lambda: node, False), *variables)
        wanted = (tuple(map(id, values)), tuple(map(id, variables)))
        return (ops.dataset(handles, values, wanted, "dataset"),)

    @classmethod
    def _from_components(cls, components: tuple[Any, ...], like: Any) -> Any:
        return like._dataset_spec._with_components(components)

    @property
    def _carrier(self) -> Tensor:
        return self._flatten_components()[0]  # type: ignore[no-any-return]

    def _facts(self) -> Any:
        return self._dataset_spec

    # ------------------------------------------------------------------ one after the other

    def as_numpy_iterator(self) -> NumpyIterator:
        """An iterator over the elements with NumPy arrays in place of tensors.

        >>> list(ef.data.Dataset.range(3).as_numpy_iterator())
        [np.int64(0), np.int64(1), np.int64(2)]
        """
        if mode.snapshot().builder is not None:
            raise errors.make(
                RuntimeError,
                "as_numpy_iterator() is not supported while building a graph: the elements are "
                "there when it runs",
                fix="iterate over the dataset itself",
            )
        return NumpyIterator(self)

    def get_single_element(self, name: str | None = None) -> Any:
        """The only element.

        Args:
          name: accepted.

        Raises:
          InvalidArgumentError: there is none, or more than one.

        >>> ef.data.Dataset.range(4).batch(4).get_single_element().numpy()
        array([0, 1, 2, 3])
        """
        iterator = self._stream()
        if mode.snapshot().builder is not None:
            Assert(iterator.has_next(), ["Dataset was empty."])
            element = iterator.take_next()
            Assert(logical_not(iterator.has_next()), ["Dataset had more than one element."])
            return element
        found = next(iterator, None)
        if found is None:
            raise errors.make(errors.InvalidArgumentError, "Dataset was empty.")
        if next(iterator, None) is not None:
            raise errors.make(
                errors.InvalidArgumentError, "Dataset had more than one element.", fix="use take(1)"
            )
        return found

    def apply(self, transformation_func: Callable[[Any], Any]) -> Any:
        """What a function makes of the dataset.

        Args:
          transformation_func: takes a dataset and returns one.

        Raises:
          TypeError: it returns something else.

        >>> ds = ef.data.Dataset.range(6).apply(lambda d: d.filter(lambda x: x % 2 == 0))
        >>> [int(x) for x in ds]
        [0, 2, 4]
        """
        made = transformation_func(self)
        if not isinstance(made, DatasetBase):
            raise errors.make(
                TypeError,
                f"`transformation_func` must return a `tf.data.Dataset` object. Got {type(made)}.",
            )
        return made


class OfTensor(Node):
    """The elements of the dataset that is the value of a tensor."""

    def __init__(self, spec: Any, tensor: Any) -> None:
        self.tensor = tensor
        super().__init__(spec, numbers=[tensor])
        self.in_graph = True

    def elements(self, run: Run) -> Iterator[Leaves]:
        return self._held(run).elements()

    def size(self, run: Run | None) -> int:
        return UNKNOWN if run is None else self._held(run).size()

    def _held(self, run: Run) -> DatasetValue:
        found: DatasetValue = run.value(self.tensor)
        return found


def _of_tensor(spec: DatasetSpec, tensor: Any) -> Any:
    return MAKERS["class"]()._of(OfTensor(spec.element_spec, tensor))


MAKERS["dataset"] = _of_tensor


_SHOWN = {
    "Tensors": "Tensor", "Slices": "TensorSlice", "Generated": "FlatMap", "WithOptions": "Options",
    "OfWindow": "Nested", "StandIn": "Nested", "Bound": "Nested", "OfTensor": "Variant",
}  # fmt: skip


def of_window(window: list[Leaves], spec: Any) -> Any:
    """The dataset of elements that are there."""
    return MAKERS["class"]()._of(OfWindow(spec, window))


def of_leaves(leaves: Leaves, spec: Any) -> Any:
    """The dataset of elements that have one component."""
    return of_window([[leaf] for leaf in leaves], spec)


def _stand_in(spec: DatasetSpec) -> Any:
    node = StandIn(spec.element_spec)
    node.owner = MAKERS["class"]()._of(node)
    return node.owner


MAKERS["stand_in"] = _stand_in
