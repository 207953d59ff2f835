"""Who reports a major failure, who tracks it, who takes note (CSYS, SVC-20)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.service.policies.requests import intake, manager, owns, register_readers


@predicate
def was_told(user: Any, report: Any) -> bool:
    """He was told and has not taken note yet."""
    return report is not None and report.receipts.filter(staff=user.pk, acknowledged_at__isnull=True).exists()


rules.add_perm("service.report_failure", intake | manager | holds_any(Post.QUALITY, Post.RND))
rules.add_perm("service.view_failures", register_readers | holds_any(Post.SALES, Post.SALES_CLERK))
rules.add_perm("service.track_failure", owns | manager)
rules.add_perm("service.acknowledge_failure", was_told)
