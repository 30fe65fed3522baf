"""The names of `ef.compat.v1.io.gfile`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....records.gfile import GFile as GFile
    from ....records.gfile import copy as copy
    from ....records.gfile import exists as exists
    from ....records.gfile import get_registered_schemes as get_registered_schemes
    from ....records.gfile import glob as glob
    from ....records.gfile import isdir as isdir
    from ....records.gfile import join as join
    from ....records.gfile import listdir as listdir
    from ....records.gfile import makedirs as makedirs
    from ....records.gfile import mkdir as mkdir
    from ....records.gfile import remove as remove
    from ....records.gfile import rename as rename
    from ....records.gfile import rmtree as rmtree
    from ....records.gfile import stat as stat
    from ....records.gfile import walk as walk
else:
    __getattr__, __dir__ = lazily(__name__, {
        "GFile": "records.gfile",
        "copy": "records.gfile",
        "exists": "records.gfile",
        "get_registered_schemes": "records.gfile",
        "glob": "records.gfile",
        "isdir": "records.gfile",
        "join": "records.gfile",
        "listdir": "records.gfile",
        "makedirs": "records.gfile",
        "mkdir": "records.gfile",
        "remove": "records.gfile",
        "rename": "records.gfile",
        "rmtree": "records.gfile",
        "stat": "records.gfile",
        "walk": "records.gfile",
    }, ())


__all__ = [  # noqa: RUF022
    "GFile",
    "copy",
    "exists",
    "get_registered_schemes",
    "glob",
    "isdir",
    "join",
    "listdir",
    "makedirs",
    "mkdir",
    "remove",
    "rename",
    "rmtree",
    "stat",
    "walk",
]
