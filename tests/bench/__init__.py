"""Speed as ratios measured inside one process: `python -m tests.bench`."""
