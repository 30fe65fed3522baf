"""The names of `ef.compat.v1.io`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....compat.v1.graph_files import write_graph as write_graph
    from ....compat.v1.input_producers import match_filenames_once as match_filenames_once
    from ....compat.v1.sparse_forms import serialize_many_sparse as serialize_many_sparse
    from ....compat.v1.sparse_forms import serialize_sparse as serialize_sparse
    from ....compat.v1.string_forms import decode_csv as decode_csv
    from ....compat.v1.string_forms import decode_raw as decode_raw
    from ....ops.files.example_parsing import FixedLenFeature as FixedLenFeature
    from ....ops.files.example_parsing import FixedLenSequenceFeature as FixedLenSequenceFeature
    from ....ops.files.example_parsing import VarLenFeature as VarLenFeature
    from ....ops.files.example_parsing import parse_example_v1 as parse_example
    from ....ops.files.example_parsing import parse_single_example_v1 as parse_single_example
    from ....ops.files.tensor_bytes import decode_base64 as decode_base64
    from ....ops.files.tensor_bytes import encode_base64 as encode_base64
    from ....ops.files.tensor_bytes import parse_tensor as parse_tensor
    from ....ops.files.tensor_bytes import serialize_tensor as serialize_tensor
    from ....ops.files.whole_files import matching_files as matching_files
    from ....ops.files.whole_files import read_file as read_file
    from ....ops.files.whole_files import write_file as write_file
    from ....ops.images.codecs import decode_and_crop_jpeg as decode_and_crop_jpeg
    from ....ops.images.codecs import decode_bmp as decode_bmp
    from ....ops.images.codecs import decode_gif as decode_gif
    from ....ops.images.codecs import decode_image as decode_image
    from ....ops.images.codecs import decode_jpeg as decode_jpeg
    from ....ops.images.codecs import decode_png as decode_png
    from ....ops.images.codecs import decode_webp as decode_webp
    from ....ops.images.codecs import extract_jpeg_shape as extract_jpeg_shape
    from ....ops.images.codecs import is_jpeg as is_jpeg
    from ....ops.images.files import encode_jpeg as encode_jpeg
    from ....ops.images.files import encode_png as encode_png
    from ....ops.sparse.as_strings import deserialize_many_sparse as deserialize_many_sparse
    from ....queues.queue import PaddingFIFOQueue as PaddingFIFOQueue
    from ....queues.queue import PriorityQueue as PriorityQueue
    from ....queues.queue import QueueBase as QueueBase
    from ....queues.queue import RandomShuffleQueue as RandomShuffleQueue
    from ....records.tfrecord import TFRecordCompressionType as TFRecordCompressionType
    from ....records.tfrecord import TFRecordOptions as TFRecordOptions
    from ....records.tfrecord import TFRecordWriter as TFRecordWriter
    from ....records.tfrecord import tf_record_iterator as tf_record_iterator
    from . import gfile as gfile
else:
    __getattr__, __dir__ = lazily(__name__, {
        "FixedLenFeature": "ops.files.example_parsing",
        "FixedLenSequenceFeature": "ops.files.example_parsing",
        "PaddingFIFOQueue": "queues.queue",
        "PriorityQueue": "queues.queue",
        "QueueBase": "queues.queue",
        "RandomShuffleQueue": "queues.queue",
        "TFRecordCompressionType": "records.tfrecord",
        "TFRecordOptions": "records.tfrecord",
        "TFRecordWriter": "records.tfrecord",
        "VarLenFeature": "ops.files.example_parsing",
        "decode_and_crop_jpeg": "ops.images.codecs",
        "decode_base64": "ops.files.tensor_bytes",
        "decode_bmp": "ops.images.codecs",
        "decode_csv": "compat.v1.string_forms",
        "decode_gif": "ops.images.codecs",
        "decode_image": "ops.images.codecs",
        "decode_jpeg": "ops.images.codecs",
        "decode_png": "ops.images.codecs",
        "decode_raw": "compat.v1.string_forms",
        "decode_webp": "ops.images.codecs",
        "deserialize_many_sparse": "ops.sparse.as_strings",
        "encode_base64": "ops.files.tensor_bytes",
        "encode_jpeg": "ops.images.files",
        "encode_png": "ops.images.files",
        "extract_jpeg_shape": "ops.images.codecs",
        "is_jpeg": "ops.images.codecs",
        "match_filenames_once": "compat.v1.input_producers",
        "matching_files": "ops.files.whole_files",
        "parse_example": "ops.files.example_parsing:parse_example_v1",
        "parse_single_example": "ops.files.example_parsing:parse_single_example_v1",
        "parse_tensor": "ops.files.tensor_bytes",
        "read_file": "ops.files.whole_files",
        "serialize_many_sparse": "compat.v1.sparse_forms",
        "serialize_sparse": "compat.v1.sparse_forms",
        "serialize_tensor": "ops.files.tensor_bytes",
        "tf_record_iterator": "records.tfrecord",
        "write_file": "ops.files.whole_files",
        "write_graph": "compat.v1.graph_files",
    }, ("gfile",))


__all__ = [  # noqa: RUF022
    "write_graph",
    "match_filenames_once",
    "serialize_many_sparse",
    "serialize_sparse",
    "decode_csv",
    "decode_raw",
    "FixedLenFeature",
    "FixedLenSequenceFeature",
    "VarLenFeature",
    "parse_example",
    "parse_single_example",
    "decode_base64",
    "encode_base64",
    "parse_tensor",
    "serialize_tensor",
    "matching_files",
    "read_file",
    "write_file",
    "decode_and_crop_jpeg",
    "decode_bmp",
    "decode_gif",
    "decode_image",
    "decode_jpeg",
    "decode_png",
    "decode_webp",
    "extract_jpeg_shape",
    "is_jpeg",
    "encode_jpeg",
    "encode_png",
    "deserialize_many_sparse",
    "PaddingFIFOQueue",
    "PriorityQueue",
    "QueueBase",
    "RandomShuffleQueue",
    "TFRecordCompressionType",
    "TFRecordOptions",
    "TFRecordWriter",
    "tf_record_iterator",
    "gfile",
]
