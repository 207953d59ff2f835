"""Words of the register that one chooses among."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """How a request reached us (SVC-01)."""

    HOTLINE = "hotline", _("Hotline")
    SITE = "site", _("Web site")
    QR = "qr", _("QR code")
    WEB = "web", _("Online form")
    EMAIL = "email", _("E-mail")
    WALK_IN = "walk_in", _("Walk-in")
    API = "api", _("Other system")
    IMPORT = "import", _("Imported ledger")
    OWN = "own", _("We began it")


class Urgency(models.TextChoices):
    """How urgent the customer says it is."""

    NORMAL = "normal", _("Normal")
    URGENT = "urgent", _("Urgent")


class ServiceClass(models.TextChoices):
    """The four service classes of FULL 4.1 (SVC-09)."""

    A = "A", _("A paid")
    B = "B", _("B contract")
    C = "C", _("C free")
    D = "D", _("D general administration")


class AppointmentKind(models.TextChoices):
    """What fills a technician's calendar: general administration (class D of FULL 4.1), or an installation."""

    TRAINING = "training", _("Training")
    MEETING = "meeting", _("Meeting")
    INSPECTION = "inspection", _("Work inspection")
    PARTS = "parts", _("Parts management")
    TOOLS = "tools", _("Equipment and tools")
    OTHER = "other", _("Other")
    INSTALLATION = "installation", pgettext_lazy("appointment", "Installation")


class Cause(models.TextChoices):
    """What made it fail, as the technician found it; decides exclusions (WAR-02)."""

    COMPONENT = "component", _("Component failure")
    INSTALLATION = "installation", _("Improper installation")
    MISUSE = "misuse", _("Human damage")
    FORCE_MAJEURE = "force_majeure", _("Force majeure")
    NO_FAULT = "no_fault", _("No fault found")
    SYSTEM = "system", _("System itself")
    OTHER = "other", pgettext_lazy("cause", "Other")


REPAIR_CAUSES = [choice for choice in Cause.choices if choice[0] != Cause.OTHER]
SOFTWARE_CAUSES = ((Cause.SYSTEM, _("System itself")), (Cause.MISUSE, _("Customer's use")),
                   (Cause.OTHER, pgettext_lazy("cause", "Other")))  # fmt: skip


class WorkKind(models.TextChoices):
    """What is asked for: a repair, or software put on or upgraded (SVC-19)."""

    REPAIR = "repair", _("Repair")
    SOFTWARE_INSTALL = "software_install", _("Software install")
    SOFTWARE_UPGRADE = "software_upgrade", _("Software upgrade")


SOFTWARE_WORK = (WorkKind.SOFTWARE_INSTALL, WorkKind.SOFTWARE_UPGRADE)


class Result(models.TextChoices):
    """How a visit ended."""

    FIXED = "fixed", _("Repaired, running normally")
    PROVISIONAL = "provisional", _("Running for now, part to be replaced")
    UNSOLVED = "unsolved", _("Not solved")
    TAKEN_IN = "taken_in", _("Taken in for repair")


class Gravity(models.TextChoices):
    """How grave a colleague's fault is; clauses match it as the severity."""

    GENERAL = "general", _("General")
    SERIOUS = "serious", _("Serious")


class ReplyBy(models.TextChoices):
    """How a customer was answered."""

    PHONE = "phone", _("Phone")
    LETTER = "letter", _("Letter")
    VISIT = "visit", _("Visit")
