"""A small convolutional network, written once: for eager code, functions and 1.x graphs.

`get_variable` makes a variable the first time its scope asks for it and finds it again after that,
with the same names and, from one seed, the same values in all three.
"""

import eagerflow.compat.v1 as tf


def convolution(x: tf.Tensor, filters: int, scope: str) -> tf.Tensor:
    """A 3x3 convolution with bias and ReLU, and the maxima of 2x2 windows of its result."""
    with tf.variable_scope(scope):
        kernel = tf.get_variable("kernel", [3, 3, x.shape[-1], filters])
        bias = tf.get_variable("bias", [filters], initializer=tf.zeros_initializer())
        x = tf.nn.conv2d(x, kernel, strides=1, padding="SAME")
        x = tf.nn.relu(tf.nn.bias_add(x, bias))
        return tf.nn.max_pool(x, ksize=2, strides=2, padding="SAME")


def dense(x: tf.Tensor, units: int, scope: str) -> tf.Tensor:
    """An affine layer."""
    with tf.variable_scope(scope):
        kernel = tf.get_variable("kernel", [x.shape[-1], units])
        bias = tf.get_variable("bias", [units], initializer=tf.zeros_initializer())
        return tf.nn.bias_add(tf.matmul(x, kernel), bias)


def logits_of(images: tf.Tensor) -> tf.Tensor:
    """The network: images of shape [n, 8, 8, 1] to logits of shape [n, 10]."""
    with tf.variable_scope("digits", reuse=tf.AUTO_REUSE):
        x = convolution(images, 16, "conv1")
        x = convolution(x, 32, "conv2")
        x = tf.reshape(x, [-1, 2 * 2 * 32])
        x = tf.nn.relu(dense(x, 64, "hidden"))
        return dense(x, 10, "output")


def loss_of(logits: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """The mean cross-entropy between the network's opinion and the right digits."""
    with tf.name_scope("loss"):
        each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        return tf.reduce_mean(each)
