"""Graphs from messages, which may come from anywhere: what is wrong is told with its place.

Nothing of it is looked up by name but operations of the registry, and nothing is run.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from typing import Any

from .. import errors
from ..core.dispatch import specs_of
from ..core.opdef import HOST, INPUT, LIST, REGISTRY, VARIABLE, OpDef
from ..core.spec import Spec
from ..core.tensor import next_tid
from ..dtype import as_dtype, from_numpy, string
from ..ops.random.state import GLOBAL, RandomHandle, RngState
from ..shapes import compatible, merge
from ..variables.variable_v1 import VariableV1
from .branch import Branch, BranchGraph
from .control import BRANCH_OPS, LOOP_OPS, Branches, Loop
from .def_values import DEEPEST, array_of, decoded, shape_of
from .graph import Graph
from .graph_def import ABSENT
from .ir import CONST, NO_OP, PLACEHOLDER, ConstantValue, Operation, Symbol

_GRAPH_ONLY = {"Const": CONST, "Placeholder": PLACEHOLDER, "NoOp": NO_OP}
_CONTROL = {op.type: op for op in (*BRANCH_OPS.values(), *LOOP_OPS.values())}


def refused(path: str, why: str) -> ValueError:
    """The error for something that is wrong in a message.

    Args:
      path: where: functions and a node.
      why: what is wrong.
    """
    return errors.make(ValueError, f"GraphDef refused at {path}: {why}")


class Importer:
    """Adds the nodes of a message to a graph.

    Args:
      graph: the graph.
      functions: the functions of the library by name.
      prefix: stands before the names of operations, with a slash at its end.
      path: where the message is from, for messages.
      outer: the importers of the functions around this one, outermost first.
    """

    def __init__(
        self,
        graph: Graph,
        functions: Mapping[str, Any],
        prefix: str = "",
        path: str = "",
        outer: Sequence[str] = (),
    ) -> None:
        self.graph = graph
        self.operations: dict[str, Operation] = {}
        self.tensors: dict[str, Symbol] = {}  # what stands for tensors, by their name in inputs
        self.used: set[str] = set()  # of what was given for tensors, the names that are taken
        self._given: dict[str, Symbol] = {}
        self._controls: dict[str, Operation] = {}
        self._functions = functions
        self._prefix = prefix
        self._path = path
        self._outer = tuple(outer)
        self._random: dict[Any, Any] = {}
        self.variables: list[Any] = []

    def give(self, tensors: Mapping[str, Symbol], controls: Mapping[str, Operation]) -> None:
        """Let tensors and operations stand for those of the message, by their name in inputs."""
        self._given.update(tensors)
        self._controls.update(controls)

    def add(self, nodes: Sequence[Any]) -> None:
        """Add all nodes.

        Raises:
          ValueError: something is wrong with one.
          NotFoundError: there is no such operation.
        """
        for at in _in_order(nodes, {*self._given, *(f"^{c}" for c in self._controls)}, self._at):
            node = nodes[at]
            try:
                self._add(node)
            except errors.NotFoundError:
                raise
            except errors.OpError as e:
                raise refused(self._at(node.name), str(e).split("\n")[0]) from e
            except (TypeError, AttributeError, IndexError, KeyError, OverflowError) as e:
                raise refused(self._at(node.name), f"{type(e).__name__}: {e}") from e
            except ValueError as e:
                if str(e).startswith("GraphDef refused"):
                    raise
                raise refused(self._at(node.name), str(e).split("\n")[0]) from e

    def _at(self, name: str) -> str:
        return f"{self._path}node '{name}'"

    # ------------------------------------------------------------------ one node

    def _add(self, node: Any) -> None:
        op = self._op(node)
        inputs = [self._input(i) for i in node.input if not i.startswith("^")]
        after = [self._control(i[1:]) for i in node.input if i.startswith("^")]
        args, specs, several = self._made(node, op, inputs)
        graph = self.graph
        with graph._lock:
            full = graph._op_name(f"{self._prefix}{node.name}/")
            made = graph._append(_effect_of(op, args), args, full, specs)
        made.several = several
        made.after = tuple(dict.fromkeys((*made.after, *after)))
        made.device = made.device or node.device
        if "_gradient_op_type" in node.attr:
            made.gradient_type = node.attr["_gradient_op_type"].s.decode()
        self._keep(node, made)

    def _op(self, node: Any) -> OpDef:
        found = _GRAPH_ONLY.get(node.op) or _CONTROL.get(node.op) or REGISTRY.get(node.op)
        if found is None:
            raise errors.make(
                errors.NotFoundError,
                f"Op type not registered '{node.op}' in eagerflow.",
                operands=[f"GraphDef: {self._at(node.name)}"],
            )
        return found

    def _input(self, name: str) -> Symbol:
        head, _, index = name.partition(":")
        plain = head if index in ("", "0") else name
        if plain in self._given:
            self.used.add(plain)
            return self._given[plain]
        number = int(index or 0) if (index or "0").isdigit() else -1
        outputs = self.operations[head].outputs
        if not 0 <= number < len(outputs):
            raise ValueError(f"input '{name}': '{head}' has {len(outputs)} results")
        return outputs[number]

    def _control(self, name: str) -> Operation:
        if name in self._controls:
            self.used.add(f"^{name}")
            return self._controls[name]
        return self.operations[name]

    def _made(
        self, node: Any, op: OpDef, inputs: list[Symbol]
    ) -> tuple[tuple[Any, ...], tuple[Spec, ...], bool]:
        """The arguments of an operation, the specs of its results, and whether those are several.

        Raises:
          ValueError: they do not fit the operation.
        """
        if op in (CONST, PLACEHOLDER, NO_OP) and inputs:
            raise ValueError(f"{op.type} takes no inputs, got {len(inputs)}")
        if op is CONST:
            array = array_of(node.attr["value"].tensor)
            spec = Spec(from_numpy(array.dtype) if array.dtype != object else string, array.shape)
            return (ConstantValue(array),), (spec,), False
        if op is PLACEHOLDER:
            dtype, shape = as_dtype(node.attr["dtype"].type), shape_of(node.attr["shape"].shape)
            return (dtype, shape), (Spec(dtype, shape),), False
        if op is NO_OP:
            return (), (), False
        args = self._arguments(node, op, inputs)
        found = _effect_of(op, args).rule(*specs_of(op, args))
        specs = found if isinstance(found, tuple) else (found,)
        return args, tuple(specs), isinstance(found, tuple)

    def _arguments(self, node: Any, op: OpDef, inputs: list[Symbol]) -> tuple[Any, ...]:
        counts = list(node.attr["_arguments"].list.i) if "_arguments" in node.attr else []
        if len(counts) != len(op.params):
            raise ValueError(
                f"{op.type} has {len(op.params)} parameters, and _arguments counts {len(counts)}"
            )
        if any(n < ABSENT for n in counts) or sum(n for n in counts if n > 0) != len(inputs):
            raise ValueError(f"{len(inputs)} inputs do not fit _arguments {counts}")
        rest = iter(inputs)
        args: list[Any] = []
        for param, kind, count in zip(op.params, op.kinds, counts, strict=True):
            taken = [next(rest) for _ in range(max(count, 0))]
            if kind == VARIABLE and op.narrow is not None:
                args.append(())  # follows from the functions
            elif count == ABSENT:
                args.append(self._value(node, op, param, kind, args))
            else:
                args.append(self._taken(param, kind, taken))
        if op.narrow is not None:
            parts = args[op.params.index("parts")]
            args[1], args[-1] = tuple(parts.captured), tuple(parts.variables)
        return tuple(args)

    def _taken(self, param: str, kind: str, taken: list[Symbol]) -> Any:
        """An argument that consists of inputs."""
        if kind == LIST:
            return tuple(taken)
        if kind not in (INPUT, HOST, VARIABLE) or len(taken) != 1:
            raise ValueError(f"'{param}' takes {len(taken)} inputs")
        if kind != VARIABLE:
            return taken[0]
        node = taken[0].node
        if node.type != "VarHandleOp":
            raise ValueError(f"'{param}' is no variable but {node.type} '{node.name}'")
        return node.args[0]

    def _value(self, node: Any, op: OpDef, param: str, kind: str, args: list[Any]) -> Any:
        """An argument that is an attribute."""
        if param not in node.attr:
            raise ValueError(f"attribute '{param}' is missing")
        value = node.attr[param]
        needed = kind == INPUT and op.params.index(param) in op.required
        if kind == LIST or needed:
            raise ValueError(f"input '{param}' is missing")
        try:
            if kind == VARIABLE:
                return self._state(node, value)
            if param == "parts" and op.narrow is not None:
                return self._parts(node, value.func, args[1])
            return decoded(value)
        except ValueError as e:
            if str(e).startswith("GraphDef refused"):
                raise
            raise ValueError(f"attribute '{param}': {e}") from e

    # ------------------------------------------------------------------ variables and functions

    def _state(self, node: Any, value: Any) -> Any:
        """What a node is about that has a state: a new variable, or a source of random numbers."""
        kind, parts = value.func.name, value.func.attr
        if kind == "random" and node.op == "RandomKey":
            seed = decoded(parts["seed"])
            if seed is None:
                return GLOBAL
            if seed not in self._random:
                self._random[seed] = _Seeded(seed)
            return self._random[seed]
        if kind != "variable" or node.op != "VarHandleOp":
            raise ValueError(f"it was not written: files have no {value.placeholder or kind}")
        made = VariableV1.__new__(VariableV1)
        made._set_up(parts["trainable"].b, None)
        made.tid = next_tid()
        made.dtype, made.static_shape = (
            as_dtype(parts["dtype"].type),
            shape_of(parts["shape"].shape),
        )
        made.graph = self.graph
        self.variables.append(made)
        return made

    def _parts(self, node: Any, func: Any, captured: tuple[Symbol, ...]) -> Any:
        """The branches of an operation, from functions of the library."""
        if func.name not in ("branches", "loop"):
            raise ValueError(f"{func.name!r} is neither branches nor a loop")
        types, shapes = func.attr["types"].list.type, func.attr["shapes"].list.shape
        specs = [Spec(as_dtype(t), shape_of(s)) for t, s in zip(types, shapes, strict=True)]
        names = [func.attr[str(i)].func.name for i in range(len(func.attr) - 2)]
        loop = func.name == "loop"
        if loop and len(names) != 2:
            raise ValueError(f"a loop has a condition and a body, not {len(names)} functions")
        branches = [self._function(node, n, captured) for n in names]
        wanted = [s.dtype for s in specs]
        for name, b in zip(names, branches, strict=True):
            results = [s.dtype for s in b.callee.outputs]
            is_condition = loop and name == names[0]
            if (not is_condition and results != wanted) or (is_condition and len(results) != 1):
                raise ValueError(f"the results of function '{name}' do not fit")
            if [s.dtype for s in b.arguments] != (wanted if loop else []):
                raise ValueError(f"the arguments of function '{name}' do not fit")
        return Loop(branches[0], branches[1], specs) if loop else Branches(branches, specs)

    def _function(self, node: Any, name: str, captured: tuple[Symbol, ...]) -> Branch:
        """A branch, from a function of the library."""
        function = self._functions.get(name)
        if function is None:
            raise ValueError(f"there is no function '{name}'")
        if name in self._outer or len(self._outer) >= DEEPEST:
            raise ValueError(f"functions call each other in a circle or too deep: '{name}'")
        graph = BranchGraph(f"{name} of '{node.name}'", self.graph)
        path = f"{self._at(node.name)}, function '{name}', "
        inside = Importer(graph, self._functions, "", path, (*self._outer, name))
        inside._random = self._random
        inside._lend(self, {n.name for n in function.node_def})
        inside.add(function.node_def)
        arguments = [inside._input(a.name) for a in function.signature.input_arg]
        picks = list(function.attr["_captured"].list.i) if "_captured" in function.attr else []
        own = len(arguments) - len(picks)
        if own < 0 or any(not 0 <= i < len(captured) for i in picks):
            raise ValueError(f"function '{name}' takes {picks} of {len(captured)} tensors")
        for i, inner in zip(picks, arguments[own:], strict=True):
            if captured[i].dtype is not inner.dtype:
                raise ValueError(f"function '{name}' takes a {captured[i].dtype.name}")
            graph.captures[id(inner)] = (captured[i], inner)
        results = [inside._input(function.ret[str(i)]) for i in range(len(function.ret))]
        return Branch(graph, arguments[:own], results)

    def _lend(self, outer: Importer, own: set[str]) -> None:
        """Let a function see the variables of the graph around it."""
        handles = {n: o.outputs[0] for n, o in outer.operations.items() if o.type == "VarHandleOp"}
        handles.update((n, s) for n, s in outer._given.items() if s.node.type == "VarHandleOp")
        self.give({n: s for n, s in handles.items() if n not in own}, {})

    def _keep(self, node: Any, made: Operation) -> None:
        """Remember an operation, with the shapes that were written of its results."""
        self.operations[node.name] = made
        written = node.attr["_output_shapes"].list.shape if "_output_shapes" in node.attr else ()
        for symbol, proto in zip(made.outputs, written, strict=False):
            shape = shape_of(proto)
            if not compatible(symbol.static_shape, shape):
                raise ValueError(f"result {symbol.index} has shape {symbol.shape}, not {shape}")
            symbol._shape = merge(symbol.static_shape, shape)
        if made.type == "VarHandleOp":
            variable = made.args[0]
            variable._name, variable._handle = made.name, made.outputs[0]


class _Seeded(RandomHandle):
    """The source of random numbers of a graph that had a seed: each session begins anew."""

    __slots__ = ("seed",)

    def __init__(self, seed: int) -> None:
        super().__init__("global", RngState(seed), lambda graph: RngState(seed))
        self.seed = seed


def _effect_of(op: OpDef, args: tuple[Any, ...]) -> OpDef:
    """The op itself; of control flow that one for the effects of the branches."""
    if op.narrow is None:
        return op
    parts = args[op.params.index("parts")]
    table = LOOP_OPS if isinstance(parts, Loop) else BRANCH_OPS
    if op.params != table[None].params:
        raise ValueError(f"{op.type} does not run {type(parts).__name__}")
    return table[parts.effect]


def _in_order(nodes: Sequence[Any], given: set[str], at: Any) -> list[int]:
    """Positions of nodes such that each comes behind what it takes; as they stand where they can.

    Args:
      nodes: the nodes.
      given: names of inputs that are given.
      at: makes the place of a node from its name.

    Raises:
      ValueError: names are taken twice or missing, or nodes take each other's results in a circle.
    """
    place: dict[str, int] = {}
    for i, node in enumerate(nodes):
        if not node.name:
            raise refused(at(""), f"node {i} has no name")
        if node.name in place:
            raise refused(at(node.name), "there are two nodes of that name")
        place[node.name] = i
    waits = [0] * len(nodes)
    takers: list[list[int]] = [[] for _ in nodes]
    for i, node in enumerate(nodes):
        for name in node.input:
            head = name.lstrip("^").partition(":")[0]
            plain = name.removesuffix(":0")
            if plain in given:
                continue
            if head not in place:
                raise refused(at(node.name), f"input '{name}' is not in the graph")
            waits[i] += 1
            takers[place[head]].append(i)
    ready = [i for i, n in enumerate(waits) if not n]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        i = heapq.heappop(ready)
        order.append(i)
        for taker in takers[i]:
            waits[taker] -= 1
            if not waits[taker]:
                heapq.heappush(ready, taker)
    if len(order) < len(nodes):
        circle = next(n.name for i, n in enumerate(nodes) if waits[i])
        raise refused(at(circle), "nodes take each other's results in a circle")
    return order


def finish_variables(importer: Importer) -> None:
    """Give imported variables their parts: the operations that initialise and read them."""
    for variable in importer.variables:
        by_name = variable.graph.by_name
        assign = by_name.get(f"{variable._name}/Assign")
        read = by_name.get(f"{variable._name}/Read/ReadVariableOp")
        if assign is not None and assign.args and assign.args[0] is variable:
            variable._initializer = assign
            variable._initial_value = assign.args[1]
        if read is not None and read.args and read.args[0] is variable:
            variable._snapshot = read.outputs[0]
            variable._snapshot.tid = variable.tid
