"""Ways to run code that makes variables."""

import pytest

import eagerflow as ef
from eagerflow.compat import v1


def in_eager(body):
    return body()


def in_graph(body):
    with v1.Graph().as_default():
        return body()


def in_function(body):
    results = []

    @ef.function
    def f():
        if not results:
            results.append(body())
        return ef.constant(1.0)

    f()
    return results[0]


MODES = [in_eager, in_function, in_graph]
every_mode = pytest.mark.parametrize("run", MODES)
