"""`vmap`: a function of one row as a function of many."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .. import errors, nest
from ..core.composite import CompositeTensor
from ..core.dispatch import as_tensor
from ..ops.arrays.joining import concat, stack
from ..ops.arrays.shaping import broadcast_to, expand_dims, transpose
from ..ops.random.state import keys_of_rows
from ..registry import export
from . import batching_rules as batching_rules
from .batched import Batched, level_now, next_level


@export("vmap")
def vmap(
    fn: Callable[..., Any], in_axes: Any = 0, out_axes: int = 0, chunk_size: int | None = None
) -> Callable[..., Any]:
    """Make a function of one row run on many rows at once.

    The function is called once; what it calls works on all rows. It may take gradients, and it may
    be called under tapes, in functions and inside another `vmap`. An op that has no way to work on
    all rows at once runs row by row. Random draws are different for each row.

    Branches and loops (`cond`, `while_loop`, `map_fn`, in functions also `if` and `while`) run once
    for all rows where these agree on the condition; otherwise what is decided runs row by row.

    Args:
      fn: takes tensors (or nests of them) and returns a tensor or a nest of tensors. A value of
        Python that it takes from a row, as in `if x > 0`, is refused outside of functions: `where`
        chooses for each element, `cond` for each row.
      in_axes: along which axis the rows of each argument lie: one number for all arguments, or a
        tuple with one for each. None stands for an argument that is the same for all rows.
      out_axes: along which axis the results lie.
      chunk_size: at most so many rows at once, to bound the memory.

    Returns:
      A function of all rows, with keyword arguments the same for all.

    Raises:
      ValueError: no argument has rows, or their numbers differ.

    >>> dot = ef.vmap(lambda a, b: ef.reduce_sum(a * b))
    >>> dot(ef.constant([[1., 2.], [3., 4.]]), ef.constant([[1., 1.], [2., 2.]])).numpy()
    array([ 3., 14.], dtype=float32)
    """

    @functools.wraps(fn)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        flat, axes = _with_axes(args, in_axes)
        rows = [None if a is None else _moved(as_tensor(v), a, 0)
                for v, a in zip(flat, axes, strict=True)]  # fmt: skip
        size = _number(rows)
        chunks = [rows]
        if chunk_size is not None and size is not None and size > chunk_size:
            chunks = [
                [None if r is None else r[at : at + chunk_size] for r in rows]
                for at in range(0, size, chunk_size)
            ]
        found = [_run(fn, args, flat, chunk, kwargs) for chunk in chunks]
        joined = found[0] if len(found) == 1 else nest.map_structure(
            lambda *parts: concat(list(parts), 0), *found
        )  # fmt: skip
        return nest.map_structure(lambda r: _moved(r, 0, out_axes), joined)

    return mapped


def _with_axes(args: tuple[Any, ...], in_axes: Any) -> tuple[list[Any], list[int | None]]:
    """The leaves of the arguments, and the axis of the rows of each."""
    given = in_axes if isinstance(in_axes, (tuple, list)) else (in_axes,) * len(args)
    if len(given) != len(args):
        raise errors.make(
            ValueError, f"vmap: in_axes has {len(given)} items for {len(args)} arguments"
        )
    axes: list[int | None] = []
    for a, axis in zip(args, given, strict=True):
        leaves = nest.flatten(a)
        one_for_all = axis is None or isinstance(axis, int)
        axes += [axis] * len(leaves) if one_for_all else nest.flatten(axis)
    flat = nest.flatten(list(args))
    for v, axis in zip(flat, axes, strict=True):
        if axis is not None and isinstance(v, CompositeTensor):
            raise errors.make(
                TypeError, f"vmap takes rows of tensors, not of {type(v).__name__}",
                fix="pass its parts",
            )  # fmt: skip
    return flat, axes


def _moved(tensor: Any, source: int, target: int) -> Any:
    """A tensor with one axis moved to another place."""
    shape = tensor.static_shape
    if source == target:
        return tensor
    if shape is None:
        raise errors.make(ValueError, f"vmap: the rank of {tensor!r} is not known")
    order = list(range(len(shape)))
    axis = order.pop(source)
    order.insert(target % len(shape), axis)
    return transpose(tensor, order)


def _number(rows: list[Any]) -> int | None:
    """How many rows there are."""
    some = [r for r in rows if r is not None]
    if not some:
        raise errors.make(ValueError, "vmap: no argument has rows", fix="in_axes=0 for one of them")
    for r in some:
        if r.static_shape == ():
            raise errors.make(
                ValueError, f"vmap: an argument with rows has at least one axis, got {r!r}",
                fix="in_axes=None for what is the same for all rows",
            )  # fmt: skip
    sizes = {r.static_shape[0] for r in some if r.static_shape is not None} - {None}
    if len(sizes) > 1:
        raise errors.make(
            ValueError,
            f"vmap: the arguments have different numbers of rows: {', '.join(map(str, sizes))}",
        )
    return sizes.pop() if sizes else None


def _run(
    fn: Callable[..., Any], args: tuple[Any, ...], flat: list[Any], rows: list[Any], kwargs: Any
) -> Any:
    """The results for all rows, with the rows along the first axis."""
    level = next_level()
    like = next(r for r in rows if r is not None)
    token, keys = level_now.set(level), keys_of_rows.set(_row_keys(like, level))
    try:
        leaves = [v if r is None else Batched(r, level) for v, r in zip(flat, rows, strict=True)]
        packed = nest.pack_sequence_as(list(args), leaves)
        result = fn(*packed, **kwargs)
    finally:
        level_now.reset(token)
        keys_of_rows.reset(keys)
    return nest.map_structure(lambda v: _all_rows(v, level, like), result)


def _row_keys(like: Any, level: int) -> Callable[[Callable[[], Any]], Any]:
    """What gives each row a key of its own for a random draw."""
    around = keys_of_rows.get()

    def keys(make: Callable[[], Any]) -> Batched:
        size = like.static_shape and like.static_shape[0]
        if size is None:
            raise errors.make(
                NotImplementedError,
                "vmap: random draws for rows whose number is not known in this graph",
                fix="give the argument of vmap a static shape, or use tf.map_fn",
            )
        made = [make() if around is None else around(make) for _ in range(size)]
        return Batched(stack(made), level)

    return keys


def _all_rows(value: Any, level: int, like: Any) -> Any:
    """A result for all rows; one that does not depend on them is repeated."""
    tensor = as_tensor(value)
    if isinstance(tensor, Batched) and tensor.level == level:
        return tensor.value
    shape = like.static_shape
    if shape is None or shape[0] is None or tensor.static_shape is None:
        raise errors.make(
            NotImplementedError,
            "vmap: a result that does not depend on the rows is repeated for each, but their "
            "number is not known in this graph",
        )
    return broadcast_to(expand_dims(tensor, 0), (shape[0], *tensor.static_shape))
