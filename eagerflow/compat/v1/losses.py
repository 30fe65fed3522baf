"""The names of `ef.compat.v1.losses`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...compat.v1.loss_forms import Reduction as Reduction
    from ...compat.v1.loss_forms import absolute_difference as absolute_difference
    from ...compat.v1.loss_forms import add_loss as add_loss
    from ...compat.v1.loss_forms import compute_weighted_loss as compute_weighted_loss
    from ...compat.v1.loss_forms import cosine_distance as cosine_distance
    from ...compat.v1.loss_forms import get_losses as get_losses
    from ...compat.v1.loss_forms import get_regularization_loss as get_regularization_loss
    from ...compat.v1.loss_forms import get_regularization_losses as get_regularization_losses
    from ...compat.v1.loss_forms import get_total_loss as get_total_loss
    from ...compat.v1.loss_forms import hinge_loss as hinge_loss
    from ...compat.v1.loss_forms import huber_loss as huber_loss
    from ...compat.v1.loss_forms import log_loss as log_loss
    from ...compat.v1.loss_forms import mean_pairwise_squared_error as mean_pairwise_squared_error
    from ...compat.v1.loss_forms import mean_squared_error as mean_squared_error
    from ...compat.v1.loss_forms import sigmoid_cross_entropy as sigmoid_cross_entropy
    from ...compat.v1.loss_forms import softmax_cross_entropy as softmax_cross_entropy
    from ...compat.v1.loss_forms import sparse_softmax_cross_entropy as sparse_softmax_cross_entropy
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Reduction": "compat.v1.loss_forms",
        "absolute_difference": "compat.v1.loss_forms",
        "add_loss": "compat.v1.loss_forms",
        "compute_weighted_loss": "compat.v1.loss_forms",
        "cosine_distance": "compat.v1.loss_forms",
        "get_losses": "compat.v1.loss_forms",
        "get_regularization_loss": "compat.v1.loss_forms",
        "get_regularization_losses": "compat.v1.loss_forms",
        "get_total_loss": "compat.v1.loss_forms",
        "hinge_loss": "compat.v1.loss_forms",
        "huber_loss": "compat.v1.loss_forms",
        "log_loss": "compat.v1.loss_forms",
        "mean_pairwise_squared_error": "compat.v1.loss_forms",
        "mean_squared_error": "compat.v1.loss_forms",
        "sigmoid_cross_entropy": "compat.v1.loss_forms",
        "softmax_cross_entropy": "compat.v1.loss_forms",
        "sparse_softmax_cross_entropy": "compat.v1.loss_forms",
    }, ())


__all__ = [  # noqa: RUF022
    "Reduction",
    "absolute_difference",
    "add_loss",
    "compute_weighted_loss",
    "cosine_distance",
    "get_losses",
    "get_regularization_loss",
    "get_regularization_losses",
    "get_total_loss",
    "hinge_loss",
    "huber_loss",
    "log_loss",
    "mean_pairwise_squared_error",
    "mean_squared_error",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
]
