"""One's own profile."""

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bihuan.kernel.web import StaffRequest, attempt, done, page, staff_page
from bihuan.organization.forms import ProfileForm
from bihuan.organization.models import Leave, Staff
from bihuan.organization.operations import change_own

YEAR = 365 * 24 * 3600


@staff_page()
def profile(request: StaffRequest) -> HttpResponse:
    """Show and change one's own language, phone and e-mail; posts and leave are shown."""
    staff = request.user
    assert isinstance(staff, Staff)
    initial = {"language": staff.language, "email": staff.email, "staff": staff}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and attempt(form, lambda: change_own(staff, by=staff, **form.values())) is not None:
        language = form.cleaned_data["language"]
        translation.activate(language)
        response = done(request, "/me/", _("Saved."))
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
        return response
    context = {
        "form": form,
        "has_company_login": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "holdings": staff.post_holdings.in_force(timezone.localdate()).select_related("department", "outlet"),
        "leaves": Leave.objects.filter(staff=staff, ends_at__gt=timezone.now()).select_related("deputy"),
        "standing_in": Leave.objects.running(timezone.now()).filter(deputy=staff).select_related("staff"),
    }
    return page(request, "organization/me.html", context, status=422 if form.errors else 200)
