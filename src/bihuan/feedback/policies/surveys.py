"""Who makes questionnaires, runs surveys, enters what comes back and reads the results (COMM 5.6)."""

import rules

from bihuan.feedback.models import READS_SURVEYS
from bihuan.feedback.policies.cards import readers
from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post

runs = holds_any(Post.SALES, Post.CALLBACK_CLERK, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER)
reads = holds_any(*READS_SURVEYS)
rules.add_perm("feedback.view_surveys", reads)
rules.add_perm("feedback.survey_menu", reads & ~readers)  # who sees cards finds the surveys beside them
rules.add_perm("feedback.edit_questionnaire", runs)
rules.add_perm("feedback.run_survey", runs)
rules.add_perm("feedback.enter_survey", runs | holds_any(Post.SALES_CLERK))
rules.add_perm("feedback.answer_survey", runs | holds_any(Post.SALES_CLERK))
