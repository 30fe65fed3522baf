"""The graph itself: an append-only list of operations, and the symbols that connect them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import numpy as np

from .. import errors, shapes, sites
from ..core.opdef import ATTR, INPUT, LIST, VARIABLE, KernelTable, OpDef
from ..core.tensor import Tensor
from ..dtype import DType
from ..registry import export
from ..shapes import PartialShape
from ..sites import Site
from . import static


class Symbol(Tensor):
    """A result of an operation of a graph: a tensor that has no value until the graph runs.

    Slots: `node` the operation, `index` which of its results, `tid` its number on tapes.
    """

    __slots__ = ("__dict__", "__weakref__", "_dtype", "_known", "_shape", "index", "node", "tid")

    def __init__(self, node: Operation, index: int, dtype: DType, shape: PartialShape) -> None:
        self.node = node
        self.index = index
        self._dtype = dtype
        self._shape = shape
        self._known: Any = static.NOT_ASKED
        self.tid = 0

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def static_shape(self) -> PartialShape:
        return self._shape

    @property
    def op(self) -> Operation:
        """The operation that makes this tensor."""
        return self.node

    @property
    def graph(self) -> Any:
        """The graph the tensor belongs to."""
        return self.node.graph

    @property
    def name(self) -> str:
        """Name of the operation, a colon, and which of its results this is."""
        return f"{self.node.name}:{self.index}"

    @property
    def device(self) -> str:
        """The device asked for when the operation was made, or an empty string."""
        return self.node.device

    @property
    def value_index(self) -> int:
        return self.index

    @property
    def known(self) -> Any:
        """What is known of the value already (small integers): nested tuples, None in them."""
        if self._known is static.NOT_ASKED:
            self._known = static.evaluate(self.node)
        return self._known

    def consumers(self) -> list[Operation]:
        """The operations that take this tensor."""
        nodes: list[Operation] = self.graph.nodes
        return [n for n in nodes if any(s is self for s in n.inputs)]

    def set_shape(self, shape: Any) -> None:
        """Add what is known about the shape.

        Raises:
          ValueError: it contradicts what is known already.
        """
        self._shape = shapes.merge(self._shape, shapes.as_shape(shape))

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """The value in a session: the one given, or the default one.

        Raises:
          ValueError: there is no default session, or it runs another graph.
        """
        return self.graph.session_for("evaluate", "tensor", session).run(self, feed_dict)

    def __hash__(self) -> int:
        return id(self)

    def _no_value(self, as_what: str, fix: str) -> NoReturn:
        cause = self.graph.why_symbolic()
        frame = sites.user_frame()
        if frame is not None and frame.f_code in sites.without_source:
            name = frame.f_code.co_name
            cause = f"the source of '{name}' is not available (exec, a prompt), so its control "
            cause += "flow is Python's"
            fix = f"define '{name}' in a file, or use {fix}"
        raise errors.make(
            errors.OperatorNotAllowedInGraphError,
            f"Using a symbolic `tf.Tensor` as a Python `{as_what}` is not allowed.",
            operands=[f"tensor '{self.name}', {self.dtype.name} {shapes.text(self.static_shape)}, "
                      f"made at {self.node.site}"],
            cause=cause,
            fix=fix,
        )  # fmt: skip

    def __iter__(self) -> Iterator[Tensor]:
        if not self._shape or self._shape[0] is None:
            raise errors.make(
                errors.OperatorNotAllowedInGraphError,
                "Iterating over a symbolic `tf.Tensor` is not allowed.",
                operands=[f"tensor '{self.name}', {self.dtype.name} {shapes.text(self._shape)}"],
                cause="the size of its first axis is not known while the graph is built",
                fix="tf.unstack(x, num=n), or an operation on the whole tensor",
            )
        return super().__iter__()

    def __bool__(self) -> bool:
        self._no_value(
            "bool", "tf.cond(pred, true_fn, false_fn), or tf.where(pred, a, b) elementwise"
        )

    def __int__(self) -> int:
        self._no_value(
            "int", "keep it a tensor, or pass the number to the function as a Python int"
        )

    __index__ = __int__

    def __float__(self) -> float:
        self._no_value(
            "float", "keep it a tensor, or pass the number to the function as a Python float"
        )

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        raise errors.make(
            NotImplementedError,
            f"Cannot convert a symbolic tf.Tensor ({self.name}) to a numpy array.",
            cause=self.graph.why_symbolic(),
            fix="use the tf function of the same name, which works in a graph too",
        )

    def numpy(self) -> NoReturn:
        """Symbolic tensors have no value; raises AttributeError."""
        raise errors.make(
            AttributeError,
            f"'SymbolicTensor' object has no attribute 'numpy' (tensor '{self.name}')",
            cause=self.graph.why_symbolic(),
            fix="return the tensor from the function and call .numpy() on the result",
        )

    def __repr__(self) -> str:
        return f"<tf.Tensor '{self.name}' shape={self.shape} dtype={self.dtype.name}>"

    def __str__(self) -> str:
        return f'Tensor("{self.name}", shape={self.shape}, dtype={self.dtype.name})'


@export("Operation")
class Operation:
    """A node of a graph.

    Slots: `graph` the graph it belongs to, `opdef` the op, `args` its arguments (symbols, tuples of
    symbols, plain values) in the order of the op's parameters, `outputs` its results, `after` the
    operations that must run before it, `site` the user's line, `order` its place in the graph,
    `gradient_type` the name of the registered gradient that it has instead of its own.
    """

    __slots__ = (
        "__weakref__", "after", "args", "device", "gradient_type", "graph", "name", "opdef",
        "order", "outputs", "several", "site",
    )  # fmt: skip

    def __init__(
        self, graph: Any, opdef: OpDef, args: tuple[Any, ...], name: str, site: Site | None
    ) -> None:
        self.graph = graph
        self.opdef = opdef
        self.args = args
        self.name = name
        self.site = site
        self.after: tuple[Operation, ...] = ()
        self.device = ""
        self.order = len(graph.nodes)
        self.outputs: tuple[Symbol, ...] = ()
        self.gradient_type: str | None = None
        self.several = False  # the kernel returns a tuple

    @property
    def type(self) -> str:
        """TensorFlow's op type, such as `MatMul`."""
        return self.opdef.type

    @property
    def inputs(self) -> tuple[Symbol, ...]:
        """The tensors the operation takes."""
        found: list[Symbol] = []
        for value in self.args:
            for v in value if type(value) is tuple else (value,):
                if isinstance(v, Symbol):
                    found.append(v)
        return tuple(found)

    @property
    def control_inputs(self) -> list[Operation]:
        """The operations that must run before this one, beside those that make its inputs."""
        return list(self.after)

    @property
    def op_def(self) -> OpDef:
        return self.opdef

    def values(self) -> tuple[Symbol, ...]:
        """The results, as a tuple."""
        return self.outputs

    def get_attr(self, name: str) -> Any:
        """An attribute by the name of the op's parameter; `T` and `dtype` give the dtype.

        Raises:
          ValueError: the operation has no such attribute.
        """
        params = self.opdef.params
        if name in params and self.opdef.kinds[params.index(name)] not in (INPUT, LIST):
            return self.args[params.index(name)]
        if name in ("T", "dtype") and self.outputs:
            return (self.inputs[0] if name == "T" and self.inputs else self.outputs[0]).dtype
        raise ValueError(f"Operation '{self.name}' has no attr named '{name}'.")

    def run(self, feed_dict: Any = None, session: Any = None) -> None:
        """Run the operation in a session: the one given, or the default one."""
        self.graph.session_for("execute", "operation", session).run(self, feed_dict)

    @property
    def traceback(self) -> list[str]:
        """The user's line that made the operation."""
        return [str(self.site)] if self.site else []

    def __repr__(self) -> str:
        return f"<tf.Operation '{self.name}' type={self.type}>"

    def __str__(self) -> str:
        ins = ", ".join(s.name for s in self.inputs)
        outs = ", ".join(f"{s.dtype.name} {shapes.text(s.static_shape)}" for s in self.outputs)
        return f"{self.name} = {self.type}({ins}) -> {outs}"


class ConstantValue:
    """The array of a `Const` operation, compared by identity."""

    __slots__ = ("array",)

    def __init__(self, array: Any) -> None:
        self.array = array

    def __repr__(self) -> str:
        return f"array of {self.array.dtype} {shapes.text(self.array.shape)}"


def graph_only(type: str, params: tuple[str, ...], kinds: str, kernel: Any) -> OpDef:
    """An op that exists in graphs only: no public function makes it."""
    op = OpDef()
    op.type = op.name = type
    op.params, op.kinds = params, kinds
    op.kernels = KernelTable(kernel, None, op)
    op.required = frozenset()
    op.vjp, op.match, op.effect = {}, (), None
    op.alias, op.host, op.fold, op.static, op.site = False, False, False, None, None
    op.narrow, op.lower = None, ""
    op.record = lambda tape, out, args: None
    return op


def variables_of(op: OpDef, args: tuple[Any, ...]) -> list[Any]:
    """The variables among the arguments of an op."""
    found: list[Any] = []
    for kind, a in zip(op.kinds, args, strict=True):
        if kind == VARIABLE:
            found += a if type(a) is tuple else (a,)
    return found


def variables_read(node: Operation) -> Sequence[Any]:
    """The variables whose values a node reads: itself, or in the graphs that it runs."""
    if node.opdef.effect == "read":
        return (node.args[0],)
    if node.opdef.narrow is not None:
        return node.args[node.opdef.params.index("parts")].reads  # type: ignore[no-any-return]
    return ()


CONST = graph_only("Const", ("value",), ATTR, lambda xp: lambda value: value.array)
PLACEHOLDER = graph_only("Placeholder", ("dtype", "shape"), ATTR * 2, None)
NO_OP = graph_only("NoOp", (), "", lambda xp: lambda: None)
