"""The Keras library on eagerflow, against numbers worked out with NumPy."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import keras
from eagerflow.keras_adapter import loader

ROOT = Path(__file__).parents[1]
layers = keras.layers
# Variables of Keras convert themselves to arrays in the manner of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy")


@pytest.fixture(autouse=True)
def seeded():
    keras.utils.set_random_seed(1)
    yield
    keras.backend.clear_session()


def rows(*shape):
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def run(program, **environment):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True,
        check=False, cwd=ROOT, env={"PATH": "", "HOME": "/tmp", **environment}, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout.strip(), done.stderr


# --- which Keras it is ----------------------------------------------------------------------------


def test_importing_eagerflow_imports_no_keras():
    assert run("import sys, eagerflow; print('keras' in sys.modules)")[:2] == (0, "False")


def test_keras_is_itself_and_tensorflow_is_left_alone():
    program = (
        "import sys, eagerflow.keras as keras, keras as other\n"
        "from eagerflow.keras import layers\n"
        "print(keras.Model is other.Model, layers.Dense is other.layers.Dense,"
        " 'tensorflow' in sys.modules, type(other.ops.ones(2)).__module__)"
    )
    assert run(program)[:2] == (0, "True True False eagerflow.core.tensor")


def test_the_backend_is_chosen_by_the_environment():
    program = "import eagerflow, keras; print(type(keras.ops.ones(2)).__module__)"
    assert run(program, KERAS_BACKEND="eagerflow")[:2] == (0, "eagerflow.core.tensor")


def test_keras_on_another_backend_is_not_taken_over():
    program = (
        "import sys, types; config = types.ModuleType('keras.src.backend.config')\n"
        "config.backend = lambda: 'jax'; sys.modules[config.__name__] = config\n"
        "import eagerflow.keras"
    )
    code, _, error = run(program)
    assert code == 1
    assert "ImportError: Keras runs on jax in this process already." in error


def test_a_missing_keras_is_named_with_the_command_that_installs_it():
    program = "import sys; sys.modules['keras'] = None; import eagerflow as ef; ef.keras"
    code, _, error = run(program)
    assert code == 1
    assert "ModuleNotFoundError: eagerflow.keras needs the Keras library." in error
    assert "pip install 'eagerflow[keras]'" in error


def test_modules_of_keras_alone_see_eagerflow_as_tensorflow():
    assert loader._import("tensorflow").constant is ef.constant
    assert loader._import("tensorflow.io", fromlist=("gfile",)).gfile is ef.io.gfile
    with pytest.raises(ModuleNotFoundError, match=r"tensorflow\.no_such"):
        loader._import("tensorflow.no_such", fromlist=("x",))
    assert loader._import("json") is __import__("json")


def test_losses_and_metrics_are_those_of_keras():
    assert ef.losses.MeanSquaredError is keras.losses.MeanSquaredError
    assert ef.metrics.Mean is keras.metrics.Mean
    assert v1.keras.layers.Dense is layers.Dense


# --- training -------------------------------------------------------------------------------------


def least_squares(x, y, w, b, rate, epochs, batch):
    """Stochastic gradient descent on the squared error, by hand."""
    for _ in range(epochs):
        for i in range(0, len(x), batch):
            a, t = x[i : i + batch], y[i : i + batch]
            g = 2.0 * (a @ w + b - t) / t.size
            w, b = w - rate * (a.T @ g), b - rate * g.sum(0)
    return w, b


@pytest.mark.parametrize("how", [{}, {"run_eagerly": True}, {"steps_per_execution": 2}])
def test_fit_takes_the_steps_of_gradient_descent(how):
    x, y = rows(10, 3), rows(10, 2)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    w, b = (np.array(v) for v in model.get_weights())
    model.compile(keras.optimizers.SGD(0.1), "mse", **how)
    history = model.fit(x, y, batch_size=4, epochs=3, shuffle=False, verbose=0)
    expected = least_squares(x, y, w, b, 0.1, 3, 4)
    for ours, theirs in zip(model.get_weights(), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    assert len(history.history["loss"]) == 3
    error = np.mean((x @ expected[0] + expected[1] - y) ** 2)
    np.testing.assert_allclose(model.evaluate(x, y, batch_size=4, verbose=0), error, rtol=1e-5)
    np.testing.assert_allclose(
        model.predict(x, batch_size=4, verbose=0), x @ expected[0] + expected[1], rtol=1e-5
    )


def test_datasets_and_arrays_and_single_batches_train_alike():
    x, y = rows(8, 3), rows(8, 1)
    found = []
    for way in ("arrays", "dataset", "batches", "generator"):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
        model.compile(keras.optimizers.Adam(0.1), "mse")
        if way == "arrays":
            model.fit(x, y, batch_size=4, shuffle=False, verbose=0)
        elif way == "dataset":
            dataset = ef.data.Dataset.from_tensor_slices((x, y)).batch(4)
            model.fit(dataset, shuffle=False, verbose=0)
        elif way == "generator":
            batches = ((x[i : i + 4], y[i : i + 4]) for i in (0, 4))
            model.fit(batches, shuffle=False, verbose=0)
        else:
            for i in (0, 4):
                model.train_on_batch(x[i : i + 4], y[i : i + 4])
        found.append(model.get_weights()[0])
    for other in found[1:]:
        np.testing.assert_array_equal(found[0], other)


def test_the_progress_bar_is_printed(capsys):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    model.fit(rows(8, 3), rows(8, 1), epochs=2, validation_split=0.25, verbose=2)
    shown = capsys.readouterr().out
    assert "Epoch 2/2" in shown
    assert "val_mae" in shown


def test_a_train_step_of_the_users_own():
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = layers.Dense(1, use_bias=False, kernel_initializer="ones")

        def call(self, x):
            return self.inner(x)

        def train_step(self, data):
            x, y = data
            with ef.GradientTape() as tape:
                loss = ef.reduce_mean(ef.abs(self(x, training=True) - y))
            grads = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(grads, self.trainable_variables, strict=True))
            return {"loss": loss}

    model = Model()
    model.compile(keras.optimizers.SGD(0.5))
    x = np.float32([[1.0], [1.0]])
    model.fit(x, np.zeros_like(x), batch_size=2, epochs=1, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], [[0.5]])


def test_callbacks_stop_save_and_set_the_rate(tmp_path):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    best = tmp_path / "best.keras"
    calls = [
        keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.1 / (epoch + 1)),
        keras.callbacks.ModelCheckpoint(best, save_best_only=True, monitor="loss"),
        keras.callbacks.EarlyStopping("loss", min_delta=1e9, patience=1),
        keras.callbacks.TensorBoard(tmp_path / "logs"),
    ]
    history = model.fit(rows(8, 3), rows(8, 1), epochs=9, callbacks=calls, verbose=0)
    assert len(history.epoch) == 2
    np.testing.assert_allclose(history.history["learning_rate"], [0.1, 0.05], rtol=1e-6)
    assert best.exists()
    assert list((tmp_path / "logs" / "train").iterdir())


def test_optimizers_of_eagerflow_train_models_of_keras():
    x, y = rows(8, 3), rows(8, 1)
    found = []
    for make in (ef.optimizers.Adam, keras.optimizers.Adam):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
        model.compile(make(0.1), "mse")
        model.fit(x, y, verbose=0)
        optimizer = make(0.1)
        with ef.GradientTape() as tape:
            loss = ef.reduce_mean((model(x) - y) ** 2)
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
        found.append(model.get_weights()[0])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-6)


def test_mixed_precision_keeps_variables_and_computes_in_half():
    x = rows(4, 3)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2, dtype="mixed_float16")])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.fit(x, np.zeros((4, 2)), verbose=0)
    assert model(x).dtype == ef.float16
    assert model.layers[0].kernel.dtype == "float32"
    assert type(model.optimizer).__name__ == "SGD"


def test_training_is_the_same_after_the_same_seed():
    def weights():
        keras.utils.set_random_seed(3)
        model = keras.Sequential([keras.Input((3,)), layers.Dense(4), layers.Dropout(0.5)])
        model.compile("sgd", "mse")
        model.fit(rows(8, 3), rows(8, 4), batch_size=2, verbose=0)
        return model.get_weights()[0]

    np.testing.assert_array_equal(weights(), weights())


# --- layers ---------------------------------------------------------------------------------------


def test_a_functional_model_with_two_inputs():
    a, b = keras.Input((2,), name="a"), keras.Input((2,), name="b")
    model = keras.Model([a, b], layers.concatenate([a * 2.0, keras.ops.tanh(b)]))
    x, y = rows(3, 2), rows(3, 2)
    np.testing.assert_allclose(model([x, y]), np.hstack([2 * x, np.tanh(y)]), rtol=1e-6)
    assert "Total params: 0" in summary_of(model)


def summary_of(model):
    lines = []
    model.summary(print_fn=lines.append)
    return "\n".join(lines)


def test_an_lstm_skips_what_is_masked():
    x = rows(1, 4, 3)
    x[0, 2:] = 0.0
    lstm = layers.LSTM(2)
    masked = keras.Sequential([keras.Input((4, 3)), layers.Masking(), lstm])
    np.testing.assert_allclose(masked(x), lstm(x[:, :2]), rtol=1e-5)


def test_an_lstm_has_the_numbers_of_its_equations():
    x, lstm = rows(2, 3, 2), layers.LSTM(2)
    lstm.build(x.shape)
    w, u, b = lstm.get_weights()
    h, c = np.zeros((2, 2)), np.zeros((2, 2))
    for t in range(3):
        z = x[:, t] @ w + h @ u + b
        i, f, g, o = np.split(z, 4, 1)
        i, f, o = (1 / (1 + np.exp(-v)) for v in (i, f, o))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
    np.testing.assert_allclose(lstm(x), h, rtol=1e-5, atol=1e-6)


def test_a_function_inside_a_layer_is_traced_with_its_variables():
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = layers.Dense(2)

        @ef.function
        def call(self, x):
            return self.inner(x)

    model = Model()
    with ef.GradientTape() as tape:
        y = ef.reduce_sum(model(rows(3, 4)))
    assert all(g is not None for g in tape.gradient(y, model.trainable_variables))


def test_words_become_numbers():
    layer = layers.TextVectorization(output_mode="int")
    layer.adapt(["a b a", "c a"])
    assert layer.get_vocabulary() == ["", "[UNK]", "a", "c", "b"]
    np.testing.assert_array_equal(layer(["b a z"]), [[4, 2, 1]])
    dataset = ef.data.Dataset.from_tensor_slices(["a", "q"]).batch(2).map(layer)
    np.testing.assert_array_equal(next(iter(dataset)), [[2], [1]])


def test_pictures_are_moved_by_whole_points():
    image = rows(1, 3, 4, 1)
    moved = keras.ops.image.affine_transform(image, np.float32([[1, 0, 1, 0, 1, 0, 0, 0]]))
    np.testing.assert_allclose(moved[:, :, :3], image[:, :, 1:], rtol=1e-6)
    np.testing.assert_array_equal(moved[:, :, 3], np.zeros((1, 3, 1)))


# --- saving ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["m.keras", "m.h5"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5")
def test_a_model_comes_back_from_its_file(name, tmp_path):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(4), layers.BatchNormalization()])
    model.compile("adam", keras.losses.MeanSquaredError())
    x = rows(8, 3)
    model.fit(x, rows(8, 4), verbose=0)
    model.save(tmp_path / name)
    other = keras.models.load_model(tmp_path / name)
    np.testing.assert_array_equal(model.predict(x, verbose=0), other.predict(x, verbose=0))
    assert other.optimizer.iterations.numpy() == 1


def test_a_lambda_is_not_loaded_unasked(tmp_path):
    model = keras.Sequential([keras.Input((3,)), layers.Lambda(lambda x: x + 1)])
    model.save(tmp_path / "m.keras")
    with pytest.raises(ValueError, match="safe_mode=False"):
        keras.models.load_model(tmp_path / "m.keras")


@pytest.mark.parametrize("name", ["w.weights.h5", "w.h5", "w.ckpt", "w"])
def test_weights_go_to_files_of_any_name(name, tmp_path):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(4), layers.Dense(2)])
    other = keras.models.clone_model(model)
    path = str(tmp_path / name)
    model.save_weights(path)
    other.load_weights(path)
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_checkpoints_hold_models_and_their_optimizers(tmp_path):
    def made():
        model = keras.Sequential([keras.Input((3,)), layers.Dense(2, name="d")])
        model.compile("adam", "mse")
        return model

    model, other = made(), made()
    model.fit(rows(4, 3), rows(4, 2), verbose=0)
    path = ef.train.Checkpoint(model=model, opt=model.optimizer).save(str(tmp_path / "c"))
    ef.train.Checkpoint(model=other, opt=other.optimizer).restore(path).expect_partial()
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert other.optimizer.iterations.numpy() == 1


# --- in graphs of 1.x -----------------------------------------------------------------------------


def test_layers_of_keras_and_of_1x_share_scopes_and_collections():
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(v1.float32, [None, 3])
        with v1.variable_scope("net"):
            h = v1.layers.dense(x, 4)
            y = v1.keras.layers.Dense(2, name="out")(h)
        names = [v.name for v in v1.trainable_variables()]
        assert names == ["net/dense/kernel:0", "net/dense/bias:0", "net/out/kernel:0",
                         "net/out/bias:0"]  # fmt: skip
        loss = v1.reduce_mean(y**2)
        train = v1.train.GradientDescentOptimizer(0.1).minimize(loss)
        session.run(v1.global_variables_initializer())
        feed = {x: rows(5, 3)}
        first = session.run([loss, train], feed)[0]
        assert session.run(loss, feed) < first
