"""`train.Example` and its parts: what records hold most of the time."""

from __future__ import annotations

from ..registry import export
from .message import Message


@export("train.BytesList")
class BytesList(Message, fields="1 repeated bytes value"):
    """A list of byte strings.

    Args:
      value: the byte strings.

    >>> ef.train.BytesList(value=[b"a", b"b"]).value
    [b'a', b'b']
    """


@export("train.FloatList")
class FloatList(Message, fields="1 repeated float value"):
    """A list of numbers, kept as float32.

    Args:
      value: the numbers.
    """


@export("train.Int64List")
class Int64List(Message, fields="1 repeated int64 value"):
    """A list of integers of 64 bits.

    Args:
      value: the integers.
    """


@export("train.Feature")
class Feature(
    Message,
    types=(BytesList, FloatList, Int64List),
    fields="""
      1 BytesList bytes_list
      2 FloatList float_list
      3 Int64List int64_list""",
    kind="bytes_list float_list int64_list",
):
    """The values of a feature: a list of one of three kinds.

    Args:
      bytes_list, float_list, int64_list: the list; setting one clears the others.
    """


@export("train.Features")
class Features(Message, types=(Feature,), fields="1 map<string, Feature> feature"):
    """Features by name.

    Args:
      feature: a dictionary of them.
    """


@export("train.Example")
class Example(Message, types=(Features,), fields="1 Features features"):
    """An example: what a record usually holds, and `io.parse_example` takes.

    Args:
      features: its features.

    >>> example = ef.train.Example()
    >>> example.features.feature["x"].int64_list.value.extend([1, 2])
    >>> example
    features {
      feature {
        key: "x"
        value {
          int64_list {
            value: 1
            value: 2
          }
        }
      }
    }
    <BLANKLINE>
    >>> ef.io.parse_single_example(
    ...     example.SerializeToString(), {"x": ef.io.FixedLenFeature([2], ef.int64)}
    ... )["x"].numpy()
    array([1, 2])
    """


@export("train.FeatureList")
class FeatureList(Message, types=(Feature,), fields="1 repeated Feature feature"):
    """The values of a feature at each step of a sequence.

    Args:
      feature: a list of features.
    """


@export("train.FeatureLists")
class FeatureLists(Message, types=(FeatureList,), fields="1 map<string, FeatureList> feature_list"):
    """Lists of features by name.

    Args:
      feature_list: a dictionary of them.
    """


@export("train.SequenceExample")
class SequenceExample(
    Message,
    types=(Features, FeatureLists),
    fields="""
      1 Features context
      2 FeatureLists feature_lists""",
):
    """An example that is a sequence.

    Args:
      context: the features of the whole.
      feature_lists: the features of each step.
    """
