"""The names of `ef.compat.v1.summary`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....messages.summary import Event as Event
    from ....messages.summary import SessionLog as SessionLog
    from ....messages.summary import Summary as Summary
    from ....messages.summary import SummaryDescription as SummaryDescription
    from ....messages.summary import TaggedRunMetadata as TaggedRunMetadata
    from ....summaries.file_writer import FileWriter as FileWriter
    from ....summaries.file_writer import FileWriterCache as FileWriterCache
    from ....summaries.tracing import trace_export as trace_export
    from ....summaries.tracing import trace_off as trace_off
    from ....summaries.tracing import trace_on as trace_on
    from ....summaries.v1 import audio as audio
    from ....summaries.v1 import histogram as histogram
    from ....summaries.v1 import image as image
    from ....summaries.v1 import merge as merge
    from ....summaries.v1 import merge_all as merge_all
    from ....summaries.v1 import scalar as scalar
    from ....summaries.v1 import tensor_summary as tensor_summary
    from ....summaries.v1 import text as text
    from ....summaries.writer import SummaryWriter as SummaryWriter
    from ....summaries.writer import create_file_writer as create_file_writer
    from ....summaries.writer import create_noop_writer as create_noop_writer
    from ....summaries.writer import flush as flush
    from ....summaries.writer import graph as graph
    from ....summaries.writer import record_if as record_if
    from ....summaries.writer import should_record_summaries as should_record_summaries
    from ....summaries.writer import write as write
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Event": "messages.summary",
        "FileWriter": "summaries.file_writer",
        "FileWriterCache": "summaries.file_writer",
        "SessionLog": "messages.summary",
        "Summary": "messages.summary",
        "SummaryDescription": "messages.summary",
        "SummaryWriter": "summaries.writer",
        "TaggedRunMetadata": "messages.summary",
        "audio": "summaries.v1",
        "create_file_writer": "summaries.writer",
        "create_noop_writer": "summaries.writer",
        "flush": "summaries.writer",
        "graph": "summaries.writer",
        "histogram": "summaries.v1",
        "image": "summaries.v1",
        "merge": "summaries.v1",
        "merge_all": "summaries.v1",
        "record_if": "summaries.writer",
        "scalar": "summaries.v1",
        "should_record_summaries": "summaries.writer",
        "tensor_summary": "summaries.v1",
        "text": "summaries.v1",
        "trace_export": "summaries.tracing",
        "trace_off": "summaries.tracing",
        "trace_on": "summaries.tracing",
        "write": "summaries.writer",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "Event",
    "SessionLog",
    "Summary",
    "SummaryDescription",
    "TaggedRunMetadata",
    "FileWriter",
    "FileWriterCache",
    "trace_export",
    "trace_off",
    "trace_on",
    "audio",
    "histogram",
    "image",
    "merge",
    "merge_all",
    "scalar",
    "tensor_summary",
    "text",
    "SummaryWriter",
    "create_file_writer",
    "create_noop_writer",
    "flush",
    "graph",
    "record_if",
    "should_record_summaries",
    "write",
    "experimental",
]
