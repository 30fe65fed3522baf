"""Writes tests/goldens/bundles: small checkpoints of TensorFlow 2.21, and what is in them.

python tests/goldens/make_bundles.py        (with TensorFlow installed)
"""

import json
from pathlib import Path

import numpy as np

try:
    import tensorflow as tf
except ImportError:  # the tests read the names below
    tf = None

HERE = Path(__file__).parent / "bundles"
DTYPES = (
    "float16 float32 float64 bfloat16 int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
    "complex64 complex128 bool"
)


def values():
    out = {}
    for name in DTYPES.split():
        dtype = tf.as_dtype(name).as_numpy_dtype
        out[f"kinds/{name}"] = np.arange(6).reshape(2, 3).astype(dtype)
    out["scalar"] = np.float32(2.5)
    out["empty"] = np.zeros((0, 4), np.int32)
    out["words"] = np.array([[b"one", b""], [b"\xff\x00", b"x" * 200]], object)
    out["word"] = np.array(b"alone", object)
    return out


def all_dtypes():
    found = values()
    tf.raw_ops.SaveV2(
        prefix=str(HERE / "dtypes"), tensor_names=list(found), shape_and_slices=[""] * len(found),
        tensors=[tf.constant(v) for v in found.values()],
    )  # fmt: skip


def shards():
    whole = np.arange(200 * 3, dtype=np.float32).reshape(200, 3)
    parts = []
    for i, (start, length) in enumerate([(0, 70), (70, 130)]):
        parts.append(str(HERE / f"part-{i}"))
        tf.raw_ops.SaveV2(
            prefix=parts[-1], tensor_names=["whole", f"own/{i}"],
            shape_and_slices=[f"200 3 {start},{length}:-", ""],
            tensors=[tf.constant(whole[start : start + length]), tf.constant([i, i + 1])],
        )  # fmt: skip
    tf.raw_ops.MergeV2Checkpoints(
        checkpoint_prefixes=parts, destination_prefix=str(HERE / "shards"), delete_old_dirs=False
    )


def session():
    with tf.Graph().as_default(), tf.compat.v1.Session() as sess:
        with tf.compat.v1.variable_scope("net"):
            w = tf.compat.v1.get_variable("w", initializer=np.float32([[1, 2], [3, 4]]))
            tf.compat.v1.get_variable("b", initializer=np.float32([5, 6]))
        tf.compat.v1.Variable(7, name="step", dtype=tf.int64)
        loss = tf.reduce_sum(w * w)
        train = tf.compat.v1.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
        sess.run(tf.compat.v1.global_variables_initializer())
        sess.run(train)
        saver = tf.compat.v1.train.Saver(save_relative_paths=True)
        saver.save(sess, str(HERE / "session"), global_step=7, write_meta_graph=False)


def objects():
    class Net(tf.Module):
        def __init__(self):
            super().__init__()
            self.w = tf.Variable([[1.0, 2.0]], name="w")
            self.layers = [tf.Variable([3.0], name="a"), tf.Variable([4.0], name="b")]
            self.named = {"x": tf.Variable(5, name="x")}

    net = Net()
    ckpt = tf.train.Checkpoint(net=net, step=tf.Variable(9, dtype=tf.int64), same=net)
    ckpt.save(str(HERE / "objects"))


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for old in HERE.iterdir():
        old.unlink()
    for make in (all_dtypes, shards, session, objects):
        make()
    for left in HERE.glob("part-*"):
        left.unlink()
    (HERE / "checkpoint").unlink()
    told = {}
    for index in sorted(HERE.glob("*.index")):
        reader = tf.train.load_checkpoint(str(index.with_suffix("")))
        types = reader.get_variable_to_dtype_map()
        told[index.stem] = {
            name: [types[name].name, shape]
            for name, shape in sorted(reader.get_variable_to_shape_map().items())
        }
    (HERE / "told.json").write_text(json.dumps(told, indent=1) + "\n")
