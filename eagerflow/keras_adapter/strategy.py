"""Distribution as Keras asks for it: there is one replica."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from typing import Any


class ReduceOp(Enum):
    """How values of replicas are combined."""

    SUM = "SUM"
    MEAN = "MEAN"


class Extended:
    """The part of a strategy for library code."""

    worker_devices = ("/device:CPU:0",)

    def colocate_vars_with(self, variable: Any) -> AbstractContextManager[None]:
        return nullcontext()

    def update(
        self, variable: Any, fn: Callable[..., Any], args: Any = (), kwargs: Any = None,
        group: bool = True,
    ) -> Any:  # fmt: skip
        return fn(variable, *args, **(kwargs or {}))


class Strategy:
    """The strategy with one replica."""

    num_replicas_in_sync = 1

    def __init__(self) -> None:
        self.extended = Extended()

    def scope(self) -> AbstractContextManager[Any]:
        return nullcontext(self)

    def run(self, fn: Callable[..., Any], args: Any = (), kwargs: Any = None) -> Any:
        return fn(*args, **(kwargs or {}))

    def experimental_distribute_dataset(self, dataset: Any, options: Any = None) -> Any:
        return dataset

    def reduce(self, reduce_op: Any, value: Any, axis: Any = None) -> Any:
        return value

    def experimental_local_results(self, value: Any) -> tuple[Any, ...]:
        return (value,)


class ReplicaContext:
    """Where the code of a replica runs."""

    num_replicas_in_sync = 1

    def all_reduce(self, reduce_op: Any, value: Any, options: Any = None) -> Any:
        return value

    def merge_call(self, fn: Callable[..., Any], args: Any = (), kwargs: Any = None) -> Any:
        return fn(_STRATEGY, *args, **(kwargs or {}))


class Absent:
    """A kind of strategy, or of value of one, that nothing is of here."""


_STRATEGY = Strategy()
_CONTEXT = ReplicaContext()


def get_strategy() -> Strategy:
    """The strategy."""
    return _STRATEGY


def get_replica_context() -> ReplicaContext:
    """The context of the replica."""
    return _CONTEXT


def maybe_merge_call(fn: Callable[..., Any], strategy: Any, *args: Any, **kwargs: Any) -> Any:
    """Call a function with a strategy."""
    return fn(strategy, *args, **kwargs)
