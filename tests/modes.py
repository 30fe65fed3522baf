"""Running one program in every mode, to compare the bits of the results."""

import numpy as np

import eagerflow as ef
import eagerflow.compat.v1 as v1


def in_session(fn, *arrays):
    """What `fn` gives for arrays that are fed to a session, its results as arrays."""
    with v1.Graph().as_default():
        places = [v1.placeholder(ef.as_dtype(a.dtype), a.shape) for a in arrays]
        outs = fn(*places)
        with v1.Session() as sess:
            return sess.run(outs, dict(zip(places, arrays, strict=True)))


def everywhere(fn, *arrays):
    """The bits of `fn` in eager code, a function, a function in a function, and a session."""
    tensors = [ef.constant(a) for a in arrays]

    def bits(values):
        return [np.asarray(v).tobytes() for v in ef.nest.flatten(values)]

    inner = ef.function(fn)
    eager = ef.nest.map_structure(lambda t: t.numpy(), fn(*tensors))
    for how in (inner, ef.function(lambda *a: inner(*a))):
        found = ef.nest.map_structure(lambda t: t.numpy(), how(*tensors))
        assert bits(found) == bits(eager)
    assert bits(in_session(fn, *map(np.asarray, arrays))) == bits(eager)
    return eager
