"""Who may enter cards and handle the cases on them."""

import rules

from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post

desk = holds_any(Post.CALLBACK_CLERK, Post.DISPATCHER, Post.SERVICE_MANAGER)
readers = desk | holds_any(
    Post.SUPERVISOR, Post.DEPARTMENT_MANAGER, Post.QUALITY, Post.ADMINISTRATION, Post.GM_OFFICE,
    Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER, Post.OUTLET_MANAGER, Post.TECHNICIAN,
)  # fmt: skip

rules.add_perm("feedback.view_cards", readers)
rules.add_perm("feedback.view_cases", holds_any(
    Post.CALLBACK_CLERK, Post.DISPATCHER, Post.SERVICE_MANAGER, Post.SUPERVISOR, Post.DEPARTMENT_MANAGER, Post.QUALITY,
    Post.ADMINISTRATION, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
))  # fmt: skip
rules.add_perm("feedback.answer_card", holds_any(Post.CALLBACK_CLERK, Post.SERVICE_MANAGER))
rules.add_perm("feedback.send_card", desk)
rules.add_perm("feedback.run_card", rules.always_false)
rules.add_perm("feedback.judge_case", holds_any(Post.SERVICE_MANAGER, Post.VICE_GENERAL_MANAGER))
rules.add_perm("feedback.instruct_case", holds_any(Post.VICE_GENERAL_MANAGER))
rules.add_perm("feedback.handle_case", holds_any(Post.SERVICE_MANAGER, Post.VICE_GENERAL_MANAGER))
rules.add_perm("feedback.view_reconciliation", desk | holds_any(Post.SUPERVISOR, Post.DEPARTMENT_MANAGER))
