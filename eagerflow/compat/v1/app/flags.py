"""The names of `ef.compat.v1.app.flags`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....compat.v1.command_line import DEFINE_boolean as DEFINE_boolean
    from ....compat.v1.command_line import DEFINE_boolean as DEFINE_bool
    from ....compat.v1.command_line import DEFINE_enum as DEFINE_enum
    from ....compat.v1.command_line import DEFINE_float as DEFINE_float
    from ....compat.v1.command_line import DEFINE_integer as DEFINE_integer
    from ....compat.v1.command_line import DEFINE_list as DEFINE_list
    from ....compat.v1.command_line import DEFINE_multi_float as DEFINE_multi_float
    from ....compat.v1.command_line import DEFINE_multi_integer as DEFINE_multi_integer
    from ....compat.v1.command_line import DEFINE_multi_string as DEFINE_multi_string
    from ....compat.v1.command_line import DEFINE_string as DEFINE_string
    from ....compat.v1.command_line import DuplicateFlagError as DuplicateFlagError
    from ....compat.v1.command_line import Error as Error
    from ....compat.v1.command_line import FLAGS as FLAGS
    from ....compat.v1.command_line import FlagValues as FlagValues
    from ....compat.v1.command_line import IllegalFlagValueError as IllegalFlagValueError
    from ....compat.v1.command_line import UnrecognizedFlagError as UnrecognizedFlagError
    from ....compat.v1.command_line import mark_flag_as_required as mark_flag_as_required
    from ....compat.v1.command_line import mark_flags_as_required as mark_flags_as_required
    from ....compat.v1.command_line import register_validator as register_validator
else:
    __getattr__, __dir__ = lazily(__name__, {
        "DEFINE_bool": "compat.v1.command_line:DEFINE_boolean",
        "DEFINE_boolean": "compat.v1.command_line",
        "DEFINE_enum": "compat.v1.command_line",
        "DEFINE_float": "compat.v1.command_line",
        "DEFINE_integer": "compat.v1.command_line",
        "DEFINE_list": "compat.v1.command_line",
        "DEFINE_multi_float": "compat.v1.command_line",
        "DEFINE_multi_integer": "compat.v1.command_line",
        "DEFINE_multi_string": "compat.v1.command_line",
        "DEFINE_string": "compat.v1.command_line",
        "DuplicateFlagError": "compat.v1.command_line",
        "Error": "compat.v1.command_line",
        "FLAGS": "compat.v1.command_line",
        "FlagValues": "compat.v1.command_line",
        "IllegalFlagValueError": "compat.v1.command_line",
        "UnrecognizedFlagError": "compat.v1.command_line",
        "mark_flag_as_required": "compat.v1.command_line",
        "mark_flags_as_required": "compat.v1.command_line",
        "register_validator": "compat.v1.command_line",
    }, ())


__all__ = [  # noqa: RUF022
    "DEFINE_boolean",
    "DEFINE_bool",
    "DEFINE_enum",
    "DEFINE_float",
    "DEFINE_integer",
    "DEFINE_list",
    "DEFINE_multi_float",
    "DEFINE_multi_integer",
    "DEFINE_multi_string",
    "DEFINE_string",
    "DuplicateFlagError",
    "Error",
    "FLAGS",
    "FlagValues",
    "IllegalFlagValueError",
    "UnrecognizedFlagError",
    "mark_flag_as_required",
    "mark_flags_as_required",
    "register_validator",
]
