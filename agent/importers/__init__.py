"""What the networks' own data exports tell: one network a file. The running agent knows nothing of it."""
