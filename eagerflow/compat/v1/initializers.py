"""The names of `ef.compat.v1.initializers`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# ruff: noqa: I001, RUF100
from ...variables.initialize import global_variables_initializer as global_variables
from ...variables.initialize import local_variables_initializer as local_variables
from ...variables.initialize import variables_initializer as variables

__all__ = [  # noqa: RUF022
    "global_variables",
    "local_variables",
    "variables",
]
