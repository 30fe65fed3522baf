"""The ops that install operators of tensors: importing the package imports all of them."""

from __future__ import annotations

from .arrays import picking as picking
from .elementwise import arithmetic as arithmetic
from .elementwise import comparison as comparison
from .elementwise import complexes as complexes
from .elementwise import powers as powers
