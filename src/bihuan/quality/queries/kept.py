"""The files of quality: how long each is kept, and what goes with it (REG-07)."""

from bihuan.kernel import erasure
from bihuan.regulations.queries.kept import Kept
from bihuan.regulations.queries.retention import keep

FILES = (
    Kept("quality.qualityissue", forms=("issue_report",), closed=("closed",)),
    Kept("quality.correctiveaction", forms=("corrective_action",), ended="confirmed_at"),
    Kept("quality.nonconformity", forms=("nonconformity",), parts={"quality.disposition": "nonconformity"}),
    Kept("quality.zeroing", forms=("technical_zeroing", "management_zeroing", "zeroing_statement"), ended="zeroed_at",
         parts={"quality.zeroingcriterion": "zeroing"}),
    Kept("quality.supplierabnormality", forms=("supplier_abnormality",)),
    Kept("quality.rectificationnotice", forms=(
        "rectification_notice", "rectification_reply", "supervisor_reply", "construction_record", "material_record",
    )),
    Kept("quality.issueemergency", forms=("issue_emergency", "quality_circular"), ended="fixed_at",
         customer="customer"),
)  # fmt: skip


def register() -> None:
    """Name the files of this app."""
    keep(*FILES)
    erasure.register("quality.issueemergency", customer_name="", contact="", answered_by="")
