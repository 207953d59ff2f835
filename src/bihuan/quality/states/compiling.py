"""Where a compilation of cases stands, and its moves (QMGT 6.6 and 6.7, REG-05)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class CompilationOpened(Event):
    """The closed cases of a period were gathered."""

    name = "compilation.opened"


class CompilationFinished(Event):
    """Every case became a rule or was left with its reason."""

    name = "compilation.finished"


class CompilationState(models.TextChoices):
    """Where a compilation stands."""

    OPEN = "open", pgettext_lazy("compilation", "To be compiled")
    COMPILED = "compiled", pgettext_lazy("compilation", "Compiled")


class CaseDecision(models.TextChoices):
    """What becomes of a case."""

    RULE = "rule", pgettext_lazy("compilation", "Becomes a rule")
    LEFT = "left", pgettext_lazy("compilation", "Left as it is")


S = CompilationState
COMPILE = "quality.compile_cases"
DECIDED = Evidence("decided", _("a decision for every case"), lambda one: all(
    row.is_decided for row in one.cases.all()))  # fmt: skip
LED = Evidence("leaders", _("the responsible leader of every case that no rule covers"), lambda one: all(
    row.is_covered or row.leader_id for row in one.cases.all()))  # fmt: skip

COMPILATION_MOVES = MoveTable(
    CompilationState,
    (
        Move("decide", _("Decide"), (S.OPEN,), "", COMPILE, is_internal=True),
        Move("finish", _("Finish the compilation"), (S.OPEN,), S.COMPILED, COMPILE, CompilationFinished,
             evidence=(DECIDED, LED), is_primary=True),
    ),
    path=(S.OPEN, S.COMPILED),
)  # fmt: skip
