"""Losses, normalisation, embeddings, recurrent networks on large arrays, against PyTorch."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

import eagerflow as ef
import eagerflow.compat.v1 as v1

from .rows import Row
from .timing import best, once

_draw = np.random.default_rng(0)


def _normal(*shape: int) -> Any:
    return _draw.standard_normal(shape).astype(np.float32)


def _gradients(function: Callable[..., Any], *inputs: Any, seed: Any = None) -> Any:
    with ef.GradientTape() as tape:
        tape.watch(inputs)
        out = function(*inputs)
    return tape.gradient(out, inputs, output_gradients=seed)


def _cross_entropy(torch: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    logits, labels = _normal(4096, 1000), _draw.integers(0, 1000, 4096)
    x, y = ef.constant(logits), ef.constant(labels)
    loss = ef.nn.sparse_softmax_cross_entropy_with_logits
    theirs = torch.tensor(logits, requires_grad=True)
    classes = torch.tensor(labels)

    def other() -> None:
        theirs.grad = None
        torch.nn.functional.cross_entropy(theirs, classes).backward()

    return lambda: _gradients(lambda x: ef.reduce_mean(loss(y, x)), x), other


def _dense_cross_entropy(torch: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    logits, labels = _normal(4096, 1000), np.abs(_normal(4096, 1000))
    labels /= labels.sum(axis=1, keepdims=True)
    x, y = ef.constant(logits), ef.constant(labels)
    loss = ef.nn.softmax_cross_entropy_with_logits
    theirs, classes = torch.tensor(logits, requires_grad=True), torch.tensor(labels)

    def other() -> None:
        theirs.grad = None
        torch.nn.functional.cross_entropy(theirs, classes).backward()

    return lambda: _gradients(lambda x: ef.reduce_mean(loss(y, x)), x), other


def _layer_norm(torch: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    arrays = _normal(4096, 1024), _normal(1024), _normal(1024)
    weights = _normal(4096, 1024)
    seed = ef.constant(weights)
    inputs = [ef.constant(a) for a in arrays]
    theirs = [torch.tensor(a, requires_grad=True) for a in arrays]
    upper = torch.tensor(weights)

    def norm(x: Any, gamma: Any, beta: Any) -> Any:
        return ef.nn.layer_normalization(x, gamma, beta, epsilon=1e-5)

    def other() -> None:
        for t in theirs:
            t.grad = None
        torch.nn.functional.layer_norm(theirs[0], (1024,), *theirs[1:], 1e-5).backward(upper)

    return lambda: _gradients(norm, *inputs, seed=seed), other


def _embedding(torch: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    table, ids = _normal(50_000, 64), _draw.integers(0, 50_000, (4096, 20)).astype(np.int32)
    weights = _normal(4096, 20, 64)
    x, places, seed = ef.constant(table), ef.constant(ids), ef.constant(weights)
    with ef.GradientTape(persistent=True) as tape:
        tape.watch(x)
        rows = ef.gather(x, places)
    # PyTorch's gradient is dense, so ours is made dense as well.
    theirs = torch.tensor(table, requires_grad=True)
    found = torch.nn.functional.embedding(torch.tensor(ids.astype(np.int64)), theirs)
    upper = torch.tensor(weights)

    def other() -> None:
        theirs.grad = None
        found.backward(upper, retain_graph=True)

    return lambda: ef.convert_to_tensor(tape.gradient(rows, x, output_gradients=seed)), other


def _cumsum(torch: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    numbers = _normal(1_000_000)
    x, theirs = ef.constant(numbers), torch.tensor(numbers)
    return lambda: ef.cumsum(x), lambda: torch.cumsum(theirs, 0)


def _argsort(torch: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    numbers = _normal(1_000_000)
    x, theirs = ef.constant(numbers), torch.tensor(numbers)
    return lambda: ef.argsort(x), lambda: torch.argsort(theirs)


def _convolved() -> tuple[Callable[[], Any], list[Any]]:
    """Our convolution with both gradients, and the arrays: images, filters, the upper gradient."""
    arrays = [_normal(64, 28, 28, 32), _normal(5, 5, 32, 64), _normal(64, 28, 28, 64)]
    x, w, seed = map(ef.constant, arrays)

    def ours() -> Any:
        return _gradients(lambda a, b: ef.nn.conv2d(a, b, 1, "SAME"), x, w, seed=seed)

    return ours, arrays


def _convolution(torch: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    ours, (images, filters, weights) = _convolved()
    # Channels last in memory, the order of ours, is also PyTorch's faster one.
    last = torch.channels_last
    theirs = torch.tensor(images).permute(0, 3, 1, 2).contiguous(memory_format=last)
    kernel = torch.tensor(filters).permute(3, 2, 0, 1).contiguous(memory_format=last)
    upper = torch.tensor(weights).permute(0, 3, 1, 2).contiguous(memory_format=last)
    theirs.requires_grad_()
    kernel.requires_grad_()

    def other() -> None:
        theirs.grad = kernel.grad = None
        torch.nn.functional.conv2d(theirs, kernel, padding=2).backward(upper)

    return ours, other


def _convolution_tensorflow(tf: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    ours, arrays = _convolved()
    x, w, seed = map(tf.constant, arrays)

    @tf.function
    def step(x: Any, w: Any, seed: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch([x, w])
            y = tf.nn.conv2d(x, w, 1, "SAME")
        return y, *tape.gradient(y, [x, w], seed)

    return ours, lambda: step(x, w, seed)[1].numpy()


def _recurrent(kind: str) -> Callable[[Any], tuple[Callable[[], Any], Callable[[], Any]]]:
    """50 steps of 32 examples, from 128 numbers to 128 units."""

    def make(torch: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
        inputs, weights = _normal(50, 32, 128), _normal(50, 32, 128)
        x, seed = ef.constant(inputs), ef.constant(weights)
        cell = getattr(v1.nn.rnn_cell, f"{kind}Cell")(128)

        def run(x: Any) -> Any:
            return v1.nn.dynamic_rnn(cell, x, dtype=ef.float32, time_major=True)[0]

        def ours() -> Any:
            with ef.GradientTape() as tape:
                tape.watch(x)
                out = run(x)
            return tape.gradient(out, [x, *cell.trainable_weights], output_gradients=seed)

        module = getattr(torch.nn, kind)(128, 128)
        theirs, upper = torch.tensor(inputs, requires_grad=True), torch.tensor(weights)

        def other() -> None:
            module.zero_grad()
            theirs.grad = None
            module(theirs)[0].backward(upper)

        return ours, other

    return make


CONVOLUTION = "conv2d 64x28x28x32, 5x5, 64 filters, forward + backward"
CASES = {
    "cross entropy, 4096 of 1000 classes, forward + backward": _cross_entropy,
    "the same, distributions as labels": _dense_cross_entropy,
    "layer norm, 4096x1024, forward + backward": _layer_norm,
    "embedding gradient, 4096x20 ids into 50000x64": _embedding,
    "cumsum of 1M": _cumsum,
    "argsort of 1M": _argsort,
    CONVOLUTION: _convolution,
    "LSTM, 50 steps of 32x128 to 128, forward + backward": _recurrent("LSTM"),
    "GRU, the same": _recurrent("GRU"),
}
LIMITS = {"LSTM, 50 steps of 32x128 to 128, forward + backward": 1.5, CONVOLUTION: 1.15}


def rows(torch: ModuleType | None, tf: ModuleType | None, cores: int) -> Iterator[Row]:
    """The rows; without PyTorch and TensorFlow there are none."""
    if tf is not None:
        ours, other = _convolution_tensorflow(tf)
        ours()
        other()
        yield Row(
            CONVOLUTION, *best(once(ours), once(other)), against="TensorFlow @function", limit=1.15
        )
    if torch is None:
        return
    torch.set_num_threads(cores)
    for name, make in CASES.items():
        ours, other = make(torch)
        ours()
        other()
        yield Row(
            name, *best(once(ours), once(other)), against="PyTorch", limit=LIMITS.get(name, 1.0)
        )
