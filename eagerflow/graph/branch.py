"""The graphs of the branches and bodies of control flow, which are part of another graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import errors
from .callee import Callee
from .graph import Graph
from .ir import CONST, PLACEHOLDER, Symbol, variables_of, variables_read
from .trace import FunctionGraph

_SMALL = 64  # elements of constants that are copied, so that shapes made of them stay known


def places(values: Sequence[Any]) -> dict[int, int]:
    """Where each value stands in a list, by its id."""
    return {id(x): i for i, x in enumerate(values)}


class BranchGraph(FunctionGraph):
    """The graph of a branch, or of the condition or body of a loop.

    It takes what it uses of the graph around it, and leaves to that graph what lasts: variables,
    names of scopes, collections.

    Args:
      name: what messages call it.
      outer: the graph around it.
    """

    def __init__(self, name: str, outer: Graph) -> None:
        super().__init__(name, 1, None)
        self.outer = outer
        self.level = outer.level
        self.home = outer.home
        self.is_function = outer.is_function
        self.native = outer.native
        self.seed = outer.seed
        self.unrolled = outer.unrolled
        if isinstance(outer, FunctionGraph):
            self.kept_in, self.stacks = outer.kept_in, outer.stacks
            outer.branches.append(self)
        self.scope_counts = getattr(outer, "scope_counts", outer.home.scope_counts)

    def adopt(self, value: Any) -> Symbol:
        """The symbol for a tensor from outside; a small constant is copied."""
        assert self.outer is not None
        if isinstance(value, Symbol) and not self._is_outside(value):
            return super().adopt(value)
        outside = self.outer.own(value, "captured")
        found = self.captures.get(id(outside))
        if found is None:
            inner = self._stand_in(outside)
            found = self.captures[id(outside)] = (outside, inner)
        return found[1]

    def _stand_in(self, outside: Symbol) -> Symbol:
        array = outside.node.args[0].array if outside.node.opdef is CONST else None
        if array is not None and array.size <= _SMALL:
            return self.constant(array, outside.node.name.rpartition("/")[2])
        inner = self.placeholder(outside.dtype, outside.static_shape, "captured")
        inner._known = outside.known
        return inner

    def leaked(self, symbol: Symbol) -> Exception:
        """The error for a symbol of the branch that is used outside of it."""
        return errors.make(
            errors.LeakError,
            f"{symbol!r} is out of scope and cannot be used here. Use return values, explicit "
            "Python locals or TensorFlow collections to access it.",
            operands=[
                f"it belongs to {self.name} and was made at {symbol.node.site}",
                *self.where_kept(symbol),
            ],
            fix=f"return it from {self.name}",
        )

    def why_symbolic(self) -> str:
        return f"in {self.name} tensors have values only when the graph runs"

    def note_variable(self, variable: Any) -> None:
        assert self.outer is not None
        self.outer.note_variable(variable)

    def session_for(self, verb: str, what: str, session: Any) -> Any:
        raise errors.make(
            ValueError,
            f"Cannot {verb} {what}: it belongs to {self.name}, not to the graph around it",
            fix=f"return it from {self.name} and fetch the result",
        )


def read_outside(parts: Sequence[BranchGraph]) -> None:
    """Let the parts of an operation that changes nothing take the values of variables from outside.

    An operation without effects can run again for gradients, and reads each variable once.

    Args:
      parts: graphs whose outer graph is being built.
    """
    nodes = [n for graph in parts for n in graph.nodes]
    if not all(n.opdef.effect in (None, "read", "random") for n in nodes):
        return
    known: dict[int, Any] = {}
    for node in nodes:
        if node.type != "ReadVariableOp":
            continue
        (variable,) = node.args
        if id(variable) not in known:
            known[id(variable)] = variable.__tf_tensor__()
        outside = known[id(variable)]
        (inside,) = node.outputs
        node.opdef, node.args = PLACEHOLDER, (inside.dtype, inside.static_shape)
        node.graph.captures[id(inside)] = (outside, inside)


class Branch:
    """A part of a control-flow operation: what it computes, from what of the graph around it.

    Args:
      graph: the traced graph.
      arguments: symbols of its arguments (those of a loop's body are its variables).
      outputs: symbols of its results.
      besides: symbols that are computed too.

    Attributes:
      captured: the symbols of the graph around it that it takes besides, when it was traced.
      taken: the symbols that stand for them in its graph.
      variables: the variables that it reads or writes.
      reads: those that it reads.
      effect: the strongest effect of its operations.
    """

    def __init__(
        self,
        graph: BranchGraph,
        arguments: Sequence[Symbol],
        outputs: Sequence[Symbol],
        besides: Sequence[Symbol] = (),
    ) -> None:
        used = [(o, i) for o, i in graph.captures.values() if i.node.opdef is not CONST]
        self.captured: list[Symbol] = [outer for outer, _ in used]  # type: ignore[misc]
        self.taken = [inner for _, inner in used]
        self.taken_places = places(self.taken)
        # in a 1.x graph only that runs which a result needs, as everywhere in such a graph
        effects = [n for n in graph.nodes if n.opdef.effect in ("write", "io")]
        self.callee = Callee(
            graph,
            [*arguments, *self.taken],
            outputs,
            [*(effects if graph.is_function else ()), *[s.node for s in besides]],
        )
        self.arguments = list(arguments)
        nodes = self.callee.nodes
        found = {id(v): v for n in nodes for v in variables_of(n.opdef, n.args)}
        self.variables = list(found.values())
        self.reads = list({id(v): v for n in nodes for v in variables_read(n)}.values())
        kinds = {n.opdef.effect for n in nodes} - {None}
        self.effect = "io" if kinds & {"write", "io"} else "random" if kinds else None
        # Every value between is offered as a result: gradients take what they need.
        self.between = [
            s for n in nodes for s in n.outputs if n.opdef is not CONST and n.type != "Placeholder"
        ]
        self.between_places = places(self.between)

    @property
    def graph(self) -> Graph:
        return self.callee.graph
