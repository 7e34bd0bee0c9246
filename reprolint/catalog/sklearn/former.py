"""Parameters of functions and classes in modules of scikit-learn before 0.20, where they stood in another order than today."""

_CALLS = "n_jobs verbose fit_params pre_dispatch"
_SEARCH = "scoring fit_params n_jobs iid refit cv verbose pre_dispatch"
_CURVE = "n_jobs pre_dispatch verbose"

# Qualified name to parameters in their order, as in the documentation of version 0.17.
SIGNATURES = {
    "sklearn.cross_validation.KFold": "n n_folds shuffle random_state",
    "sklearn.cross_validation.LeavePOut": "n p",
    "sklearn.cross_validation.ShuffleSplit": "n n_iter test_size train_size random_state",
    "sklearn.cross_validation.StratifiedKFold": "y n_folds shuffle random_state",
    "sklearn.cross_validation.StratifiedShuffleSplit": "y n_iter test_size train_size random_state",
    "sklearn.cross_validation.cross_val_predict": f"estimator X y cv {_CALLS}",
    "sklearn.cross_validation.cross_val_score": f"estimator X y scoring cv {_CALLS}",
    "sklearn.cross_validation.permutation_test_score": (
        "estimator X y cv n_permutations n_jobs labels random_state verbose scoring"
    ),
    "sklearn.grid_search.GridSearchCV": f"estimator param_grid {_SEARCH} error_score",
    "sklearn.grid_search.RandomizedSearchCV": f"estimator param_distributions n_iter {_SEARCH} random_state error_score",
    "sklearn.learning_curve.learning_curve": (
        f"estimator X y train_sizes cv scoring exploit_incremental_learning {_CURVE}"
    ),
    "sklearn.learning_curve.validation_curve": f"estimator X y param_name param_range cv scoring {_CURVE}",
}
