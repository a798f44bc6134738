"""What is told to people and what goes into a log."""

from agent.errors import Problem


def test_a_log_quotes_no_title() -> None:
    problem = Problem(
        "x.toml", "`matches` says “My\nclinic” | X”, but it is “claimed” by nobody.", "Mend it."
    )
    assert "clinic” | X" in str(problem)
    assert problem.unquoted() == "x.toml: `matches` says “…” by nobody. Mend it."
