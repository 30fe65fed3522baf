"""Recurrent networks over tensors with an axis of steps: a loop, or one op for all steps."""

from __future__ import annotations

from typing import Any

from ... import errors, nest
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...graph.ir import Symbol
from ...graph.loops import while_loop
from ...graph.tensor_array import TensorArray
from ...ops.array import shape as shape_of
from ...ops.array import zeros_like
from ...ops.arrays.gathering import gather_nd
from ...ops.arrays.joining import concat, stack
from ...ops.arrays.ordering import reverse
from ...ops.arrays.ranges import range as range_of
from ...ops.arrays.repeating import pad
from ...ops.arrays.selection import where
from ...ops.arrays.sequences import reverse_sequence
from ...ops.arrays.shaping import expand_dims, reshape, transpose
from ...ops.elementwise.magnitude import maximum, minimum
from ...ops.reductions.extremes import reduce_max
from ...registry import export
from ...variables.scopes import variable_scope
from .rnn_base import check_like_cell
from .rnn_static import batch_size_of, lengths_of, start_of, step


def _swapped(x: Tensor) -> Tensor:
    """Steps in front of examples, or the other way round."""
    rank = x.shape.rank
    if rank is None or rank < 2:
        raise errors.make(
            ValueError, f"Expected input tensor {x} to have rank at least 2, but saw shape: "
            f"{x.shape}",
        )  # fmt: skip
    return transpose(x, [1, 0, *range(2, rank)])


@export("", v1="nn.dynamic_rnn")
def dynamic_rnn(
    cell: Any, inputs: Any, sequence_length: Any = None, initial_state: Any = None,
    dtype: Any = None, parallel_iterations: int | None = None, swap_memory: bool = False,
    time_major: bool = False, scope: Any = None,
) -> tuple[Any, Any]:  # fmt: skip
    """The outputs of a cell for all steps of its inputs.

    The cells of long short-term memory and of gated recurrent units in their plain form, and
    several of these as one, are computed by one op for all steps; others in a loop.

    Args:
      cell: an `RNNCell`.
      inputs: tensor of shape [batch, steps, size], or a structure of such.
      sequence_length: how many steps count for each example; behind them its outputs are zeros and
        its state stays as it is.
      initial_state: the state to begin with; zeros when left out.
      dtype: dtype of these zeros.
      parallel_iterations: accepted; steps run one after the other.
      swap_memory: accepted; it has no meaning here.
      time_major: inputs and outputs have the steps in front: [steps, batch, size].
      scope: the variable scope, a name or a `VariableScope`; `rnn` when left out.

    Returns:
      The outputs, with steps and examples as in the inputs, and the last state.

    Raises:
      TypeError: `cell` is no cell.
      ValueError: there is neither a state nor a dtype, or shapes do not fit.

    >>> v1 = ef.compat.v1
    >>> cell = v1.nn.rnn_cell.GRUCell(3)
    >>> y, state = v1.nn.dynamic_rnn(cell, ef.ones([2, 5, 4]), [5, 1], dtype=ef.float32)
    >>> y.shape, y[1, 1:].numpy().any(), state.shape
    (TensorShape([2, 5, 3]), np.False_, TensorShape([2, 3]))
    """
    check_like_cell("cell", cell)
    with variable_scope(scope or "rnn") as opened:
        inputs = nest.map_structure(as_tensor, inputs)
        if not time_major:
            inputs = nest.map_structure(_swapped, inputs)
        batch = batch_size_of(inputs, 1)
        state = start_of(cell, initial_state, batch, dtype)
        state = nest.map_structure(as_tensor, state)
        lengths = lengths_of(sequence_length)
        if lengths is not None:
            lengths = _fitting(lengths, batch)
        if _runs_whole(cell, inputs, state):
            outputs, last = _whole(cell, inputs, state, lengths)
        else:
            outputs, last = _looped(cell, inputs, state, lengths, opened)
        if not time_major:
            outputs = nest.map_structure(_swapped, outputs)
    return outputs, last


def _fitting(lengths: Tensor, batch: Any) -> Tensor:
    """Lengths, one for each example.

    Raises:
      ValueError: there are more or fewer.
    """
    known = lengths.static_shape
    if known is not None and isinstance(batch, int) and known[0] not in (None, batch):
        raise errors.make(
            ValueError,
            f"Expected one length for each of {batch} examples, got {known[0]} lengths in "
            "sequence_length",
        )
    return reshape(lengths, [batch])


# ------------------------------------------------------------------------------------ all at once


def _runs_whole(cell: Any, inputs: Any, state: Any) -> bool:
    """Whether there is an op for all steps of a cell."""
    if not getattr(cell, "runs_whole", False) or not isinstance(inputs, Tensor):
        return False
    same = all(s.dtype is inputs.dtype for s in nest.flatten(state))
    return inputs.shape.rank == 3 and inputs.dtype.kind == "f" and same


def _whole(cell: Any, inputs: Tensor, state: Any, lengths: Tensor | None) -> tuple[Any, Any]:
    with cell.opened(inputs) as own:
        outputs, states = cell.sequence(own, state)
    if lengths is None:
        return outputs, nest.map_structure(_last, state, states)
    steps = shape_of(outputs)[0]
    live = range_of(steps)[:, None] < lengths
    outputs = where(expand_dims(live, 2), outputs, zeros_like(outputs))
    examples = range_of(shape_of(lengths)[0])
    places = stack([minimum(maximum(lengths, 0), steps), examples], 1)
    return outputs, nest.map_structure(
        lambda first, s: gather_nd(concat([expand_dims(first, 0), s], 0), places), state, states
    )


def _last(first: Tensor, states: Tensor) -> Tensor:
    """The state after the last step, the first one if there are none."""
    steps = states.static_shape and states.static_shape[0]
    return states[-1] if steps else concat([expand_dims(first, 0), states], 0)[-1]


# --------------------------------------------------------------------------------------- in a loop


def _shaped(new: Any, old: Any) -> Any:
    """A state with what is known of the shape of the one before."""
    if isinstance(new, Symbol):
        new.set_shape(old.static_shape)
    return new


def _looped(
    cell: Any, inputs: Any, state: Any, lengths: Tensor | None, opened: Any
) -> tuple[Any, Any]:
    flat = nest.flatten(inputs)
    known = flat[0].static_shape[0] if flat[0].static_shape is not None else None
    steps: Any = shape_of(flat[0])[0] if known is None else known
    bound = steps
    if lengths is not None:  # behind the longest example there is nothing to compute
        bound = minimum(steps, maximum(1, reduce_max(lengths)))
    read = [TensorArray(x.dtype, steps, clear_after_read=False).unstack(x) for x in flat]
    dtype = nest.flatten(state)[0].dtype
    empty = tuple([TensorArray(dtype, bound) for _ in nest.flatten(cell.output_size)])

    def body(time: Tensor, written: Any, state: Any) -> Any:
        x = nest.pack_sequence_as(inputs, [a.read(time) for a in read])
        output, new = step(cell, x, state, None if lengths is None else time < lengths)
        opened.reuse_variables()  # eager code comes here again
        outputs = zip(written, nest.flatten(output), strict=True)
        written = tuple([a.write(time, y) for a, y in outputs])
        return time + 1, written, nest.map_structure(_shaped, new, state)

    start = as_tensor(0), empty, state
    _, written, last = while_loop(lambda time, *_: time < bound, body, start)
    outputs = [_filled(a.stack(), steps, bound, known) for a in written]
    return nest.pack_sequence_as(cell.output_size, outputs), last


def _filled(y: Tensor, steps: Any, bound: Any, known: int | None) -> Tensor:
    """Outputs with zeros for the steps that were left out."""
    shape = y.static_shape
    if bound is not steps:
        y = pad(y, [[0, steps - bound], *[[0, 0]] * (len(shape or "1") - 1)])
    if isinstance(y, Symbol) and shape is not None:
        y.set_shape([known, *shape[1:]])
    return y


# -------------------------------------------------------------------------------------- both ways


def _turned(inputs: Any, lengths: Tensor | None, steps: int) -> Any:
    """Inputs from their end, or each example from its own end; `steps` is the axis of steps."""
    if lengths is None:
        return nest.map_structure(lambda x: reverse(x, [steps]), inputs)
    return nest.map_structure(lambda x: reverse_sequence(x, lengths, steps, 1 - steps), inputs)


@export("", v1="nn.bidirectional_dynamic_rnn")
def bidirectional_dynamic_rnn(
    cell_fw: Any, cell_bw: Any, inputs: Any, sequence_length: Any = None,
    initial_state_fw: Any = None, initial_state_bw: Any = None, dtype: Any = None,
    parallel_iterations: int | None = None, swap_memory: bool = False, time_major: bool = False,
    scope: Any = None,
) -> tuple[tuple[Any, Any], tuple[Any, Any]]:  # fmt: skip
    """Two cells over all steps of their inputs, one from each end.

    Args:
      cell_fw: the cell that begins with the first step.
      cell_bw: the cell that begins with the last one.
      inputs: tensor of shape [batch, steps, size], or a structure of such.
      sequence_length: how many steps count for each example; the second cell begins with the last
        of them.
      initial_state_fw: the state that the first cell begins with; zeros when left out.
      initial_state_bw: likewise for the second cell.
      dtype: dtype of these zeros.
      parallel_iterations: accepted; steps run one after the other.
      swap_memory: accepted; it has no meaning here.
      time_major: inputs and outputs have the steps in front: [steps, batch, size].
      scope: the variable scope; `bidirectional_rnn` when left out.

    Returns:
      The outputs of both cells as a pair, and their last states as a pair; see `dynamic_rnn`.

    Raises:
      TypeError: something is no cell.
      ValueError: there is neither a state nor a dtype, or shapes do not fit.
    """
    check_like_cell("cell_fw", cell_fw)
    check_like_cell("cell_bw", cell_bw)
    lengths, steps = lengths_of(sequence_length), 0 if time_major else 1
    inputs = nest.map_structure(as_tensor, inputs)

    def one_way(cell: Any, x: Any, start: Any, own: Any) -> tuple[Any, Any]:
        return dynamic_rnn(
            cell, x, lengths, start, dtype, parallel_iterations, swap_memory, time_major, own
        )

    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as own:
            there, last_fw = one_way(cell_fw, inputs, initial_state_fw, own)
        with variable_scope("bw") as own:
            back, last_bw = one_way(cell_bw, _turned(inputs, lengths, steps), initial_state_bw, own)
    return (there, _turned(back, lengths, steps)), (last_fw, last_bw)
