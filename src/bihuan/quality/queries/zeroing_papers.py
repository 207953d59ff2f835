"""What the 「归零报告」 and the statement of a zeroing show on paper (ZRO-01, ZRO-02)."""

from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel import attachments
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.quality.models.zeroing import Zeroing
from bihuan.quality.states.zeroing import ZeroingState
from bihuan.regulations.queries import paper_meta
from bihuan.service.queries.papers import moment
from bihuan.signoff.models import Circulation


def _facts(zeroing: Zeroing) -> dict[str, Any]:
    return {
        "number": zeroing.number, "side": zeroing.side, "side_label": zeroing.get_side_display(),
        "problem": zeroing.problem, "subject": zeroing.subject_number or "—",
        "model": f"{zeroing.model.name} {zeroing.model.code}" if zeroing.model else "—",
        "happened": f"{zeroing.happened_on:%Y-%m-%d}", "place": zeroing.place or "—",
        "occasion": zeroing.occasion or "—", "phenomenon": zeroing.phenomenon,
        "department": zeroing.department.name, "owner": zeroing.owner.name, "opened": moment(zeroing.opened_at)[:10],
        "state": zeroing.state_label, "is_zeroed": zeroing.state == ZeroingState.ZEROED,
        "zeroed": moment(zeroing.zeroed_at)[:10], "clause": str(zeroing.clause or ""), "times": zeroing.times,
    }  # fmt: skip


def _criteria(zeroing: Zeroing) -> list[dict[str, Any]]:
    files: dict[str, list[str]] = {}
    for one in attachments.of(zeroing.kind(), zeroing.pk):
        files.setdefault(one.purpose, []).append(one.name)
    return [
        {
            "label": row.label, "asks": row.asks, "text": row.text, "files": "；".join(files.get(row.code, ())),
            "author": row.author.name if row.author else "", "written": moment(row.written_at)[:10],
            "reviewer": row.reviewer.name if row.reviewer else "", "reviewed": moment(row.reviewed_at)[:10],
            "verdict": row.state_label, "opinion": row.opinion, "is_accepted": row.is_accepted,
        }
        for row in zeroing.criteria.select_related("author", "reviewer")
    ]  # fmt: skip


def _signatures(zeroing: Zeroing) -> tuple[list[dict[str, str | None]], dict[str, bytes]]:
    """Return the stations of the last report that went round, and the signatures drawn on it."""
    form = Circulation.objects.of(zeroing).filter(form=zeroing.form).first()
    if form is None:
        return [], {}
    places: list[dict[str, str | None]] = []
    images: dict[str, bytes] = {}
    for station in form.stations.select_related("signed_by", "signature"):
        name = f"station-{station.pk}"
        if station.signature:
            images[name] = station.signature.read()
        signer = station.signed_by.name if station.signed_by else ""
        place = {"title": f"{station.name} {signer}".strip(), "image": name if station.signature else None}
        places.append({**place, "date": moment(station.signed_at)[:10]} if station.signed_at else place)
    return places, images


def report(zeroing: Zeroing, by: Actor) -> Sheet:
    """Return the 「归零报告」: what happened, each criterion with its grounds and review, meeting, signatures."""
    meeting = zeroing.meetings.select_related("chair").last()
    places, images = _signatures(zeroing)
    data = {
        **_facts(zeroing), "date": moment(zeroing.zeroed_at or zeroing.opened_at)[:10], "criteria": _criteria(zeroing),
        "meeting": None if meeting is None else {
            "held": f"{meeting.held_on:%Y-%m-%d}", "chair": meeting.chair.name, "members": meeting.members,
            "minutes": meeting.minutes, "verdict": meeting.get_verdict_display(),
        },
        "places": places,
    }  # fmt: skip
    title = _("Technical zeroing report") if zeroing.side == "technical" else _("Management zeroing report")
    return Sheet(data=data, title=title, meta=paper_meta(zeroing.form, zeroing.facts()), images=images)


def statement(zeroing: Zeroing, by: Actor) -> Sheet:
    """Return the statement on one page: which problem, each criterion in a line, how far it is."""
    places, images = _signatures(zeroing)
    data = {**_facts(zeroing), "criteria": _criteria(zeroing), "places": places}
    own = paper_meta("zeroing_statement", zeroing.facts())
    return Sheet(data=data, title=_("Statement of zeroing"), meta=own, images=images)
