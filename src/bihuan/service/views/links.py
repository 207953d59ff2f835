"""A signed link shown to be given on: as text to copy, as QR code to be scanned."""

from base64 import b64encode
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from bihuan.kernel.documents import qr_image
from bihuan.kernel.web import StaffRequest, page


def give_link(
    request: StaffRequest, record: Any, address: str, *, heading: str, words: str, about: Any = "", opens: bool = False
) -> HttpResponse:
    """Show a link on its page or in a dialog.

    Args:
        record: where the way back leads.
        address: the path that the link opens.
        words: what whoever has it can do, and until when.
        about: stands beside the heading; the record's number if nothing is given.
        opens: offer to open the page here.
    """
    url = f"{settings.BIHUAN_ADDRESS}{address}"
    picture = "data:image/svg+xml;base64," + b64encode(qr_image(url)).decode()
    context = {"record": record, "url": url, "picture": picture, "heading": heading, "words": words,
               "about": about or record.number, "opens": opens}  # fmt: skip
    return page(request, "service/link_dialog.html", context)
