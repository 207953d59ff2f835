"""Pages of documents: print a record's form, print a list's form, the company's profile."""

import io
from typing import Any, cast
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.documents.company import CompanyProfile, company
from bihuan.kernel.documents.forms import archived, form, print_form, print_report
from bihuan.kernel.records import model_of
from bihuan.kernel.web import attempt, done, form_page, staff_page, visible

LOGO_SIDE = 400  # pixels; a bigger logo is made smaller
EDIT_COMPANY = "kernel.edit_company"


@staff_page()
def print_record(request: HttpRequest, key: str, kind: str, pk: int) -> HttpResponse:
    """Send a record's form as PDF to whoever may see the record; the archived one where there is one."""
    spec = form(key)
    if spec is None or spec.builder is None:
        raise Http404(_("Not found, or not for you."))
    try:
        record = visible(model_of(kind), request, pk=pk)
    except LookupError as error:
        raise Http404(_("Not found, or not for you.")) from error
    kept = archived(key, kind, pk) if "fresh" not in request.GET else None
    content = kept.read() if kept else print_form(key, record, by=_by(request))
    return _pdf(content, f"{spec.name} {getattr(record, 'number', pk)}")


@staff_page()
def print_list(request: HttpRequest, key: str) -> HttpResponse:
    """Send the form of a list or period as PDF; the address's parameters say which."""
    spec = form(key)
    if spec is None or spec.report is None:
        raise Http404(_("Not found, or not for you."))
    permit(_by(request), spec.perm)
    return _pdf(print_report(key, request.GET.dict(), by=_by(request)), str(spec.name))


def _by(request: HttpRequest) -> Actor:
    return cast(Actor, request.user)


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}.pdf"
    response.headers["Cache-Control"] = "private, no-store"
    return response


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]
    """The company as it prints; a new logo replaces the old one."""

    logo_file = forms.FileField(label=gettext_lazy("Logo (PNG or JPEG)"), required=False)
    no_logo = forms.BooleanField(label=gettext_lazy("Print without logo"), required=False)

    class Meta:
        model = CompanyProfile
        fields = ("name", "short_name", "name_en", "hotline")

    def clean_logo_file(self) -> bytes | None:
        """Return the logo as a small PNG."""
        upload = self.cleaned_data.get("logo_file")
        if not upload:
            return None
        if upload.size > settings.BIHUAN_UPLOAD_LIMIT:
            raise forms.ValidationError(_("This file is too big."))
        return logo_png(upload.read())


def logo_png(content: bytes) -> bytes:
    """Return a picture as a PNG of at most 400 pixels a side.

    Raises:
        ValidationError: it isn't a picture we can read.
    """
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.thumbnail((LOGO_SIDE, LOGO_SIDE))
            out = io.BytesIO()
            image.convert("RGBA").save(out, "PNG")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise forms.ValidationError(_("This is not a PNG or JPEG picture.")) from error
    return out.getvalue()


@staff_page(EDIT_COMPANY)
def company_page(request: HttpRequest) -> HttpResponse:
    """Show and change the company's names, hotline and logo."""
    profile = company()
    filled = CompanyForm(request.POST or None, request.FILES or None, instance=profile)
    if request.method == "POST" and attempt(filled, lambda: save_company(profile, filled, by=_by(request))) is not None:
        return done(request, request.path, _("Saved. New prints carry it; archived ones stay as they are."))
    return form_page(request, filled, heading=_("Company"))


def save_company(profile: CompanyProfile, filled: CompanyForm, *, by: Actor) -> CompanyProfile:
    """Save the profile with its history (what was there before and now)."""
    permit(by, EDIT_COMPANY)
    before = CompanyProfile.objects.filter(pk=profile.pk).values(*CompanyForm.Meta.fields).first() or {}
    changes: dict[str, Any] = {
        name: [before.get(name, ""), filled.cleaned_data[name]]
        for name in CompanyForm.Meta.fields
        if before.get(name, "") != filled.cleaned_data[name]
    }
    if logo := filled.cleaned_data.get("logo_file"):
        profile.logo, changes["logo"] = logo, ["", _("new")]
    elif filled.cleaned_data.get("no_logo"):
        profile.logo, changes["logo"] = b"", ["", _("none")]
    profile.revision += 1
    profile.save()
    history.append(profile, "change", by=by, changes=changes)
    return profile
