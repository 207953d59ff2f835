"""Parts used and asked for with a repair."""

from django.utils.translation import gettext_lazy as _

from bihuan.kernel import documents, panels
from bihuan.service.queries import part_papers, parts


def register() -> None:
    """Show a repair's parts and print their issue slip."""
    for kind, used in (
        ("service.servicerequest", parts.of_request), ("service.workorder", parts.of_order),
        ("products.unit", parts.of_unit),
    ):  # fmt: skip
        panels.register(kind, panels.Panel("parts", _("Parts"), "service/parts_panel.html", used, order=15))
    documents.register_form("issue_slip", "service/issue_slip", part_papers.issue_slip, _("Issue slip"))
