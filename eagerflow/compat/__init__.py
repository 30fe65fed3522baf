"""Other generations of the interface.

Written by `python -m eagerflow.api_tools` from the declared names; do not edit.
"""

from . import v1 as v1
