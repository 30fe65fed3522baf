"""Cells of notebooks that are run again replace the variables that they made."""

from __future__ import annotations

import re
from types import CodeType
from typing import Any

from .. import sites
from ..registry import export
from .home import Home

_on = False
# Variable's number -> the code of the cell that made it: what is run again is compiled again.
_cells: dict[int, CodeType] = {}
_CELL = re.compile(r"<ipython-input-\d+-(\w+)>")  # what stays the same when it is run again


@export("", v1="notebook_mode")
def notebook_mode(enabled: bool = True) -> None:
    """Let a cell of a notebook that is run again replace the variables that it made before.

    Without it `get_variable` says that they exist already, as it does for everything that makes a
    variable twice: a loop, a function called twice, another cell. That stays an error.

    Args:
      enabled: False ends it.

    >>> v1 = ef.compat.v1
    >>> v1.notebook_mode()
    >>> cell = "w = v1.get_variable('w', initializer=1.)"
    >>> for _ in range(2):
    ...     exec(compile(cell, "<ipython-input-1-ab>", "exec"))
    >>> [v.name for v in v1.global_variables()]
    ['w:0']
    >>> v1.notebook_mode(False)
    """
    global _on
    _on = bool(enabled)


def remember(variable: Any) -> None:
    """Note which run of which cell makes a variable."""
    if _on:
        cell = _cell()
        if cell is not None:
            _cells[variable.tid] = cell


def replaces(variable: Any) -> bool:
    """Whether the cell that runs now is the one that made a variable, run again."""
    if not _on:
        return False
    first, now = _cells.get(variable.tid), _cell()
    if first is None or now is None or first is now:
        return False
    if _name(first) == _name(now):
        return True
    site, line = variable.site, sites.user_site()  # of a cell that was changed
    if site is None or line is None:
        return False
    return bool(site.text and (site.text, site.code.co_name) == (line.text, line.code.co_name))


def _name(cell: CodeType) -> str:
    found = _CELL.fullmatch(cell.co_filename)
    return found[1] if found else cell.co_filename


def _cell() -> CodeType | None:
    """The code of the module or cell that runs."""
    frame = sites.user_frame()
    while frame is not None and frame.f_code.co_name != "<module>":
        frame = frame.f_back
    return None if frame is None else frame.f_code


def forget(home: Home, name: str, variable: Any) -> None:
    """Take a variable out of everything that finds it; its name is free then."""
    del home.variables[name]
    _cells.pop(variable.tid, None)
    for members in home.collections.values():
        members[:] = [
            m for m in members
            if m is not variable and not str(getattr(m, "name", "")).startswith(f"{name}/Regul")
        ]  # fmt: skip
    graph = variable.graph
    names = home.names if graph is None else graph.names
    full = variable.name.partition(":")[0]
    for used in [u for u in names.used if u == full.lower() or u.startswith(f"{full.lower()}/")]:
        del names.used[used]
    if graph is not None:
        for op in [n for n in graph.by_name if n == full or n.startswith(f"{full}/")]:
            del graph.by_name[op]
