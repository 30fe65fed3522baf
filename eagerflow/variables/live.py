"""Which tensors and variables are alive, how large they are, and which lines made them."""

from __future__ import annotations

import gc
import weakref
from typing import Any

from .. import sites
from ..autodiff.explain import Log, turned_on
from ..core.opdef import OpDef
from ..core.switch import Switch
from ..core.tensor import EagerTensor
from ..registry import export
from ..shapes import text
from .variable import Variable


class _Sites(Log):
    """Stands among the tapes and remembers the lines of tensors as long as they live."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        super().__init__(0)
        self.found: dict[int, tuple[Any, sites.Site | None]] = {}

    def note(self, op: OpDef, out: Any, args: tuple[Any, ...]) -> None:
        """Remember where the results of an op were made."""
        self._remember(out if type(out) is tuple else (out,))

    def note_call(self, callee: Any, outs: Any, tensors: Any) -> None:
        """Remember where the results of a function were made."""
        self._remember(outs)

    def _remember(self, outs: Any) -> None:
        site = sites.user_site()
        for t in outs:
            key = id(t)

            def gone(_: Any, key: int = key) -> None:
                self.found.pop(key, None)

            self.found[key] = (weakref.ref(t, gone), site)


_on: list[_Sites] = []


@export("debugging.record_tensor_sites")
def record_tensor_sites() -> Switch:
    """Remember the line of every tensor that an operation or a function of this thread makes.

    `debugging.live_tensors` shows the lines then, also after it was turned off.

    Returns:
      A context manager; without `with`, it is on until its `stop()` is called.
    """
    _on[:] = [s for s in _on if s.found]
    found = _Sites()
    _on.append(found)
    return turned_on(found)


class LiveTensor:
    """A tensor or variable that is alive.

    Attributes:
      nbytes: the size of its data in bytes.
      shape: its shape.
      dtype: its dtype.
      name: the name of a variable, an empty string for a tensor.
      site: the line that made it, None when it is not known.
    """

    __slots__ = ("dtype", "name", "nbytes", "shape", "site")

    def __init__(self, array: Any, dtype: Any, name: str, site: sites.Site | None) -> None:
        self.nbytes: int = array.nbytes
        self.shape: tuple[int, ...] = array.shape
        self.dtype = dtype
        self.name = name
        self.site = site

    def __str__(self) -> str:
        what = f"variable {self.name!r} " if self.name else ""
        where = f"  {self.site}" if self.site is not None else "  (line not known)"
        return f"{_size(self.nbytes)}  {what}{self.dtype.name} {text(self.shape)}{where}"

    __repr__ = __str__


class LiveTensors(list[LiveTensor]):
    """Live tensors, the largest first; `str()` is a table of them."""

    total: int  # bytes of all that are alive, those that are not listed too

    def __str__(self) -> str:
        lines = [f"{_size(self.total)}  in all live tensors and variables", *map(str, self)]
        return "\n".join(lines)


def _size(nbytes: int) -> str:
    value, unit = float(nbytes), "B"
    for larger in ("KiB", "MiB", "GiB"):
        if value < 1024.0:
            break
        value, unit = value / 1024.0, larger
    return f"{value:8.1f} {unit:3}" if unit != "B" else f"{nbytes:8d} B  "


@export("debugging.live_tensors")
def live_tensors(limit: int = 20) -> LiveTensors:
    """The largest tensors and variables that are alive, with the lines that made them.

    The lines of variables are always known, those of tensors if they were made by operations while
    `debugging.record_tensor_sites` was on. Tensors that share memory are listed once.

    Args:
      limit: how many to list.

    Returns:
      A list of `LiveTensor`, the largest first; print it for a table. Its `total` counts the bytes
      of all of them.

    >>> with ef.debugging.record_tensor_sites():
    ...     big = ef.zeros([1000, 1000]) + 1.0
    ...     print(ef.debugging.live_tensors(1)[0].shape)
    (1000, 1000)
    """
    found: dict[int, LiveTensor] = {}

    def add(array: Any, dtype: Any, name: str, site: sites.Site | None) -> None:
        owner = array
        while type(getattr(owner, "base", None)) is type(array):
            owner = owner.base
        known = found.get(id(owner))
        if known is None or array.nbytes > known.nbytes or (known.site is None and site):
            found[id(owner)] = LiveTensor(array, dtype, name, site)

    objects = gc.get_objects()
    for o in objects:
        array = getattr(getattr(o, "cell", None), "a", None) if _is(o, Variable) else None
        if array is not None:
            add(array, o.dtype, o.name, o.site)
    for o in objects:
        if _is(o, EagerTensor) and hasattr(getattr(o, "a", None), "nbytes"):
            add(o.a, o.k.dtype, "", _site(o))
    result = LiveTensors(sorted(found.values(), key=lambda t: -t.nbytes)[:limit])
    result.total = sum(t.nbytes for t in found.values())
    return result


def _is(o: Any, cls: type) -> bool:
    """`isinstance` without asking the object, which may be anything."""
    return issubclass(type(o), cls)


def _site(t: EagerTensor) -> sites.Site | None:
    return next((s.found[id(t)][1] for s in reversed(_on) if id(t) in s.found), None)
