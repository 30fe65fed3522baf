"""Prints `eagerflow/ops/random/sobol_table.py`: the first 512 dimensions of Joe and Kuo's numbers.

Run as `python -m tests.oracles.make_sobol`. They are read from SciPy, which has them as published
in "new-joe-kuo-6.21201" (S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better
two-dimensional projections", SIAM Journal on Scientific Computing 30, 2008).
"""

from pathlib import Path

import numpy as np
from scipy import stats

DIMENSIONS = 512
HEAD = '''"""Direction numbers of Sobol's sequence. Written by `tests/oracles/make_sobol.py`.

For each dimension after the first: its primitive polynomial, as the number whose bits are the
coefficients, and as many first direction numbers as the polynomial has degrees. Published by S. Joe
and F. Y. Kuo as "new-joe-kuo-6.21201", SIAM Journal on Scientific Computing 30 (2008).
"""

NUMBERS = """
'''

with np.load(Path(stats.__file__).with_name("_sobol_direction_numbers.npz")) as file:
    polynomials, first = file["poly"], file["vinit"]
print(HEAD, end="")
line = ""
for p, m in zip(polynomials[1:DIMENSIONS].tolist(), first[1:DIMENSIONS].tolist()):
    entry = ",".join(map(str, [p, *m[: p.bit_length() - 1]]))
    if len(line) + len(entry) > 98:
        print(line.strip())
        line = ""
    line += f" {entry}"
print(line.strip())
print('"""')
