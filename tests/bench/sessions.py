"""A training step of a 1.x program: `Session.run` with a feed, next to TensorFlow's."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import eagerflow.compat.v1 as v1

from .rows import Row
from .timing import best, statement


def logistic_step(tf: Any) -> Callable[..., Any]:
    """A step of logistic regression (784 x 10, 100 examples), gradient descent, fed by a dict."""
    rng = np.random.default_rng(0)
    images = rng.random((100, 784), np.float32)
    labels = np.eye(10, dtype=np.float32)[rng.integers(0, 10, 100)]
    graph = tf.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None, 784])
        y = tf.placeholder(tf.float32, [None, 10])
        w, b = tf.Variable(tf.zeros([784, 10])), tf.Variable(tf.zeros([10]))
        predicted = tf.nn.softmax(tf.matmul(x, w) + b)
        cost = tf.reduce_mean(-tf.reduce_sum(y * tf.log(predicted), 1))
        step = tf.train.GradientDescentOptimizer(0.01).minimize(cost)
        sess = tf.Session(graph=graph)
        sess.run(tf.global_variables_initializer())
    fetches, feeds = [step, cost], {x: images, y: labels}
    return statement("run(fetches, feeds)", run=sess.run, fetches=fetches, feeds=feeds)


def rows(tensorflow: Any) -> Iterator[Row]:
    """The rows of the table; none without TensorFlow."""
    if tensorflow is not None:
        found = best(logistic_step(v1), logistic_step(tensorflow.compat.v1))
        yield Row("Session.run, logistic regression", *found, "TensorFlow Session", 0.35)
