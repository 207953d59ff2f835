"""Forms of units, their sale and acceptance, contracts and the catalogue, and the ledgers that can be imported."""

from bihuan.products.forms.entry import (
    AcceptanceForm,
    ContractForm,
    CustomerField,
    FaultCodeForm,
    LineForm,
    ModelForm,
    QuotaForm,
    SaleForm,
    UnitForm,
)

__all__ = [
    "AcceptanceForm", "ContractForm", "CustomerField", "FaultCodeForm", "LineForm", "ModelForm", "QuotaForm",
    "SaleForm", "UnitForm",
]  # fmt: skip
