"""Recurrent networks over lists of inputs: step after step, without a loop in the graph."""

from __future__ import annotations

from typing import Any

from ... import errors, nest
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...dtype import int32
from ...ops.array import identity, zeros_like
from ...ops.array import shape as shape_of
from ...ops.arrays.joining import concat, stack, unstack
from ...ops.arrays.selection import where
from ...ops.arrays.sequences import reverse_sequence
from ...ops.arrays.shaping import expand_dims
from ...ops.casting import cast
from ...registry import export
from ...variables.home import current_builder
from ...variables.scopes import variable_scope
from .rnn_base import check_like_cell


def lengths_of(sequence_length: Any) -> Tensor | None:
    """Lengths of sequences as a vector of int32.

    Raises:
      ValueError: they are no vector.
    """
    if sequence_length is None:
        return None
    lengths = as_tensor(sequence_length)
    if lengths.shape.rank not in (None, 1):
        raise errors.make(
            ValueError,
            "sequence_length must be a vector of length batch_size, but saw shape: "
            f"{lengths.shape}",
        )
    return cast(lengths, int32)


def start_of(cell: Any, initial_state: Any, batch_size: Any, dtype: Any) -> Any:
    """The state to begin with: the given one, or zeros.

    Raises:
      ValueError: there is neither a state nor a dtype.
    """
    if initial_state is not None:
        return initial_state
    if not dtype:
        raise errors.make(
            ValueError, "If there is no initial_state, you must give a dtype.",
            fix="give dtype=tf.float32, or initial_state=cell.zero_state(batch_size, tf.float32)",
        )  # fmt: skip
    if hasattr(cell, "get_initial_state"):
        return cell.get_initial_state(inputs=None, batch_size=batch_size, dtype=dtype)
    return cell.zero_state(batch_size, dtype)


def step(cell: Any, inputs: Any, state: Any, live: Any) -> tuple[Any, Any]:
    """One step; where an example has ended, its output is zero and its state stays.

    Args:
      cell: the cell.
      inputs: the input of the step.
      state: the state so far.
      live: a truth value for each example that is not at its end, or None for all.
    """
    output, new = cell(inputs, state)
    if live is None:
        return output, new
    nest.assert_same_structure(state, new)
    output = nest.map_structure(lambda o: rows_where(live, o, zeros_like(o)), output)
    return output, nest.map_structure(lambda old, s: rows_where(live, s, old), state, new)


def rows_where(live: Tensor, new: Any, old: Any) -> Any:
    """Rows of `new` for live examples, of `old` for the others; scalars are always new ones."""
    new = as_tensor(new)
    rank = new.shape.rank
    if rank == 0:
        return new
    for _ in range((rank or 1) - 1):
        live = expand_dims(live, -1)
    return where(live, new, old)


def batch_size_of(inputs: Any, axis: int) -> Any:
    """How many examples there are, as a number where it is known.

    Raises:
      ValueError: the inputs have no axis for them.
    """
    flat = nest.flatten(inputs)
    for x in flat:
        if x.shape.rank is not None and x.shape.rank <= axis:
            raise errors.make(ValueError, f"Shape {x.shape} must have rank at least {axis + 1}")
    sizes = [x.static_shape[axis] for x in flat if x.static_shape is not None]
    known = [s for s in sizes if s is not None]
    if len(set(known)) > 1:
        raise errors.make(
            ValueError, f"Dimensions {known[0]} and {next(s for s in known if s != known[0])} are "
            "not compatible", cause="the inputs have different batch sizes",
        )  # fmt: skip
    return known[0] if known else shape_of(flat[0])[axis]


@export("", v1="nn.static_rnn")
def static_rnn(
    cell: Any, inputs: Any, initial_state: Any = None, dtype: Any = None,
    sequence_length: Any = None, scope: Any = None,
) -> tuple[list[Any], Any]:  # fmt: skip
    """The outputs of a cell for a list of inputs, one step after the other.

    Args:
      cell: an `RNNCell`.
      inputs: a list with an input for each step: tensors of shape [batch, size], or structures of
        such.
      initial_state: the state to begin with; zeros when left out.
      dtype: dtype of these zeros.
      sequence_length: how many steps count for each example; behind them its outputs are zeros and
        its state stays as it is.
      scope: the variable scope, a name or a `VariableScope`; `rnn` when left out.

    Returns:
      The list of outputs, and the last state.

    Raises:
      TypeError: `cell` is no cell, or `inputs` no list.
      ValueError: there are no inputs, or there is neither a state nor a dtype.

    >>> v1 = ef.compat.v1
    >>> cell = v1.nn.rnn_cell.LSTMCell(3)
    >>> outputs, state = v1.nn.static_rnn(cell, [ef.ones([2, 4])] * 5, dtype=ef.float32)
    >>> len(outputs), state.h.shape
    (5, TensorShape([2, 3]))
    """
    _check("cell", cell, inputs)
    lengths = lengths_of(sequence_length)
    outputs = []
    with variable_scope(scope or "rnn") as opened:
        inputs = [nest.map_structure(as_tensor, x) for x in inputs]
        state = start_of(cell, initial_state, batch_size_of(inputs, 0), dtype)
        for time, x in enumerate(inputs):
            if time:
                opened.reuse_variables()
            output, state = step(cell, x, state, None if lengths is None else time < lengths)
            outputs.append(output)
    return outputs, state


def _check(what: str, cell: Any, inputs: Any) -> None:
    check_like_cell(what, cell)
    if not nest.is_nested(inputs):
        raise errors.make(TypeError, f"Argument `inputs` must be a sequence. Received: {inputs}")
    if not inputs:
        raise errors.make(ValueError, "Argument `inputs` must not be empty.")


def _reversed(inputs: list[Any], lengths: Tensor | None) -> list[Any]:
    """The list from its end, or for each example from its own end."""
    if lengths is None:
        return inputs[::-1]
    flat = [nest.flatten(x) for x in inputs]
    turned = [
        unstack(reverse_sequence(stack(parts), lengths, 0, 1), len(inputs))
        for parts in zip(*flat, strict=True)
    ]
    steps = zip(inputs, zip(*turned, strict=True), strict=True)
    return [nest.pack_sequence_as(x, list(parts)) for x, parts in steps]


@export("", v1="nn.static_bidirectional_rnn")
def static_bidirectional_rnn(
    cell_fw: Any, cell_bw: Any, inputs: Any, initial_state_fw: Any = None,
    initial_state_bw: Any = None, dtype: Any = None, sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any, Any]:  # fmt: skip
    """Two cells over a list of inputs, one from each end.

    Args:
      cell_fw: the cell that begins with the first input.
      cell_bw: the cell that begins with the last one.
      inputs: a list with an input for each step, see `static_rnn`.
      initial_state_fw: the state that the first cell begins with; zeros when left out.
      initial_state_bw: likewise for the second cell.
      dtype: dtype of these zeros.
      sequence_length: how many steps count for each example; see `static_rnn`.
      scope: the variable scope; `bidirectional_rnn` when left out.

    Returns:
      The list of outputs (for each step that of the first cell and that of the second one side by
      side), and the last state of each cell.

    Raises:
      TypeError: something is no cell, or `inputs` no list.
      ValueError: there are no inputs, or there is neither a state nor a dtype.
    """
    _check("cell_fw", cell_fw, inputs)
    check_like_cell("cell_bw", cell_bw)
    lengths = lengths_of(sequence_length)
    inputs = [nest.map_structure(as_tensor, x) for x in inputs]
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as own:
            there, last_fw = static_rnn(cell_fw, inputs, initial_state_fw, dtype, lengths, own)
        with variable_scope("bw") as own:
            turned = _reversed(inputs, lengths)
            back, last_bw = static_rnn(cell_bw, turned, initial_state_bw, dtype, lengths, own)
    both = zip(there, _reversed(back, lengths), strict=True)
    outputs = [nest.map_structure(lambda f, b: concat([f, b], 1), f, b) for f, b in both]
    return outputs, last_fw, last_bw


@export("", v1="nn.static_state_saving_rnn")
def static_state_saving_rnn(
    cell: Any, inputs: Any, state_saver: Any, state_name: Any, sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:  # fmt: skip
    """`static_rnn` from a saved state, which is saved again after the last step.

    Args:
      cell: an `RNNCell`.
      inputs: a list with an input for each step.
      state_saver: an object with methods `state(name)`, which gives a tensor, and
        `save_state(name, value)`, which gives an operation or a tensor.
      state_name: the name of the state, or a tuple with the names of all of its tensors.
      sequence_length: how many steps count for each example.
      scope: the variable scope; `rnn` when left out.

    Returns:
      The list of outputs and the last state; fetching the last output or the state saves it.

    Raises:
      ValueError: the names are not those of the tensors of the state.
    """
    size = cell.state_size
    names, sizes = nest.flatten(state_name), nest.flatten(size)
    if nest.is_nested(size) != nest.is_nested(state_name) or len(names) != len(sizes):
        raise errors.make(
            ValueError,
            "Argument `state_name` should be the same type as `cell.state_size`. Received: "
            f"state_name={state_name!s}, cell.state_size={size!s}.",
        )
    start = nest.pack_sequence_as(size, [state_saver.state(name) for name in names])
    outputs, state = static_rnn(cell, inputs, start, None, sequence_length, scope)
    states = zip(names, nest.flatten(state), strict=True)
    saved = [state_saver.save_state(name, value) for name, value in states]
    builder = current_builder()
    if builder is not None:
        with builder.control_dependencies(saved):
            outputs[-1] = nest.map_structure(identity, outputs[-1])
            state = nest.map_structure(identity, state)
    return outputs, state
