"""The metrics of 1.x programs, beside TensorFlow's."""

import pytest

import eagerflow as ef
from eagerflow.compat import v1
from eagerflow.variables.home import EAGER_HOME

from .goldens.make_v1_metrics import CASES
from .goldens.programs import assert_same, outcome, read

WANTED = read("v1_metrics")


@pytest.fixture(autouse=True)
def a_fresh_home():
    """Every test starts without variables."""
    EAGER_HOME.reset()


@pytest.mark.parametrize("name", CASES)
def test_metrics_give_the_values_and_names_of_tensorflow(name):
    assert_same(outcome(v1, CASES[name]), WANTED[name])


def test_metrics_are_refused_in_eager_code():
    for name in ("accuracy", "auc", "mean", "precision", "recall", "mean_absolute_error"):
        arguments = ([1.0],) if name == "mean" else ([1.0], [1.0])
        with pytest.raises(RuntimeError, match=f"tf.metrics.{name} is not supported when eager"):
            getattr(v1.metrics, name)(*arguments)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: v1.metrics.accuracy([1], [1, 2]), "incompatible"),
        (lambda: v1.metrics.mean([1.0, 2.0], [1.0, 2.0, 3.0]), "weights can not be broadcast"),
        (lambda: v1.metrics.auc([1.0], [1.0], curve="P"), "Curve must be either ROC or PR"),
        (
            lambda: v1.metrics.auc([1.0], [1.0], summation_method="sum"),
            "Invalid summation_method",
        ),
        (lambda: v1.metrics.sensitivity_at_specificity([1], [1.0], 2), "in the range"),
        (lambda: v1.metrics.specificity_at_sensitivity([1], [1.0], -1), "in the range"),
        (lambda: v1.metrics.average_precision_at_k([[1]], [[1.0]], 0), "Invalid k=0"),
        (lambda: v1.metrics.recall_at_k([1], [[[1.0]]], 1), "Unexpected labels shape"),
    ],
)
def test_mistakes_are_errors(call, text):
    with v1.Graph().as_default(), pytest.raises(ValueError, match=text):
        call()


def test_predictions_for_thresholds_have_to_be_probabilities():
    with v1.Graph().as_default(), v1.Session() as session:
        _, update = v1.metrics.recall_at_thresholds([1], [1.5], [0.5])
        session.run(v1.local_variables_initializer())
        with pytest.raises(ef.errors.InvalidArgumentError, match="predictions must be in"):
            session.run(update)
