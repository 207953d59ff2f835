"""One way to make a list page: filter, search, columns, keyset paging, saved views, Excel out.

    class Register(ListPage):
        name = "service.requests"
        title = _("Repair register")
        columns = (
            Column("number", _("Number"), kind="no"),
            Column("description", _("What is wrong"), kind="title"),
            Column("state", _("State"), kind="state", choices=State.choices),
            Column("reported_at", _("Reported at"), kind="time", sort=True),
        )
        order = "-reported_at"
        filters = (Choice("state", _("State"), State.choices), Period("reported_at", _("Reported")))

        def rows(self, user): return ServiceRequest.objects.visible_to(user)
        def url(self, row): return f"/service/requests/{row['number']}/"

    @staff_page("service.view_requests")
    def register(request): return Register(request).respond()

The page works without JavaScript; htmx swaps the block `list`. Rows are plain dictionaries from
`values()`, drawn by one loop: the template costs more than the query.
"""

from bihuan.kernel.lists.columns import Column
from bihuan.kernel.lists.exports import Export
from bihuan.kernel.lists.filters import Choice, Condition, Exactly, Filter, Period, Related, RowsOf, Truth
from bihuan.kernel.lists.page import ListPage, picked
from bihuan.kernel.lists.pieces import Action, View
from bihuan.kernel.lists.saved import SavedView

__all__ = [
    "Action", "Choice", "Column", "Condition", "Exactly", "Export", "Filter", "ListPage", "Period", "Related", "RowsOf",
    "SavedView", "Truth", "View", "picked",
]  # fmt: skip
