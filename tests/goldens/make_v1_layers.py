"""Writes v1_layers.json: the layers of 1.x programs.

Run with an interpreter that has TensorFlow and the package `tf_keras`, where they live now:
  TF_USE_LEGACY_KERAS=1 python -m tests.goldens.make_v1_layers
"""

from pathlib import Path

from .programs import numbers, write

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def applied(label, function, shape, *args, **kwargs):
    """A case that applies a layer to numbers and takes the gradient."""

    def program(tf, run):
        x = tf.constant(numbers(shape, 0.5))
        y = getattr(tf.layers, function)(x, *args, **kwargs)
        weights = tf.constant(numbers(y.shape.as_list(), 2.0))
        grads = tf.gradients(tf.reduce_sum(y * weights), [x, *tf.trainable_variables()])
        return run([y, *grads])

    CASES[f"{function} {label}".strip()] = program


applied("", "dense", [3, 4], 2)
applied("of rank 3", "dense", [2, 3, 4], 5, use_bias=False)
applied("named", "dense", [3, 4], 2, name="out")
applied("", "conv1d", [2, 7, 3], 4, 3)
applied("same", "conv1d", [2, 7, 3], 4, 3, 2, "same")
applied("causal", "conv1d", [2, 7, 3], 4, 3, padding="causal", dilation_rate=2)
applied("", "conv2d", [2, 6, 5, 3], 4, 3)
applied("same", "conv2d", [2, 6, 5, 3], 4, (3, 2), 2, "SAME", use_bias=False)
applied("dilated", "conv2d", [1, 8, 7, 2], 3, 3, dilation_rate=(2, 2))
applied("", "conv3d", [1, 4, 5, 4, 2], 3, 2)
applied("same", "conv3d", [1, 4, 5, 4, 2], 3, 3, (2, 1, 2), "same")
for padding in ("valid", "same"):
    applied(padding, "conv2d_transpose", [2, 3, 4, 2], 3, 3, 2, padding)
    applied(padding, "conv3d_transpose", [1, 2, 3, 2, 2], 2, (2, 3, 2), 2, padding)
    applied(padding, "separable_conv2d", [2, 6, 5, 3], 4, 3, 2, padding, depth_multiplier=2)
    applied(padding, "separable_conv1d", [2, 6, 3], 4, 3, 1, padding, depth_multiplier=2)
    for n, shape in ((1, [2, 7, 3]), (2, [2, 7, 6, 3]), (3, [1, 5, 4, 6, 2])):
        applied(padding, f"max_pooling{n}d", shape, 3, 2, padding)
        applied(padding, f"average_pooling{n}d", shape, 2, 2, padding)
applied("", "flatten", [2, 3, 4])
applied("channels first", "flatten", [2, 3, 4, 2], data_format="channels_first")
applied("", "batch_normalization", [5, 3])
applied("of images", "batch_normalization", [2, 3, 4, 3], training=True)
applied("of rows", "batch_normalization", [6, 3], training=True)
applied("on axis 1", "batch_normalization", [4, 3, 5], axis=1, training=True)
applied("on two axes", "batch_normalization", [4, 3, 2], axis=[1, 2], training=True)
applied("plain", "batch_normalization", [4, 3, 2], center=False, scale=False, training=True)
applied("not fused", "batch_normalization", [2, 3, 4, 3], fused=False, training=True)


@case
def running_averages(tf, run):
    x, training = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.bool, [])
    y = tf.layers.batch_normalization(x, momentum=0.75, training=training)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    averages = [v for v in tf.global_variables() if "moving" in v.name]
    found = []
    for i in range(3):
        feeds = {x: numbers([4, 3], i), training: i < 2}
        found.append(run(y, feeds))
        run(updates, feeds)
        found.append(run(averages))
    return found


def renormalised(tf, run, training, **options):
    x = tf.placeholder(tf.float32, [None, 4, 3])
    fed = tf.placeholder(tf.bool, []) if training is None else training
    y = tf.layers.batch_normalization(
        x, momentum=0.75, training=fed, renorm=True, renorm_momentum=0.5, **options
    )
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    averages = [v for v in tf.global_variables() if not v.trainable]
    gradient = tf.gradients(tf.reduce_sum(y * y * y), x)[0]
    found = []
    for i in range(4):
        feeds = {x: numbers([2, 4, 3], i)}
        if training is None:
            feeds[fed] = i != 2
        found.append(run([y, gradient], feeds))
        run(updates, feeds)
        found.append(run(averages))
    return found


@case
def batch_renormalization(tf, run):
    return renormalised(tf, run, True)


@case
def batch_renormalization_clipped(tf, run):
    clipping = {"rmin": 0.75, "rmax": 1.25, "dmax": 0.125}
    return renormalised(tf, run, True, renorm_clipping=clipping, axis=1, scale=False)


@case
def batch_renormalization_when_told(tf, run):
    return renormalised(tf, run, None)


@case
def running_averages_of_images(tf, run):
    x = tf.placeholder(tf.float32, [None, 2, 3, 3])
    layer = tf.layers.BatchNormalization(momentum=0.75, name="bn")
    y, fixed = layer(x, training=True), layer(x)
    found = []
    for i in range(2):
        feeds = {x: numbers([4, 2, 3, 3], i)}
        run(layer.updates, feeds)
        found.append(run([y, fixed, layer.moving_mean, layer.moving_variance], feeds))
    return found


@case
def a_network(tf, run):
    x = tf.placeholder(tf.float32, [None, 8, 8, 1])
    square = lambda w: 0.125 * tf.reduce_sum(w * w)  # noqa: E731
    y = tf.layers.conv2d(x, 4, 3, activation=tf.nn.relu, kernel_regularizer=square)
    y = tf.layers.conv2d(y, 4, 3, activation=tf.nn.relu, padding="same")
    y = tf.layers.max_pooling2d(y, 2, 2)
    y = tf.layers.flatten(y)
    y = tf.layers.dense(y, 5, activation=tf.nn.tanh, bias_regularizer=square)
    y = tf.layers.dropout(y, training=False)
    with tf.variable_scope("head"):
        y = tf.layers.dense(y, 3)
        z = tf.layers.dense(y, 3, name="out", activity_regularizer=square)
    assert (y.name, z.name) == ("head/dense/BiasAdd:0", "head/out/BiasAdd:0")
    losses = tf.losses.get_regularization_losses()
    return run([y, z, *losses], {x: numbers([2, 8, 8, 1])})


@case
def shared_variables(tf, run):
    x = tf.constant(numbers([2, 3]))

    def model(reuse):
        with tf.variable_scope("model", reuse=reuse):
            y = tf.layers.dense(x, 4, activation=tf.nn.sigmoid)
            return tf.layers.dense(y, 2)

    a, b = model(False), model(True)
    c = tf.layers.dense(x, 2, name="named")
    d = tf.layers.dense(x + 1, 2, name="named", reuse=True)
    layer = tf.layers.Dense(2)
    e, f = layer(x), layer(x * 2)
    assert layer.kernel.name == "dense/kernel:0"
    assert layer.scope_name == "dense"
    return run([a, b, c, d, e, f])


@case
def names_of_operations(tf, run):
    x = tf.constant(numbers([2, 3]))
    image = tf.constant(numbers([2, 4, 4, 3]))
    layer = tf.layers.Dense(2)
    made = [
        tf.layers.dense(x, 2, activation=tf.nn.relu),
        tf.layers.dense(x, 2, use_bias=False),
        tf.layers.dense(x, 2, name="a"),
        tf.layers.dense(x, 2, name="a", reuse=True),
        layer(x),
        layer(x),
        tf.layers.conv2d(image, 2, 3),
        tf.layers.conv2d(image, 2, 3, use_bias=False),
        tf.layers.max_pooling2d(image, 2, 2),
        tf.layers.average_pooling2d(image, 2, 2),
        tf.layers.flatten(image),
        tf.layers.dropout(image),
    ]
    with tf.name_scope("ns"):
        made.append(tf.layers.dense(x, 2))
    with tf.variable_scope("vs"):
        made.append(tf.layers.dense(x, 2))
    return [m.name for m in made]


@case
def shapes_of_results(tf, run):
    layers = tf.layers
    cases = [
        (layers.Dense(5), [None, 3]),
        (layers.Dense(5), [2, 4, 3]),
        (layers.Flatten(), [None, 4, 3]),
        (layers.Dropout(), [None, 4, 3]),
        (layers.BatchNormalization(), [None, 4, 3]),
        (layers.Conv1D(7, 3, 2, "causal"), [2, 9, 3]),
        (layers.Conv2D(7, 3, 2), [None, 9, None, 3]),
        (layers.Conv2D(7, (3, 2), 1, "same"), [2, 9, 8, 3]),
        (layers.Conv2D(7, 3, dilation_rate=2), [2, 9, 8, 3]),
        (layers.Conv2D(7, 3, data_format="channels_first"), [2, 3, 9, 8]),
        (layers.Conv3D(7, 2), [1, 4, 5, 6, 2]),
        (layers.MaxPooling2D(2, 2), [None, 9, 8, 3]),
        (layers.AveragePooling1D(2, 2, "same"), [2, 9, 3]),
        (layers.SeparableConv2D(7, 3), [2, 9, 8, 3]),
        (layers.Conv2DTranspose(7, 3, 2), [2, 9, 8, 3]),
        (layers.Conv2DTranspose(7, 3, 2, "same"), [2, 9, None, 3]),
    ]
    return [str(tuple(layer.compute_output_shape(tf.TensorShape(s)))) for layer, s in cases]


@case
def a_layer_of_ones_own(tf, run):
    class Scale(tf.layers.Layer):
        def build(self, input_shape):
            size = int(input_shape[-1])
            self.factor = self.add_weight("factor", [size], initializer=tf.ones_initializer())
            self.count = self.add_variable("count", [], trainable=False)
            super().build(input_shape)

        def call(self, inputs):
            return inputs * self.factor

    layer = Scale(name="mine")
    y = layer(tf.constant(numbers([2, 3])))
    names = [v.name for v in layer.trainable_variables + layer.non_trainable_variables]
    assert names == ["mine/factor:0", "mine/count:0"]
    assert layer.count_params() == 4
    return run(y)


if __name__ == "__main__":
    write(Path(__file__).with_name("v1_layers"), CASES, set_weights=True)
