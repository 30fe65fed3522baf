"""`RNNCell`: a step of a recurrent network, which makes its variables where it is first called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ... import errors, nest
from ...core.dispatch import as_tensor
from ...core.tensor import EagerTensor, Tensor
from ...dtype import DType, as_dtype
from ...ops.array import shape as shape_of
from ...ops.array import zeros
from ...ops.elementwise import exponential, numeric
from ...ops.nn import activation
from ...registry import export
from ...shapes import TensorShape
from ...variables.names import NameScope
from ...variables.scopes import get_variable_scope, variable_scope
from .layer_base import Layer

_ACTIVATIONS: dict[str, Callable[..., Any]] = {
    "linear": lambda x: x,
    "tanh": exponential.tanh,
    "sigmoid": exponential.sigmoid,
    "exponential": exponential.exp,
    "softplus": exponential.softplus,
    "softsign": numeric.softsign,
    **{
        name: getattr(activation, name)
        for name in ["relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "softmax"]
    },
    "swish": activation.silu,
}


def activation_of(given: Any) -> Callable[..., Any]:
    """The function that a name stands for; `tanh` for nothing, functions as they are.

    Raises:
      ValueError: there is no function of that name.
    """
    if not given:
        return exponential.tanh
    if callable(given):
        function: Callable[..., Any] = given
        return function
    if given not in _ACTIVATIONS:
        raise errors.make(
            ValueError,
            f"Unknown activation function: '{given}'.",
            fix=f"give a function, or one of {', '.join(sorted(_ACTIVATIONS))}",
        )
    return _ACTIVATIONS[given]


def check_dtype(dtype: DType | None) -> None:
    """Raise ValueError for dtypes that no network computes in."""
    if dtype is not None and dtype.kind not in "fc":
        raise errors.make(
            ValueError, f"RNN cell only supports floating point inputs, but saw dtype: {dtype!r}"
        )


def check_like_cell(what: str, cell: Any) -> None:
    """Raise TypeError when something is no cell: a function of input and state, with sizes."""
    missing = [n for n in ("output_size", "state_size") if not hasattr(type(cell), n)]
    missing = [n for n in missing if n not in getattr(cell, "__dict__", ())]
    if not hasattr(cell, "zero_state") and not hasattr(cell, "get_initial_state"):
        missing.append("zero_state or get_initial_state")
    if not callable(cell):
        missing.append("__call__")
    if missing:
        raise errors.make(
            TypeError,
            f"The argument {what!r} ({cell}) is not an RNNCell: it has no {', no '.join(missing)}.",
        )


def _known(batch_size: Any, otherwise: int) -> int:
    """A batch size, or something else where it is not known yet."""
    if isinstance(batch_size, Tensor) and not isinstance(batch_size, EagerTensor):
        return otherwise
    return int(batch_size)


def sizes_of(size: Any) -> list[Any]:
    """The axes that a size stands for: an integer or a shape."""
    if isinstance(size, TensorShape):
        return list(size.as_list())
    return [size if isinstance(size, Tensor) else int(size)]


def zero_states(state_size: Any, batch_size: Any, dtype: Any) -> Any:
    """Zeros for every state, in the structure of the sizes."""
    return nest.map_structure(lambda s: zeros([batch_size, *sizes_of(s)], dtype), state_size)


@export("", v1="nn.rnn_cell.RNNCell")
class RNNCell(Layer):
    """One step of a recurrent network: `output, new_state = cell(input, state)`.

    Subclasses have the properties `state_size` and `output_size` (integers, shapes, or structures
    of them) and a method `call(inputs, state)`. That may ask for variables with `get_variable`, or
    make them in `build(inputs_shape)` with `self.add_variable`. They are made once, in the variable
    scope of the first call, below a scope named after the class (`basic_lstm_cell`, numbered where
    there is one already); later calls use them wherever they are made.

    Args:
      trainable: whether its variables are.
      name: name of its variable scope.
      dtype: dtype of its variables; that of the first input when left out.
      **kwargs: those of `compat.v1.layers.Layer`.

    Raises:
      TypeError: there is no such argument.

    >>> v1 = ef.compat.v1
    >>> cell = v1.nn.rnn_cell.GRUCell(3)
    >>> y, state = cell(ef.ones([2, 4]), cell.zero_state(2, ef.float32))
    >>> y.shape, [v.name for v in cell.trainable_variables][0]
    (TensorShape([2, 3]), 'gru_cell/gates/kernel:0')
    """

    def __init__(
        self, trainable: bool = True, name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(trainable, name, dtype, **kwargs)
        check_dtype(self._dtype)

    # ------------------------------------------------------------------------------- its sizes

    @property
    def state_size(self) -> Any:
        """Size of the state: an integer, a shape, or a structure of such for several tensors."""
        raise NotImplementedError("Abstract method")

    @property
    def output_size(self) -> Any:
        """Size of the output, likewise."""
        raise NotImplementedError("Abstract method")

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """A state of zeros.

        Args:
          batch_size: how many examples there are; a number or a tensor.
          dtype: dtype of the state.

        Returns:
          Tensors of shape [batch_size, size], in the structure of `state_size`.
        """
        with NameScope(f"{type(self).__name__}ZeroState"):
            return zero_states(self.state_size, batch_size, dtype)

    def get_initial_state(
        self, inputs: Any = None, batch_size: Any = None, dtype: Any = None
    ) -> Any:
        """A state of zeros for the batch size and dtype that are given, or that inputs have.

        Raises:
          ValueError: one of them is missing, or is not that of the inputs.
        """
        if inputs is not None:
            inputs = as_tensor(inputs)
            size = inputs.static_shape[0]
            if batch_size is not None and size is not None and size != _known(batch_size, size):
                raise errors.make(
                    ValueError,
                    "batch size from input tensor is different from the input param. Input tensor "
                    f"batch: {size}, batch_size: {batch_size}",
                )
            if dtype is not None and as_dtype(dtype) is not inputs.dtype:
                raise errors.make(
                    ValueError,
                    "dtype from input tensor is different from the input param. Input tensor "
                    f"dtype: {inputs.dtype}, dtype: {dtype}",
                )
            batch_size, dtype = shape_of(inputs)[0] if size is None else size, inputs.dtype
        if batch_size is None or dtype is None:
            raise errors.make(
                ValueError,
                "batch_size and dtype cannot be None while constructing initial state: "
                f"batch_size={batch_size}, dtype={dtype}",
            )
        return self.zero_state(batch_size, dtype)

    # ---------------------------------------------------------------------------------- its calls

    def call(self, inputs: Any, state: Any) -> Any:
        """The output and the new state."""
        raise NotImplementedError("Abstract method")

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """One step.

        Args:
          inputs: tensor of shape [batch, size], or a structure of such.
          state: tensors of shape [batch, size], in the structure of `state_size`.
          scope: the variable scope to make variables in; a name or a `VariableScope`.

        Returns:
          The output and the new state.
        """
        given = scope is not None
        around = scope if given else get_variable_scope()
        with variable_scope(around, custom_getter=self._keep_got) as opened:
            return self._step(inputs, state, opened if given else None)

    def _step(self, inputs: Any, state: Any, scope: Any) -> Any:
        with self.opened(inputs, scope) as found:
            return self.call(found, state)

    @contextmanager
    def opened(self, inputs: Any, scope: Any = None) -> Iterator[Any]:
        """Open the scope of the cell, and make its variables if need be; gives the inputs."""
        inputs = nest.map_structure(as_tensor, inputs)
        with self._in_scope(scope):
            if not self.built:
                self._dtype = self._dtype or nest.flatten(inputs)[0].dtype
                self.build(nest.map_structure(lambda x: x.shape, inputs))
                self.built = True
            yield inputs

    @property
    def runs_whole(self) -> bool:
        """Whether `sequence` can be called."""
        return False

    def sequence(self, inputs: Tensor, state: Any) -> tuple[Any, Any]:
        """All steps in one op, where there is one.

        Args:
          inputs: tensor of shape [steps, batch, size].
          state: the state to begin with.

        Returns:
          The outputs of all steps; the states after all steps, in the structure of `state_size`;
          these have an axis of steps in front.
        """
        raise NotImplementedError("there is no op for all steps")


class LayerCell(RNNCell):
    """A cell that makes its variables in `build`, with a matrix as input.

    Args: see `RNNCell`.
    """

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """See `RNNCell`.

        Raises:
          ValueError: the input is no matrix, or inputs or states have no floating dtype.
        """
        inputs = as_tensor(inputs)
        if inputs.shape.rank not in (2, None):
            raise errors.make(
                ValueError,
                f"Input 0 of layer {self.name} is incompatible with the layer: expected ndim=2, "
                f"found ndim={inputs.shape.rank}. Full shape received: {inputs.shape}",
            )
        state = nest.map_structure(as_tensor, state)
        for t in nest.flatten([inputs, state]):
            check_dtype(t.dtype)
        return self._step(inputs, state, scope)


def depth_of(inputs_shape: Any) -> int:
    """The size of the input.

    Raises:
      ValueError: it is not known.
    """
    size = TensorShape(inputs_shape).as_list()[-1]
    if size is None:
        raise errors.make(
            ValueError,
            f"Expected inputs.shape[-1] to be known, saw shape: {inputs_shape}",
            fix="give the placeholder a size for its last axis",
        )
    return int(size)
