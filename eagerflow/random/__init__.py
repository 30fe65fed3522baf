"""The names of `ef.random`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..ops.candidates import all_candidate_sampler as all_candidate_sampler
    from ..ops.candidates import log_uniform_candidate_sampler as log_uniform_candidate_sampler
    from ..ops.candidates import uniform_candidate_sampler as uniform_candidate_sampler
    from ..ops.random import categorical as categorical
    from ..ops.random import gamma as gamma
    from ..ops.random import normal as normal
    from ..ops.random import poisson as poisson
    from ..ops.random import shuffle as shuffle
    from ..ops.random import truncated_normal as truncated_normal
    from ..ops.random import uniform as uniform
    from ..ops.random_generator import Generator as Generator
    from ..ops.random_generator import create_rng_state as create_rng_state
    from ..ops.random_generator import get_global_generator as get_global_generator
    from ..ops.random_generator import set_global_generator as set_global_generator
    from ..ops.random_state import set_seed as set_seed
    from ..ops.random_stateless import Algorithm as Algorithm
    from ..ops.random_stateless import fold_in as fold_in
    from ..ops.random_stateless import split as split
    from ..ops.random_stateless import stateless_binomial as stateless_binomial
    from ..ops.random_stateless import stateless_categorical as stateless_categorical
    from ..ops.random_stateless import stateless_gamma as stateless_gamma
    from ..ops.random_stateless import stateless_normal as stateless_normal
    from ..ops.random_stateless import stateless_parameterized_truncated_normal as stateless_parameterized_truncated_normal
    from ..ops.random_stateless import stateless_poisson as stateless_poisson
    from ..ops.random_stateless import stateless_truncated_normal as stateless_truncated_normal
    from ..ops.random_stateless import stateless_uniform as stateless_uniform
    from ..ops.unigrams import fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler
    from ..ops.unigrams import learned_unigram_candidate_sampler as learned_unigram_candidate_sampler
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Algorithm": "ops.random_stateless",
        "Generator": "ops.random_generator",
        "all_candidate_sampler": "ops.candidates",
        "categorical": "ops.random",
        "create_rng_state": "ops.random_generator",
        "fixed_unigram_candidate_sampler": "ops.unigrams",
        "fold_in": "ops.random_stateless",
        "gamma": "ops.random",
        "get_global_generator": "ops.random_generator",
        "learned_unigram_candidate_sampler": "ops.unigrams",
        "log_uniform_candidate_sampler": "ops.candidates",
        "normal": "ops.random",
        "poisson": "ops.random",
        "set_global_generator": "ops.random_generator",
        "set_seed": "ops.random_state",
        "shuffle": "ops.random",
        "split": "ops.random_stateless",
        "stateless_binomial": "ops.random_stateless",
        "stateless_categorical": "ops.random_stateless",
        "stateless_gamma": "ops.random_stateless",
        "stateless_normal": "ops.random_stateless",
        "stateless_parameterized_truncated_normal": "ops.random_stateless",
        "stateless_poisson": "ops.random_stateless",
        "stateless_truncated_normal": "ops.random_stateless",
        "stateless_uniform": "ops.random_stateless",
        "truncated_normal": "ops.random",
        "uniform": "ops.random",
        "uniform_candidate_sampler": "ops.candidates",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "all_candidate_sampler",
    "log_uniform_candidate_sampler",
    "uniform_candidate_sampler",
    "categorical",
    "gamma",
    "normal",
    "poisson",
    "shuffle",
    "truncated_normal",
    "uniform",
    "Generator",
    "create_rng_state",
    "get_global_generator",
    "set_global_generator",
    "set_seed",
    "Algorithm",
    "fold_in",
    "split",
    "stateless_binomial",
    "stateless_categorical",
    "stateless_gamma",
    "stateless_normal",
    "stateless_parameterized_truncated_normal",
    "stateless_poisson",
    "stateless_truncated_normal",
    "stateless_uniform",
    "fixed_unigram_candidate_sampler",
    "learned_unigram_candidate_sampler",
    "experimental",
]
