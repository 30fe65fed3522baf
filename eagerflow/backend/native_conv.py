"""Machine code for convolutions of single-precision images, channels last.

A tile of results stays in vector registers while everything that adds to it passes by: each step
takes some vectors from one array and as many single numbers as the tile has rows from another, and
adds all their products. All sizes are arguments, so that one compiled function serves every
convolution with the same tile.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

from . import native

_ROWS = 8  # most rows of a tile: more make the code longer, not faster
# Products that a processor can have under way: fewer accumulators leave it waiting.
_UNDER_WAY = 8


class Tile(NamedTuple):
    """The part of a matrix of results that the registers hold.

    Args:
      rows: its rows.
      vectors: vectors to a row.
      columns: numbers to a row.
    """

    rows: int
    vectors: int
    columns: int


@functools.lru_cache(maxsize=1024)
def best_tile(rows: int, columns: int) -> tuple[Tile, float] | None:
    """The tile that is fastest for a matrix of results, and how much of its work is lost.

    The last tiles of a matrix overlap those before them where rows do not fit, and reach over its
    end where columns do not.

    Args:
      rows: rows of the matrix.
      columns: its columns.

    Returns:
      The tile, and the work for each product that counts, 1 where every instruction makes as many
      as a vector holds; None where the machine has no fitting instructions.
    """
    found = native.vectors()
    if found is None:
        return None
    lanes, registers = found
    best: tuple[float, int, Tile] | None = None
    for vectors in (1, 2, 3, 4):
        # Besides the tile there are the vectors and the number of a step.
        for r in range(1, min(rows, _ROWS, (registers - vectors - 1) // vectors) + 1):
            loads, products = r + vectors, r * vectors
            count = -(-rows // r) * -(-columns // (vectors * lanes))
            time = count * (max(loads, products, _UNDER_WAY) + 1)
            here = (time, -products, Tile(r, vectors, vectors * lanes))
            best = here if best is None or here < best else best
    if best is None:
        return None
    return best[2], best[0] * lanes / (rows * columns)


class _Sums:
    """The accumulators of a tile."""

    def __init__(self, code: native.Code, tile: Tile) -> None:
        self.code = code
        self.lane = native.Lane(code, code.lanes)
        self.parts = [str(v * code.lanes) for v in range(tile.vectors)]
        self.slots = [[code.slot(self.lane.type) for _ in self.parts] for _ in range(tile.rows)]

    def clear(self) -> None:
        for row in self.slots:
            for slot in row:
                self.code.do(f"store {self.lane.type} zeroinitializer, ptr {slot}")

    def add(self, singles: str, step: str, vectors: str) -> None:
        """Add the products of numbers that are `step` apart with the vectors at an address."""
        factors = [self.lane.load(vectors, part) for part in self.parts]
        for r, row in enumerate(self.slots):
            at = self.code.at(singles, self.code.times(step, str(r)))
            single = self.lane.splat(self.code.op(f"load {self.code.real}, ptr {at}, align 4"))
            for factor, slot in zip(factors, row, strict=True):
                old = self.code.op(f"load {self.lane.type}, ptr {slot}")
                new = self.lane.fma(single, factor, old)
                self.code.do(f"store {self.lane.type} {new}, ptr {slot}")

    def write(self, to: str, step: str, onto: bool = False) -> None:
        """Write the rows to places that are `step` apart, or add them to what is there."""
        for r, row in enumerate(self.slots):
            at = self.code.at(to, self.code.times(step, str(r)))
            for part, slot in zip(self.parts, row, strict=True):
                value = self.code.op(f"load {self.lane.type}, ptr {slot}")
                if onto:
                    value = self.lane.add(self.lane.load(at, part), value)
                self.lane.store(at, part, value)


def _code(name: str, tile: Tile, pointers: str, sizes: str) -> native.Code:
    """The start of a function with the given arguments."""
    arguments = [f"ptr noalias %{p}" for p in pointers.split()]
    arguments += [f"i64 %{s}" for s in sizes.split()]
    lanes = tile.columns // tile.vectors
    return native.Code(f"{name}_{tile.rows}_{tile.vectors}", "float32", ", ".join(arguments), lanes)


# Where the windows lie. Taps whose numbers lie together in a row of an image are a run.
#   image, row: numbers from an image, and from a row, to the next
#   height: rows of an image; top: rows of zeros above it, which are not in memory
#   sh: rows from a window to the next; dh: rows from a tap to the next; kh: rows of taps
#   runs, length: runs of a row of taps, and numbers in each; apart: numbers from a run to the next
#   sw: numbers from a window to the next; across: windows in a row
#   blocks: groups of results, each as wide as the tile
_WINDOWS = "image row height top sh dh kh runs length apart sw across blocks"


def _image_row(code: native.Code, window: str, tap: str) -> tuple[str, str]:
    """The row of the image for a row of windows and one of taps, and whether there is one."""
    first = code.op(f"sub i64 {code.times(window, '%sh')}, %top")
    row = code.plus(first, code.times(tap, "%dh"))
    return row, code.op(f"icmp ult i64 {row}, %height")


def _correlate(tile: Tile) -> native.Code:
    """Rows `%from` up to `%to` of the results for some images.

    Filters are [blocks, rows, runs, length, columns of the tile], results [images, rows, across,
    blocks, columns of the tile].
    """
    code = _code("correlate", tile, "x w y", f"images from to {_WINDOWS}")
    at, times, plus, wide = code.at, code.times, code.plus, str(tile.columns)
    sums = _Sums(code, tile)
    row_of_taps = times(times("%runs", "%length"), wide)
    pixel = times("%blocks", wide)
    down = code.op("sub i64 %to, %from")
    last = code.op(f"sub i64 %across, {tile.rows}")

    def position(x: str, w: str, y: str, window: str, start: str) -> None:
        start = code.least(start, last)
        x = at(x, times(start, "%sw"))
        sums.clear()

        def tap(i: str) -> None:
            row, inside = _image_row(code, window, i)

            def run(j: str) -> None:
                numbers = at(at(x, times(row, "%row")), times(j, "%apart"))
                vectors = at(at(w, times(i, row_of_taps)), times(j, times("%length", wide)))

                def step(k: str) -> None:
                    sums.add(at(numbers, k), "%sw", at(vectors, times(k, wide)))

                code.loop("0", "%length", 1, step)

            code.when(inside, lambda: code.loop("0", "%runs", 1, run))

        code.loop("0", "%kh", 1, tap)
        sums.write(at(y, times(start, pixel)), pixel)

    def block(b: str) -> None:
        w = at("%w", times(b, times("%kh", row_of_taps)))

        def image(n: str) -> None:
            x, first = at("%x", times(n, "%image")), times(n, down)

            def windows(r: str) -> None:
                place = times(plus(first, code.op(f"sub i64 {r}, %from")), "%across")
                y = at(at("%y", times(place, pixel)), times(b, wide))
                code.loop("0", "%across", tile.rows, lambda c: position(x, w, y, r, c))

            code.loop("%from", "%to", 1, windows)

        code.loop("0", "%images", 1, image)

    code.loop("0", "%blocks", 1, block)
    return code


def _filter_gradient(tile: Tile) -> native.Code:
    """Adds to tiles `%from` up to `%to` of the gradient of the filters.

    It takes `%step` images, and of these `%band` rows of windows, at a time, which the cache holds.
    Gradients of the results are [images, `%down`, across, blocks, columns of the tile], the tiles
    [rows, runs, `%tiles`, blocks, rows of the tile, columns of the tile].
    """
    code = _code(
        "filter_gradient", tile, "x g w", f"images step down band tiles from to {_WINDOWS}"
    )
    at, times, plus, wide = code.at, code.times, code.plus, str(tile.columns)
    sums = _Sums(code, tile)
    pixel = times("%blocks", wide)
    last = code.op(f"sub i64 %length, {tile.rows}")

    def parts(number: str, *sizes: str) -> list[str]:
        """The indices that a number stands for, the last first."""
        found = []
        for size in sizes:
            found.append(code.op(f"urem i64 {number}, {size}"))
            number = code.op(f"udiv i64 {number}, {size}")
        return [*found, number]

    def one(u: str, images: tuple[str, str], rows: tuple[str, str]) -> None:
        b, t, j, i = parts(u, "%blocks", "%tiles", "%runs")
        start = code.least(times(t, str(tile.rows)), last)
        x = at(at("%x", times(j, "%apart")), start)
        g = at("%g", times(b, wide))
        sums.clear()

        def image(n: str) -> None:
            def windows(r: str) -> None:
                row, inside = _image_row(code, r, i)

                def across() -> None:
                    numbers = at(at(x, times(n, "%image")), times(row, "%row"))
                    place = times(plus(times(n, "%down"), r), "%across")
                    vectors = at(g, times(place, pixel))

                    def step(c: str) -> None:
                        sums.add(at(numbers, times(c, "%sw")), "1", at(vectors, times(c, pixel)))

                    code.loop("0", "%across", 1, step)

                code.when(inside, across)

            code.loop(*rows, 1, windows)

        code.loop(*images, 1, image)
        sums.write(at("%w", times(u, str(tile.rows * tile.columns))), wide, onto=True)

    def some(n: str) -> None:
        images = n, code.least(plus(n, "%step"), "%images")

        def band(r: str) -> None:
            rows = r, code.least(plus(r, "%band"), "%down")
            code.loop("%from", "%to", 1, lambda u: one(u, images, rows))

        code.loop("0", "%down", "%band", band)

    code.loop("0", "%images", "%step", some)
    return code


_KERNELS = {
    "correlate": (_correlate, "ppp" + "i" * (3 + len(_WINDOWS.split()))),
    "filter_gradient": (_filter_gradient, "ppp" + "i" * (7 + len(_WINDOWS.split()))),
}


@functools.cache
def kernel(name: str, tile: Tile) -> Callable[..., None] | None:
    """A compiled kernel; None where there can be none.

    Args:
      name: one of the kernels above.
      tile: what it holds in registers.
    """
    source, kinds = _KERNELS[name]
    return native.compiled(source(tile), kinds, level=1)
