"""`compat.v1.layers.Layer`: makes its variables in a variable scope where it is first called."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from math import prod
from numbers import Number
from typing import Any

from ... import errors, nest
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...dtype import DType, as_dtype
from ...graph.ordering import init_scope
from ...initializers import lookup
from ...ops.array import shape as shape_of
from ...ops.casting import cast
from ...registry import export
from ...shapes import TensorShape
from ...variables.collection import GraphKeys, add_to_collection, get_collection_ref
from ...variables.get import get_variable
from ...variables.home import current_builder
from ...variables.kinds import VariableAggregation, VariableSynchronization
from ...variables.names import NameScope
from ...variables.scopes import VariableScope, variable_scope


@cache
def _takes_scope(call: Callable[..., Any]) -> bool:
    """Whether the function of a layer has an argument for its variable scope."""
    return "scope" in inspect.signature(call).parameters


def default_name(layer: type) -> str:
    """The variable scope of layers of a class: `conv2d_transpose` for `Conv2DTranspose`."""
    split = re.sub("(.)([A-Z][a-z0-9]+)", r"\1_\2", layer.__name__)
    name = re.sub("([a-z])([A-Z])", r"\1_\2", split).lower()
    return f"private{name}" if name.startswith("_") else name


@export("", v1="layers.InputSpec")
class InputSpec:
    """What a layer takes: rank, sizes of axes and dtype of its input.

    Args:
      dtype: dtype of the input.
      shape: its shape, with None for sizes that do not matter.
      ndim: its rank.
      max_ndim: the highest rank.
      min_ndim: the lowest rank.
      axes: a dict from axes to sizes.
      allow_last_axis_squeeze: a last axis of size 1 may be there or not.
      name: what the input is called.
      optional: there may be no input.

    Raises:
      TypeError: the keys of `axes` are no integers.
      ValueError: an axis is not below the rank.
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: Any = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ) -> None:
        self.dtype = None if dtype is None else as_dtype(dtype).name
        self.shape = None if shape is None else tuple(TensorShape(shape).as_list())
        self.ndim = ndim if self.shape is None else len(self.shape)
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self.name = name
        self.optional = optional
        try:
            self.axes = {int(k): v for k, v in (axes or {}).items()}
        except (ValueError, TypeError, AttributeError) as error:
            raise TypeError(
                f"Argument `axes` must be a dict with integer keys. Received: axes={axes}"
            ) from error
        most = self.ndim if self.ndim is not None else max_ndim
        if self.axes and most is not None and max(self.axes) >= most:
            raise ValueError(
                f"Axis {max(self.axes)} is greater than the maximum allowed value: {most - 1}"
            )

    def check(self, value: Any, position: int, layer: str) -> None:
        """Raise ValueError when an input is not what the layer takes."""
        fault = self._fault(value)
        if fault:
            raise errors.make(
                ValueError,
                f'Input {position} of layer "{layer}" is incompatible with the layer: {fault}. '
                f"Full shape received: {tuple(value.shape.as_list())}",
            )

    def _fault(self, value: Any) -> str:
        if value.shape.rank is None:
            return ""
        sizes, wanted = value.shape.as_list(), self.shape
        if self.allow_last_axis_squeeze:
            sizes = sizes[:-1] if sizes and sizes[-1] == 1 else sizes
            wanted = wanted[:-1] if wanted and wanted[-1] == 1 else wanted
        elif self.ndim is not None and len(sizes) != self.ndim:
            return f"expected ndim={self.ndim}, found ndim={len(sizes)}"
        if self.max_ndim is not None and len(sizes) > self.max_ndim:
            return f"expected max_ndim={self.max_ndim}, found ndim={len(sizes)}"
        if self.min_ndim is not None and len(sizes) < self.min_ndim:
            return f"expected min_ndim={self.min_ndim}, found ndim={len(sizes)}"
        if self.dtype is not None and value.dtype.name != self.dtype:
            return f"expected dtype={self.dtype}, found dtype={value.dtype.name}"
        for axis, size in self.axes.items():
            if size is not None and sizes[axis] not in (size, None):
                return f"expected axis {axis} of input shape to have value {size}"
        if any(None not in (w, s) and w != s for w, s in zip(wanted or (), sizes, strict=False)):
            return f"expected shape={self.shape}"
        return ""

    def __repr__(self) -> str:
        parts = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        shown = [f"{p}={getattr(self, p)}" for p in parts if getattr(self, p)]
        return f"InputSpec({', '.join(shown)})"


@export("", v1="layers.Layer")
class Layer:
    """A function with variables, which it makes where it is first called.

    Subclasses have a method `call(inputs)`, and make variables with `self.add_weight` in
    `build(input_shape)`. They are made once, in the variable scope of the first call, below a scope
    named after the class (`dense`, `dense_1`) or with the name given. It works in 1.x graphs, in
    functions and in eager code.

    Args:
      trainable: whether its variables are.
      name: name of its variable scope.
      dtype: dtype of its variables; that of the first input when left out.
      **kwargs: `_scope`: the variable scope itself, a name or a `VariableScope`; `_reuse`: True to
        use variables that exist, AUTO_REUSE to do so where they exist; `activity_regularizer`: a
        function from the result to a loss.

    Raises:
      TypeError: there is no such argument.

    >>> v1 = ef.compat.v1
    >>> class Scale(v1.layers.Layer):
    ...     def build(self, input_shape):
    ...         self.factor = self.add_weight("factor", [], initializer=v1.ones_initializer())
    ...     def call(self, inputs):
    ...         return inputs * self.factor
    >>> layer = Scale()
    >>> layer(ef.constant([3.])).numpy(), layer.variables[0].name
    (array([3.], dtype=float32), 'scale/factor:0')
    """

    # Not only set when a layer is made: programs forget to call the `__init__` of this class.
    trainable: bool = True
    built: bool = False
    input_spec: Any = None
    activity_regularizer: Any = None
    _given_name: str | None = None
    _dtype: DType | None = None
    _reuse: Any = None
    _scope: VariableScope | None = None
    _made: list[Any] | None = None
    _added: dict[str, list[Any]] | None = None

    def __init__(
        self, trainable: bool = True, name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        self._reuse = kwargs.pop("_reuse", None)
        self.activity_regularizer = kwargs.pop("activity_regularizer", None)
        scope = kwargs.pop("_scope", None)
        if kwargs:
            raise errors.make(
                TypeError, f"{type(self).__name__} has no arguments {', '.join(sorted(kwargs))}"
            )
        self.trainable = trainable
        self._given_name = name
        self._dtype = None if dtype is None else as_dtype(dtype)
        if scope:
            with variable_scope(scope) as found:
                self._scope = found

    # ------------------------------------------------------------------------------- its variables

    @property
    def name(self) -> str:
        """The name given, or that of its variable scope, or one made of that of the class."""
        if self._given_name is not None:
            return self._given_name
        if self._scope is not None and self._scope.name:
            return self._scope.name.rpartition("/")[2]
        return default_name(type(self))

    @property
    def scope_name(self) -> str:
        """The full name of its variable scope.

        Raises:
          ValueError: it was not called yet.
        """
        if self._scope is None:
            raise errors.make(
                ValueError,
                f'No name available for layer scope because the layer "{self.name}" has not been '
                "used yet. The scope name is determined the first time the layer instance is "
                "called.",
            )
        return self._scope.name

    @property
    def dtype(self) -> DType | None:
        """Dtype of its variables; None before the first call, unless it was given."""
        return self._dtype

    @property
    def weights(self) -> list[Any]:
        """Its variables, trainable ones first."""
        return [*self.trainable_weights, *self.non_trainable_weights]

    @property
    def trainable_weights(self) -> list[Any]:
        """Those of its variables that optimizers change by default."""
        return [v for v in self._variables() if v.trainable and self.trainable]

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The others."""
        return [v for v in self._variables() if not (v.trainable and self.trainable)]

    @property
    def variables(self) -> list[Any]:
        """Its variables, trainable ones first."""
        return self.weights

    @property
    def trainable_variables(self) -> list[Any]:
        """Those of its variables that optimizers change by default."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Any]:
        """The others."""
        return self.non_trainable_weights

    def count_params(self) -> int:
        """How many numbers its variables have."""
        return sum(prod(v.shape.as_list()) for v in self.weights)

    def _variables(self) -> list[Any]:
        return self._made or []

    def _keep(self, variable: Any) -> Any:
        self._made = self._made or []
        if all(variable is not v for v in self._made):
            self._made.append(variable)
        return variable

    def _keep_got(self, getter: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._keep(getter(*args, **kwargs))

    def add_weight(
        self,
        name: str,
        shape: Any = None,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: bool | None = None,
        constraint: Any = None,
        use_resource: bool | None = None,
        synchronization: VariableSynchronization = VariableSynchronization.AUTO,
        aggregation: VariableAggregation = VariableAggregation.NONE,
        partitioner: Any = None,
    ) -> Any:
        """A variable of the layer, to be made in `build`; see `get_variable` for the arguments."""
        trainable = (trainable is None or trainable) and self.trainable
        dtype = self._dtype if dtype is None else dtype
        losses = get_collection_ref(GraphKeys.REGULARIZATION_LOSSES)
        before = len(losses)
        with self._in_scope():  # programs call `build` outside of it, too
            made = get_variable(
                name,
                shape,
                dtype,
                lookup.get(initializer) if isinstance(initializer, str) else initializer,
                regularizer,
                trainable,
                partitioner=partitioner,
                constraint=constraint,
                synchronization=synchronization,
                aggregation=aggregation,
            )
        self._note("losses", losses[before:])
        return self._keep(made)

    add_variable = add_weight

    # ------------------------------------------------------------------------- losses and updates

    def _note(self, what: str, values: list[Any]) -> None:
        self._added = self._added or {}
        self._added.setdefault(what, []).extend(values)

    @property
    def losses(self) -> list[Any]:
        """The losses of its regularizers, and those given to `add_loss`."""
        found = (self._added or {}).get("losses", [])
        made = [m.make() if hasattr(m, "make") else m for m in found]
        return [m for m in made if m is not None]

    @property
    def updates(self) -> list[Any]:
        """The operations given to `add_update`."""
        return list((self._added or {}).get("updates", ()))

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Add losses to those of the layer, and to the collection REGULARIZATION_LOSSES.

        Args:
          losses: a tensor, a function without arguments that gives one, or a list of such.
          inputs: accepted; the tensors that the losses depend on.
        """
        for loss in losses if isinstance(losses, list | tuple) else [losses]:
            value = loss() if callable(loss) else loss
            if value is not None:
                self._note("losses", [value])
                if current_builder() is not None:
                    add_to_collection(GraphKeys.REGULARIZATION_LOSSES, value)

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Add operations to those of the layer; in 1.x graphs also to the collection UPDATE_OPS.

        Args:
          updates: an operation or tensor that updates a variable, a function without arguments that
            gives one, or a list of such. In eager code and functions they are done at once.
          inputs: accepted; the tensors that the updates depend on.
        """
        for update in updates if isinstance(updates, list | tuple) else [updates]:
            made = update() if callable(update) and not isinstance(update, Tensor) else update
            builder = current_builder()
            if made is not None and builder is not None and not builder.is_inner:
                operation = getattr(made, "op", made)
                self._note("updates", [operation])
                add_to_collection(GraphKeys.UPDATE_OPS, operation)

    # ---------------------------------------------------------------------------------- its calls

    def build(self, input_shape: Any) -> None:
        """Make variables, for inputs of a shape; called before the first call, in its scope."""

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """The result of the layer."""
        return inputs

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the result for inputs of a shape: the same, if not said otherwise."""
        return TensorShape(input_shape)

    def apply(self, *args: Any, **kwargs: Any) -> Any:
        """Call the layer."""
        return self(*args, **kwargs)

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Apply the layer.

        Args:
          inputs: a tensor, or a structure of tensors.
          *args: further arguments of `call`.
          **kwargs: likewise; `scope` is the variable scope to make variables in.

        Returns:
          What `call` returns.

        Raises:
          ValueError: the inputs are not what the layer takes.
        """
        with self.opened(inputs, kwargs.pop("scope", None)) as found:
            if _takes_scope(type(self).call):
                kwargs["scope"] = self._scope
            result = self.call(found, *args, **kwargs)
            if self.activity_regularizer is not None:
                with NameScope("ActivityRegularizer"):
                    for y in nest.flatten(result):
                        batch = cast(shape_of(y)[0], y.dtype)
                        self.add_loss(self.activity_regularizer(y) / batch, inputs)
        return result

    @contextmanager
    def _in_scope(self, scope: Any = None) -> Iterator[None]:
        """Open the scope of the layer, which is found when that is done first."""
        if self._scope is None:
            name = self._given_name or default_name(type(self))
            chosen = name if self._reuse and scope is None else scope
            with init_scope(), variable_scope(chosen, name) as found:
                self._scope = found  # a name that no other trace gives to another layer
        reuse = self.built or self._reuse
        again = variable_scope(self._scope, reuse=reuse, auxiliary_name_scope=False)
        with again as now, NameScope(now.original_name_scope):
            yield

    @contextmanager
    def opened(self, inputs: Any, scope: Any = None) -> Iterator[Any]:
        """Open the scope of the layer, and make its variables if need be; gives the inputs."""
        if all(isinstance(x, Number) for x in nest.flatten(inputs)):
            inputs = as_tensor(inputs)  # nested lists of numbers
        inputs = nest.map_structure(as_tensor, inputs)
        with self._in_scope(scope):
            self._check(inputs)
            if not self.built:
                flat = nest.flatten(inputs)
                self._dtype = self._dtype or (flat[0].dtype if flat else None)
                with init_scope():  # any trace of a function may be the first to use the layer
                    self.build(nest.map_structure(lambda x: x.shape, inputs))
                self.built = True
            yield inputs

    def _check(self, inputs: Any) -> None:
        """Raise ValueError when inputs are not those of `input_spec`."""
        specs = nest.flatten(self.input_spec) if self.input_spec is not None else []
        flat = nest.flatten(inputs)
        if specs and len(specs) != len(flat):
            raise errors.make(
                ValueError,
                f'Layer "{self.name}" expects {len(specs)} input(s), but it received {len(flat)} '
                "input tensors.",
            )
        for i, (spec, value) in enumerate(zip(specs, flat, strict=False)):
            if spec is not None:
                spec.check(value, i, self.name)


def functional(layer: type[Layer], name: str, module: str, summary: str) -> Callable[..., Any]:
    """The function that makes a layer and calls it.

    Args:
      layer: class of the layer; the function has its arguments, after `inputs`.
      name: name of the function.
      module: `__name__` of the module that it belongs to.
      summary: first sentence of its documentation.
    """
    own = inspect.signature(layer.__init__).parameters
    options = [p for p in own.values() if p.name != "self" and p.kind is not p.VAR_KEYWORD]
    keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD
    reuses = any(p.name == "trainable" for p in options)
    signature = inspect.Signature(
        [
            inspect.Parameter("inputs", keyword, annotation=Any),
            *options,
            *([inspect.Parameter("reuse", keyword, default=None)] if reuses else ()),
        ],
        return_annotation=Tensor,
    )

    def function(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs).arguments
        inputs, reuse = given.pop("inputs"), given.pop("reuse", None)
        return layer(**given, _scope=given.get("name"), _reuse=reuse)(inputs)

    describe(function, name, module, signature)
    function.__doc__ = (
        f"{summary}\n\nArgs:\n  inputs: the tensor to work on.\n  reuse: True to use the variables "
        f"of an earlier call with the same name.\n  others: see `compat.v1.layers.{layer.__name__}`"
        ".\n\nReturns:\n  The result of the layer."
    )
    return function


def describe(
    function: Callable[..., Any], name: str, module: str, signature: inspect.Signature
) -> None:
    """Give a function that was made by another one its own name and arguments."""
    function.__name__ = function.__qualname__ = name
    function.__module__ = module
    function.__signature__ = signature  # type: ignore[attr-defined]


def depth_at(shape: Any, axis: int, layer: str, what: str) -> int:
    """The size of the axis that has the channels.

    Raises:
      ValueError: it is not known.
    """
    size = TensorShape(shape).as_list()[axis]
    if size is None:
        raise errors.make(
            ValueError,
            f"The {what} of the inputs to a {layer} layer should be defined. Found None. Full "
            f"input shape received: {TensorShape(shape)}",
            fix="give the placeholder a size for that axis",
        )
    return int(size)
