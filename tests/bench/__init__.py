"""Speed as ratios measured inside one process: `python -m tests.bench`."""

import os

# Before NumPy is imported. With other processes around, a matrix product on all cores waits for
# whichever thread is not running, which can take a hundred times as long as the product.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
