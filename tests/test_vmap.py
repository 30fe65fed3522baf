"""`vmap`: a program run on all rows at once gives what it gives row by row."""

import numpy as np
import pytest

import eagerflow as ef
from eagerflow import errors
from eagerflow.core.tensor import wrap
from tests.contract import OPS, Leaves

ROWS = 3
# Ops whose results differ from call to call, or that have effects, are no functions of a row.
SKIPPED = {"EagerPyFunc", "PyFunc", "CustomGradient"}


def calls():
    """Calls of every differentiable op with float arrays among the arguments."""
    for op in OPS:
        if op.type.startswith("TensorList") or op.type in SKIPPED:
            continue
        if op.definition.effect or not op.definition.vjp:
            continue
        for n, call in enumerate(op.sample.calls[:4]):
            leaves = Leaves(op, call)
            floats = [i for i, a in enumerate(leaves.arrays) if a.dtype.kind == "f"]
            if floats:
                yield pytest.param(op, leaves, floats, id=f"{op.type}-{n}")


def rows_like(a):
    """Three rows near `a`, so that they keep its properties (positive, invertible)."""
    return np.stack([a, a * 0.9, a * 1.05])


def flat(result):
    return [t for t in (result if isinstance(result, (tuple, list)) else [result]) if t is not None]


@pytest.mark.parametrize(("op", "leaves", "floats"), list(calls()))
def test_every_op_gives_for_all_rows_what_it_gives_for_each(op, leaves, floats):
    subsets = [floats] + [[i] for i in floats] * (len(floats) > 1)
    for chosen in subsets:
        stacked = {i: rows_like(leaves.arrays[i]) for i in chosen}

        def of_row(*rows, chosen=chosen):
            given = dict(zip(chosen, rows, strict=True))
            call = leaves.rebuild([given.get(i, wrap(a)) for i, a in enumerate(leaves.arrays)])
            return tuple(flat(op.call(*call.args, **call.kwargs)))

        try:
            wanted = [of_row(*[wrap(stacked[i][k].copy()) for i in chosen]) for k in range(ROWS)]
        except (errors.OpError, ValueError, TypeError):
            continue  # the op takes no such values
        found = ef.vmap(of_row)(*[wrap(stacked[i]) for i in chosen])
        for one, each in zip(found, zip(*wanted, strict=True), strict=True):
            together = np.stack([t.numpy() for t in each])
            np.testing.assert_allclose(one.numpy(), together, rtol=1e-9, atol=1e-10)
