"""Networks for the table of `tests.bench.native`: convolutions, attention, recurrence, loops."""

from __future__ import annotations

from typing import Any

import numpy as np

import eagerflow as ef

from .native import Case, JaxTraining, TorchTraining, draw, jax, jnp, of_jax, ours, torch, training


def lenet() -> Case:
    """A training step with Adam: 28x28, 5x5x32, pool, 5x5x64, pool, 1024, 10; 64 images."""
    shapes = [(5, 5, 1, 32), (32,), (5, 5, 32, 64), (64,), (3136, 1024), (1024,), (1024, 10), (10,)]
    parameters = [draw(*s, scale=0.05) for s in shapes]
    images, labels = draw(64, 28, 28, 1), np.arange(64, dtype=np.int32) % 10

    def loss(p: Any, x: Any, labels: Any) -> Any:
        for i in (0, 2):
            x = ef.nn.relu(ef.nn.conv2d(x, p[i], 1, "SAME") + p[i + 1])
            x = ef.nn.max_pool2d(x, 2, 2, "SAME")
        h = ef.nn.relu(ef.reshape(x, [-1, 3136]) @ p[4] + p[5])
        return ef.reduce_mean(
            ef.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=h @ p[6] + p[7])
        )

    steps = training(loss, parameters, images, labels)
    if torch is not None:
        own = [
            np.ascontiguousarray(p.transpose(3, 2, 0, 1)) if p.ndim == 4 else p for p in parameters
        ]

        def with_torch(p: Any, x: Any, labels: Any) -> Any:
            f = torch.nn.functional
            for i in (0, 2):
                x = f.max_pool2d(f.relu(f.conv2d(x, p[i], p[i + 1], padding=2)), 2)
            h = f.relu(x.flatten(1) @ p[4] + p[5])
            return f.cross_entropy(h @ p[6] + p[7], labels.long())

        steps["torch"] = TorchTraining(with_torch, own, images.transpose(0, 3, 1, 2), labels)
    if jax is not None:

        def with_jax(p: Any, x: Any, labels: Any) -> Any:
            for i in (0, 2):
                x = jax.lax.conv_general_dilated(
                    x, p[i], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
                )
                x = jax.nn.relu(x + p[i + 1])
                window = (1, 2, 2, 1)
                x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "SAME")
            h = jax.nn.relu(x.reshape(-1, 3136) @ p[4] + p[5])
            logs = jax.nn.log_softmax(h @ p[6] + p[7])
            return -jnp.mean(jnp.take_along_axis(logs, labels[:, None], 1))

        steps["jax"] = JaxTraining(with_jax, parameters, images, labels)
    return Case(1.0, steps)


def _block(p: Any, x: Any, np_: Any, softmax: Any, tanh: Any, mean: Any, rsqrt: Any) -> Any:
    """A transformer block before normalisation, with 8 heads."""
    batch, length, size, heads = 8, 128, 256, 8

    def norm(x: Any, gamma: Any, beta: Any) -> Any:
        away = x - mean(x, -1, keepdims=True)
        return away * rsqrt(mean(away * away, -1, keepdims=True) + 1e-5) * gamma + beta

    def split(x: Any) -> Any:
        return np_.transpose(np_.reshape(x, (batch, length, heads, size // heads)), (0, 2, 1, 3))

    h = norm(x, p[0], p[1])
    q, k, v = (split(h @ p[i]) for i in (2, 3, 4))
    scores = softmax(q @ np_.transpose(k, (0, 1, 3, 2)) * (size // heads) ** -0.5)
    out = np_.reshape(np_.transpose(scores @ v, (0, 2, 1, 3)), (batch, length, size))
    x = x + out @ p[5]
    h = norm(x, p[6], p[7]) @ p[8] + p[9]
    h = h * 0.5 * (tanh((h + h * h * h * 0.044715) * 0.7978845608028654) + 1.0)
    return x + h @ p[10] + p[11]


def transformer() -> Case:
    """A transformer block, width 256, 8 heads, 8 sequences of 128: forward and backward."""
    d = 256
    shapes = [(d,), (d,), (d, d), (d, d), (d, d), (d, d), (d,), (d,), (d, 4 * d), (4 * d,),
              (4 * d, d), (d,)]  # fmt: skip
    parameters = [draw(*s, scale=0.05) for s in shapes]
    x = draw(8, 128, d)

    def step(x: Any, *p: Any) -> Any:
        with ef.GradientTape() as tape:
            tape.watch(p)
            out = _block(p, x, ef, ef.nn.softmax, ef.tanh, ef.reduce_mean, ef.math.rsqrt)
            loss = ef.reduce_mean(out * out)
        return loss, tape.gradient(loss, p)

    def with_jax(p: Any, x: Any) -> Any:
        out = _block(p, x, jnp, jax.nn.softmax, jnp.tanh, jnp.mean, jax.lax.rsqrt)
        return jnp.mean(out * out)

    steps = ours(step, ef.constant(x), *map(ef.constant, parameters))
    if jax is not None:
        steps |= of_jax(jax.value_and_grad(with_jax), parameters, x)
    return Case(1.0, steps)


def lstm() -> Case:
    """A training step of an LSTM with Adam: 50 steps, 128 units, 32 sequences."""
    steps_, batch, units = 50, 32, 128
    parameters = [draw(units, 4 * units, scale=0.05), draw(units, 4 * units, scale=0.05)]
    parameters.append(np.zeros(4 * units, np.float32))
    x, y = draw(steps_, batch, units), draw(batch, units)

    def cell(p: Any, x: Any, c: Any, h: Any, sigmoid: Any, tanh: Any, split: Any) -> Any:
        i, j, f, o = split(x @ p[0] + h @ p[1] + p[2])
        c = sigmoid(f) * c + sigmoid(i) * tanh(j)
        return c, sigmoid(o) * tanh(c)

    def loss(p: Any, x: Any, y: Any) -> Any:
        c = h = ef.zeros([batch, units])
        for row in ef.unstack(x):
            c, h = cell(p, row, c, h, ef.sigmoid, ef.tanh, lambda z: ef.split(z, 4, -1))
        return ef.reduce_mean((h - y) ** 2)

    steps = training(loss, parameters, x, y)
    if jax is not None:

        def with_jax(p: Any, x: Any, y: Any) -> Any:
            def step(state: Any, row: Any) -> Any:
                split = lambda z: jnp.split(z, 4, -1)  # noqa: E731
                return cell(p, row, *state, jax.nn.sigmoid, jnp.tanh, split), None

            zeros = jnp.zeros((batch, units))
            (_, h), _ = jax.lax.scan(step, (zeros, zeros), x)
            return jnp.mean((h - y) ** 2)

        steps["jax"] = JaxTraining(with_jax, parameters, x, y)
    if torch is not None:
        network = torch.nn.LSTM(units, units)
        optimizer = torch.optim.Adam(network.parameters(), 1e-3)
        given, wanted = torch.tensor(x), torch.tensor(y)

        def with_torch() -> None:
            optimizer.zero_grad()
            _, (h, _) = network(given)
            ((h[0] - wanted) ** 2).mean().backward()
            optimizer.step()

        steps["torch"] = with_torch
    return Case(0.7, steps)


def loop() -> Case:
    """1,000 iterations of a loop over a vector of 16, with the gradient."""
    w, x = draw(16, 16, scale=0.2), draw(16)

    def step(w: Any, x: Any) -> Any:
        with ef.GradientTape() as tape:
            tape.watch(w)

            def body(i: Any, h: Any) -> Any:
                return i + 1, ef.tanh(ef.linalg.matvec(w, h) + x)

            _, h = ef.while_loop(lambda i, h: i < 1000, body, (ef.constant(0), x))
            loss = ef.reduce_sum(h * h)
        return loss, tape.gradient(loss, w)

    def with_jax(w: Any, x: Any) -> Any:
        h, _ = jax.lax.scan(lambda h, _: (jnp.tanh(w @ h + x), None), x, None, 1000)
        return jnp.sum(h * h)

    steps = ours(step, ef.constant(w), ef.constant(x))
    if jax is not None:
        steps |= of_jax(jax.value_and_grad(with_jax), w, x)
    return Case(1.0, steps)


CASES = {fn.__name__: fn for fn in (lenet, transformer, lstm, loop)}
