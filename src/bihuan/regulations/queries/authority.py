"""Who a clause lets do something that is not for everybody: declare an emergency, let a step go out of order."""

from collections.abc import Sequence
from typing import Any

from bihuan.regulations.queries.lookup import Facts, ParameterView
from bihuan.regulations.queries.ruleset import ruleset


def authority(act: str, facts: Facts) -> ParameterView | None:
    """Return the clause that says whose an act is; None when no clause in force says anything."""
    return ruleset().strongest("authority", facts, act=act)


def posts_for(view: ParameterView | None, default: Sequence[Any] = ()) -> list[str]:
    """Return the posts that a clause of authority names, the default without a clause."""
    return [str(row["post"]) for row in view.data["posts"]] if view else [str(post) for post in default]
