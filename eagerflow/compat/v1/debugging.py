"""The names of `ef.compat.v1.debugging`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily
from ...autodiff.explain import explain_gradients as explain_gradients
from ...core.checked_kernels import disable_check_numerics as disable_check_numerics
from ...core.checked_kernels import enable_check_numerics as enable_check_numerics
from ...ops.elementwise.comparison import is_finite as is_finite
from ...ops.elementwise.comparison import is_inf as is_inf
from ...ops.elementwise.comparison import is_nan as is_nan
from ...settings import disable_traceback_filtering as disable_traceback_filtering
from ...settings import enable_traceback_filtering as enable_traceback_filtering
from ...settings import is_traceback_filtering_enabled as is_traceback_filtering_enabled

if TYPE_CHECKING:
    from ...autodiff.nonfinite import trace_nonfinite as trace_nonfinite
    from ...compat.v1.assert_forms import assert_equal as assert_equal
    from ...compat.v1.assert_forms import assert_greater as assert_greater
    from ...compat.v1.assert_forms import assert_greater_equal as assert_greater_equal
    from ...compat.v1.assert_forms import assert_less as assert_less
    from ...compat.v1.assert_forms import assert_less_equal as assert_less_equal
    from ...compat.v1.assert_forms import assert_near as assert_near
    from ...compat.v1.assert_forms import assert_negative as assert_negative
    from ...compat.v1.assert_forms import assert_non_negative as assert_non_negative
    from ...compat.v1.assert_forms import assert_non_positive as assert_non_positive
    from ...compat.v1.assert_forms import assert_none_equal as assert_none_equal
    from ...compat.v1.assert_forms import assert_positive as assert_positive
    from ...compat.v1.assert_forms import assert_rank as assert_rank
    from ...compat.v1.assert_forms import assert_rank_at_least as assert_rank_at_least
    from ...compat.v1.assert_forms import assert_rank_in as assert_rank_in
    from ...compat.v1.assert_forms import assert_scalar as assert_scalar
    from ...compat.v1.assert_forms import verify_tensor_all_finite as assert_all_finite
    from ...core.placement import get_log_device_placement as get_log_device_placement
    from ...core.placement import set_log_device_placement as set_log_device_placement
    from ...ops.checks.asserts import Assert as Assert
    from ...ops.checks.asserts import check_numerics as check_numerics
    from ...ops.checks.static_asserts import assert_integer as assert_integer
    from ...ops.checks.static_asserts import assert_proper_iterable as assert_proper_iterable
    from ...ops.checks.static_asserts import assert_same_float_dtype as assert_same_float_dtype
    from ...ops.checks.static_asserts import assert_shapes as assert_shapes
    from ...ops.checks.static_asserts import assert_type as assert_type
    from ...ops.checks.static_asserts import is_numeric_tensor as is_numeric_tensor
    from ...ops.elementwise.numeric import is_non_decreasing as is_non_decreasing
    from ...ops.elementwise.numeric import is_strictly_increasing as is_strictly_increasing
    from ...variables.live import live_tensors as live_tensors
    from ...variables.live import record_tensor_sites as record_tensor_sites
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Assert": "ops.checks.asserts",
        "assert_all_finite": "compat.v1.assert_forms:verify_tensor_all_finite",
        "assert_equal": "compat.v1.assert_forms",
        "assert_greater": "compat.v1.assert_forms",
        "assert_greater_equal": "compat.v1.assert_forms",
        "assert_integer": "ops.checks.static_asserts",
        "assert_less": "compat.v1.assert_forms",
        "assert_less_equal": "compat.v1.assert_forms",
        "assert_near": "compat.v1.assert_forms",
        "assert_negative": "compat.v1.assert_forms",
        "assert_non_negative": "compat.v1.assert_forms",
        "assert_non_positive": "compat.v1.assert_forms",
        "assert_none_equal": "compat.v1.assert_forms",
        "assert_positive": "compat.v1.assert_forms",
        "assert_proper_iterable": "ops.checks.static_asserts",
        "assert_rank": "compat.v1.assert_forms",
        "assert_rank_at_least": "compat.v1.assert_forms",
        "assert_rank_in": "compat.v1.assert_forms",
        "assert_same_float_dtype": "ops.checks.static_asserts",
        "assert_scalar": "compat.v1.assert_forms",
        "assert_shapes": "ops.checks.static_asserts",
        "assert_type": "ops.checks.static_asserts",
        "check_numerics": "ops.checks.asserts",
        "get_log_device_placement": "core.placement",
        "is_non_decreasing": "ops.elementwise.numeric",
        "is_numeric_tensor": "ops.checks.static_asserts",
        "is_strictly_increasing": "ops.elementwise.numeric",
        "live_tensors": "variables.live",
        "record_tensor_sites": "variables.live",
        "set_log_device_placement": "core.placement",
        "trace_nonfinite": "autodiff.nonfinite",
    }, ())


__all__ = [  # noqa: RUF022
    "explain_gradients",
    "disable_check_numerics",
    "enable_check_numerics",
    "is_finite",
    "is_inf",
    "is_nan",
    "disable_traceback_filtering",
    "enable_traceback_filtering",
    "is_traceback_filtering_enabled",
    "trace_nonfinite",
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
    "assert_rank",
    "assert_rank_at_least",
    "assert_rank_in",
    "assert_scalar",
    "assert_all_finite",
    "get_log_device_placement",
    "set_log_device_placement",
    "Assert",
    "check_numerics",
    "assert_integer",
    "assert_proper_iterable",
    "assert_same_float_dtype",
    "assert_shapes",
    "assert_type",
    "is_numeric_tensor",
    "is_non_decreasing",
    "is_strictly_increasing",
    "live_tensors",
    "record_tensor_sites",
]
