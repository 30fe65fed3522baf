"""The names of `ef.data.experimental`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..data.dataset import AUTOTUNE as AUTOTUNE
    from ..data.dataset import INFINITE_CARDINALITY as INFINITE_CARDINALITY
    from ..data.dataset import SHARD_HINT as SHARD_HINT
    from ..data.dataset import UNKNOWN_CARDINALITY as UNKNOWN_CARDINALITY
    from ..data.options import AutoShardPolicy as AutoShardPolicy
    from ..data.options import AutotuneAlgorithm as AutotuneAlgorithm
    from ..data.options import AutotuneOptions as AutotuneOptions
    from ..data.options import DistributeOptions as DistributeOptions
    from ..data.options import ExternalStatePolicy as ExternalStatePolicy
    from ..data.options import OptimizationOptions as OptimizationOptions
    from ..data.options import ServiceOptions as ServiceOptions
    from ..data.options import ThreadingOptions as ThreadingOptions
    from ..data.spec import Optional as Optional
else:
    __getattr__, __dir__ = lazily(__name__, {
        "AUTOTUNE": "data.dataset",
        "AutoShardPolicy": "data.options",
        "AutotuneAlgorithm": "data.options",
        "AutotuneOptions": "data.options",
        "DistributeOptions": "data.options",
        "ExternalStatePolicy": "data.options",
        "INFINITE_CARDINALITY": "data.dataset",
        "OptimizationOptions": "data.options",
        "Optional": "data.spec",
        "SHARD_HINT": "data.dataset",
        "ServiceOptions": "data.options",
        "ThreadingOptions": "data.options",
        "UNKNOWN_CARDINALITY": "data.dataset",
    }, ())


__all__ = [  # noqa: RUF022
    "AUTOTUNE",
    "INFINITE_CARDINALITY",
    "SHARD_HINT",
    "UNKNOWN_CARDINALITY",
    "AutoShardPolicy",
    "AutotuneAlgorithm",
    "AutotuneOptions",
    "DistributeOptions",
    "ExternalStatePolicy",
    "OptimizationOptions",
    "ServiceOptions",
    "ThreadingOptions",
    "Optional",
]
