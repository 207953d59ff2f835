"""The page on which a person makes and ends his tokens."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel.api.forms import TokenForm
from bihuan.kernel.api.models import ApiToken
from bihuan.kernel.api.tokens import issue, revoke
from bihuan.kernel.web import attempt, done, page, staff_page


@staff_page()
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens; a POST makes one and shows its text this one time."""
    person: Any = request.user
    form = TokenForm(request.POST or None)
    made: tuple[ApiToken, str] | None = None
    if request.method == "POST":
        made = attempt(form, lambda: _issue(person, form))
        form = TokenForm() if made else form
    context = {
        "tokens": ApiToken.objects.filter(staff=person.pk, revoked_at__isnull=True).order_by("-pk"),
        "form": form,
        "text": made[1] if made else "",
        "now": timezone.now(),
    }
    response = page(request, "tokens/tokens.html", context, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@staff_page()
def end_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's tokens."""
    ended = revoke(pk, by=request.user)
    return done(request, reverse("kernel:my-tokens"), _("The token opens nothing any more.") if ended else "")


def _issue(person: Any, form: TokenForm) -> tuple[ApiToken, str]:
    data = form.cleaned_data
    return issue(person, name=data["name"], wanted=data["scopes"], days=data["days"] or None, by=person)
