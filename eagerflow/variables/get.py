"""`get_variable`: makes a variable in the open scope, or finds the one made before."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from .. import errors, naming, shapes, sites
from ..core.mode import entered, make
from ..dtype import DType, as_dtype
from ..ops.array import convert_to_tensor
from ..registry import export
from ..shapes import PartialShape, TensorShape
from . import notebook
from .collection import GraphKeys, add_to_collection
from .defaults import default_initializer
from .home import Home, Lazy, current_builder, current_home
from .kinds import VariableAggregation, VariableSynchronization
from .scopes import get_variable_scope
from .variable_v1 import VariableV1


@export("", v1="get_variable")
def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Callable[[Any], Any] | None = None,
    trainable: bool | None = None,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: bool | None = None,
    custom_getter: Callable[..., Any] | None = None,
    constraint: Callable[[Any], Any] | None = None,
    synchronization: VariableSynchronization = VariableSynchronization.AUTO,
    aggregation: VariableAggregation = VariableAggregation.NONE,
) -> Any:
    """A variable of the open variable scope: a new one, or the one made before, as `reuse` says.

    It means the same in eager code, in functions and in 1.x graphs. Name scopes do not matter.

    Args:
      name: its name, below that of the scope.
      shape: its shape; not needed with a value as initializer.
      dtype: its dtype; that of the scope when left out, float32 by default.
      initializer: a value, an initializer, or a function that makes the initial value. Left out,
        that of the scope, else Glorot's uniform one for floats and zeros for others.
      regularizer: a function from the variable to a loss, which joins the collection
        REGULARIZATION_LOSSES; that of the scope when left out.
      trainable: whether optimizers change it by default; True when left out.
      collections: names of the collections to join; that of global variables when left out.
      caching_device: accepted; it has no effect.
      partitioner: accepted; variables are kept whole.
      validate_shape: False makes a variable that takes values of every shape.
      use_resource: accepted; there is one kind of variable.
      custom_getter: is called in place of this function, with this as its first argument; that of
        the scope when left out.
      constraint: a function from the new value to the value to keep, called by optimizers.
      synchronization: accepted and kept as an attribute.
      aggregation: accepted and kept as an attribute.

    Raises:
      ValueError: the variable exists and is not to be reused, or does not exist and is to be; the
        shape or dtype is not that of the existing one; there is no shape.

    >>> v1 = ef.compat.v1
    >>> with v1.variable_scope("net", reuse=v1.AUTO_REUSE):
    ...     a = v1.get_variable("w", [2, 3])
    ...     b = v1.get_variable("w", [2, 3])
    >>> a is b, a.name
    (True, 'net/w:0')
    """
    scope = get_variable_scope()
    full = f"{scope.name}/{name}" if scope.name else name
    getter = scope.custom_getter if custom_getter is None else custom_getter
    with naming.entered(""):
        if dtype is not None and initializer is not None and not callable(initializer):
            _check_initializer_dtype(initializer, as_dtype(dtype))
        request: dict[str, Any] = {
            "shape": shape,
            "dtype": scope.dtype if dtype is None else as_dtype(dtype),
            "initializer": scope.initializer if initializer is None else initializer,
            "regularizer": scope.regularizer if regularizer is None else regularizer,
            "reuse": scope.reuse or False,
            "trainable": trainable,
            "collections": collections,
            "caching_device": scope.caching_device if caching_device is None else caching_device,
            "partitioner": scope.partitioner if partitioner is None else partitioner,
            "validate_shape": validate_shape,
            "use_resource": scope.use_resource if use_resource is None else use_resource,
            "constraint": scope.constraint if constraint is None else constraint,
            "synchronization": synchronization,
            "aggregation": aggregation,
        }
        if getter is None:
            return find_or_make(full, **request)
        if not callable(getter):
            raise ValueError(f"Passed a custom_getter which is not callable: {getter}")
        if not _takes(getter, "constraint"):
            del request["constraint"]
        return getter(getter=find_or_make, name=full, **request)


@export("", v1="get_local_variable")
def get_local_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Callable[[Any], Any] | None = None,
    trainable: bool | None = False,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: bool | None = None,
    custom_getter: Callable[..., Any] | None = None,
    constraint: Callable[[Any], Any] | None = None,
    synchronization: VariableSynchronization = VariableSynchronization.AUTO,
    aggregation: VariableAggregation = VariableAggregation.NONE,
) -> Any:
    """`get_variable` for what no optimizer changes and no file keeps, such as counters.

    The arguments are those of `get_variable`; `trainable` is always False, and the variable joins
    the collection of local variables in place of that of global ones.

    >>> v1 = ef.compat.v1
    >>> with v1.variable_scope("counters"):
    ...     n = v1.get_local_variable("n", initializer=0)
    >>> n.trainable, v1.local_variables("counters")[0] is n
    (False, True)
    """
    places = [*(collections or []), GraphKeys.LOCAL_VARIABLES]
    return get_variable(
        name, shape, dtype, initializer, regularizer, False, places, caching_device, partitioner,
        validate_shape, use_resource, custom_getter, constraint, synchronization, aggregation,
    )  # fmt: skip


def _takes(function: Callable[..., Any], name: str) -> bool:
    """True when a function can be called with an argument of that name."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return True
    return name in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())


def _check_initializer_dtype(initializer: Any, dtype: DType) -> None:
    with entered(make(None, ())):
        found = convert_to_tensor(initializer).dtype
    if found is not dtype:
        raise errors.make(
            ValueError,
            f"Initializer type '{found}' and explicit dtype '{dtype}' don't match.",
            fix=f"give the value as {dtype.name}, or leave out dtype",
        )


def find_or_make(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Callable[[Any], Any] | None = None,
    reuse: Any = None,
    trainable: bool | None = None,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: bool | None = None,
    constraint: Callable[[Any], Any] | None = None,
    synchronization: VariableSynchronization = VariableSynchronization.AUTO,
    aggregation: VariableAggregation = VariableAggregation.NONE,
) -> Any:
    """The variable of a full name; what custom getters get as `getter`. See `get_variable`."""
    home = current_home()
    from_value = initializer is not None and not callable(initializer)
    if shape is not None and from_value:
        raise errors.make(ValueError, "If initializer is a constant, do not specify shape.")
    wanted = None if shape is None else shapes.as_shape(shape)
    with home.lock:
        found = home.variables.get(name)
        if found is not None and reuse is False and not home.finds:
            if not notebook.replaces(found):
                raise _exists(found, name)
            notebook.forget(home, name, found)
            found = None
        if found is not None:
            _check_shared(found, name, wanted, None if dtype is None else as_dtype(dtype))
            return found
        if reuse is True:
            raise _missing(home, name)
        made_dtype = as_dtype("float32" if dtype is None else dtype)
        if from_value:
            initial, made_shape = initializer, None
        else:
            initial, made_shape = _initial(name, shape is not None, wanted, made_dtype, initializer)
        home.asked = name
        variable = VariableV1(
            initial,
            trainable,
            collections,
            validate_shape,
            name=name,
            dtype=made_dtype if made_shape is not None else None,
            constraint=constraint,
            synchronization=synchronization,
            aggregation=aggregation,
            shape=made_shape,
        )
        home.asked = None
        home.variables[name] = variable
        notebook.remember(variable)
    if regularizer is not None:
        _add_loss(variable, name, regularizer)
    return variable


def _initial(
    name: str, has_shape: bool, shape: PartialShape, dtype: DType, initializer: Any
) -> tuple[Callable[[], Any], TensorShape | None]:
    """A function that makes the initial value, and the shape that it is to have."""
    if initializer is None:
        if not has_shape:
            raise errors.make(
                ValueError,
                f"Variable {name} did not get an initializer, so its `shape` argument must be "
                "specified.",
            )
        initializer = default_initializer(name, dtype)
    if inspect.isclass(initializer):
        initializer = initializer()
    if has_shape and shapes.known(shape):
        assert shape is not None
        return lambda: initializer(list(shape), dtype=dtype), TensorShape(shape)
    if not has_shape and _needs_nothing(initializer):
        return initializer, None
    raise errors.make(
        ValueError,
        "The initializer passed is not valid. It should be a callable with no arguments and the "
        "shape should not be provided or an instance of `tf.keras.initializers.*' and `shape` "
        "should be fully defined.",
        cause=f"the shape of {name} is {TensorShape(shape)}" if has_shape else "there is no shape",
    )


def _needs_nothing(function: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return all(p.default is not p.empty or p.kind in kinds for p in parameters)


def _add_loss(variable: Any, name: str, regularizer: Callable[[Any], Any]) -> None:
    """Add the loss of a regularizer: a tensor in a graph, otherwise made whenever asked for."""

    def loss() -> Any:
        with naming.entered(f"{name}/Regularizer/"):
            return regularizer(variable)

    builder = current_builder()
    if builder is None or builder.is_function:
        member: Any = Lazy(f"{name}/Regularizer", loss)
    else:
        with builder.control_dependencies(None):
            member = loss()
    if member is not None:
        add_to_collection(GraphKeys.REGULARIZATION_LOSSES, member)


# ------------------------------------------------------------------------------- errors


def _exists(found: Any, name: str) -> ValueError:
    """The error for making a variable that exists."""
    now = sites.user_site()
    again = _run_again(found.site, now)
    return errors.make(
        ValueError,
        f"Variable {name} already exists, disallowed. Did you mean to set reuse=True or "
        "reuse=tf.AUTO_REUSE in VarScope?",
        site=now,
        operands=[f"first created at {found.site}"] if found.site is not None else (),
        cause=again,
        fix="open the scope with reuse=tf.AUTO_REUSE to find it or make it, with reuse=True to "
        "find it, or give it another name"
        + (
            "; or let cells that are run again replace their variables: tf.notebook_mode(); or "
            "forget all variables first: tf.reset_default_graph()"
            if again
            else ""
        ),
    )


def _run_again(first: sites.Site | None, now: sites.Site | None) -> str:
    """How the same line came to run twice, or an empty string when it is another line."""
    if first is None or now is None:
        return ""
    if first.code is now.code and first.lasti == now.lasti:
        return "the same line was run again (a loop, or a function that was called twice)"
    if (first.line, first.text, first.code.co_name) != (now.line, now.text, now.code.co_name):
        return ""
    if first.filename == now.filename:
        return "the same line was run again (a cell or a file that was run twice)"
    return "the same cell was run again" if "<ipython-input" in now.filename else ""


def _missing(home: Home, name: str) -> ValueError:
    """The error for finding a variable that does not exist."""
    others = home.collections.get(GraphKeys.GLOBAL_VARIABLES, ())
    plain = next((v for v in others if getattr(v, "name", None) == f"{name}:0"), None)
    import difflib  # only for messages, and slow to import

    close = difflib.get_close_matches(name, home.variables, 3, 0.3)
    if plain is not None:
        cause = f"{name} was made with Variable() at {plain.site}; only get_variable() shares"
    elif close:
        cause = f"the closest names are {', '.join(map(repr, close))}"
    else:
        cause = f"get_variable() has made {'no variables' if not home.variables else 'others'} yet"
    return errors.make(
        ValueError,
        f"Variable {name} does not exist, or was not created with tf.get_variable(). Did you mean "
        "to set reuse=tf.AUTO_REUSE in VarScope?",
        cause=cause,
        fix="make it first in a scope without reuse=True, or open the scope with "
        "reuse=tf.AUTO_REUSE",
    )


def _check_shared(found: Any, name: str, shape: PartialShape, dtype: DType | None) -> None:
    """Raise ValueError when an existing variable is not what was asked for."""
    if not shapes.compatible(shape, found.static_shape):
        raise _cannot_share(found, name, "shape", TensorShape(shape), found.shape)
    if dtype is not None and dtype is not found.dtype:
        raise _cannot_share(found, name, "dtype", dtype.name, found.dtype.name)


def _cannot_share(found: Any, name: str, what: str, wanted: Any, have: Any) -> ValueError:
    return errors.make(
        ValueError,
        f"Trying to share variable {name}, but specified {what} {wanted} and found {what} {have}.",
        operands=[f"first created at {found.site}"],
        fix=f"ask for {what} {have}, or give the new variable another name",
    )
