"""The names of `ef.compat.v1.initializers`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, I001, RUF100
from ...initializers.base import Initializer as Initializer
from ...initializers.drawn import GlorotNormal as GlorotNormal
from ...initializers.drawn import GlorotUniform as GlorotUniform
from ...initializers.drawn import HeNormal as HeNormal
from ...initializers.drawn import HeUniform as HeUniform
from ...initializers.drawn import LecunNormal as LecunNormal
from ...initializers.drawn import LecunUniform as LecunUniform
from ...initializers.drawn import RandomNormal as RandomNormal
from ...initializers.drawn import RandomUniform as RandomUniform
from ...initializers.drawn import TruncatedNormal as TruncatedNormal
from ...initializers.drawn import VarianceScaling as VarianceScaling
from ...initializers.fixed import Constant as Constant
from ...initializers.fixed import Identity as Identity
from ...initializers.fixed import Identity as IdentityInitializer
from ...initializers.fixed import Ones as Ones
from ...initializers.fixed import Zeros as Zeros
from ...initializers.lookup import deserialize as deserialize
from ...initializers.lookup import get as get
from ...initializers.lookup import serialize as serialize
from ...initializers.v1 import ConstantV1 as constant
from ...initializers.v1 import GlorotNormalV1 as glorot_normal
from ...initializers.v1 import GlorotUniformV1 as glorot_uniform
from ...initializers.v1 import IdentityV1 as identity
from ...initializers.v1 import OnesV1 as ones
from ...initializers.v1 import RandomNormalV1 as random_normal
from ...initializers.v1 import RandomUniformV1 as random_uniform
from ...initializers.v1 import TruncatedNormalV1 as truncated_normal
from ...initializers.v1 import UniformUnitScaling as uniform_unit_scaling
from ...initializers.v1 import VarianceScalingV1 as variance_scaling
from ...initializers.v1 import ZerosV1 as zeros
from ...initializers.v1 import he_normal as he_normal
from ...initializers.v1 import he_uniform as he_uniform
from ...initializers.v1 import lecun_normal as lecun_normal
from ...initializers.v1 import lecun_uniform as lecun_uniform
from ...variables.initialize import global_variables_initializer as global_variables
from ...variables.initialize import local_variables_initializer as local_variables
from ...variables.initialize import variables_initializer as variables

__all__ = [  # noqa: RUF022
    "Initializer",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "LecunNormal",
    "LecunUniform",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Constant",
    "Identity",
    "IdentityInitializer",
    "Ones",
    "Zeros",
    "deserialize",
    "get",
    "serialize",
    "constant",
    "glorot_normal",
    "glorot_uniform",
    "identity",
    "ones",
    "random_normal",
    "random_uniform",
    "truncated_normal",
    "uniform_unit_scaling",
    "variance_scaling",
    "zeros",
    "he_normal",
    "he_uniform",
    "lecun_normal",
    "lecun_uniform",
    "global_variables",
    "local_variables",
    "variables",
]
