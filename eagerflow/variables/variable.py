"""Variables: values that a program changes.

A variable is a handle. Its value lies in a cell: its own for variables of eager code and functions,
one in each session for variables of a 1.x graph.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from .. import errors, shapes, sites
from ..backend.arrays import KINDS
from ..core import mode
from ..core.opdef import REGISTRY, OpDef
from ..core.tensor import EagerTensor, Reference, Tensor, next_tid, wrap
from ..dtype import DType
from ..ops.array import convert_to_tensor, identity
from ..registry import export
from ..shapes import PartialShape, TensorShape
from . import create, state
from .creators import Created
from .home import Cell, current_builder
from .kinds import VariableAggregation, VariableSynchronization
from .operators import Readable
from .scatters import Scatters

_new = object.__new__
_ADD, _SUB = REGISTRY["AssignAddVariableOp"], REGISTRY["AssignSubVariableOp"]


@export("Variable")
class Variable(Scatters, Readable, metaclass=Created):
    """A value that a program can change, and that gradient tapes watch when it is trainable.

    In eager code and functions it has a value from the start. In a 1.x graph it gets one in each
    session, by running its `initializer`.

    Args:
      initial_value: a tensor or what can become one, or a function without arguments that makes it.
        Its dtype and shape become those of the variable.
      trainable: whether gradient tapes watch it; True when left out.
      validate_shape: accepted; the shape is always that of the initial value, or `shape`.
      caching_device: accepted; it has no effect.
      name: its name, within the open name scopes; `Variable` when left out.
      variable_def: not supported, None.
      dtype: dtype to give the initial value.
      import_scope: accepted; it has no effect.
      constraint: a function from the new value to the value to keep, called by optimizers.
      synchronization: accepted and kept as an attribute.
      aggregation: accepted and kept as an attribute.
      shape: a shape with unknown sizes that all values have to fit; that of the initial value when
        left out.
      experimental_enable_variable_lifting: accepted; a function's variables are always lifted.

    Raises:
      ValueError: there is no initial value, or its shape or dtype does not fit.

    >>> w = ef.Variable([1., 2.], name="w")
    >>> w.assign_add([1., 1.])
    <tf.Variable 'w:0' shape=(2,) dtype=float32, numpy=array([2., 3.], dtype=float32)>
    """

    __slots__ = (
        "__dict__", "__weakref__", "_constraint", "_handle", "_initial_value", "_initializer",
        "_name", "_snapshot", "aggregation", "cell", "dtype", "graph", "site", "static_shape",
        "synchronization", "tid", "trainable",
    )  # fmt: skip

    _asks_creators = True  # subclasses of users do not
    _constraint: Callable[[Any], Any] | None
    _handle: Any
    _initial_value: Any
    _initializer: Any
    _name: str
    _snapshot: Any
    cell: Cell | None
    tid: int
    dtype: DType
    static_shape: PartialShape
    trainable: bool
    graph: Any
    site: sites.Site | None
    synchronization: VariableSynchronization
    aggregation: VariableAggregation

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        import_scope: str | None = None,
        constraint: Callable[[Any], Any] | None = None,
        synchronization: VariableSynchronization = VariableSynchronization.AUTO,
        aggregation: VariableAggregation = VariableAggregation.NONE,
        shape: Any = None,
        experimental_enable_variable_lifting: bool = True,
    ) -> None:
        self._set_up(trainable, constraint, synchronization, aggregation, variable_def)
        create.fill(self, initial_value, name, dtype, shape)
        if self.graph is not None:
            create.collect(self, None)

    def _set_up(
        self,
        trainable: bool | None,
        constraint: Callable[[Any], Any] | None,
        synchronization: VariableSynchronization = VariableSynchronization.AUTO,
        aggregation: VariableAggregation = VariableAggregation.NONE,
        variable_def: Any = None,
    ) -> None:
        if variable_def is not None:
            raise NotImplementedError("variable_def: variables are not made from protocol buffers")
        if constraint is not None and not callable(constraint):
            raise ValueError(
                "Argument `constraint` must be None or a callable. a callable. Got a "
                f"{type(constraint)}:  {constraint}"
            )
        if trainable is None:
            trainable = synchronization is not VariableSynchronization.ON_READ
        self.trainable = bool(trainable)
        self._constraint = constraint
        self.synchronization = synchronization
        self.aggregation = aggregation
        self.site = sites.user_site()
        self.tid = next_tid()
        self.cell = self.graph = None
        self._handle = self._initializer = self._initial_value = self._snapshot = None

    # ------------------------------------------------------------------ reading

    def __tf_tensor__(self, dtype: DType | None = None) -> Any:
        """The value as operations use it: a tensor that tapes know by the variable's number."""
        now = mode.current()
        cell = self.cell
        if cell is None or (now is not None and now.builder is not None):
            return self._converted(self._read_symbol(), dtype)
        if now is not None:
            for tape in now.tapes:
                tape.watch_read(self)
        a = cell.a
        if a is None:
            raise errors.make(
                errors.FailedPreconditionError,
                state.uninitialized(f"variable {self._name}"),
                operands=[f"made at {self.site}"],
            )
        t: EagerTensor = _new(EagerTensor)
        t.a = a
        t.k = KINDS[type(a)][a.dtype]
        t.tid = self.tid
        return t if dtype is None or dtype is self.dtype else self._converted(t, dtype)

    def _read_symbol(self) -> Any:
        """A read in the graph that is being built, or in the variable's own."""
        with create.building(self):
            symbol: Any = state.read_variable(self)
        symbol.tid = self.tid
        for tape in mode.snapshot().tapes:
            tape.watch_read(self)
        return symbol

    def _converted(self, tensor: Any, dtype: DType | None) -> Any:
        """`tensor`, if it has the dtype asked for; otherwise the conversion's error."""
        return tensor if dtype is None else convert_to_tensor(tensor, dtype)

    def value(self) -> Tensor:
        """The value now, as a tensor of its own."""
        return self.read_value()

    def read_value(self) -> Tensor:
        """The value now, as a tensor whose gradient is its own and not the variable's."""
        with create.building(self):
            return identity(self.__tf_tensor__())

    def numpy(self) -> Any:
        """The value as a read-only NumPy array, or as a NumPy scalar for rank 0.

        Raises:
          NotImplementedError: a graph is being built, or the variable belongs to a graph.
        """
        if self.cell is None or current_builder() is not None:
            raise errors.make(
                NotImplementedError,
                "numpy() is only available when eager execution is enabled.",
                operands=[f"variable '{self.name}', made at {self.site}"],
                fix="session.run(variable), or variable.eval(session)"
                if self.cell is None
                else "call it outside the function, or return the value from it",
            )
        return self._peek().numpy()

    def _peek(self) -> EagerTensor:
        """The value, without a tape noticing."""
        assert self.cell is not None
        return wrap(state.k_read(self.cell))

    def eval(self, session: Any = None) -> Any:
        """The value as a NumPy array: in a session for a variable of a 1.x graph.

        Args:
          session: the session to ask; the default one when left out.

        Raises:
          ValueError: there is no default session.
        """
        if self.graph is None:
            return self.numpy()
        return self.graph.session_for("evaluate", "tensor", session).run(self)

    def is_initialized(self, name: str | None = None) -> Tensor:
        """A bool tensor: whether the variable has a value."""
        with create.building(self):
            found: Tensor = state.is_initialized(self, name=name)
        return found

    def initialized_value(self) -> Tensor:
        """The value, or the initial value as long as there is none."""
        if self.cell is not None:
            return self.read_value()
        with create.building(self):
            found: Tensor = state.read_or_initial(self, self._initial_value)
        return found

    # ------------------------------------------------------------------ assigning

    def assign(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Change the value.

        Args:
          value: the new value, of a shape that fits and of the same dtype.
          use_locking: accepted; changes are never seen in part.
          name: name of the operation in a graph.
          read_value: whether to return something that has the new value.

        Returns:
          In a 1.x graph the tensor of the new value, or the operation when `read_value` is False.
          Otherwise the variable, or None.

        Raises:
          ValueError: the shape or the dtype of a tensor does not fit. The variable keeps its value.

        >>> w = ef.Variable(1.)
        >>> w.assign(2.).numpy()
        np.float32(2.0)
        """
        if self._takes(value):
            self.cell.a = state.row_major(value.a)  # type: ignore[union-attr]
            return self if read_value else None
        return self._assign(value, name, read_value, self.static_shape)

    def _takes(self, value: Any) -> bool:
        """True when nothing about an assignment needs a closer look, the common case."""
        if type(value) is not EagerTensor or self.cell is None or value.k.dtype is not self.dtype:
            return False
        now = mode.current()
        return (
            (now is None or now.builder is None)
            and value.a.shape == self.static_shape
            and type(value.a) is type(self.cell.a)
        )

    def _assign(self, value: Any, name: str | None, read_value: bool, wanted: PartialShape) -> Any:
        with create.building(self):
            value = self._operand(value)
            if not shapes.compatible(wanted, value.static_shape):
                raise errors.make(
                    ValueError,
                    f"Cannot assign value to variable ' {self.name}': Shape mismatch.The variable "
                    f"shape {self.shape}, and the assigned value shape {value.shape} are "
                    "incompatible.",
                    operands=[f"the variable was made at {self.site}"],
                )
            return self._outcome(state.assign_variable(self, value, wanted, name), read_value)

    def _operand(self, value: Any) -> Any:
        if type(value) is EagerTensor and value.k.dtype is self.dtype:
            return value
        return convert_to_tensor(value, self.dtype)

    def _outcome(self, result: Any, read_value: bool) -> Any:
        """What an assignment returns: in a graph something to wait for, otherwise the variable."""
        if not isinstance(result, EagerTensor) and not result.graph.is_function:
            return result if read_value else result.op
        return self if read_value else None

    def assign_add(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Add to the value; see `assign`.

        Raises:
          InvalidArgumentError: the shape of `delta` is not that of the value.
        """
        return self._update(_ADD, delta, name, read_value)

    def assign_sub(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Subtract from the value; see `assign`.

        Raises:
          InvalidArgumentError: the shape of `delta` is not that of the value.
        """
        return self._update(_SUB, delta, name, read_value)

    def _update(self, op: OpDef, delta: Any, name: str | None, read_value: bool) -> Any:
        if self._takes(delta):
            try:
                op.kernels[delta.k](self.cell, delta.a)
                return self if read_value else None
            except (errors.OpError, KeyError):  # done again, with explanations
                pass
        with create.building(self):
            return self._outcome(op.entry(self, self._operand(delta), name), read_value)

    def load(self, value: Any, session: Any = None) -> None:
        """Change the value at once: in a session for a variable of a 1.x graph.

        Args:
          value: the new value.
          session: the session in which to change it; the default one when left out.
        """
        if self.graph is None:
            self.assign(value)
        else:
            found = self.graph.session_for("evaluate", "tensor", session)
            found.run(self.initializer, {self._initial_value: value})

    def new_cell(self, graph: Any) -> Cell:
        """The cell for a new session of a graph: one of its own for a variable of that graph."""
        return self.cell or Cell(name=self._name)

    # ------------------------------------------------------------------ what it is

    @property
    def name(self) -> str:
        """The name, with `:0` behind it."""
        return f"{self._name}:0"

    @property
    def shape(self) -> TensorShape:
        """The static shape."""
        return TensorShape(self.static_shape)

    def get_shape(self) -> TensorShape:
        """The static shape; the 1.x spelling of `shape`."""
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Add what is known about the shape.

        Raises:
          ValueError: it contradicts what is known already.
        """
        self.static_shape = shapes.merge(self.static_shape, shapes.as_shape(shape))

    @property
    def device(self) -> str:
        """The full name of the device that holds the value; for a graph the device asked for."""
        if self.cell is None:
            wanted: str = self._handle.op.device
            return wanted
        return self._peek().device

    @property
    def constraint(self) -> Callable[[Any], Any] | None:
        """The function that optimizers call on the new value, or None."""
        return self._constraint

    @property
    def initial_value(self) -> Any:
        """The tensor of the initial value in a 1.x graph.

        Raises:
          RuntimeError: the variable belongs to no graph.
        """
        if self.graph is None:
            raise errors.make(
                RuntimeError, "This property is not supported when eager execution is enabled."
            )
        return self._initial_value

    @property
    def initializer(self) -> Any:
        """The operation that gives the variable its initial value; None outside 1.x graphs."""
        return self._initializer

    @property
    def handle(self) -> Any:
        """The symbol that stands for the variable in its 1.x graph."""
        if self._handle is None:
            raise AttributeError("Tensor.handle is undefined when eager execution is enabled.")
        return self._handle

    @property
    def op(self) -> Any:
        """The operation that stands for the variable in its 1.x graph."""
        if self._handle is None:
            raise AttributeError("Tensor.op is undefined when eager execution is enabled.")
        return self._handle.op

    def _as_graph_element(self) -> Any:
        """What a session fetches: the value when the run begins."""
        return self.__tf_tensor__() if self._snapshot is None else self._snapshot

    def ref(self) -> Reference:
        """A hashable stand-in for this variable, equal only to that of the same object."""
        return Reference(self)

    experimental_ref = ref

    @property
    def _unique_id(self) -> str:
        """A name that no other variable of the process has; libraries keep tables by it."""
        return f"{self._name.partition(':')[0]}_{self.tid}"

    def __len__(self) -> int:
        shape = self.static_shape
        if not shape or shape[0] is None:
            raise TypeError(
                f"object of type '{type(self).__name__}' and shape {self.shape} has no len()"
            )
        return shape[0]

    def __hash__(self) -> int:
        if self.graph is None:
            raise TypeError(
                "Variable is unhashable. Instead, use variable.ref() as the key. (Variable: "
                f"{self!r})"
            )
        return id(self)

    # Variables of graphs are compared by identity, so that programs can look for them in lists.
    def __eq__(self, other: object) -> Any:
        if self.graph is not None or other is None:
            return self is other
        return self.__tf_tensor__() == other

    def __ne__(self, other: object) -> Any:
        if self.graph is not None or other is None:
            return self is not other
        return self.__tf_tensor__() != other

    def __repr__(self) -> str:
        head = f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}"
        if self.cell is None or current_builder() is not None:
            return head + ">"
        if self.cell.a is None:
            return head + ", numpy=<unavailable>>"
        value = self._peek().numpy()
        text = repr(value) if isinstance(value, (np.ndarray, bytes)) else str(value)
        newline = "\n" if "\n" in text else ""
        return f"{head}, numpy={newline}{text}>"

    # ------------------------------------------------------------------ copies

    def _copied(self) -> Variable:
        """A variable of its own with the same value and name, known to no scope or collection."""
        if self.cell is None:
            self._refuse_copy()
        made = _new(type(self))
        made.__dict__.update(self.__dict__)
        for slot in Variable.__slots__[2:]:
            setattr(made, slot, getattr(self, slot))
        made.cell = Cell(self.cell.a, self._name)  # such arrays never change: they can be shared
        made.tid = next_tid()
        return made

    def _refuse_copy(self) -> NoReturn:
        raise errors.make(
            NotImplementedError,
            "__deepcopy__() is only available when eager execution is enabled.",
            operands=[f"variable '{self.name}', made at {self.site}"],
            cause="its value lies in sessions",
        )

    def __copy__(self) -> Variable:
        return self._copied()

    def __deepcopy__(self, memo: dict[int, Any]) -> Variable:
        made = memo[id(self)] = self._copied()
        return made

    def __reduce__(self) -> Any:
        if self.cell is None:
            self._refuse_copy()
        value = np.array(self._peek().numpy())
        return _unpickled, (type(self), value, self.trainable, self._name, self._constraint)


def _unpickled(
    cls: type[Variable],
    value: Any,
    trainable: bool,
    name: str,
    constraint: Callable[[Any], Any] | None,
) -> Variable:
    with mode.entered(None):
        made = _new(cls)
        made._set_up(trainable, constraint)
        made._name = name
        create.fill_eager(made, value, None, None)
    return made
