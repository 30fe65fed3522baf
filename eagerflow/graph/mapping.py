"""Functions of the rows of tensors: `map_fn`, `foldl`, `foldr`, `scan`, `vectorized_map`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import errors, logger, naming, nest, shapes
from ..autodiff.vmap import vmap
from ..core.composite import CompositeTensor
from ..core.tensor import Tensor
from ..core.type_spec import TensorSpec
from ..dtype import as_dtype
from ..ops.array import convert_to_tensor, shape
from ..registry import export
from .cond import building
from .ir import Symbol
from .loops import while_loop
from .one_row import for_one_row, rows_decide
from .tensor_array import TensorArray


class _Rows:
    """The rows of a nest of tensors.

    Args:
      elems: the nest; all tensors have one size along their first axis.
      what: what messages call the caller.
    """

    def __init__(self, elems: Any, what: str) -> None:
        flat = nest.flatten(elems)
        if not flat:
            raise ValueError(
                f"{what}: elems must be a Tensor or a sequence of Tensors, got {elems!r}"
            )
        for value in flat:
            if isinstance(value, CompositeTensor):
                raise errors.make(
                    TypeError,
                    f"{what} takes tensors, not {type(value).__name__}",
                    fix="pass its parts, or use to_tensor()",
                )
        self._like = elems
        self.tensors = [convert_to_tensor(v, name="elem") for v in flat]
        sizes = [_first_size(t, what) for t in self.tensors]
        known = {n for n in sizes if n is not None}
        if len(known) > 1:
            raise errors.make(
                ValueError,
                f"{what}: elements in elems must have the same size along their first axis, got "
                f"sizes {', '.join(map(str, sizes))}",
            )
        self.static = known.pop() if known else None
        self.count: Any = shape(self.tensors[0])[0] if self.static is None else self.static
        self._arrays = [
            TensorArray(t.dtype, size=self.count, clear_after_read=False,
                        element_shape=shapes.TensorShape(t.static_shape)[1:]).unstack(t)
            for t in self.tensors
        ]  # fmt: skip

    def at(self, i: Any) -> Any:
        """The nest of the rows at an index."""
        return nest.pack_sequence_as(self._like, [a.read(i) for a in self._arrays])


def _first_size(t: Tensor, what: str) -> int | None:
    if t.static_shape == ():
        raise errors.make(
            ValueError, f"{what}: elements in elems must be 1+ dimensional Tensors, not scalars"
        )
    return None if t.static_shape is None else t.static_shape[0]


class _Results:
    """Where the results of the rows are gathered.

    Args:
      specs: the nest of dtypes or specs of one result.
      rows: the rows that are mapped.
      infer_shape: all results have one shape.
    """

    def __init__(self, specs: Any, rows: _Rows, infer_shape: bool) -> None:
        self._like = specs
        self._rows = rows
        flat = nest.flatten(specs)
        self.dtypes = [s.dtype if isinstance(s, TensorSpec) else as_dtype(s) for s in flat]
        known = [s.shape if isinstance(s, TensorSpec) else None for s in flat]
        self.arrays = [
            TensorArray(d, size=rows.count, infer_shape=infer_shape, element_shape=s)
            for d, s in zip(self.dtypes, known, strict=True)
        ]

    def checked(self, result: Any) -> list[Any]:
        """The flat results of one row.

        Raises:
          TypeError, ValueError: they are no such nest.
        """
        nest.assert_same_structure(self._like, result, check_types=False)
        return nest.flatten(result)

    def packed(self, arrays: list[TensorArray]) -> Any:
        """All results, in the nest."""
        stacked = [a.stack() for a in arrays]
        for t, a in zip(stacked, arrays, strict=True):
            if self._rows.static is not None and isinstance(t, Symbol):
                t.set_shape(shapes.TensorShape([self._rows.static]).concatenate(a.element_shape))
        return nest.pack_sequence_as(self._like, stacked)


def _dtypes_of(elems: Any) -> Any:
    return nest.map_structure(lambda v: convert_to_tensor(v).dtype, elems)


@export("map_fn")
def map_fn(
    fn: Callable[..., Any],
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
    fn_output_signature: Any = None,
    recompute: bool | int = False,
) -> Any:
    """The results of `fn` for each row of `elems`, stacked.

    Args:
      fn: takes a row, or the nest of rows, and returns a tensor or a nest of tensors.
      elems: a tensor, or a nest of tensors of one size along their first axis.
      dtype: the old name of `fn_output_signature`.
      parallel_iterations: accepted; rows are mapped one after the other.
      back_prop: False stops gradients.
      swap_memory: accepted.
      infer_shape: False for results of different shapes, which only sessions of 1.x stack.
      name: scope of the operations.
      fn_output_signature: dtype or `TensorSpec` of what `fn` returns, or the nest of those, when it
        differs from `elems`.
      recompute: compute again for gradients what `fn` makes on the way, see `while_loop`.

    Returns:
      The results along a new first axis, in the nest that `fn` returns.

    Raises:
      TypeError: `fn` is no function, or returns another nest.
      InvalidArgumentError: it returns another dtype.
      ValueError: there are no elements, scalars among them, or their sizes differ.

    >>> ef.map_fn(lambda x: x * x, ef.constant([1, 2, 3])).numpy()
    array([1, 4, 9], dtype=int32)
    >>> ef.map_fn(lambda x: ef.cast(x, ef.float32) / 2., [1, 3], fn_output_signature=ef.float32)
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.5, 1.5], dtype=float32)>
    """
    if not callable(fn):
        raise TypeError(f"The provided function {fn!r} is not callable.fn must be callable.")
    elems = elems if nest.is_nested(elems) and _holds_tensors(elems) else convert_to_tensor(elems)
    wanted = dtype if fn_output_signature is None else fn_output_signature
    if rows_decide():
        return for_one_row(
            lambda: map_fn(fn, elems, wanted, None, back_prop, swap_memory, infer_shape,
                           recompute=recompute), "map"
        )  # fmt: skip
    with _scope(name or "map", elems):
        rows = _Rows(elems, "map_fn")
        results = _Results(_dtypes_of(elems) if wanted is None else wanted, rows, infer_shape)

        def step(i: Any, *arrays: TensorArray) -> Any:
            found = results.checked(fn(rows.at(i)))
            return i + 1, *[a.write(i, v) for a, v in zip(arrays, found, strict=True)]

        _, *arrays = while_loop(
            lambda i, *_: i < rows.count,
            step,
            (0, *results.arrays),
            back_prop=back_prop,
            recompute=recompute,
        )
        return results.packed(arrays)


def _holds_tensors(elems: Any) -> bool:
    """False for nested lists of Python numbers, which are one tensor."""
    return any(
        isinstance(v, (Tensor, CompositeTensor)) or hasattr(v, "shape") for v in nest.flatten(elems)
    )


def _scope(name: str, values: Any) -> Any:
    """A name scope in graphs."""
    graph = building(*nest.flatten(values))
    if graph is None:
        return naming.entered(naming.scope.get())
    return naming.entered(graph.unique_name(naming.scope.get() + name) + "/")


@export("vectorized_map")
def vectorized_map(
    fn: Callable[..., Any], elems: Any, fallback_to_while_loop: bool = True, warn: bool = True
) -> Any:
    """The results of `fn` for each row of `elems`, computed for all rows at once; see `ef.vmap`.

    Args:
      fn: takes a row, or the nest of rows, and returns a tensor or a nest of tensors.
      elems: a tensor, or a nest of tensors of one size along their first axis.
      fallback_to_while_loop: map the rows one after the other where that does not work: with
        `TensorArray`s, and with sizes that are not known in a graph.
      warn: log when that happens.

    Raises:
      NotImplementedError: it does not work, and `fallback_to_while_loop` is False.
      ValueError: there are no rows, or their numbers differ.

    >>> ef.vectorized_map(lambda r: ef.reduce_sum(r), ef.constant([[1., 2.], [3., 4.]])).numpy()
    array([3., 7.], dtype=float32)
    """
    elems = elems if nest.is_nested(elems) and _holds_tensors(elems) else convert_to_tensor(elems)
    try:
        return vmap(fn)(elems)
    except NotImplementedError as e:
        if not fallback_to_while_loop:
            raise
        if warn:
            logger.warning("vectorized_map: row by row, because %s", str(e).split("\n")[0])
    first = nest.map_structure(convert_to_tensor, fn(_Rows(elems, "vectorized_map").at(0)))
    specs = nest.map_structure(lambda t: TensorSpec(t.static_shape, t.dtype), first)
    return map_fn(fn, elems, fn_output_signature=specs, name="loop_body")


# --------------------------------------------------------------------------------------- folds


def _fold(
    fn: Callable[..., Any],
    elems: Any,
    initializer: Any,
    back_prop: bool,
    name: str,
    recompute: bool | int,
    right: bool,
) -> Any:
    if not callable(fn):
        raise TypeError(f"{fn.__name__ if hasattr(fn, '__name__') else fn!r} is not callable.")
    elems = elems if nest.is_nested(elems) and _holds_tensors(elems) else convert_to_tensor(elems)
    if rows_decide():
        return for_one_row(
            lambda: _fold(fn, elems, initializer, back_prop, name, recompute, right), name
        )
    with _scope(name, elems):
        rows = _Rows(elems, name)
        taken = 0
        if initializer is None:
            _check_some(rows, name)
            initializer, taken = rows.at(rows.count - 1 if right else 0), 1
        value = nest.map_structure(convert_to_tensor, initializer)

        def step(i: Any, a: Any) -> Any:
            return i + 1, fn(a, rows.at(rows.count - 1 - i if right else i))

        return while_loop(lambda i, _: i < rows.count, step, (taken, value), back_prop=back_prop,
                          recompute=recompute)[1]  # fmt: skip


def _check_some(rows: _Rows, name: str) -> None:
    if rows.static == 0:
        raise errors.make(
            ValueError, f"{name}: there are no elements to start from", fix="pass an initializer"
        )


@export("foldl")
def foldl(
    fn: Callable[..., Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
    recompute: bool | int = False,
) -> Any:
    """Apply `fn` to a value and one row after the other, from the first to the last.

    Args:
      fn: takes the value so far and a row (or the nest of rows) and returns the next value.
      elems: a tensor, or a nest of tensors of one size along their first axis.
      initializer: the value to start with; the first row when left out.
      parallel_iterations: accepted.
      back_prop: False stops gradients.
      swap_memory: accepted.
      name: scope of the operations.
      recompute: compute again for gradients what `fn` makes on the way, see `while_loop`.

    Returns:
      The last value.

    Raises:
      TypeError: `fn` is no function.
      ValueError: there are no rows and no initializer.

    >>> ef.foldl(lambda a, x: a - x, ef.constant([1, 2, 3])).numpy()
    np.int32(-4)
    """
    return _fold(fn, elems, initializer, back_prop, name or "foldl", recompute, right=False)


@export("foldr")
def foldr(
    fn: Callable[..., Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
    recompute: bool | int = False,
) -> Any:
    """Apply `fn` to a value and one row after the other, from the last to the first.

    See `foldl` for the arguments.

    >>> ef.foldr(lambda a, x: a - x, ef.constant([1, 2, 3])).numpy()
    np.int32(0)
    """
    return _fold(fn, elems, initializer, back_prop, name or "foldr", recompute, right=True)


@export("scan")
def scan(
    fn: Callable[..., Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
    recompute: bool | int = False,
) -> Any:
    """Like `foldl`, with the values after every row, stacked.

    Args:
      fn: takes the value so far and a row (or the nest of rows) and returns the next value.
      elems: a tensor, or a nest of tensors of one size along their first axis.
      initializer: the value to start with, a tensor or a nest; the first row when left out.
      parallel_iterations: accepted.
      back_prop: False stops gradients.
      swap_memory: accepted.
      infer_shape: False for values of different shapes.
      reverse: go from the last row to the first.
      name: scope of the operations.
      recompute: compute again for gradients what `fn` makes on the way, see `while_loop`.

    Returns:
      The values along a new first axis, each at the place of its row.

    Raises:
      TypeError: `fn` is no function.
      ValueError: there are no rows and no initializer.

    >>> ef.scan(lambda a, x: a + x, ef.constant([1, 2, 3])).numpy()
    array([1, 3, 6], dtype=int32)
    """
    if not callable(fn):
        raise TypeError(f"{fn.__name__ if hasattr(fn, '__name__') else fn!r} is not callable.")
    elems = elems if nest.is_nested(elems) and _holds_tensors(elems) else convert_to_tensor(elems)
    if rows_decide():
        return for_one_row(
            lambda: scan(fn, elems, initializer, 1, back_prop, False, infer_shape, reverse,
                         recompute=recompute), "scan"
        )  # fmt: skip
    with _scope(name or "scan", elems):
        rows = _Rows(elems, "scan")
        taken = 0
        last = rows.count - 1
        if initializer is None:
            _check_some(rows, "scan")
            initializer, taken = rows.at(last if reverse else 0), 1
        value = nest.map_structure(convert_to_tensor, initializer)
        results = _Results(nest.map_structure(lambda t: t.dtype, value), rows, infer_shape)
        arrays = results.arrays
        if taken:
            first = nest.flatten(value)
            at = last if reverse else 0
            arrays = [a.write(at, v) for a, v in zip(arrays, first, strict=True)]

        def step(i: Any, a: Any, *arrays: TensorArray) -> Any:
            at = last - i if reverse else i
            after = fn(a, rows.at(at))
            found = results.checked(after)
            return i + 1, after, *[t.write(at, v) for t, v in zip(arrays, found, strict=True)]

        start = (taken, value, *arrays)
        _, _, *arrays = while_loop(
            lambda i, *_: i < rows.count, step, start, back_prop=back_prop, recompute=recompute
        )
        return results.packed(arrays)
