"""The objectives of the ADBench benchmark: their derivatives against differences and each other."""

import numpy as np
import pytest

from tests.bench.adbench import ba, gmm, hand, lstm
from tests.bench.adbench.libraries import Eagerflow

LIBRARY = Eagerflow()


PROBLEMS = {
    "gmm": lambda: gmm.Problem.random(3, 4, 20),
    "ba": lambda: ba.Problem.random(2, 5, 20),
    "lstm": lambda: lstm.Problem.random(2, 16),
    "hand": lambda: hand.Problem.random(10, 20, False),
    "hand, with correspondences": lambda: hand.Problem.random(10, 20, True),
}


@pytest.mark.parametrize("native", [False, True], ids=["graph", "jit"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_a_graph_has_the_derivatives_of_eager_code(name, native):
    problem = PROBLEMS[name]()
    function, arguments = problem.prepare(LIBRARY)

    def derivatives(f):
        found = f(*arguments)
        parts = isinstance(found, (list, tuple))
        return problem.derivatives([r.numpy() for r in found] if parts else found.numpy())

    found = derivatives(LIBRARY.graph(function, native))
    np.testing.assert_allclose(found, derivatives(function), rtol=1e-9, atol=1e-12)


def test_the_mixture_of_gaussians_is_the_density_by_its_definition():
    problem = gmm.Problem.random(3, 4, 20)
    function, arguments = problem.prepare(LIBRARY)
    found = problem.derivatives([g.numpy() for g in function(*arguments)])

    def value(parameters):
        alphas, means, icf = np.split(parameters, [4, 16])
        means, icf = means.reshape(4, 3), icf.reshape(4, 6)
        total = 0.0
        for x in problem.x:
            terms = []
            for k in range(4):
                q = np.diag(np.exp(icf[k, :3]))
                # below the diagonal, column by column
                q[[1, 2, 2], [0, 0, 1]] = icf[k, 3:]
                y = q @ (x - means[k])
                terms.append(alphas[k] + icf[k, :3].sum() - 0.5 * y @ y)
            total += np.logaddexp.reduce(terms)
        total -= len(problem.x) * np.logaddexp.reduce(alphas)
        spread = np.sum(np.exp(icf[:, :3]) ** 2) + np.sum(icf[:, 3:] ** 2)
        return total + 0.5 * problem.gamma**2 * spread - problem.m * icf[:, :3].sum()

    at = np.concatenate([problem.alphas, problem.means.ravel(), problem.icf.ravel()])
    step = 1e-6
    moved = [np.eye(len(at))[i] * step for i in range(len(at))]
    wanted = [(value(at + e) - value(at - e)) / (2 * step) for e in moved]
    np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-6)
