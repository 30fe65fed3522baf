"""The promises of the contract: one body for each, run over every registered op.

Each check takes an `Op` and returns how many comparisons it made; it raises AssertionError when a
promise is broken. `python -m tests.contract_report` prints the counts.
"""

from __future__ import annotations

import dis
import os
import re
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import numpy as np

from eagerflow import dtype as dtypes
from eagerflow import errors
from eagerflow.autodiff.tape import GradientTape
from eagerflow.core import dispatch, mode
from eagerflow.core.opdef import HOST, INPUT, LIST, OpDef
from eagerflow.core.spec import Spec
from eagerflow.core.tensor import wrap
from eagerflow.ops.arrays.slices import densified
from tests.contract import (
    Leaves,
    Op,
    allowed_dtypes,
    as_tensors,
    calls_of_kinds,
    dtype_calls,
    is_finite,
    leading,
    results,
)
from tests.samples.base import Bad, Call

_DOUBLE = {"f": np.float64, "c": np.complex128}
# The loosest relative error of results in a dtype; half precision is only checked for blunders.
_LOOSE = {"float16": 4e-3, "bfloat16": 3e-2, "float32": 4e-6, "complex64": 4e-6}


# ---------------------------------------------------------------------- values, dtypes and rules


def watched_run(op: Op, call: Call) -> tuple[list[Any], list[tuple[Any, tuple[Any, ...]]]]:
    """Results of a call, and (result, arguments) of each time it ran the op itself."""
    runs: list[tuple[Any, tuple[Any, ...]]] = []
    definition = op.definition
    nobody = SimpleNamespace(live=set(), records=[])  # stands where a tape stands
    record = definition.record
    definition.record = lambda tape, out, args: runs.append((out, args))
    try:
        with mode.entered(mode.make(None, (nobody,))):
            out = op.call(*call.args, **call.kwargs)
    finally:
        definition.record = record
    return results(out), runs


def in_double(call: Call) -> Call:
    """What the reference gets: floats in double precision, everything else as it is."""

    def change(a: Any) -> Any:
        kind = dtypes.from_numpy(a.dtype).kind
        return a.astype(_DOUBLE[kind]) if kind in _DOUBLE else a.copy()

    return as_tensors(call, change)


def assert_close(op: Op, got: Any, expected: Any) -> None:
    """Compare a result with the reference, rounded to the result's dtype."""
    dtype = dtypes.from_numpy(got.dtype)
    expected = np.asarray(expected)
    assert got.shape == expected.shape, f"shape {got.shape}, reference {expected.shape}"
    if dtype.kind not in "fc":
        if dtype.kind in "iu" and expected.dtype.kind in "iu":
            expected = expected.astype(got.dtype)  # sums wrap around
        np.testing.assert_array_equal(got, expected)
        return
    with np.errstate(all="ignore"):
        wide = _DOUBLE[dtype.kind]
        expected = expected.astype(got.dtype).astype(wide)
    if op.sample.exact and dtype.name not in ("float16", "bfloat16"):
        np.testing.assert_array_equal(got, expected)
        return
    rtol, atol = op.sample.rtol, op.sample.atol
    if dtype.name in _LOOSE:
        finite = np.abs(expected[np.isfinite(expected)])
        rtol = max(rtol, _LOOSE[dtype.name])
        atol = max(atol, _LOOSE[dtype.name] * max(1.0, finite.max(initial=0.0)))
    np.testing.assert_allclose(got.astype(wide), expected, rtol=rtol, atol=atol)


def check_values(op: Op) -> int:
    """Every call in every dtype: value against the reference, dtype and shape against the rule."""
    count = 0
    for dtype, call in dtype_calls(op):
        frozen = as_tensors(call, _read_only)
        got, runs = watched_run(op, as_tensors(frozen))
        exact = in_double(call)
        with np.errstate(all="ignore"):
            expected = op.sample.reference(*exact.args, **exact.kwargs)
        expected = list(expected) if isinstance(expected, (list, tuple)) else [expected]
        label = f"{op.type} in {dtype.name if dtype else 'no dtype'}: "
        assert len(got) == len(expected), f"{label}{len(got)} results, reference {len(expected)}"
        for t, e in zip(got, expected, strict=True):
            try:
                assert_close(op, t.a, e)  # `numpy` makes scalars, and of text `bytes`
            except AssertionError as broken:
                raise AssertionError(label + str(broken)) from None
        assert runs, f"{label}the call never ran the op"
        for out, values in runs:
            count += check_rule(op.definition, values, out)
        count += len(got)
    return count


def _read_only(a: Any) -> Any:
    a = a.copy()
    a.flags.writeable = False
    return a


def compatible(spec: Spec, actual: Spec) -> bool:
    """True when a value with dtype and shape `actual` may come out where `spec` was predicted."""
    if spec.dtype is not actual.dtype:
        return False
    if spec.shape is None:
        return True
    assert actual.shape is not None
    if len(spec.shape) != len(actual.shape):
        return False
    return all(a is None or a == b for a, b in zip(spec.shape, actual.shape, strict=True))


def check_rule(op: OpDef, values: tuple[Any, ...], out: Any) -> int:
    """The rule predicts the result exactly, and something compatible when it knows less."""
    outs = out if isinstance(out, tuple) else (out,)
    actual = tuple(Spec(t.dtype, tuple(t.a.shape)) for t in outs)
    specs = dispatch.specs_of(op, dispatch.convert_args(op, values))
    predicted = op.rule(*specs)
    exact = predicted if isinstance(predicted, tuple) else (predicted,)
    by_value = getattr(op.rule, "by_value", False)  # the values decide on a size
    right = all(map(compatible, exact, actual)) if by_value else exact == actual
    assert right, f"the rule predicts {exact} for {specs}, the kernel gives {actual}"
    count = 1
    for less in with_less_known(op, specs):
        predicted = op.rule(*less)
        vague = predicted if isinstance(predicted, tuple) else (predicted,)
        fits = len(vague) == len(actual) and all(map(compatible, vague, actual))
        assert fits, f"the rule predicts {vague} for {less}, the kernel gives {actual}"
        count += 1
    return count


def with_less_known(op: OpDef, specs: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The specs with sizes, ranks and host values unknown: one at a time, then all of them."""

    def sizes(spec: Any) -> Any:
        if isinstance(spec, tuple):
            return tuple(map(sizes, spec))
        return Spec(spec.dtype, None if spec.shape is None else (None,) * len(spec.shape))

    def rank(spec: Any) -> Any:
        return tuple(map(rank, spec)) if isinstance(spec, tuple) else Spec(spec.dtype, None)

    def blank(value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        return tuple(blank(v) if isinstance(v, tuple) else None for v in value)

    changes = {INPUT: (sizes, rank), LIST: (sizes, rank), HOST: (blank, blank)}
    for step in (0, 1):
        every = list(specs)
        for i, (kind, spec) in enumerate(zip(op.kinds, specs, strict=True)):
            if kind in changes and spec is not None:
                every[i] = changes[kind][step](spec)
                yield (*specs[:i], every[i], *specs[i + 1 :])
        yield tuple(every)


# --------------------------------------------------------------------------------- memory layouts


def layouts(a: Any) -> dict[str, Any]:
    """The same values in memory in other ways."""
    if not a.ndim:
        return {}
    spaced = np.zeros((*a.shape, 2), a.dtype)[..., 0]
    spaced[...] = a
    backwards = np.flip(np.ascontiguousarray(np.flip(a)))
    return {"with gaps": spaced, "backwards": backwards, "column-major": np.asfortranarray(a)}


def check_layouts(op: Op) -> int:
    """Non-contiguous, reversed, column-major, read-only and repeated (zero-stride) inputs."""
    count = 0
    for calls in calls_of_kinds(op).values():
        for leaves in calls:
            if leading(leaves) not in "fi" or not leaves.arrays:
                continue
            if not _takes(op, leaves):
                break
            for name in ("with gaps", "backwards", "column-major"):
                changed = leaves.rebuild_with(lambda a, _, name=name: layouts(a).get(name, a))
                count += _same_values(op, leaves.call, changed, name)
            tall = [_repeated(a) for a in leaves.arrays]
            plain = leaves.rebuild([np.array(a) for a in tall])
            with suppress(
                errors.OpError
            ):  # repeated rows may be bad data: then there is nothing to do
                _run(op, plain)
                count += _same_values(op, plain, leaves.rebuild(tall), "with zero strides")
    return count


def _takes(op: Op, leaves: Leaves) -> bool:
    return dtypes.from_numpy(leaves.arrays[0].dtype) in allowed_dtypes(op)


def _repeated(a: Any) -> Any:
    return (
        np.broadcast_to(a[:1], a.shape) if a.ndim and a.shape[0] > 1 and a.dtype.kind == "f" else a
    )


def _run(op: Op, call: Call) -> list[Any]:
    call = as_tensors(call)
    return [t.a for t in results(op.call(*call.args, **call.kwargs))]


def _same_values(op: Op, call: Call, changed: Call, name: str) -> int:
    expected, got = _run(op, call), _run(op, as_tensors(changed, _locked))
    for g, e in zip(got, expected, strict=True):
        assert g.dtype == e.dtype
        if g.dtype.kind in "fc":
            np.testing.assert_allclose(g, e, rtol=1e-11, atol=1e-12, err_msg=f"inputs {name}")
        else:
            np.testing.assert_array_equal(g, e, err_msg=f"inputs {name}")
    return len(got)


def _locked(a: Any) -> Any:
    view = a.view()
    view.flags.writeable = False
    return view


# ------------------------------------------------------------------------------------ gradients


def _weights(like: Any, phase: float) -> Any:
    """Fixed numbers without symmetry, in the shape and dtype of an array."""
    n = np.arange(like.size, dtype=np.float64)
    w = np.cos(1.7 * n + phase) + 0.1
    if like.dtype.kind == "c":
        w = w + 1j * np.sin(2.3 * n + phase)
    return w.reshape(like.shape).astype(like.dtype)


def _inner(a: Any, b: Any) -> float:
    """Real inner product: the change along `b` of a function with gradient `a`."""
    return float(np.sum(np.conj(a) * b).real)


def _slope(f: Callable[[float], float]) -> float:
    """Derivative at 0 by central differences of fourth order."""
    h = 3e-4
    return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)


def _assert_slope(analytic: float, numeric: float, what: str) -> None:
    scale = 1.0 + abs(numeric)
    assert abs(analytic - numeric) <= 2e-8 * scale, (
        f"{what}: {analytic} by rule, {numeric} by differences"
    )


def differentiable(tensors: Iterable[Any]) -> list[Any]:
    return [t for t in tensors if t.dtype.differentiable]


class Gradient:
    """A call as a function of its floating inputs, and its gradient for fixed output weights."""

    def __init__(self, op: Op, leaves: Leaves) -> None:
        self.op, self.leaves = op, leaves
        self.inputs = [i for i, a in enumerate(leaves.arrays) if a.dtype.kind in "fc"]
        self.start = [leaves.arrays[i] for i in self.inputs]
        self.outs = differentiable(self.forward(list(map(wrap, self.start))))
        self.values = [t.a for t in self.outs]
        self.weights = [_weights(t.a, 0.3 + k) for k, t in enumerate(self.outs)]

    def forward(self, tensors: list[Any]) -> list[Any]:
        values = dict(zip(self.inputs, tensors, strict=True))
        arrays = enumerate(self.leaves.arrays)
        call = self.leaves.rebuild([values[i] if i in values else wrap(a) for i, a in arrays])
        return results(self.op.call(*call.args, **call.kwargs))

    def value(self, arrays: list[Any]) -> float:
        """Inner product of the weights and the results."""
        outs = differentiable(self.forward(list(map(wrap, arrays))))
        return sum(_inner(w, t.a) for w, t in zip(self.weights, outs, strict=True))

    def gradient(self, xs: list[Any], ws: list[Any], wanted: list[int] | None = None) -> list[Any]:
        """Gradients as tensors; recorded by outer tapes."""
        sources = xs if wanted is None else [xs[i] for i in wanted]
        with GradientTape() as tape:
            tape.watch(sources)
            outs = differentiable(self.forward(xs))
        return list(map(densified, tape.gradient(outs, sources, output_gradients=ws)))

    def moved(self, arrays: list[Any], directions: list[Any], t: float) -> list[Any]:
        return [a + t * d for a, d in zip(arrays, directions, strict=True)]


def check_gradients(op: Op) -> int:
    """Every vjp against central differences in one direction for each input, then at order two."""
    count = 0
    for leaves in gradient_calls(op):
        g = Gradient(op, leaves)
        if not g.inputs or not g.outs or not all(is_finite(a) for a in g.start + g.values):
            continue
        xs, ws = list(map(wrap, g.start)), list(map(wrap, g.weights))
        gradients = g.gradient(xs, ws)
        for i, got in enumerate(gradients):
            count += _check_first(op, g, i, got)
            alone = g.gradient(list(map(wrap, g.start)), ws, [i])[0]
            assert (alone is None) == (got is None)
            if got is not None:
                np.testing.assert_array_equal(got.numpy(), alone.numpy())
        if any(x is not None for x in gradients) and op.sample.grad is True:
            count += _check_second(g)
    return count


def gradient_calls(op: Op) -> list[Leaves]:
    """The float and complex calls that the op takes in double precision."""
    allowed = allowed_dtypes(op)
    by_kind = calls_of_kinds(op)
    chosen = by_kind.get("f", []) if dtypes.float64 in allowed else []
    return chosen + (by_kind.get("c", []) if dtypes.complex128 in allowed else [])


def _check_first(op: Op, g: Gradient, i: int, got: Any) -> int:
    x = g.start[i]
    name = g.leaves.of[g.inputs[i]] or f"input {i}"
    if got is not None:
        assert got.a.shape == x.shape, f"gradient of {name} has shape {got.a.shape}, not {x.shape}"
        assert got.a.dtype == x.dtype, f"gradient of {name} is {got.a.dtype}, not {x.dtype}"
    if op.sample.grad is not True:
        return 0
    direction = [_weights(x, 1.1) if j == i else np.zeros_like(a) for j, a in enumerate(g.start)]
    numeric = _slope(lambda t: g.value(g.moved(g.start, direction, t)))
    analytic = 0.0 if got is None else _inner(got.a, direction[i])
    _assert_slope(analytic, numeric, f"{op.type}, gradient of {name}")
    return 1


def _check_second(g: Gradient) -> int:
    """Gradient of the inner product of the gradients with fixed directions."""
    n = len(g.start)
    start = g.start + g.weights
    directions = [_weights(a, 2.9 + k) for k, a in enumerate(start)]
    fixed = [_weights(a, 0.7 + k) for k, a in enumerate(g.start)]

    def first(arrays: list[Any]) -> float:
        tensors = list(map(wrap, arrays))
        found = g.gradient(tensors[:n], tensors[n:])
        return sum(_inner(u, t.a) for u, t in zip(fixed, found, strict=True) if t is not None)

    tensors = list(map(wrap, start))
    with GradientTape() as outer:
        outer.watch(tensors)
        found = g.gradient(tensors[:n], tensors[n:])
    kept = [(t, wrap(u)) for t, u in zip(found, fixed, strict=True) if t is not None]
    second = outer.gradient([t for t, _ in kept], tensors, output_gradients=[u for _, u in kept])
    pairs = zip(map(densified, second), directions, strict=True)
    analytic = sum(_inner(t.a, d) for t, d in pairs if t is not None)
    numeric = _slope(lambda t: first(g.moved(start, directions, t)))
    _assert_slope(analytic, numeric, f"{g.op.type}, order two")
    return 1


# --------------------------------------------------------------------------------------- memory


def names_kept(op: OpDef) -> set[str]:
    """The inputs (and `out`) that vjps name: all that a tape may keep alive."""
    asked = (f.__code__.co_varnames[1 : f.__code__.co_argcount] for f in op.vjp.values())
    return {name for names in asked for name in names}


def names_used(function: Callable[..., Any]) -> set[str]:
    """The local names that a function reads."""
    reads = (i for i in dis.get_instructions(function) if i.opname.startswith("LOAD_"))
    return {name for i in reads for name in np.atleast_1d(i.argval).tolist()}


def check_memory(op: Op) -> int:
    """A tape keeps alive what a vjp names, and nothing else."""
    count = 0
    kept = names_kept(op.definition)
    for parameter, vjp in op.definition.vjp.items():
        unused = set(vjp.__code__.co_varnames[1 : vjp.__code__.co_argcount]) - names_used(vjp)
        assert not unused, f"the vjp of {parameter!r} names {unused} and does not use it"
    for leaves in gradient_calls(op) if op.sample.fn is None else []:
        tensors = [wrap(a.copy()) for a in leaves.arrays]
        names = list(leaves.of)
        call = leaves.rebuild(tensors)
        with GradientTape(persistent=True) as tape:
            tape.watch(differentiable(tensors))
            outs = results(op.call(*call.args, **call.kwargs))
        names += ["out"] * len(outs)
        watched = [weakref.ref(t) for t in tensors + outs]
        arrays = [weakref.ref(t.a) for t in tensors + outs]
        owners = [t.a.base is None for t in tensors + outs]
        del tensors, outs, call
        shared = op.definition.alias and kept & set(names)
        for name, t, a, owner in zip(names, watched, arrays, owners, strict=True):
            if name not in kept:
                assert t() is None, f"the tape keeps {name!r}, which no vjp names"
                assert a() is None or not owner or shared, f"the tape keeps the array of {name!r}"
                count += 1
        del tape
    return count


# ---------------------------------------------------------------------------------------- modes


def seed_for(value: Any) -> Any:
    """The gradient that a result with this value is given."""
    return _weights(np.asarray(value), 0.3)


def outcome(op: Op, leaves: Leaves, make: Callable[[Any], Any] = wrap) -> list[Any]:
    """Results and gradients of a call as NumPy arrays; `make` turns arrays into tensors."""
    tensors = [make(a) for a in leaves.arrays]
    sources = differentiable(tensors)
    call = leaves.rebuild(tensors)
    with GradientTape() as tape:
        tape.watch(sources)
        outs = results(op.call(*call.args, **call.kwargs))
    targets = differentiable(outs)
    seeds = [make(seed_for(t.numpy())) for t in targets]
    gradients = map(densified, tape.gradient(targets, sources, output_gradients=seeds))
    return [None if t is None else np.asarray(t.numpy()) for t in [*outs, *gradients]]


def assert_same_bits(got: list[Any], expected: list[Any]) -> None:
    assert len(got) == len(expected)
    for g, e in zip(got, expected, strict=True):
        assert (g is None) == (e is None)
        if e is not None:
            assert (g.dtype, g.shape) == (e.dtype, e.shape)
            same = list(g.flat) == list(e.flat) if e.dtype == object else g.tobytes() == e.tobytes()
            assert same, f"other bits:\n{g!r}\n{e!r}"


def check_same_bits(op: Op, run: Callable[[Op, Leaves], list[Any]]) -> int:
    """Another way to run gives the same bits as eager execution, results and gradients alike."""
    count = 0
    for calls in calls_of_kinds(op).values():
        for leaves in calls:
            if leaves.arrays and not _takes(op, leaves):
                break
            # what users feed and make constants of is put into row-major order in every mode
            leaves.arrays = [np.array(a, order="C") for a in leaves.arrays]
            expected = outcome(op, leaves)
            assert_same_bits(run(op, leaves), expected)
            count += len(expected)
    return count


# --------------------------------------------------------------------------------------- errors


def check_bad(
    op: Op, bad: Bad, run: Callable[[Callable[..., Any], Call], Exception | None]
) -> None:
    """The call fails with the error, sentence and line that are promised.

    Args:
      op: the op.
      bad: the call that must fail.
      run: calls a function, and returns the error it raised.
    """
    leaves = Leaves(op, bad.call)
    e = run(op.call, leaves.rebuild(map(wrap, leaves.arrays)))
    assert e is not None, "no error was raised"
    assert isinstance(e, bad.error), f"{type(e).__name__} was raised: {e}"
    first = str(e).split("\n")[0]
    assert re.search(bad.match, first), f"{first!r} does not match {bad.match!r}"
    place = _last_line_of_ours(e)
    assert place in str(e), f"the message does not name {place}:\n{e}"


def _last_line_of_ours(e: Exception) -> str:
    """File and line of the innermost frame that is in the tests."""
    place, trace = "", e.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if f"{os.sep}tests{os.sep}" in path:
            place = f"{os.path.basename(path)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
