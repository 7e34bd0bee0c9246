"""reprolint finds what makes the results of machine-learning research irreproducible or wrong."""

__version__ = "0.1.0"
