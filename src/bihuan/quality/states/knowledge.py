"""Where an entry of the knowledge base stands and its moves (QUA-11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.moves import Evidence, Move, MoveTable


class KnowledgeState(models.TextChoices):
    """Where an entry stands; only an approved one is offered."""

    DRAFT = "draft", pgettext_lazy("knowledge", "Draft")
    APPROVED = "approved", pgettext_lazy("knowledge", "Approved")
    WITHDRAWN = "withdrawn", pgettext_lazy("knowledge", "Withdrawn")


S = KnowledgeState
IS_WHOLE = Evidence(
    "whole", _("symptom, causes, and prevention or treatment"),
    lambda entry: bool(entry.symptom and entry.causes and (entry.prevention or entry.treatment)),
)  # fmt: skip
KNOWLEDGE_MOVES = MoveTable(
    KnowledgeState,
    (
        Move("approve", pgettext_lazy("knowledge", "Approve"), (S.DRAFT,), S.APPROVED, "quality.approve_knowledge",
             evidence=(IS_WHOLE,), is_primary=True),
        Move("edit", pgettext_lazy("knowledge", "Edit"), (S.DRAFT,), "", "quality.write_knowledge"),
        Move("revise", _("Revise"), (S.APPROVED, S.WITHDRAWN), S.DRAFT, "quality.write_knowledge"),
        Move("withdraw", pgettext_lazy("knowledge", "Withdraw"), (S.DRAFT, S.APPROVED), S.WITHDRAWN,
             "quality.approve_knowledge", is_hidden=True),
    ),
    path=(S.DRAFT, S.APPROVED),
)  # fmt: skip
