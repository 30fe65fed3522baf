"""The names of `ef.strings`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .ops.string_hash import to_hash_bucket as to_hash_bucket
    from .ops.string_hash import to_hash_bucket_fast as to_hash_bucket_fast
    from .ops.string_hash import to_hash_bucket_strong as to_hash_bucket_strong
    from .ops.string_joining import format as format
    from .ops.string_joining import join as join
    from .ops.string_joining import reduce_join as reduce_join
    from .ops.string_numbers import as_string as as_string
    from .ops.string_numbers import to_number as to_number
    from .ops.string_regex import regex_full_match as regex_full_match
    from .ops.string_regex import regex_replace as regex_replace
    from .ops.string_rows import bytes_split as bytes_split
    from .ops.string_rows import ngrams as ngrams
    from .ops.string_rows import split as split
    from .ops.string_rows import unicode_decode as unicode_decode
    from .ops.string_rows import unicode_decode_with_offsets as unicode_decode_with_offsets
    from .ops.string_rows import unicode_encode as unicode_encode
    from .ops.string_rows import unicode_split as unicode_split
    from .ops.string_rows import unicode_split_with_offsets as unicode_split_with_offsets
    from .ops.string_unicode import unicode_script as unicode_script
    from .ops.string_unicode import unicode_transcode as unicode_transcode
    from .ops.strings import length as length
    from .ops.strings import lower as lower
    from .ops.strings import strip as strip
    from .ops.strings import substr as substr
    from .ops.strings import unsorted_segment_join as unsorted_segment_join
    from .ops.strings import upper as upper
else:
    __getattr__, __dir__ = lazily(__name__, {
        "as_string": "ops.string_numbers",
        "bytes_split": "ops.string_rows",
        "format": "ops.string_joining",
        "join": "ops.string_joining",
        "length": "ops.strings",
        "lower": "ops.strings",
        "ngrams": "ops.string_rows",
        "reduce_join": "ops.string_joining",
        "regex_full_match": "ops.string_regex",
        "regex_replace": "ops.string_regex",
        "split": "ops.string_rows",
        "strip": "ops.strings",
        "substr": "ops.strings",
        "to_hash_bucket": "ops.string_hash",
        "to_hash_bucket_fast": "ops.string_hash",
        "to_hash_bucket_strong": "ops.string_hash",
        "to_number": "ops.string_numbers",
        "unicode_decode": "ops.string_rows",
        "unicode_decode_with_offsets": "ops.string_rows",
        "unicode_encode": "ops.string_rows",
        "unicode_script": "ops.string_unicode",
        "unicode_split": "ops.string_rows",
        "unicode_split_with_offsets": "ops.string_rows",
        "unicode_transcode": "ops.string_unicode",
        "unsorted_segment_join": "ops.strings",
        "upper": "ops.strings",
    }, ())


__all__ = [  # noqa: RUF022
    "to_hash_bucket",
    "to_hash_bucket_fast",
    "to_hash_bucket_strong",
    "format",
    "join",
    "reduce_join",
    "as_string",
    "to_number",
    "regex_full_match",
    "regex_replace",
    "bytes_split",
    "ngrams",
    "split",
    "unicode_decode",
    "unicode_decode_with_offsets",
    "unicode_encode",
    "unicode_split",
    "unicode_split_with_offsets",
    "unicode_script",
    "unicode_transcode",
    "length",
    "lower",
    "strip",
    "substr",
    "unsorted_segment_join",
    "upper",
]
