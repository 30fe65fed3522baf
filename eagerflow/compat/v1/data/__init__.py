"""The names of `ef.compat.v1.data`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....compat.v1.datasets import DatasetV1 as Dataset
    from ....compat.v1.datasets import FixedLengthRecordDatasetV1 as FixedLengthRecordDataset
    from ....compat.v1.datasets import Iterator as Iterator
    from ....compat.v1.datasets import TFRecordDatasetV1 as TFRecordDataset
    from ....compat.v1.datasets import TextLineDatasetV1 as TextLineDataset
    from ....compat.v1.datasets import get_output_classes as get_output_classes
    from ....compat.v1.datasets import get_output_shapes as get_output_shapes
    from ....compat.v1.datasets import get_output_types as get_output_types
    from ....compat.v1.datasets import make_initializable_iterator as make_initializable_iterator
    from ....compat.v1.datasets import make_one_shot_iterator as make_one_shot_iterator
    from ....data.dataset import AUTOTUNE as AUTOTUNE
    from ....data.dataset import INFINITE_CARDINALITY as INFINITE_CARDINALITY
    from ....data.dataset import UNKNOWN_CARDINALITY as UNKNOWN_CARDINALITY
    from ....data.iterators import NumpyIterator as NumpyIterator
    from ....data.options import Options as Options
    from ....data.options import ThreadingOptions as ThreadingOptions
    from ....data.spec import DatasetSpec as DatasetSpec
    from ....data.spec import IteratorSpec as IteratorSpec
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "AUTOTUNE": "data.dataset",
        "Dataset": "compat.v1.datasets:DatasetV1",
        "DatasetSpec": "data.spec",
        "FixedLengthRecordDataset": "compat.v1.datasets:FixedLengthRecordDatasetV1",
        "INFINITE_CARDINALITY": "data.dataset",
        "Iterator": "compat.v1.datasets",
        "IteratorSpec": "data.spec",
        "NumpyIterator": "data.iterators",
        "Options": "data.options",
        "TFRecordDataset": "compat.v1.datasets:TFRecordDatasetV1",
        "TextLineDataset": "compat.v1.datasets:TextLineDatasetV1",
        "ThreadingOptions": "data.options",
        "UNKNOWN_CARDINALITY": "data.dataset",
        "get_output_classes": "compat.v1.datasets",
        "get_output_shapes": "compat.v1.datasets",
        "get_output_types": "compat.v1.datasets",
        "make_initializable_iterator": "compat.v1.datasets",
        "make_one_shot_iterator": "compat.v1.datasets",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "Dataset",
    "FixedLengthRecordDataset",
    "Iterator",
    "TFRecordDataset",
    "TextLineDataset",
    "get_output_classes",
    "get_output_shapes",
    "get_output_types",
    "make_initializable_iterator",
    "make_one_shot_iterator",
    "AUTOTUNE",
    "INFINITE_CARDINALITY",
    "UNKNOWN_CARDINALITY",
    "NumpyIterator",
    "Options",
    "ThreadingOptions",
    "DatasetSpec",
    "IteratorSpec",
    "experimental",
]
