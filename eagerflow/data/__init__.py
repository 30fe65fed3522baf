"""The names of `ef.data`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..data.dataset import AUTOTUNE as AUTOTUNE
    from ..data.dataset import Dataset as Dataset
    from ..data.dataset import INFINITE_CARDINALITY as INFINITE_CARDINALITY
    from ..data.dataset import UNKNOWN_CARDINALITY as UNKNOWN_CARDINALITY
    from ..data.files import FixedLengthRecordDataset as FixedLengthRecordDataset
    from ..data.files import TFRecordDataset as TFRecordDataset
    from ..data.files import TextLineDataset as TextLineDataset
    from ..data.iterators import IteratorBase as Iterator
    from ..data.iterators import NumpyIterator as NumpyIterator
    from ..data.options import Options as Options
    from ..data.options import ThreadingOptions as ThreadingOptions
    from ..data.spec import DatasetSpec as DatasetSpec
    from ..data.spec import IteratorSpec as IteratorSpec
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "AUTOTUNE": "data.dataset",
        "Dataset": "data.dataset",
        "DatasetSpec": "data.spec",
        "FixedLengthRecordDataset": "data.files",
        "INFINITE_CARDINALITY": "data.dataset",
        "Iterator": "data.iterators:IteratorBase",
        "IteratorSpec": "data.spec",
        "NumpyIterator": "data.iterators",
        "Options": "data.options",
        "TFRecordDataset": "data.files",
        "TextLineDataset": "data.files",
        "ThreadingOptions": "data.options",
        "UNKNOWN_CARDINALITY": "data.dataset",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "AUTOTUNE",
    "Dataset",
    "INFINITE_CARDINALITY",
    "UNKNOWN_CARDINALITY",
    "FixedLengthRecordDataset",
    "TFRecordDataset",
    "TextLineDataset",
    "Iterator",
    "NumpyIterator",
    "Options",
    "ThreadingOptions",
    "DatasetSpec",
    "IteratorSpec",
    "experimental",
]
