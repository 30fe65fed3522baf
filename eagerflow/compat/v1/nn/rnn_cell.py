"""The names of `ef.compat.v1.nn.rnn_cell`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....compat.v1.rnn_base import RNNCell as RNNCell
    from ....compat.v1.rnn_cells import BasicLSTMCell as BasicLSTMCell
    from ....compat.v1.rnn_cells import BasicRNNCell as BasicRNNCell
    from ....compat.v1.rnn_cells import GRUCell as GRUCell
    from ....compat.v1.rnn_cells import LSTMCell as LSTMCell
    from ....compat.v1.rnn_cells import LSTMStateTuple as LSTMStateTuple
    from ....compat.v1.rnn_cells import MultiRNNCell as MultiRNNCell
    from ....compat.v1.rnn_wrappers import DeviceWrapper as DeviceWrapper
    from ....compat.v1.rnn_wrappers import DropoutWrapper as DropoutWrapper
    from ....compat.v1.rnn_wrappers import ResidualWrapper as ResidualWrapper
else:
    __getattr__, __dir__ = lazily(__name__, {
        "BasicLSTMCell": "compat.v1.rnn_cells",
        "BasicRNNCell": "compat.v1.rnn_cells",
        "DeviceWrapper": "compat.v1.rnn_wrappers",
        "DropoutWrapper": "compat.v1.rnn_wrappers",
        "GRUCell": "compat.v1.rnn_cells",
        "LSTMCell": "compat.v1.rnn_cells",
        "LSTMStateTuple": "compat.v1.rnn_cells",
        "MultiRNNCell": "compat.v1.rnn_cells",
        "RNNCell": "compat.v1.rnn_base",
        "ResidualWrapper": "compat.v1.rnn_wrappers",
    }, ())


__all__ = [  # noqa: RUF022
    "RNNCell",
    "BasicLSTMCell",
    "BasicRNNCell",
    "GRUCell",
    "LSTMCell",
    "LSTMStateTuple",
    "MultiRNNCell",
    "DeviceWrapper",
    "DropoutWrapper",
    "ResidualWrapper",
]
