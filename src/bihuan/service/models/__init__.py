"""The 「报修登记簿」, the technicians' work orders, the signed 「维修服务凭证」, and what goes on beside them."""

from bihuan.service.models.bench import BenchJob, Estimate, EstimateLine, FunctionCheck, FunctionTest
from bihuan.service.models.charges import Charge, ChargeLine, PriceItem
from bihuan.service.models.classes import FaultClass
from bihuan.service.models.commitments import ServiceCommitment
from bihuan.service.models.contact_sheets import ContactSheet
from bihuan.service.models.emergencies import Emergency, EmergencyCall, EmergencyPlan, OnCall
from bihuan.service.models.failures import FailureReceipt, FailureReport
from bihuan.service.models.installations import (
    AcceptanceDefect,
    Installation,
    InstallationMember,
    InstallationUnit,
    TrainingSession,
)
from bihuan.service.models.loans import LoanerOffer
from bihuan.service.models.money import CashHandover, ChargeCheck, FinanceExport, Invoice, Payment
from bihuan.service.models.orders import WorkOrder
from bihuan.service.models.papers import DailyReport, ServiceVoucher
from bihuan.service.models.parts import PartRequest, PartUsage
from bihuan.service.models.planning import Appointment, CrewMember, DayPlan
from bihuan.service.models.remedies import Remedy
from bihuan.service.models.requests import SEES_ALL, ServiceRequest
from bihuan.service.models.shirking import ShirkingReport
from bihuan.service.models.software import SoftwareJob

__all__ = [
    "SEES_ALL",
    "AcceptanceDefect",
    "Appointment",
    "BenchJob",
    "CashHandover",
    "Charge",
    "ChargeCheck",
    "ChargeLine",
    "ContactSheet",
    "CrewMember",
    "DailyReport",
    "DayPlan",
    "Emergency",
    "EmergencyCall",
    "EmergencyPlan",
    "Estimate",
    "EstimateLine",
    "FailureReceipt",
    "FailureReport",
    "FaultClass",
    "FinanceExport",
    "FunctionCheck",
    "FunctionTest",
    "Installation",
    "InstallationMember",
    "InstallationUnit",
    "Invoice",
    "LoanerOffer",
    "OnCall",
    "PartRequest",
    "PartUsage",
    "Payment",
    "PriceItem",
    "Remedy",
    "ServiceCommitment",
    "ServiceRequest",
    "ServiceVoucher",
    "ShirkingReport",
    "SoftwareJob",
    "TrainingSession",
    "WorkOrder",
]
