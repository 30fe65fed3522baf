"""The names of `ef.initializers`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..initializers.base import Initializer as Initializer
    from ..initializers.drawn import GlorotNormal as GlorotNormal
    from ..initializers.drawn import GlorotNormal as glorot_normal
    from ..initializers.drawn import GlorotUniform as GlorotUniform
    from ..initializers.drawn import GlorotUniform as glorot_uniform
    from ..initializers.drawn import HeNormal as HeNormal
    from ..initializers.drawn import HeNormal as he_normal
    from ..initializers.drawn import HeUniform as HeUniform
    from ..initializers.drawn import HeUniform as he_uniform
    from ..initializers.drawn import LecunNormal as LecunNormal
    from ..initializers.drawn import LecunNormal as lecun_normal
    from ..initializers.drawn import LecunUniform as LecunUniform
    from ..initializers.drawn import LecunUniform as lecun_uniform
    from ..initializers.drawn import Orthogonal as Orthogonal
    from ..initializers.drawn import Orthogonal as orthogonal
    from ..initializers.drawn import RandomNormal as RandomNormal
    from ..initializers.drawn import RandomNormal as random_normal
    from ..initializers.drawn import RandomUniform as RandomUniform
    from ..initializers.drawn import RandomUniform as random_uniform
    from ..initializers.drawn import TruncatedNormal as TruncatedNormal
    from ..initializers.drawn import TruncatedNormal as truncated_normal
    from ..initializers.drawn import VarianceScaling as VarianceScaling
    from ..initializers.drawn import VarianceScaling as variance_scaling
    from ..initializers.fixed import Constant as Constant
    from ..initializers.fixed import Constant as constant
    from ..initializers.fixed import Identity as Identity
    from ..initializers.fixed import Identity as identity
    from ..initializers.fixed import Identity as IdentityInitializer
    from ..initializers.fixed import Ones as Ones
    from ..initializers.fixed import Ones as ones
    from ..initializers.fixed import Zeros as Zeros
    from ..initializers.fixed import Zeros as zeros
    from ..initializers.lookup import deserialize as deserialize
    from ..initializers.lookup import get as get
    from ..initializers.lookup import serialize as serialize
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
        "constant": "initializers.fixed:Constant",
        "deserialize": "initializers.lookup",
        "get": "initializers.lookup",
        "glorot_normal": "initializers.drawn:GlorotNormal",
        "glorot_uniform": "initializers.drawn:GlorotUniform",
        "he_normal": "initializers.drawn:HeNormal",
        "he_uniform": "initializers.drawn:HeUniform",
        "identity": "initializers.fixed:Identity",
        "lecun_normal": "initializers.drawn:LecunNormal",
        "lecun_uniform": "initializers.drawn:LecunUniform",
        "ones": "initializers.fixed:Ones",
        "orthogonal": "initializers.drawn:Orthogonal",
        "random_normal": "initializers.drawn:RandomNormal",
        "random_uniform": "initializers.drawn:RandomUniform",
        "serialize": "initializers.lookup",
        "truncated_normal": "initializers.drawn:TruncatedNormal",
        "variance_scaling": "initializers.drawn:VarianceScaling",
        "zeros": "initializers.fixed:Zeros",
    }, ())


__all__ = [  # noqa: RUF022
    "Initializer",
    "GlorotNormal",
    "glorot_normal",
    "GlorotUniform",
    "glorot_uniform",
    "HeNormal",
    "he_normal",
    "HeUniform",
    "he_uniform",
    "LecunNormal",
    "lecun_normal",
    "LecunUniform",
    "lecun_uniform",
    "Orthogonal",
    "orthogonal",
    "RandomNormal",
    "random_normal",
    "RandomUniform",
    "random_uniform",
    "TruncatedNormal",
    "truncated_normal",
    "VarianceScaling",
    "variance_scaling",
    "Constant",
    "constant",
    "Identity",
    "identity",
    "IdentityInitializer",
    "Ones",
    "ones",
    "Zeros",
    "zeros",
    "deserialize",
    "get",
    "serialize",
]
