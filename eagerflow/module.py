"""Module: an object that finds the variables of its parts."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from . import errors, nest
from .core.convert import is_tensor_like
from .core.tensor import Tensor
from .registry import export
from .variables.deferred import noticed
from .variables.names import NameScope

F = TypeVar("F", bound=Callable[..., Any])

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*$")


def snake_case(name: str) -> str:
    """`MyLayer` as `my_layer`."""
    split = re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)(?<!_)[A-Z](?=[a-z]))", r"_\1", name)
    return split.lower()


def is_variable(value: Any) -> bool:
    """True for variables: they have a value that can be assigned."""
    return is_tensor_like(value) and not isinstance(value, Tensor) and hasattr(value, "assign")


@export("Module")
class Module:
    """Base of objects that have variables, and parts that have some.

    Variables and modules are found in attributes, and in lists, tuples and dictionaries there.

    Args:
      name: a name, used for the scope of its variables; the class's name in lower case when left
        out.

    Raises:
      ValueError: the name is no Python identifier.

    >>> class Dense(ef.Module):
    ...     def __init__(self, inputs, outputs, name=None):
    ...         super().__init__(name=name)
    ...         self.w = ef.Variable(ef.ones([inputs, outputs]), name="w")
    ...     def __call__(self, x):
    ...         return x @ self.w
    >>> layer = Dense(2, 3)
    >>> layer.name, [v.shape for v in layer.trainable_variables]
    ('dense', [TensorShape([2, 3])])
    """

    # Attributes that are not looked into.
    _TF_MODULE_IGNORED_PROPERTIES: frozenset[str] = frozenset(["_name_scope"])

    def __init__(self, name: str | None = None) -> None:
        name = snake_case(type(self).__name__) if name is None else name
        if not _NAME.match(name):
            raise errors.make(
                ValueError,
                f"'{name}' is not a valid module name. Module names must be valid Python "
                "identifiers (e.g. a valid class name).",
            )
        self._name = name
        self._name_scope = NameScope(name)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if "_restoring" in self.__dict__:
            noticed(self)

    def _checkpoint_parts(self) -> dict[str, Any]:
        """What `train.Checkpoint` looks into, by name."""
        ignored = self._TF_MODULE_IGNORED_PROPERTIES
        return {name: value for name, value in vars(self).items() if name not in ignored}

    @property
    def name(self) -> str:
        """The name given, or made of that of the class."""
        return self._name

    @property
    def name_scope(self) -> Any:
        """The name scope of the module, to be opened with `with`."""
        return self._name_scope

    @property
    def variables(self) -> tuple[Any, ...]:
        """The variables of the module and of its parts, each once, by name of the attribute."""
        return tuple(self._flatten(predicate=is_variable, expand_composites=True))

    @property
    def trainable_variables(self) -> tuple[Any, ...]:
        """Those of the variables that tapes watch."""
        return tuple(v for v in self.variables if v.trainable)

    @property
    def non_trainable_variables(self) -> tuple[Any, ...]:
        """The other variables."""
        return tuple(v for v in self.variables if not v.trainable)

    @property
    def submodules(self) -> tuple[Module, ...]:
        """The modules among its parts, and among theirs."""
        return tuple(self._flatten(predicate=lambda value: isinstance(value, Module)))

    def _flatten(
        self,
        recursive: bool = True,
        predicate: Callable[[Any], bool] | None = None,
        attribute_traversal_key: Callable[[str], Any] | None = None,
        with_path: bool = False,
        expand_composites: bool = False,
    ) -> Iterator[Any]:
        """Everything in the attributes for which a predicate is true, each object once.

        Args:
          recursive: look into modules too.
          predicate: which objects to give; all when left out.
          attribute_traversal_key: the order of the attributes; alphabetical when left out.
          with_path: give pairs of a path (a tuple of names and positions) and the object.
          expand_composites: also look into composites.
        """
        found = _walk(
            self, recursive, predicate or (lambda value: True), attribute_traversal_key, {id(self)},
            expand_composites,
        )  # fmt: skip
        return found if with_path else (value for _, value in found)

    @classmethod
    def with_name_scope(cls, method: F) -> F:
        """Open the name scope of the module for a method; a decorator.

        Args:
          method: the method.
        """

        @functools.wraps(method)
        def scoped(self: Any, *args: Any, **kwargs: Any) -> Any:
            with self.name_scope:
                return method(self, *args, **kwargs)

        return scoped  # type: ignore[return-value]


def _walk(
    module: Any,
    recursive: bool,
    predicate: Callable[[Any], bool],
    order: Callable[[str], Any] | None,
    seen: set[int],
    expand: bool,
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Paths and objects below a module; those of nested modules come after its own."""
    inner: list[tuple[tuple[Any, ...], Any]] = []
    for key in sorted(vars(module), key=order):
        if key in module._TF_MODULE_IGNORED_PROPERTIES:
            continue
        for path, leaf in _leaves(vars(module)[key], expand):
            if id(leaf) in seen:
                continue
            if predicate(leaf):
                seen.add(id(leaf))
                yield (key, *path), leaf
            if recursive and isinstance(leaf, Module):
                inner.append(((key, *path), leaf))
    for path, part in inner:
        for below, leaf in _walk(part, recursive, predicate, order, seen, expand):
            yield (*path, *below), leaf


def _leaves(value: Any, expand: bool) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Paths and leaves of a nest of lists, tuples and dictionaries."""
    if isinstance(value, Mapping):
        for key in sorted(value, key=str):
            for path, leaf in _leaves(value[key], expand):
                yield (key, *path), leaf
    elif isinstance(value, (list, tuple)):
        for i, v in enumerate(value):
            for path, leaf in _leaves(v, expand):
                yield (i, *path), leaf
    elif expand and hasattr(type(value), "_flatten_components"):
        for i, v in enumerate(nest.flatten(value, expand_composites=True)):
            yield (i,), v
    else:
        yield (), value
