"""Recurrent networks step by step, and the equations of their changes as one matrix."""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(inputs, forget_bias):
    x, kernel, bias, c, h = inputs
    found = [], [], []
    for step in x:
        i, j, f, o = np.split(np.concatenate([step, h], 1) @ kernel + bias, 4, 1)
        i, j, f, o = sigmoid(i), np.tanh(j), sigmoid(f + forget_bias), sigmoid(o)
        c = f * c + i * j
        h = o * np.tanh(c)
        for all_steps, a in zip(found, (h, c, np.concatenate([i, j, f, o], 1)), strict=True):
            all_steps.append(a)
    return _stacked(found, x, (h.shape[1], c.shape[1], kernel.shape[1]))


def gru(inputs):
    x, gate_kernel, gate_bias, kernel, bias, h = inputs
    found = [], [], []
    for step in x:
        gates = sigmoid(np.concatenate([step, h], 1) @ gate_kernel + gate_bias)
        r, u = np.split(gates, 2, 1)
        k = np.tanh(np.concatenate([step, r * h], 1) @ kernel + bias)
        h = u * h + (1 - u) * k
        for all_steps, a in zip(found, (h, gates, k), strict=True):
            all_steps.append(a)
    return _stacked(found, x, (h.shape[1], gate_kernel.shape[1], h.shape[1]))


def _stacked(found, x, widths):
    return tuple(
        np.array(a).reshape(len(x), x.shape[1], width)
        for a, width in zip(found, widths, strict=True)
    )


# Solutions come from one dense matrix for each example: all unknowns of all steps in a row, and
# what they depend on found by differences of the function of one step, which is linear.


def _matrix(step, steps, size):
    """Minus the equations plus the identity: what each unknown gets from others."""
    out = np.zeros((steps * size, steps * size))
    for column in range(steps * size):
        unknown = np.zeros((steps, size))
        unknown.flat[column] = 1
        nothing = np.zeros(size)
        rows = [step(t, unknown[t - 1] if t else nothing, unknown[t]) for t in range(steps)]
        out[:, column] = np.concatenate(rows)
    return np.eye(steps * size) - out


def _solved(pushes, step_of, transposed):
    steps, batch = pushes[0].shape[:2]
    widths = [p.shape[2] for p in pushes]
    size = sum(widths)
    found = [np.zeros_like(p) for p in pushes]
    for b in range(batch if steps else 0):
        matrix = _matrix(step_of(b), steps, size)
        push = np.concatenate([p[:, b] for p in pushes], 1).ravel()
        solution = np.linalg.solve(matrix.T if transposed else matrix, push).reshape(steps, size)
        for a, part in zip(found, np.split(solution, np.cumsum(widths)[:-1], 1), strict=True):
            a[:, b] = part
    return tuple(found)


def _lstm_step(gates, c, c0, own):
    n = c.shape[2]

    def of_example(b):
        def step(t, earlier, now):
            dh_last, dc_last = earlier[:n], earlier[n : 2 * n]
            dc, dz = now[n : 2 * n], now[2 * n :]
            i, j, f, o = np.split(gates[t, b], 4)
            last = c[t - 1, b] if t else c0[b]
            zi, zj, zf, zo = np.split(dz, 4)
            new_c = f * dc_last + j * i * (1 - i) * zi + i * (1 - j**2) * zj
            new_c = new_c + last * f * (1 - f) * zf
            ct = np.tanh(c[t, b])
            new_h = o * (1 - ct**2) * dc + ct * o * (1 - o) * zo
            return np.concatenate([new_h, new_c, dh_last @ own])

        return step

    return of_example


def lstm_tangent(inputs):
    *pushes, gates, c, c0, own = inputs
    return _solved(pushes, _lstm_step(gates, c, c0, own), False)


def lstm_grad(inputs, of_gates):
    of_h, of_c, of_z, gates, c, c0, own = inputs
    if of_gates:
        i, j, f, o = np.split(gates, 4, 2)
        of_z = of_z * np.concatenate([i * (1 - i), 1 - j**2, f * (1 - f), o * (1 - o)], 2)
    return _solved([of_h, of_c, of_z], _lstm_step(gates, c, c0, own), True)


def _gru_step(h, gates, k, h0, gate_own, own):
    n = h.shape[2]

    def of_example(b):
        def step(t, earlier, now):
            dh_last, da, db = earlier[:n], now[n : 3 * n], now[3 * n :]
            r, u = np.split(gates[t, b], 2)
            last = h[t - 1, b] if t else h0[b]
            dr, du = np.split(da * gates[t, b] * (1 - gates[t, b]), 2)
            new_h = u * dh_last + (last - k[t, b]) * du + (1 - u) * (1 - k[t, b] ** 2) * db
            return np.concatenate([new_h, dh_last @ gate_own, (r * dh_last + last * dr) @ own])

        return step

    return of_example


def gru_tangent(inputs):
    *pushes, h, gates, k, h0, gate_own, own = inputs
    return _solved(pushes, _gru_step(h, gates, k, h0, gate_own, own), False)


def gru_grad(inputs, of_gates):
    of_h, of_a, of_b, h, gates, k, h0, gate_own, own = inputs
    if of_gates:
        of_a, of_b = of_a * gates * (1 - gates), of_b * (1 - k**2)
    return _solved([of_h, of_a, of_b], _gru_step(h, gates, k, h0, gate_own, own), True)
