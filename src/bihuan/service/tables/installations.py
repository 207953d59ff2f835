"""The list of installations."""

from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lists import Choice, Column, Period, Related, View
from bihuan.organization.tables import technicians
from bihuan.service.models import Installation
from bihuan.service.states.installations import RUNNING_INSTALLATIONS, InstallationState
from bihuan.service.tables.matters import Matters


class Installations(Matters):
    """What is delivered, installed, trained and accepted, the newest appointment first."""

    name, title, order = "service.installations", _("Installations"), "-planned_at"
    model, view = Installation, "service:installation"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("customer__name", _("Customer"), kind="title"),
        Column("model__code", _("Model"), width="w-l"),
        Column("sales_contract", _("Sales contract"), width="w-no"),
        Column("state", _("State"), kind="state", choices=InstallationState.choices,
               now=(InstallationState.TRAINED, InstallationState.REFUSED), width="w-m"),
        Column("technician__name", _("Technician"), width="w-xs"),
        Column("planned_at", _("Agreed time"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True, width="w-left"),
        Column("delivered_on", _("Delivered on"), kind="date", is_optional=True),
        Column("accepted_at", _("Acceptance signed at"), kind="time", is_optional=True),
        Column("outlet__name", _("Outlet"), is_optional=True, width="w-l"),
    )  # fmt: skip
    views = (
        View("running", _("Running"), "&".join(f"state={state}" for state in RUNNING_INSTALLATIONS), opens=True),
        View("sign", _("To be accepted"), f"state={InstallationState.TRAINED}"),
        View("refused", _("Acceptance refused"), f"state={InstallationState.REFUSED}"),
        View("done", _("Accepted by both sides"), f"state={InstallationState.ACCEPTED}"),
    )
    filters = (
        Choice("state", _("State"), choices=InstallationState.choices),
        Related("technician", _("Technician"), load=technicians),
        Period("planned_at", _("Agreed time")),
    )
    search_kind = Installation.kind()
    empty_title = _("No installations yet")
    empty_text = _("What a sales contract brings to a customer stands here, from delivery to signed acceptance.")
