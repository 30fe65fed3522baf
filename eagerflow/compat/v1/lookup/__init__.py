"""The names of `ef.compat.v1.lookup`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....tables import KeyValueTensorInitializer as KeyValueTensorInitializer
    from ....tables import StaticHashTable as StaticHashTable
    from ....tables import StaticVocabularyTable as StaticVocabularyTable
    from ....tables import TextFileIndex as TextFileIndex
    from ....tables import TextFileInitializer as TextFileInitializer
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "KeyValueTensorInitializer": "tables",
        "StaticHashTable": "tables",
        "StaticVocabularyTable": "tables",
        "TextFileIndex": "tables",
        "TextFileInitializer": "tables",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "KeyValueTensorInitializer",
    "StaticHashTable",
    "StaticVocabularyTable",
    "TextFileIndex",
    "TextFileInitializer",
    "experimental",
]
