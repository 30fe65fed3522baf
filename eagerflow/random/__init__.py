"""The names of `ef.random`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..ops.nn.candidates import all_candidate_sampler as all_candidate_sampler
    from ..ops.nn.candidates import log_uniform_candidate_sampler as log_uniform_candidate_sampler
    from ..ops.nn.candidates import uniform_candidate_sampler as uniform_candidate_sampler
    from ..ops.nn.unigrams import fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler
    from ..ops.nn.unigrams import learned_unigram_candidate_sampler as learned_unigram_candidate_sampler
    from ..ops.random.generator import Generator as Generator
    from ..ops.random.generator import create_rng_state as create_rng_state
    from ..ops.random.generator import get_global_generator as get_global_generator
    from ..ops.random.generator import set_global_generator as set_global_generator
    from ..ops.random.state import set_seed as set_seed
    from ..ops.random.stateful import categorical as categorical
    from ..ops.random.stateful import gamma as gamma
    from ..ops.random.stateful import normal as normal
    from ..ops.random.stateful import poisson as poisson
    from ..ops.random.stateful import shuffle as shuffle
    from ..ops.random.stateful import truncated_normal as truncated_normal
    from ..ops.random.stateful import uniform as uniform
    from ..ops.random.stateless import Algorithm as Algorithm
    from ..ops.random.stateless import fold_in as fold_in
    from ..ops.random.stateless import split as split
    from ..ops.random.stateless import stateless_binomial as stateless_binomial
    from ..ops.random.stateless import stateless_categorical as stateless_categorical
    from ..ops.random.stateless import stateless_gamma as stateless_gamma
    from ..ops.random.stateless import stateless_normal as stateless_normal
    from ..ops.random.stateless import stateless_parameterized_truncated_normal as stateless_parameterized_truncated_normal
    from ..ops.random.stateless import stateless_poisson as stateless_poisson
    from ..ops.random.stateless import stateless_truncated_normal as stateless_truncated_normal
    from ..ops.random.stateless import stateless_uniform as stateless_uniform
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Algorithm": "ops.random.stateless",
        "Generator": "ops.random.generator",
        "all_candidate_sampler": "ops.nn.candidates",
        "categorical": "ops.random.stateful",
        "create_rng_state": "ops.random.generator",
        "fixed_unigram_candidate_sampler": "ops.nn.unigrams",
        "fold_in": "ops.random.stateless",
        "gamma": "ops.random.stateful",
        "get_global_generator": "ops.random.generator",
        "learned_unigram_candidate_sampler": "ops.nn.unigrams",
        "log_uniform_candidate_sampler": "ops.nn.candidates",
        "normal": "ops.random.stateful",
        "poisson": "ops.random.stateful",
        "set_global_generator": "ops.random.generator",
        "set_seed": "ops.random.state",
        "shuffle": "ops.random.stateful",
        "split": "ops.random.stateless",
        "stateless_binomial": "ops.random.stateless",
        "stateless_categorical": "ops.random.stateless",
        "stateless_gamma": "ops.random.stateless",
        "stateless_normal": "ops.random.stateless",
        "stateless_parameterized_truncated_normal": "ops.random.stateless",
        "stateless_poisson": "ops.random.stateless",
        "stateless_truncated_normal": "ops.random.stateless",
        "stateless_uniform": "ops.random.stateless",
        "truncated_normal": "ops.random.stateful",
        "uniform": "ops.random.stateful",
        "uniform_candidate_sampler": "ops.nn.candidates",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "all_candidate_sampler",
    "log_uniform_candidate_sampler",
    "uniform_candidate_sampler",
    "fixed_unigram_candidate_sampler",
    "learned_unigram_candidate_sampler",
    "Generator",
    "create_rng_state",
    "get_global_generator",
    "set_global_generator",
    "set_seed",
    "categorical",
    "gamma",
    "normal",
    "poisson",
    "shuffle",
    "truncated_normal",
    "uniform",
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
    "experimental",
]
