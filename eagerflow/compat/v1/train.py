"""The names of `ef.compat.v1.train`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...optimizers.v1 import AdamOptimizer as AdamOptimizer
    from ...optimizers.v1 import GradientDescentOptimizer as GradientDescentOptimizer
    from ...optimizers.v1 import MomentumOptimizer as MomentumOptimizer
    from ...optimizers.v1_base import OptimizerV1 as Optimizer
else:
    __getattr__, __dir__ = lazily(__name__, {
        "AdamOptimizer": "optimizers.v1",
        "GradientDescentOptimizer": "optimizers.v1",
        "MomentumOptimizer": "optimizers.v1",
        "Optimizer": "optimizers.v1_base:OptimizerV1",
    }, ())


__all__ = [  # noqa: RUF022
    "AdamOptimizer",
    "GradientDescentOptimizer",
    "MomentumOptimizer",
    "Optimizer",
]
