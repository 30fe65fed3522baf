"""Gradients that a program registers by name and gives to operations of a graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import errors, sites
from ..autodiff.pullback import spec_of
from ..core.dispatch import as_tensor
from ..core.opdef import REGISTRY
from ..core.tensor import next_tid
from ..ops.arrays.slices import accumulate
from ..registry import export
from .ir import Operation

Gradient = Callable[..., Any]
# Name -> the function, None for "not differentiable"; and where it was registered.
_registered: dict[str, tuple[Gradient | None, sites.Site | None]] = {}


@export("AggregationMethod")
class AggregationMethod:
    """How gradients that meet may be added: all ways give the same here, the sum in one order."""

    ADD_N = 0
    DEFAULT = ADD_N
    EXPERIMENTAL_TREE = 1
    EXPERIMENTAL_ACCUMULATE_N = 2


def check_aggregation(method: Any) -> None:
    """Raise ValueError unless it is one of `AggregationMethod`, or None."""
    if method not in (None, 0, 1, 2):
        raise ValueError(f"Invalid aggregation_method specified {method}.")


def _register(name: str, function: Gradient | None) -> None:
    if not isinstance(name, str):
        raise TypeError("op_type must be a string")
    op = REGISTRY.get(name)
    found = _registered.get(name)
    if found is not None or op is not None:
        place = found[1] if found is not None else op.site if op is not None else None
        raise errors.make(
            errors.NameNotFoundError,
            f"Registering two gradient with name '{name}'! (Previous registration was at {place})",
            fix="register it under another name, and name that in Graph.gradient_override_map",
        )
    _registered[name] = (function, sites.user_site())


@export("RegisterGradient")
class RegisterGradient:
    """Registers a gradient under a name, for `Graph.gradient_override_map`; a decorator.

    The function gets the `Operation` and a gradient for each of its results, and returns one for
    each of its inputs: a list, or a single one; None where nothing flows.

    Args:
      op_type: the name. The types of operations that exist have their gradients already.

    Raises:
      KeyError: the name is taken.
      TypeError: it is no string.

    >>> @ef.RegisterGradient("Doubled")
    ... def doubled(op, grad):
    ...     return 2.0 * grad
    >>> g = ef.Graph()
    >>> with g.as_default(), ef.compat.v1.Session() as sess:
    ...     x = ef.constant(5.0)
    ...     with g.gradient_override_map({"Identity": "Doubled"}):
    ...         y = ef.identity(x)
    ...     print(sess.run(ef.gradients(y, x)[0]))
    2.0
    """

    def __init__(self, op_type: str) -> None:
        if not isinstance(op_type, str):
            raise TypeError("op_type must be a string")
        self._op_type = op_type

    def __call__(self, f: Gradient) -> Gradient:
        _register(self._op_type, f)
        return f


@export("no_gradient", v1="NotDifferentiable NoGradient")
def no_gradient(op_type: str) -> None:
    """Register under a name that no gradient flows, for `Graph.gradient_override_map`.

    Args:
      op_type: the name.

    Raises:
      KeyError: the name is taken.
      TypeError: it is no string.
    """
    _register(op_type, None)


class RegisteredPull:
    """Pulls gradients back through an operation by a registered function; a `Pull` in records.

    Args:
      node: the operation.
      function: the user's function.
    """

    passes = False

    def __init__(self, node: Operation, function: Gradient) -> None:
        self.op = node.opdef
        self._node = node
        self._function = function

    def all(self, grads: dict[int, Any], g: list[Any], kept: Any, ids: tuple[int, ...]) -> None:
        """Add the gradients of the inputs to `grads`."""
        self.some((True,) * len(ids))(grads, g, kept, ids)

    def some(self, want: tuple[bool, ...]) -> Callable[..., None]:
        """The same for a part of them."""

        def pull(grads: dict[int, Any], g: list[Any], kept: Any, ids: tuple[int, ...]) -> None:
            found = self._function(self._node, *g)
            flat = list(found) if isinstance(found, (list, tuple)) else [found]
            if len(flat) != len(ids):
                raise errors.make(
                    ValueError,
                    f"Num gradients {len(flat)} generated for op {self._node.name} do not match "
                    f"num inputs {len(ids)}",
                )
            for i, d, wanted in zip(ids, flat, want, strict=True):
                if d is not None and wanted:
                    d = as_tensor(d)
                    grads[i] = accumulate(grads[i], d) if i in grads else d

        return pull


def record(node: Operation, live: set[int]) -> Any:
    """The record of an operation that has a registered gradient, None when nothing flows to it.

    Args:
      node: the operation.
      live: tids of what depends on a source; the results are added.

    Raises:
      LookupError: nothing is registered under the name that the operation was given.
    """
    found = _registered.get(node.gradient_type or "")
    if found is None:
        raise errors.make(
            LookupError,
            f"No gradient defined for operation '{node.name}' (op type: {node.gradient_type})",
            operands=[f"made at {node.site}"],
            fix=f"@tf.RegisterGradient({node.gradient_type!r}) on a function of (op, *grads)",
        )
    for s in (*node.inputs, *node.outputs):
        s.tid = s.tid or next_tid()
    ids = tuple([s.tid for s in node.inputs])
    if found[0] is None or live.isdisjoint(ids):
        return None
    outs = tuple([s.tid for s in node.outputs])
    live.update(outs)
    specs = tuple([spec_of(s) for s in node.outputs])
    return (RegisteredPull(node, found[0]), outs, ids, None, specs)
