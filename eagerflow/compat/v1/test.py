"""The names of `ef.compat.v1.test`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...autodiff.checking import check_gradients as check_gradients
    from ...backend.listing import gpu_device_name as gpu_device_name
    from ...backend.listing import is_built_with_cuda as is_built_with_cuda
    from ...backend.listing import is_gpu_available as is_gpu_available
    from ...compat.v1.gradient_checks import compute_gradient as compute_gradient
    from ...compat.v1.gradient_checks import compute_gradient_error as compute_gradient_error
else:
    __getattr__, __dir__ = lazily(__name__, {
        "check_gradients": "autodiff.checking",
        "compute_gradient": "compat.v1.gradient_checks",
        "compute_gradient_error": "compat.v1.gradient_checks",
        "gpu_device_name": "backend.listing",
        "is_built_with_cuda": "backend.listing",
        "is_gpu_available": "backend.listing",
    }, ())


__all__ = [  # noqa: RUF022
    "check_gradients",
    "gpu_device_name",
    "is_built_with_cuda",
    "is_gpu_available",
    "compute_gradient",
    "compute_gradient_error",
]
