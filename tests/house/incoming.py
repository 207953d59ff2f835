"""What stands in the gallery of incoming inspection: a supplier, and his lot that was not in order."""

from decimal import Decimal
from typing import Any

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.signing import drawn
from bihuan.products.operations import suppliers
from bihuan.quality.models import SupplierAbnormality
from bihuan.quality.operations import abnormalities
from tests.cast import SIGNATURE, Cast


def inspected(supplier: Any, **values: Any) -> abnormalities.Inspection:
    """Return an inspection of 600 thermostats, 3 of 50 in the sample defective."""
    told = {
        "material": "内机温控器", "lot": "Y2403-7", "lot_quantity": Decimal(600), "standard": "检验指导书 IQC-017",
        "sample_size": 50, "defective": 3, "defect_class": "B", "defect_kind": "performance", "defects": ["size"],
        "description": "触点镀层偏薄，50 只中 3 只低于 2 µm", "unit_of_measure": "只", **values,
    }  # fmt: skip
    return abnormalities.Inspection(supplier=supplier, **told)


def asked(cast: Cast, one: SupplierAbnormality) -> SupplierAbnormality:
    """Have 宋扬 check it, 钱进 confirm it and 方婷 send the request."""
    abnormalities.check(one, by=cast.songyang)
    abnormalities.confirm(one, by=cast.qianjin)
    return abnormalities.issue(one, demand="请查明镀层偏薄的原因并采取措施", by=cast.fangting)


def of(cast: Cast) -> dict[str, Any]:
    """Return a supplier with a certificate, and an abnormality of his that he is asked about."""
    facts = suppliers.SupplierFacts(name="甬江电子", code="YJ", contact="周建国", phone="13905740011")
    supplier = suppliers.save_supplier(None, facts, by=SYSTEM)
    suppliers.add_certificate(supplier, name="ISO 9001", number="Q-1", by=SYSTEM)
    one = abnormalities.find(inspected(supplier, files=[drawn(SIGNATURE)]), by=cast.fangting)
    return {"supplier": supplier, "abnormality": asked(cast, one)}
