"""What a company is and does: the second half of the 「客户基本资料表」 (CUS-01, COMM 5.6.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models.files import Customer, Part
from bihuan.customers.states.profiles import Ownership


class Profile(Part):
    """Kind, size, sales, trade and terms of a customer who is a company or an institution."""

    customer = models.OneToOneField(
        Customer, on_delete=models.PROTECT, related_name="profile", verbose_name=_("Customer")
    )
    ownership = models.CharField(_("Ownership"), max_length=12, choices=Ownership.choices, blank=True)
    founded = models.PositiveSmallIntegerField(_("Founded in"), null=True, blank=True)
    representative = models.CharField(_("Legal representative"), max_length=40, blank=True)
    tax_number = models.CharField(_("Tax no."), max_length=30, blank=True)
    staff_count = models.PositiveIntegerField(_("Staff"), null=True, blank=True)
    premises = models.CharField(_("Premises"), max_length=80, blank=True)
    yearly_sales = models.DecimalField(_("Yearly sales (CNY)"), max_digits=14, decimal_places=2, null=True, blank=True)
    trade = models.CharField(_("Lines of business"), max_length=200, blank=True)
    products = models.CharField(_("Products bought from us"), max_length=200, blank=True)
    equipment = models.CharField(_("Equipment in use"), max_length=200, blank=True)
    market = models.CharField(_("Where it sells"), max_length=120, blank=True)
    payment = models.CharField(_("Terms of payment"), max_length=120, blank=True)
    credit = models.DecimalField(_("Credit limit (CNY)"), max_digits=14, decimal_places=2, null=True, blank=True)
    summary = models.TextField(_("About the company"), blank=True)

    class Meta:
        verbose_name = _("Company profile")

    def __str__(self) -> str:
        return str(self.customer)
