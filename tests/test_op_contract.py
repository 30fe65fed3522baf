"""The contract that every registered op keeps; the checks themselves are in `contract_checks.py`.

To add an op's samples see `tests/samples/base.py`. To add a way of running ops (a graph, a device)
add a line to `MODES`.
"""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

import eagerflow
import eagerflow.compat.v1 as v1
from eagerflow.backend import devices
from eagerflow.backend.arrays import Backend, register
from eagerflow.core import dispatch
from eagerflow.core.opdef import REGISTRY, defop
from eagerflow.core.tensor import wrap
from eagerflow.graph import callee
from eagerflow.ops.rules import same_as_inputs
from eagerflow.registry import EXPORTS
from tests import contract_checks, strict_double
from tests.contract import DECLARED, OPS, SAMPLES, Leaves, Op
from tests.samples.base import Bad, Call

STRICT = Backend(
    "strict",
    *strict_double.array_module(),
    lambda a: "/device:CPU:0",
    strict_double.to_numpy,
    strict_double.from_numpy,
)
register(STRICT)


def run_again(op: Op, leaves: Leaves) -> list[Any]:
    """Eager a second time: the short way through dispatch; the first call took the long one."""
    return contract_checks.outcome(op, leaves)


def run_strict(op: Op, leaves: Leaves) -> list[Any]:
    """On arrays that refuse what CuPy refuses; new tensors are made of such arrays too."""

    def place(a: Any) -> Any:
        return a if a.dtype == object else STRICT.from_numpy(a)  # GPUs hold no strings

    with (
        patch.object(devices, "place", place),
        patch.object(dispatch, "current_backend", lambda: STRICT),
    ):
        return contract_checks.outcome(op, leaves, lambda a: wrap(place(a)))


def run_strict_function(op: Op, leaves: Leaves) -> list[Any]:
    """In a traced function that is called with arrays that refuse what CuPy refuses."""

    def place(a: Any) -> Any:
        return a if a.dtype == object else STRICT.from_numpy(a)

    with (
        patch.object(devices, "place", place),
        patch.object(dispatch, "current_backend", lambda: STRICT),
        patch.object(callee, "current_backend", lambda: STRICT),
    ):
        return run_function(op, leaves, lambda a: wrap(place(a)))


def run_function(op: Op, leaves: Leaves, make: Callable[[Any], Any] = wrap) -> list[Any]:
    """In a traced function, under a tape outside it."""

    @eagerflow.function
    def call_op(*tensors: Any) -> Any:
        call = leaves.rebuild(list(tensors))
        return contract_checks.results(op.call(*call.args, **call.kwargs))

    tensors = [make(a) for a in leaves.arrays]
    sources = contract_checks.differentiable(tensors)
    with eagerflow.GradientTape() as tape:
        tape.watch(sources)
        outs = call_op(*tensors)
    targets = contract_checks.differentiable(outs)
    seeds = [make(contract_checks.seed_for(t.numpy())) for t in targets]
    gradients = map(contract_checks.densified, tape.gradient(targets, sources, seeds))
    return [None if t is None else np.asarray(t.numpy()) for t in [*outs, *gradients]]


def run_session(op: Op, leaves: Leaves) -> list[Any]:
    """In a 1.x graph with placeholders of unknown sizes, and symbolic gradients."""
    with v1.Graph().as_default(), v1.Session() as session:
        fed = {
            v1.placeholder(a.dtype if a.dtype != object else str, [None] * a.ndim): a
            for a in leaves.arrays
        }
        call = leaves.rebuild(list(fed))
        outs = contract_checks.results(op.call(*call.args, **call.kwargs))
        values = session.run(outs, fed)
        targets = [i for i, t in enumerate(outs) if t.dtype.differentiable]
        sources = contract_checks.differentiable(list(fed))
        seeds = {
            v1.placeholder(outs[i].dtype, values[i].shape): contract_checks.seed_for(values[i])
            for i in targets
        }
        gradients = v1.gradients([outs[i] for i in targets], sources, list(seeds))
        gradients = list(map(contract_checks.densified, gradients))
        found = iter(session.run([g for g in gradients if g is not None], {**fed, **seeds}))
        results = [*values, *[None if g is None else next(found) for g in gradients]]
    return [None if r is None else np.asarray(r) for r in results]


# Ways to run a call; each must give the bits that eager execution on NumPy gives.
MODES: dict[str, Callable[[Op, Leaves], list[Any]]] = {
    "again": run_again,
    "strict": run_strict,
    "function": run_function,
    "strict function": run_strict_function,
    "session": run_session,
}

each_op = pytest.mark.parametrize("op", OPS, ids=repr)


def test_every_op_has_a_sample() -> None:
    assert sorted(DECLARED) == sorted(SAMPLES)


@each_op
def test_values_dtypes_and_shapes_are_those_of_reference_and_rule(op: Op) -> None:
    assert contract_checks.check_values(op) > 0


@each_op
def test_the_layout_of_inputs_in_memory_does_not_matter(op: Op) -> None:
    contract_checks.check_layouts(op)


@each_op
def test_gradients_agree_with_differences_to_order_two(op: Op) -> None:
    count = contract_checks.check_gradients(op)
    assert count or not op.definition.vjp or op.sample.grad is not True


@each_op
def test_tapes_keep_only_what_gradients_name(op: Op) -> None:
    contract_checks.check_memory(op)


@pytest.mark.parametrize("mode", MODES)
@each_op
def test_every_mode_gives_the_same_bits(op: Op, mode: str) -> None:
    contract_checks.check_same_bits(op, MODES[mode])


def attempt(fn: Callable[..., Any], call: Call) -> Exception | None:
    """The error that a call raises."""
    try:
        fn(*call.args, **call.kwargs)
    except Exception as e:
        return e
    return None


@pytest.mark.parametrize(
    ("op", "bad"),
    [pytest.param(op, b, id=f"{op}-{i}") for op in OPS for i, b in enumerate(op.sample.bad)],
)
def test_bad_calls_raise_the_named_error_and_show_the_line(op: Op, bad: Bad) -> None:
    contract_checks.check_bad(op, bad, attempt)


@each_op
def test_every_op_has_a_bad_call(op: Op) -> None:
    assert op.sample.bad


# ------------------------------------------------------------------------------ public functions

PUBLIC: dict[str, Any] = {
    name: getattr(importlib.import_module(module), attribute)
    for name, (module, attribute) in EXPORTS.items()
    if module.startswith("eagerflow.ops.")
}
FUNCTIONS = {
    home: f for name, f in PUBLIC.items() if inspect.isfunction(f) for home in [EXPORTS[name]]
}
each_function = pytest.mark.parametrize(
    "function", FUNCTIONS.values(), ids=[attribute for _, attribute in FUNCTIONS]
)


class CloseNumbers(doctest.OutputChecker):
    """Compares output but for white space, and fractions to six digits: CPUs differ in the rest."""

    fraction = re.compile(r"-?(?<![\w.])\d+(?:\.\d*(?:e[-+]?\d+)?|e[-+]?\d+)")

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        if super().check_output(want, got, optionflags):
            return True
        texts = ["".join(self.fraction.sub("#", text).split()) for text in (want, got)]
        numbers = [[float(n) for n in self.fraction.findall(text)] for text in (want, got)]
        return texts[0] == texts[1] and np.allclose(*numbers, rtol=1e-6, atol=1e-9)


@each_function
def test_public_functions_have_a_summary_and_an_example_that_runs(function: Any) -> None:
    text = inspect.getdoc(function) or ""
    summary, _, rest = text.partition("\n")
    assert summary.endswith("."), "the first line of the docstring is a sentence"
    assert not rest or rest.startswith("\n"), "the summary stands alone"
    names = {"ef": eagerflow, "np": np}
    example = doctest.DocTestParser().get_doctest(text, names, function.__name__, None, None)
    assert example.examples, "the docstring has no example"
    report: list[str] = []
    doctest.DocTestRunner(checker=CloseNumbers()).run(example, out=report.append)
    assert not report, "".join(report)


# --------------------------------------------------------------------------------- declarations


def test_declaring_an_op_twice_names_both_places() -> None:
    def declare() -> None:
        @defop("TwiceDeclared", kernel="add", rule=same_as_inputs(frozenset()), vjp=None)
        def twice(x: Any, name: str | None = None) -> Any:
            """Nothing."""

    try:
        declare()
        with pytest.raises(ValueError, match="declared twice") as raised:
            declare()
        assert str(raised.value).count("test_op_contract.py:") == 2
    finally:
        REGISTRY.pop("TwiceDeclared", None)
