"""How datasets are made: from tensors, numbers, generators, and from other datasets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import errors, nest
from ..core import mode
from ..core.tensor import EagerTensor, Tensor
from ..dtype import DTypeLike, as_dtype, int64
from ..ops.files.whole_files import matching_files
from .base import DatasetBase
from .calling import Choose
from .changing import Zip
from .elements import as_leaf, as_spec, generalized, specs_from_types
from .node import Node
from .resampling import Drawn
from .run import as_number
from .seeds import op_seeds
from .sources import Counter, Generated, Random, Range, Slices, Tensors


class Making(DatasetBase):
    """The part of `Dataset` that makes datasets."""

    __slots__ = ()

    @classmethod
    def from_tensors(cls, tensors: Any, name: str | None = None) -> Any:
        """The dataset of one element.

        Args:
          tensors: the element, a nest (of tuples and dictionaries) of tensors; a list is a tensor.
          name: accepted.

        >>> [x.numpy().tolist() for x in ef.data.Dataset.from_tensors([1, 2, 3])]
        [[1, 2, 3]]
        """
        return cls._of(Tensors(tensors))

    @classmethod
    def from_tensor_slices(cls, tensors: Any, name: str | None = None) -> Any:
        """The dataset of the rows of tensors.

        Args:
          tensors: a nest (of tuples and dictionaries) of tensors with one number of rows; a list is
            a tensor.
          name: accepted.

        Raises:
          ValueError: a tensor has no rows, or their numbers differ.

        >>> ds = ef.data.Dataset.from_tensor_slices(([1, 2], ["a", "b"]))
        >>> [(int(i), s.numpy()) for i, s in ds]
        [(1, b'a'), (2, b'b')]
        """
        return cls._of(Slices(tensors))

    @classmethod
    def range(cls, *args: Any, output_type: DTypeLike = int64, name: str | None = None) -> Any:
        """The dataset of the integers from one to another.

        Args:
          *args: `stop`, or `start, stop`, or `start, stop, step`.
          output_type: dtype of the numbers.
          name: accepted.

        Raises:
          ValueError: there are more numbers, or none.

        >>> [int(x) for x in ef.data.Dataset.range(1, 5, 2)]
        [1, 3]
        """
        if not 1 <= len(args) <= 3:
            raise errors.make(
                ValueError, f"Invalid `args`. The length of `args` should be between 1 and 3 but "
                f"was {len(args)}.",
            )  # fmt: skip
        bounds = [as_number(a, "range") for a in args]
        start, stop, step = (0, *bounds, 1) if len(bounds) == 1 else (*bounds, 1)[:3]
        return cls._of(Range(start, stop, step, as_dtype(output_type)))

    @classmethod
    def from_generator(
        cls,
        generator: Callable[..., Any],
        output_types: Any = None,
        output_shapes: Any = None,
        args: Any = None,
        output_signature: Any = None,
        name: str | None = None,
    ) -> Any:
        """The dataset of what a generator yields.

        Args:
          generator: a function that gives an iterable, anew for each pass.
          output_types: the nest of dtypes of an element; the old way to describe it.
          output_shapes: the nest of shapes that goes with it; unknown where left out.
          args: tensors that `generator` is called with, as NumPy arrays.
          output_signature: the nest of specs of an element.
          name: accepted.

        Raises:
          TypeError: `generator` is no function, or elements are not described in one of the ways.

        >>> def pairs():
        ...     yield 1, [2, 3]
        >>> ds = ef.data.Dataset.from_generator(pairs, output_signature=(
        ...     ef.TensorSpec([], ef.int32), ef.TensorSpec([None], ef.int32)))
        >>> [(int(a), b.numpy().tolist()) for a, b in ds]
        [(1, [2, 3])]
        """
        if not callable(generator):
            raise errors.make(TypeError, "`generator` must be a Python callable.")
        if output_signature is not None:
            if output_types is not None or output_shapes is not None:
                what = "output_types" if output_types is not None else "output_shapes"
                raise errors.make(
                    TypeError,
                    f"The `{what}` argument can not be used together with the `output_signature` "
                    "argument.",
                )
            spec = as_spec(output_signature)
        elif output_types is None:
            raise errors.make(
                TypeError,
                "Either the `output_signature` or the `output_types` argument must be specified.",
            )
        else:
            spec = specs_from_types(output_types, output_shapes)
        return cls._of(Generated(generator, spec, args))

    @classmethod
    def zip(cls, *args: Any, datasets: Any = None, name: str | None = None) -> Any:
        """The dataset of elements of several datasets side by side, as long as all have some.

        Args:
          *args: datasets, or one nest of datasets.
          datasets: the old way to give the nest.
          name: accepted.

        Raises:
          TypeError: there are none, or something else among them.

        >>> a, b = ef.data.Dataset.range(1, 3), ef.data.Dataset.range(5, 9)
        >>> [(int(x), int(y)) for x, y in ef.data.Dataset.zip(a, b)]
        [(1, 5), (2, 6)]
        """
        if not args and datasets is None:
            raise errors.make(TypeError, "Must pass at least one dataset to `zip`.")
        if args and datasets is not None:
            raise errors.make(TypeError, "Both `*args` and `datasets` cannot be set.")
        given = datasets if not args else args[0] if len(args) == 1 else args
        flat = nest.flatten(given)
        for dataset in flat:
            if isinstance(given, list) or not isinstance(dataset, DatasetBase):
                shown = given if isinstance(given, list) else dataset
                raise errors.make(
                    TypeError,
                    "Invalid `datasets`. `datasets` is expected to be a (nested) structure of "
                    f"`tf.data.Dataset` objects but encountered object of type {type(shown)}.",
                    fix="put the datasets into a tuple",
                )
        spec = nest.map_structure(lambda d: d.element_spec, given)
        return cls._of(Zip(spec, [d._node for d in flat]))

    @classmethod
    def counter(
        cls, start: Any = 0, step: Any = 1, dtype: DTypeLike = int64, name: str | None = None
    ) -> Any:
        """The dataset of the numbers from one on, without an end.

        Args:
          start: the first number.
          step: how far they lie apart.
          dtype: their dtype.
          name: accepted.

        >>> [int(x) for x in ef.data.Dataset.counter(5, 2).take(3)]
        [5, 7, 9]
        """
        first, hop = as_number(start, "start"), as_number(step, "step")
        return cls._of(Counter(first, hop, as_dtype(dtype)))

    @classmethod
    def random(
        cls,
        seed: Any = None,
        rerandomize_each_iteration: bool | None = None,
        name: str | None = None,
    ) -> Any:
        """The dataset of random integers from 0 to 2**32 - 1, without an end.

        Args:
          seed: gives the same numbers in every run, which are also those of TensorFlow.
          rerandomize_each_iteration: other numbers for each pass.
          name: accepted.

        >>> [int(x) for x in ef.data.Dataset.random(seed=4).take(2)]
        [1164885447, 3266379108]
        """
        return cls._of(Random(op_seeds(seed), bool(rerandomize_each_iteration)))

    @classmethod
    def list_files(
        cls, file_pattern: Any, shuffle: Any = None, seed: Any = None, name: str | None = None
    ) -> Any:
        """The dataset of the names of the files that match a pattern.

        Args:
          file_pattern: the pattern, such as `"/data/*.txt"`, or a list of patterns.
          shuffle: False for sorted names; in random order when left out.
          seed: gives the same order in every run.
          name: accepted.

        Raises:
          InvalidArgumentError: no file matches.
        """
        if isinstance(file_pattern, Tensor) and not isinstance(file_pattern, EagerTensor):
            found = cls._of(Slices(matching_files(file_pattern)))
            return found.shuffle(-1, seed=seed) if shuffle is None or shuffle else found
        with mode.entered(None):  # in a graph too: the names are known
            names = as_leaf(matching_files(file_pattern))
        if not len(names):
            shown = as_leaf(file_pattern).reshape(-1).tolist()
            listed = ", ".join(p.decode() for p in shown)
            raise errors.make(errors.InvalidArgumentError, f"No files matched pattern: {listed}")
        dataset = cls._of(Slices(names))
        if shuffle is None or shuffle:
            dataset = dataset.shuffle(len(names), seed=seed)
        return dataset

    @classmethod
    def choose_from_datasets(
        cls, datasets: Any, choice_dataset: DatasetBase, stop_on_empty_dataset: bool = True
    ) -> Any:
        """The dataset of elements of several datasets, in the order that numbers give.

        Args:
          datasets: a list of datasets.
          choice_dataset: a dataset of int64 scalars: which of them gives the next element.
          stop_on_empty_dataset: end when that has no more; otherwise it is passed over.

        Raises:
          TypeError: the numbers are no int64 scalars, or the elements have other dtypes.
          ValueError: there are no datasets.

        >>> datasets = [ef.data.Dataset.range(n, n + 3) for n in (0, 10)]
        >>> choice = ef.data.Dataset.from_tensor_slices(ef.constant([1, 0, 1], ef.int64))
        >>> [int(x) for x in ef.data.Dataset.choose_from_datasets(datasets, choice)]
        [10, 0, 11]
        """
        if not datasets:
            raise errors.make(ValueError, "Invalid `datasets`. `datasets` should not be empty.")
        found = choice_dataset.element_spec
        if getattr(found, "dtype", None) is not int64 or found.shape.rank not in (0, None):
            raise errors.make(
                TypeError,
                "Invalid `choice_dataset`. Elements of `choice_dataset` must be scalar `tf.int64` "
                f"tensors but are {found}.",
            )
        return cls._chosen(choice_dataset._node, datasets, stop_on_empty_dataset)

    @classmethod
    def _chosen(cls, numbers: Node, datasets: Any, stop: bool) -> Any:
        spec = datasets[0].element_spec
        for dataset in datasets[1:]:
            spec = generalized(spec, dataset.element_spec)
        return cls._of(Choose(numbers, [d._node for d in datasets], spec, stop))

    @classmethod
    def sample_from_datasets(
        cls,
        datasets: Any,
        weights: Any = None,
        seed: Any = None,
        stop_on_empty_dataset: bool = False,
        rerandomize_each_iteration: bool | None = None,
    ) -> Any:
        """The dataset of elements of several datasets, each drawn at random from one of them.

        Args:
          datasets: a list of datasets.
          weights: how probable each is, a float vector; all alike when left out.
          seed: gives the same choice in every run.
          stop_on_empty_dataset: end when the drawn one has no more; otherwise it is passed over.
          rerandomize_each_iteration: other draws for each pass.

        Raises:
          TypeError: the elements have other dtypes, or the weights are no floats.
          ValueError: there are no datasets, or their number is not that of the weights.

        >>> datasets = [ef.data.Dataset.range(3), ef.data.Dataset.range(10, 13)]
        >>> ds = ef.data.Dataset.sample_from_datasets(datasets, [0.5, 0.5], seed=1)
        >>> sorted(int(x) for x in ds)
        [0, 1, 2, 10, 11, 12]
        """
        if not datasets:
            raise errors.make(ValueError, "Invalid `datasets`. `datasets` should not be empty.")
        given = [1.0] * len(datasets) if weights is None else weights
        found = as_leaf(given)
        if found.shape != (len(datasets),):
            raise errors.make(
                ValueError,
                f"Invalid `weights`. The shape of `weights` should be compatible with "
                f"`[len(datasets)]` but is {found.shape}.",
            )
        if weights is not None and found.dtype not in (np.float32, np.float64):
            raise errors.make(
                TypeError,
                "Invalid `weights`. `weights` type must be either `tf.float32` or `tf.float64` but "
                f"is {found.dtype}.",
            )
        if isinstance(found, np.ndarray):
            chosen = [i for i, w in enumerate(found) if w] or [0]
            datasets, found = [datasets[i] for i in chosen], found[chosen]
            if len(datasets) == 1:
                return datasets[0]
        drawn = Drawn(found, op_seeds(seed), bool(rerandomize_each_iteration))
        return cls._chosen(drawn, datasets, stop_on_empty_dataset)
