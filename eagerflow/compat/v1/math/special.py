"""The names of `ef.compat.v1.math.special`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....ops.special.bessel import bessel_i0 as bessel_i0
    from ....ops.special.bessel import bessel_i0e as bessel_i0e
    from ....ops.special.bessel import bessel_i1 as bessel_i1
    from ....ops.special.bessel import bessel_i1e as bessel_i1e
    from ....ops.special.bessel import bessel_j0 as bessel_j0
    from ....ops.special.bessel import bessel_j1 as bessel_j1
    from ....ops.special.bessel import bessel_k0 as bessel_k0
    from ....ops.special.bessel import bessel_k0e as bessel_k0e
    from ....ops.special.bessel import bessel_k1 as bessel_k1
    from ....ops.special.bessel import bessel_k1e as bessel_k1e
    from ....ops.special.bessel import bessel_y0 as bessel_y0
    from ....ops.special.bessel import bessel_y1 as bessel_y1
    from ....ops.special.integrals import dawsn as dawsn
    from ....ops.special.integrals import expint as expint
    from ....ops.special.integrals import fresnel_cos as fresnel_cos
    from ....ops.special.integrals import fresnel_sin as fresnel_sin
    from ....ops.special.integrals import spence as spence
else:
    __getattr__, __dir__ = lazily(__name__, {
        "bessel_i0": "ops.special.bessel",
        "bessel_i0e": "ops.special.bessel",
        "bessel_i1": "ops.special.bessel",
        "bessel_i1e": "ops.special.bessel",
        "bessel_j0": "ops.special.bessel",
        "bessel_j1": "ops.special.bessel",
        "bessel_k0": "ops.special.bessel",
        "bessel_k0e": "ops.special.bessel",
        "bessel_k1": "ops.special.bessel",
        "bessel_k1e": "ops.special.bessel",
        "bessel_y0": "ops.special.bessel",
        "bessel_y1": "ops.special.bessel",
        "dawsn": "ops.special.integrals",
        "expint": "ops.special.integrals",
        "fresnel_cos": "ops.special.integrals",
        "fresnel_sin": "ops.special.integrals",
        "spence": "ops.special.integrals",
    }, ())


__all__ = [  # noqa: RUF022
    "bessel_i0",
    "bessel_i0e",
    "bessel_i1",
    "bessel_i1e",
    "bessel_j0",
    "bessel_j1",
    "bessel_k0",
    "bessel_k0e",
    "bessel_k1",
    "bessel_k1e",
    "bessel_y0",
    "bessel_y1",
    "dawsn",
    "expint",
    "fresnel_cos",
    "fresnel_sin",
    "spence",
]
