"""Branches that a value decides: `cond`, `case`, `switch_case`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .. import errors, logger, naming, nest
from ..core import mode
from ..core.composite import CompositeTensor
from ..core.dispatch import as_tensor, builder_for
from ..core.tensor import EagerTensor, Tensor
from ..dtype import bool_, int32
from ..ops.array import convert_to_tensor, identity
from ..ops.casting import cast
from ..ops.checks.asserts import Assert
from ..registry import export
from .branch import Branch, BranchGraph, read_outside
from .control import Branches, merged
from .control_gradients import run_one_of
from .ir import Operation, Symbol
from .one_row import for_one_row, rows_decide
from .ordering import control_dependencies


def building(*values: Any) -> Any:
    """The graph to add to: the current one, or that of symbols outside of all; None for neither."""
    return mode.snapshot().builder or builder_for(values)


@export("cond")
def cond(
    pred: Any,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    name: str | None = None,
) -> Any:
    """What `true_fn()` returns if `pred` is true, otherwise what `false_fn()` returns.

    Eager code calls one of them. In a graph both are traced, and one runs when the graph does;
    what they use of the outside is computed in any case.

    Args:
      pred: a bool tensor of rank 0.
      true_fn: a function without arguments that returns a tensor or a nest of tensors.
      false_fn: one that returns the same nest with the same dtypes.
      name: name of the operation.

    Raises:
      TypeError: a function is missing, or they return different nests or dtypes.
      ValueError: `pred` is no scalar.

    >>> x = ef.constant(3.)
    >>> ef.cond(x > 2., lambda: x * 2., lambda: x).numpy()
    np.float32(6.0)
    """
    for what, fn in (("true_fn", true_fn), ("false_fn", false_fn)):
        if not callable(fn):
            raise TypeError(f"'{what}' must be callable.")
    assert true_fn is not None
    assert false_fn is not None
    if rows_decide(pred):
        return for_one_row(lambda: cond(pred, true_fn, false_fn), name or "cond")
    graph = building(pred)
    if graph is None:
        chosen = true_fn if _decided(pred) else false_fn
        return chosen()
    if isinstance(pred, bool):
        raise errors.make(
            TypeError,
            "'pred' must not be a Python bool.",
            fix="use a Python `if`, or tf.constant to keep both branches in the graph",
        )
    with mode.entered(mode.Mode(graph, mode.snapshot().tapes)):
        decider = _scalar(graph, pred, bool_)
        results = one_of(decider, decider, [false_fn, true_fn], ["false_fn", "true_fn"],
                         name or "cond", "tf.cond")  # fmt: skip
    return results


def _decided(pred: Any) -> bool:
    value = as_tensor(pred)
    if isinstance(value, EagerTensor) and value.a.size != 1:
        raise errors.make(
            ValueError,
            f"The predicate of tf.cond must be one bool, got shape {value.shape}",
            fix="tf.where chooses elementwise; tf.reduce_all or tf.reduce_any make one bool",
        )
    return bool(value)


def _scalar(graph: Any, value: Any, dtype: Any) -> Symbol:
    """A branch decider as a symbol of rank 0."""
    made: Symbol = graph.own(convert_to_tensor(value), "pred")
    if made.dtype is not dtype:
        raise errors.make(
            TypeError, f"pred must be {dtype.name}, got {made.dtype.name}: {made!r}",
            fix=f"tf.cast(pred, tf.{dtype.name})",
        )  # fmt: skip
    if made.static_shape not in ((), None):
        raise errors.make(
            ValueError,
            f"Shape must be rank 0 but is rank {len(made.static_shape)} for the predicate {made!r}",
            fix="tf.reduce_all or tf.reduce_any make one bool; tf.where chooses elementwise",
        )
    return made


def one_of(
    index: Symbol,
    decider: Any,
    functions: Sequence[Callable[[], Any]],
    labels: Sequence[str],
    name: str,
    what: str,
) -> Any:
    """Trace functions as branches and append the operation that runs one of them.

    Args:
      index: which one, a symbol.
      decider: the tensor that stands for operations that a branch of a 1.x graph returns.
      functions: the functions.
      labels: what messages call them.
      name: name of the operation.
      what: what messages call it.

    Returns:
      The nest that the functions return.
    """
    graph: Any = mode.snapshot().builder
    full = graph.unique_name(naming.scope.get() + name)
    traced = []
    for fn, label in zip(functions, labels, strict=True):
        inner = BranchGraph(f"{label} of '{full}'", graph)
        with mode.entered(mode.Mode(inner, ())), naming.entered(f"{full}/"):
            as_result = functools.partial(_as_result, inner, decider)
            traced.append((inner, nest.map_structure(as_result, fn(), expand_composites=True)))
    _check_alike([r for _, r in traced], labels, what)
    flat = [[s for s in nest.flatten(r, True) if s is not None] for _, r in traced]
    if graph.is_function:  # in sessions a variable may have no value yet
        read_outside([g for g, _ in traced])
    branches = [Branch(g, [], outs) for (g, _), outs in zip(traced, flat, strict=True)]
    specs = [merged(same) for same in zip(*flat, strict=True)]
    outs = iter(run_one_of(graph, index, Branches(branches, specs), f"{full}/"))
    like = traced[0][1]
    filled = [None if s is None else next(outs) for s in nest.flatten(like, True)]
    return nest.pack_sequence_as(like, filled, expand_composites=True)


def _as_result(graph: BranchGraph, decider: Any, value: Any) -> Any:
    """What a branch returns, as a symbol of its graph; None stays None."""
    if value is None:
        return None
    if isinstance(value, Operation):
        with graph.control_dependencies([value]):
            return identity(graph.own(decider, "pred"))
    made = value if isinstance(value, Tensor) else convert_to_tensor(value)
    return graph.own(made, "result")


def _check_alike(results: list[Any], labels: Sequence[str], what: str) -> None:
    """Raise TypeError unless all branches return the same nest with the same dtypes."""
    first = results[0]
    for label, other in zip(labels[1:], results[1:], strict=True):
        try:
            nest.assert_same_structure(first, other, expand_composites=True)
        except (TypeError, ValueError) as e:
            raise errors.make(
                TypeError,
                f"{labels[0]} and {label} arguments to {what} must have the same number, type, and "
                "overall structure of return values.",
                operands=[f"{labels[0]} output: {first!r}", f"{label} output: {other!r}"],
                cause=str(e).split("\n")[0],
            ) from None
        for a, b in zip(nest.flatten(first, True), nest.flatten(other, True), strict=True):
            if (a is None) != (b is None) or (a is not None and a.dtype is not b.dtype):
                raise errors.make(
                    TypeError,
                    f"{labels[0]} and {label} arguments to {what} must have the same number, type, "
                    "and overall structure of return values.",
                    operands=[f"{labels[0]} output: {_shown(a)}", f"{label} output: {_shown(b)}"],
                    fix="return the same dtypes from both, for example with tf.cast",
                )


def _shown(symbol: Any) -> str:
    if symbol is None:
        return "None"
    return f"{symbol.dtype.name} {symbol.shape}, made at {symbol.node.site}"


@export("switch_case")
def switch_case(
    branch_index: Any, branch_fns: Any, default: Callable[[], Any] | None = None,
    name: str = "switch_case",
) -> Any:  # fmt: skip
    """What the function at `branch_index` returns.

    Args:
      branch_index: an int32 tensor of rank 0.
      branch_fns: a list of functions without arguments, a list of pairs of an index and a function,
        or a dict of those; the indices are 0 to n - 1.
      default: what is called for any other index; the last function when left out.
      name: name of the operation.

    Raises:
      TypeError: `branch_fns` is neither, or the functions return different nests or dtypes.
      ValueError: there are none, or the indices are not 0 to n - 1.

    >>> ef.switch_case(ef.constant(1), [lambda: ef.constant("a"), lambda: ef.constant("b")]).numpy()
    b'b'
    """
    functions = _indexed(branch_fns)
    if default is not None:
        if not callable(default):
            raise TypeError("default must be callable")
        functions = [*functions, default]
    if rows_decide(branch_index):
        return for_one_row(lambda: switch_case(branch_index, functions), name)
    graph = building(branch_index)
    if graph is None:
        i = int(as_tensor(branch_index))
        return functions[i if 0 <= i < len(functions) else -1]()
    with mode.entered(mode.Mode(graph, mode.snapshot().tapes)):
        index = _scalar(graph, convert_to_tensor(branch_index, None), int32)
        labels = [f"branch {i}" for i in range(len(functions))]
        return one_of(index, index, functions, labels, name, "tf.switch_case")


def _indexed(branch_fns: Any) -> list[Callable[[], Any]]:
    """The functions of `switch_case` in the order of their indices."""
    if not branch_fns:
        raise ValueError("Argument `branch_fns` must have at least one element.")
    if isinstance(branch_fns, Mapping):
        pairs = sorted(branch_fns.items())
    elif not isinstance(branch_fns, (list, tuple)):
        raise TypeError("branch_fns must be a list, tuple, or dict")
    elif all(callable(f) for f in branch_fns):
        pairs = list(enumerate(branch_fns))
    else:
        pairs = sorted((tuple(p) for p in branch_fns), key=lambda p: p[0])
    for _, fn in pairs:
        if not callable(fn):
            raise TypeError(f"branch_fns: {fn!r} is not callable")
    if [i for i, _ in pairs] != list(range(len(pairs))):
        raise ValueError(
            f"branch indices (keys) must form contiguous range of [0 to {len(pairs)}) but found "
            f"{{{','.join(str(i) for i, _ in pairs)}}}"
        )
    return [fn for _, fn in pairs]


@export("case")
def case(
    pred_fn_pairs: Any,
    default: Callable[[], Any] | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """What the function behind the first true predicate returns.

    Args:
      pred_fn_pairs: a list of pairs of a bool tensor of rank 0 and a function without arguments, or
        a dict of those.
      default: what is called when no predicate is true; when left out, one has to be.
      exclusive: fail when more than one predicate is true.
      strict: accepted; nests of one element are always kept.
      name: scope of the operations.

    Raises:
      InvalidArgumentError: several predicates are true with `exclusive`, or none without `default`.
      TypeError: a pair is no pair of a bool tensor and a function.
      ValueError: there are no pairs.

    >>> x = ef.constant(5)
    >>> ef.case([(x < 3, lambda: ef.constant("low")), (x < 9, lambda: ef.constant("mid"))],
    ...         default=lambda: ef.constant("high")).numpy()
    b'mid'
    """
    pairs = _checked_pairs(pred_fn_pairs)
    if default is not None and not callable(default):
        raise TypeError("default must be callable")
    preds = [p for p, _ in pairs]
    functions = [fn for _, fn in pairs]
    graph = building(*preds)
    if graph is None:
        return _case(preds, functions, default, exclusive)
    full = graph.unique_name(naming.scope.get() + name)
    with mode.entered(mode.Mode(graph, mode.snapshot().tapes)), naming.entered(f"{full}/"):
        return _case(preds, functions, default, exclusive)


def _case(
    preds: list[Any],
    functions: list[Callable[[], Any]],
    default: Callable[[], Any] | None,
    exclusive: bool,
) -> Any:
    """A chain of `cond`s, from the last pair to the first."""
    after = []
    if exclusive and len(preds) > 1:
        count = sum(cast(p, int32) for p in preds)
        after.append(
            Assert(count < 2, ["Input error: exclusive=True: more than 1 conditions are True:",
                               *preds], name="exclusive")
        )  # fmt: skip
    rest = default
    if rest is None:
        rest, preds, functions = _checked_last(preds, functions), preds[:-1], functions[:-1]
    for pred, fn in zip(reversed(preds), reversed(functions), strict=True):
        rest = _else(pred, fn, rest)
    with control_dependencies([a for a in after if a is not None]):
        return rest()


def _else(pred: Any, fn: Callable[[], Any], rest: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: cond(pred, fn, rest)


def _checked_last(preds: list[Any], functions: list[Callable[[], Any]]) -> Callable[[], Any]:
    """The last function, which fails when none of the predicates is true."""
    last = functions[-1]

    def checked() -> Any:
        none = "Input error: None of conditions evaluated as True:"
        done = Assert(preds[-1], [none, *preds])
        with control_dependencies([] if done is None else [done]):
            return nest.map_structure(
                lambda v: v if v is None or isinstance(v, (Operation, CompositeTensor))
                else identity(v), last()
            )  # fmt: skip

    return checked


def _checked_pairs(pred_fn_pairs: Any) -> list[tuple[Any, Callable[[], Any]]]:
    if isinstance(pred_fn_pairs, Mapping):
        pairs = list(pred_fn_pairs.items())
        if not mode.snapshot().builder and len(pairs) > 1:
            logger.info("tf.case: the order of the predicates is that of the dict")
    elif isinstance(pred_fn_pairs, (list, tuple)):
        pairs = list(pred_fn_pairs)
    else:
        raise TypeError("pred_fn_pairs must be a list, tuple, or dict")
    if not pairs:
        raise ValueError("pred_fn_pairs must have at least one element")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeError(f"Each entry in pred_fn_pairs must be a 2-tuple. Found {pair!r}.")
        if not callable(pair[1]):
            raise TypeError(f"fn for pred {pair[0]!r} must be callable.")
    return pairs
