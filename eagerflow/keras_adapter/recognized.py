"""Values that Keras tells by the module of their class, where that is a module of TensorFlow."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from ..core.tensor import Tensor
from ..data.dataset import Dataset
from ..ops.ragged.tensor import RaggedTensor
from ..ops.sparse.tensor import SparseTensor


def _is_dataset(x: Any) -> bool:
    return isinstance(x, Dataset)


def adapt_data(module: ModuleType) -> None:
    """Let a module of Keras recognize datasets."""
    vars(module)["is_tf_dataset"] = _is_dataset


def adapt_tensors(module: ModuleType) -> None:
    """Let a module of Keras recognize tensors."""
    vars(module).update(
        is_tensorflow_tensor=lambda x: isinstance(x, (Tensor, RaggedTensor, SparseTensor)),
        is_tensorflow_ragged=lambda x: isinstance(x, RaggedTensor),
        is_tensorflow_sparse=lambda x: isinstance(x, SparseTensor),
    )
