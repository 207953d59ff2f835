"""The kernel's own pages: search, a record's files, theme and language."""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel import menu
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.frame import THEMES
from bihuan.kernel.lists.exports import Export, fetched
from bihuan.kernel.records import may_open_files
from bihuan.kernel.search import find, sealed
from bihuan.kernel.web import acting, next_page, page, public_page, staff_page

YEAR = 365 * 24 * 3600
# What an uploaded file may do in the browser: nothing; a PDF needs the browser's own viewer.
POLICIES = {"application/pdf": "frame-ancestors 'none'"}
CONFINED = "default-src 'none'; media-src 'self'; sandbox"
SHOWN_INLINE = ("image/", "application/pdf", "audio/", "video/")


@staff_page()
def search(request: HttpRequest) -> HttpResponse:
    """Find records of every kind by number, name or words (`/` from anywhere)."""
    if on := sealed.led_on(request):
        return on
    written = request.GET.get("q", "").strip()
    query = sealed.opened(written, request.user)
    groups = [(group, menu.address(str(group.url))) for group in find(query, acting(request))]
    hits = [hit for group, _url in groups for hit in group.hits]
    if len(hits) == 1 and hits[0].number == query:
        return HttpResponseRedirect(hits[0].url)
    return page(request, "search.html", {"query": query, "written": written, "groups": groups})


@staff_page(reads=True)
@require_POST
def search_sealed(request: HttpRequest) -> HttpResponse:
    """Lead a search for a phone, sent by POST, on to its list or to the search page with the words sealed."""
    where = urlsplit(next_page(request, reverse("kernel:search")))
    query = QueryDict(where.query, mutable=True)
    query["q"] = request.POST.get("q", "").replace("\0", "")[: sealed.LONGEST]
    answer = HttpResponseRedirect(sealed.address(where.path, query, request.user))
    answer.status_code = 303
    return answer


@staff_page()
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a file to whoever may see its record; 404 for everybody else (SEC-01)."""
    row = Attachment.objects.filter(pk=pk, destroyed_at=None).first()
    if row is None or not may_open_files(row.kind, row.subject_id, acting(request)):
        raise Http404(_("Not found, or not for you."))
    return file_answer(row)


def file_answer(row: Attachment) -> HttpResponse:
    """Return a file's content: pictures, PDF and sound are shown, anything else is saved."""
    response = HttpResponse(row.read(), content_type=row.content_type)
    response.headers["Cache-Control"] = "private, max-age=3600"
    shown = "inline" if row.content_type.startswith(SHOWN_INLINE) else "attachment"
    response.headers["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(row.name, safe='')}"
    response.headers["Content-Security-Policy"] = POLICIES.get(row.content_type, CONFINED)
    return response


@require_POST
@public_page
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the wish for a light or dark page in a cookie."""
    response = HttpResponseRedirect(next_page(request))
    wanted = request.POST.get("theme", "auto")
    if wanted in THEMES:
        response.set_cookie("theme", wanted, max_age=YEAR, samesite="Lax")
    return response


@require_POST
@public_page
def language(request: HttpRequest) -> HttpResponse:
    """Keep the wished language in a cookie, and with a colleague's account when there is one."""
    response = HttpResponseRedirect(next_page(request))
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        translation.activate(wanted)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=YEAR, samesite="Lax")
    return response


@staff_page()
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a long Excel file is; only its owner sees it."""
    return page(request, "export.html", {"export": own_export(request, pk)})


@staff_page()
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a finished Excel file to its owner."""
    found = own_export(request, pk)
    if not found.path:
        raise Http404(_("Not found, or not for you."))
    return fetched(found)


def own_export(request: HttpRequest, pk: int) -> Export:
    """Return one's own export or 404."""
    found = Export.objects.filter(pk=pk, owner=request.user.pk).first()
    if found is None:
        raise Http404(_("Not found, or not for you."))
    return found
