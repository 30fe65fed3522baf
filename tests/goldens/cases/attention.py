"""Attention, which TensorFlow has in Keras only."""

from typing import Any

import numpy as np

from tests.goldens.cases import Case, case, numbers

Q, K = numbers(2, 3, 2, 4).astype(np.float32), numbers(2, 5, 2, 4, phase=1.0).astype(np.float32)
V = numbers(2, 5, 2, 4, phase=2.0).astype(np.float32)
BIAS = numbers(2, 1, 3, 5, phase=3.0).astype(np.float32)
MASK = np.arange(15).reshape(3, 5) % 4 != 1


def _attention(*args: Any, **how: Any) -> Case:
    def run(tf: Any, *a: Any) -> Any:
        own = getattr(tf.nn, "dot_product_attention", None)
        return (own or tf.keras.ops.dot_product_attention)(*a, **how)

    return case("identity", *args, run=run, grad=True, rtol=2e-5)


CASES = [
    _attention(Q, K, V),
    _attention(Q, K, V, BIAS),
    _attention(Q, K, V, BIAS, MASK, scale=0.3),
    _attention(Q, K, V, is_causal=True),
    _attention(numbers(2, 3, 4, 4, phase=5.0).astype(np.float32), K, V),
]
