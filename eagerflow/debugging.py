"""The names of `ef.debugging`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily
from .autodiff.explain import explain_gradients as explain_gradients
from .core.checked_kernels import disable_check_numerics as disable_check_numerics
from .core.checked_kernels import enable_check_numerics as enable_check_numerics
from .settings import disable_traceback_filtering as disable_traceback_filtering
from .settings import enable_traceback_filtering as enable_traceback_filtering
from .settings import is_traceback_filtering_enabled as is_traceback_filtering_enabled

if TYPE_CHECKING:
    from .autodiff.nonfinite import trace_nonfinite as trace_nonfinite
    from .core.placement import get_log_device_placement as get_log_device_placement
    from .core.placement import set_log_device_placement as set_log_device_placement
    from .ops.checks.asserts import Assert as Assert
    from .ops.checks.asserts import assert_all_finite as assert_all_finite
    from .ops.checks.asserts import assert_equal as assert_equal
    from .ops.checks.asserts import assert_greater as assert_greater
    from .ops.checks.asserts import assert_greater_equal as assert_greater_equal
    from .ops.checks.asserts import assert_less as assert_less
    from .ops.checks.asserts import assert_less_equal as assert_less_equal
    from .ops.checks.asserts import assert_near as assert_near
    from .ops.checks.asserts import assert_negative as assert_negative
    from .ops.checks.asserts import assert_non_negative as assert_non_negative
    from .ops.checks.asserts import assert_non_positive as assert_non_positive
    from .ops.checks.asserts import assert_none_equal as assert_none_equal
    from .ops.checks.asserts import assert_positive as assert_positive
    from .ops.checks.asserts import check_numerics as check_numerics
    from .ops.checks.static_asserts import assert_integer as assert_integer
    from .ops.checks.static_asserts import assert_proper_iterable as assert_proper_iterable
    from .ops.checks.static_asserts import assert_rank as assert_rank
    from .ops.checks.static_asserts import assert_rank_at_least as assert_rank_at_least
    from .ops.checks.static_asserts import assert_rank_in as assert_rank_in
    from .ops.checks.static_asserts import assert_same_float_dtype as assert_same_float_dtype
    from .ops.checks.static_asserts import assert_scalar as assert_scalar
    from .ops.checks.static_asserts import assert_shapes as assert_shapes
    from .ops.checks.static_asserts import assert_type as assert_type
    from .ops.checks.static_asserts import is_numeric_tensor as is_numeric_tensor
    from .variables.live import live_tensors as live_tensors
    from .variables.live import record_tensor_sites as record_tensor_sites
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Assert": "ops.checks.asserts",
        "assert_all_finite": "ops.checks.asserts",
        "assert_equal": "ops.checks.asserts",
        "assert_greater": "ops.checks.asserts",
        "assert_greater_equal": "ops.checks.asserts",
        "assert_integer": "ops.checks.static_asserts",
        "assert_less": "ops.checks.asserts",
        "assert_less_equal": "ops.checks.asserts",
        "assert_near": "ops.checks.asserts",
        "assert_negative": "ops.checks.asserts",
        "assert_non_negative": "ops.checks.asserts",
        "assert_non_positive": "ops.checks.asserts",
        "assert_none_equal": "ops.checks.asserts",
        "assert_positive": "ops.checks.asserts",
        "assert_proper_iterable": "ops.checks.static_asserts",
        "assert_rank": "ops.checks.static_asserts",
        "assert_rank_at_least": "ops.checks.static_asserts",
        "assert_rank_in": "ops.checks.static_asserts",
        "assert_same_float_dtype": "ops.checks.static_asserts",
        "assert_scalar": "ops.checks.static_asserts",
        "assert_shapes": "ops.checks.static_asserts",
        "assert_type": "ops.checks.static_asserts",
        "check_numerics": "ops.checks.asserts",
        "get_log_device_placement": "core.placement",
        "is_numeric_tensor": "ops.checks.static_asserts",
        "live_tensors": "variables.live",
        "record_tensor_sites": "variables.live",
        "set_log_device_placement": "core.placement",
        "trace_nonfinite": "autodiff.nonfinite",
    }, ())


__all__ = [  # noqa: RUF022
    "explain_gradients",
    "disable_check_numerics",
    "enable_check_numerics",
    "disable_traceback_filtering",
    "enable_traceback_filtering",
    "is_traceback_filtering_enabled",
    "trace_nonfinite",
    "get_log_device_placement",
    "set_log_device_placement",
    "Assert",
    "assert_all_finite",
    "assert_equal",
    "assert_greater",
    "assert_greater_equal",
    "assert_less",
    "assert_less_equal",
    "assert_near",
    "assert_negative",
    "assert_non_negative",
    "assert_non_positive",
    "assert_none_equal",
    "assert_positive",
    "check_numerics",
    "assert_integer",
    "assert_proper_iterable",
    "assert_rank",
    "assert_rank_at_least",
    "assert_rank_in",
    "assert_same_float_dtype",
    "assert_scalar",
    "assert_shapes",
    "assert_type",
    "is_numeric_tensor",
    "live_tensors",
    "record_tensor_sites",
]
