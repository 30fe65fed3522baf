"""How a variable comes to be: at once, outside a function's trace, or as nodes of a 1.x graph."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from .. import errors, naming, shapes
from ..core import mode
from ..core.convert import contains_tensor
from ..core.tensor import EagerTensor, Tensor
from ..dtype import DType, as_dtype
from ..naming import NameTable
from ..ops.array import convert_to_tensor
from ..shapes import PartialShape, TensorShape
from . import state
from .collection import GraphKeys, add_to_collections
from .home import EAGER_HOME, Builder, Cell, current_builder, own_home

_AS_IT_IS = nullcontext()


def building(variable: Any) -> AbstractContextManager[Any]:
    """A context in which operations on the variable go where they belong.

    That is the current graph or none, and the graph of the variable when none is being built.

    Raises:
      ValueError: the variable belongs to another graph than the one being built.
    """
    graph = variable.graph
    if graph is None:
        return _AS_IT_IS
    builder = current_builder()
    if builder is None:
        return mode.entered(mode.make(graph, mode.snapshot().tapes))
    if builder is not graph and builder.home is not graph.home:
        raise errors.make(
            ValueError,
            f"Variable '{variable.name}' must be from the same graph as what uses it.",
            operands=[f"the variable was made at {variable.site}, in another graph"],
            fix="use it inside `with variable.graph.as_default():`, or make it in this graph",
        )
    return _AS_IT_IS


def fill(
    variable: Any, initial: Any, name: str | None, dtype: Any, shape: Any, unique: bool = False
) -> None:
    """Give a new variable its name, dtype, shape and value, in the way of the current mode.

    Args:
      variable: the variable, with everything else set.
      initial: a value, or a function that makes it.
      name: the name asked for; one that ends in a slash is a full name.
      dtype: the dtype asked for, or None.
      shape: the shape asked for, or None to take that of the value.
      unique: never give a name twice, also where no graph sees to it.

    Raises:
      ValueError: the value is missing or does not fit.
    """
    if initial is None:
        raise errors.make(
            ValueError,
            "The `initial_value` arg to `tf.Variable` must be specified except when you are not "
            "providing a `variable_def`. You provided neither.",
        )
    wanted = None if dtype is None else as_dtype(dtype)
    builder = current_builder()
    if builder is None:
        variable._name = _full_name(name, unique)
        fill_eager(variable, initial, wanted, shape)
    elif builder.is_inner:
        variable._name = _full_name(name, unique)
        _fill_outside_function(builder, variable, initial, name, wanted, shape)
    else:
        _fill_in_graph(builder, variable, initial, name, wanted, shape)
    if unique and variable.graph is None:  # only now: a failure leaves the name free
        _names().unique(variable._name)


def _full_name(name: str | None, unique: bool) -> str:
    if name is not None and name.endswith("/"):
        return name[:-1]
    full = naming.scope.get() + ("Variable" if name is None else name)
    return _names().unique(full, mark=False) if unique else full


def _names() -> NameTable:
    """The names that variables outside of graphs have taken."""
    return (own_home.get() or EAGER_HOME).names


def _made(initial: Any, dtype: DType | None) -> Any:
    """The tensor of an initial value."""
    value = initial() if callable(initial) else initial
    return convert_to_tensor(value, dtype, name="initial_value")


def fill_eager(variable: Any, initial: Any, dtype: DType | None, shape: Any) -> None:
    """Give a variable that has its name a value at once."""
    _keep(variable, _made_for(variable, initial, dtype), shape)


def _made_for(variable: Any, initial: Any, dtype: DType | None) -> Any:
    """The tensor of the initial value of a variable, made in the scope that graphs have for it."""
    with naming.entered(f"{variable._name}/Initializer/"):
        return _made(initial, dtype)


def _keep(variable: Any, value: EagerTensor, shape: Any) -> None:
    _describe(variable, value, shape)
    variable.cell = Cell(state.row_major(value.a), variable._name)


def _describe(variable: Any, value: Any, shape: Any) -> None:
    """Set dtype and static shape.

    Raises:
      ValueError: the value does not have the shape that was asked for.
    """
    found: PartialShape = value.static_shape
    wanted = found if shape is None else shapes.as_shape(shape)
    if not shapes.compatible(found, wanted):
        raise errors.make(
            ValueError,
            "In this `tf.Variable` creation, the initial value's shape "
            f"({TensorShape(found)}) is not compatible with the explicitly supplied `shape` "
            f"argument ({TensorShape(wanted)}).",
        )
    variable.dtype = value.dtype
    variable.static_shape = wanted


def _fill_outside_function(
    builder: Builder,
    variable: Any,
    initial: Any,
    name: str | None,
    dtype: DType | None,
    shape: Any,
) -> None:
    """Make a variable while a function is traced: it does not belong to the trace.

    Its value is computed once, or becomes part of the 1.x graph in which the function is called.
    """
    builder.note_variable(variable)
    if isinstance(initial, (list, tuple)) and contains_tensor(initial):
        initial = convert_to_tensor(initial, dtype)
    outer = builder.outer
    while outer is not None and outer.is_inner:
        outer = outer.outer
    if outer is not None:
        _fill_in_graph(outer, variable, initial, name, dtype, shape)
    elif isinstance(initial, Tensor):
        value = convert_to_tensor(initial, dtype)
        _keep(variable, value if isinstance(value, EagerTensor) else builder.lift(value), shape)
    else:
        _keep(variable, builder.lift(lambda: _made_for(variable, initial, dtype)), shape)


def _fill_in_graph(
    builder: Builder, variable: Any, initial: Any, name: str | None, dtype: DType | None, shape: Any
) -> None:
    """Make the nodes of a variable in a 1.x graph, with the names that TensorFlow gives them."""
    full = _name_in_graph(builder, name)
    with mode.entered(mode.make(builder, ())), builder.control_dependencies(None):
        with naming.entered(f"{full}/Initializer/"):
            value = _made(initial, dtype)
            if isinstance(value, EagerTensor):
                value = builder.constant(value.k.backend.to_numpy(value.a), "initial_value")
        _describe(variable, value, shape)
        variable._name = full
        variable.graph = builder
        variable._initial_value = value
        free_name(builder, full)
        variable._handle = state.variable_handle(variable, f"{full}/")
        with naming.entered(f"{full}/IsInitialized/"):
            state.is_initialized(variable, "VarIsInitializedOp")
        with naming.entered(f"{full}/"):
            wanted = variable.static_shape
            variable._initializer = state.assign_variable(variable, value, wanted, "Assign").op
        with naming.entered(f"{full}/Read/"):
            variable._snapshot = state.read_variable(variable, "ReadVariableOp")
        variable._snapshot.tid = variable.tid


def free_name(builder: Builder, full: str) -> None:
    """Let the next operation have the name that its scope has taken."""
    if full not in builder.by_name:
        builder.names.used.pop(full.lower(), None)


def _name_in_graph(builder: Builder, name: str | None) -> str:
    if name is not None and name.endswith("/"):
        return name[:-1]
    parent = naming.scope.get()
    name = "Variable" if name is None else name
    naming.check_scope_name(name, at_root=not parent)
    return builder.unique_name(parent + name)


def collect(variable: Any, collections: Any) -> None:
    """Add a variable to collections: the given ones, and that of trainable variables if it is one.

    Raises:
      ValueError: `collections` is no list.
    """
    if collections is None:
        collections = [GraphKeys.GLOBAL_VARIABLES]
    if not isinstance(collections, (list, tuple, set)):
        raise ValueError(
            "collections argument to Variable constructor must be a list, tuple, or set. Got "
            f"{collections} of type {type(collections)}"
        )
    names = [*collections, GraphKeys.TRAINABLE_VARIABLES] if variable.trainable else collections
    add_to_collections(names, variable)
    if variable.graph is not None and own_home.get() is not None:
        for name in dict.fromkeys(names):  # initializers and savers look into the graph
            variable.graph.home.collections.setdefault(name, []).append(variable)
