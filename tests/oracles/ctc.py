"""Connectionist temporal classification by going through all alignments."""

import itertools

import numpy as np


def _softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def collapsed(path, blank, merge=True):
    """The labels of an alignment."""
    kept = [c for i, c in enumerate(path) if not merge or not i or c != path[i - 1]]
    return tuple(c for c in kept if c != blank)


def _paths(probabilities, labels, blank, merge):
    """The alignments of a label sequence and their probabilities."""
    frames, classes = probabilities.shape
    for path in itertools.product(range(classes), repeat=frames):
        if collapsed(path, blank, merge) == tuple(labels):
            yield path, np.prod([p[c] for p, c in zip(probabilities, path, strict=True)])


def loss(logits, labels, label_length, logit_length, blank, merge):
    """Negative log-probabilities."""
    p = _softmax(logits)
    found = []
    for b, (n, t) in enumerate(zip(label_length, logit_length, strict=True)):
        total = sum(q for _, q in _paths(p[:t, b], labels[b, :n].tolist(), blank, merge))
        found.append(-np.log(total) if total else np.inf)
    return np.array(found).reshape(-1)


def gradient(logits, labels, label_length, logit_length, blank, merge):
    """Probabilities less the share of each class in the alignments."""
    p, out = _softmax(logits), np.zeros(logits.shape)
    for b, (n, t) in enumerate(zip(label_length, logit_length, strict=True)):
        paths = list(_paths(p[:t, b], labels[b, :n].tolist(), blank, merge))
        total = sum(q for _, q in paths)
        if total:
            out[:t, b] = p[:t, b]
            for path, q in paths:
                for i, c in enumerate(path):
                    out[i, b, c] -= q / total
    return out


def _sparse(rows):
    places = [(b, i) for b, row in enumerate(rows) for i in range(len(row))]
    flat = [c for row in rows for c in row]
    shape = np.array([len(rows), max(map(len, rows), default=0)])
    return np.array(places, np.int64).reshape(-1, 2), np.array(flat, np.int64), shape


def greedy(inputs, lengths, merge, blank):
    """The labels of the best alignment."""
    rows = [
        collapsed(inputs[:n, b].argmax(1).tolist(), blank, merge) for b, n in enumerate(lengths)
    ]
    sums = [[-inputs[:n, b].max(1).sum()] for b, n in enumerate(lengths)]
    return (*_sparse(rows), np.array(sums, inputs.dtype).reshape(-1, 1))


def best(inputs, lengths, width, paths, merge):
    """The best label sequences of all."""
    del width
    p, blank = _softmax(inputs), inputs.shape[2] - 1
    ranked = []
    for b, n in enumerate(lengths):
        totals = {}
        for path in itertools.product(range(blank + 1), repeat=int(n)):
            q = np.prod([x[c] for x, c in zip(p[:n, b], path, strict=True)])
            key = collapsed(path, blank)
            totals[key] = totals.get(key, 0.0) + q
        ranked.append(sorted(totals.items(), key=lambda item: -item[1])[:paths])
    found = []
    for i in range(paths):
        rows = [collapsed(r[i][0], blank, merge) for r in ranked]
        found += _sparse(rows)
    return (*found, np.log([[r[i][1] for i in range(paths)] for r in ranked]))
