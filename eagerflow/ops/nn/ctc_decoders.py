"""The most likely label sequences for frames of class scores."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import INDEX, float32, float64, int32, int64
from ...registry import export
from ...shapes import text
from ..casting import cast
from ..rules import check_dtype, traits
from ..sparse.tensor import SparseTensor

Array = Any
_NEVER = -math.inf


def _check(inputs: Spec, sequence_length: Spec) -> int | None:
    """The batch size, None when unknown."""
    check_dtype(inputs, frozenset([float32, float64]))
    check_dtype(sequence_length, INDEX)
    if inputs.shape is not None and len(inputs.shape) != 3:
        raise ValueError(f"inputs is not a 3-Tensor, got shape {text(inputs.shape)}")
    if sequence_length.shape is not None and len(sequence_length.shape) != 1:
        raise ValueError(
            f"sequence_length is not a vector, got shape {text(sequence_length.shape)}"
        )
    batch = None if inputs.shape is None else inputs.shape[1]
    given = None if sequence_length.shape is None else sequence_length.shape[0]
    if None not in (batch, given) and batch != given:
        raise ValueError(
            f"len(sequence_length) != batch_size. len(sequence_length): {given} batch_size: {batch}"
        )
    return batch


def _check_lengths(inputs: Array, lengths: Array) -> None:
    if lengths.size and not (lengths.min() >= 0 and lengths.max() <= len(inputs)):
        raise errors.InvalidArgumentError(
            None, None, f"sequence_length {lengths.tolist()} is not within [0, {len(inputs)}]"
        )


def _as_sparse(rows: list[list[int]]) -> list[Array]:
    """Places, values and sizes of sequences."""
    places = [(b, i) for b, row in enumerate(rows) for i in range(len(row))]
    values = [label for row in rows for label in row]
    sizes = [len(rows), max((len(row) for row in rows), default=0)]
    indices = np.array(places, np.int64).reshape(-1, 2)
    return [indices, np.array(values, np.int64), np.array(sizes, np.int64)]


def _without_repeats(row: list[int]) -> list[int]:
    return [label for i, label in enumerate(row) if not i or label != row[i - 1]]


# --------------------------------------------------------------------------------------- greedy


@traits(by_value=True)
def _greedy_rule(inputs: Spec, sequence_length: Spec, merge: bool, blank: int) -> tuple[Spec, ...]:
    batch = _check(inputs, sequence_length)
    sparse = Spec(int64, (None, 2)), Spec(int64, (None,)), Spec(int64, (2,))
    return (*sparse, Spec(inputs.dtype, (batch, 1)))


def _k_greedy(inputs: Array, sequence_length: Array, merge: bool, blank: int) -> Any:
    _check_lengths(inputs, sequence_length)
    best, scores = inputs.argmax(2), inputs.max(2)
    live = np.arange(len(inputs))[:, None] < sequence_length
    rows = []
    for b, n in enumerate(sequence_length.tolist()):
        path = best[:n, b].tolist()
        path = _without_repeats(path) if merge else path
        rows.append([label for label in path if label != blank])
    sums = -np.where(live, scores, 0).sum(0)[:, None]
    return (*_as_sparse(rows), sums.astype(inputs.dtype))


@defop(
    "CTCGreedyDecoder",
    inputs="inputs sequence_length",
    kernel=lambda xp: _k_greedy,
    rule=_greedy_rule,
    vjp=None,
    runs_on_host=True,
)
def _greedy(
    inputs: Any, sequence_length: Any, merge: Any, blank: Any, name: str | None = None
) -> Any:
    """The best class of each frame, without blanks."""


def _classes(inputs: Tensor) -> int:
    depth = inputs.shape.as_list()[-1] if inputs.shape.rank is not None else None
    if depth is None:
        raise ValueError("the number of classes must be known")
    return int(depth)


@export("nn.ctc_greedy_decoder")
def ctc_greedy_decoder(
    inputs: TensorLike,
    sequence_length: TensorLike,
    merge_repeated: bool = True,
    blank_index: int | None = None,
) -> tuple[list[SparseTensor], Tensor]:
    """The labels of the best class of each frame.

    Args:
      inputs: float32 or float64 scores of shape [frames, batch, classes].
      sequence_length: the number of frames of each example.
      merge_repeated: whether neighbouring frames of one class make one label.
      blank_index: the class that stands for no label, negative ones counted from the end; the last
        when left out.

    Returns:
      A list of one int64 `SparseTensor` of labels, and for each example the negative sum of the
      best scores, of shape [batch, 1].

    >>> scores = ef.one_hot([[0], [0], [2], [1]], 3)
    >>> labels, _ = ef.nn.ctc_greedy_decoder(scores, [4])
    >>> labels[0].values.numpy()
    array([0, 1])
    """
    scores = as_tensor(inputs)
    blank = -1 if blank_index is None else blank_index
    blank += _classes(scores) if blank < 0 else 0
    lengths = cast(as_tensor(sequence_length), int32)
    *parts, sums = _greedy(scores, lengths, merge_repeated, blank)
    return [SparseTensor(*parts)], sums


# ----------------------------------------------------------------------------------- beam search


@traits(by_value=True)
def _beam_rule(
    inputs: Spec, sequence_length: Spec, width: int, paths: int, merge: bool
) -> tuple[Spec, ...]:
    batch = _check(inputs, sequence_length)
    if paths > width:
        raise ValueError("requested more paths than the beam width.")
    sparse = [Spec(int64, (None, 2)), Spec(int64, (None,)), Spec(int64, (2,))]
    return (*(sparse * paths), Spec(inputs.dtype, (batch, paths)))


def _add(a: float, b: float) -> float:
    """The logarithm of the sum of two numbers given by theirs."""
    high, low = (a, b) if a > b else (b, a)
    return high if low == _NEVER else high + math.log1p(math.exp(low - high))


def _search(frames: Array, width: int) -> list[tuple[tuple[int, ...], float]]:
    """Prefixes and their log-probabilities, the best first.

    A prefix has the probability of its alignments that end in a blank, and of those that do not.
    """
    blank = frames.shape[1] - 1
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, _NEVER)}
    for scores in frames.tolist():
        grown: dict[tuple[int, ...], tuple[float, float]] = {}

        def reach(prefix: tuple[int, ...], ended: float, open_: float, to: Any = grown) -> None:
            old = to.get(prefix, (_NEVER, _NEVER))
            to[prefix] = _add(old[0], ended), _add(old[1], open_)

        for prefix, (ended, open_) in beams.items():
            total = _add(ended, open_)
            reach(prefix, total + scores[blank], _NEVER)
            for label in range(blank):
                p = scores[label]
                if prefix and prefix[-1] == label:
                    reach(prefix, _NEVER, open_ + p)
                    reach((*prefix, label), _NEVER, ended + p)
                else:
                    reach((*prefix, label), _NEVER, total + p)
        ranked = sorted(grown.items(), key=lambda item: -_add(*item[1]))
        beams = dict(ranked[:width])
    return sorted(((p, _add(*v)) for p, v in beams.items()), key=lambda item: -item[1])


def _k_beam(inputs: Array, sequence_length: Array, width: int, paths: int, merge: bool) -> Any:
    _check_lengths(inputs, sequence_length)
    x = inputs.astype(np.float64)
    x = x - x.max(2, keepdims=True, initial=_NEVER)
    x = x - np.log(np.exp(x).sum(2, keepdims=True))
    rows: list[list[list[int]]] = [[] for _ in range(paths)]
    scores = np.full((inputs.shape[1], paths), _NEVER, inputs.dtype)
    for b, n in enumerate(sequence_length.tolist()):
        found = _search(x[:n, b], width)
        for i in range(paths):
            path, score = found[i] if i < len(found) else ((), _NEVER)
            rows[i].append(_without_repeats(list(path)) if merge else list(path))
            scores[b, i] = score
    return (*(part for path in rows for part in _as_sparse(path)), scores)


@defop(
    "CTCBeamSearchDecoder",
    inputs="inputs sequence_length",
    kernel=lambda xp: _k_beam,
    rule=_beam_rule,
    vjp=None,
    runs_on_host=True,
)
def _beam(
    inputs: Any, sequence_length: Any, width: Any, paths: Any, merge: Any, name: str | None = None
) -> Any:
    """The best label sequences that a search of bounded width finds."""


def beam_search(
    inputs: TensorLike, sequence_length: TensorLike, width: int, paths: int, merge: bool
) -> tuple[list[SparseTensor], Tensor]:
    """See `ctc_beam_search_decoder`; `merge` drops labels that equal the one before."""
    lengths = cast(as_tensor(sequence_length), int32)
    *parts, scores = _beam(as_tensor(inputs), lengths, width, paths, merge)
    return [SparseTensor(*parts[i : i + 3]) for i in range(0, len(parts), 3)], scores


@export("nn.ctc_beam_search_decoder", v1="nn.ctc_beam_search_decoder_v2")
def ctc_beam_search_decoder(
    inputs: TensorLike, sequence_length: TensorLike, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[SparseTensor], Tensor]:
    """The most likely label sequences, summed over their alignments.

    A prefix beam search; the blank is the last class. A. Graves, "Supervised sequence labelling
    with recurrent neural networks" (2012), section 7.5.

    Args:
      inputs: float32 or float64 logits of shape [frames, batch, classes].
      sequence_length: the number of frames of each example.
      beam_width: the number of prefixes that are kept after each frame.
      top_paths: the number of sequences to return.

    Returns:
      A list of `top_paths` int64 `SparseTensor`s, the best first, and the log-probabilities of
      their sequences, of shape [batch, top_paths].

    Raises:
      ValueError: more sequences are asked for than prefixes are kept.

    >>> scores = ef.one_hot([[0], [2], [1]], 3, on_value=5.)
    >>> labels, _ = ef.nn.ctc_beam_search_decoder(scores, [3])
    >>> labels[0].values.numpy()
    array([0, 1])
    """
    return beam_search(inputs, sequence_length, beam_width, top_paths, False)
