"""Pipelines for eagerflow and for TensorFlow; `tests/goldens/make_data.py` keeps what that gives.

Each case is a function of the library; it gives a dataset.
"""

from __future__ import annotations

from typing import Any


def _ragged(tf: Any) -> Any:
    return tf.data.Dataset.range(1, 6).map(lambda n: tf.fill([n], n))


def _pairs(tf: Any) -> Any:
    return tf.data.Dataset.from_tensor_slices(([1, 2, 3, 4], [[1.0, 2], [3, 4], [5, 6], [7, 8]]))


def _count(tf: Any) -> Any:
    def numbers(stop: Any) -> Any:
        yield from ((i, [i] * i) for i in range(stop))

    signature = (tf.TensorSpec([], tf.int32), tf.TensorSpec([None], tf.float32))
    return tf.data.Dataset.from_generator(numbers, args=[3], output_signature=signature)


def _choose(tf: Any, stop: bool) -> Any:
    parts = [tf.data.Dataset.range(n, n + 3) for n in (0, 10, 20)]
    choice = tf.data.Dataset.range(9).map(lambda i: (i * i) % 3)
    return tf.data.Dataset.choose_from_datasets(parts, choice, stop)


def _sample(tf: Any, weights: Any) -> Any:
    parts = [tf.data.Dataset.range(n, n + 9) for n in (0, 10, 20)]
    return tf.data.Dataset.sample_from_datasets(parts, weights, seed=7)


def _grouped(tf: Any) -> Any:
    ds = tf.data.Dataset.range(11)
    return ds.group_by_window(lambda x: x % 3, lambda key, w: w.batch(2), window_size=3)


def _buckets(tf: Any, **more: Any) -> Any:
    ds = tf.data.Dataset.from_tensor_slices([3, 1, 4, 2, 5, 1, 3, 2]).map(lambda n: tf.fill([n], n))
    return ds.bucket_by_sequence_length(lambda x: tf.shape(x)[0], [3, 6], [2, 3, 2], **more)


def _interleave(tf: Any, cycle: int, block: int, **more: Any) -> Any:
    ds = tf.data.Dataset.from_tensor_slices([3, 1, 0, 4, 2, 0, 1])
    return ds.interleave(
        lambda n: tf.data.Dataset.range(tf.cast(n, tf.int64)).map(
            lambda i: i + 10 * tf.cast(n, tf.int64)
        ),
        cycle, block, **more,
    )  # fmt: skip


CASES: dict[str, Any] = {
    "from_tensors": lambda tf: tf.data.Dataset.from_tensors(([1, 2], {"a": 3.0})),
    "from_tensor_slices": lambda tf: tf.data.Dataset.from_tensor_slices(
        {"x": [1, 2], "y": ["a", "b"]}
    ),
    "pairs": _pairs,
    "nested": lambda tf: tf.data.Dataset.from_tensor_slices(([1, 2], ([3, 4], {"z": [5, 6]}))),
    "range": lambda tf: tf.data.Dataset.range(2, 11, 3),
    "range_down": lambda tf: tf.data.Dataset.range(5, 0, -2, output_type=tf.int32),
    "from_generator": _count,
    "from_generator_types": lambda tf: tf.data.Dataset.from_generator(
        lambda: iter([{"a": 1, "b": "x"}]), output_types={"a": tf.float32, "b": tf.string}
    ),
    "map": lambda tf: _pairs(tf).map(lambda a, b: (b * 2.0, {"a": a})),
    "map_list": lambda tf: _pairs(tf).map(lambda a, b: [a, b]),
    "map_dict": lambda tf: tf.data.Dataset.from_tensor_slices({"x": [1, 2]}).map(lambda d: d["x"]),
    "map_parallel": lambda tf: tf.data.Dataset.range(6).map(lambda x: x * x, tf.data.AUTOTUNE),
    "map_constant": lambda tf: tf.data.Dataset.range(2).map(lambda x: (x, 1, "s")),
    "flat_map": lambda tf: tf.data.Dataset.range(4).flat_map(tf.data.Dataset.range),
    "flat_map_slices": lambda tf: _ragged(tf).flat_map(tf.data.Dataset.from_tensor_slices),
    "flat_map_captures": lambda tf: tf.data.Dataset.range(3).flat_map(
        lambda n: tf.data.Dataset.range(2).map(lambda i: i + 10 * n).repeat(n)
    ),
    "filter": lambda tf: _pairs(tf).filter(lambda a, b: a % 2 == 0),
    "take_while": lambda tf: tf.data.Dataset.range(9).take_while(lambda x: x * x < 20),
    "scan": lambda tf: tf.data.Dataset.range(5).scan(
        tf.constant(1, tf.int64), lambda s, x: (s + x, (s, x))
    ),
    "batch": lambda tf: _pairs(tf).batch(3),
    "batch_drop": lambda tf: _pairs(tf).batch(3, drop_remainder=True),
    "batch_mapped": lambda tf: _pairs(tf).map(lambda a, b: (b, a)).batch(3),
    "batch_strings": lambda tf: tf.data.Dataset.from_tensor_slices(["a", "bc", ""]).batch(2),
    "batch_twice": lambda tf: tf.data.Dataset.range(8).batch(2).batch(2, True),
    "padded_batch": lambda tf: _ragged(tf).padded_batch(2),
    "padded_batch_shapes": lambda tf: (
        _ragged(tf)
        .map(lambda x: (x, x[0]))
        .padded_batch(
            3, ([6], []), (tf.constant(-1, tf.int64), tf.constant(0, tf.int64)), drop_remainder=True
        )
    ),
    "ragged_batch": lambda tf: _ragged(tf).ragged_batch(2),
    "ragged_batch_dense": lambda tf: tf.data.Dataset.range(3).ragged_batch(2),
    "sparse_batch": lambda tf: _ragged(tf).sparse_batch(2, [6]),
    "batch_of_ragged": lambda tf: _ragged(tf).ragged_batch(2).take(2).batch(2),
    "ragged_slices": lambda tf: tf.data.Dataset.from_tensor_slices(
        tf.ragged.constant([[1, 2], [], [3]])
    ),
    "ragged_slices_deep": lambda tf: tf.data.Dataset.from_tensor_slices(
        tf.ragged.constant([[[1], [2, 3]], [], [[4]]])
    ),
    "sparse_slices": lambda tf: tf.data.Dataset.from_tensor_slices(
        tf.sparse.from_dense([[1, 0], [0, 0], [2, 3]])
    ),
    "sparse_slices_batch": lambda tf: tf.data.Dataset.from_tensor_slices(
        tf.sparse.from_dense([[1, 0], [0, 0], [2, 3]])
    ).batch(2),
    "sparse_map": lambda tf: tf.data.Dataset.from_tensor_slices(
        tf.sparse.from_dense([[1, 0], [0, 0], [2, 3]])
    ).map(tf.sparse.to_dense),
    "unbatch": lambda tf: _pairs(tf).unbatch() if False else _pairs(tf).batch(3).unbatch(),
    "rebatch": lambda tf: tf.data.Dataset.range(7).batch(3).rebatch(2),
    "window": lambda tf: tf.data.Dataset.range(7).window(3).flat_map(lambda w: w.batch(3)),
    "window_shift": lambda tf: (
        tf.data.Dataset.range(9).window(3, 2, 2).flat_map(lambda w: w.batch(3))
    ),
    "window_wide": lambda tf: (
        tf.data.Dataset.range(9).window(2, 4, drop_remainder=True).flat_map(lambda w: w.batch(2))
    ),
    "window_pairs": lambda tf: (
        _pairs(tf)
        .window(2, 1, 1, True)
        .flat_map(lambda a, b: tf.data.Dataset.zip((a.batch(2), b.batch(2))))
    ),
    "shuffle": lambda tf: tf.data.Dataset.range(20).shuffle(5, seed=3),
    "shuffle_all": lambda tf: tf.data.Dataset.range(20).shuffle(100, seed=11),
    "shuffle_once": lambda tf: tf.data.Dataset.range(9).shuffle(
        9, seed=3, reshuffle_each_iteration=False
    ),
    "shuffle_repeat": lambda tf: tf.data.Dataset.range(6).shuffle(6, seed=3).repeat(3),
    "repeat_shuffle": lambda tf: tf.data.Dataset.range(6).repeat(3).shuffle(7, seed=3),
    "shuffle_batch": lambda tf: _pairs(tf).shuffle(4, seed=1).repeat(2).batch(3),
    "shuffle_mapped": lambda tf: _pairs(tf).map(lambda a, b: (a, b)).shuffle(4, seed=1).batch(3),
    "shuffle_seed_zero": lambda tf: tf.data.Dataset.range(9).shuffle(9, seed=0),
    "repeat": lambda tf: tf.data.Dataset.range(3).repeat(2),
    "repeat_forever": lambda tf: tf.data.Dataset.range(3).repeat().take(7),
    "take": lambda tf: tf.data.Dataset.range(3).take(5),
    "take_all": lambda tf: tf.data.Dataset.range(3).take(-1),
    "skip": lambda tf: tf.data.Dataset.range(5).skip(2),
    "skip_all": lambda tf: tf.data.Dataset.range(5).skip(-1),
    "shard": lambda tf: tf.data.Dataset.range(8).shard(3, 1),
    "cache": lambda tf: tf.data.Dataset.range(4).shuffle(4, seed=2).cache(),
    "prefetch": lambda tf: tf.data.Dataset.range(4).map(lambda x: x + 1).prefetch(2),
    "enumerate": lambda tf: _pairs(tf).enumerate(5),
    "concatenate": lambda tf: tf.data.Dataset.range(3).concatenate(tf.data.Dataset.range(7, 9)),
    "concatenate_shapes": lambda tf: tf.data.Dataset.from_tensors([1, 2]).concatenate(
        tf.data.Dataset.from_tensors([3])
    ),
    "zip": lambda tf: tf.data.Dataset.zip(tf.data.Dataset.range(3), _pairs(tf)),
    "zip_dict": lambda tf: tf.data.Dataset.zip({"a": tf.data.Dataset.range(3), "b": _pairs(tf)}),
    "zip_slices": lambda tf: (
        tf.data.Dataset.zip((_pairs(tf), tf.data.Dataset.range(4))).shuffle(4, 2).batch(3)
    ),
    "interleave_1": lambda tf: _interleave(tf, 1, 1),
    "interleave_2_1": lambda tf: _interleave(tf, 2, 1),
    "interleave_3_2": lambda tf: _interleave(tf, 3, 2),
    "interleave_9_3": lambda tf: _interleave(tf, 9, 3),
    "interleave_parallel": lambda tf: _interleave(tf, 3, 2, num_parallel_calls=2),
    "interleave_parallel_2": lambda tf: _interleave(tf, 2, 1, num_parallel_calls=2),
    "choose": lambda tf: _choose(tf, True),
    "choose_all": lambda tf: _choose(tf, False),
    "sample": lambda tf: _sample(tf, None),
    "sample_weights": lambda tf: _sample(tf, [0.2, 0.0, 0.8]),
    "random": lambda tf: tf.data.Dataset.random(seed=4).take(5),
    "random_again": lambda tf: tf.data.Dataset.random(4, rerandomize_each_iteration=True).take(4),
    "counter": lambda tf: tf.data.Dataset.counter(3, -2, tf.int32).take(4),
    "group_by_window": _grouped,
    "group_by_window_func": lambda tf: tf.data.Dataset.range(11).group_by_window(
        lambda x: x % 2,
        lambda key, w: w.map(lambda v: v + 100 * key).batch(9),
        window_size_func=lambda k: k + 2,
    ),
    "bucket": _buckets,
    "bucket_boundary": lambda tf: _buckets(tf, pad_to_bucket_boundary=True),
    "bucket_drop": lambda tf: _buckets(tf, drop_remainder=True),
    "unique": lambda tf: tf.data.Dataset.from_tensor_slices([1, 37, 2, 37, 2, 1]).unique(),
    "ignore_errors": lambda tf: (
        tf.data.Dataset.from_tensor_slices([1, 0, 2])
        .map(lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x, tf.float32), "bad"))
        .ignore_errors()
    ),
    "apply": lambda tf: tf.data.Dataset.range(3).apply(lambda ds: ds.repeat(2)),
    "options": lambda tf: tf.data.Dataset.range(3).with_options(tf.data.Options()),
    "group_by_reducer": lambda tf: tf.data.Dataset.range(10).apply(
        tf.data.experimental.group_by_reducer(
            lambda x: x % 3,
            tf.data.experimental.Reducer(
                lambda key: (key * 0, key * 0),
                lambda s, x: (s[0] + x, s[1] + 1),
                lambda s, n: s * 100 + n,
            ),
        )
    ),
    "shuffle_and_repeat": lambda tf: tf.data.Dataset.range(5).apply(
        tf.data.experimental.shuffle_and_repeat(3, 2, seed=5)
    ),
    "dense_to_ragged_batch": lambda tf: _ragged(tf).apply(
        tf.data.experimental.dense_to_ragged_batch(2)
    ),
    "assert_cardinality": lambda tf: (
        tf.data.Dataset.range(9)
        .filter(lambda x: x > 4)
        .apply(tf.data.experimental.assert_cardinality(4))
    ),
    "map_datasets": lambda tf: (
        tf.data.Dataset.range(3)
        .map(lambda n: tf.data.Dataset.range(n))
        .flat_map(lambda ds: ds.batch(5))
    ),
}
