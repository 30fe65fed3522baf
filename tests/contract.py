"""The contract of ops: one body for each promise, run over every registered op by `test_op_contract`.

Each check takes an `Op` and returns how many comparisons it made; it raises AssertionError when a
promise is broken. `python -m tests.contract_report` prints the counts.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

import eagerflow.ops
import tests.samples
from eagerflow import dtypes, errors
from eagerflow.autodiff.tape import GradientTape
from eagerflow.core import dispatch, mode
from eagerflow.core.opdef import HOST, INPUT, LIST, REGISTRY, OpDef
from eagerflow.core.spec import Spec
from eagerflow.core.tensor import wrap
from eagerflow.registry import EXPORTS
from tests.samples.base import Bad, Call, Sample


@dataclass(frozen=True)
class Op:
    """A registered op together with its sample."""

    type: str
    definition: OpDef
    sample: Sample

    @property
    def call(self) -> Callable[..., Any]:
        return self.sample.fn or self.definition.entry

    def __repr__(self) -> str:
        return self.type


def import_all(package: Any) -> list[Any]:
    """Every module of a package."""
    names = [m.name for m in pkgutil.iter_modules(package.__path__, package.__name__ + ".")]
    return [importlib.import_module(name) for name in names]


def gather_samples() -> dict[str, Sample]:
    """The samples of all families."""
    found: dict[str, Sample] = {}
    for module in import_all(tests.samples):
        for name, sample in getattr(module, "SAMPLES", {}).items():
            assert name not in found, f"{name} has two samples, one of them in {module.__name__}"
            found[name] = sample
    return found


import_all(eagerflow.ops)
DECLARED = dict(REGISTRY)
SAMPLES = gather_samples()
OPS = [Op(name, op, SAMPLES[name]) for name, op in sorted(DECLARED.items()) if name in SAMPLES]


def public_namespace() -> SimpleNamespace:
    """`ef` as examples use it, made of the declared public names."""
    root = SimpleNamespace(**{d.name: d for d in dtypes.ANY}, bool=dtypes.bool_)
    for name, value in EXPORTS.items():
        *path, last = name.split(".")
        place = root
        for part in path:
            if not hasattr(place, part):
                setattr(place, part, SimpleNamespace())
            place = getattr(place, part)
        setattr(place, last, value)
    return root


# ------------------------------------------------------------------------ arguments and dtypes


class Leaves:
    """The arrays among the arguments of a call, and the call with others in their place."""

    def __init__(self, op: Op, call: Call) -> None:
        self.call = call
        self.names = dict(enumerate(op.definition.params)) if op.sample.fn is None else {}
        self.kinds = dict(zip(op.definition.params, op.definition.kinds, strict=True))
        self.arrays: list[Any] = []
        self.of: list[str] = []  # the parameter that each array belongs to
        self.rebuild_with(self._collect)

    def _collect(self, a: Any, name: str) -> Any:
        self.arrays.append(a)
        self.of.append(name)
        return a

    def rebuild_with(self, change: Callable[[Any, str], Any]) -> Call:
        names = ((self.names.get(i, ""), v) for i, v in enumerate(self.call.args))
        args = tuple(self._changed(v, name, change) for name, v in names)
        kwargs = {k: self._changed(v, k, change) for k, v in self.call.kwargs.items()}
        return Call(args, kwargs)

    def _changed(self, value: Any, name: str, change: Callable[[Any, str], Any]) -> Any:
        if self.kinds.get(name, INPUT) not in (INPUT, LIST):
            return value
        if isinstance(value, list) and any(isinstance(v, np.ndarray) for v in value):
            return [self._changed(v, name, change) for v in value]
        return change(value, name) if isinstance(value, np.ndarray) else value

    def rebuild(self, values: Iterable[Any]) -> Call:
        """The call with the arrays replaced, in order."""
        left = iter(values)
        return self.rebuild_with(lambda a, name: next(left))


KINDS = {"f": dtypes.FLOATING, "c": dtypes.COMPLEX, "i": dtypes.INTEGER, "b": dtypes.BOOL, "O": dtypes.STRING}
_DOUBLE = {"f": np.float64, "c": np.complex128}
# The loosest relative error of results in a dtype; half precision is only checked for blunders.
_LOOSE = {"float16": 4e-3, "bfloat16": 3e-2, "float32": 4e-6, "complex64": 4e-6}


def kind_of(a: Any) -> str:
    return "i" if a.dtype.kind == "u" else a.dtype.kind


def leading(call: Leaves) -> str:
    """The kind that decides to which dtypes a call is cast: that of the first float, or first array."""
    kinds = [kind_of(a) for a in call.arrays]
    return next((k for k in kinds if k in "fc"), kinds[0] if kinds else "")


def derived(call: Leaves, kind: str) -> Call:
    """A call for a kind that the samples have none of, from one with floats."""

    def change(a: Any, name: str) -> Any:
        if a.dtype.kind != "f":
            return a
        if kind == "i":
            return np.asarray(np.round(a * 5).astype(np.int32))
        return np.asarray(a > 0 if kind == "b" else a + 0.5j * np.flip(a))

    return call.rebuild_with(change)


def calls_of_kinds(op: Op) -> dict[str, list[Leaves]]:
    """The calls of a sample by leading kind, with derived ones for kinds that it has not."""
    by_kind: dict[str, list[Leaves]] = {}
    for call in op.sample.calls:
        leaves = Leaves(op, call)
        by_kind.setdefault(leading(leaves), []).append(leaves)
    finite = [c for c in by_kind.get("f", []) if all(map(is_finite, c.arrays))]
    for kind in "icb":
        if kind not in by_kind and finite:
            by_kind[kind] = [Leaves(op, derived(c, kind)) for c in finite]
    return by_kind


def is_finite(a: Any) -> bool:
    return a.dtype.kind not in "fc" or bool(np.isfinite(a).all())


def cast_call(op: Op, leaves: Leaves, dtype: dtypes.DType) -> Call:
    """The call with its floats (or its integers that belong together) in another dtype."""
    first = leaves.arrays[0].dtype
    match = {op.definition.params[i] for i in op.definition.match}
    group = match if match and op.sample.fn is None else {leaves.of[0]}

    def change(a: Any, name: str) -> Any:
        if dtype.kind in "fc":
            if a.dtype.kind == "f":
                return a.astype(dtype.real_dtype.np)
            return a.astype(dtype.np) if a.dtype.kind == "c" else a
        if a.dtype == first and (name in group or op.sample.fn is not None):
            return (np.abs(a) if dtype.kind == "u" else a).astype(dtype.np)
        return a

    with np.errstate(all="ignore"):
        return leaves.rebuild_with(change)


def is_refused(e: Exception) -> bool:
    return "is not in the list of allowed values" in str(e).split("\n")[0]


def dtype_calls(op: Op) -> Iterator[tuple[dtypes.DType | None, Call]]:
    """Every call of a sample in every dtype that the op takes (None for calls without arrays)."""
    by_kind = calls_of_kinds(op)
    allowed = allowed_dtypes(op)
    for leaves in by_kind.pop("", []):
        yield None, leaves.call
    for kind, calls in by_kind.items():
        for dtype in sorted(KINDS[kind] & allowed, key=lambda d: d.name):
            for leaves in calls:
                yield dtype, cast_call(op, leaves, dtype)


def allowed_dtypes(op: Op) -> frozenset[dtypes.DType]:
    """The dtypes that a sample names, or else those that the rule does not refuse."""
    if op.sample.dtypes is not None:
        return frozenset(dtypes.as_dtype(d) for d in op.sample.dtypes)
    declared = getattr(op.definition.rule, "allowed", None)
    if declared is not None:
        return frozenset(declared)
    taken = set()
    for kind, calls in calls_of_kinds(op).items():
        for dtype in KINDS.get(kind, ()):
            call = as_tensors(cast_call(op, calls[0], dtype))
            try:
                op.call(*call.args, **call.kwargs)
            except (errors.OpError, TypeError) as e:
                if is_refused(e):
                    continue
            taken.add(dtype)
    assert taken or not op.sample.calls, "the op refuses every dtype"
    return frozenset(taken)


def as_tensors(call: Call, make: Callable[[Any], Any] = wrap) -> Call:
    """The call with tensors that hold the very arrays (no copies) in place of arrays."""

    def change(v: Any) -> Any:
        if isinstance(v, np.ndarray):
            return make(v)
        return [change(x) for x in v] if isinstance(v, list) else v

    return Call(tuple(map(change, call.args)), {k: change(v) for k, v in call.kwargs.items()})


def results(out: Any) -> list[Any]:
    """The tensors among the results of a call."""
    if isinstance(out, (list, tuple)):
        return [t for v in out for t in results(v)]
    return [] if out is None else [out]


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
                assert_close(op, t.numpy(), e)
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
    assert exact == actual, f"the rule predicts {exact} for {specs}, the kernel gives {actual}"
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
        return (None,) * len(value) if isinstance(value, tuple) and value else value

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
    spaced = np.zeros((*a.shape, 2), a.dtype)[..., 0] if a.ndim else a.copy()
    if a.ndim:
        spaced[...] = a
    found = {
        "with gaps": spaced,
        "backwards": np.flip(np.ascontiguousarray(np.flip(a))),
        "column-major": np.asfortranarray(a),
    }
    return {k: v for k, v in found.items() if v.strides != a.strides and a.size}


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
            plain = leaves.rebuild([np.ascontiguousarray(a) for a in tall])
            with suppress(errors.OpError):  # repeated rows may be bad data: then there is nothing to do
                _run(op, plain)
                count += _same_values(op, plain, leaves.rebuild(tall), "with zero strides")
    return count


def _takes(op: Op, leaves: Leaves) -> bool:
    return dtypes.from_numpy(leaves.arrays[0].dtype) in allowed_dtypes(op)


def _repeated(a: Any) -> Any:
    return np.broadcast_to(a[:1], a.shape) if a.ndim and a.shape[0] > 1 and a.dtype.kind == "f" else a


def _run(op: Op, call: Call) -> list[Any]:
    call = as_tensors(call)
    return [t.numpy() for t in results(op.call(*call.args, **call.kwargs))]


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
    assert abs(analytic - numeric) <= 2e-8 * scale, f"{what}: {analytic} by rule, {numeric} by differences"


def differentiable(tensors: Iterable[Any]) -> list[Any]:
    return [t for t in tensors if t.dtype.differentiable]


class Gradient:
    """A call as a function of its floating inputs, and its gradient for fixed output weights."""

    def __init__(self, op: Op, leaves: Leaves) -> None:
        self.op, self.leaves = op, leaves
        self.inputs = [i for i, a in enumerate(leaves.arrays) if a.dtype.kind in "fc"]
        self.start = [leaves.arrays[i] for i in self.inputs]
        self.outs = differentiable(self.forward(list(map(wrap, self.start))))
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
        return list(tape.gradient(outs, sources, output_gradients=ws))

    def moved(self, arrays: list[Any], directions: list[Any], t: float) -> list[Any]:
        return [a + t * d for a, d in zip(arrays, directions, strict=True)]


def check_gradients(op: Op) -> int:
    """Every vjp against central differences in one direction for each input, then at order two."""
    count = 0
    for leaves in gradient_calls(op):
        g = Gradient(op, leaves)
        if not g.inputs or not g.outs:
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
    pairs = zip(second, directions, strict=True)
    analytic = sum(_inner(t.a, d) for t, d in pairs if t is not None)
    numeric = _slope(lambda t: first(g.moved(start, directions, t)))
    _assert_slope(analytic, numeric, f"{g.op.type}, order two")
    return 1


# --------------------------------------------------------------------------------------- memory


def names_kept(op: OpDef) -> set[str]:
    """The inputs (and `out`) that vjps name: all that a tape may keep alive."""
    asked = (f.__code__.co_varnames[1 : f.__code__.co_argcount] for f in op.vjp.values())
    return {name for names in asked for name in names}


def check_memory(op: Op) -> int:
    """A tape keeps alive what a vjp names, and nothing else."""
    count = 0
    kept = names_kept(op.definition)
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


def outcome(op: Op, leaves: Leaves, make: Callable[[Any], Any] = wrap) -> list[Any]:
    """Results and gradients of a call as NumPy arrays; `make` turns arrays into tensors."""
    tensors = [make(a) for a in leaves.arrays]
    sources = differentiable(tensors)
    call = leaves.rebuild(tensors)
    with GradientTape() as tape:
        tape.watch(sources)
        outs = results(op.call(*call.args, **call.kwargs))
    targets = differentiable(outs)
    seeds = [make(_weights(t.numpy() + t.dtype.np.type(), 0.3)) for t in targets]
    gradients = tape.gradient(targets, sources, output_gradients=seeds)
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
            expected = outcome(op, leaves)
            assert_same_bits(run(op, leaves), expected)
            count += len(expected)
    return count


# --------------------------------------------------------------------------------------- errors


def check_bad(op: Op, bad: Bad, run: Callable[[Callable[..., Any], Call], Exception | None]) -> None:
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
    trace = e.__traceback__
    assert trace is not None
    place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
    assert place in str(e), f"the message does not name {place}:\n{e}"


