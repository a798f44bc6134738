"""timesink: how long you were on each social network, and what it gave back."""

__version__ = "0.1.0"
