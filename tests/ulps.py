"""Errors of the functions of machine code, in units of the last place: `python -m tests.ulps`.

Every exponent of single and double precision is tried with many fractions, both signs, and the
edges; the reference is computed in higher precision by NumPy (`longdouble`) and SciPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from eagerflow.graph.native.prims import Builder
from eagerflow.graph.native.program import Program

WIDE: dict[str, Any] = {"float32": np.float64, "float64": np.longdouble}
BITS = {"float32": (np.uint32, 23, 255), "float64": (np.uint64, 52, 2047)}


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": np.exp,
    "expm1": np.expm1,
    "log": np.log,
    "log1p": np.log1p,
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "sqrt": np.sqrt,
}
# The most that each may be off, for float32 and float64: what docs/numerics.md promises.
LIMITS = {
    "exp": (1.5, 1.5), "expm1": (4, 4), "log": (1.5, 1.5), "log1p": (3, 3), "tanh": (5, 4),
    "sigmoid": (3, 3), "sqrt": (0.5, 0.5),
}  # fmt: skip
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0]


def inputs(dtype: str, count: int) -> Any:
    """Numbers with every exponent and both signs, `count` fractions each, and special ones."""
    unsigned, fraction, exponents = BITS[dtype]
    draw = np.random.default_rng(0)
    parts = draw.integers(0, 1 << fraction, (exponents, count), np.uint64)
    parts[:, 0] = 0
    parts[:, 1] = (1 << fraction) - 1
    bits = parts | (np.arange(exponents, dtype=np.uint64)[:, None] << np.uint64(fraction))
    positive = bits.ravel().astype(unsigned).view(dtype)
    return np.concatenate([positive, -positive, np.array(SPECIAL, dtype)])


def computed(name: str, *arrays: Any) -> Any:
    """A function of machine code on arrays."""
    b = Builder()
    given = [b.input(i, a.dtype.name, a.shape) for i, a in enumerate(arrays)]
    return Program([b.call(name, *given)], given).run(arrays)[0]


def errors(got: Any, exact: Any) -> Any:
    """Errors in units of the last place of the exact result; infinite where one is not finite."""
    dtype = got.dtype
    with np.errstate(all="ignore"):
        rounded = exact.astype(dtype)
        unit = np.spacing(np.maximum(np.abs(rounded), np.finfo(dtype).smallest_subnormal))
        off = np.abs(got.astype(exact.dtype) - exact) / unit.astype(exact.dtype)
    same = (got == rounded) | (np.isnan(got) & np.isnan(rounded))
    off[~np.isfinite(rounded) | ~np.isfinite(got)] = np.inf
    # Rounding to the largest number or to infinity is one unit.
    largest = np.finfo(dtype).max
    edge = (np.isinf(got) & (np.abs(rounded) == largest)) | (
        np.isinf(rounded) & (np.abs(got) == largest)
    )
    off[edge] = 1
    off[same] = np.minimum(np.where(np.isfinite(off[same]), off[same], 0), 0.5)
    return off.astype(np.float64)


def worst(name: str, dtype: str, count: int = 200) -> tuple[float, Any]:
    """The largest error of a function, and where it is made."""
    x = inputs(dtype, count)
    with np.errstate(all="ignore"):
        exact = np.asarray(FUNCTIONS[name](x.astype(WIDE[dtype])))
    off = errors(computed(name, x), exact)
    at = int(np.argmax(off))
    return float(off[at]), x[at]


def main() -> None:
    """Print the table of docs/numerics.md."""
    print("| function | float32 | float64 |\n|---|---|---|")
    for name in FUNCTIONS:
        cells = [f"{worst(name, dtype, 2000)[0]:.2f}" for dtype in ("float32", "float64")]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
