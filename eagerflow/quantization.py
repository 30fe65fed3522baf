"""The names of `ef.quantization`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .ops.nn.fake_quant import fake_quant_with_min_max_args as fake_quant_with_min_max_args
    from .ops.nn.fake_quant import fake_quant_with_min_max_args_gradient as fake_quant_with_min_max_args_gradient
    from .ops.nn.fake_quant import fake_quant_with_min_max_vars as fake_quant_with_min_max_vars
    from .ops.nn.fake_quant import fake_quant_with_min_max_vars_gradient as fake_quant_with_min_max_vars_gradient
    from .ops.nn.fake_quant import fake_quant_with_min_max_vars_per_channel as fake_quant_with_min_max_vars_per_channel
    from .ops.nn.fake_quant import fake_quant_with_min_max_vars_per_channel_gradient as fake_quant_with_min_max_vars_per_channel_gradient
    from .ops.nn.quantization import quantize_and_dequantize as quantize_and_dequantize
    from .ops.nn.quantization import quantize_and_dequantize_v2 as quantize_and_dequantize_v2
else:
    __getattr__, __dir__ = lazily(__name__, {
        "fake_quant_with_min_max_args": "ops.nn.fake_quant",
        "fake_quant_with_min_max_args_gradient": "ops.nn.fake_quant",
        "fake_quant_with_min_max_vars": "ops.nn.fake_quant",
        "fake_quant_with_min_max_vars_gradient": "ops.nn.fake_quant",
        "fake_quant_with_min_max_vars_per_channel": "ops.nn.fake_quant",
        "fake_quant_with_min_max_vars_per_channel_gradient": "ops.nn.fake_quant",
        "quantize_and_dequantize": "ops.nn.quantization",
        "quantize_and_dequantize_v2": "ops.nn.quantization",
    }, ())


__all__ = [  # noqa: RUF022
    "fake_quant_with_min_max_args",
    "fake_quant_with_min_max_args_gradient",
    "fake_quant_with_min_max_vars",
    "fake_quant_with_min_max_vars_gradient",
    "fake_quant_with_min_max_vars_per_channel",
    "fake_quant_with_min_max_vars_per_channel_gradient",
    "quantize_and_dequantize",
    "quantize_and_dequantize_v2",
]
