"""Trains the network three ways, compares the results to the last bit, and draws pictures."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # of scikit-learn
from tqdm import tqdm

import eagerflow.compat.v1 as tf

from . import digits, faces, graph_page, pictures

WAYS = {"eager": faces.eager, "@function": faces.function, "1.x Session": faces.session}


@dataclass
class Run:
    """What came out of one way to train."""

    losses: list[float]
    seconds: list[float]
    accuracy: float
    weights: dict[str, faces.Array]

    @property
    def typical(self) -> float:
        """Seconds of a step."""
        return float(np.median(self.seconds))


def train(name: str, data: digits.Digits, test: digits.Digits, epochs: int) -> Run:
    """Train one way, behind a progress bar.

    Args:
      name: a key of `WAYS`.
      data: what to train on.
      test: what to test with.
      epochs: how often to go through the data.
    """
    losses, seconds = [], []
    with WAYS[name]() as face:
        steps = digits.steps(data, epochs)
        bar = tqdm(digits.batches(data, epochs), f"{name:>11}", steps, unit=" steps")
        for batch in bar:
            started = time.perf_counter()
            losses.append(face.step(*batch))
            seconds.append(time.perf_counter() - started)
        right = face.predict(test.images).argmax(axis=1) == test.labels
        return Run(losses, seconds, float(right.mean()), face.weights())


def differing(runs: dict[str, Run]) -> list[str]:
    """The weights that are not the same bits in all runs; empty when all are."""
    first, *others = runs.values()
    names = sorted(set().union(*[run.weights for run in runs.values()]))
    return [
        name
        for name in names
        if any(
            name not in run.weights
            or name not in first.weights
            or run.weights[name].tobytes() != first.weights[name].tobytes()
            for run in others
        )
    ]


def table(runs: dict[str, Run]) -> str:
    """The runs as lines of text."""
    lines = ["             test accuracy   final loss   ms per step   ms of the first"]
    for name, run in runs.items():
        lines.append(
            f"{name:11}  {run.accuracy:13.4f}   {run.losses[-1]:10.6f}   {run.typical * 1e3:11.2f}"
            f"   {run.seconds[0] * 1e3:15.1f}"
        )
    return "\n".join(lines)


def main(epochs: int, out: Path) -> int:
    """Run the demo.

    Args:
      epochs: how often to go through the digits.
      out: folder for the pictures; it is made when it does not exist.

    Returns:
      The exit status: 0 when all weights are identical.
    """
    started = time.perf_counter()
    data, test = digits.load()
    print(
        f"{len(data.labels):,} handwritten digits to train on, {len(test.labels)} to test with; "
        f"{epochs} epochs of {digits.steps(data, 1)} steps\n",
        flush=True,
    )
    with threadpool_limits(1):  # for matrices this small, threads would only wait for each other
        runs = {name: train(name, data, test, epochs) for name in WAYS}
    print(f"\n{table(runs)}\n")
    different = differing(runs)
    print("weights identical:", f"no: {', '.join(different)}" if different else "yes")
    out.mkdir(parents=True, exist_ok=True)
    curves, page = out / "loss.png", out / "graph.html"
    losses = {name: run.losses for name, run in runs.items()}
    pictures.draw(losses, {name: run.seconds for name, run in runs.items()}, curves)
    with faces.session():
        graph = tf.get_default_graph()
        graph_page.write(graph, page, "The graph of the 1.x session", opened="digits")
    print(f"pictures: {curves}, {page}")
    print(f"{time.perf_counter() - started:.1f} seconds")
    return 1 if different else 0
