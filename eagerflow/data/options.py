"""`Options`: how a dataset is to run. What only speeds up other machines is kept and shown."""

from __future__ import annotations

import enum
from typing import Any, ClassVar

from .. import errors
from ..registry import export


@export("data.experimental.AutoShardPolicy")
class AutoShardPolicy(enum.IntEnum):
    """How a dataset is shared among workers."""

    OFF = -1
    AUTO = 0
    FILE = 1
    DATA = 2
    HINT = 3


@export("data.experimental.ExternalStatePolicy")
class ExternalStatePolicy(enum.Enum):
    """What happens to state outside of a dataset that is written down."""

    WARN = 0
    IGNORE = 1
    FAIL = 2


@export("data.experimental.AutotuneAlgorithm")
class AutotuneAlgorithm(enum.Enum):
    """How TensorFlow looks for the best number of threads."""

    DEFAULT = 0
    HILL_CLIMB = 1
    GRADIENT_DESCENT = 2
    MAX_PARALLELISM = 3
    STAGE_BASED = 4


class _Fields:
    """An object with a fixed set of fields, each of one type or None."""

    _types: ClassVar[dict[str, Any]] = {}

    def __init__(self) -> None:
        object.__setattr__(self, "_set", {})

    def __getattr__(self, name: str) -> Any:
        kind = type(self)._types.get(name)
        if kind is None:
            raise AttributeError(name)
        found = self._set.get(name)
        if found is None and isinstance(kind, type) and issubclass(kind, _Fields):
            found = self._set[name] = kind()
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        kind = type(self)._types.get(name)
        if kind is None:
            raise errors.make(
                AttributeError,
                f"Cannot set the property {name} on {type(self).__name__}.",
                fix=f"its properties are {', '.join(sorted(type(self)._types))}",
            )
        if value is not None and not isinstance(value, kind):
            raise errors.make(
                TypeError,
                f"Property {name!r} must be of type {kind}. Got {value!r} (type: {type(value)}).",
            )
        self._set[name] = value

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(
            getattr(self, name) == getattr(other, name) for name in type(self)._types
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def _merged(self, other: Any) -> Any:
        """What one says, and where it says nothing the other."""
        made = type(self)()
        for name, kind in type(self)._types.items():
            mine, others = self._set.get(name), other._set.get(name)
            if mine is not None and others is not None and issubclass(kind, _Fields):
                made._set[name] = mine._merged(others)
            elif mine is not None or others is not None:
                made._set[name] = others if others is not None else mine
        return made


@export("data.ThreadingOptions data.experimental.ThreadingOptions")
class ThreadingOptions(_Fields):
    """How many threads a dataset may use: `max_intra_op_parallelism`, `private_threadpool_size`."""

    _types: ClassVar[dict[str, Any]] = {
        "max_intra_op_parallelism": int,
        "private_threadpool_size": int,
    }


@export("data.experimental.AutotuneOptions")
class AutotuneOptions(_Fields):
    """What TensorFlow's search for the best settings may do; there is no such search here."""

    _types: ClassVar[dict[str, Any]] = {
        "autotune_algorithm": AutotuneAlgorithm, "cpu_budget": int, "enabled": bool,
        "initial_parallelism": int, "min_parallelism": int, "ram_budget": int,
    }  # fmt: skip


@export("data.experimental.DistributeOptions")
class DistributeOptions(_Fields):
    """How a dataset is shared among workers: `auto_shard_policy`, `num_devices`."""

    _types: ClassVar[dict[str, Any]] = {"auto_shard_policy": AutoShardPolicy, "num_devices": int}

    def __getattr__(self, name: str) -> Any:
        found = super().__getattr__(name)
        return AutoShardPolicy.AUTO if name == "auto_shard_policy" and found is None else found


@export("data.experimental.OptimizationOptions")
class OptimizationOptions(_Fields):
    """Which steps TensorFlow may join; here all of them give the same elements in any case."""

    _types: ClassVar[dict[str, Any]] = dict.fromkeys(
        [
            "apply_default_optimizations",
            "filter_fusion",
            "filter_parallelization",
            "inject_prefetch",
            "map_and_batch_fusion",
            "map_and_filter_fusion",
            "map_fusion",
            "map_parallelization",
            "noop_elimination",
            "parallel_batch",
            "seq_interleave_prefetch",
            "shuffle_and_repeat_fusion",
        ],
        bool,
    )


@export("data.experimental.ServiceOptions")
class ServiceOptions(_Fields):
    """Whether a data service keeps workers: `pinned`."""

    _types: ClassVar[dict[str, Any]] = {"pinned": bool}


@export("data.Options")
class Options(_Fields):
    """How a dataset is to run; given to `Dataset.with_options`.

    Elements come in the same order whatever the options say: that of `deterministic=True`. The
    other fields choose among ways in which TensorFlow runs a dataset; they are kept, merged and
    shown by `Dataset.options`.

    Raises:
      AttributeError: there is no such field.
      TypeError: the value is of another type.

    >>> options = ef.data.Options()
    >>> options.deterministic = True
    >>> ef.data.Dataset.range(3).with_options(options).options().deterministic
    True
    """

    _types: ClassVar[dict[str, Any]] = {
        "autotune": AutotuneOptions, "dataset_name": str, "deterministic": bool,
        "experimental_distribute": DistributeOptions,
        "experimental_external_state_policy": ExternalStatePolicy,
        "experimental_optimization": OptimizationOptions,
        "experimental_service": ServiceOptions, "experimental_slack": bool,
        "experimental_symbolic_checkpoint": bool, "experimental_warm_start": bool,
        "framework_type": list, "threading": ThreadingOptions,
    }  # fmt: skip
    _old: ClassVar[dict[str, str]] = {
        "experimental_deterministic": "deterministic",
        "experimental_threading": "threading",
    }

    def __getattr__(self, name: str) -> Any:
        return super().__getattr__(type(self)._old.get(name, name))

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(type(self)._old.get(name, name), value)

    def merge(self, options: Options) -> Options:
        """These options, with what others say in place of what these say.

        Args:
          options: the others.
        """
        return self._merged(options)  # type: ignore[no-any-return]
