"""What is told to people and what goes into a log."""

from agent.errors import Problem


def test_a_log_quotes_no_title() -> None:
    problem = Problem(
        "x.toml", "`matches` says “My\nclinic” | X”, but it is “claimed” by nobody.", "Mend it."
    )
    assert "clinic” | X" in str(problem)
    assert problem.unquoted() == "x.toml: `matches` says “…” by nobody. Mend it."


def test_a_log_keeps_our_own_words_between_two_quotes() -> None:
    title = "Anna: “hi” “ho” | X"
    problem = Problem(
        "x.toml", f"`matches` says “{title}”, but the rule doesn't claim it.", "Write “Anna | X”.", (title,)
    )
    said = "x.toml: `matches` says “…”, but the rule doesn't claim it. Write “…”."
    assert problem.unquoted() == said
