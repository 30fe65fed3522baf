"""`raw_rnn`: a recurrent network of which a function decides what each step gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors, nest
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...dtype import int32
from ...graph.ir import Symbol
from ...graph.loops import while_loop
from ...graph.tensor_array import TensorArray
from ...ops.array import shape as shape_of
from ...ops.array import zeros
from ...ops.elementwise.comparison import logical_not, logical_or
from ...ops.reductions.extremes import reduce_all
from ...registry import export
from ...variables.scopes import variable_scope
from .rnn_base import check_like_cell, sizes_of
from .rnn_static import batch_size_of, rows_where


@export("", v1="nn.raw_rnn")
def raw_rnn(
    cell: Any, loop_fn: Callable[..., Any], parallel_iterations: int | None = None,
    swap_memory: bool = False, scope: Any = None,
) -> tuple[Any, Any, Any]:  # fmt: skip
    """Call a cell until all examples have ended; a function makes its inputs and takes its outputs.

    Args:
      cell: an `RNNCell`.
      loop_fn: a function of the number of the step (int32), the output and the state of the step
        before, and a state of its own. It returns whether each example has ended (bools), the next
        input, the next state, what to emit and its next own state. First it is called with step 0
        and None for everything else: then it gives the first input and state; what it emits then
        has the shape (without examples) and dtype of all that follow (None: those of the output),
        and its own state may be None.
      parallel_iterations: accepted; steps run one after the other.
      swap_memory: accepted; it has no meaning here.
      scope: the variable scope, a name or a `VariableScope`; `rnn` when left out.

    Returns:
      A `TensorArray` of what was emitted (zeros for examples that have ended), or a structure of
      such; the last state; the last own state of the function.

    Raises:
      TypeError: `cell` is no cell, or `loop_fn` no function.

    >>> v1 = ef.compat.v1
    >>> cell = v1.nn.rnn_cell.BasicRNNCell(3)
    >>> def loop(time, output, state, own):
    ...     state = cell.zero_state(2, ef.float32) if output is None else state
    ...     return time >= ef.constant([4, 1]), ef.ones([2, 5]), state, output, None
    >>> emitted, _, _ = v1.nn.raw_rnn(cell, loop)
    >>> emitted.stack().shape
    TensorShape([4, 2, 3])
    """
    check_like_cell("cell", cell)
    if not callable(loop_fn):
        raise errors.make(TypeError, "Argument `loop_fn` must be a callable.")
    with variable_scope(scope or "rnn") as opened:
        time = as_tensor(0)
        ended, inputs, state, emit, own = loop_fn(time, None, None, None)
        inputs, state = (nest.map_structure(as_tensor, a) for a in (inputs, state))
        first = _emitted_first(cell, emit, inputs, state)
        has_own = own is not None
        own = own if has_own else as_tensor(0, int32)
        arrays = nest.map_structure(lambda e: TensorArray(e.dtype, 0, dynamic_size=True), first)

        def body(time: Tensor, ended: Tensor, x: Any, state: Any, arrays: Any, own: Any) -> Any:
            output, new = cell(x, state)
            opened.reuse_variables()  # eager code comes here again
            found = loop_fn(time + 1, output, new, own if has_own else None)
            next_ended, next_x, next_state, emit, next_own = found
            live = logical_not(ended)
            emit = nest.map_structure(
                lambda e, zero: rows_where(live, e, zero), output if emit is None else emit, first
            )
            next_state = nest.map_structure(lambda s, old: rows_where(live, s, old),
                                            next_state, state)  # fmt: skip
            return (
                time + 1,
                logical_or(ended, next_ended),
                nest.map_structure(_like, next_x, x),
                nest.map_structure(_like, next_state, state),
                nest.map_structure(lambda a, e: a.write(time, e), arrays, emit),
                next_own if has_own else own,
            )

        start = time, as_tensor(ended), inputs, state, arrays, own
        found = while_loop(lambda time, ended, *_: logical_not(reduce_all(ended)), body, start)
    _, _, _, last, arrays, own = found
    return arrays, last, own if has_own else None


def _like(new: Any, old: Any) -> Any:
    """The next value of a tensor, with what is known of the shape of the one before."""
    new = as_tensor(new)
    if isinstance(new, Symbol):
        new.set_shape(old.static_shape)
    return new


def _emitted_first(cell: Any, emit: Any, inputs: Any, state: Any) -> Any:
    """Zeros in the shape of what every step emits."""
    batch = batch_size_of(inputs, 0)
    if emit is None:
        dtype = nest.flatten(state)[0].dtype
        return nest.map_structure(lambda s: zeros([batch, *sizes_of(s)], dtype), cell.output_size)

    def one(e: Any) -> Tensor:
        e = as_tensor(e)
        own = e.static_shape if e.shape.is_fully_defined() else shape_of(e)
        rank = e.shape.rank or 0
        return zeros([batch, *[own[i] for i in range(rank)]], e.dtype)

    return nest.map_structure(one, emit)
