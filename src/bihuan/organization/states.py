"""Choices of the organization's records, and the event of a published calendar."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.events import Event


class Post(models.TextChoices):
    """The posts of the regulations (PPL-01); clauses and routes name them by these values."""

    DISPATCHER = "dispatcher", _("Dispatcher")
    CALLBACK_CLERK = "callback_clerk", _("Call-back clerk")
    TECHNICIAN = "technician", _("Technician")
    OUTLET_MANAGER = "outlet_manager", _("Outlet manager")
    SUPERVISOR = "supervisor", _("Service supervisor")
    SERVICE_MANAGER = "service_manager", _("Service manager")
    DEPARTMENT_MANAGER = "department_manager", _("Department manager")
    QUALITY = "quality", _("Quality")
    INCOMING_INSPECTION = "incoming_inspection", _("Incoming inspection")
    PRODUCTION = "production", _("Production")
    PRODUCTION_PLANNING = "production_planning", _("Production planning")
    RND = "rnd", _("Research and development")
    PURCHASING = "purchasing", _("Purchasing")
    SALES = "sales", _("Sales")
    SALES_CLERK = "sales_clerk", _("Sales clerk")
    ACCOUNTANT = "accountant", _("Accountant")
    WAREHOUSE = "warehouse", _("Warehouse")
    ADMINISTRATION = "administration", _("Administration and personnel")
    OFFICE = "office", _("Office")
    GM_OFFICE = "gm_office", _("General manager's office")
    VICE_GENERAL_MANAGER = "vice_general_manager", _("Vice general manager")
    GENERAL_MANAGER = "general_manager", _("General manager")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")


class OutletKind(models.TextChoices):
    """Whether an outlet is the company's own."""

    OWN = "own", _("Own outlet")
    OUTSOURCED = "outsourced", _("Outsourced outlet")


class Area(models.TextChoices):
    """Where a region lies; FULL 3.4 gives the suburbs more time."""

    CITY = "city", _("City")
    SUBURB = "suburb", _("Suburb")


class RevenueGroup(models.TextChoices):
    """Which revenue group an outlet's customers belong to; clauses set a factor for groups two and three."""

    ONE = "one", _("Group one")
    TWO = "two", _("Group two")
    THREE = "three", _("Group three")


class LeaveKind(models.TextChoices):
    """Why somebody is away."""

    ANNUAL = "annual", _("Annual leave")
    SICK = "sick", _("Sick leave")
    PERSONAL = "personal", _("Personal leave")
    TRAVEL = "travel", _("Business trip")
    TRAINING = "training", _("Training")


@dataclass(frozen=True, kw_only=True)
class CalendarPublished(Event):
    """A version of a working calendar is in force; `record` is the `CalendarVersion`."""

    name: ClassVar[str] = "calendar.published"


@dataclass(frozen=True, kw_only=True)
class LeavePlanned(Event):
    """A colleague will be away; `record` is the `Leave`."""

    name: ClassVar[str] = "leave.planned"
