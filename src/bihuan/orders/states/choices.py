"""Choices of orders, stock and returns."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderWay(models.TextChoices):
    """How an order came (COMM 5.2.1)."""

    LETTER = "letter", pgettext_lazy("order", "Letter")
    FAX = "fax", _("Fax")
    EMAIL = "email", pgettext_lazy("order", "E-mail")
    PHONE = "phone", pgettext_lazy("order", "Phone")
    MEETING = "meeting", pgettext_lazy("order", "Meeting")
    CONTRACT = "contract", pgettext_lazy("order", "Contract")
    API = "api", _("Other system")
    IMPORT = "import", pgettext_lazy("order", "Ledger")


WRITTEN = (OrderWay.LETTER, OrderWay.FAX, OrderWay.EMAIL, OrderWay.CONTRACT)  # their original is kept with the order


class GoodsMoveKind(models.TextChoices):
    """Why finished goods came or went."""

    COUNT = "count", _("Counted")
    MADE = "made", _("From production")
    SHIP = "ship", pgettext_lazy("goods", "Shipped")
    RETURN = "return", _("Returned and good")


class Wish(models.TextChoices):
    """What a customer wants for what he sends back."""

    REPLENISH = "replenish", _("Replenishment")
    REFUND = "refund", pgettext_lazy("return", "Refund")
    BOTH = "both", _("Partly replenished, partly refunded")
    NOTHING = "nothing", _("Only taken back")


class Settlement(models.TextChoices):
    """What the customer says in the end."""

    CONTENT = "content", pgettext_lazy("return", "Content")
    ACCEPTABLE = "acceptable", pgettext_lazy("return", "Acceptable")
    DISCONTENT = "discontent", pgettext_lazy("return", "Not content")
