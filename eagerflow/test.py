"""The names of `ef.test`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .autodiff.checking import check_gradients as check_gradients
    from .autodiff.checking import compute_gradient as compute_gradient
    from .backend.listing import gpu_device_name as gpu_device_name
    from .backend.listing import is_built_with_cuda as is_built_with_cuda
    from .backend.listing import is_gpu_available as is_gpu_available
else:
    __getattr__, __dir__ = lazily(__name__, {
        "check_gradients": "autodiff.checking",
        "compute_gradient": "autodiff.checking",
        "gpu_device_name": "backend.listing",
        "is_built_with_cuda": "backend.listing",
        "is_gpu_available": "backend.listing",
    }, ())


__all__ = [  # noqa: RUF022
    "check_gradients",
    "compute_gradient",
    "gpu_device_name",
    "is_built_with_cuda",
    "is_gpu_available",
]
