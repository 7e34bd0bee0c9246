"""What each function and display of `sklearn.metrics` compares: reviewed table, arguments read from the signatures.

Source: https://scikit-learn.org/stable/modules/model_evaluation.html and the API page of each function.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reprolint.catalog.sklearn.randomness import randomness
from reprolint.catalog.sklearn.signatures import described, public_name

# name: what it expects as prediction, which direction is better ("" when it is not one number)
METRICS: dict[str, tuple[str, str]] = {
    "accuracy_score": ("labels", "higher"),
    "adjusted_mutual_info_score": ("labels", "higher"),
    "adjusted_rand_score": ("labels", "higher"),
    "average_precision_score": ("scores", "higher"),
    "balanced_accuracy_score": ("labels", "higher"),
    "brier_score_loss": ("probabilities", "lower"),
    "calinski_harabasz_score": ("labels", "higher"),
    "class_likelihood_ratios": ("labels", ""),
    "classification_report": ("labels", ""),
    "cohen_kappa_score": ("labels", "higher"),
    "completeness_score": ("labels", "higher"),
    "confusion_matrix": ("labels", ""),
    "confusion_matrix_at_thresholds": ("scores", ""),
    "consensus_score": ("any", "higher"),
    "contingency_matrix": ("labels", ""),
    "coverage_error": ("scores", "lower"),
    "d2_absolute_error_score": ("values", "higher"),
    "d2_brier_score": ("probabilities", "higher"),
    "d2_log_loss_score": ("probabilities", "higher"),
    "d2_pinball_score": ("values", "higher"),
    "d2_tweedie_score": ("values", "higher"),
    "davies_bouldin_score": ("labels", "lower"),
    "dcg_score": ("scores", "higher"),
    "det_curve": ("scores", ""),
    "explained_variance_score": ("values", "higher"),
    "f1_score": ("labels", "higher"),
    "fbeta_score": ("labels", "higher"),
    "fowlkes_mallows_score": ("labels", "higher"),
    "hamming_loss": ("labels", "lower"),
    "hinge_loss": ("scores", "lower"),
    "homogeneity_completeness_v_measure": ("labels", ""),
    "homogeneity_score": ("labels", "higher"),
    "jaccard_score": ("labels", "higher"),
    "label_ranking_average_precision_score": ("scores", "higher"),
    "label_ranking_loss": ("scores", "lower"),
    "log_loss": ("probabilities", "lower"),
    "matthews_corrcoef": ("labels", "higher"),
    "max_error": ("values", "lower"),
    "mean_absolute_error": ("values", "lower"),
    "mean_absolute_percentage_error": ("values", "lower"),
    "mean_gamma_deviance": ("values", "lower"),
    "mean_pinball_loss": ("values", "lower"),
    "mean_poisson_deviance": ("values", "lower"),
    "mean_squared_error": ("values", "lower"),
    "mean_squared_log_error": ("values", "lower"),
    "mean_tweedie_deviance": ("values", "lower"),
    "median_absolute_error": ("values", "lower"),
    "metric_at_thresholds": ("scores", ""),
    "multilabel_confusion_matrix": ("labels", ""),
    "mutual_info_score": ("labels", "higher"),
    "ndcg_score": ("scores", "higher"),
    "normalized_mutual_info_score": ("labels", "higher"),
    "pair_confusion_matrix": ("labels", ""),
    "precision_recall_curve": ("scores", ""),
    "precision_recall_fscore_support": ("labels", ""),
    "precision_score": ("labels", "higher"),
    "r2_score": ("values", "higher"),
    "rand_score": ("labels", "higher"),
    "recall_score": ("labels", "higher"),
    "roc_auc_score": ("scores", "higher"),
    "roc_curve": ("scores", ""),
    "root_mean_squared_error": ("values", "lower"),
    "root_mean_squared_log_error": ("values", "lower"),
    "silhouette_samples": ("labels", ""),
    "silhouette_score": ("labels", "higher"),
    "top_k_accuracy_score": ("scores", "higher"),
    "v_measure_score": ("labels", "higher"),
    "zero_one_loss": ("labels", "lower"),
}
# The same number with truth and prediction swapped (f1 and jaccard: with every average but "weighted").
SYMMETRIC = frozenset(
    {
        "accuracy_score", "adjusted_mutual_info_score", "adjusted_rand_score", "cohen_kappa_score", "consensus_score", "f1_score",
        "fowlkes_mallows_score", "hamming_loss", "jaccard_score", "matthews_corrcoef", "max_error", "mean_absolute_error",
        "mean_squared_error", "mean_squared_log_error", "median_absolute_error", "mutual_info_score",
        "normalized_mutual_info_score", "rand_score", "root_mean_squared_error", "root_mean_squared_log_error", "v_measure_score",
        "zero_one_loss",
    }
)  # fmt: skip
# Judges a clustering by the distances in X, without truth.
INTERNAL = frozenset({"calinski_harabasz_score", "davies_bouldin_score", "silhouette_samples", "silhouette_score"})
CLUSTERINGS = frozenset(
    {
        "adjusted_mutual_info_score", "adjusted_rand_score", "completeness_score", "contingency_matrix", "fowlkes_mallows_score",
        "homogeneity_completeness_v_measure", "homogeneity_score", "mutual_info_score", "normalized_mutual_info_score",
        "pair_confusion_matrix", "rand_score", "v_measure_score",
    }
)  # fmt: skip
# Not a judgement of predictions.
OTHERS: dict[str, dict[str, Any]] = {
    "auc": {"role": "metric", "kind": "area", "expects": "any", "better": "higher"},
    "check_scoring": {"role": "none", "kind": "scorer"},
    "get_scorer": {"role": "none", "kind": "scorer"},
    "get_scorer_names": {"role": "none", "kind": "scorer"},
    "make_scorer": {"role": "none", "kind": "scorer"},
    "entropy": {"role": "learn", "kind": "statistic"},
}
DISPLAYS = {
    "ConfusionMatrixDisplay": "labels",
    "DetCurveDisplay": "scores",
    "PrecisionRecallDisplay": "scores",
    "PredictionErrorDisplay": "values",
    "RocCurveDisplay": "scores",
}


def metric_entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """The entry of everything that judges predictions, by qualified name."""
    from sklearn import metrics
    from sklearn.calibration import CalibrationDisplay, calibration_curve
    from sklearn.metrics import cluster

    for module in (metrics, cluster):
        for name in sorted(module.__all__):
            if name in METRICS and (module is metrics or not hasattr(metrics, name)):
                yield f"{module.__name__}.{name}", _metric(name, getattr(module, name))
            elif name in OTHERS and (module is metrics or not hasattr(metrics, name)):
                yield (
                    f"{module.__name__}.{name}",
                    {**OTHERS[name], **described(name, getattr(module, name), randomness)},
                )
    for name, expects in DISPLAYS.items():
        yield from display(getattr(metrics, name), expects)
    yield from display(CalibrationDisplay, "probabilities")
    yield (
        public_name(calibration_curve),
        {
            "role": "metric",
            "kind": "curve",
            "expects": "probabilities",
            "arguments": ["y_true", "y_prob"],
            **described("calibration_curve", calibration_curve, randomness),
        },
    )


def _metric(name: str, function: Any) -> dict[str, Any]:
    expects, better = METRICS[name]
    fields: dict[str, Any] = {"role": "metric"}
    described_fields = described(name, function, randomness)
    if name in INTERNAL:
        fields["kind"] = "internal"
    elif name in CLUSTERINGS:
        fields["kind"] = "clustering"
    elif name.endswith(("_curve", "_at_thresholds")):
        fields["kind"] = "curve"
    fields["arguments"] = described_fields["parameters"][:2]
    fields["expects"] = expects
    if better:
        fields["better"] = better
    if name in SYMMETRIC:
        fields["symmetric"] = True
    return {**fields, **described_fields}


def display(cls: Any, expects: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A display and its constructors; those from an estimator take it first, then features and target."""
    yield (
        public_name(cls),
        {"role": "show", "kind": "plot", **described(cls.__name__, cls.__init__, _never, skip_first=True)},
    )
    for method, kind, arguments in (("from_estimator", "estimator", ["y", "X"]), ("from_predictions", "display", None)):
        function = getattr(cls, method)
        fields = described(method, function, _never)
        yield (
            f"{public_name(cls)}.{method}",
            {
                "role": "metric",
                "kind": kind,
                "arguments": arguments or fields["parameters"][:2],
                "expects": expects,
                **fields,
            },
        )


def _never(_name: str, _parameters: list[str]) -> Any:
    """Displays draw only which points of a scatter to show; no number depends on it."""
    return None
