"""The pure part: values and folds, with no clock, file, socket, log or randomness."""
