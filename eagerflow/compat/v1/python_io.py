"""The names of `ef.compat.v1.python_io`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...records.tfrecord import TFRecordCompressionType as TFRecordCompressionType
    from ...records.tfrecord import TFRecordOptions as TFRecordOptions
    from ...records.tfrecord import TFRecordWriter as TFRecordWriter
    from ...records.tfrecord import tf_record_iterator as tf_record_iterator
else:
    __getattr__, __dir__ = lazily(__name__, {
        "TFRecordCompressionType": "records.tfrecord",
        "TFRecordOptions": "records.tfrecord",
        "TFRecordWriter": "records.tfrecord",
        "tf_record_iterator": "records.tfrecord",
    }, ())


__all__ = [  # noqa: RUF022
    "TFRecordCompressionType",
    "TFRecordOptions",
    "TFRecordWriter",
    "tf_record_iterator",
]
