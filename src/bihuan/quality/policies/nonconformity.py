"""Who reports nonconforming pieces, disposes of them, carries it out, inspects, uses a concession (QUA-06)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.quality.models import QUALITY_READERS


@predicate
def found_it(user: Any, one: Any) -> bool:
    """Who found it."""
    return one is not None and one.found_by_id == user.pk


@predicate
def carries_out(user: Any, one: Any) -> bool:
    """Who is responsible for one of its dispositions."""
    return one is not None and any(line.responsible_id == user.pk for line in one.dispositions.all())


@predicate
def inspects_here(user: Any, line: Any) -> bool:
    """Who enters results of the nonconformity that the disposition belongs to."""
    return line is not None and user.has_perm("quality.carry_out_disposition", line.nonconformity)


@predicate
def runs_here(user: Any, line: Any) -> bool:
    """Who disposes of the nonconformity that the disposition belongs to."""
    return line is not None and user.has_perm("quality.run_nonconformity", line.nonconformity)


inspectors = holds_any(Post.QUALITY, Post.INCOMING_INSPECTION)
rules.add_perm("quality.report_nonconformity", holds_any(*QUALITY_READERS, Post.WAREHOUSE))
rules.add_perm("quality.run_nonconformity", inspectors | holds_any(Post.RND))
rules.add_perm("quality.carry_out_disposition", inspectors | carries_out)
rules.add_perm("quality.inspect_disposition", inspects_here)
rules.add_perm("quality.change_disposition", runs_here)
rules.add_perm("quality.use_concession", holds_any(
    Post.QUALITY, Post.INCOMING_INSPECTION, Post.PRODUCTION, Post.PRODUCTION_PLANNING, Post.SALES,
))  # fmt: skip
