"""The graph of a function: what it takes from outside, and what it may not do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .. import errors, naming
from ..autodiff.pullback import spec_of
from ..core import mode
from ..core.composite import Interceptor
from ..core.opdef import INPUT, LIST
from ..core.tensor import EagerTensor, Tensor, wrap
from ..ops.arrays.slices import densified
from ..variables.home import EAGER_HOME, own_home
from .graph import Graph
from .ir import CONST, Operation, Symbol
from .lower import needed
from .plan import Plan
from .rows import evaluate


class FunctionGraph(Graph):
    """The graph that one trace of a function makes.

    Args:
      name: name of the function.
      number: which trace of the function this is, from 1.
      first_variables: where variables were made before (names of sites), or None when variables may
        be made in this trace.
    """

    is_function = True
    is_inner = True

    def __init__(self, name: str, number: int, first_variables: dict[str, Any] | None) -> None:
        super().__init__()
        self.name = name
        self.number = number
        self.outer = mode.snapshot().builder  # type: ignore[assignment]
        self.is_passing = self.outer is not None and self.outer.is_passing
        self.home = EAGER_HOME if self.outer is None else self.outer.home
        self.captures: dict[int, tuple[Tensor, Symbol]] = {}
        self.made: list[Any] = []
        self.branches: list[FunctionGraph] = []  # graphs of control flow that are built in this one
        self.kept_in: dict[int, str] = {}  # ids of symbols -> where the program has put them
        self.scope_counts: dict[str, int] = {}
        self._first_variables = first_variables

    def made_nodes(self) -> Iterator[Operation]:
        """The operations of the graph, and of those of branches and loops in it."""
        yield from self.nodes
        for branch in self.branches:
            yield from branch.made_nodes()

    def adopt(self, value: Any) -> Symbol:
        """The symbol for a tensor from outside, which becomes an input of the function."""
        found = self.captures.get(id(value))
        if found is None:
            if isinstance(value, Symbol) and not self._is_outside(value):
                return super().adopt(value)  # which says what is wrong
            inner = self.placeholder(value.dtype, value.static_shape, "captured")
            found = self.captures[id(value)] = (value, inner)
        return found[1]

    def _is_outside(self, symbol: Symbol) -> bool:
        """True for symbols of the graphs that this one is being traced in."""
        graph = self.outer
        while graph is not None and graph is not symbol.graph:
            graph = graph.outer
        return graph is not None

    def leaked(self, symbol: Symbol) -> Exception:
        """The error for a symbol that is used after its trace."""
        return errors.make(
            errors.LeakError,
            f"{symbol!r} is out of scope and cannot be used here. Use return values, explicit "
            "Python "
            "locals or TensorFlow collections to access it.",
            operands=[f"it belongs to trace {self.number} of '{self.name}' and was made at "
                      f"{symbol.node.site}", *self.where_kept(symbol)],
            fix=f"return it from '{self.name}'",
        )  # fmt: skip

    def where_kept(self, symbol: Symbol) -> list[str]:
        """Through what a symbol has left the trace, in words."""
        place = self.kept_in.get(id(symbol))
        return [] if place is None else [f"it was kept in {place}"]

    def builder_for_outside(self, symbol: Symbol) -> Graph:
        raise self.leaked(symbol)

    def why_symbolic(self) -> str:
        return f"'{self.name}' is being traced: its tensors have values only when the graph runs"

    def session_for(self, verb: str, what: str, session: Any) -> Any:
        raise errors.make(
            ValueError,
            f"Cannot {verb} {what}: it belongs to the function '{self.name}', not to a "
            "session's graph",
            fix=f"return it from '{self.name}' and fetch the result",
        )

    def note_variable(self, variable: Any) -> None:
        """Called when a variable is made while tracing: on the first call of the function only.

        Raises:
          ValueError: variables were made before.
        """
        if self._first_variables is None or own_home.get() is not None:
            self.made.append(variable)
            return
        short = variable.name.partition(":")[0]
        first = self._first_variables.get(short)
        raise errors.make(
            ValueError,
            "tf.function only supports singleton tf.Variables created on the first call.",
            cause=f"'{short}' is created again" + (f" (first at {first}, trace 1)" if first else "")
            + f" in trace {self.number} of '{self.name}'",
            fix=f"create it outside '{self.name}', or keep it in an attribute and guard the "
            "creation "
            "with `if self.v is None:`; `get_variable` in a scope with reuse=tf.AUTO_REUSE also "
            "works",
        )  # fmt: skip

    def lift(self, thunk: Callable[[], Any] | Any) -> EagerTensor:
        """The value of something that is needed outside the trace, such as an initial value.

        Args:
          thunk: a function to call outside, or a symbol of this graph to compute.

        Raises:
          ValueError: the symbol depends on an argument of the function.
        """
        if not isinstance(thunk, Symbol):
            with mode.entered(None), naming.entered(naming.scope.get()):
                value: EagerTensor = thunk()
                return value
        plan = Plan([thunk], self._captured_needed(thunk))
        with mode.entered(None):
            values = [t for t, s in self.captures.values() if s in self._captured_needed(thunk)]
            arrays = [v.a for v in values]  # type: ignore[attr-defined]
            return wrap(plan.run([v.cell for v in plan.variables], arrays)[0])

    def _captured_needed(self, symbol: Symbol) -> list[Symbol]:
        inner = {id(s): t for t, s in self.captures.values()}
        found: list[Symbol] = []
        for node in needed([symbol], []):
            for s in node.outputs if node.type == "Placeholder" else ():
                if not isinstance(inner.get(id(s)), EagerTensor):
                    raise errors.make(
                        ValueError,
                        "Tensor-typed variable initializers must either be wrapped in an "
                        "init_scope or "
                        "callable (e.g., `tf.Variable(lambda : tf.truncated_normal([10, 40]))`) "
                        "when "
                        "building functions.",
                        cause=f"the initial value depends on argument '{s.node.name}' of "
                        f"'{self.name}'",
                    )
                found.append(s)
        return found


def inline(graph: Graph, nodes: list[Operation], env: dict[int, Any]) -> None:
    """Copy operations into another graph.

    Args:
      graph: the graph to append to, which is the current builder.
      nodes: the operations, in order.
      env: symbols of `graph` by the id of the symbols they stand for; the copies are added.
    """
    for node in nodes:
        op = node.opdef
        scope, _, name = node.name.rpartition("/")
        with naming.entered(naming.scope.get() + (f"{scope}/" if scope else "")):
            if op is CONST:
                env[id(node.outputs[0])] = graph.constant(node.args[0].array, name)
                continue
            if any(id(s) in env for s in node.outputs):
                continue
            args = tuple(
                tuple([env[id(s)] for s in a]) if k == LIST
                else env[id(a)] if (k == INPUT and a is not None) or isinstance(a, Symbol)
                else a
                for k, a in zip(op.kinds, node.args, strict=True)
            )  # fmt: skip
            if not node.outputs and not op.effect:
                continue
            if op.type == "CustomGradient":
                args = (*args[:2], _MovedBackward(node, env))
            out = graph.emit(op, args, name)
            outs = out if node.several else (out,)
            for old, new in zip(node.outputs, outs, strict=True):
                env[id(old)] = new
                new.node.gradient_type = node.gradient_type
            _listen(node, out, args)


class _MovedBackward:
    """The gradient function of a `CustomGradient` that was copied from another graph.

    The user's function may use whatever was made there, so it is called there, and what it makes is
    copied too.

    Args:
      node: the operation in its own graph.
      env: the copies of what is in that graph, by id.
    """

    def __init__(self, node: Operation, env: dict[int, Any]) -> None:
        self._node = node
        self._env = env

    def __call__(self, gradients: Sequence[Any], specs: Any) -> list[Any]:
        """The gradients of the arguments from those of the results."""
        inner = self._node.graph
        with mode.entered(mode.Mode(inner, ())):
            seeds = [inner.placeholder(g.dtype, g.static_shape, "seed") for g in gradients]
            _, arguments, backward = self._node.args
            found = [
                None if g is None else inner.own(densified(g), "gradient")
                for g in backward(seeds, tuple(map(spec_of, arguments)))
            ]
        env = {**self._env, **{id(s): g for s, g in zip(seeds, gradients, strict=True)}}
        known = [s for n in inner.nodes for s in n.outputs if id(s) in env]
        nodes = needed([s for s in found if s is not None], known)
        if any(isinstance(g, Interceptor) for g in gradients):
            evaluate(nodes, env, [s for s in found if s is not None])
        else:
            inline(mode.snapshot().builder, nodes, env)  # type: ignore[arg-type]
        return [None if s is None else env[id(s)] for s in found]


def _listen(node: Operation, out: Any, args: tuple[Any, ...]) -> None:
    """Let the tapes of the current trace know of a copied operation."""
    tapes = mode.snapshot().tapes
    op = node.opdef
    if op.effect == "read":
        out.tid = args[0].tid
        for tape in tapes:
            tape.watch_read(args[0])
    for tape in tapes:
        op.record(tape, out, args)
