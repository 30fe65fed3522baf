"""Messages of tensors and graphs."""

from __future__ import annotations

from ..registry import export
from .message import Message

_DATA_TYPES = (
    "DT_INVALID=0 DT_FLOAT=1 DT_DOUBLE=2 DT_INT32=3 DT_UINT8=4 DT_INT16=5 DT_INT8=6 DT_STRING=7 "
    "DT_COMPLEX64=8 DT_INT64=9 DT_BOOL=10 DT_QINT8=11 DT_QUINT8=12 DT_QINT32=13 DT_BFLOAT16=14 "
    "DT_QINT16=15 DT_QUINT16=16 DT_UINT16=17 DT_COMPLEX128=18 DT_HALF=19 DT_RESOURCE=20 "
    "DT_VARIANT=21 DT_UINT32=22 DT_UINT64=23"
)


class _Dim(Message, fields="1 int64 size\n2 string name"):
    """The size of an axis, -1 when it is not known."""


@export("", v1="TensorShapeProto")
class TensorShapeProto(Message, types=(_Dim,), fields="2 repeated Dim dim\n3 bool unknown_rank"):
    """A shape.

    Args:
      dim: a message for each axis, with `size` (-1 when it is not known) and `name`.
      unknown_rank: the number of axes is not known.
    """

    Dim = _Dim


@export("", v1="TensorProto")
class TensorProto(
    Message,
    types=(TensorShapeProto,),
    enums={"DataType": _DATA_TYPES},
    fields="""
      1 DataType dtype
      2 TensorShapeProto tensor_shape
      3 int32 version_number
      4 bytes tensor_content
      5 repeated float float_val
      6 repeated double double_val
      7 repeated int32 int_val
      8 repeated bytes string_val
      9 repeated float scomplex_val
      10 repeated int64 int64_val
      11 repeated bool bool_val
      12 repeated double dcomplex_val
      13 repeated int32 half_val
      16 repeated uint32 uint32_val
      17 repeated uint64 uint64_val""",
):
    """A tensor: dtype, shape, and its values, either as bytes or one by one.

    Args:
      dtype: number of the dtype, such as that of `float32.as_datatype_enum`.
      tensor_shape: its shape.
      tensor_content: the values as they lie in memory.
      float_val, double_val, int_val, string_val, scomplex_val, int64_val, bool_val, dcomplex_val,
        half_val, uint32_val, uint64_val: the values one by one; which field depends on the dtype.
      version_number: kept.
    """


class _ListValue(
    Message,
    types=(TensorShapeProto, TensorProto),
    enums={"DataType": _DATA_TYPES},
    fields="""
      2 repeated bytes s
      3 repeated int64 i
      4 repeated float f
      5 repeated bool b
      6 repeated DataType type
      7 repeated TensorShapeProto shape
      8 repeated TensorProto tensor""",
):
    """A list of values of one kind."""


@export("", v1="NameAttrList")
class NameAttrList(Message, fields="1 string name"):
    """A name with attributes: a function, or a value that has no kind of its own.

    Args:
      name: the name.
      attr: a map from names to `AttrValue`s.
    """


@export("", v1="AttrValue")
class AttrValue(
    Message,
    types=(TensorShapeProto, TensorProto, NameAttrList, _ListValue),
    enums={"DataType": _DATA_TYPES},
    fields="""
      1 ListValue list
      2 bytes s
      3 int64 i
      4 float f
      5 bool b
      6 DataType type
      7 TensorShapeProto shape
      8 TensorProto tensor
      9 string placeholder
      10 NameAttrList func""",
    value="list s i f b type shape tensor placeholder func",
):
    """The value of an attribute of an operation: one of several kinds.

    Args:
      s, i, f, b, type, shape, tensor, list, placeholder, func: the value; setting one clears the
        others.
    """

    ListValue = _ListValue


NameAttrList.declare("2 map<string, AttrValue> attr", AttrValue)


@export("", v1="NodeDef")
class NodeDef(
    Message,
    types=(AttrValue,),
    fields="""
      1 string name
      2 string op
      3 repeated string input
      4 string device
      5 map<string, AttrValue> attr""",
):
    """An operation of a graph.

    Args:
      name: its name.
      op: its type, such as `MatMul`.
      input: the tensors it takes, by name; `^name` is an operation that runs before.
      device: the device asked for.
      attr: its attributes by name.
    """


class VersionDef(Message, fields="1 int32 producer\n2 int32 min_consumer"):
    """Versions of what wrote a graph and of what can read it."""


class _ArgDef(
    Message,
    enums={"DataType": _DATA_TYPES},
    fields="1 string name\n2 string description\n3 DataType type",
):
    """An argument or result of a function."""


class _OpDef(
    Message,
    types=(_ArgDef,),
    fields="1 string name\n2 repeated ArgDef input_arg\n3 repeated ArgDef output_arg",
):
    """What a function takes and gives."""


class _FunctionDef(
    Message,
    types=(_OpDef, NodeDef, AttrValue),
    fields="""
      1 OpDef signature
      3 repeated NodeDef node_def
      4 map<string, string> ret
      5 map<string, AttrValue> attr""",
):
    """A function: a branch, or the condition or body of a loop."""


class _FunctionDefLibrary(Message, types=(_FunctionDef,), fields="1 repeated FunctionDef function"):
    """The functions that the operations of a graph call."""


@export("", v1="GraphDef")
class GraphDef(
    Message,
    types=(NodeDef, _FunctionDefLibrary, VersionDef),
    fields="""
      1 repeated NodeDef node
      2 FunctionDefLibrary library
      3 int32 version
      4 VersionDef versions""",
):
    """A graph.

    Args:
      node: its operations.
      library: the functions that they call: branches of `cond`, conditions and bodies of loops.
      version, versions: kept.
    """


@export("", v1="train.SaverDef")
class SaverDef(
    Message,
    enums={"CheckpointFormatVersion": "LEGACY=0 V1=1 V2=2"},
    fields="""
      1 string filename_tensor_name
      2 string save_tensor_name
      3 string restore_op_name
      4 int32 max_to_keep
      5 bool sharded
      6 float keep_checkpoint_every_n_hours
      7 CheckpointFormatVersion version""",
):
    """The settings of a `Saver`.

    Args:
      max_to_keep: how many checkpoints are kept.
      keep_checkpoint_every_n_hours: keep one of those for good whenever so many hours are over.
      version: of the format, `V2`.
      filename_tensor_name, save_tensor_name, restore_op_name, sharded: kept; a `Saver` adds no
        operations to the graph.
    """


class VariableDef(
    Message,
    fields="""
      1 string variable_name
      2 string initializer_name
      3 string snapshot_name
      5 bool is_resource
      6 string initial_value_name
      7 bool trainable
      8 int32 synchronization
      9 int32 aggregation""",
):
    """A variable of a graph, by the names of its operations."""


class _NodeList(Message, fields="1 repeated string value"):
    """Members of a collection that are in the graph, by name."""


class _BytesList(Message, fields="1 repeated bytes value"):
    """Members of a collection as bytes."""


class _Int64List(Message, fields="1 repeated int64 value"):
    """Members of a collection that are integers."""


class _FloatList(Message, fields="1 repeated float value"):
    """Members of a collection that are floats."""


class _CollectionDef(
    Message,
    types=(_NodeList, _BytesList, _Int64List, _FloatList),
    fields="""
      1 NodeList node_list
      2 BytesList bytes_list
      3 Int64List int64_list
      4 FloatList float_list""",
    kind="node_list bytes_list int64_list float_list",
):
    """A collection."""


class _MetaInfoDef(
    Message,
    fields="""
      1 string meta_graph_version
      4 repeated string tags
      5 string tensorflow_version
      6 string tensorflow_git_version
      7 bool stripped_default_attrs""",
):
    """What wrote a graph."""


@export("", v1="MetaGraphDef")
class MetaGraphDef(
    Message,
    types=(_MetaInfoDef, GraphDef, SaverDef, _CollectionDef),
    fields="""
      1 MetaInfoDef meta_info_def
      2 GraphDef graph_def
      3 SaverDef saver_def
      4 map<string, CollectionDef> collection_def""",
):
    """A graph with its variables, its collections and the settings of its saver.

    Args:
      meta_info_def: what wrote it.
      graph_def: the graph.
      saver_def: the settings of the saver.
      collection_def: the collections by name; variables are `VariableDef`s as bytes.
    """

    MetaInfoDef = _MetaInfoDef
