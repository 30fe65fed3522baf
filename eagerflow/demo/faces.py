"""The same training step three ways: eager, as a function, and in a 1.x session."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

import eagerflow as ef
import eagerflow.compat.v1 as tf

from . import network

Array = np.ndarray[Any, Any]

SEED = 7
MOMENTUM = 0.9
# A power of two: for momentum 2.x multiplies gradients by the rate before it sums them up, 1.x does
# so after. Multiplying by a power of two rounds nothing, so both give the same bits.
RATE = 2.0**-4


class Face(NamedTuple):
    """One way to train: what a loop around it needs.

    Args:
      step: trains on images and labels, and gives the loss.
      predict: gives the logits for images.
      weights: gives the values of the trainable variables by name.
    """

    step: Callable[[Array, Array], float]
    predict: Callable[[Array], Array]
    weights: Callable[[], dict[str, Array]]


def training_step() -> Callable[[Any, Any], Any]:
    """The step of a 2.x program: it trains on images and labels, and returns the loss."""
    optimizer = ef.optimizers.SGD(RATE, MOMENTUM)

    def train(images: ef.Tensor, labels: ef.Tensor) -> ef.Tensor:
        with ef.GradientTape() as tape:
            loss = network.loss_of(network.logits_of(images), labels)
        variables = tape.watched_variables()
        gradients = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(gradients, variables, strict=True))
        return loss

    return train


def face_of(train: Callable[..., Any], logits_of: Callable[..., Any]) -> Face:
    """The face of functions that take and return tensors."""
    return Face(
        step=lambda images, labels: float(train(ef.constant(images), ef.constant(labels))),
        predict=lambda images: logits_of(ef.constant(images)).numpy(),
        weights=lambda: {v.name: v.numpy() for v in tf.trainable_variables("digits")},
    )


@contextmanager
def eager() -> Iterator[Face]:
    """Operations run at once, and a tape takes the gradients."""
    tf.reset_default_graph()  # forgets the variables of an earlier run
    ef.random.set_seed(SEED)
    yield face_of(training_step(), network.logits_of)


@contextmanager
def function() -> Iterator[Face]:
    """The same program, traced into a graph at its first call."""
    tf.reset_default_graph()
    ef.random.set_seed(SEED)
    yield face_of(ef.function(training_step()), ef.function(network.logits_of))


@contextmanager
def session() -> Iterator[Face]:
    """A graph with placeholders, built first and run by a session, as in 2017."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(SEED)
        images = tf.placeholder(tf.float32, [None, 8, 8, 1], name="images")
        labels = tf.placeholder(tf.int32, [None], name="labels")
        logits = network.logits_of(images)
        loss = network.loss_of(logits, labels)
        train = tf.train.MomentumOptimizer(RATE, MOMENTUM).minimize(loss)
        variables = tf.trainable_variables("digits")
        sess.run(tf.global_variables_initializer())

        yield Face(
            step=lambda x, y: float(sess.run([loss, train], {images: x, labels: y})[0]),
            predict=lambda x: sess.run(logits, {images: x}),
            weights=lambda: {v.name: sess.run(v) for v in variables},
        )
