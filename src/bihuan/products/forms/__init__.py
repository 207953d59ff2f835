"""Forms of the products app."""

from bihuan.products.forms.units import (
    AcceptanceForm,
    ContractForm,
    CustomerField,
    FaultCodeForm,
    LineForm,
    ModelForm,
    RevisedForm,
    SaleForm,
    UnitForm,
    WithCustomer,
    day,
)

__all__ = [
    "AcceptanceForm", "ContractForm", "CustomerField", "FaultCodeForm", "LineForm", "ModelForm", "RevisedForm",
    "SaleForm", "UnitForm", "WithCustomer", "day",
]  # fmt: skip
