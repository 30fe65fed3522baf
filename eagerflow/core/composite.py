"""Values made of several tensors, such as sparse and ragged ones, that pass for one."""

from __future__ import annotations

from typing import Any

from .tensor import Tensor


class Interceptor:
    """Base of what an op that gets it as an argument lets decide what the op does."""

    __slots__ = ()

    def _call_op(self, op: Any, args: tuple[Any, ...], name: str | None) -> Any:
        """The result of an op of which this is an argument, or NotImplemented.

        Where that is returned, the op gets this as a tensor, if it can become one.
        """
        return NotImplemented


class CompositeTensor(Interceptor):
    """Base of composites. Nests take them apart when asked to; tapes follow the part with values.

    A subclass gives `_flatten_components` and `_from_components` (see `nest`), `_type_spec`, and
    which part gradients flow through.
    """

    __slots__ = ()

    # Functions and tests of equality ask for these by name: see `nest`.
    def _flatten_components(self) -> tuple[Any, ...]:
        raise NotImplementedError

    @classmethod
    def _from_components(cls, components: tuple[Any, ...], like: Any) -> Any:
        raise NotImplementedError

    @classmethod
    def _fetched(cls, values: list[Any], like: Any) -> Any:
        """What a session gives for a composite: an object of the values of its parts."""
        return cls._from_components(tuple(values), like)

    @property
    def _type_spec(self) -> Any:
        """The spec that describes the value."""
        raise NotImplementedError

    @property
    def _carrier(self) -> Tensor:
        """The part that gradients flow through."""
        raise NotImplementedError

    def _with_carrier(self, values: Any) -> Any:
        """The same places with other values in them."""
        raise NotImplementedError

    def _facts(self) -> Any:
        """What a trace of a function takes for granted besides dtypes and shapes of the parts."""
        return None


def carrier(value: Any) -> Any:
    """The tensor that gradients of a value flow through: itself, or a part of a composite."""
    return value._carrier if isinstance(value, CompositeTensor) else value


def with_carrier(value: Any, gradient: Any) -> Any:
    """The gradient of a value from that of its carrier: a composite for a composite."""
    if gradient is None or not isinstance(value, CompositeTensor):
        return gradient
    return value._with_carrier(gradient)


def interceptor_among(args: tuple[Any, ...]) -> Interceptor | None:
    """The first one among the arguments of an op, those in lists included."""
    for value in args:
        for v in value if type(value) is list or type(value) is tuple else (value,):
            if isinstance(v, Interceptor):
                return v
    return None
