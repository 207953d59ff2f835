"""The files of the service desk: how long each is kept, and what goes with it (REG-07)."""

from bihuan.kernel import erasure
from bihuan.regulations.queries.kept import Kept
from bihuan.regulations.queries.retention import keep

_REQUEST = {
    "service.workorder": "request", "service.servicevoucher": "order__request", "service.benchjob": "request",
    "service.estimate": "job__request", "service.partusage": "order__request", "service.partrequest": "request",
    "service.softwarejob": "order__request", "service.shirkingreport": "request", "service.loaneroffer": "request",
}  # fmt: skip
FILES = (
    Kept("service.servicerequest", forms=(
        "repair_register", "service_records", "service_ledger", "receipt", "voucher", "issue_slip", "goods_receipt",
        "estimate", "bench_return", "bench_tag", "software_sheet",
    ), parts=_REQUEST, customer="customer"),
    Kept("service.charge", forms=("charge_quotation", "charge_receipt"), ended="settled_at",
         customer="request__customer"),
    Kept("service.remedy", forms=("remedy_decision",), ended="done_at", customer="request__customer"),
    Kept("service.installation", forms=("installation_acceptance", "acceptance_certificate"), ended="accepted_at",
         customer="customer"),
    Kept("service.servicecommitment", forms=("commitment",), ended="issued_at", customer="customer"),
    Kept("service.failurereport", forms=("failure_report",), customer="customer"),
    Kept("service.contactsheet", forms=("contact_sheet",), ended="confirmed_at"),
    Kept("service.emergency", forms=("emergency",), ended="stood_down_at"),
)  # fmt: skip


def register() -> None:
    """Name the files of this app."""
    keep(*FILES)
    erasure.register("service.servicerequest", contact_name="", model_text="", serial_text="", entitlement={}, extra={})
    erasure.register("service.benchjob", signer_name="", returned_to="", serial_text="", model_text="")
    erasure.register("service.estimate", answered_by="")
    erasure.register("service.servicevoucher", signer_name="")
    erasure.register("service.softwarejob", consent_name="")
    erasure.register("service.charge", agreed_by="")
    erasure.register("service.installation", received_by="", customer_signer="")
    erasure.register("service.servicecommitment", received_by="")
    erasure.register("service.failurereport", place="")
    erasure.register("service.contactsheet", subject="")
    erasure.register("service.emergency", place="")
