"""Graph: operations are appended to it while it is the current builder."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from .. import errors, naming, shapes, sites
from ..autodiff.batched import Batched, level_now
from ..backend import devices
from ..core import mode
from ..core.dispatch import explained, specs_of
from ..core.opdef import INPUT, LIST, OpDef
from ..core.spec import Spec
from ..core.tensor import EagerTensor, Literal, Tensor
from ..dtype import DType, from_numpy
from ..messages.graph_def import GraphDef
from ..registry import export
from ..variables.home import Home
from ..variables.names import NameScope
from .graph_def import graph_def
from .ir import CONST, NO_OP, PLACEHOLDER, ConstantValue, Operation, Symbol

# How many graphs are entered with `as_default`.
nesting: ContextVar[int] = ContextVar("eagerflow_nesting", default=0)
# Operations that what is made now must wait for.
_waiting_for: ContextVar[tuple[Operation, ...]] = ContextVar("eagerflow_control", default=())


@export("Graph")
class Graph:
    """A static graph. Inside `with graph.as_default():` operations are added to it instead of run.

    >>> g = ef.Graph()
    >>> with g.as_default():
    ...     y = ef.constant(1.) + 2.
    >>> y.name
    'add:0'
    """

    is_function = False  # effects run in the order of the program, as in eager code
    is_inner = False  # it is built inside another graph, or outside of all, and called from there
    native = False  # plans of it use machine code where they can
    is_passing = False  # built to learn shapes, and forgotten
    outer: Graph | None = None
    stacks: list[list[sites.Site]] | None = None  # where every SAMPLE-th node was made
    SAMPLE = 64

    def __init__(self) -> None:
        self.nodes: list[Operation] = []
        self.by_name: dict[str, Operation] = {}
        self.names = naming.NameTable()
        self.home = Home()
        self.seed: int | None = None
        self.unrolled: list[tuple[sites.Site, int, int]] = []  # loops of Python: steps, operations
        self.site = sites.user_site()
        self.level = level_now.get()  # of the `vmap`s around it
        self._finalized = False
        self._gradient_types: dict[str, str] = {}
        self._lock = threading.RLock()

    # ------------------------------------------------------------------ building

    def emit(self, op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
        """Append an operation.

        Args:
          op: the op.
          args: its arguments, converted: tensors, tuples of tensors, plain values.
          name: name of the operation within the open scope; a final slash means exactly this name.

        Returns:
          The symbolic result, or a tuple of results.

        Raises:
          DTypeError, ShapeError: the arguments do not fit.
          RuntimeError: the graph is finalized.
        """
        try:
            spec = op.rule(*specs_of(op, args))
        except (errors.OpError, ValueError, TypeError) as e:
            raise explained(op, args, e) from e.__cause__
        with self._lock:
            full = self._op_name(name or op.name, op)
            owned = self._own_all(op, args, full)
            several = isinstance(spec, tuple)
            node = self._append(op, owned, full, spec if isinstance(spec, tuple) else (spec,))
            node.several = several
        return node.outputs if several else node.outputs[0]

    def _append(
        self, op: OpDef, args: tuple[Any, ...], full: str, specs: tuple[Spec, ...]
    ) -> Operation:
        if self._finalized:
            raise errors.make(RuntimeError, "Graph is finalized and cannot be modified.")
        node = Operation(self, op, args, full, sites.user_site())
        node.outputs = tuple([Symbol(node, i, s.dtype, s.shape) for i, s in enumerate(specs)])
        waiting = _waiting_for.get()
        if waiting:
            node.after = tuple(n for n in waiting if n.graph is self)
        wanted = devices.wanted.get()
        if wanted is not None:
            node.device = f"/device:{wanted[0]}:{wanted[1]}"
        if self._gradient_types:
            node.gradient_type = self._gradient_types.get(op.type)
        if self.stacks is not None and not (node.order + 1) % self.SAMPLE:
            self.stacks.append(sites.user_stack("_run_trace"))
        self.nodes.append(node)
        self.by_name[full] = node
        return node

    def _op_name(self, name: str, op: OpDef | None = None) -> str:
        if name.endswith("/"):  # a full name: its scope may have taken it, an operation not
            full = name[:-1]
            if full in self.by_name:
                return self.names.unique(full)
            self.names.used.setdefault(full.lower(), 1)
            return full
        if op is None or name is not op.name:
            naming.check_op_name(name)
        return self.names.unique(naming.scope.get() + name)

    @contextmanager
    def gradient_override_map(self, op_type_map: dict[str, str]) -> Iterator[None]:
        """Give operations that are made in the body gradients that were registered.

        Args:
          op_type_map: type of operations -> a name given to `RegisterGradient` or `no_gradient`.
            `tf.gradients` follows it, in functions too; a GradientTape in a graph does not.

        Raises:
          TypeError: it is no dict of strings.
        """
        strings = isinstance(op_type_map, dict) and all(
            isinstance(k, str) and isinstance(v, str) for k, v in op_type_map.items()
        )
        if not strings:
            raise TypeError("op_type_map must be a dictionary mapping strings to strings")
        before = self._gradient_types
        self._gradient_types = {**before, **op_type_map}
        try:
            yield
        finally:
            self._gradient_types = before

    @contextmanager
    def colocate_with(self, op: Any, ignore_existing: bool = False) -> Iterator[None]:
        """Put what the body adds on the device of an operation; None asks for no device.

        Args:
          op: an operation, tensor or variable.
          ignore_existing: accepted.
        """
        found = None if op is None else self.as_graph_element(op)
        node = found.op if isinstance(found, Symbol) else found
        with devices.device(node.device if node is not None and node.device else None):
            yield

    def device(self, device_name_or_function: Any) -> AbstractContextManager[Any]:
        """Put what the body adds on a device; see `ef.device`."""
        return devices.device(device_name_or_function)

    def name_scope(self, name: str | None) -> NameScope:
        """Put a prefix before the names of what the body adds; see `ef.name_scope`."""
        return NameScope(name)

    def unique_name(self, name: str, mark: bool = True) -> str:
        """A full name that no operation or scope of the graph has yet."""
        return self.names.unique(name, mark)

    def _own_all(self, op: OpDef, args: tuple[Any, ...], full: str) -> tuple[Any, ...]:
        """The arguments with everything that is no symbol of this graph brought into it."""
        out: list[Any] = []
        for param, kind, a in zip(op.params, op.kinds, args, strict=True):
            if kind == LIST:
                out.append(tuple([self.own(v, f"{full}/{param}") for v in a]))
            elif kind == INPUT or isinstance(a, Tensor):
                out.append(a if a is None else self.own(a, f"{full}/{param}"))
            else:
                out.append(a)
        return tuple(out)

    def own(self, value: Any, name: str) -> Symbol:
        """The symbol of this graph that stands for a tensor.

        Raises:
          ValueError: the tensor belongs to another graph.
        """
        if isinstance(value, Symbol):
            if value.node.graph is self:
                return value
            return self.adopt(value)
        if isinstance(value, Batched):
            if value.level > self.level:
                raise errors.make(
                    errors.LeakError,
                    f"{value!r} is a value inside vmap, and is used in a graph around it",
                    fix="return it from the function that vmap maps",
                )
            return self.adopt(value)
        assert isinstance(value, EagerTensor)
        if type(value) is Literal:
            return self.constant(value.k.backend.to_numpy(value.a), f"{name}/")
        return self.adopt(value)

    def adopt(self, value: Any) -> Symbol:
        """The symbol for a tensor from outside: a constant for an eager one."""
        if isinstance(value, EagerTensor):
            return self.constant(value.k.backend.to_numpy(value.a), "Const")
        if value.graph.is_inner:
            raise value.graph.leaked(value)
        raise errors.make(
            ValueError,
            f"{value} must be from the same graph as the other inputs",
            operands=[f"'{value.name}' was made at {value.node.site}",
                      f"its graph was made at {value.graph.site}",
                      f"the current graph was made at {self.site}, this is thread "
                      f"{threading.current_thread().name!r}"],
            fix="build both in one graph, or feed the value",
        )  # fmt: skip

    def constant(self, array: np.ndarray[Any, Any], name: str = "Const") -> Symbol:
        """Append a constant."""
        spec = Spec(from_numpy(array.dtype), array.shape)
        with self._lock:
            full = self._op_name(name)
            return self._append(CONST, (ConstantValue(array),), full, (spec,)).outputs[0]

    def placeholder(self, dtype: DType, shape: shapes.PartialShape, name: str) -> Symbol:
        """Append a tensor whose value is fed when the graph runs."""
        with self._lock:
            full = self._op_name(name)
            return self._append(PLACEHOLDER, (dtype, shape), full, (Spec(dtype, shape),)).outputs[0]

    def group(self, operations: list[Operation], name: str) -> Operation:
        """Append an operation that does nothing but wait for others."""
        with self._lock:
            node = self._append(NO_OP, (), self._op_name(name), ())
            node.after = tuple(dict.fromkeys((*node.after, *operations)))
            return node

    @contextmanager
    def control_dependencies(self, control_inputs: Any) -> Iterator[None]:
        """Make what is added in the body wait for operations; None lifts all waiting.

        Args:
          control_inputs: operations or tensors, or None.
        """
        if control_inputs is None:
            token = _waiting_for.set(())
        else:
            found = [self.as_graph_element(c, allow_tensor=True) for c in control_inputs]
            nodes = tuple(c if isinstance(c, Operation) else c.op for c in found)
            token = _waiting_for.set(tuple(dict.fromkeys((*_waiting_for.get(), *nodes))))
        try:
            yield
        finally:
            _waiting_for.reset(token)

    @contextmanager
    def as_default(self) -> Iterator[Graph]:
        """Make this graph the one that operations are added to, for the body."""
        with mode.entered(mode.Mode(self, ())), naming.entered(""):
            token, depth = _waiting_for.set(()), nesting.set(nesting.get() + 1)
            try:
                yield self
            finally:
                nesting.reset(depth)
                _waiting_for.reset(token)

    def finalize(self) -> None:
        """Refuse all further additions."""
        self._finalized = True

    @property
    def finalized(self) -> bool:
        return self._finalized

    @property
    def building_function(self) -> bool:
        """True for the graph of a function that is being traced."""
        return self.is_function

    @property
    def version(self) -> int:
        """Grows with every operation."""
        return len(self.nodes)

    # ------------------------------------------------------------------ what others ask

    def note_variable(self, variable: Any) -> None:
        """Called when a variable is made in this graph: it always may be."""

    def builder_for_outside(self, symbol: Symbol) -> Graph:
        """The graph that an operation on `symbol` is added to when no graph is the current one."""
        return self

    def why_symbolic(self) -> str:
        """Why tensors of this graph have no value, for messages."""
        return "in a graph tensors have values only while a Session runs it"

    def session_for(self, verb: str, what: str, session: Any) -> Any:
        """The session given, or the default one.

        Raises:
          ValueError: there is none, or it runs another graph.
        """
        found = session or default_session.get()
        if found is None:
            raise errors.make(
                ValueError,
                f"Cannot {verb} {what} using `{'eval' if what == 'tensor' else 'run'}()`: No "
                "default "
                "session is registered.",
                fix="use `with sess.as_default():` or pass an explicit session",
            )
        if found.graph is not self:
            raise errors.make(
                ValueError,
                f"Cannot use the given session to {verb} {what}: the {what}'s graph is "
                "different from "
                "the session's graph.",
            )
        return found

    # ------------------------------------------------------------------ looking things up

    def get_operations(self) -> list[Operation]:
        """All operations, in the order in which they were added."""
        return list(self.nodes)

    def get_operation_by_name(self, name: str) -> Operation:
        """The operation of that name.

        Raises:
          KeyError: there is none.
        """
        found = self.by_name.get(name)
        if found is None:
            raise errors.make(
                errors.NameNotFoundError,
                f"The name {name!r} refers to an Operation not in the graph.",
                fix=self._did_you_mean(name),
            )
        return found

    def get_tensor_by_name(self, name: str) -> Symbol:
        """The tensor of that name, such as `add:0`.

        Raises:
          KeyError: there is none.
          ValueError: the name has no `:0`.
        """
        head, colon, index = name.rpartition(":")
        if not colon or not index.isdigit():
            raise errors.make(
                ValueError,
                f'The name "{name}" looks like an (invalid) Operation name, not a Tensor. Tensor '
                'names must be of the form "<op_name>:<output_index>".',
                fix=f'"{name}:0"' if name in self.by_name else self._did_you_mean(name),
            )
        node = self.by_name.get(head)
        if node is None:
            raise errors.make(
                errors.NameNotFoundError,
                f"The name {name!r} refers to a Tensor which does not exist. The operation, "
                f"{head!r}, "
                "does not exist in the graph.",
                fix=self._did_you_mean(head),
            )
        if int(index) >= len(node.outputs):
            raise errors.make(
                errors.NameNotFoundError,
                f"The name {name!r} refers to a Tensor which does not exist. The operation, "
                f"{head!r}, "
                f"exists but only has {len(node.outputs)} outputs.",
            )
        return node.outputs[int(index)]

    def _did_you_mean(self, name: str) -> str:
        import difflib  # only for messages, and slow to import

        close = difflib.get_close_matches(name, self.by_name, 3)
        return f"did you mean {' or '.join(map(repr, close))}?" if close else ""

    def as_graph_element(
        self, obj: Any, allow_tensor: bool = True, allow_operation: bool = True
    ) -> Symbol | Operation:
        """The tensor or operation that an object or a name stands for.

        Raises:
          KeyError: a name is not in the graph.
          TypeError: the object is neither tensor nor operation.
          ValueError: it belongs to another graph.
        """
        if isinstance(obj, str):
            if ":" in obj or not allow_operation:
                return self.get_tensor_by_name(obj)
            return self.get_operation_by_name(obj)
        convert = getattr(obj, "_as_graph_element", None)
        if convert is not None:
            obj = convert()
        if isinstance(obj, Symbol) and allow_tensor:
            if obj.graph is not self:
                raise ValueError(f"Tensor {obj} is not an element of this graph.")
            return obj
        if isinstance(obj, Operation) and allow_operation:
            if obj.graph is not self:
                raise ValueError(f"Operation {obj.name!r} is not an element of this graph.")
            return obj
        raise TypeError(f"Can not convert a {type(obj).__name__} into a Tensor or Operation.")

    def as_graph_def(self, from_version: int | None = None, add_shapes: bool = False) -> GraphDef:
        """The graph as a message, for `import_graph_def` and for files.

        Args:
          from_version: leave out the operations that were there at that `version`.
          add_shapes: accepted; shapes are always written.
        """
        described = graph_def(self)
        if from_version is not None:
            del described.node[:from_version]
        return described

    # ------------------------------------------------------------------ collections

    def add_to_collection(self, name: str, value: Any) -> None:
        """Append a value to a collection of the graph."""
        self.home.collections.setdefault(name, []).append(value)

    def get_collection(self, name: str, scope: str | None = None) -> list[Any]:
        """The values of a collection; with `scope`, those whose names match it from the start."""
        return self.home.get_collection(name, scope)

    def get_collection_ref(self, name: str) -> list[Any]:
        """The list of a collection itself."""
        return self.home.collections.setdefault(name, [])

    def get_all_collection_keys(self) -> list[str]:
        return [k for k in self.home.collections if isinstance(k, str)]

    def clear_collection(self, name: str) -> None:
        self.home.collections.pop(name, None)


# The session that `eval` and `run` use where none is given.
default_session: ContextVar[Any] = ContextVar("eagerflow_session", default=None)
