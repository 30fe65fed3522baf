"""The names of `ef.summary`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..summaries.tracing import trace_export as trace_export
    from ..summaries.tracing import trace_off as trace_off
    from ..summaries.tracing import trace_on as trace_on
    from ..summaries.writer import SummaryWriter as SummaryWriter
    from ..summaries.writer import audio as audio
    from ..summaries.writer import create_file_writer as create_file_writer
    from ..summaries.writer import create_noop_writer as create_noop_writer
    from ..summaries.writer import flush as flush
    from ..summaries.writer import graph as graph
    from ..summaries.writer import histogram as histogram
    from ..summaries.writer import image as image
    from ..summaries.writer import record_if as record_if
    from ..summaries.writer import scalar as scalar
    from ..summaries.writer import should_record_summaries as should_record_summaries
    from ..summaries.writer import text as text
    from ..summaries.writer import write as write
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "SummaryWriter": "summaries.writer",
        "audio": "summaries.writer",
        "create_file_writer": "summaries.writer",
        "create_noop_writer": "summaries.writer",
        "flush": "summaries.writer",
        "graph": "summaries.writer",
        "histogram": "summaries.writer",
        "image": "summaries.writer",
        "record_if": "summaries.writer",
        "scalar": "summaries.writer",
        "should_record_summaries": "summaries.writer",
        "text": "summaries.writer",
        "trace_export": "summaries.tracing",
        "trace_off": "summaries.tracing",
        "trace_on": "summaries.tracing",
        "write": "summaries.writer",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "trace_export",
    "trace_off",
    "trace_on",
    "SummaryWriter",
    "audio",
    "create_file_writer",
    "create_noop_writer",
    "flush",
    "graph",
    "histogram",
    "image",
    "record_if",
    "scalar",
    "should_record_summaries",
    "text",
    "write",
    "experimental",
]
