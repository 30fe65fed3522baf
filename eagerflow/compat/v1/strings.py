"""The names of `ef.compat.v1.strings`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...compat.v1.string_forms import length as length
    from ...compat.v1.string_forms import reduce_join as reduce_join
    from ...compat.v1.string_forms import split as split
    from ...compat.v1.string_forms import substr as substr
    from ...compat.v1.string_forms import to_hash_bucket as to_hash_bucket
    from ...compat.v1.string_forms import to_number as to_number
    from ...ops.strings.elementwise import lower as lower
    from ...ops.strings.elementwise import strip as strip
    from ...ops.strings.elementwise import unsorted_segment_join as unsorted_segment_join
    from ...ops.strings.elementwise import upper as upper
    from ...ops.strings.hash import to_hash_bucket_fast as to_hash_bucket_fast
    from ...ops.strings.hash import to_hash_bucket_strong as to_hash_bucket_strong
    from ...ops.strings.joining import format as format
    from ...ops.strings.joining import join as join
    from ...ops.strings.numbers import as_string as as_string
    from ...ops.strings.regex import regex_full_match as regex_full_match
    from ...ops.strings.regex import regex_replace as regex_replace
    from ...ops.strings.rows import bytes_split as bytes_split
    from ...ops.strings.rows import ngrams as ngrams
    from ...ops.strings.rows import unicode_decode as unicode_decode
    from ...ops.strings.rows import unicode_decode_with_offsets as unicode_decode_with_offsets
    from ...ops.strings.rows import unicode_encode as unicode_encode
    from ...ops.strings.rows import unicode_split as unicode_split
    from ...ops.strings.rows import unicode_split_with_offsets as unicode_split_with_offsets
    from ...ops.strings.unicode import unicode_script as unicode_script
    from ...ops.strings.unicode import unicode_transcode as unicode_transcode
else:
    __getattr__, __dir__ = lazily(__name__, {
        "as_string": "ops.strings.numbers",
        "bytes_split": "ops.strings.rows",
        "format": "ops.strings.joining",
        "join": "ops.strings.joining",
        "length": "compat.v1.string_forms",
        "lower": "ops.strings.elementwise",
        "ngrams": "ops.strings.rows",
        "reduce_join": "compat.v1.string_forms",
        "regex_full_match": "ops.strings.regex",
        "regex_replace": "ops.strings.regex",
        "split": "compat.v1.string_forms",
        "strip": "ops.strings.elementwise",
        "substr": "compat.v1.string_forms",
        "to_hash_bucket": "compat.v1.string_forms",
        "to_hash_bucket_fast": "ops.strings.hash",
        "to_hash_bucket_strong": "ops.strings.hash",
        "to_number": "compat.v1.string_forms",
        "unicode_decode": "ops.strings.rows",
        "unicode_decode_with_offsets": "ops.strings.rows",
        "unicode_encode": "ops.strings.rows",
        "unicode_script": "ops.strings.unicode",
        "unicode_split": "ops.strings.rows",
        "unicode_split_with_offsets": "ops.strings.rows",
        "unicode_transcode": "ops.strings.unicode",
        "unsorted_segment_join": "ops.strings.elementwise",
        "upper": "ops.strings.elementwise",
    }, ())


__all__ = [  # noqa: RUF022
    "length",
    "reduce_join",
    "split",
    "substr",
    "to_hash_bucket",
    "to_number",
    "lower",
    "strip",
    "unsorted_segment_join",
    "upper",
    "to_hash_bucket_fast",
    "to_hash_bucket_strong",
    "format",
    "join",
    "as_string",
    "regex_full_match",
    "regex_replace",
    "bytes_split",
    "ngrams",
    "unicode_decode",
    "unicode_decode_with_offsets",
    "unicode_encode",
    "unicode_split",
    "unicode_split_with_offsets",
    "unicode_script",
    "unicode_transcode",
]
