"""The names of `ef.compat.v1.random.experimental`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....ops.arrays.index_shuffle import index_shuffle as index_shuffle
    from ....ops.random.generator import Generator as Generator
    from ....ops.random.generator import create_rng_state as create_rng_state
    from ....ops.random.generator import get_global_generator as get_global_generator
    from ....ops.random.generator import set_global_generator as set_global_generator
    from ....ops.random.stateless import Algorithm as Algorithm
    from ....ops.random.stateless import fold_in as stateless_fold_in
    from ....ops.random.stateless import split as stateless_split
    from ....ops.random.stateless import stateless_shuffle as stateless_shuffle
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Algorithm": "ops.random.stateless",
        "Generator": "ops.random.generator",
        "create_rng_state": "ops.random.generator",
        "get_global_generator": "ops.random.generator",
        "index_shuffle": "ops.arrays.index_shuffle",
        "set_global_generator": "ops.random.generator",
        "stateless_fold_in": "ops.random.stateless:fold_in",
        "stateless_shuffle": "ops.random.stateless",
        "stateless_split": "ops.random.stateless:split",
    }, ())


__all__ = [  # noqa: RUF022
    "index_shuffle",
    "Generator",
    "create_rng_state",
    "get_global_generator",
    "set_global_generator",
    "Algorithm",
    "stateless_fold_in",
    "stateless_split",
    "stateless_shuffle",
]
