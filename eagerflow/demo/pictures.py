"""The loss curves and the time of a step, as a picture."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

# On its first run matplotlib says on stderr that it builds its font cache.
logging.getLogger("matplotlib").setLevel(logging.ERROR)

# The curves lie on top of each other: a wide one below, a thin one above.
_LINES = [("#f2c14e", 7.0), ("#4d9de0", 3.5), ("#2b2d42", 1.0)]


def draw(
    losses: Mapping[str, Sequence[float]], seconds: Mapping[str, Sequence[float]], path: Path
) -> None:
    """Write the picture.

    Args:
      losses: for each way to train, the loss of each step.
      seconds: for each way to train, how long each step took.
      path: the file to write; its suffix says what kind of file.
    """
    figure = Figure(figsize=(11, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[2, 1])
    for (name, curve), (color, width) in zip(losses.items(), _LINES, strict=True):
        left.semilogy(np.arange(1, len(curve) + 1), curve, color=color, linewidth=width, label=name)
    left.set(xlabel="step", ylabel="loss", title="Loss: three ways, one curve")
    left.legend()
    left.grid(alpha=0.3)
    names = list(seconds)
    medians = [1e3 * float(np.median(seconds[name])) for name in names]
    bars = right.barh(names, medians, color=[color for color, _ in _LINES], height=0.6)
    right.bar_label(bars, fmt="%.2f", padding=4)
    right.invert_yaxis()
    right.margins(x=0.15)
    right.set(xlabel="milliseconds", title="Median time of a step")
    figure.savefig(path, dpi=130)
