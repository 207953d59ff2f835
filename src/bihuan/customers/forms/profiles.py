"""The form of a company's profile."""

from django import forms

from bihuan.customers.forms.entry import FileForm
from bihuan.customers.models import Profile

FIELDS = (
    "ownership", "founded", "representative", "tax_number", "staff_count", "premises", "yearly_sales", "trade",
    "products", "equipment", "market", "payment", "credit", "summary",
)  # fmt: skip


class ProfileForm(FileForm):
    """The second half of the 「客户基本资料表」."""

    class Meta:
        model = Profile
        fields = FIELDS
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}
