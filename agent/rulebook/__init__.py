"""The rules folder: read, proved, watched."""
