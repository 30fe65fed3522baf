"""What attention does beyond the values of its ops."""

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.ops.nn import attention

_draw = np.random.default_rng(0)


def test_a_query_that_sees_no_key_gives_zeros_and_no_gradient_but_zeros():
    q, k, v = (ef.constant(_draw.normal(size=(1, 3, 2, 4))) for _ in range(3))
    mask = np.ones((3, 3), bool)
    mask[1] = False
    with ef.GradientTape() as tape:
        tape.watch([q, k, v])
        y = ef.nn.dot_product_attention(q, k, v, mask=mask)
    assert not y.numpy()[:, 1].any()
    of_q, *others = tape.gradient(y, [q, k, v])
    assert not of_q.numpy()[:, 1].any()
    assert all(np.isfinite(g.numpy()).all() for g in (of_q, *others))


def test_a_bias_of_minus_infinity_hides_keys():
    q, k, v = (_draw.normal(size=(1, 3, 1, 2)) for _ in range(3))
    mask = np.tri(3, dtype=bool)
    by_bias = ef.nn.dot_product_attention(q, k, v, bias=np.where(mask, 0, -np.inf))
    by_mask = ef.nn.dot_product_attention(q, k, v, mask=mask)
    causal = ef.nn.dot_product_attention(q, k, v, is_causal=True)
    np.testing.assert_allclose(by_bias.numpy(), by_mask.numpy(), rtol=1e-14)
    np.testing.assert_allclose(causal.numpy(), by_mask.numpy(), rtol=1e-14)


def test_large_logits_do_not_overflow():
    x = np.array([[[[1000.0]], [[-1000.0]]]], np.float32)
    np.testing.assert_array_equal(ef.nn.dot_product_attention(x, x, x).numpy(), x)


def test_blocks_of_queries_give_what_one_block_gives(monkeypatch):
    q, k, v = (_draw.normal(size=(2, 70, 3, 4)) for _ in range(3))
    found = []
    for size in (1 << 20, 1):
        monkeypatch.setattr(attention, "_BLOCK", size)
        tensors = [ef.constant(a) for a in (q, k, v)]
        with ef.GradientTape() as tape:
            tape.watch(tensors)
            y = ef.nn.dot_product_attention(*tensors, is_causal=True)
        found.append([y.numpy(), *(g.numpy() for g in tape.gradient(y, tensors))])
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-13)


def test_a_head_of_keys_serves_a_group_of_heads():
    q = _draw.normal(size=(1, 3, 4, 2))
    k, v = (_draw.normal(size=(1, 3, 2, 2)) for _ in range(2))
    wide = ef.nn.dot_product_attention(q, k.repeat(2, axis=2), v.repeat(2, axis=2))
    np.testing.assert_array_equal(ef.nn.dot_product_attention(q, k, v).numpy(), wide.numpy())


def test_inputs_of_three_axes_are_refused():
    x = np.ones((2, 3, 4))
    with pytest.raises(ValueError, match="`dot_product_attention` only supports 4D inputs"):
        ef.nn.dot_product_attention(x, x, x)
