"""For how many days a signed link to somebody without an account lasts."""

from bihuan.regulations.queries.ruleset import ruleset

SHORTEST = 1  # a link always ends: where no clause says when, the next day


def link_days(name: str) -> int:
    """Return for how many days a link lasts, by its name in the clause; the shortest where two say something."""
    rows = [row for view in ruleset().all("link_term") for row in view.data["links"] if row["code"] == name]
    return min((int(row["days"]) for row in rows), default=SHORTEST)
