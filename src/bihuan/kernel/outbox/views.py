"""Pages of the outbox: the list behind the bell, one's preferences, the robots."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel.outbox import reading, wishes
from bihuan.kernel.outbox.forms import RobotForm, WishesForm
from bihuan.kernel.outbox.models import Channel, Notice
from bihuan.kernel.web import StaffRequest, attempt, done, form_page, page, staff_page

SHOWN = 50


@staff_page()
def notices(request: StaffRequest) -> HttpResponse:
    """Show one's notices, newest first, 50 at a time."""
    rows = Notice.objects.filter(recipient=request.user.pk).order_by("-created_at", "-pk")
    before = request.GET.get("before", "")
    last = rows.filter(pk=int(before)).first() if before.isdecimal() and len(before) < 19 else None
    if last is not None:
        rows = rows.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk))
    found = list(rows[: SHOWN + 1])
    context = {
        "notices": found[:SHOWN],
        "next": f"?before={found[SHOWN - 1].pk}" if len(found) > SHOWN else "",
        "unread": reading.unread_count(request.user),
    }
    return page(request, "outbox/notices.html", context)


@staff_page()
def bell(request: StaffRequest) -> HttpResponse:
    """Answer with the number on the bell; the page asks for it now and then."""
    return page(request, "outbox/bell.html", {"count": reading.unread_count(request.user)})


@staff_page()
def notice(request: StaffRequest, pk: int) -> HttpResponse:
    """Go where a notice leads, and take it off the bell."""
    row = Notice.objects.filter(pk=pk, recipient=request.user.pk).first()
    if row is None:
        raise Http404(_("Not found, or not for you."))
    reading.mark_read(request.user, [row.pk])
    return HttpResponseRedirect(row.url or reverse("kernel:notices"))


@require_POST
@staff_page()
def read_all(request: StaffRequest) -> HttpResponse:
    """Mark everything as read."""
    reading.mark_all_read(request.user)
    return done(request, reverse("kernel:notices"))


@staff_page()
def my_wishes(request: StaffRequest) -> HttpResponse:
    """Choose what comes by mail or robot, and when nothing comes."""
    person: Any = request.user
    form = WishesForm(request.POST or None, person=person, has_mail=bool(settings.BIHUAN_MAIL))
    if request.method == "POST" and attempt(
        form, lambda: wishes.set_wishes(person, form.wanted, form.quiet, by=person)
    ):
        return done(request, reverse("kernel:my-notices"), _("Saved."))
    intro = _("Everything is in the list behind the bell. Here you choose what also comes by mail or robot.")
    if not form.topic_names:
        intro = _(
            "Everything is in the list behind the bell. Neither a mail server nor a robot is set up here, so there is"
            " nothing to choose yet but your quiet hours; the system administrator adds them."
        )
    return form_page(
        request,
        form,
        heading=_("What I am told"),
        intro=intro,
        back=reverse("kernel:notices"),
    )


@staff_page("kernel.manage_system")
def robots(request: StaffRequest) -> HttpResponse:
    """List the robots."""
    return page(request, "outbox/robots.html", {"robots": Channel.objects.order_by("name")})


@staff_page("kernel.manage_system")
def robot(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a robot."""
    row = get_object_or_404(Channel, pk=pk) if pk else None
    form = RobotForm(request.POST or None, robot=row)
    if request.method == "POST" and attempt(form, lambda: wishes.save_robot(row, **form.cleaned_data, by=request.user)):
        return done(request, reverse("kernel:robots"), _("Saved."))
    return form_page(request, form, heading=str(row or _("New robot")), back=reverse("kernel:robots"))


@require_POST
@staff_page("kernel.manage_system")
def robot_test(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a greeting to a robot."""
    wishes.try_robot(get_object_or_404(Channel, pk=pk), by=request.user)
    where = reverse("kernel:robots")
    return done(request, where, _("A message is on its way. Failures stand under «Background work»."))
