"""Symbolic gradients: the sweep of `autodiff`, run over the nodes of a graph."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from .. import errors, naming, nest
from ..autodiff import masking
from ..autodiff.choices import UnconnectedGradients, as_choice
from ..autodiff.pullback import Record, mask
from ..autodiff.sweep import reachable, sweep
from ..core import mode
from ..core.tensor import Tensor, next_tid
from ..ops.array import ones_like, zeros, zeros_like
from ..ops.arrays.joining import stack, unstack
from ..ops.arrays.shaping import reshape
from ..ops.arrays.slices import accumulate
from ..registry import export
from . import registered
from .ir import Operation, Symbol
from .lower import needed


class NodeRecords:
    """Takes the records that nodes of a graph make of themselves; looks to ops like a tape.

    Args:
      live: tids of the sources.
    """

    __slots__ = ("live", "nodes", "records")

    def __init__(self, live: set[int]) -> None:
        self.live = live
        self.records: list[Record] = []
        self.nodes: list[Operation] = []

    def watch_read(self, variable: Any) -> None:
        """What is wanted is known from the start."""

    def add(self, node: Operation) -> None:
        """Let a node record itself, if it depends on a source."""
        if node.gradient_type is not None:
            found = registered.record(node, self.live)
            if found is not None:
                self.records.append(found)
        else:
            node.opdef.record(self, node.outputs if node.several else node.outputs[0], node.args)
        if len(self.records) > len(self.nodes):
            self.nodes.append(node)


def symbolic_gradients(
    graph: Any,
    targets: Sequence[Symbol],
    seeds: Sequence[Any],
    sources: Sequence[Any],
    cut: Sequence[Symbol] = (),
    stop: Sequence[Any] = (),
    start: Mapping[int, Any] | None = None,
) -> list[Any]:
    """Gradients of `targets` with respect to `sources`, as new nodes of the graph.

    Args:
      graph: the graph, which is the current builder.
      targets: symbols.
      seeds: the gradient of each target, None for ones.
      sources: symbols, or variables (all reads of which count).
      cut: symbols behind which nothing is looked at, as if they were fed.
      stop: tensors through which no gradient flows.
      start: gradients by tid that sources have from elsewhere, to which theirs are added.

    Returns:
      A gradient for each source, None where nothing flows.
    """
    for s in (*sources, *targets):
        if not s.tid:
            s.tid = next_tid()
    wanted = {s.tid for s in sources}
    stopped = {s.tid for s in stop if s.tid}
    taken = NodeRecords(set(wanted))
    for node in needed(targets, cut):
        if node.outputs and not any(o.tid in stopped for o in node.outputs):
            taken.add(node)
    if masking.wanted.get():
        mask(taken.records)
    by_record = {id(r): n for r, n in zip(taken.records, taken.nodes, strict=True)}
    grads: dict[int, Any] = dict(start or {})
    for t, g in zip(targets, seeds, strict=True):
        if not t.dtype.differentiable:
            continue
        seed = ones_like(t) if g is None else g
        grads[t.tid] = accumulate(grads[t.tid], seed) if t.tid in grads else seed
    reach = reachable(taken.records, wanted)

    @contextmanager
    def around(record: Record) -> Iterator[None]:
        with _scope_of(graph, by_record[id(record)]):
            yield

    grads = sweep(taken.records, grads, wanted, reach, around)
    return [grads.get(s.tid) for s in sources]


def _scope_of(graph: Any, node: Operation) -> Any:
    """The name scope for the gradient of an operation: its name with `_grad`."""
    full = graph.unique_name(f"{naming.scope.get()}{node.name}_grad")
    return naming.entered(f"{full}/")


@export("gradients")
def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    gate_gradients: bool = False,
    aggregation_method: Any = None,
    stop_gradients: Any = None,
    unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
) -> list[Any]:
    """Gradients of the sum of `ys` with respect to each of `xs`, as new operations.

    Args:
      ys: a tensor or a list of tensors.
      xs: a tensor or variable, or a list of them.
      grad_ys: a gradient for each of `ys`; ones when left out.
      name: scope for the operations.
      gate_gradients: accepted; results never depend on the order in which parts run.
      aggregation_method: one of `AggregationMethod`; all of them give the same.
      stop_gradients: tensors to count as constants.
      unconnected_gradients: what to give for those of `xs` that `ys` do not depend on.

    Returns:
      A list with a gradient (or None) for each of `xs`.

    Raises:
      RuntimeError: no graph is being built; use GradientTape.
      ValueError: `aggregation_method` is none, or `grad_ys` has another length than `ys`.

    >>> with ef.Graph().as_default():
    ...     x = ef.constant(2.)
    ...     g = ef.gradients(x * x, x)
    >>> g
    [<tf.Tensor 'gradients/mul_grad/Mul_1:0' shape=() dtype=float32>]
    """
    graph = mode.snapshot().builder
    if graph is None:
        raise errors.make(
            RuntimeError,
            "tf.gradients is not supported when eager execution is enabled. Use tf.GradientTape "
            "instead.",
        )
    registered.check_aggregation(aggregation_method)
    targets, sources = nest.flatten(ys), nest.flatten(xs)
    given = nest.flatten(grad_ys) if grad_ys is not None else [None] * len(targets)
    if len(given) != len(targets):
        raise ValueError(f"Passed {len(given)} grad_ys for {len(targets)} ys")
    unconnected = as_choice(unconnected_gradients)
    with naming.entered(graph.unique_name(naming.scope.get() + name) + "/"):
        symbols = [_symbol(graph, y) for y in targets]
        originals = [_symbol(graph, x) if isinstance(x, Tensor) else x for x in sources]
        stops = nest.flatten(stop_gradients) if stop_gradients is not None else []
        found = symbolic_gradients(graph, symbols, given, originals, stop=stops)
        if unconnected is UnconnectedGradients.ZERO:
            found = [zeros_like(x) if g is None else g for g, x in zip(found, sources, strict=True)]
    return found


@export("hessians")
def hessians(
    ys: Any,
    xs: Any,
    gate_gradients: bool = False,
    aggregation_method: Any = None,
    name: str = "hessians",
) -> list[Any]:
    """Second derivatives of the sum of `ys` with respect to each of `xs`, as new operations.

    Every element of `x` adds a sweep of its own to the graph. In eager code, gradients of the
    elements of a gradient on a persistent tape give the same.

    Args:
      ys: a tensor or a list of tensors.
      xs: a tensor or variable of known shape, or a list of them.
      gate_gradients: accepted, as in `gradients`.
      aggregation_method: accepted, as in `gradients`.
      name: scope for the operations.

    Returns:
      A tensor of shape `x.shape + x.shape` for each of `xs`.

    Raises:
      RuntimeError: no graph is being built.
      ValueError: `ys` do not depend on an `x`, or its shape is not known.

    >>> with ef.Graph().as_default(), ef.compat.v1.Session() as sess:
    ...     x = ef.constant([1.0, 2.0])
    ...     print(sess.run(ef.hessians(ef.reduce_sum(x**3.0), x)[0]))
    [[ 6.  0.]
     [ 0. 12.]]
    """
    sources = nest.flatten(xs)
    first = gradients(ys, sources, name=name, aggregation_method=aggregation_method)
    return [_second(g, x, name) for g, x in zip(first, sources, strict=True)]


def _second(gradient: Any, x: Any, name: str) -> Any:
    shape = x.shape.as_tuple()
    if gradient is None:
        raise errors.make(ValueError, f"the targets of hessians do not depend on {x}")
    if shape is None or None in shape:
        raise errors.make(
            ValueError, f"hessians needs the shape of {x}, which is {x.shape}",
            fix="give the placeholder its shape, or take gradients of slices in a loop",
        )  # fmt: skip
    rows = []
    for part in unstack(reshape(gradient, [-1]), math.prod(shape)):
        (row,) = gradients(part, x, name=name)
        rows.append(zeros_like(x) if row is None else row)
    return reshape(stack(rows), (*shape, *shape)) if rows else zeros((*shape, *shape), x.dtype)


def _symbol(graph: Any, value: Any) -> Symbol:
    if not isinstance(value, Tensor):
        value = value.__tf_tensor__()
    symbol: Symbol = graph.own(value, "Const")
    return symbol
