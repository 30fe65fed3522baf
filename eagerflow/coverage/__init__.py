"""How much of TensorFlow's interface is here: `python -m eagerflow coverage`.

`tensorflow.tsv` has the names of TensorFlow 2.21 with their parameters and with the number of uses
in the programs surveyed; `reasons.tsv` says why a name differs or is missing.
"""

from __future__ import annotations

import enum
import functools
import importlib
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import resources
from typing import Any

from ..dtype import DType

_V1 = "compat.v1."


@dataclass(frozen=True)
class Row:
    """A name of TensorFlow.

    Args:
      name: dotted, below `tf`.
      kind: "function", "class", "value", or "absent" when programs use it but 2.21 lacks it.
      uses: how often the surveyed programs use it.
      theirs: TensorFlow's parameters, as `name` or `name=default`.
      ours: ours; None when the name is missing here, empty for what is not called.
      reason: why it differs or is missing.
    """

    name: str
    kind: str
    uses: int
    theirs: tuple[str, ...]
    ours: tuple[str, ...] | None
    reason: str

    @property
    def status(self) -> str:
        """`same`, `differs` or `missing`."""
        if self.ours is None:
            return "missing"
        if self.kind not in ("function", "class") or self.theirs == ("?",):
            return "same"
        return "same" if plain(self.ours) == plain(self.theirs) else "differs"


def plain(parameters: tuple[str, ...]) -> list[str]:
    """Parameters in the form in which they are compared: the kind of brackets means nothing."""
    return [p.replace("[", "(").replace("]", ")").replace(",)", ")") for p in parameters]


def _data(file: str) -> list[list[str]]:
    text = (resources.files(__name__) / file).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


@functools.cache
def reasons() -> dict[str, str]:
    """Name, or pattern of names, -> why these differ from TensorFlow's or are missing."""
    return {line[0]: line[1] for line in _data("reasons.tsv")}


def _reason(name: str, known: dict[str, str]) -> str:
    if name in known:
        return known[name]
    return next((r for p, r in known.items() if "*" in p and fnmatchcase(name, p)), "")


def explain(name: str) -> str:
    """Why a name differs or is missing, where reasons that point to another name are followed."""
    known = reasons()
    reason = _reason(name, known)
    while reason.startswith("as ") and (other := _reason(reason.removeprefix("as "), known)):
        reason = other
    return reason


@dataclass(frozen=True)
class Entry:
    """A line of the table: a name of TensorFlow as `Row` has it, compared with nothing."""

    kind: str
    uses: int
    theirs: tuple[str, ...]


@functools.cache
def entries() -> dict[str, Entry]:
    """The names of TensorFlow 2.21, and those that programs use beside them."""
    return {
        name: Entry(kind, int(uses), tuple(p for p in parameters.split("; ") if p))
        for name, kind, uses, parameters in _data("tensorflow.tsv")
    }


def text_of(value: Any) -> str:
    """A default as the table writes it, `...` where it has no short text."""
    if isinstance(value, DType):
        return f"tf.{value.name}"
    if isinstance(value, enum.Enum):
        return repr(value.value)
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes, tuple, list)):
        return repr(value)
    return "..."


def parameters_of(value: Any) -> tuple[str, ...]:
    """The parameters of a callable, written as in the table."""
    texts: list[str] = []
    for p in inspect.signature(value).parameters.values():
        stars = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(p.kind.name, "")
        if p.kind is p.KEYWORD_ONLY and not any(t.startswith("*") for t in texts):
            texts.append("*")
        end = "" if p.default is p.empty else f"={text_of(p.default)}"
        texts.append(f"{stars}{p.name}{end}")
    return tuple(texts)


def _find(root: Any, name: str) -> Any:
    """The object that a dotted name leads to.

    Raises:
      AttributeError: it leads nowhere.
    """
    for part in name.split("."):
        root = getattr(root, part)
    return root


def _ours(name: str, kind: str, roots: tuple[Any, Any]) -> tuple[str, ...] | None:
    root, v1 = roots
    try:
        if name.startswith(_V1):
            value = _find(v1, name.removeprefix(_V1))
        else:
            try:
                value = _find(root, name)
            except AttributeError:
                if kind != "absent":
                    raise
                value = _find(v1, name)
    except AttributeError:
        return None
    if kind not in ("function", "class"):
        return ()
    try:
        return parameters_of(value)
    except (TypeError, ValueError):
        return ("?",)


def rows() -> Iterator[Row]:
    """Every name of the table, compared with what is here."""
    package = __name__.partition(".")[0]
    roots = importlib.import_module(package), importlib.import_module(f"{package}.compat.v1")
    known = reasons()
    for name, e in entries().items():
        ours = _ours(name, e.kind, roots)
        yield Row(name, e.kind, e.uses, e.theirs, ours, _reason(name, known))


def covered_share(found: Iterable[Row]) -> float:
    """The share of the uses in the surveyed programs that is of names that are here."""
    counted = [(r.uses, r.ours is not None) for r in found]
    return sum(n for n, here in counted if here) / sum(n for n, _ in counted)


def summary(found: list[Row]) -> str:
    """A few lines: numbers of names, share of uses, what is missing among names used often."""
    counts = {s: sum(r.status == s for r in found) for s in ("same", "differs", "missing")}
    often = [r for r in found if r.uses >= 3 and r.ours is None]
    lines = [
        f"{len(found)} names of TensorFlow 2.21: {counts['same']} with the same parameters, "
        f"{counts['differs']} with others, {counts['missing']} missing",
        f"{covered_share(found):.2%} of {sum(r.uses for r in found):,} uses in the programs "
        "surveyed are of names that are here",
        f"missing among the {sum(r.uses >= 3 for r in found)} names used three times or more: "
        f"{len(often)}" + "".join(f"\n  {r.name} ({r.uses} uses): {r.reason}" for r in often),
    ]
    return "\n".join(lines)


def page(found: list[Row]) -> str:
    """The page `docs/api_coverage.md`."""
    head = (
        "# Coverage of TensorFlow's interface\n\n"
        "Written by `python -m eagerflow coverage --page`. Names, parameters and defaults are "
        "those of TensorFlow 2.21.\n\n```text\n" + summary(found) + "\n```\n"
    )
    spaces: dict[str, list[Row]] = {}
    for r in found:
        spaces.setdefault(r.name.rpartition(".")[0], []).append(r)
    return head + "".join(_section(space, inside) for space, inside in sorted(spaces.items()))


def _section(space: str, inside: list[Row]) -> str:
    title = f"tf.{space}" if space else "tf"
    same = [r.name.rpartition(".")[2] for r in inside if r.status == "same"]
    text = f"\n## {title}\n"
    if same:
        text += f"\nSame ({len(same)}): {', '.join(f'`{name}`' for name in same)}.\n"
    differing = [r for r in inside if r.status == "differs"]
    if differing:
        text += "\n| differs | TensorFlow | here | why |\n|---|---|---|---|\n"
        for r in differing:
            theirs, ours = _difference(r)
            text += f"| `{r.name.rpartition('.')[2]}` | {theirs} | {ours} | {r.reason} |\n"
    missing = [r for r in inside if r.status == "missing"]
    by_reason: dict[str, list[str]] = {}
    for r in missing:
        by_reason.setdefault(r.reason, []).append(r.name.rpartition(".")[2])
    if missing:
        text += "\n| missing | why |\n|---|---|\n"
        for reason, names in by_reason.items():
            text += f"| {', '.join(f'`{name}`' for name in names)} | {reason} |\n"
    return text


def _difference(row: Row) -> tuple[str, str]:
    """The parameters that only one side has; all when just their order differs."""
    assert row.ours is not None
    mine, their = plain(row.ours), plain(row.theirs)
    theirs = [p for p in row.theirs if plain((p,))[0] not in mine]
    ours = [p for p in row.ours if plain((p,))[0] not in their]
    if not theirs and not ours:
        theirs, ours = list(row.theirs), list(row.ours)
    return _cell(theirs), _cell(ours)


def _cell(parameters: list[str]) -> str:
    return ", ".join(f"`{p}`" for p in parameters).replace("|", "\\|")
