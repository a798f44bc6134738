"""The local endpoint and its page."""
