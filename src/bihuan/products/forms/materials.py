"""A lot by hand, and a batch's use of it (WAR-06)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.products.forms.entry import day


class LotForm(forms.Form):
    """A delivery."""

    supplier = forms.CharField(label=_("Supplier"), max_length=80)
    material = forms.CharField(label=_("Material"), max_length=80)
    code = forms.CharField(label=_("Lot no."), max_length=60)
    received_on = day(_("Received on"))
    quantity = forms.DecimalField(label=_("Quantity"), required=False, min_value=0, max_digits=14, decimal_places=3)
    unit_of_measure = forms.CharField(label=_("Unit of measure"), required=False, max_length=12)
    remarks = forms.CharField(label=_("Remarks"), required=False, max_length=200)


class UseForm(forms.Form):
    """A batch that took some of a lot."""

    model = forms.CharField(label=_("Model"), max_length=60)
    batch = forms.CharField(label=_("Batch"), max_length=40)
    produced_on = day(_("Produced on"))
    lot = forms.CharField(label=_("Lot no."), max_length=60)
    supplier = forms.CharField(
        label=_("Supplier"), required=False, max_length=80, help_text=_("Only where the lot number isn't enough.")
    )
    material = forms.CharField(label=_("Material"), required=False, max_length=80)
    quantity = forms.DecimalField(
        label=_("Quantity used"), required=False, min_value=0, max_digits=14, decimal_places=3
    )
