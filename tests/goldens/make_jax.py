"""Writes jax.npz: second and third derivatives by JAX, in float64.

JAX_ENABLE_X64=1 python -m tests.goldens.make_jax
"""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from . import objectives


def main() -> None:
    """Compute the derivatives at the stored points."""
    point, network, batch = objectives.inputs()
    valley = objectives.rosenbrock(jnp.sum)
    loss = objectives.mlp_loss(jnp.tanh, jnp.sum)
    found = {
        "valley": jax.hessian(valley)(jnp.asarray(point)),
        "valley_third": jax.jacfwd(jax.hessian(valley))(jnp.asarray(point[:5])),
    }
    second = jax.hessian(loss)({k: jnp.asarray(v) for k, v in network.items()}, batch)
    found |= {f"mlp_{a}_{b}": second[a][b] for a in network for b in network}
    third = jax.jacfwd(jax.hessian(lambda b: loss({**network, "b1": b}, batch)))
    found["mlp_third"] = third(jnp.asarray(network["b1"]))
    np.savez_compressed(
        Path(__file__).with_name("jax.npz"), **{k: np.asarray(v) for k, v in found.items()}
    )


if __name__ == "__main__":
    main()
