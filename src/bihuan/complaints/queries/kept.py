"""The files of complaints: how long each is kept, and what goes with it (REG-07)."""

from bihuan.kernel import erasure
from bihuan.regulations.queries.kept import Kept
from bihuan.regulations.queries.retention import keep

_COMPLAINT = {
    "complaints.investigation": "complaint", "complaints.finding": "investigation__complaint",
    "complaints.why": "investigation__complaint", "complaints.influence": "investigation__complaint",
}  # fmt: skip
FILES = (
    Kept("complaints.complaint", forms=(
        "complaint", "complaint_form", "abnormality", "complaint_record", "complaint_result", "complaint_follow_up",
        "service_complaint_record",
    ), parts=_COMPLAINT, customer="customer"),
    Kept("complaints.inspection", forms=("inspection",), ended="instructed_at", customer="complaint__customer"),
    Kept("complaints.compensation", forms=("compensation",), ended="decided_at", customer="complaint__customer"),
)  # fmt: skip


def register() -> None:
    """Name the files of this app."""
    keep(*FILES)
    erasure.register("complaints.complaint", contact_name="", order_no="", model_text="", serial_text="", bought_at="")
    erasure.register("complaints.compensation", payee="", proof="")
