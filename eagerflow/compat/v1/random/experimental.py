"""The names of `ef.compat.v1.random.experimental`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....ops.index_shuffle import index_shuffle as index_shuffle
    from ....ops.random_generator import Generator as Generator
    from ....ops.random_generator import create_rng_state as create_rng_state
    from ....ops.random_generator import get_global_generator as get_global_generator
    from ....ops.random_generator import set_global_generator as set_global_generator
    from ....ops.random_stateless import Algorithm as Algorithm
    from ....ops.random_stateless import fold_in as stateless_fold_in
    from ....ops.random_stateless import split as stateless_split
    from ....ops.random_stateless import stateless_shuffle as stateless_shuffle
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Algorithm": "ops.random_stateless",
        "Generator": "ops.random_generator",
        "create_rng_state": "ops.random_generator",
        "get_global_generator": "ops.random_generator",
        "index_shuffle": "ops.index_shuffle",
        "set_global_generator": "ops.random_generator",
        "stateless_fold_in": "ops.random_stateless:fold_in",
        "stateless_shuffle": "ops.random_stateless",
        "stateless_split": "ops.random_stateless:split",
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
