"""The ops that install operators of tensors: importing the package imports all of them."""

from __future__ import annotations

from . import arithmetic as arithmetic
from . import comparison as comparison
from . import complexes as complexes
from . import linalg as linalg
from . import picking as picking
from . import powers as powers
