"""The cells of recurrent networks: plain, with gates, with memory, and several as one."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any

from ... import errors, nest
from ...core.tensor import Tensor
from ...initializers.fixed import Constant, Zeros
from ...initializers.lookup import get as initializer_of
from ...ops.arrays.indexing import slice as slice_of
from ...ops.arrays.joining import concat, split
from ...ops.elementwise.arithmetic import add, multiply
from ...ops.elementwise.exponential import sigmoid, tanh
from ...ops.linalg.products import matmul
from ...ops.nn.gru import gru_sequence
from ...ops.nn.lstm import lstm_sequence
from ...ops.nn.normalization import bias_add
from ...ops.reductions.clipping import clip_by_value
from ...registry import export
from ...variables.names import NameScope
from ...variables.scopes import variable_scope
from .rnn_base import LayerCell, RNNCell, activation_of, depth_of

_Pair = namedtuple("_Pair", ("c", "h"))


@export("", v1="nn.rnn_cell.LSTMStateTuple")
class LSTMStateTuple(_Pair):
    """The state of a cell with memory: `c`, the memory, and `h`, the output."""

    __slots__ = ()

    @property
    def dtype(self) -> Any:
        """The dtype of both.

        Raises:
          TypeError: they have different ones.
        """
        if self.c.dtype != self.h.dtype:
            raise errors.make(
                TypeError, f"Inconsistent internal state: {self.c.dtype} vs {self.h.dtype}"
            )
        return self.c.dtype


@export("", v1="nn.rnn_cell.BasicRNNCell")
class BasicRNNCell(LayerCell):
    """A layer that sees its last output: `activation([x, h] @ kernel + bias)`.

    Args:
      num_units: size of output and state.
      activation: a function or its name; tanh when left out.
      reuse: True to use variables that exist, AUTO_REUSE to do so where they exist.
      name: name of its variable scope.
      dtype: dtype of its variables; that of the first input when left out.
      **kwargs: `trainable`.
    """

    def __init__(
        self, num_units: int, activation: Any = None, reuse: Any = None, name: str | None = None,
        dtype: Any = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._activation = activation_of(activation)

    @property
    def state_size(self) -> int:
        """The number of units."""
        return self._num_units

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self._num_units

    def build(self, inputs_shape: Any) -> None:
        """Make kernel and bias."""
        rows = depth_of(inputs_shape) + self._num_units
        self._kernel = self.add_variable("kernel", [rows, self._num_units])
        self._bias = self.add_variable("bias", [self._num_units], initializer=Zeros())
        self.built = True

    def call(self, inputs: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """The output, twice: it is the new state."""
        total = bias_add(matmul(concat([inputs, state], 1), self._kernel), self._bias)
        out = self._activation(total)
        return out, out


@export("", v1="nn.rnn_cell.GRUCell")
class GRUCell(LayerCell):
    """Gated recurrent units: the new state is a mean of the old one and of a candidate.

    K. Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical
    machine translation" (EMNLP 2014).

    Args:
      num_units: size of output and state.
      activation: of the candidate; a function or its name; tanh when left out.
      reuse: True to use variables that exist, AUTO_REUSE to do so where they exist.
      kernel_initializer: initializer of both kernels.
      bias_initializer: initializer of both biases; ones for gates and zeros for candidates when
        left out.
      name: name of its variable scope.
      dtype: dtype of its variables; that of the first input when left out.
      **kwargs: `trainable`.
    """

    def __init__(
        self, num_units: int, activation: Any = None, reuse: Any = None,
        kernel_initializer: Any = None, bias_initializer: Any = None, name: str | None = None,
        dtype: Any = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._activation = activation_of(activation)
        self._kernel_initializer = initializer_of(kernel_initializer)
        self._bias_initializer = initializer_of(bias_initializer)

    @property
    def state_size(self) -> int:
        """The number of units."""
        return self._num_units

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self._num_units

    def build(self, inputs_shape: Any) -> None:
        """Make kernels and biases of gates and candidates."""
        units, weights, biases = self._num_units, self._kernel_initializer, self._bias_initializer
        rows = depth_of(inputs_shape) + units
        ones, zeros = biases or Constant(1.0), biases or Zeros()
        self._gate_kernel = self.add_variable("gates/kernel", [rows, 2 * units], None, weights)
        self._gate_bias = self.add_variable("gates/bias", [2 * units], None, ones)
        self._candidate_kernel = self.add_variable("candidate/kernel", [rows, units], None, weights)
        self._candidate_bias = self.add_variable("candidate/bias", [units], None, zeros)
        self.built = True

    def call(self, inputs: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """The new state, twice: it is the output."""
        gates = matmul(concat([inputs, state], 1), self._gate_kernel)
        r, u = split(sigmoid(bias_add(gates, self._gate_bias)), 2, 1)
        candidate = matmul(concat([inputs, r * state], 1), self._candidate_kernel)
        new = self._activation(bias_add(candidate, self._candidate_bias))
        out = u * state + (1 - u) * new
        return out, out

    @property
    def runs_whole(self) -> bool:
        """True with tanh as activation."""
        return type(self) is GRUCell and self._activation is tanh

    def sequence(self, inputs: Tensor, state: Any) -> Any:
        """See `RNNCell`."""
        kernels = [self._gate_kernel, self._gate_bias, self._candidate_kernel, self._candidate_bias]
        h, _, _ = gru_sequence([inputs, *kernels, state])
        return h, h


class _MemoryCell(LayerCell):
    """What both cells with memory share.

    Args: see `LSTMCell`.
    """

    _num_units: int
    _num_proj: int | None = None
    _state_is_tuple: bool
    _forget_bias: float
    _activation: Callable[..., Any]
    _kernel: Any
    _bias: Any

    @property
    def state_size(self) -> Any:
        """Sizes of c and h as a pair, or their sum."""
        pair = LSTMStateTuple(self._num_units, self.output_size)
        return pair if self._state_is_tuple else sum(pair)

    @property
    def output_size(self) -> int:
        """The number of units, or of what they are projected to."""
        return self._num_units if self._num_proj is None else self._num_proj

    def _joined(self, c: Tensor, h: Tensor) -> Any:
        return LSTMStateTuple(c, h) if self._state_is_tuple else concat([c, h], 1)

    def _gates(self, inputs: Tensor, h: Tensor) -> list[Tensor]:
        """What is put into the gates i, j, f and o."""
        return split(bias_add(matmul(concat([inputs, h], 1), self._kernel), self._bias), 4, 1)

    def sequence(self, inputs: Tensor, state: Any) -> Any:
        """See `RNNCell`."""
        c, h = state if self._state_is_tuple else split(state, 2, 1)
        start = [inputs, self._kernel, self._bias, c, h]
        hs, cs, _ = lstm_sequence(start, float(self._forget_bias))
        return hs, LSTMStateTuple(cs, hs) if self._state_is_tuple else concat([cs, hs], 2)


@export("", v1="nn.rnn_cell.BasicLSTMCell")
class BasicLSTMCell(_MemoryCell):
    """Long short-term memory in its basic form; see `LSTMCell`.

    W. Zaremba, I. Sutskever and O. Vinyals, "Recurrent neural network regularization" (2014).

    Args:
      num_units: size of output and memory.
      forget_bias: is added to the bias of the forget gate.
      state_is_tuple: False takes and gives c and h side by side in one tensor.
      activation: of what is put into the memory and of what comes out; a function or its name; tanh
        when left out.
      reuse: True to use variables that exist, AUTO_REUSE to do so where they exist.
      name: name of its variable scope.
      dtype: dtype of its variables; that of the first input when left out.
      **kwargs: `trainable`.
    """

    def __init__(
        self, num_units: int, forget_bias: float = 1.0, state_is_tuple: bool = True,
        activation: Any = None, reuse: Any = None, name: str | None = None, dtype: Any = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = activation_of(activation)

    def build(self, inputs_shape: Any) -> None:
        """Make kernel and bias."""
        columns = 4 * self._num_units
        rows = depth_of(inputs_shape) + self._num_units
        self._kernel = self.add_variable("kernel", [rows, columns])
        self._bias = self.add_variable("bias", [columns], initializer=Zeros())
        self.built = True

    def call(self, inputs: Tensor, state: Any) -> tuple[Tensor, Any]:
        """The output and the new state."""
        c, h = state if self._state_is_tuple else split(state, 2, 1)
        i, j, f, o = self._gates(inputs, h)
        # Functions, not operators, for the names that TensorFlow's nodes have.
        kept = multiply(c, sigmoid(add(f, self._forget_bias)))
        c = add(kept, multiply(sigmoid(i), self._activation(j)))
        h = multiply(self._activation(c), sigmoid(o))
        return h, self._joined(c, h)

    @property
    def runs_whole(self) -> bool:
        """True with tanh as activation."""
        return type(self) is BasicLSTMCell and self._activation is tanh


@export("", v1="nn.rnn_cell.LSTMCell")
class LSTMCell(_MemoryCell):
    """Long short-term memory, with peepholes, limits and a projection if they are asked for.

    F. Gers, J. Schmidhuber and F. Cummins, "Learning to forget" (2000); peepholes and projection
    are those of H. Sak, A. Senior and F. Beaufays (Interspeech 2014).

    Args:
      num_units: size of the memory.
      use_peepholes: let the gates see the memory.
      cell_clip: the memory is kept between minus this and this.
      initializer: initializer of the kernels and peepholes.
      num_proj: size of the output, which is projected to it.
      proj_clip: the projected output is kept between minus this and this.
      num_unit_shards: has no effect; variables are kept whole.
      num_proj_shards: has no effect; variables are kept whole.
      forget_bias: is added to the bias of the forget gate.
      state_is_tuple: False takes and gives c and h side by side in one tensor.
      activation: of what is put into the memory and of what comes out; a function or its name; tanh
        when left out.
      reuse: True to use variables that exist, AUTO_REUSE to do so where they exist.
      name: name of its variable scope.
      dtype: dtype of its variables; that of the first input when left out.
      **kwargs: `trainable`.
    """

    def __init__(
        self, num_units: int, use_peepholes: bool = False, cell_clip: float | None = None,
        initializer: Any = None, num_proj: int | None = None, proj_clip: float | None = None,
        num_unit_shards: Any = None, num_proj_shards: Any = None, forget_bias: float = 1.0,
        state_is_tuple: bool = True, activation: Any = None, reuse: Any = None,
        name: str | None = None, dtype: Any = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._cell_clip = cell_clip
        self._initializer = initializer_of(initializer)
        self._num_proj = num_proj
        self._proj_clip = proj_clip
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = activation_of(activation)

    def build(self, inputs_shape: Any) -> None:
        """Make kernel, bias, peepholes and the kernel of the projection."""
        units, made_by = self._num_units, self._initializer
        rows = depth_of(inputs_shape) + self.output_size
        self._kernel = self.add_variable("kernel", [rows, 4 * units], None, made_by)
        self._bias = self.add_variable("bias", [4 * units], None, Zeros())
        if self._use_peepholes:
            self._of_f = self.add_variable("w_f_diag", [units], None, made_by)
            self._of_i = self.add_variable("w_i_diag", [units], None, made_by)
            self._of_o = self.add_variable("w_o_diag", [units], None, made_by)
        if self._num_proj is not None:
            shape = [units, self._num_proj]
            self._projection = self.add_variable("projection/kernel", shape, None, made_by)
        self.built = True

    def call(self, inputs: Tensor, state: Any) -> tuple[Tensor, Any]:
        """The output and the new state."""
        if self._state_is_tuple:
            c, h = state
        else:
            c = slice_of(state, [0, 0], [-1, self._num_units])
            h = slice_of(state, [0, self._num_units], [-1, self.output_size])
        i, j, f, o = self._gates(inputs, h)
        f = f + self._forget_bias
        if self._use_peepholes:
            f, i = f + self._of_f * c, i + self._of_i * c
        c = sigmoid(f) * c + sigmoid(i) * self._activation(j)
        if self._cell_clip is not None:
            c = clip_by_value(c, -self._cell_clip, self._cell_clip)
        if self._use_peepholes:
            o = o + self._of_o * c
        h = sigmoid(o) * self._activation(c)
        if self._num_proj is not None:
            h = matmul(h, self._projection)
            if self._proj_clip is not None:
                h = clip_by_value(h, -self._proj_clip, self._proj_clip)
        return h, self._joined(c, h)

    @property
    def runs_whole(self) -> bool:
        """True with tanh as activation and nothing that the basic form has not."""
        extras = (self._use_peepholes, self._cell_clip is not None, self._num_proj is not None)
        return type(self) is LSTMCell and self._activation is tanh and not any(extras)


@export("", v1="nn.rnn_cell.MultiRNNCell")
class MultiRNNCell(RNNCell):
    """Several cells as one: each gets the output of the one before.

    Args:
      cells: the cells. The variables of the n-th are below the scope `cell_n`.
      state_is_tuple: the state is a tuple of the states of the cells; False puts them side by side
        in one tensor.

    Raises:
      TypeError: `cells` is no list.
      ValueError: there are no cells, or states that are no tensors are to be put side by side.
    """

    def __init__(self, cells: Any, state_is_tuple: bool = True) -> None:
        super().__init__()
        if not nest.is_nested(cells):
            raise errors.make(TypeError, f"cells must be a list or tuple, but saw: {cells}.")
        if not cells:
            raise errors.make(ValueError, "Must specify at least one cell for MultiRNNCell.")
        self._cells = cells
        self._state_is_tuple = state_is_tuple
        if not state_is_tuple and any(nest.is_nested(c.state_size) for c in cells):
            raise errors.make(
                ValueError,
                "Some cells return tuples of states, but the flag state_is_tuple is not set.  "
                f"State sizes are: {[c.state_size for c in cells]}",
            )

    @property
    def state_size(self) -> Any:
        """The sizes of the states of all cells, or their sum."""
        sizes = tuple([cell.state_size for cell in self._cells])
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        """The size of the output of the last cell."""
        return self._cells[-1].output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The zero states of the cells."""
        if not self._state_is_tuple:
            return super().zero_state(batch_size, dtype)
        with NameScope(f"{type(self).__name__}ZeroState"):
            return tuple([cell.zero_state(batch_size, dtype) for cell in self._cells])

    def _variables(self) -> list[Any]:
        return [v for cell in self._cells for v in getattr(cell, "weights", ())]

    def call(self, inputs: Any, state: Any) -> tuple[Any, Any]:
        """The output of the last cell and the new states of all.

        Raises:
          ValueError: the state is not one of each cell.
        """
        found, at = [], 0
        for i, cell in enumerate(self._cells):
            with variable_scope(f"cell_{i}"):
                if not self._state_is_tuple:
                    own = slice_of(state, [0, at], [-1, cell.state_size])
                    at += cell.state_size
                elif nest.is_nested(state):
                    own = state[i]
                else:
                    raise errors.make(
                        ValueError,
                        f"Expected state to be a tuple of length {len(self._cells)}, but "
                        f"received: {state}",
                    )
                inputs, new = cell(inputs, own)
                found.append(new)
        return inputs, tuple(found) if self._state_is_tuple else concat(found, 1)

    @property
    def runs_whole(self) -> bool:
        """True when all cells do."""
        cells = (getattr(cell, "runs_whole", False) for cell in self._cells)
        return type(self) is MultiRNNCell and self._state_is_tuple and all(cells)

    def sequence(self, inputs: Tensor, state: Any) -> Any:
        """See `RNNCell`."""
        found = []
        for i, cell in enumerate(self._cells):
            with variable_scope(f"cell_{i}"), cell.opened(inputs) as own:
                inputs, new = cell.sequence(own, state[i])
                found.append(new)
        return inputs, tuple(found)
