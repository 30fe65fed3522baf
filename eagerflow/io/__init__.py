"""The names of `ef.io`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..compat.v1.input_producers import match_filenames_once as match_filenames_once
    from ..ops.csv_records import decode_csv as decode_csv
    from ..ops.example_parsing import FixedLenFeature as FixedLenFeature
    from ..ops.example_parsing import FixedLenSequenceFeature as FixedLenSequenceFeature
    from ..ops.example_parsing import VarLenFeature as VarLenFeature
    from ..ops.example_parsing import parse_example as parse_example
    from ..ops.example_parsing import parse_single_example as parse_single_example
    from ..ops.image_codecs import decode_and_crop_jpeg as decode_and_crop_jpeg
    from ..ops.image_codecs import decode_bmp as decode_bmp
    from ..ops.image_codecs import decode_gif as decode_gif
    from ..ops.image_codecs import decode_image as decode_image
    from ..ops.image_codecs import decode_jpeg as decode_jpeg
    from ..ops.image_codecs import decode_png as decode_png
    from ..ops.image_codecs import decode_webp as decode_webp
    from ..ops.image_codecs import extract_jpeg_shape as extract_jpeg_shape
    from ..ops.image_codecs import is_jpeg as is_jpeg
    from ..ops.image_files import encode_jpeg as encode_jpeg
    from ..ops.image_files import encode_png as encode_png
    from ..ops.sparse_strings import deserialize_many_sparse as deserialize_many_sparse
    from ..ops.sparse_strings import serialize_many_sparse as serialize_many_sparse
    from ..ops.sparse_strings import serialize_sparse as serialize_sparse
    from ..ops.tensor_bytes import decode_base64 as decode_base64
    from ..ops.tensor_bytes import decode_raw as decode_raw
    from ..ops.tensor_bytes import encode_base64 as encode_base64
    from ..ops.tensor_bytes import parse_tensor as parse_tensor
    from ..ops.tensor_bytes import serialize_tensor as serialize_tensor
    from ..ops.whole_files import matching_files as matching_files
    from ..ops.whole_files import read_file as read_file
    from ..ops.whole_files import write_file as write_file
    from ..records.tfrecord import TFRecordOptions as TFRecordOptions
    from ..records.tfrecord import TFRecordWriter as TFRecordWriter
    from . import gfile as gfile
else:
    __getattr__, __dir__ = lazily(__name__, {
        "FixedLenFeature": "ops.example_parsing",
        "FixedLenSequenceFeature": "ops.example_parsing",
        "TFRecordOptions": "records.tfrecord",
        "TFRecordWriter": "records.tfrecord",
        "VarLenFeature": "ops.example_parsing",
        "decode_and_crop_jpeg": "ops.image_codecs",
        "decode_base64": "ops.tensor_bytes",
        "decode_bmp": "ops.image_codecs",
        "decode_csv": "ops.csv_records",
        "decode_gif": "ops.image_codecs",
        "decode_image": "ops.image_codecs",
        "decode_jpeg": "ops.image_codecs",
        "decode_png": "ops.image_codecs",
        "decode_raw": "ops.tensor_bytes",
        "decode_webp": "ops.image_codecs",
        "deserialize_many_sparse": "ops.sparse_strings",
        "encode_base64": "ops.tensor_bytes",
        "encode_jpeg": "ops.image_files",
        "encode_png": "ops.image_files",
        "extract_jpeg_shape": "ops.image_codecs",
        "is_jpeg": "ops.image_codecs",
        "match_filenames_once": "compat.v1.input_producers",
        "matching_files": "ops.whole_files",
        "parse_example": "ops.example_parsing",
        "parse_single_example": "ops.example_parsing",
        "parse_tensor": "ops.tensor_bytes",
        "read_file": "ops.whole_files",
        "serialize_many_sparse": "ops.sparse_strings",
        "serialize_sparse": "ops.sparse_strings",
        "serialize_tensor": "ops.tensor_bytes",
        "write_file": "ops.whole_files",
    }, ("gfile",))


__all__ = [  # noqa: RUF022
    "match_filenames_once",
    "decode_csv",
    "FixedLenFeature",
    "FixedLenSequenceFeature",
    "VarLenFeature",
    "parse_example",
    "parse_single_example",
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
    "serialize_many_sparse",
    "serialize_sparse",
    "decode_base64",
    "decode_raw",
    "encode_base64",
    "parse_tensor",
    "serialize_tensor",
    "matching_files",
    "read_file",
    "write_file",
    "TFRecordOptions",
    "TFRecordWriter",
    "gfile",
]
