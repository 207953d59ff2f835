"""What stands on the 「产品投诉记录表」 as a choice."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ComplaintChannel(models.TextChoices):
    """How a complaint reached us; every way counts alike (CMP-01)."""

    HOTLINE = "hotline", _("Hotline")
    VISIT = "walk_in", _("Walk-in")
    LETTER = "letter", _("Letter")
    EMAIL = "email", _("E-mail")
    WEB = "web", pgettext_lazy("complaint", "Online form")
    SERVICE = "service", _("Said during a repair")
    SALES = "sales", _("Through a salesman")
    PLATFORM = "platform", _("Complaint platform")
    API = "api", _("Other system")
    IMPORT = "import", _("Imported ledger")


class Complainant(models.TextChoices):
    """Who complains (PQC: customers, media, authorities)."""

    CUSTOMER = "customer", pgettext_lazy("complainant", "Customer")
    DEALER = "dealer", _("Dealer")
    MEDIA = "media", _("Media")
    AUTHORITY = "authority", pgettext_lazy("complainant", "Authority")


class ComplaintKind(models.TextChoices):
    """What is complained of (FULL 6.1(4), SCMP); which of them a company uses, its clause says."""

    QUALITY = "quality", _("Product quality")
    NON_QUALITY = "non_quality", _("Not quality: human or natural cause")
    NEGLECT = "neglect", _("Staff neglect")
    ATTITUDE = "attitude", _("Staff attitude")
    SLOW = "slow", _("Slow repair")
    PRICE = "price", _("Price of the repair")
    REPAIR_QUALITY = "repair_quality", _("Quality of the repair")
    PROFESSIONALISM = "professionalism", _("Professional competence")
    EFFICIENCY = "efficiency", _("Efficiency of service")
    OTHER = "other", pgettext_lazy("complaint", "Other service matter")


class ComplaintGroup(models.TextChoices):
    """Product and service complaints go different ways."""

    PRODUCT = "product", _("Product complaint")
    SERVICE = "service", _("Service complaint")


class Severity(models.TextChoices):
    """How grave it is; grave ones reach the vice general manager at once (FULL 5.5)."""

    GENERAL = "general", _("General")
    SERIOUS = "serious", _("Serious")


class Demand(models.TextChoices):
    """What the customer wants."""

    REPAIR = "repair", pgettext_lazy("demand", "Repair")
    REPLACEMENT = "replacement", pgettext_lazy("demand", "Replacement")
    REFUND = "refund", _("Refund")
    COMPENSATION = "compensation", pgettext_lazy("demand", "Compensation")
    APOLOGY = "apology", _("Apology")
    EXPLANATION = "explanation", _("Explanation")
    OTHER = "other", pgettext_lazy("demand", "Other")


class Sanction(models.TextChoices):
    """What a customer who builds the product in does about it (EMER 3.1)."""

    CIRCULAR = "circular", _("Circular of the customer")
    SHARE = "share", _("Share cut")
    STOP = "stop", _("Use stopped")


class Sample(models.TextChoices):
    """Whether the product complained of is at hand (PQF: the sample is to be obtained)."""

    NONE = "none", _("No sample")
    PROMISED = "promised", _("Customer sends it")
    TO_FETCH = "to_fetch", _("We fetch it")
    RECEIVED = "received", pgettext_lazy("sample", "Received")
    PICTURES = "pictures", _("Pictures only")


class Satisfaction(models.TextChoices):
    """What the customer says when he is called back (SCMP)."""

    SATISFIED = "satisfied", _("Satisfied with the outcome")
    ACCEPTABLE = "acceptable", _("Accepts it")
    UNSATISFIED = "unsatisfied", _("Not satisfied")
