"""Write the table of the scripts of characters with TensorFlow 2.21: `make_scripts.py`."""

import textwrap
from pathlib import Path

import numpy as np

TABLE = Path(__file__).parents[2] / "eagerflow" / "ops" / "unicode_script_table.py"
HEAD = '''"""The script of every code point by ICU's numbers. Made by tests/goldens/make_scripts.py."""

# Runs of code points of one script from 0 up: their number in hexadecimal, a dot, the script.
RUNS = """
'''


def main() -> None:
    """Ask for every code point and write the runs."""
    import tensorflow as tf

    scripts = tf.strings.unicode_script(np.arange(0x110000, dtype=np.int32)).numpy()
    starts = np.flatnonzero(np.diff(scripts, prepend=-2))
    lengths = np.diff(starts, append=len(scripts))
    runs = " ".join(f"{n:x}.{s}" for n, s in zip(lengths, scripts[starts], strict=True))
    TABLE.write_text(HEAD + "\n".join(textwrap.wrap(runs, 99)) + '\n"""\n')


if __name__ == "__main__":
    main()
