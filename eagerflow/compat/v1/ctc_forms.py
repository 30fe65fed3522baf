"""Connectionist temporal classification with the arguments of 1.x."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.tensor import Tensor, TensorLike
from ...ops.nn import ctc, ctc_decoders
from ...ops.sparse.tensor import SparseTensor
from ...registry import export
from .renamed import either


@export("", v1="nn.ctc_loss")
def ctc_loss(
    labels: SparseTensor,
    inputs: TensorLike | None = None,
    sequence_length: TensorLike | None = None,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
    time_major: bool = True,
    logits: TensorLike | None = None,
) -> Tensor:
    """The negative log-probability of label sequences; the blank is the last class.

    Args:
      labels: int32 `SparseTensor` with a sequence in each row.
      inputs: floating tensor of shape [frames, batch, classes].
      sequence_length: the number of frames of each example.
      preprocess_collapse_repeated: drop labels that equal the one before.
      ctc_merge_repeated: whether neighbouring frames of one class make one label.
      ignore_longer_outputs_than_inputs: has no effect: an example with too few frames has an
        infinite loss, without a gradient.
      time_major: whether frames are the first axis of `inputs`; else examples are.
      logits: another name of `inputs`.

    Raises:
      TypeError: the labels are not sparse.

    >>> import eagerflow.compat.v1 as tf
    >>> labels = ef.SparseTensor([[0, 0]], [0], [1, 1])
    >>> print(ef.exp(-tf.nn.ctc_loss(labels, ef.zeros([3, 1, 2]), [3])).numpy())
    [0.75]
    """
    inputs = either("logits", logits, "inputs", inputs)
    if not isinstance(labels, SparseTensor):
        raise errors.make(
            TypeError,
            "Expected argument `labels` to be a SparseTensor. "
            f"Received labels={labels} of type: {type(labels).__name__}",
        )
    dense, counts = ctc.as_labels(labels)
    if preprocess_collapse_repeated:
        dense, counts = ctc.collapse_repeated(dense, counts)
    merge = ctc_merge_repeated
    return ctc.losses(dense, inputs, counts, sequence_length, time_major, -1, merge, None)


@export("", v1="nn.ctc_beam_search_decoder")
def ctc_beam_search_decoder(
    inputs: TensorLike,
    sequence_length: TensorLike,
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
) -> tuple[list[SparseTensor], Any]:
    """The most likely label sequences; see `ef.nn.ctc_beam_search_decoder`.

    Args:
      inputs: float32 or float64 logits of shape [frames, batch, classes].
      sequence_length: the number of frames of each example.
      beam_width: the number of prefixes that are kept after each frame.
      top_paths: the number of sequences to return.
      merge_repeated: drop labels of the results that equal the one before.

    >>> import eagerflow.compat.v1 as tf
    >>> scores = ef.one_hot([[0], [2], [0]], 3, on_value=5.)
    >>> tf.nn.ctc_beam_search_decoder(scores, [3])[0][0].values.numpy()
    array([0])
    """
    return ctc_decoders.beam_search(inputs, sequence_length, beam_width, top_paths, merge_repeated)
