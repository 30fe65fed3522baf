"""What a run of a session is asked for and given: fetches and feeds."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ... import errors
from ...core.composite import CompositeTensor
from ...core.convert import to_array
from ...core.tensor import EagerTensor
from ...graph.graph import Graph
from ...graph.ir import Operation, Symbol
from ...shapes import compatible, text

Pack = Callable[[dict[int, Any]], Any]


class Fetches:
    """The symbols and operations that a nest of fetches asks for, and how results are put together.

    Args:
      graph: the graph of the session.
      fetches: a tensor, operation, variable, name, or a nest of those.
    """

    def __init__(self, graph: Graph, fetches: Any) -> None:
        self._graph = graph
        self.elements: dict[int, Symbol | Operation] = {}
        self.pack = self._visit(fetches)

    def _visit(self, fetch: Any) -> Pack:
        if fetch is None:
            raise errors.make(
                TypeError, 'Argument `fetch` = None has invalid type "NoneType". Cannot be None'
            )
        if isinstance(fetch, (list, tuple)):
            parts = [self._visit(f) for f in fetch]
            if hasattr(fetch, "_fields"):
                make = type(fetch)
                return lambda found: make(*[p(found) for p in parts])
            kind = list if isinstance(fetch, list) else tuple
            return lambda found: kind([p(found) for p in parts])
        if isinstance(fetch, Mapping):
            named = {k: self._visit(v) for k, v in fetch.items()}
            return lambda found: _refilled(fetch, {k: p(found) for k, p in named.items()})
        if isinstance(fetch, CompositeTensor):
            components = [
                None if c is None else self._visit(c) for c in fetch._flatten_components()
            ]
            return lambda found: fetch._fetched([p and p(found) for p in components], fetch)
        return self._leaf(fetch)

    def _leaf(self, fetch: Any) -> Pack:
        if hasattr(fetch, "_as_graph_element"):
            fetch = fetch._as_graph_element()
        if isinstance(fetch, EagerTensor):
            value = fetch.numpy()
            return lambda found: value
        element = self._element(fetch)
        key = id(element)
        self.elements[key] = element
        return lambda found: found.get(key)

    def _element(self, fetch: Any) -> Symbol | Operation:
        try:
            return self._graph.as_graph_element(fetch)
        except TypeError as e:
            raise errors.make(
                TypeError,
                f"Fetch argument {fetch!r} has invalid type {type(fetch).__name__!r}, must be a "
                "string "
                "or Tensor.",
                cause=str(e),
            ) from None
        except (KeyError, ValueError) as e:
            first, _, rest = str(e.args[0]).partition("\n")
            fix = rest.partition("Fix: ")[2]
            raise errors.make(
                ValueError,
                f"Fetch argument {fetch!r} cannot be interpreted as a Tensor. ({first})",
                fix=fix,
            ) from None


def _refilled(fetch: Any, values: dict[Any, Any]) -> Any:
    """A mapping of the type of `fetch`, in its order, with other values."""
    out = copy.copy(fetch)
    out.update(values)
    return out


def fed_array(symbol: Symbol, value: Any) -> np.ndarray[Any, Any]:
    """The array to feed for a symbol; it may share its memory with what the user has.

    Raises:
      TypeError: the value is a tensor, None, or does not fit the dtype.
      ValueError: it does not fit the shape.
    """
    if (
        type(value) is np.ndarray
        and value.dtype is symbol.dtype.np
        and (value.shape == symbol.static_shape or compatible(symbol.static_shape, value.shape))
    ):
        return value  # nothing to look at, which is the common case
    if isinstance(value, (Symbol, Operation)):
        raise errors.make(
            TypeError,
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include "
            "Python "
            "scalars, strings, lists, numpy ndarrays, or TensorHandles. For reference, the tensor "
            f"object was {value} which was passed to the argument `feed_dict` with key {symbol}.",
        )
    if value is None:
        raise errors.make(TypeError, f"Cannot feed None for Tensor {symbol.name!r}")
    dtype = symbol.dtype
    if isinstance(value, EagerTensor):
        value = value.numpy()
    try:
        if dtype.kind == "s":
            a = to_array(np.asarray(value, object))
        else:
            a = np.asarray(value)
            if a.dtype != dtype.np:
                if (
                    isinstance(value, (int, float))
                    and dtype.np.type(value) != value
                    and dtype.is_integer
                ):
                    raise TypeError
                a = a.astype(dtype.np)
    except (TypeError, ValueError, OverflowError) as e:
        raise errors.make(
            TypeError if isinstance(e, TypeError) else ValueError,
            f"Type of feed value {value!r} with type {type(value)} is not compatible with "
            "Tensor type "
            f"{dtype.name}. Try explicitly setting the type of the feed tensor to a larger type "
            "(e.g. "
            "int64).",
            operands=[f"fed for {symbol.name!r}, made at {symbol.node.site}"],
            cause=str(e),
        ) from None
    if not compatible(symbol.static_shape, a.shape):
        raise errors.make(
            ValueError,
            f"Cannot feed value of shape {a.shape} for Tensor {symbol.name}, which has shape "
            f"{symbol.shape}",
            operands=[f"the placeholder was made at {symbol.node.site}",
                      f"fed: {text(a.shape)}, wanted: {text(symbol.static_shape)}"],
        )  # fmt: skip
    return a
