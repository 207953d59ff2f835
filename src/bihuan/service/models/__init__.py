"""The 「报修登记簿」, the technicians' work orders and the signed 「维修服务凭证」."""

from bihuan.service.models.bench import BenchJob, Estimate, EstimateLine, FunctionCheck, FunctionTest
from bihuan.service.models.classes import FaultClass
from bihuan.service.models.orders import WorkOrder
from bihuan.service.models.papers import DailyReport, ServiceVoucher
from bihuan.service.models.planning import Appointment, CrewMember, DayPlan
from bihuan.service.models.remedies import Remedy
from bihuan.service.models.requests import SEES_ALL, ServiceRequest

__all__ = [
    "SEES_ALL", "Appointment", "BenchJob", "CrewMember", "DailyReport", "DayPlan", "Estimate", "EstimateLine",
    "FaultClass", "FunctionCheck", "FunctionTest", "Remedy", "ServiceRequest", "ServiceVoucher", "WorkOrder",
]  # fmt: skip
