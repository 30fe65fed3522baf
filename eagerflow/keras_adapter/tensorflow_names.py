"""TensorFlow's names as the Keras library uses them: those of eagerflow, and internal ones."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

from ..core.composite import CompositeTensor
from ..core.tensor import EagerTensor
from ..graph.cond import cond
from ..graph.trace import FunctionGraph
from ..graph.values import get_static_value
from . import raw_ops, strategy, tracking


class _Names(ModuleType):
    """Names of a module, with others before them."""

    def __init__(self, name: str, behind: Any, **own: Any) -> None:
        super().__init__(name)
        vars(self).update(own)
        self._behind = behind

    def __getattr__(self, name: str) -> Any:
        return getattr(self._behind, name)


def _smart_cond(pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any]) -> Any:
    """A conditional of which one branch only is built where that is known."""
    known = pred if isinstance(pred, (bool, int)) else get_static_value(pred)
    if known is None:
        return cond(pred, true_fn, false_fn)
    return true_fn() if known else false_fn()


def _scratch_graph(name: str) -> FunctionGraph:
    """A graph in which Keras runs functions to learn the shapes of their results."""
    graph = FunctionGraph(name, 1, None)
    graph.is_passing = True
    return graph


def _as_text(value: Any, encoding: str = "utf-8") -> str:
    """Text of bytes, or of text."""
    return value if isinstance(value, str) else str(bytes(value), encoding)


def _untouched(method: Any) -> Any:
    return method


_DISTRIBUTE = SimpleNamespace(
    Strategy=strategy.Strategy,
    ReduceOp=strategy.ReduceOp,
    has_strategy=lambda: False,
    get_strategy=strategy.get_strategy,
    get_replica_context=strategy.get_replica_context,
    in_cross_replica_context=lambda: False,
    **{
        name: type(name, (strategy.Absent,), {})
        for name in (
            "DistributedDataset", "DistributedIterator", "DistributedValues",
            "MirroredStrategy", "MultiWorkerMirroredStrategy", "TPUStrategy",
        )
    },
)  # fmt: skip
_INTERNAL = SimpleNamespace(
    CompositeTensor=CompositeTensor,
    EagerTensor=EagerTensor,
    FuncGraph=_scratch_graph,
    smart_cond=SimpleNamespace(smart_cond=_smart_cond),
    types=SimpleNamespace(Tensor=tracking.VariableBase),
    tf2=SimpleNamespace(enabled=lambda: True),
    tracking=SimpleNamespace(
        Trackable=tracking.Trackable,
        AutoTrackable=tracking.AutoTrackable,
        no_automatic_dependency_tracking=_untouched,
    ),
    distribute=SimpleNamespace(
        interim=SimpleNamespace(maybe_merge_call=strategy.maybe_merge_call),
        strategy_supports_no_merge_call=lambda: True,
    ),
)

# Operations run at once, and keep nothing.
_CONTEXT = SimpleNamespace(
    async_wait=lambda: None,
    context=lambda: SimpleNamespace(clear_kernel_cache=lambda: None),
)


@functools.cache
def tensorflow() -> Any:
    """The module that Keras gets for `import tensorflow`."""
    behind = import_module(__name__.partition(".")[0])
    return _Names(
        "tensorflow", behind,
        compat=_Names("tensorflow.compat", behind.compat, as_text=_as_text),
        distribute=_DISTRIBUTE,
        __internal__=_INTERNAL,
        experimental=_Names("tensorflow.experimental", behind.experimental, dtensor=None),
        python=_python(behind),
        compiler=_compiler(),
        raw_ops=_RAW_OPS,
    )  # fmt: skip


_CSR = SimpleNamespace(
    sparse_tensor_to_csr_sparse_matrix=raw_ops.as_dense,
    sparse_matrix_sparse_mat_mul=raw_ops.product,
    csr_sparse_matrix_to_sparse_tensor=raw_ops.as_sparse,
)
_RAW_OPS = SimpleNamespace(
    Bucketize=raw_ops.bucketize,
    ImageProjectiveTransformV3=raw_ops.image_projective_transform,
    UniqueV2=raw_ops.unique_v2,
    UniqueWithCountsV2=raw_ops.unique_with_counts_v2,
)


def _python(behind: Any) -> Any:
    """The modules below `tensorflow.python`."""
    return SimpleNamespace(
        eager=SimpleNamespace(context=_CONTEXT),
        framework=SimpleNamespace(
            config=SimpleNamespace(is_op_determinism_enabled=lambda: False),
        ),
        trackable=SimpleNamespace(data_structures=tracking),
        ops=SimpleNamespace(
            math_ops=SimpleNamespace(is_nan=behind.math.is_nan),
            linalg=SimpleNamespace(sparse=SimpleNamespace(sparse_csr_matrix_ops=_CSR)),
        ),
    )


def _compiler() -> Any:
    """The modules below `tensorflow.compiler`."""
    xla = SimpleNamespace(dynamic_update_slice=raw_ops.dynamic_update_slice)
    return SimpleNamespace(tf2xla=SimpleNamespace(python=SimpleNamespace(xla=xla)))
