"""Attention written from its definition, one query at a time."""

import numpy as np


def _parts(inputs, count, with_bias, with_mask):
    inputs = list(inputs)
    fixed, rest = inputs[:count], inputs[count:]
    bias = rest.pop(0) if with_bias else None
    return fixed, bias, rest.pop(0) if with_mask else None


def _logits(q, k, bias, mask, scale, causal):
    scale = 1 / np.sqrt(q.shape[-1]) if scale is None else scale
    shape = (*q.shape[:3], k.shape[2])
    out = np.zeros(shape)
    for b, n, t, s in np.ndindex(*shape):
        out[b, n, t, s] = scale * np.dot(q[b, n, t], k[b, n, s])
    if bias is not None:
        out = out + bias
    if mask is not None:
        out = np.where(mask, out, -np.inf)
    if causal:
        for t in range(shape[2]):
            out[:, :, t, t + 1 :] = -np.inf
    return out


def attention(inputs, scale, causal, with_bias, with_mask):
    (q, k, v), bias, mask = _parts(inputs, 3, with_bias, with_mask)
    logits = _logits(q, k, bias, mask, scale, causal)
    out = np.zeros((*q.shape[:3], v.shape[3]))
    log_sum = np.full(q.shape[:3], -np.inf)
    for b, n, t in np.ndindex(*q.shape[:3]):
        weights = np.exp(logits[b, n, t])
        if weights.sum() > 0:
            out[b, n, t] = weights @ v[b, n] / weights.sum()
            log_sum[b, n, t] = np.log(weights.sum())
    return out, log_sum


def attention_grad(inputs, scale, causal, with_bias, with_mask):
    (q, k, v, log_sum, dy, delta), bias, mask = _parts(inputs, 6, with_bias, with_mask)
    logits = _logits(q, k, bias, mask, scale, causal)
    scale = 1 / np.sqrt(q.shape[-1]) if scale is None else scale
    dq, dk, dv = np.zeros(q.shape), np.zeros(k.shape), np.zeros(v.shape)
    of_logits = np.zeros(logits.shape)
    for b, n, t, s in np.ndindex(*logits.shape):
        p = np.exp(logits[b, n, t, s] - log_sum[b, n, t]) if logits[b, n, t, s] > -np.inf else 0.0
        slope = p * (np.dot(dy[b, n, t], v[b, n, s]) - delta[b, n, t])
        dv[b, n, s] += p * dy[b, n, t]
        dq[b, n, t] += scale * slope * k[b, n, s]
        dk[b, n, s] += scale * slope * q[b, n, t]
        of_logits[b, n, t, s] = slope
    found = [dq, dk, dv]
    if bias is not None:
        axes = tuple(i for i in range(4) if bias.shape[i] == 1)
        found.append(of_logits.sum(axis=axes, keepdims=True))
    return tuple(found)
