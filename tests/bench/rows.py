"""What a measurement says, and the table of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass

HEAD = ("", "ours", "reference", "", "measured", "limit", "")


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Args:
      name: what was measured.
      ours: seconds.
      reference: seconds of what it is compared with; None when the limit is for `ours` itself.
      against: what the reference is.
      limit: the greatest ratio allowed, or for `excess` the greatest difference in microseconds;
        None for information only.
      excess: compare by the difference, not by the ratio.
    """

    name: str
    ours: float
    reference: float | None = None
    against: str = ""
    limit: float | None = None
    excess: bool = False

    @property
    def measured(self) -> float:
        """The number that the limit is for."""
        if self.reference is None:
            return self.ours * 1e6
        if self.excess:
            return (self.ours - self.reference) * 1e6
        return self.ours / self.reference

    @property
    def over(self) -> bool:
        return self.limit is not None and self.measured > self.limit

    def cells(self) -> tuple[str, ...]:
        ratio = self.reference is not None and not self.excess
        show = "{:.2f}x".format if ratio else _microseconds
        return (
            self.name,
            _microseconds(self.ours * 1e6),
            "" if self.reference is None else _microseconds(self.reference * 1e6),
            self.against,
            ("+" if self.excess else "") + show(self.measured),
            "" if self.limit is None else show(self.limit),
            "" if self.limit is None else "OVER" if self.over else "ok",
        )


def _microseconds(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:.1f} ms"
    return f"{value:.{3 if value < 10 else 0 if value >= 100 else 1}f} us"


def table(rows: Iterable[Row]) -> str:
    """The rows below a head, in columns."""
    lines = [HEAD, *[row.cells() for row in rows]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    left = (True, False, False, True, False, False, True)
    shown = [
        "  ".join(
            cell.ljust(width) if to_left else cell.rjust(width)
            for cell, width, to_left in zip(line, widths, left, strict=True)
        ).rstrip()
        for line in lines
    ]
    return "\n".join([shown[0], "-" * max(map(len, shown)), *shown[1:]])
