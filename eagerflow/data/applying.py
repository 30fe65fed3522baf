"""The methods of datasets that call functions of the user."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from .. import errors, nest
from ..core import mode
from ..core.type_spec import TensorSpec
from ..dtype import as_dtype, int64
from ..graph.loops import while_loop
from ..graph.ordering import control_dependencies
from ..ops.array import constant, convert_to_tensor
from ..shapes import TensorShape
from .base import DatasetBase, of_window
from .calling import (
    AUTOTUNE,
    Filter,
    FlatMap,
    GroupByWindow,
    Interleave,
    Map,
    Scan,
    TakeWhile,
    reduced,
    steady,
)
from .elements import normalized, packed, spec_of
from .functions import Traced
from .resampling import Resampled, distribution
from .run import Run, as_number
from .seeds import op_seeds
from .spec import DatasetSpec


class Applying(DatasetBase):
    """The part of `Dataset` that calls functions.

    Functions are traced once, like those of `ef.function`, with tensors for the components of an
    element; an element that is a tuple is unpacked into their arguments. They may use tensors and
    variables from outside.
    """

    __slots__ = ()

    def map(
        self,
        map_func: Callable[..., Any],
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        synchronous: bool | None = None,
        use_unbounded_threadpool: bool = False,
        name: str | None = None,
    ) -> Any:
        """What a function gives for each element.

        Args:
          map_func: takes an element and returns a nest of tensors; a list stands for a tuple.
          num_parallel_calls: how many calls may run at a time in threads; `ef.data.AUTOTUNE` for
            as many as there are processors. Calls that are too short for threads run in the one
            that asks, and so do those that draw random numbers or assign variables.
          deterministic: accepted; results keep the order of the elements.
          synchronous: accepted.
          use_unbounded_threadpool: accepted.
          name: accepted.

        Raises:
          TypeError: `map_func` is no function, or gives None.

        >>> [int(x) for x in ef.data.Dataset.range(1, 4).map(lambda x: x + 1)]
        [2, 3, 4]
        """
        function = Traced(map_func, self.element_spec, "map")
        parallel = num_parallel_calls
        if parallel is not None:
            parallel = as_number(parallel, "num_parallel_calls")
            if type(parallel) is int and parallel < 1 and parallel != AUTOTUNE:
                raise errors.make(
                    errors.InvalidArgumentError, "num_parallel_calls must be greater than zero."
                )
        return self._of(Map(self._node, function, parallel))

    def filter(self, predicate: Callable[..., Any], name: str | None = None) -> Any:
        """The elements for which a function is true.

        Args:
          predicate: takes an element and returns a bool scalar.
          name: accepted.

        Raises:
          ValueError: it returns something else.

        >>> [int(x) for x in ef.data.Dataset.range(5).filter(lambda x: x < 3)]
        [0, 1, 2]
        """
        return self._of(Filter(self._node, Traced(predicate, self.element_spec, "filter")))

    def take_while(self, predicate: Callable[..., Any], name: str | None = None) -> Any:
        """The elements up to the first for which a function is false.

        Args:
          predicate: takes an element and returns a bool scalar.
          name: accepted.

        Raises:
          ValueError: it returns something else.

        >>> [int(x) for x in ef.data.Dataset.range(10).take_while(lambda x: x < 3)]
        [0, 1, 2]
        """
        return self._of(TakeWhile(self._node, Traced(predicate, self.element_spec, "take_while")))

    def flat_map(self, map_func: Callable[..., Any], name: str | None = None) -> Any:
        """The elements of the datasets that a function gives, one dataset after the other.

        Args:
          map_func: takes an element and returns a dataset.
          name: accepted.

        Raises:
          TypeError: it returns something else.

        >>> ds = ef.data.Dataset.range(3).flat_map(lambda n: ef.data.Dataset.range(n))
        >>> [int(x) for x in ds]
        [0, 0, 1]
        """
        return self._of(FlatMap(self._node, Traced(map_func, self.element_spec, "flat_map")))

    def interleave(
        self,
        map_func: Callable[..., Any],
        cycle_length: Any = None,
        block_length: Any = None,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Any:
        """The elements of the datasets that a function gives, some of each in turn.

        Args:
          map_func: takes an element and returns a dataset.
          cycle_length: how many datasets are open at a time, an int64 scalar; as many as there are
            processors when left out.
          block_length: how many elements of one come before the next has its turn; 1 when left out.
          num_parallel_calls: accepted; elements come in the same order either way.
          deterministic: accepted; see there.
          name: accepted.

        Raises:
          TypeError: `map_func` returns something else.
          InvalidArgumentError: a number is not positive.

        >>> ds = ef.data.Dataset.range(2).interleave(
        ...     lambda n: ef.data.Dataset.range(n * 10, n * 10 + 3), cycle_length=2)
        >>> [int(x) for x in ds]
        [0, 10, 1, 11, 2, 12]
        """
        cycle = AUTOTUNE if cycle_length is None else as_number(cycle_length, "cycle_length")
        if type(cycle) is int and cycle == AUTOTUNE:
            cycle = os.cpu_count() or 1
        block = 1 if block_length is None else as_number(block_length, "block_length")
        function = Traced(map_func, self.element_spec, "interleave")
        return self._of(Interleave(self._node, function, cycle, block))

    def scan(
        self, initial_state: Any, scan_func: Callable[..., Any], name: str | None = None
    ) -> Any:
        """What a function gives for each element and a state that it hands on.

        Args:
          initial_state: the first state, a nest of tensors.
          scan_func: takes the state and an element, and returns the next state and a nest.
          name: accepted.

        Raises:
          TypeError: it returns no pair, or a state of other dtypes.

        >>> ds = ef.data.Dataset.range(5).scan(
        ...     ef.constant(0, ef.int64), lambda s, x: (s + x, s + x))
        >>> [int(x) for x in ds]
        [0, 1, 3, 6, 10]
        """
        state = normalized(initial_state)

        def make(spec: Any) -> Traced:
            function = Traced(scan_func, (spec, self.element_spec), "scan_func")
            if not isinstance(function.spec, tuple) or len(function.spec) != 2:
                raise errors.make(
                    TypeError,
                    "Invalid `scan_func`. `scan_func` should return a pair consisting of new state "
                    f"and the output value but its return type is {function.spec}.",
                )
            return function

        function, _ = steady(make, nest.map_structure(spec_of, state), lambda f: f.spec[0])
        return self._of(Scan(self._node, nest.flatten(state), function, function.spec[1]))

    def reduce(
        self, initial_state: Any, reduce_func: Callable[..., Any], name: str | None = None
    ) -> Any:
        """The last state that a function makes of a state and each element.

        Args:
          initial_state: the first state, a nest of tensors.
          reduce_func: takes the state and an element, and returns the next state.
          name: accepted.

        Raises:
          TypeError: it returns a state of other dtypes.

        >>> ef.data.Dataset.range(5).reduce(ef.constant(0, ef.int64), lambda s, x: s + x).numpy()
        np.int64(10)
        """
        state = normalized(initial_state)
        function, spec = steady(
            lambda s: Traced(reduce_func, (s, self.element_spec), "reduce_func"),
            nest.map_structure(spec_of, state),
            lambda f: f.spec,
        )
        if mode.snapshot().builder is not None:
            return self._reduced_in_graph(state, reduce_func, spec)
        return packed(spec, reduced(self._node, Run(), nest.flatten(state), function))

    def _reduced_in_graph(self, state: Any, reduce_func: Callable[..., Any], spec: Any) -> Any:
        """`reduce` as a loop of the graph, through which gradients flow."""
        stream = self._stream()

        def step(count: Any, state: Any) -> Any:
            element = stream.take_next()
            # a session runs only what a result needs
            with control_dependencies([t.op for t in nest.flatten(element, True)]):
                count = count + 1
            return count, reduce_func(state, element)

        start = (0, nest.map_structure(convert_to_tensor, state))
        shapes = (TensorShape([]), nest.map_structure(lambda s: s.shape, spec))
        return while_loop(lambda *_: stream.has_next(), step, start, shapes)[1]

    def group_by_window(
        self,
        key_func: Callable[..., Any],
        reduce_func: Callable[..., Any],
        window_size: Any = None,
        window_size_func: Callable[..., Any] | None = None,
        name: str | None = None,
    ) -> Any:
        """What a function makes of windows of elements that have one key.

        Args:
          key_func: takes an element and returns an int64 scalar.
          reduce_func: takes a key and the dataset of a window, and returns a dataset.
          window_size: how many elements with one key make a window, an int64 scalar.
          window_size_func: takes a key and returns that number; one of the two is given.
          name: accepted.

        Raises:
          ValueError: both or neither of the sizes are given, or the key is no int64 scalar.
          TypeError: `reduce_func` gives no dataset.

        >>> ds = ef.data.Dataset.range(6).group_by_window(
        ...     lambda x: x % 2, lambda key, window: window.batch(3), window_size=3)
        >>> [b.numpy().tolist() for b in ds]
        [[0, 2, 4], [1, 3, 5]]
        """
        if (window_size is None) == (window_size_func is None):
            raise errors.make(
                ValueError,
                "Either the `window_size` argument or the `window_size_func` argument must be "
                "specified.",
            )
        number = TensorSpec([], int64)
        if window_size is not None:
            fixed = constant(window_size, int64) if type(window_size) is int else window_size
            size = Traced(lambda key: fixed, number, "window_size")
        else:
            size = Traced(window_size_func, number, "window_size_func")  # type: ignore[arg-type]
        key = key_function(key_func, self.element_spec)
        pair = (number, DatasetSpec(self.element_spec))
        reduce = Traced(reduce_func, pair, "reduce_func")
        return self._of(GroupByWindow(self._node, key, reduce, size, of_window))

    def rejection_resample(
        self,
        class_func: Callable[..., Any],
        target_dist: Any,
        initial_dist: Any = None,
        seed: Any = None,
        name: str | None = None,
    ) -> Any:
        """Pairs of a class and an element, with elements left out so that classes are as wanted.

        Args:
          class_func: takes an element and returns its class, an int32 scalar.
          target_dist: the wanted probability of each class, a float vector.
          initial_dist: the true probabilities; counted while elements come when left out.
          seed: makes the choice the same in every run; it is another one than TensorFlow's.
          name: accepted.

        Raises:
          TypeError: the class is no integer.

        >>> ds = ef.data.Dataset.range(100).rejection_resample(
        ...     lambda x: ef.cast(x % 4 == 0, ef.int32), [0.5, 0.5], [0.75, 0.25], seed=1)
        >>> 30 < len(list(ds)) < 70
        True
        """
        classes = Traced(class_func, self.element_spec, "class_func")
        if not isinstance(classes.spec, TensorSpec) or not as_dtype(classes.spec.dtype).is_integer:
            raise errors.make(
                TypeError, f"`class_func` must return an integer scalar, got {classes.spec}"
            )
        initial = None if initial_dist is None else distribution(initial_dist)
        return self._of(
            Resampled(self._node, classes, distribution(target_dist), initial, op_seeds(seed))
        )


def key_function(key_func: Callable[..., Any], spec: Any) -> Traced:
    """The function of keys.

    Raises:
      ValueError: it gives no int64 scalar.
    """
    key = Traced(key_func, spec, "key_func")
    found = key.spec
    fits = isinstance(found, TensorSpec) and found.dtype is int64
    if not fits or not found.shape.is_compatible_with([]):
        raise errors.make(
            ValueError,
            "Invalid `key_func`. `key_func` must return a single `tf.int64` scalar tensor but its "
            f"return type is {found}.",
            fix="return tf.cast(key, tf.int64)",
        )
    return key
