"""The 「报修登记簿」, the technicians' work orders and the signed 「维修服务凭证」."""

from bihuan.service.models.classes import FaultClass
from bihuan.service.models.orders import WorkOrder
from bihuan.service.models.papers import DailyReport, ServiceVoucher
from bihuan.service.models.parts import PartRequest, PartUsage
from bihuan.service.models.requests import SEES_ALL, ServiceRequest

__all__ = [
    "SEES_ALL",
    "DailyReport",
    "FaultClass",
    "PartRequest",
    "PartUsage",
    "ServiceRequest",
    "ServiceVoucher",
    "WorkOrder",
]
