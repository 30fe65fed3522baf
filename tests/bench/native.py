"""Training steps and large formulas with `jit_compile=True`, against `jax.jit` and PyTorch.

`python -m tests.bench.native [name ...]` prints one table. Two threads everywhere; the peers that
are installed run by turns with ours in one process.
"""

from __future__ import annotations

import importlib
import itertools
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import eagerflow as ef

try:
    import jax
    import jax.numpy as jnp
except ImportError:  # the column stays empty
    jax = None
try:
    import torch

    torch.set_num_threads(2)
except ImportError:
    torch = None


class Case(NamedTuple):
    """One row of the table: steps to time, each of which does the work once.

    Args:
      limit: the ratio to the best peer that is aimed at.
      steps: name -> the step. "eager", "function" and "native" are ours.
    """

    limit: float
    steps: dict[str, Callable[[], Any]]


def draw(*shape: int, scale: float = 1.0) -> Any:
    """The same random numbers in every run."""
    generator = np.random.default_rng(sum(shape) + len(shape))
    return (generator.normal(size=shape) * scale).astype(np.float32)


def ours(fn: Callable[..., Any], *arguments: Any) -> dict[str, Callable[[], Any]]:
    """A function as a plain and as a native graph."""
    plain = ef.function(fn, autograph=False)
    native = ef.function(fn, autograph=False, jit_compile=True)
    return {"function": lambda: plain(*arguments), "native": lambda: native(*arguments)}


def of_jax(fn: Callable[..., Any], *arguments: Any) -> dict[str, Callable[[], Any]]:
    """A function compiled by jax, whose results are waited for."""
    if jax is None:
        return {}
    compiled = jax.jit(fn)
    given = jax.tree_util.tree_map(jnp.asarray, arguments)
    return {"jax": lambda: jax.block_until_ready(compiled(*given))}


# ------------------------------------------------------------------------------------- the cases


def deep_mlp() -> Case:
    """Loss and gradients of 8 tanh layers of 32x64."""
    weights = [draw(64, 64, scale=0.1) for _ in range(8)]
    biases = [draw(64, scale=0.1) for _ in range(8)]
    x, y = draw(32, 64), draw(32, 64)
    own = [[ef.Variable(p) for p in group] for group in (weights, biases)]

    def step(x: Any, y: Any) -> Any:
        with ef.GradientTape() as tape:
            h = x
            for w, b in zip(*own, strict=True):
                h = ef.tanh(h @ w + b)
            loss = ef.reduce_mean((h - y) ** 2)
        return loss, tape.gradient(loss, own[0] + own[1])

    def loss(p: Any, x: Any, y: Any) -> Any:
        h = x
        for w, b in zip(*p, strict=True):
            h = jnp.tanh(h @ w + b)
        return jnp.mean((h - y) ** 2)

    steps = ours(step, ef.constant(x), ef.constant(y))
    if jax is not None:
        steps |= of_jax(jax.value_and_grad(loss), (weights, biases), x, y)
    return Case(0.6, steps)


def _jax_adam(parameters: Any, gradients: Any, state: Any) -> Any:
    """The rule of Adam over lists of arrays."""
    t, ms, vs = state
    t = t + 1
    rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    ms = [m + (g - m) * 0.1 for m, g in zip(ms, gradients, strict=True)]
    vs = [v + (g * g - v) * 0.001 for v, g in zip(vs, gradients, strict=True)]
    new = [p - m * rate / (jnp.sqrt(v) + 1e-7) for p, m, v in zip(parameters, ms, vs, strict=True)]
    return new, (t, ms, vs)


class JaxTraining:
    """A training step whose state goes round."""

    def __init__(self, loss: Any, parameters: list[Any], *data: Any) -> None:
        self.parameters = [jnp.asarray(p) for p in parameters]
        zeros = [[jnp.zeros_like(p) for p in self.parameters] for _ in range(2)]
        self.state = (jnp.float32(0), *zeros)
        self.data = [jnp.asarray(d) for d in data]

        def step(parameters: Any, state: Any, *data: Any) -> Any:
            found, gradients = jax.value_and_grad(loss)(parameters, *data)
            return found, *_jax_adam(parameters, gradients, state)

        self.step = jax.jit(step, donate_argnums=(0, 1))

    def __call__(self) -> None:
        _, self.parameters, self.state = self.step(self.parameters, self.state, *self.data)
        jax.block_until_ready(self.parameters)


def training(loss: Any, parameters: list[Any], *data: Any) -> dict[str, Callable[[], Any]]:
    """Our training step with Adam, as a plain and as a native graph."""
    found = {}
    for name, jit in (("function", False), ("native", True)):
        variables = [ef.Variable(p) for p in parameters]
        optimizer = ef.optimizers.Adam(1e-3)

        def step(*data: Any, variables: Any = variables, optimizer: Any = optimizer) -> Any:
            with ef.GradientTape() as tape:
                value = loss(variables, *data)
            gradients = tape.gradient(value, variables)
            optimizer.apply_gradients(zip(gradients, variables, strict=True))
            return value

        compiled = ef.function(step, autograph=False, jit_compile=jit)
        given = [ef.constant(d) for d in data]
        found[name] = lambda compiled=compiled, given=given: compiled(*given)
    return found


class TorchTraining:
    """A training step with PyTorch's own Adam."""

    def __init__(self, loss: Any, parameters: list[Any], *data: Any) -> None:
        self.loss = loss
        self.parameters = [torch.tensor(p, requires_grad=True) for p in parameters]
        self.data = [torch.tensor(d) for d in data]
        self.optimizer = torch.optim.Adam(self.parameters, 1e-3)

    def __call__(self) -> None:
        self.optimizer.zero_grad()
        self.loss(self.parameters, *self.data).backward()
        self.optimizer.step()


def adam() -> Case:
    """Adam over 200 variables of 64x64, gradients given."""
    count = 200
    arrays = [draw(64, 64) for _ in range(count)]
    steps: dict[str, Callable[[], Any]] = {}
    gradients = [ef.constant(a) for a in arrays]
    for name, jit in (("function", False), ("native", True)):
        variables = [ef.Variable(a) for a in arrays]
        optimizer = ef.optimizers.Adam(1e-3)

        def step(gradients: Any, variables: Any = variables, optimizer: Any = optimizer) -> None:
            optimizer.apply_gradients(zip(gradients, variables, strict=True))

        compiled = ef.function(step, autograph=False, jit_compile=jit)
        steps[name] = lambda compiled=compiled: compiled(gradients)
    if jax is not None:
        state = {"p": [jnp.asarray(a) for a in arrays]}
        zeros = [[jnp.zeros_like(p) for p in state["p"]] for _ in range(2)]
        state["s"] = (jnp.float32(0), *zeros)
        given = [jnp.asarray(a) for a in arrays]
        update = jax.jit(_jax_adam, donate_argnums=(0, 2))

        def run() -> None:
            state["p"], state["s"] = update(state["p"], given, state["s"])
            jax.block_until_ready(state["p"])

        steps["jax"] = run
    return Case(0.5, steps)


def gelu() -> Case:
    """The formula of gelu with tanh, plus a residual, over 4M elements."""
    x = draw(4, 1024, 1024)

    def formula(x: Any, tanh: Any) -> Any:
        return x * 0.5 * (tanh((x + x * x * x * 0.044715) * 0.7978845608028654) + 1.0) + x

    steps = ours(lambda x: formula(x, ef.tanh), ef.constant(x))
    return Case(1.0, {**steps, **of_jax(lambda x: formula(x, jnp.tanh), x)})


def gelu_gradient() -> Case:
    """Its gradient."""
    x = draw(4, 1024, 1024)

    def formula(x: Any, tanh: Any) -> Any:
        return x * 0.5 * (tanh((x + x * x * x * 0.044715) * 0.7978845608028654) + 1.0) + x

    def step(x: Any) -> Any:
        with ef.GradientTape() as tape:
            tape.watch(x)
            out = ef.reduce_sum(formula(x, ef.tanh))
        return tape.gradient(out, x)

    steps = ours(step, ef.constant(x))
    if jax is not None:
        steps |= of_jax(jax.grad(lambda x: jnp.sum(formula(x, jnp.tanh))), x)
    return Case(1.0, steps)


def cross_entropy() -> Case:
    """Softmax cross entropy of 4096 rows of 1000 classes, with its gradient."""
    x = draw(4096, 1000)
    labels = np.arange(4096, dtype=np.int32) % 1000

    def step(x: Any, labels: Any) -> Any:
        with ef.GradientTape() as tape:
            tape.watch(x)
            loss = ef.reduce_mean(
                ef.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=x)
            )
        return loss, tape.gradient(loss, x)

    def of_logits(x: Any, labels: Any) -> Any:
        logs = jax.nn.log_softmax(x)
        return -jnp.mean(jnp.take_along_axis(logs, labels[:, None], 1))

    steps = ours(step, ef.constant(x), ef.constant(labels))
    if jax is not None:
        steps |= of_jax(jax.value_and_grad(of_logits), x, labels)
    return Case(1.0, steps)


def layer_norm() -> Case:
    """Layer normalisation of 4096 rows of 1024, with the gradients of x, scale and offset."""
    x, gamma, beta, g = draw(4096, 1024), draw(1024), draw(1024), draw(4096, 1024)

    def formula(x: Any, gamma: Any, beta: Any, m: Any, rsqrt: Any) -> Any:
        away = x - m(x, -1, keepdims=True)
        return away * rsqrt(m(away * away, -1, keepdims=True) + 1e-5) * gamma + beta

    def step(x: Any, gamma: Any, beta: Any, g: Any) -> Any:
        with ef.GradientTape() as tape:
            tape.watch([x, gamma, beta])
            out = formula(x, gamma, beta, ef.reduce_mean, ef.math.rsqrt)
        return out, tape.gradient(out, [x, gamma, beta], g)

    def with_jax(x: Any, gamma: Any, beta: Any, g: Any) -> Any:
        out, pull = jax.vjp(lambda *p: formula(*p, jnp.mean, jax.lax.rsqrt), x, gamma, beta)
        return out, pull(g)

    steps = ours(step, *map(ef.constant, (x, gamma, beta, g)))
    return Case(1.0, {**steps, **of_jax(with_jax, x, gamma, beta, g)})


def mlp() -> Case:
    """A training step of 784-512-512-10 with Adam, 128 examples."""
    sizes = [784, 512, 512, 10]
    parameters = [draw(m, n, scale=m**-0.5) for m, n in itertools.pairwise(sizes)]
    parameters += [np.zeros(n, np.float32) for n in sizes[1:]]
    x, labels = draw(128, 784), np.arange(128, dtype=np.int32) % 10

    def logits(p: Any, h: Any, relu: Any) -> Any:
        for i in range(3):
            h = h @ p[i] + p[i + 3]
            h = relu(h) if i < 2 else h
        return h

    def loss(p: Any, x: Any, labels: Any) -> Any:
        found = logits(p, x, ef.nn.relu)
        return ef.reduce_mean(
            ef.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=found)
        )

    steps = training(loss, parameters, x, labels)
    if jax is not None:

        def of_jax_(p: Any, x: Any, labels: Any) -> Any:
            logs = jax.nn.log_softmax(logits(p, x, jax.nn.relu))
            return -jnp.mean(jnp.take_along_axis(logs, labels[:, None], 1))

        steps["jax"] = JaxTraining(of_jax_, parameters, x, labels)
    if torch is not None:

        def of_torch(p: Any, x: Any, labels: Any) -> Any:
            return torch.nn.functional.cross_entropy(logits(p, x, torch.relu), labels.long())

        steps["torch"] = TorchTraining(of_torch, parameters, x, labels)
    return Case(0.9, steps)


CASES = {
    fn.__name__: fn
    for fn in (deep_mlp, mlp, adam, gelu, gelu_gradient, cross_entropy, layer_norm)
}  # fmt: skip

# -------------------------------------------------------------------------------------- the table


def measured(steps: dict[str, Callable[[], Any]], seconds: float = 3.0) -> dict[str, list[float]]:
    """Seconds of each step, by turns."""
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for step in steps.values():
        step()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(taken["native"]) < 15:
        for name, step in steps.items():
            started = time.perf_counter()
            step()
            taken[name].append(time.perf_counter() - started)
    return taken


def first_calls(case: Case) -> dict[str, float]:
    """Seconds of the first call of each step, with tracing and compilation."""
    found = {}
    for name, step in case.steps.items():
        started = time.perf_counter()
        step()
        found[name] = time.perf_counter() - started
    return found


def main(names: list[str]) -> None:
    """Print the table."""
    print(f"{'case':16} {'peer':>9} {'ours':>10} {'median':>7} {'least':>7} {'aim':>5}  first call")
    cases = {**CASES, **importlib.import_module("tests.bench.native_networks").CASES}
    for name in names or cases:
        case = cases[name]()
        first = first_calls(case)
        taken = measured(case.steps)
        own = taken.pop("native")
        for peer, times in taken.items():
            median = statistics.median(own) / statistics.median(times)
            print(
                f"{name:16} {peer:>9} {min(own) * 1e6:8.0f}us {median:6.2f}x "
                f"{min(own) / min(times):6.2f}x {case.limit:5.2f}  "
                f"{first['native'] * 1e3:.0f} ms, {peer} {first[peer] * 1e3:.0f} ms"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
