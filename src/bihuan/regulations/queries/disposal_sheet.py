"""The 「记录销毁清单」 as it is printed (REG-07)."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.kernel.records import model_of
from bihuan.regulations.models import DisposalLine, DisposalList
from bihuan.regulations.queries.retention import lines_of


def disposal_sheet(disposal: DisposalList, viewer: Actor) -> Sheet:
    """Return what the printed list shows."""
    data = {
        "number": disposal.number, "drawn_up": _moment(disposal.drawn_up_at),
        "rows": [_row(line) for line in lines_of(disposal)],
        "signatures": [
            _signed(
                pgettext("disposal", "Drawn up by %(name)s"), disposal.drawn_by or disposal.wish, disposal.drawn_up_at
            ),
            _signed(_("Approved by %(name)s"), disposal.approved_by, disposal.approved_at),
            _signed(_("Destroyed by %(name)s"), disposal.executed_by, disposal.executed_at),
        ],
    }  # fmt: skip
    return Sheet(data=data)


def _row(line: DisposalLine) -> dict[str, str]:
    clause, months = line.clause, line.months
    return {
        "number": line.subject_number, "label": str(model_of(line.subject_kind)._meta.verbose_name),
        "ended": str(line.ended_on), "until": str(line.kept_until or ""),
        "months": ngettext("%s month", "%s months", months) % months if months else "",
        "clause": f"{clause.version.regulation.key} {clause.number}" if clause else "",
        "outcome": "\n".join(filter(None, [str(line.get_outcome_display()), line.remark])),
    }  # fmt: skip


def _signed(title: str, who: Any, at: datetime | None) -> dict[str, str]:
    signed = {"title": title % {"name": str(who) if who else ""}}
    return {**signed, "date": f"{timezone.localdate(at):%Y-%m-%d}"} if at else signed


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
