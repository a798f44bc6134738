"""`python -m agent`, and the command `timesink`."""

from agent.cli import main

if __name__ == "__main__":
    main()
