"""Connectionist temporal classification: losses of label sequences without alignment.

A. Graves et al., "Connectionist temporal classification: labelling unsegmented sequence data with
recurrent neural networks" (ICML 2006), sections 4.1 and 4.2, in logarithms.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import INDEX, bfloat16, bool_, float16, float32, float64, int32, int64
from ...registry import export
from ...shapes import TensorShape
from ..array import ones, ones_like, shape
from ..arrays.gathering import gather
from ..arrays.joining import concat
from ..arrays.picking import boolean_mask
from ..arrays.ranges import range as range_of
from ..arrays.sequences import sequence_mask
from ..arrays.shaping import expand_dims, transpose
from ..casting import cast
from ..elementwise.comparison import equal, not_equal
from ..ragged.tensor import RaggedTensor
from ..random.state import named_scope
from ..reductions.extremes import argmax
from ..reductions.scan import cumsum
from ..reductions.sums import reduce_sum
from ..rules import check_dtype
from ..sparse.places import to_dense
from ..sparse.tensor import SparseTensor

Array = Any
_FLOATS = frozenset([float16, bfloat16, float32, float64])
_NEVER = -np.inf


# --------------------------------------------------------------------------------------- the op


def _check(logits: Spec, labels: Spec, label_length: Spec, logit_length: Spec) -> None:
    check_dtype(logits, _FLOATS)
    for spec, rank, what in (
        (logits, 3, "logits"),
        (labels, 2, "labels"),
        (label_length, 1, "label_length"),
        (logit_length, 1, "logit_length"),
    ):
        if spec.shape is not None and len(spec.shape) != rank:
            raise ValueError(f"{what} must have rank {rank}, got rank {len(spec.shape)}")
        if spec is not logits:
            check_dtype(spec, INDEX)
    sizes = {s.shape[0] for s in (labels, label_length, logit_length) if s.shape is not None}
    sizes |= set() if logits.shape is None else {logits.shape[1]}
    if len(sizes - {None}) > 1:
        known = sorted(s for s in sizes if s is not None)
        raise ValueError(f"logits, labels and lengths must be of one batch size, got {known}")


def _loss_rule(
    logits: Spec, labels: Spec, label_length: Spec, logit_length: Spec, blank: int, merge: bool
) -> Spec:
    _check(logits, labels, label_length, logit_length)
    return Spec(logits.dtype, (None if logits.shape is None else logits.shape[1],))


def _grad_rule(
    g: Spec,
    logits: Spec,
    labels: Spec,
    label_length: Spec,
    logit_length: Spec,
    blank: int,
    merge: bool,
) -> Spec:
    _check(logits, labels, label_length, logit_length)
    return logits


def _check_values(logits: Array, labels: Array, sizes: Array, steps: Array, blank: int) -> None:
    """Fail for labels that are no classes, and for lengths that are not there."""
    frames, _, classes = logits.shape
    if not 0 <= blank < classes:
        raise _fail(f"blank_index {blank} is not one of {classes} classes")
    if steps.size and not (steps.min() >= 0 and steps.max() <= frames):
        raise _fail(f"logit_length {steps.tolist()} has lengths that are not in [0, {frames}]")
    if sizes.size and not (sizes.min() >= 0 and sizes.max() <= labels.shape[1]):
        raise _fail(
            f"label_length {sizes.tolist()} has lengths that are not in [0, {labels.shape[1]}]"
        )
    used = np.arange(labels.shape[1]) < sizes[:, None]
    wrong = used & ((labels < 0) | (labels >= classes))
    if wrong.any():
        b, u = (int(i[0]) for i in np.nonzero(wrong))
        raise _fail(f"labels[{b},{u}] = {labels[b, u]} is not one of {classes} classes")


def _fail(text: str) -> Exception:
    return errors.InvalidArgumentError(None, None, text)


def _states(labels: Array, sizes: Array, blank: int, merge: bool) -> tuple[Array, Array, Array]:
    """The classes with blanks between them, which exist, and which may follow two places on."""
    batch, longest = labels.shape
    z = np.full((batch, 2 * longest + 1), blank, np.int64)
    z[:, 1::2] = labels
    exists = np.arange(2 * longest + 1) <= 2 * sizes[:, None]
    z[~exists] = blank
    # A label may be the blank's class; it counts as a label all the same.
    jump = np.zeros_like(exists)
    jump[:, 3::2] = True
    if merge:
        jump[:, 2:] &= z[:, 2:] != z[:, :-2]
    return z, exists, jump


def _add(a: Array, b: Array) -> Array:
    """The logarithm of the sum of two numbers given by theirs."""
    if a.dtype.kind != "c":
        return np.logaddexp(a, b)
    larger: Array = np.where(a.real >= b.real, a, b)
    smaller: Array = np.where(a.real >= b.real, b, a)
    ratio = np.where(np.isfinite(smaller.real), smaller - larger, _NEVER)
    return larger + np.log1p(np.exp(ratio))


def _moved(a: Array, by: int) -> Array:
    """States that come `by` places earlier; nothing comes before the first."""
    out = np.full_like(a, _NEVER)
    if a.shape[1] > by:
        out[:, by:] = a[:, :-by]
    return out


def _forward(lp: Array, z: Array, exists: Array, jump: Array, steps: Array, merge: bool) -> Array:
    """For each frame and state the log-probability of getting there with what was emitted."""
    frames = len(lp)
    emitted = np.take_along_axis(lp, np.broadcast_to(z, (frames, *z.shape)), 2)
    emitted = np.where(exists, emitted, _NEVER)
    # Labels that are not merged are emitted by one frame each.
    once = np.zeros_like(exists)
    once[:, 1::2] = not merge
    alpha = np.full((frames, *z.shape), _NEVER, lp.dtype)
    if frames:
        alpha[0, :, :2] = emitted[0, :, :2]
    for t in range(1, frames):
        last = alpha[t - 1]
        reached = _add(np.where(once, _NEVER, last), _moved(last, 1))
        reached = _add(reached, np.where(jump, _moved(last, 2), _NEVER))
        alpha[t] = np.where((t < steps)[:, None], reached + emitted[t], last)
    return alpha


def _ends(alpha: Array, sizes: Array, steps: Array) -> Array:
    """The log-probability of the labels of each example."""
    batch = np.arange(len(sizes))
    if not len(alpha):
        return np.where(sizes == 0, 0.0, _NEVER)
    last = alpha[-1]
    whole = last[batch, 2 * sizes]
    short = np.where(sizes > 0, last[batch, np.maximum(2 * sizes - 1, 0)], _NEVER)
    return np.where(steps > 0, _add(whole, short), np.where(sizes == 0, 0.0, _NEVER))


def _log_softmax(logits: Array) -> Array:
    x = logits if logits.dtype.kind == "c" else logits.astype(np.float64)
    x = x - x.real.max(axis=2, keepdims=True, initial=_NEVER)
    return x - np.log(np.exp(x).sum(axis=2, keepdims=True))


def _k_loss(
    logits: Array, labels: Array, label_length: Array, logit_length: Array, blank: int, merge: bool
) -> Array:
    _check_values(logits, labels, label_length, logit_length, blank)
    states = _states(labels, label_length, blank, merge)
    with np.errstate(invalid="ignore"):
        alpha = _forward(_log_softmax(logits), *states, logit_length, merge)
        return (-_ends(alpha, label_length, logit_length)).astype(logits.dtype)


def _reversed(a: Array, steps: Array) -> Array:
    """Frames of each example from its last one back; those after it stay at the end."""
    frames = np.arange(len(a))[:, None]
    order = np.where(frames < steps, steps - 1 - frames, frames)
    return np.take_along_axis(a, order[:, :, None], 0)


def _k_grad(
    g: Array,
    logits: Array,
    labels: Array,
    label_length: Array,
    logit_length: Array,
    blank: int,
    merge: bool,
) -> Array:
    found = _of_logits(logits, labels, label_length, logit_length, blank, merge)
    return (found * g[:, None].astype(np.float64)).astype(logits.dtype)


def _of_logits(
    logits: Array, labels: Array, label_length: Array, logit_length: Array, blank: int, merge: bool
) -> Array:
    """The gradient of the losses, of real or complex logits."""
    lp = _log_softmax(logits)
    z, exists, jump = _states(labels, label_length, blank, merge)
    with np.errstate(invalid="ignore"):
        alpha = _forward(lp, z, exists, jump, logit_length, merge)
        total = _ends(alpha, label_length, logit_length)
        # The same from the end: labels and frames back to front.
        back = np.take_along_axis(labels, _back_to_front(labels, label_length), 1)
        mirrored = _states(back, label_length, blank, merge)
        beta = _forward(_reversed(lp, logit_length), *mirrored, logit_length, merge)
        beta = np.take_along_axis(
            _reversed(beta, logit_length), _mirror(z, label_length)[None].repeat(len(lp), 0), 2
        )
        emitted = np.take_along_axis(lp, np.broadcast_to(z, beta.shape), 2)
        shares = np.exp(alpha + beta - emitted - total[:, None])
        shares = np.where(exists & np.isfinite(shares), shares, 0.0)
    expected = np.zeros_like(lp)
    frames, batch = shares.shape[:2]
    t, b = np.arange(frames)[:, None, None], np.arange(batch)[None, :, None]
    np.add.at(expected, (t, b, np.broadcast_to(z, shares.shape)), shares)
    live = (np.arange(frames)[:, None] < logit_length) & np.isfinite(total)
    return np.where(live[..., None], np.exp(lp) - expected, 0.0)


_STEP = 1e-30  # so small that its square is nothing beside 1, also in double precision


def _k_tangent(
    v: Array,
    g: Array,
    logits: Array,
    labels: Array,
    label_length: Array,
    logit_length: Array,
    blank: int,
    merge: bool,
) -> Array:
    x = logits.astype(np.float64) + 1j * _STEP * v.astype(np.float64)
    found = _of_logits(x, labels, label_length, logit_length, blank, merge).imag / _STEP
    return (found * g[:, None].astype(np.float64)).astype(logits.dtype)


def _back_to_front(labels: Array, sizes: Array) -> Array:
    places = np.arange(labels.shape[1])
    return np.where(places < sizes[:, None], sizes[:, None] - 1 - places, places)


def _mirror(z: Array, sizes: Array) -> Array:
    """For each state the one that takes its place from the end."""
    places = np.arange(z.shape[1])
    last = 2 * sizes[:, None]
    return np.where(places <= last, last - places, places)


def _tangent_rule(v: Spec, g: Spec, *rest: Any) -> Spec:
    return _grad_rule(g, *rest)


@defop(
    "CTCLossTangent",
    inputs="v g logits labels label_length logit_length",
    kernel=lambda xp: _k_tangent,
    rule=_tangent_rule,
    vjp=None,
    runs_on_host=True,
)
def _ctc_tangent(
    v: Any, g: Any, logits: Any, labels: Any, label_length: Any, logit_length: Any, blank: Any,
    merge: Any, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The derivative of the gradient along a direction `v` of the logits.

    It is the imaginary part of the gradient at logits with a tiny imaginary part (W. Squire and G.
    Trapp, "Using complex variables to estimate derivatives of real functions", 1998), which loses
    no digits.
    """


def _of_weights(h: Any, *rest: Any) -> Tensor:
    """The gradient of the weights of the losses in their gradient."""
    logits = rest[0]
    one = _ctc_grad(ones(shape(logits)[1:2], logits.dtype), *rest)
    return reduce_sum(h * one, (0, 2))


@defop(
    "CTCLossGrad",
    inputs="g logits labels label_length logit_length",
    kernel=lambda xp: _k_grad,
    rule=_grad_rule,
    vjp={
        "g": lambda h, logits, labels, label_length, logit_length, blank, merge: _of_weights(
            h, logits, labels, label_length, logit_length, blank, merge
        ),
        "logits": lambda h, g, logits, labels, label_length, logit_length, blank, merge: (
            _ctc_tangent(h, g, logits, labels, label_length, logit_length, blank, merge)
        ),
    },
    runs_on_host=True,
)
def _ctc_grad(
    g: Any, logits: Any, labels: Any, label_length: Any, logit_length: Any, blank: Any, merge: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The gradient of the losses: probabilities less those of the classes given the labels."""


@defop(
    "CTCLoss",
    inputs="logits labels label_length logit_length",
    kernel=lambda xp: _k_loss,
    rule=_loss_rule,
    vjp={
        "logits": lambda g, logits, labels, label_length, logit_length, blank, merge: _ctc_grad(
            g, logits, labels, label_length, logit_length, blank, merge
        )
    },
    runs_on_host=True,
)
def _ctc(
    logits: Any, labels: Any, label_length: Any, logit_length: Any, blank: Any, merge: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The negative log-probability of the labels of each example."""


# ------------------------------------------------------------------------------------- functions


def as_labels(labels: SparseTensor) -> tuple[Tensor, Tensor]:
    """The labels of sparse rows as a matrix, and how many each row has."""
    counts = labels.with_values(ones_like(labels.values))
    return to_dense(labels), cast(reduce_sum(to_dense(counts), 1), int32)


def losses(
    labels: Any,
    logits: TensorLike,
    label_length: Any,
    logit_length: Any,
    time_major: bool,
    blank: int,
    merge: bool,
    name: str | None,
) -> Tensor:
    """See `ctc_loss`.

    Raises:
      ValueError: the number of classes is not known.
    """
    with named_scope(name, "ctc_loss", logits, labels, label_length, logit_length):
        logits = as_tensor(logits)
        if not time_major:
            logits = transpose(logits, [1, 0, 2])
        if isinstance(labels, SparseTensor):
            labels, label_length = as_labels(labels)
        if blank < 0:
            classes = TensorShape(logits.shape)[-1]
            if classes is None:
                raise ValueError("the number of classes must be known for a negative blank_index")
            blank += classes
        sizes, steps = as_tensor(label_length), as_tensor(logit_length)
        return _ctc(logits, as_tensor(labels), sizes, steps, blank, merge)


@export("nn.ctc_loss", v1="nn.ctc_loss_v2")
def ctc_loss(
    labels: Any,
    logits: TensorLike,
    label_length: TensorLike | None,
    logit_length: TensorLike,
    logits_time_major: bool = True,
    unique: Any = None,
    blank_index: int | None = None,
    name: str | None = None,
) -> Tensor:
    """The negative log-probability of label sequences, whatever their alignment with the frames.

    Args:
      labels: integers of shape [batch, labels], or a `SparseTensor` of them.
      logits: floating tensor of shape [frames, batch, classes].
      label_length: the number of labels of each example; None for sparse labels.
      logit_length: the number of frames of each example.
      logits_time_major: whether frames are the first axis of `logits`; else examples are.
      unique: has no effect.
      blank_index: the class that stands for no label, negative ones counted from the end; 0 when
        left out, and asked for with sparse labels.
      name: name of the operations in a graph.

    Returns:
      A loss for each example; infinity, without a gradient, where there are too few frames.

    Raises:
      ValueError: `blank_index` is missing, or shapes do not fit.
      InvalidArgumentError: a label is no class or is the blank, or a length is too large.

    >>> logits = ef.zeros([3, 1, 2])  # three frames, two classes that are equally likely
    >>> loss = ef.nn.ctc_loss([[1]], logits, [1], [3])
    >>> print(ef.exp(-loss).numpy())  # six of the eight alignments
    [0.75]
    """
    if isinstance(labels, SparseTensor) and blank_index is None:
        raise ValueError(
            "Argument `blank_index` must be provided when `labels` is a `SparseTensor`."
        )
    return losses(
        labels, logits, label_length, logit_length, logits_time_major, blank_index or 0, True, name
    )


@export("nn.ctc_unique_labels")
def ctc_unique_labels(labels: TensorLike, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The different labels of each row, in order, and for each label its place among them.

    Args:
      labels: integers of shape [batch, labels], filled up with zeros.
      name: name of the operation in a graph.

    Returns:
      A matrix of the shape of `labels`, filled up with zeros, and one of places.

    >>> found, places = ef.nn.ctc_unique_labels([[5, 7, 5]])
    >>> found.numpy().tolist(), places.numpy().tolist()
    ([[5, 7, 0]], [[0, 1, 0]])
    """
    with named_scope(name, "ctc_unique_labels", labels):
        labels = as_tensor(labels)
        same = equal(expand_dims(labels, 2), expand_dims(labels, 1))
        first = argmax(cast(same, int32), 2)  # where each label stands for the first time
        new = equal(first, range_of(shape(labels, int64)[1]))
        places = gather(cumsum(cast(new, int32), 1) - 1, first, batch_dims=1)
        count = reduce_sum(cast(new, int64), 1)
        rows = RaggedTensor.from_row_lengths(boolean_mask(labels, new), count, validate=False)
        return cast(rows.to_tensor(0, shape=shape(labels)), int64), places


@export("nn.collapse_repeated")
def collapse_repeated(
    labels: TensorLike, seq_length: TensorLike, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Sequences of labels without those that equal the one before.

    Args:
      labels: matrix with a sequence in each row.
      seq_length: how many labels of each row count.
      name: name of the operations in a graph.

    Returns:
      The sequences, filled up with zeros, and their lengths.

    >>> found, lengths = ef.nn.collapse_repeated([[1, 1, 2, 1]], [4])
    >>> found.numpy().tolist(), lengths.numpy().tolist()
    ([[1, 2, 1]], [3])
    """
    with named_scope(name, "collapse_repeated_labels", labels, seq_length):
        labels, lengths = as_tensor(labels), as_tensor(seq_length)
        first = ones_like(labels[:, :1], bool_)
        kept = concat([first, not_equal(labels[:, 1:], labels[:, :-1])], 1)
        kept = kept & sequence_mask(lengths, shape(labels)[1])
        count = reduce_sum(cast(kept, lengths.dtype), 1)
        rows = RaggedTensor.from_row_lengths(boolean_mask(labels, kept), count, validate=False)
        return rows.to_tensor(), count
