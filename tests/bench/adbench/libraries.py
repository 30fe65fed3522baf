"""What differentiates an objective: eagerflow, TensorFlow and PyTorch behind one face."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

import eagerflow as ef

Objective = Callable[..., Any]  # of tensors


class Library(ABC):
    """A library under one name.

    Attributes:
      name: as the table shows it.
      tf: a module with TensorFlow's names, as far as the objectives use them.
    """

    name: str
    tf: Any

    @abstractmethod
    def tensor(self, array: np.ndarray) -> Any:
        """A tensor with the values of an array."""

    @abstractmethod
    def gradient(self, objective: Objective, sources: Sequence[Any]) -> list[Any]:
        """The gradients of a number."""

    @abstractmethod
    def gradients_of_rows(self, objective: Objective, sources: Sequence[Any]) -> list[Any]:
        """The gradients of the sum of each row of a matrix, those of the first row first."""

    @abstractmethod
    def columns(self, objective: Objective, source: Any) -> Any:
        """The derivatives with respect to each element of a vector, along a first axis."""

    @abstractmethod
    def one_thread(self) -> None:
        """Make the library use one thread."""

    def graph(self, function: Callable[..., Any], native: bool) -> Callable[..., Any]:
        """A function as one graph, as machine code if asked for."""
        return self.tf.function(function, jit_compile=native)  # type: ignore[no-any-return]


class _Tapes(Library):
    """What TensorFlow's interface gives."""

    def tensor(self, array: np.ndarray) -> Any:
        return self.tf.constant(array)

    def gradient(self, objective: Objective, sources: Sequence[Any]) -> list[Any]:
        with self.tf.GradientTape() as tape:
            tape.watch(sources)
            y = objective(*sources)
        return tape.gradient(y, sources)  # type: ignore[no-any-return]

    def gradients_of_rows(self, objective: Objective, sources: Sequence[Any]) -> list[Any]:
        with self.tf.GradientTape(persistent=True) as tape:
            tape.watch(sources)
            rows = self.tf.unstack(objective(*sources))
        return [g for row in rows for g in tape.gradient(row, sources)]


class Eagerflow(_Tapes):
    name, tf = "eagerflow", ef

    def one_thread(self) -> None:
        """That is for the environment to say: OPENBLAS_NUM_THREADS=1."""

    def columns(self, objective: Objective, source: Any) -> Any:
        along = ef.vmap(lambda v: ef.jvp(objective, [source], [v])[1])
        return along(ef.eye(source.shape[0], dtype=source.dtype))


class TensorFlow(_Tapes):
    name = "TensorFlow"

    def __init__(self) -> None:
        import tensorflow

        self.tf = tensorflow

    def one_thread(self) -> None:
        self.tf.config.threading.set_intra_op_parallelism_threads(1)
        self.tf.config.threading.set_inter_op_parallelism_threads(1)

    def columns(self, objective: Objective, source: Any) -> Any:
        def along(v: Any) -> Any:
            with self.tf.autodiff.ForwardAccumulator(source, v) as forward:
                y = objective(source)
            return forward.jvp(y)

        directions = self.tf.eye(source.shape[0], dtype=source.dtype)
        if self.tf.executing_eagerly():  # vectorized_map would trace again at every call
            return self.tf.stack([along(v) for v in directions])
        return self.tf.vectorized_map(along, directions)


class PyTorch(Library):
    name = "PyTorch"

    def __init__(self) -> None:
        import torch

        self.torch = torch
        self.tf = _torch_names(torch)

    def one_thread(self) -> None:
        self.torch.set_num_threads(1)

    def tensor(self, array: np.ndarray) -> Any:
        return self.torch.tensor(array)

    def gradient(self, objective: Objective, sources: Sequence[Any]) -> list[Any]:
        watched = [s.detach().requires_grad_() for s in sources]
        return list(self.torch.autograd.grad(objective(*watched), watched))

    def gradients_of_rows(self, objective: Objective, sources: Sequence[Any]) -> list[Any]:
        watched = [s.detach().requires_grad_() for s in sources]
        rows = [row.sum() for row in objective(*watched)]
        pulled = [
            self.torch.autograd.grad(row, watched, retain_graph=row is not rows[-1]) for row in rows
        ]
        return [g for of_row in pulled for g in of_row]

    def columns(self, objective: Objective, source: Any) -> Any:
        return self.torch.func.jacfwd(objective, randomness="error")(source).movedim(-1, 0)


def _torch_names(torch: Any) -> SimpleNamespace:
    """PyTorch under TensorFlow's names."""
    same = "exp sin cos tanh sigmoid sqrt where stack concat reshape matmul eye"
    return SimpleNamespace(
        **{name: getattr(torch, name) for name in same.split()},
        constant=torch.tensor,
        math=SimpleNamespace(log=torch.log),
        gather=lambda params, indices, axis=0: torch.index_select(params, axis, indices),
        reduce_sum=torch.sum,
        reduce_logsumexp=torch.logsumexp,
        transpose=lambda a, perm=None: a.permute(perm) if perm else a.T,
        unstack=torch.unbind,
        zeros=lambda shape, dtype: torch.zeros(shape, dtype=getattr(torch, dtype)),
    )


def available() -> list[Library]:
    """eagerflow, and those of the others that are installed."""
    found: list[Library] = [Eagerflow()]
    for other in (PyTorch, TensorFlow):
        try:
            found.append(other())
        except ImportError:  # its columns are left out
            continue
    return found
