"""Linear operators: matrices that are known by what they do; see `base.LinearOperator`.

All classes are loaded together, because the adjoint, the inverse and the product of an operator may
be of any class.
"""

from . import (
    algebra,
    base,
    blocks,
    circulant,
    combined,
    dense,
    identity,
    kronecker,
    low_rank,
    structured,
)

__all__ = [
    "algebra",
    "base",
    "blocks",
    "circulant",
    "combined",
    "dense",
    "identity",
    "kronecker",
    "low_rank",
    "structured",
]
