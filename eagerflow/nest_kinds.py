"""How each class of nested structure is taken apart and put together; see `nest`."""

from __future__ import annotations

import types
from collections import defaultdict
from collections.abc import Iterable, Mapping, MappingView, MutableMapping, Sequence
from typing import Any, NamedTuple

_MANY_CLASSES = 4096


class UnsortableKeysError(TypeError):
    """The keys of one mapping have no order; the walk adds where it is."""


class Kind(NamedTuple):
    """How the instances of one class are taken apart and put together."""

    family: str
    children: Any  # (node) -> sequence of children
    steps: Any  # (node) -> one piece of path for every child
    build: Any  # (node, children) -> a node like it


# --- mappings ------------------------------------------------------------------------------------


def _sorted_keys(node: Mapping[Any, Any]) -> list[Any]:
    try:
        return sorted(node)
    except TypeError as error:
        raise UnsortableKeysError(str(error)) from error


def _dict_children(node: Mapping[Any, Any]) -> list[Any]:
    return [node[key] for key in _sorted_keys(node)]


def _dict_steps(node: Mapping[Any, Any]) -> list[str]:
    return [f"[{key!r}]" for key in _sorted_keys(node)]


def _build_dict(node: dict[Any, Any], children: Iterable[Any]) -> dict[Any, Any]:
    values = dict(zip(_sorted_keys(node), children))
    return {key: values[key] for key in node}


def _build_mutable(node: MutableMapping[Any, Any], children: Iterable[Any]) -> Any:
    values = dict(zip(_sorted_keys(node), children))
    arguments = (node.default_factory,) if isinstance(node, defaultdict) else ()
    made = type(node)(*arguments)
    for key in node:
        made[key] = values[key]
    return made


def _build_mapping(node: Mapping[Any, Any], children: Iterable[Any]) -> Any:
    values = dict(zip(_sorted_keys(node), children))
    pairs = [(key, values[key]) for key in node]
    cls: Any = type(node)
    try:
        return cls(dict(pairs) if cls is types.MappingProxyType else pairs)
    except TypeError as error:
        raise TypeError(
            f"Error creating an object of type {cls} like {sketch(node)}. A Mapping in a nest is "
            f"made again from a list of (key, value) pairs, and this class refused one: {error}"
        ) from error


# --- sequences and objects -----------------------------------------------------------------------


def _self(node: Any) -> Any:
    return node


def _index_steps(node: Any) -> list[str]:
    return [f"[{i}]" for i in range(len(node))]


def _build_sequence(node: Any, children: Iterable[Any]) -> Any:
    return type(node)(children)


def _build_list(node: Any, children: Iterable[Any]) -> list[Any]:
    return list(children)


def _field_steps(node: Any) -> list[str]:
    return [f".{field}" for field in node._fields]


def _build_fields(node: Any, children: Iterable[Any]) -> Any:
    return type(node)(*children)


def _attrs_children(node: Any) -> list[Any]:
    return [getattr(node, attribute.name) for attribute in node.__attrs_attrs__]


def _attrs_steps(node: Any) -> list[str]:
    return [f".{attribute.name}" for attribute in node.__attrs_attrs__]


def _custom_children(node: Any) -> tuple[Any, ...]:
    return tuple(node.__tf_flatten__()[1])


def _custom_steps(node: Any) -> list[str]:
    return [f".components[{i}]" for i in range(len(_custom_children(node)))]


def _build_custom(node: Any, children: Iterable[Any]) -> Any:
    return node.__tf_unflatten__(node.__tf_flatten__()[0], tuple(children))


def _composite_children(node: Any) -> tuple[Any, ...]:
    return tuple(node._flatten_components())


def _composite_steps(node: Any) -> list[str]:
    return [f".components[{i}]" for i in range(len(_composite_children(node)))]


def _build_composite(node: Any, children: Iterable[Any]) -> Any:
    return type(node)._from_components(tuple(children), node)


_LIST = Kind("list", _self, _index_steps, _build_sequence)
_TUPLE = Kind("tuple", _self, _index_steps, _build_sequence)
_NAMEDTUPLE = Kind("namedtuple", _self, _field_steps, _build_fields)
_SEQUENCE = Kind("sequence", _self, _index_steps, _build_sequence)
_RANGE = Kind("sequence", _self, _index_steps, _build_list)
_VIEW = Kind("view", list, _index_steps, _build_list)
_DICT = Kind("mapping", _dict_children, _dict_steps, _build_dict)
_MUTABLE = Kind("mapping", _dict_children, _dict_steps, _build_mutable)
_MAPPING = Kind("mapping", _dict_children, _dict_steps, _build_mapping)
_ATTRS = Kind("attrs", _attrs_children, _attrs_steps, _build_fields)
_CUSTOM = Kind("custom", _custom_children, _custom_steps, _build_custom)
_COMPOSITE = Kind("composite", _composite_children, _composite_steps, _build_composite)

_BY_BASE: tuple[tuple[Any, Kind], ...] = (
    (list, _LIST),
    (tuple, _TUPLE),
    (MutableMapping, _MUTABLE),
    (Mapping, _MAPPING),
    (MappingView, _VIEW),
    (range, _RANGE),
    (Sequence, _SEQUENCE),
)


def is_namedtuple_class(cls: type) -> bool:
    fields = getattr(cls, "_fields", None)
    return issubclass(cls, tuple) and isinstance(fields, tuple)


def _classify(cls: type) -> Kind | None:
    if cls is dict:
        return _DICT
    if issubclass(cls, (str, bytes, bytearray, memoryview)):
        return None
    if hasattr(cls, "__tf_flatten__") and hasattr(cls, "__tf_unflatten__"):
        return _CUSTOM
    if hasattr(cls, "__attrs_attrs__"):
        return _ATTRS
    if is_namedtuple_class(cls):
        return _NAMEDTUPLE
    return next((kind for base, kind in _BY_BASE if issubclass(cls, base)), None)


class Kinds(dict[type, "Kind | None"]):
    """Class -> kind, None for the class of a leaf; a cache, emptied when programs make classes."""

    def __init__(self, composites: bool) -> None:
        super().__init__()
        self.composites = composites

    def __missing__(self, cls: type) -> Kind | None:
        if len(self) >= _MANY_CLASSES:
            self.clear()
        if self.composites and hasattr(cls, "_flatten_components"):
            kind: Kind | None = _COMPOSITE
        else:
            kind = _classify(cls)
        self[cls] = kind
        return kind

    def children(self, node: Any) -> Any:
        """The children of what is known to be a structure."""
        kind = self[type(node)]
        assert kind is not None
        return kind.children(node)


PLAIN = Kinds(composites=False)
EXPANDING = Kinds(composites=True)


def all_leaves(children: Iterable[Any], kinds: Kinds) -> bool:
    # Most often all are of one class: one look in place of one per child.
    for cls in set(map(type, children)):  # noqa: SIM110 - a generator costs more than the looks
        if kinds[cls] is not None:
            return False
    return True


def sketch(structure: Any, levels: int = 4, items: int = 8) -> str:
    """A structure in a line of bounded length: small leaves as they are, others by class."""
    kind = PLAIN[type(structure)]
    if kind is None:
        if structure is None or isinstance(structure, (bool, int, float, str)):
            text = repr(structure)
            return text if len(text) <= 40 else text[:37] + "..."
        return f"<{type(structure).__name__}>"
    if levels == 0:
        return "..."
    children = kind.children(structure)
    shown = [sketch(child, levels - 1, items) for child in list(children)[:items]]
    if kind.family in ("mapping", "namedtuple", "attrs"):
        names = [step.strip(".[]") for step in kind.steps(structure)]
        shown = [f"{name}: {child}" for name, child in zip(names, shown)]
    if len(children) > items:
        shown.append("...")
    left, right = _BRACKETS.get(kind.family, (type(structure).__name__ + "(", ")"))
    return left + ", ".join(shown) + right


_BRACKETS = {"list": ("[", "]"), "tuple": ("(", ")"), "mapping": ("{", "}")}
