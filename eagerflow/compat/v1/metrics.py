"""The names of `ef.compat.v1.metrics`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...compat.v1.metric_at_k import average_precision_at_k as average_precision_at_k
    from ...compat.v1.metric_at_k import precision_at_k as precision_at_k
    from ...compat.v1.metric_at_k import precision_at_top_k as precision_at_top_k
    from ...compat.v1.metric_at_k import recall_at_k as recall_at_k
    from ...compat.v1.metric_at_k import recall_at_top_k as recall_at_top_k
    from ...compat.v1.metric_at_k import sparse_average_precision_at_k as sparse_average_precision_at_k
    from ...compat.v1.metric_at_k import sparse_precision_at_k as sparse_precision_at_k
    from ...compat.v1.metric_counts import auc as auc
    from ...compat.v1.metric_counts import false_negatives as false_negatives
    from ...compat.v1.metric_counts import false_negatives_at_thresholds as false_negatives_at_thresholds
    from ...compat.v1.metric_counts import false_positives as false_positives
    from ...compat.v1.metric_counts import false_positives_at_thresholds as false_positives_at_thresholds
    from ...compat.v1.metric_counts import precision as precision
    from ...compat.v1.metric_counts import precision_at_thresholds as precision_at_thresholds
    from ...compat.v1.metric_counts import recall as recall
    from ...compat.v1.metric_counts import recall_at_thresholds as recall_at_thresholds
    from ...compat.v1.metric_counts import sensitivity_at_specificity as sensitivity_at_specificity
    from ...compat.v1.metric_counts import specificity_at_sensitivity as specificity_at_sensitivity
    from ...compat.v1.metric_counts import true_negatives as true_negatives
    from ...compat.v1.metric_counts import true_negatives_at_thresholds as true_negatives_at_thresholds
    from ...compat.v1.metric_counts import true_positives as true_positives
    from ...compat.v1.metric_counts import true_positives_at_thresholds as true_positives_at_thresholds
    from ...compat.v1.metric_means import accuracy as accuracy
    from ...compat.v1.metric_means import mean as mean
    from ...compat.v1.metric_means import mean_absolute_error as mean_absolute_error
    from ...compat.v1.metric_means import mean_cosine_distance as mean_cosine_distance
    from ...compat.v1.metric_means import mean_iou as mean_iou
    from ...compat.v1.metric_means import mean_per_class_accuracy as mean_per_class_accuracy
    from ...compat.v1.metric_means import mean_relative_error as mean_relative_error
    from ...compat.v1.metric_means import mean_squared_error as mean_squared_error
    from ...compat.v1.metric_means import mean_tensor as mean_tensor
    from ...compat.v1.metric_means import percentage_below as percentage_below
    from ...compat.v1.metric_means import root_mean_squared_error as root_mean_squared_error
else:
    __getattr__, __dir__ = lazily(__name__, {
        "accuracy": "compat.v1.metric_means",
        "auc": "compat.v1.metric_counts",
        "average_precision_at_k": "compat.v1.metric_at_k",
        "false_negatives": "compat.v1.metric_counts",
        "false_negatives_at_thresholds": "compat.v1.metric_counts",
        "false_positives": "compat.v1.metric_counts",
        "false_positives_at_thresholds": "compat.v1.metric_counts",
        "mean": "compat.v1.metric_means",
        "mean_absolute_error": "compat.v1.metric_means",
        "mean_cosine_distance": "compat.v1.metric_means",
        "mean_iou": "compat.v1.metric_means",
        "mean_per_class_accuracy": "compat.v1.metric_means",
        "mean_relative_error": "compat.v1.metric_means",
        "mean_squared_error": "compat.v1.metric_means",
        "mean_tensor": "compat.v1.metric_means",
        "percentage_below": "compat.v1.metric_means",
        "precision": "compat.v1.metric_counts",
        "precision_at_k": "compat.v1.metric_at_k",
        "precision_at_thresholds": "compat.v1.metric_counts",
        "precision_at_top_k": "compat.v1.metric_at_k",
        "recall": "compat.v1.metric_counts",
        "recall_at_k": "compat.v1.metric_at_k",
        "recall_at_thresholds": "compat.v1.metric_counts",
        "recall_at_top_k": "compat.v1.metric_at_k",
        "root_mean_squared_error": "compat.v1.metric_means",
        "sensitivity_at_specificity": "compat.v1.metric_counts",
        "sparse_average_precision_at_k": "compat.v1.metric_at_k",
        "sparse_precision_at_k": "compat.v1.metric_at_k",
        "specificity_at_sensitivity": "compat.v1.metric_counts",
        "true_negatives": "compat.v1.metric_counts",
        "true_negatives_at_thresholds": "compat.v1.metric_counts",
        "true_positives": "compat.v1.metric_counts",
        "true_positives_at_thresholds": "compat.v1.metric_counts",
    }, ())


__all__ = [  # noqa: RUF022
    "average_precision_at_k",
    "precision_at_k",
    "precision_at_top_k",
    "recall_at_k",
    "recall_at_top_k",
    "sparse_average_precision_at_k",
    "sparse_precision_at_k",
    "auc",
    "false_negatives",
    "false_negatives_at_thresholds",
    "false_positives",
    "false_positives_at_thresholds",
    "precision",
    "precision_at_thresholds",
    "recall",
    "recall_at_thresholds",
    "sensitivity_at_specificity",
    "specificity_at_sensitivity",
    "true_negatives",
    "true_negatives_at_thresholds",
    "true_positives",
    "true_positives_at_thresholds",
    "accuracy",
    "mean",
    "mean_absolute_error",
    "mean_cosine_distance",
    "mean_iou",
    "mean_per_class_accuracy",
    "mean_relative_error",
    "mean_squared_error",
    "mean_tensor",
    "percentage_below",
    "root_mean_squared_error",
]
