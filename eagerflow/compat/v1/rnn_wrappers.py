"""Cells around other cells: dropout, residuals, devices."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from itertools import count
from typing import Any

from ... import errors, nest
from ...backend.devices import device as device_scope
from ...core.dispatch import as_tensor
from ...core.tensor import EagerTensor, Tensor
from ...ops.elementwise.magnitude import floor
from ...ops.nn.dropout import dropout
from ...ops.random.stateful import uniform
from ...registry import export
from ...shapes import TensorShape, compatible
from ...variables.names import NameScope
from .rnn_base import RNNCell, check_like_cell, sizes_of
from .rnn_cells import LSTMStateTuple


class _Wrapper(RNNCell):
    """A cell around another one, which it calls in the scope where it is called itself.

    Args:
      cell: the other cell.
      **kwargs: see `RNNCell`.

    Raises:
      TypeError: it is no cell.
    """

    def __init__(self, cell: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        check_like_cell("cell", cell)
        self.cell = cell

    @property
    def wrapped_cell(self) -> Any:
        """The cell inside."""
        return self.cell

    @property
    def state_size(self) -> Any:
        """That of the cell inside."""
        return self.cell.state_size

    @property
    def output_size(self) -> Any:
        """That of the cell inside."""
        return self.cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """That of the cell inside."""
        with NameScope(f"{type(self).__name__}ZeroState"):
            return self.cell.zero_state(batch_size, dtype)

    def _variables(self) -> list[Any]:
        return list(getattr(self.cell, "weights", ()))

    def build(self, inputs_shape: Any) -> None:
        """Make the variables of the cell inside."""
        self.cell.build(inputs_shape)
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """The output and the new state."""
        return self._around(inputs, state, self.cell.call)

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """One step, see `RNNCell`."""

        def inner(inputs: Any, state: Any) -> Any:
            return self.cell(inputs, state) if scope is None else self.cell(inputs, state, scope)

        return self._around(nest.map_structure(as_tensor, inputs), state, inner)

    def _around(self, inputs: Any, state: Any, inner: Callable[..., Any]) -> Any:
        raise NotImplementedError


def _keep_memory(state: Any) -> Any:
    """What of a state is dropped unless a program says otherwise: everything but memory."""
    return LSTMStateTuple(False, True) if isinstance(state, LSTMStateTuple) else True


def _chosen(choose: Callable[[Any], Any], state: Any) -> Any:
    """What of a state is dropped: a structure of truth values, which may stop above the leaves."""
    decision = choose(state)
    if isinstance(decision, bool):
        if not decision or not nest.is_nested(state):
            return decision
        decision = nest.map_structure(lambda _: True, _one_level(state))
    shallow = _one_level(state)
    return nest.map_structure_up_to(
        shallow,
        lambda yes, part: _chosen(choose, part) if yes else False,
        decision,
        state,
        check_types=False,
    )


def _one_level(structure: Any) -> Any:
    """A structure of which only the first level is left."""
    if isinstance(structure, dict):
        return dict.fromkeys(structure)
    made = [None for _ in structure]
    return type(structure)(*made) if hasattr(structure, "_fields") else type(structure)(made)


@export("nn.RNNCellDropoutWrapper", v1="nn.rnn_cell.DropoutWrapper")
class DropoutWrapper(_Wrapper):
    """A cell with dropout of its inputs, outputs and states.

    With `variational_recurrent` every step drops the same: Y. Gal and Z. Ghahramani, "A
    theoretically grounded application of dropout in recurrent neural networks" (NIPS 2016).

    Args:
      cell: the cell inside.
      input_keep_prob: probability that an element of the input is kept; a number or a tensor.
      output_keep_prob: the same for outputs.
      state_keep_prob: the same for new states.
      variational_recurrent: draw once what is dropped, for all examples and steps.
      input_size: size of the input, needed to draw that for it.
      dtype: dtype of what is drawn, needed for it too.
      seed: makes numbers that can be repeated.
      dropout_state_filter_visitor: a function of a state or a part of one that says what of it is
        dropped: True or False for all of it, or a structure of these for its parts. Left out, it is
        all but the `c` of an `LSTMStateTuple`.
      **kwargs: see `RNNCell`.

    Raises:
      TypeError: `cell` is no cell, or the visitor no function.
      ValueError: a probability is not within [0, 1], or `dtype` or `input_size` is missing.
    """

    def __init__(
        self, cell: Any, input_keep_prob: Any = 1.0, output_keep_prob: Any = 1.0,
        state_keep_prob: Any = 1.0, variational_recurrent: bool = False, input_size: Any = None,
        dtype: Any = None, seed: int | None = None, dropout_state_filter_visitor: Any = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(cell, dtype=dtype, **kwargs)
        if not (dropout_state_filter_visitor is None or callable(dropout_state_filter_visitor)):
            raise errors.make(TypeError, "dropout_state_filter_visitor must be callable")
        self._choose = dropout_state_filter_visitor or _keep_memory
        self._seed = seed
        self._variational_recurrent = variational_recurrent
        self._input_keep_prob = _probability("input_keep_prob", input_keep_prob)
        self._state_keep_prob = _probability("state_keep_prob", state_keep_prob)
        self._output_keep_prob = _probability("output_keep_prob", output_keep_prob)
        self._noise: dict[str, Any] = {}
        if not variational_recurrent:
            return
        if dtype is None:
            raise errors.make(ValueError, "When variational_recurrent=True, dtype must be provided")
        if _drops(self._input_keep_prob):
            if input_size is None:
                raise errors.make(
                    ValueError,
                    "When variational_recurrent=True and input_keep_prob < 1.0 or is unknown, "
                    "input_size must be provided",
                )
            self._noise["input"] = self._drawn("input", input_size)
        self._noise["state"] = self._drawn("state", cell.state_size)
        self._noise["output"] = self._drawn("output", cell.output_size)

    def _drawn(self, what: str, sizes: Any) -> Any:
        """Numbers between 0 and 1 for one example, which all share."""
        numbers = count()
        return nest.map_structure(
            lambda s: uniform(
                [1, *sizes_of(s)], dtype=self._dtype, seed=self._seed_of(what, next(numbers))
            ),
            sizes,
        )

    def _seed_of(self, what: str, number: int) -> int | None:
        """A seed of its own for each tensor."""
        if self._seed is None:
            return None
        return zlib.crc32(f"{self._seed} {what} {number}".encode())

    def _dropped(self, what: str, values: Any, keep: Any, chosen: Any) -> Any:
        """Values with dropout where it is chosen."""
        if not _drops(keep):
            return values
        numbers = count()

        def one(yes: Any, value: Any, *noise: Any) -> Any:
            number = next(numbers)
            if yes is False:
                return value
            if noise:
                return value / keep * floor(keep + noise[0])
            return dropout(value, 1.0 - keep, seed=self._seed_of(what, number))

        noise = [self._noise[what]] if self._variational_recurrent else []
        return nest.map_structure_up_to(chosen, one, chosen, values, *noise, check_types=False)

    def _around(self, inputs: Any, state: Any, inner: Callable[..., Any]) -> Any:
        keep = self._input_keep_prob
        out, new = inner(self._dropped("input", inputs, keep, inputs), state)
        if _drops(self._state_keep_prob):
            chosen = _chosen(self._choose, new)
            new = self._dropped("state", new, self._state_keep_prob, chosen)
        return self._dropped("output", out, self._output_keep_prob, out), new


def _probability(name: str, value: Any) -> Any:
    """A probability as a float where it is known, otherwise as a tensor.

    Raises:
      ValueError: it is not within [0, 1].
    """
    if isinstance(value, Tensor) and not isinstance(value, EagerTensor):
        return value
    number = float(value)
    if not 0 <= number <= 1:
        raise errors.make(ValueError, f"Parameter {name} must be between 0 and 1: {number}")
    return number


def _drops(probability: Any) -> bool:
    return not isinstance(probability, float) or probability < 1


@export("nn.RNNCellResidualWrapper", v1="nn.rnn_cell.ResidualWrapper")
class ResidualWrapper(_Wrapper):
    """A cell whose inputs are added to its outputs.

    Args:
      cell: the cell inside.
      residual_fn: a function of inputs and outputs to use instead of the sum.
      **kwargs: see `RNNCell`.

    Raises:
      TypeError: `cell` is no cell.
      ValueError: when called, that inputs and outputs have different shapes or structures.
    """

    def __init__(self, cell: Any, residual_fn: Any = None, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._residual_fn = residual_fn

    def _around(self, inputs: Any, state: Any, inner: Callable[..., Any]) -> Any:
        out, new = inner(inputs, state)
        return (self._residual_fn or _added)(inputs, out), new


def _added(inputs: Any, outputs: Any) -> Any:
    def add(x: Tensor, y: Tensor) -> Tensor:
        if not compatible(x.static_shape, y.static_shape):
            raise errors.make(
                ValueError,
                f"Shapes {TensorShape(x.static_shape)} and {TensorShape(y.static_shape)} are "
                "incompatible",
                cause="the inputs of the cell are added to its outputs",
                fix="give the cell as many units as the input has, or a residual_fn",
            )
        return x + y

    nest.assert_same_structure(inputs, outputs)
    return nest.map_structure(add, inputs, outputs)


@export("nn.RNNCellDeviceWrapper", v1="nn.rnn_cell.DeviceWrapper")
class DeviceWrapper(_Wrapper):
    """A cell that runs on a device.

    Args:
      cell: the cell inside.
      device: name of the device, see `ef.device`.
      **kwargs: see `RNNCell`.
    """

    def __init__(self, cell: Any, device: Any, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._device = device

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """That of the cell inside, on the device."""
        with device_scope(self._device):
            return super().zero_state(batch_size, dtype)

    def _around(self, inputs: Any, state: Any, inner: Callable[..., Any]) -> Any:
        with device_scope(self._device):
            return inner(inputs, state)
