"""Nested structures: lists, tuples, dictionaries and their like, and the leaves in them.

What counts as a structure:

| class | children, in order | packed again as |
|---|---|---|
| `list`, `tuple`, other `Sequence` but strings and bytes | items | the same class |
| `namedtuple`, a class made by the attrs library | fields | the same class |
| `dict`, `OrderedDict`, `defaultdict`, other `Mapping` | values by sorted key | same, own order |
| `d.keys()`, `d.values()`, `d.items()`, `range` | items | `list` |
| a class with `__tf_flatten__` and `__tf_unflatten__` | its components | what the class makes |

Everything else is a leaf: `None`, numbers, strings, arrays, tensors, sets, dataclasses without the
two methods. The walk keeps its own stack, so a structure may be deeper than Python's recursion
limit; one that contains itself raises ValueError.

Two protocols let a class take part:

* `__tf_flatten__(self) -> (metadata, components)` with the class or static method
  `__tf_unflatten__(metadata, components)`: always a structure.
* **Composites** (a sparse gradient, a ragged tensor) are leaves, and structures of their parts when
  `expand_composites=True`: `_flatten_components(self) -> tuple` gives the parts and the class
  method `_from_components(components, like) -> object` makes an object of them, `like` being the
  object whose place it takes and whose static facts (a dense shape, a name) it copies. The parts
  may be structures themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

from . import nest_kinds
from .registry import export

_DEEP = 1000  # levels between two looks for a structure that contains itself


# --- flatten -------------------------------------------------------------------------------------


@export("nest.is_nested")
def is_nested(seq: Any) -> bool:
    """Whether this is a structure rather than a leaf.

    >>> is_nested([1, 2]), is_nested({}), is_nested("ab"), is_nested(None)
    (True, True, False, False)
    """
    return nest_kinds.PLAIN[type(seq)] is not None


@export("nest.flatten")
def flatten(structure: Any, expand_composites: bool = False) -> list[Any]:
    """The leaves of a structure, in order; those of a mapping by sorted key.

    Args:
      structure: any structure, or a leaf.
      expand_composites: also take composites apart.

    Returns:
      A new list; for a leaf, the list of just that leaf.

    Raises:
      TypeError: the keys of a mapping cannot be sorted.
      ValueError: the structure contains itself.

    >>> flatten({"b": [1, 2], "a": (3, None)})
    [3, None, 1, 2]
    """
    kinds = nest_kinds.EXPANDING if expand_composites else nest_kinds.PLAIN
    kind = kinds[type(structure)]
    if kind is None:
        return [structure]
    try:
        return _flatten(structure, kind, kinds)
    except nest_kinds.UnsortableKeysError:
        _refuse_keys(structure, kinds)


def _flatten(structure: Any, kind: nest_kinds.Kind, kinds: nest_kinds.Kinds) -> list[Any]:
    children = kind.children(structure)
    if nest_kinds.all_leaves(children, kinds):
        return list(children)
    leaves: list[Any] = []
    walk = iter(children)
    stack: list[Iterator[Any]] = []
    limit = _DEEP
    while True:
        for node in walk:
            below = kinds[type(node)]
            if below is None:
                leaves.append(node)
            else:
                stack.append(walk)
                if len(stack) == limit:
                    limit = _look_for_cycle(structure, kinds, limit)
                walk = iter(below.children(node))
                break
        else:
            if not stack:
                return leaves
            walk = stack.pop()


def _look_for_cycle(structure: Any, kinds: nest_kinds.Kinds, limit: int) -> int:
    """Raise if the structure contains itself; else the depth at which to look again."""
    for _ in _walk(structure, kinds):
        pass
    return 10 * limit


def _refuse_keys(structure: Any, kinds: nest_kinds.Kinds) -> NoReturn:
    """Raise the error of the walk that knows where it is."""
    for _ in _walk(structure, kinds):
        pass
    raise AssertionError("the keys were unsortable a moment ago")


class _Frame:
    """A structure that is being walked: where we are in it, and where it is."""

    __slots__ = ("node", "prefix", "rest")

    def __init__(self, node: Any, kind: nest_kinds.Kind, prefix: tuple[Any, str]) -> None:
        self.node = node
        self.prefix = prefix
        try:
            self.rest = iter(list(zip(kind.steps(node), kind.children(node))))
        except nest_kinds.UnsortableKeysError as error:
            raise TypeError(
                "nest only supports dicts with sortable keys. "
                f"Those of the {type(node).__name__} at {_place(prefix)} are not: {error}. "
                "Fix: use keys of one type, or a list of pairs."
            ) from error


def _join(prefix: Any) -> str:
    """The path of a linked list of steps, the last step first."""
    steps: list[str] = []
    while prefix is not None:
        prefix, step = prefix
        steps.append(step)
    return "".join(reversed(steps))


def _place(prefix: Any) -> str:
    return _join(prefix) or "the top"


def _walk(structure: Any, kinds: nest_kinds.Kinds) -> Iterator[tuple[Any, Any]]:
    """Every leaf with its path as a linked list; slower than `_flatten` and precise in errors."""
    kind = kinds[type(structure)]
    root: Any = None
    if kind is None:
        yield root, structure
        return
    stack = [_Frame(structure, kind, root)]
    limit = _DEEP
    while stack:
        frame = stack[-1]
        for step, node in frame.rest:
            below = kinds[type(node)]
            prefix = (frame.prefix, step)
            if below is None:
                yield prefix, node
            else:
                stack.append(_Frame(node, below, prefix))
                if len(stack) == limit:
                    _check_path(stack)
                    limit *= 2
                break
        else:
            stack.pop()


def _check_path(stack: Sequence[_Frame]) -> None:
    first: dict[int, _Frame] = {}
    for frame in stack:
        seen = first.setdefault(id(frame.node), frame)
        if seen is not frame:
            raise ValueError(
                f"The structure contains itself: the {type(frame.node).__name__} at "
                f"{_place(seen.prefix)} is found again at {_place(frame.prefix)}."
            )


def flatten_with_paths(structure: Any, expand_composites: bool = False) -> list[tuple[str, Any]]:
    """The leaves of a structure, each with its path written as Python source.

    Args:
      structure: any structure, or a leaf.
      expand_composites: also take composites apart.

    Returns:
      (path, leaf) pairs in the order of `flatten`; the path of a structure that is itself a leaf
      is the empty string. Parts of a class that takes itself apart read `.components[0]`.

    Raises:
      TypeError: the keys of a mapping cannot be sorted.
      ValueError: the structure contains itself.

    >>> flatten_with_paths([{"a": 1}, (2,)])
    [("[0]['a']", 1), ('[1][0]', 2)]
    """
    kinds = nest_kinds.EXPANDING if expand_composites else nest_kinds.PLAIN
    return [(_join(prefix), leaf) for prefix, leaf in _walk(structure, kinds)]


# --- pack ----------------------------------------------------------------------------------------


@export("nest.pack_sequence_as")
def pack_sequence_as(structure: Any, flat_sequence: Any, expand_composites: bool = False) -> Any:
    """A structure like this one, with new leaves.

    Args:
      structure: what to imitate; its leaves are not looked at.
      flat_sequence: a list or other sequence with as many items as `structure` has leaves.
      expand_composites: also take composites apart.

    Returns:
      The new structure, or the only item of `flat_sequence` when `structure` is a leaf.

    Raises:
      TypeError: `flat_sequence` is not a sequence.
      ValueError: the numbers of leaves differ, or the structure contains itself.

    >>> pack_sequence_as({"b": [1, 2], "a": 3}, ["x", "y", "z"])
    {'b': ['y', 'z'], 'a': 'x'}
    """
    kinds = nest_kinds.EXPANDING if expand_composites else nest_kinds.PLAIN
    flat = _as_list(flat_sequence)
    kind = kinds[type(structure)]
    if kind is None:
        if len(flat) != 1:
            raise ValueError(
                f"The target structure is of type `{type(structure)}`, a leaf. "
                f"However the input is a sequence ({type(flat_sequence)}) of length {len(flat)}: "
                f"{nest_kinds.sketch(flat_sequence)}."
            )
        return flat[0]
    try:
        return _pack(structure, kind, flat, kinds)
    except nest_kinds.UnsortableKeysError:
        _refuse_keys(structure, kinds)


def _as_list(flat_sequence: Any) -> Sequence[Any]:
    if type(flat_sequence) in (list, tuple):
        return flat_sequence  # type: ignore[no-any-return]
    kind = nest_kinds.PLAIN[type(flat_sequence)]
    if kind is None or kind.family == "mapping":
        raise TypeError(
            f"Attempted to pack value: {flat_sequence!r} into a structure, "
            f"but found incompatible type `{type(flat_sequence)}` instead. "
            "Fix: pass a list of the new leaves."
        )
    return list(kind.children(flat_sequence))


def _pack(
    structure: Any, kind: nest_kinds.Kind, flat: Sequence[Any], kinds: nest_kinds.Kinds
) -> Any:
    used, total = 0, len(flat)
    node, made = structure, list[Any]()
    children = kind.children(structure)
    if len(children) == total and nest_kinds.all_leaves(children, kinds):
        return kind.build(structure, flat)
    walk: Iterator[Any] = iter(children)
    stack: list[tuple[Any, nest_kinds.Kind, Iterator[Any], list[Any]]] = []
    limit = _DEEP
    while True:
        for child in walk:
            below = kinds[type(child)]
            if below is None:
                if used == total:
                    _refuse_count(structure, flat, kinds)
                made.append(flat[used])
                used += 1
            else:
                stack.append((node, kind, walk, made))
                if len(stack) == limit:
                    limit = _look_for_cycle(structure, kinds, limit)
                node, kind, made = child, below, []
                walk = iter(kind.children(node))
                break
        else:
            built = kind.build(node, made)
            if not stack:
                if used != total:
                    _refuse_count(structure, flat, kinds)
                return built
            node, kind, walk, made = stack.pop()
            made.append(built)


def _refuse_count(structure: Any, flat: Sequence[Any], kinds: nest_kinds.Kinds) -> NoReturn:
    wanted = sum(1 for _ in _walk(structure, kinds))
    raise ValueError(
        f"Could not pack sequence. Structure had {wanted} atoms, but flat_sequence had "
        f"{len(flat)} items. Structure: {nest_kinds.sketch(structure)}, "
        f"flat_sequence: {nest_kinds.sketch(flat)}."
    )


# --- same structure ------------------------------------------------------------------------------


@export("nest.assert_same_structure")
def assert_same_structure(
    nest1: Any, nest2: Any, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Check that two structures differ in nothing but their leaves.

    Args:
      nest1: a structure.
      nest2: the structure to compare it with.
      check_types: also compare classes and dictionary keys. All lists are alike to it, all
        mappings, and two namedtuples with equal names and fields.
      expand_composites: also take composites apart.

    Raises:
      ValueError: a leaf stands where the other has a structure, or the numbers of children or
        the keys differ.
      TypeError: the classes differ, or the keys of a mapping cannot be sorted.

    >>> assert_same_structure([1, (2, 3)], ["a", ("b", None)])
    """
    kinds = nest_kinds.EXPANDING if expand_composites else nest_kinds.PLAIN
    try:
        _compare(_Two(nest1, nest2, kinds), check_types)
    except nest_kinds.UnsortableKeysError:
        for nest in (nest1, nest2):
            flatten(nest, expand_composites)
        raise


class _Two(NamedTuple):
    """The structures of one comparison."""

    nest1: Any
    nest2: Any
    kinds: nest_kinds.Kinds


def _compare(two: _Two, check_types: bool) -> None:
    kinds = two.kinds
    stack: list[tuple[Any, Any, Any, int]] = [(two.nest1, two.nest2, None, 0)]
    limit = _DEEP
    while stack:
        left, right, route, depth = stack.pop()
        kind1, kind2 = kinds[type(left)], kinds[type(right)]
        if kind1 is None or kind2 is None:
            if kind1 is not kind2:
                _differ(ValueError, two, route, _one_leaf(left, right, kind1))
            continue
        if check_types and (kind1.family == "mapping" or type(left) is not type(right)):
            _compare_classes(two, left, right, route)
        below1, below2 = kind1.children(left), kind2.children(right)
        if len(below1) != len(below2):
            cause = f"the first has {len(below1)} elements and the second {len(below2)}"
            _differ(ValueError, two, route, cause)
        if depth == limit:
            limit = _look_for_cycle(two.nest1, kinds, limit)
        if nest_kinds.all_leaves(below1, kinds) and nest_kinds.all_leaves(below2, kinds):
            continue
        for i in range(len(below1) - 1, -1, -1):  # the first pair is popped first
            a, b = below1[i], below2[i]
            if kinds[type(a)] is not None or kinds[type(b)] is not None:
                stack.append((a, b, (route, i), depth + 1))


def _compare_classes(two: _Two, left: Any, right: Any, route: Any) -> None:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if left.keys() != right.keys():
            keys = [nest_kinds.sketch(list(node)) for node in (left, right)]
            cause = f"the first has the keys {keys[0]} and the second {keys[1]}"
            _differ(ValueError, two, route, cause)
    elif not _alike(left, right):
        cause = f"the first is a {type(left).__name__} and the second a {type(right).__name__}"
        _differ(TypeError, two, route, cause)


def _alike(left: Any, right: Any) -> bool:
    """Whether two structures of different classes count as the same."""
    if isinstance(left, (list, Mapping)):
        return isinstance(right, list if isinstance(left, list) else Mapping)
    cls1, cls2 = type(left), type(right)
    if nest_kinds.is_namedtuple_class(cls1) and nest_kinds.is_namedtuple_class(cls2):
        return cls1.__name__ == cls2.__name__ and left._fields == right._fields
    return False


def _one_leaf(left: Any, right: Any, kind1: nest_kinds.Kind | None) -> str:
    nested, leaf = (right, left) if kind1 is None else (left, right)
    which = ("second", "first") if kind1 is None else ("first", "second")
    return (
        f"the {which[0]} is a sequence, {nest_kinds.sketch(nested)}, "
        f"and the {which[1]} is not: {nest_kinds.sketch(leaf)} ({type(leaf).__name__})"
    )


def _differ(error: type[Exception], two: _Two, route: Any, cause: str) -> NoReturn:
    raise error(
        "The two structures don't have the same nested structure. "
        f"At {_route_place(two.nest1, route, two.kinds)} {cause}.\n"
        f"First structure: {nest_kinds.sketch(two.nest1)}\n"
        f"Second structure: {nest_kinds.sketch(two.nest2)}"
    )


def _route_place(nest: Any, route: Any, kinds: nest_kinds.Kinds) -> str:
    """The path of a linked list of child numbers, the last one first."""
    indices: list[int] = []
    while route is not None:
        route, index = route
        indices.append(index)
    prefix: Any = None
    for index in reversed(indices):
        kind = kinds[type(nest)]
        assert kind is not None
        prefix = (prefix, kind.steps(nest)[index])
        nest = kind.children(nest)[index]
    return _place(prefix)


# --- map -----------------------------------------------------------------------------------------


@export("nest.map_structure")
def map_structure(
    func: Callable[..., Any],
    *structures: Any,
    check_types: bool = True,
    expand_composites: bool = False,
) -> Any:
    """A structure of `func(leaf, ...)` for every leaf of one structure or of several like it.

    Args:
      func: called with one leaf of each structure.
      *structures: at least one; the result has the classes of the first.
      check_types: see `assert_same_structure`.
      expand_composites: also take composites apart.

    Returns:
      The new structure.

    Raises:
      TypeError: `func` is not callable, or classes differ.
      ValueError: no structure is given, or the structures differ.

    >>> map_structure(lambda x, y: x + y, {"a": 1, "b": (2,)}, {"a": 10, "b": (20,)})
    {'a': 11, 'b': (22,)}
    """
    if not callable(func):
        raise TypeError(f"func must be callable, got: {func}")
    if not structures:
        raise ValueError("Must provide at least one structure")
    kinds = nest_kinds.EXPANDING if expand_composites else nest_kinds.PLAIN
    first = structures[0]
    if len(structures) == 1:
        kind = kinds[type(first)]
        if kind is None:
            return func(first)
        return _pack(first, kind, [func(x) for x in flatten(first, expand_composites)], kinds)
    for other in structures[1:]:
        assert_same_structure(first, other, check_types, expand_composites)
    kind = kinds[type(first)]
    if kind is None:
        return func(*structures)
    flat = [flatten(structure, expand_composites) for structure in structures]
    return _pack(first, kind, [func(*leaves) for leaves in zip(*flat)], kinds)


def flatten_up_to(
    shallow_tree: Any,
    input_tree: Any,
    check_types: bool = True,
    expand_composites: bool = False,
) -> list[Any]:
    """What `input_tree` has in the places where `shallow_tree` has leaves.

    Args:
      shallow_tree: how far to go.
      input_tree: a structure that begins like it and may go deeper.
      check_types: see `assert_same_structure`.
      expand_composites: also take composites apart.

    Returns:
      One item, leaf or structure, for every leaf of `shallow_tree`.

    Raises:
      TypeError: a leaf stands where `shallow_tree` has a structure, or classes differ.
      ValueError: the lengths or keys differ.

    >>> flatten_up_to([None, {"k": None}], [(1, 2), {"k": [3]}])
    [(1, 2), [3]]
    """
    kinds = nest_kinds.EXPANDING if expand_composites else nest_kinds.PLAIN
    try:
        return _flatten_up_to(_Two(shallow_tree, input_tree, kinds), check_types)
    except nest_kinds.UnsortableKeysError:
        for tree in (shallow_tree, input_tree):
            flatten(tree, expand_composites)
        raise


def _flatten_up_to(two: _Two, check_types: bool) -> list[Any]:
    shallow_tree, input_tree, kinds = two
    items: list[Any] = []
    stack: list[tuple[Any, Any, Any, int]] = [(shallow_tree, input_tree, None, 0)]
    limit = _DEEP
    while stack:
        shallow, tree, route, depth = stack.pop()
        kind = kinds[type(shallow)]
        if kind is None:
            items.append(tree)
            continue
        problem = _shallow_problem(shallow, tree, check_types, kinds)
        if problem is not None:
            place = _route_place(shallow_tree, route, kinds)
            raise type(problem)(f"{problem} This is at {place} of the shallow structure.")
        if depth == limit:
            limit = _look_for_cycle(shallow_tree, kinds, limit)
        pairs = list(zip(kinds.children(shallow), kinds.children(tree)))
        for i in range(len(pairs) - 1, -1, -1):
            stack.append((*pairs[i], (route, i), depth + 1))
    return items


def _shallow_problem(
    shallow: Any, tree: Any, check_types: bool, kinds: nest_kinds.Kinds
) -> TypeError | ValueError | None:
    if kinds[type(tree)] is None:
        return TypeError(
            "If shallow structure is a sequence, input must also be a sequence. "
            f"Input has type: {type(tree)}."
        )
    other_type = TypeError(
        "The two structures don't have the same sequence type. Input structure has type "
        f"{type(tree)}, while shallow structure has type {type(shallow)}."
    )
    if check_types and not isinstance(tree, type(shallow)) and not _alike(shallow, tree):
        return other_type
    below, above = kinds.children(shallow), kinds.children(tree)
    if len(below) != len(above):
        return ValueError(
            "The two structures don't have the same sequence length. Input structure has length "
            f"{len(above)}, while shallow structure has length {len(below)}."
        )
    keyed = isinstance(tree, Mapping)
    if isinstance(shallow, Mapping):
        absent = [key for key in shallow if not keyed or key not in tree]
        if absent:
            return ValueError(
                "The shallow_tree's keys are not a subset of the input_tree's keys. The "
                f"shallow_tree has the following keys that are not in the input_tree: {absent}."
            )
    elif keyed and len(above):
        return other_type  # without check_types, too: keys are not found by number
    return None


def map_structure_up_to(
    shallow_tree: Any,
    func: Callable[..., Any],
    *inputs: Any,
    check_types: bool = True,
    expand_composites: bool = False,
) -> Any:
    """A structure like `shallow_tree` of what `func` makes of the items of `flatten_up_to`.

    Args:
      shallow_tree: how far to go, and the classes of the result.
      func: called with one item, leaf or structure, of each input.
      *inputs: structures that begin like `shallow_tree`.
      check_types: see `assert_same_structure`.
      expand_composites: also take composites apart.

    Returns:
      The new structure.

    Raises:
      TypeError: see `flatten_up_to`.
      ValueError: see `flatten_up_to`; or no input is given.

    >>> map_structure_up_to([None, None], len, [(1, 2, 3), {"k": 4}])
    [3, 1]
    """
    if not inputs:
        raise ValueError("Cannot map over no sequences")
    flat = [flatten_up_to(shallow_tree, tree, check_types, expand_composites) for tree in inputs]
    made = [func(*items) for items in zip(*flat)]
    return pack_sequence_as(shallow_tree, made, expand_composites)
