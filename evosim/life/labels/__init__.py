"""Lives of classifiers: each labels all examples."""
