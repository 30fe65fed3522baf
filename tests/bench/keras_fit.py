"""Times of `fit` in Keras on eagerflow and on the other backends that are installed.

`python -m tests.bench.keras_fit [BACKEND...]` prints milliseconds for an epoch, the least of
several, and the processor's time in it, which says more on a busy machine. Each backend has a
process of its own since Keras has one backend in a process. The data have the shape of
scikit-learn's digits: 1,797 pictures of 8 x 8 points, batches of 32.
"""

import os
import subprocess
import sys
import time

import numpy as np

BACKENDS = ("eagerflow", "tensorflow", "jax", "torch")
MODELS = ("mlp", "cnn", "lstm")
EPOCHS = 6


def model_of(kind, keras):
    """A perceptron, a network like LeNet, or an LSTM that reads the rows of a picture."""
    layers = keras.layers
    parts = {
        "mlp": [layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10)],
        "cnn": [
            layers.Reshape((8, 8, 1)),
            layers.Conv2D(6, 5, padding="same", activation="relu"), layers.MaxPooling2D(),
            layers.Conv2D(16, 3, padding="same", activation="relu"), layers.MaxPooling2D(),
            layers.Flatten(), layers.Dense(84, activation="relu"), layers.Dense(10),
        ],
        "lstm": [layers.LSTM(64), layers.Dense(10)],
    }  # fmt: skip
    return keras.Sequential([keras.Input((8, 8)), *parts[kind]])


def epoch_times(kind, keras):
    """Seconds of each epoch of `fit`, and those of the processor."""
    draw = np.random.default_rng(0)
    x = draw.normal(size=(1797, 8, 8)).astype("float32")
    y = draw.integers(0, 10, 1797)
    model = model_of(kind, keras)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    times = []

    class Watch(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.start = time.perf_counter(), time.process_time()

        def on_epoch_end(self, epoch, logs=None):
            now = time.perf_counter(), time.process_time()
            times.append([b - a for a, b in zip(self.start, now, strict=True)])

    model.fit(x, y, batch_size=32, epochs=EPOCHS, verbose=0, callbacks=[Watch()])
    return times


def measure(backend):
    """Print the least time of an epoch for each model, and that of the first."""
    if backend == "eagerflow":
        import eagerflow.keras as keras
    else:
        import keras
    for kind in MODELS:
        first, *others = epoch_times(kind, keras)
        wall, processor = (min(column) * 1e3 for column in zip(*others, strict=True))
        print(
            f"{backend:11} {kind:5} {wall:8.1f} ms, {processor:8.1f} ms of processor time, "
            f"the first epoch {first[0] * 1e3:8.1f} ms"
        )


def main():
    """Measure the backends named, or all; those that are not installed are left out."""
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        return measure(sys.argv[2])
    for backend in sys.argv[1:] or BACKENDS:
        own = {} if backend == "eagerflow" else {"KERAS_BACKEND": backend}
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **own}
        command = [sys.executable, "-m", "tests.bench.keras_fit", "--one", backend]
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        print(
            done.stdout or f"{backend}: not measured", end="" if done.stdout else "\n", flush=True
        )


if __name__ == "__main__":
    main()
