"""The names of `ef.compat.v1.gfile`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...records.gfile import Copy as Copy
    from ...records.gfile import DeleteRecursively as DeleteRecursively
    from ...records.gfile import Exists as Exists
    from ...records.gfile import FastGFile as FastGFile
    from ...records.gfile import GFile as GFile
    from ...records.gfile import GFile as Open
    from ...records.gfile import Glob as Glob
    from ...records.gfile import IsDirectory as IsDirectory
    from ...records.gfile import ListDirectory as ListDirectory
    from ...records.gfile import MakeDirs as MakeDirs
    from ...records.gfile import MkDir as MkDir
    from ...records.gfile import Remove as Remove
    from ...records.gfile import Rename as Rename
    from ...records.gfile import Stat as Stat
    from ...records.gfile import Walk as Walk
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Copy": "records.gfile",
        "DeleteRecursively": "records.gfile",
        "Exists": "records.gfile",
        "FastGFile": "records.gfile",
        "GFile": "records.gfile",
        "Glob": "records.gfile",
        "IsDirectory": "records.gfile",
        "ListDirectory": "records.gfile",
        "MakeDirs": "records.gfile",
        "MkDir": "records.gfile",
        "Open": "records.gfile:GFile",
        "Remove": "records.gfile",
        "Rename": "records.gfile",
        "Stat": "records.gfile",
        "Walk": "records.gfile",
    }, ())


__all__ = [  # noqa: RUF022
    "Copy",
    "DeleteRecursively",
    "Exists",
    "FastGFile",
    "GFile",
    "Open",
    "Glob",
    "IsDirectory",
    "ListDirectory",
    "MakeDirs",
    "MkDir",
    "Remove",
    "Rename",
    "Stat",
    "Walk",
]
