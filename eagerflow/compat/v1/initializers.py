"""The names of `ef.compat.v1.initializers`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...initializers.base import Initializer as Initializer
    from ...initializers.drawn import GlorotNormal as GlorotNormal
    from ...initializers.drawn import GlorotUniform as GlorotUniform
    from ...initializers.drawn import HeNormal as HeNormal
    from ...initializers.drawn import HeUniform as HeUniform
    from ...initializers.drawn import LecunNormal as LecunNormal
    from ...initializers.drawn import LecunUniform as LecunUniform
    from ...initializers.drawn import Orthogonal as Orthogonal
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
    from ...initializers.v1 import OrthogonalV1 as orthogonal
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
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Constant": "initializers.fixed",
        "GlorotNormal": "initializers.drawn",
        "GlorotUniform": "initializers.drawn",
        "HeNormal": "initializers.drawn",
        "HeUniform": "initializers.drawn",
        "Identity": "initializers.fixed",
        "IdentityInitializer": "initializers.fixed:Identity",
        "Initializer": "initializers.base",
        "LecunNormal": "initializers.drawn",
        "LecunUniform": "initializers.drawn",
        "Ones": "initializers.fixed",
        "Orthogonal": "initializers.drawn",
        "RandomNormal": "initializers.drawn",
        "RandomUniform": "initializers.drawn",
        "TruncatedNormal": "initializers.drawn",
        "VarianceScaling": "initializers.drawn",
        "Zeros": "initializers.fixed",
        "constant": "initializers.v1:ConstantV1",
        "deserialize": "initializers.lookup",
        "get": "initializers.lookup",
        "global_variables": "variables.initialize:global_variables_initializer",
        "glorot_normal": "initializers.v1:GlorotNormalV1",
        "glorot_uniform": "initializers.v1:GlorotUniformV1",
        "he_normal": "initializers.v1",
        "he_uniform": "initializers.v1",
        "identity": "initializers.v1:IdentityV1",
        "lecun_normal": "initializers.v1",
        "lecun_uniform": "initializers.v1",
        "local_variables": "variables.initialize:local_variables_initializer",
        "ones": "initializers.v1:OnesV1",
        "orthogonal": "initializers.v1:OrthogonalV1",
        "random_normal": "initializers.v1:RandomNormalV1",
        "random_uniform": "initializers.v1:RandomUniformV1",
        "serialize": "initializers.lookup",
        "truncated_normal": "initializers.v1:TruncatedNormalV1",
        "uniform_unit_scaling": "initializers.v1:UniformUnitScaling",
        "variables": "variables.initialize:variables_initializer",
        "variance_scaling": "initializers.v1:VarianceScalingV1",
        "zeros": "initializers.v1:ZerosV1",
    }, ())


__all__ = [  # noqa: RUF022
    "Initializer",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "LecunNormal",
    "LecunUniform",
    "Orthogonal",
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
    "orthogonal",
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
