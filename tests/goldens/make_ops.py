"""Write `ops/<family>.npz` with TensorFlow 2.21 on a CPU: `python tests/goldens/make_ops.py`.

With names of families, as in `make_ops.py linalg image`, only those are written.
"""

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Compute and write."""
    import tensorflow as tf

    sys.path.insert(0, str(ROOT))
    from tests.goldens import cases

    for family in sys.argv[1:] or cases.families():
        made = {"versions": np.array(f"tensorflow {tf.__version__}, numpy {np.__version__}")}
        for key, c in cases.cases(family):
            for what, value in cases.outcome(tf, c).items():
                made[f"{key}/{what}"] = value
        np.savez_compressed(ROOT / "tests" / "goldens" / "ops" / f"{family}.npz", **made)
        print(family, len(made) - 1)


if __name__ == "__main__":
    main()
