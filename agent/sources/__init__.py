"""What the desktop shows: one desktop a file."""
