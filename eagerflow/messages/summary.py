"""Messages of event files, which TensorBoard reads."""

from __future__ import annotations

from ..registry import export
from .graph_def import TensorProto
from .message import Message


@export("", v1="HistogramProto")
class HistogramProto(
    Message,
    fields="""
      1 double min
      2 double max
      3 double num
      4 double sum
      5 double sum_squares
      6 repeated double bucket_limit
      7 repeated double bucket""",
):
    """How often values fall into ranges.

    Args:
      min, max, num, sum, sum_squares: of the values.
      bucket_limit: the upper end of each range.
      bucket: how many values are in it.
    """


class _PluginData(Message, fields="1 string plugin_name\n2 bytes content"):
    """Which part of TensorBoard shows a value."""


@export("", v1="SummaryMetadata")
class SummaryMetadata(
    Message,
    types=(_PluginData,),
    enums={"DataClass": "DATA_CLASS_UNKNOWN=0 DATA_CLASS_SCALAR=1 DATA_CLASS_TENSOR=2 "
           "DATA_CLASS_BLOB_SEQUENCE=3"},
    fields="""
      1 PluginData plugin_data
      2 string display_name
      3 string summary_description
      4 DataClass data_class""",
):  # fmt: skip
    """How a value is shown.

    Args:
      plugin_data: which part of TensorBoard shows it.
      display_name: the title, the tag when left out.
      summary_description: a longer text in Markdown.
      data_class: kept.
    """

    PluginData = _PluginData


class _Image(
    Message,
    fields="1 int32 height\n2 int32 width\n3 int32 colorspace\n4 bytes encoded_image_string",
):
    """An image."""


class _Audio(
    Message,
    fields="""
      1 float sample_rate
      2 int64 num_channels
      3 int64 length_frames
      4 bytes encoded_audio_string
      5 string content_type""",
):
    """A sound."""


class _Value(
    Message,
    types=(_Image, _Audio, HistogramProto, TensorProto, SummaryMetadata),
    fields="""
      1 string tag
      2 float simple_value
      3 bytes obsolete_old_style_histogram
      4 Image image
      5 HistogramProto histo
      6 Audio audio
      7 string node_name
      8 TensorProto tensor
      9 SummaryMetadata metadata""",
    value="simple_value obsolete_old_style_histogram image histo audio tensor",
):
    """A value with its tag."""


@export("", v1="Summary summary.Summary")
class Summary(Message, types=(_Value,), fields="1 repeated Value value"):
    """Values that were computed together.

    Args:
      value: a message for each, with `tag` and one of `simple_value`, `image`, `histo`, `audio`
        and `tensor`.

    >>> ef.compat.v1.Summary(value=[{"tag": "loss", "simple_value": 0.5}])
    value {
      tag: "loss"
      simple_value: 0.5
    }
    <BLANKLINE>
    """

    Value = _Value
    Image = _Image
    Audio = _Audio


@export("", v1="summary.SummaryDescription")
class SummaryDescription(Message, fields="1 string type_hint"):
    """A description that summaries once had.

    Args:
      type_hint: kept.
    """


@export("", v1="LogMessage")
class LogMessage(
    Message,
    enums={"Level": "UNKNOWN=0 DEBUGGING=10 INFO=20 WARN=30 ERROR=40 FATAL=50"},
    fields="1 Level level\n2 string message",
):
    """A line of a log.

    Args:
      level: how grave it is.
      message: the text.
    """


@export("", v1="SessionLog summary.SessionLog")
class SessionLog(
    Message,
    enums={"SessionStatus": "STATUS_UNSPECIFIED=0 START=1 STOP=2 CHECKPOINT=3"},
    fields="1 SessionStatus status\n2 string checkpoint_path\n3 string msg",
):
    """What happened to a session.

    Args:
      status: `SessionLog.START`, `STOP` or `CHECKPOINT`.
      checkpoint_path: the checkpoint.
      msg: a text.
    """


@export("", v1="summary.TaggedRunMetadata")
class TaggedRunMetadata(Message, fields="1 string tag\n2 bytes run_metadata"):
    """The metadata of a run.

    Args:
      tag: its name.
      run_metadata: a `RunMetadata` as bytes.
    """


class _Source(Message, fields="1 string writer"):
    """What wrote a file."""


@export("", v1="Event summary.Event")
class Event(
    Message,
    types=(Summary, LogMessage, SessionLog, TaggedRunMetadata, _Source),
    fields="""
      1 double wall_time
      2 int64 step
      3 string file_version
      4 bytes graph_def
      5 Summary summary
      6 LogMessage log_message
      7 SessionLog session_log
      8 TaggedRunMetadata tagged_run_metadata
      9 bytes meta_graph_def
      10 Source source_metadata""",
    what="file_version graph_def summary log_message session_log tagged_run_metadata "
    "meta_graph_def",
):
    """A record of an event file.

    Args:
      wall_time: when it was written, in seconds since 1970.
      step: the step of the program.
      file_version, graph_def, summary, log_message, session_log, tagged_run_metadata,
        meta_graph_def: what happened; setting one clears the others.
      source_metadata: what wrote the file.
    """
