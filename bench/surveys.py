"""A satisfaction survey of very many customers: invited, their mails handed to the worker, closed (SAT-03)."""

from typing import Any

from django.utils import timezone

from bench.callbacks import _took
from bihuan.customers.models import Customer
from bihuan.feedback.models import Questionnaire, SurveyInvitation
from bihuan.feedback.notices import surveys as notices
from bihuan.feedback.operations import questionnaires, rounds, spreading
from bihuan.feedback.queries import results
from bihuan.feedback.rules.surveys import Asked
from bihuan.kernel import bulk
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.tasks import TaskRow
from bihuan.organization.models import Region, Staff

CHUNK = 10_000
ASKED = (Asked("q1", "scale", "产品质量"), Asked("q2", "scale", "总体满意度", is_overall=True))


def measure(customers: int) -> dict[str, Any]:
    """Ask so many customers, half of them by mail; returns seconds."""
    _grow(customers)
    form = questionnaires.draft("bench", questionnaires.Sheet(name="客户满意度调查"), questions=ASKED, by=SYSTEM)
    form = questionnaires.release(form, by=SYSTEM)
    owner = Staff.objects.filter(post_holdings__post="sales").order_by("pk")[0]
    one = rounds.send(rounds.plan(rounds.Plan(name="年度调查", questionnaire=form, owner=owner), by=SYSTEM), by=SYSTEM)
    _none, invited = _took(lambda: _spread(one))
    _none, sent = _took(lambda: notices.send_out(one, reminder=0))
    one.refresh_from_db()
    _told, read = _took(lambda: results.response(one))
    _none, closed = _took(lambda: rounds.close(one, note="量完", by=SYSTEM))
    return {"asked": SurveyInvitation.objects.count(), "mails": TaskRow.objects.filter(state="ready").count(),
            "invite": invited, "send": sent, "read": 1000 * read, "close": closed,
            "forms": Questionnaire.objects.count()}  # fmt: skip


def _spread(one: Any) -> None:
    while spreading.spread(one) is not None:
        pass


def _grow(number: int) -> None:
    regions, now = list(Region.objects.values_list("pk", flat=True)), timezone.now()
    for start in range(0, number, CHUNK):
        email = "kehu@example.com" if start // CHUNK % 2 else ""
        like = Customer(customer_kind="company", email=email, phone_index="x", created_at=now, updated_at=now)
        rows = [[f"CU-V{n:08d}", f"客户{n}", regions[n % len(regions)]] for n in range(start, start + CHUNK)]
        bulk.insert_alike(like, ["number", "name", "region_id"], rows)
    bulk.tell_planner(number)
