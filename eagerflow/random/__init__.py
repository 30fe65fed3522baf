"""The names of `ef.random`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, I001, RUF100
from . import experimental as experimental
from ..ops.random import categorical as categorical
from ..ops.random import normal as normal
from ..ops.random import shuffle as shuffle
from ..ops.random import truncated_normal as truncated_normal
from ..ops.random import uniform as uniform
from ..ops.random_generator import Generator as Generator
from ..ops.random_generator import get_global_generator as get_global_generator
from ..ops.random_generator import set_global_generator as set_global_generator
from ..ops.random_state import set_seed as set_seed
from ..ops.random_stateless import Algorithm as Algorithm
from ..ops.random_stateless import fold_in as fold_in
from ..ops.random_stateless import split as split
from ..ops.random_stateless import stateless_categorical as stateless_categorical
from ..ops.random_stateless import stateless_normal as stateless_normal
from ..ops.random_stateless import stateless_truncated_normal as stateless_truncated_normal
from ..ops.random_stateless import stateless_uniform as stateless_uniform

__all__ = [  # noqa: RUF022
    "experimental",
    "categorical",
    "normal",
    "shuffle",
    "truncated_normal",
    "uniform",
    "Generator",
    "get_global_generator",
    "set_global_generator",
    "set_seed",
    "Algorithm",
    "fold_in",
    "split",
    "stateless_categorical",
    "stateless_normal",
    "stateless_truncated_normal",
    "stateless_uniform",
]
