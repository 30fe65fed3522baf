"""What the optimizers of `compat.v1.train` share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from .. import errors, naming, nest
from ..autodiff.tape import GradientTape
from ..core import mode
from ..core.dispatch import as_tensor
from ..dtype import FLOATING, as_dtype, named
from ..graph.gradients import gradients
from ..graph.ordering import init_scope
from ..ops.array import convert_to_tensor, shape, zeros
from ..ops.arrays.slices import IndexedSlices
from ..registry import export
from ..variables.collection import (
    GraphKeys,
    get_collection,
    get_collection_ref,
    trainable_variables,
)
from ..variables.create import free_name
from ..variables.deferred import noticed
from ..variables.home import Builder, current_builder, current_home
from ..variables.names import NameScope
from ..variables.scopes import variable_scope
from ..variables.variable_v1 import VariableV1
from .rows import summed


@export("", v1="train.Optimizer")
class OptimizerV1:
    """Base of the optimizers of 1.x programs.

    A subclass says in `_apply_dense` how a gradient changes a variable. In eager code updates are
    done at once; in a 1.x graph `minimize` and `apply_gradients` return the operation for them.

    Args:
      use_locking: accepted; updates are never seen in part.
      name: scope of the operations.
      use_own_namescope_for_non_slot_vars: put variables that belong to no other one into the scope
        of the optimizer.

    Raises:
      ValueError: there is no name.
    """

    GATE_NONE = 0
    GATE_OP = 1
    GATE_GRAPH = 2

    def __init__(
        self, use_locking: bool, name: str, use_own_namescope_for_non_slot_vars: bool = False
    ) -> None:
        if not name:
            raise ValueError("Must specify the optimizer name")
        self._use_locking = use_locking
        self._name = name
        self._own_scope = use_own_namescope_for_non_slot_vars
        self._slots: dict[str, dict[int, Any]] = {}  # name -> number of a variable -> its slot
        self._non_slot: dict[tuple[str, int], Any] = {}  # (name, id of the home) -> variable
        self._homes: list[Any] = []  # keeps them, so that their ids stay theirs

    def get_name(self) -> str:
        """The name given to the optimizer."""
        return self._name

    # ------------------------------------------------------------------ gradients

    def minimize(
        self,
        loss: Any,
        global_step: Any = None,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: Any = None,
    ) -> Any:
        """Compute the gradients of a loss and apply them.

        Args:
          loss: a tensor of the graph, or a function without arguments that gives the loss.
          global_step: a variable to add one to.
          var_list: the variables to change; all trainable ones when left out.
          gate_gradients: accepted; results never depend on the order in which parts run.
          aggregation_method: accepted.
          colocate_gradients_with_ops: accepted.
          name: scope of the operations, the optimizer's name when left out.
          grad_loss: gradient of the loss, ones when left out.

        Returns:
          The operation that does the update in a 1.x graph, otherwise None.

        Raises:
          ValueError: the loss depends on none of the variables.
        """
        pairs = self.compute_gradients(
            loss,
            var_list,
            gate_gradients,
            aggregation_method,
            colocate_gradients_with_ops,
            grad_loss,
        )
        if all(g is None for g, _ in pairs):
            raise errors.make(
                ValueError,
                "No gradients provided for any variable, check your graph for ops that do not "
                f"support gradients, between variables {[str(v) for _, v in pairs]} and loss "
                f"{loss}.",
            )
        return self.apply_gradients(pairs, global_step, name)

    def compute_gradients(
        self,
        loss: Any,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        grad_loss: Any = None,
    ) -> list[tuple[Any, Any]]:
        """Pairs of a gradient (or None) and a variable; see `minimize` for the arguments.

        Raises:
          RuntimeError: the loss is a tensor of eager code.
          ValueError: there are no variables, or the loss is not a floating one.
        """
        if gate_gradients not in (self.GATE_NONE, self.GATE_OP, self.GATE_GRAPH):
            raise ValueError(
                "gate_gradients must be one of: Optimizer.GATE_NONE, Optimizer.GATE_OP, "
                f"Optimizer.GATE_GRAPH.  Not {gate_gradients}"
            )
        if callable(loss):
            with GradientTape() as tape:
                if var_list is not None:
                    tape.watch(var_list)
                value = loss()
            variables = self._variables_or(var_list, tape.watched_variables())
            grads = tape.gradient(value, variables, grad_loss)
        else:
            if current_builder() is None:
                raise errors.make(
                    RuntimeError,
                    "`loss` passed to Optimizer.compute_gradients should be a function when eager "
                    "execution is enabled.",
                    fix="minimize(lambda: compute_loss(...)), or GradientTape and apply_gradients",
                )
            if loss.dtype not in FLOATING:
                raise ValueError(
                    f"Invalid type {loss.dtype!r} for {loss.name}, expected: {named(FLOATING)}."
                )
            known = trainable_variables() + get_collection(GraphKeys.TRAINABLE_RESOURCE_VARIABLES)
            variables = self._variables_or(var_list, known)
            grads = gradients(loss, variables, grad_loss)
        return list(zip(grads, variables, strict=True))

    def _variables_or(self, var_list: Any, others: Iterable[Any]) -> list[Any]:
        found = nest.flatten(var_list) if var_list is not None else list(others)
        if not found:
            raise errors.make(ValueError, "No variables to optimize.")
        for v in found:
            if not hasattr(v, "assign"):
                raise TypeError(f"Argument is not a variable: {v!r}")
        return found

    # ------------------------------------------------------------------ updates

    def apply_gradients(
        self,
        grads_and_vars: Iterable[tuple[Any, Any]],
        global_step: Any = None,
        name: str | None = None,
        skip_gradients_aggregation: bool = False,
    ) -> Any:
        """Change variables by their gradients.

        Args:
          grads_and_vars: pairs of a gradient and a variable; a variable whose gradient is None is
            left alone.
          global_step: a variable to add one to.
          name: scope of the operations, the optimizer's name when left out.
          skip_gradients_aggregation: accepted.

        Returns:
          The operation that does the update in a 1.x graph, otherwise None.

        Raises:
          ValueError: there are no pairs, or all gradients are None.

        >>> w = ef.Variable([1., 2.])
        >>> opt = ef.compat.v1.train.GradientDescentOptimizer(0.5)
        >>> opt.apply_gradients([(ef.constant([2., 2.]), w)])
        >>> w.numpy()
        array([0., 1.], dtype=float32)
        """
        pairs = [(g, v) for g, v in grads_and_vars]
        if not pairs:
            raise ValueError("No variables provided.")
        wanted = [(_as_gradient(g), v) for g, v in pairs if g is not None]
        if not wanted:
            raise ValueError(
                f"No gradients provided for any variable: {[str(v) for _, v in pairs]}."
            )
        with mode.entered(mode.make(mode.snapshot().builder, ())):
            self._create_slots([v for _, v in wanted])
            with NameScope(name or self._name) as scope:
                self._prepare()
                done = [self._update(g, v) for g, v in wanted]
                builder = current_builder()
                if builder is None or builder.is_function:
                    self._finish(done, scope)
                    if global_step is not None:
                        global_step.assign_add(1)
                    return None
                return self._grouped(builder, done, global_step, scope)

    def _grouped(self, builder: Builder, done: list[Any], global_step: Any, scope: str) -> Any:
        """The operation that does the whole update, with the name of the scope."""
        with after(*done):
            done = [d for d in (*done, *(self._finish(done, scope) or ())) if d is not None]
        full = scope[:-1]
        if global_step is None:
            free_name(builder, full)
            operation = builder.group(done, scope)
        else:
            with builder.control_dependencies([builder.group(done, "update")]):
                one = convert_to_tensor(1, global_step.dtype)
                free_name(builder, full)
                operation = global_step.assign_add(one, name=scope, read_value=False)
        train_ops = get_collection_ref(GraphKeys.TRAIN_OP)
        if operation not in train_ops:
            train_ops.append(operation)
        return operation

    def _update(self, gradient: Any, variable: Any) -> Any:
        """Change one variable; the operation that does it, in a graph."""
        with NameScope(f"update_{_short(variable)}"):
            if isinstance(gradient, IndexedSlices):
                done = self._apply_sparse_duplicate_indices(gradient, variable)
            else:
                done = self._resource_apply_dense(gradient, variable)
            if variable.constraint is None:
                return done
            with after(done):
                return variable.assign(variable.constraint(variable), read_value=False)

    # ------------------------------------------------------------------ for subclasses

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        """Make the variables that the optimizer keeps for others."""

    def _prepare(self) -> None:
        """Make the tensors that all updates use."""

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        """Change `var` by its gradient; returns the operation for it (None in eager code)."""
        raise NotImplementedError

    def _resource_apply_dense(self, grad: Any, handle: Any) -> Any:
        """The same under the name that later 1.x programs use."""
        return self._apply_dense(grad, handle)

    def _apply_sparse_duplicate_indices(self, grad: IndexedSlices, var: Any) -> Any:
        """Change `var` by a gradient for some rows, of which several may be for the same row."""
        return self._apply_sparse(summed(grad), var)

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        """Change `var` by a gradient with one slice for each index."""
        return self._resource_apply_sparse(grad.values, var, grad.indices)

    def _resource_apply_sparse(self, grad: Any, handle: Any, indices: Any) -> Any:
        """The same under the name that later 1.x programs use; the other rows become zeros here."""
        slices = IndexedSlices(grad, indices, shape(handle))
        return self._resource_apply_dense(as_tensor(slices), handle)

    def _finish(self, update_ops: list[Any], name_scope: str) -> Sequence[Any] | None:
        """What is done after all updates; further operations to wait for."""

    def _call_if_callable(self, param: Any) -> Any:
        """A setting, or what it gives when it is a function."""
        return param() if callable(param) else param

    # ------------------------------------------------------------------ its variables

    def get_slot(self, var: Any, name: str) -> Any:
        """The variable that the optimizer keeps for `var` under a name, or None."""
        return self._slots.get(name, {}).get(var.tid)

    def get_slot_names(self) -> list[str]:
        """The names under which the optimizer keeps variables, in alphabetical order."""
        return sorted(self._slots)

    def variables(self) -> list[Any]:
        """All variables of the optimizer itself, by name; in a graph those of that graph."""
        home = current_home()
        found = [v for (_, at), v in self._non_slot.items() if at == id(home)]
        found += [s for slots in self._slots.values() for s in slots.values()]
        graph = current_builder()
        if graph is not None and not graph.is_function:
            found = [v for v in found if v.graph is graph]
        return sorted(found, key=lambda v: str(v.name))

    def _zeros_slot(self, var: Any, slot_name: str, op_name: str) -> Any:
        """A slot of zeros in the shape of `var`."""
        return self._get_or_make_slot_with_initializer(
            var, zeros, var.shape, var.dtype, slot_name, op_name
        )

    def _get_or_make_slot(self, var: Any, val: Any, slot_name: str, op_name: str) -> Any:
        """A slot with an initial value."""
        return self._slot(var, lambda: val, None, slot_name, op_name)

    def _get_or_make_slot_with_initializer(
        self, var: Any, initializer: Any, shape: Any, dtype: Any, slot_name: str, op_name: str
    ) -> Any:
        """A slot with a value that an initializer makes."""
        wanted = as_dtype(dtype)
        return self._slot(
            var, lambda: initializer(list(shape), dtype=wanted), wanted, slot_name, op_name
        )

    def _slot(
        self, var: Any, initial: Callable[[], Any], dtype: Any, slot_name: str, op_name: str
    ) -> Any:
        slots = self._slots.setdefault(slot_name, {})
        if var.tid not in slots:
            with init_scope(), variable_scope(None, f"{_short(var)}/{op_name}") as scope:
                slots[var.tid] = VariableV1(
                    initial, trainable=False, name=f"{scope.name}/", dtype=dtype
                )
            noticed(self)
        return slots[var.tid]

    def _create_non_slot_variable(
        self, initial_value: Any, name: str, colocate_with: Any = None
    ) -> Any:
        """A variable of the optimizer that belongs to no other one."""
        home = current_home()
        key = (name, id(home))
        if key not in self._non_slot:
            scope = self._name if self._own_scope else naming.scope.get()
            with init_scope(), NameScope(scope):
                self._non_slot[key] = VariableV1(initial_value, trainable=False, name=name)
            self._homes.append(home)
            noticed(self)
        return self._non_slot[key]

    def _checkpoint_parts(self) -> dict[str, Any]:
        """What `train.Checkpoint` saves beside slots: variables that belong to no other one."""
        home = id(current_home())
        return {name: v for (name, at), v in self._non_slot.items() if at == home}

    def _get_non_slot_variable(self, name: str, graph: Any = None) -> Any:
        """A variable made with `_create_non_slot_variable`, or None."""
        return self._non_slot.get((name, id(current_home())))


def make_slot(var: Any, initial: Callable[[], Any], dtype: Any, op_name: str) -> Any:
    """A variable that belongs to another variable or tensor, named `its name/op_name`."""
    with init_scope(), variable_scope(None, f"{_short(var)}/{op_name}") as scope:
        return VariableV1(initial, trainable=False, name=f"{scope.name}/", dtype=dtype)


def after(*operations: Any) -> AbstractContextManager[Any]:
    """A context whose operations wait for others; nothing to do in eager code."""
    builder = current_builder()
    known = [o for o in operations if o is not None]
    return nullcontext() if builder is None else builder.control_dependencies(known)


def _as_gradient(value: Any) -> Any:
    return value if isinstance(value, IndexedSlices) else convert_to_tensor(value)


def _short(variable: Any) -> str:
    name: str = variable.name
    return name.partition(":")[0]
