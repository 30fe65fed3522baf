"""The names of `ef.compat.v1.audio`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...ops.signal.audio import decode_wav as decode_wav
    from ...ops.signal.audio import encode_wav as encode_wav
else:
    __getattr__, __dir__ = lazily(__name__, {
        "decode_wav": "ops.signal.audio",
        "encode_wav": "ops.signal.audio",
    }, ())


__all__ = [  # noqa: RUF022
    "decode_wav",
    "encode_wav",
]
