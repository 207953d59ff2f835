"""The workshop: what its customers are waited for, where its jobs show, receipts, labels and tags."""

from django.utils.translation import gettext_lazy as _

from bihuan.kernel import documents, events, panels, search
from bihuan.service.operations import waits
from bihuan.service.queries import bench as queries
from bihuan.service.queries import bench_papers as papers
from bihuan.service.states import bench


def register() -> None:
    """Show the workshop's jobs and print its papers."""
    events.subscribe(bench.BenchEstimated, waits.on_estimated)
    for answered in (bench.BenchConsented, bench.BenchDeclined):
        events.subscribe(answered, waits.on_answered)
    search.register("service.benchjob", _("Bench repair"), address="service:workshop", related=("request",))
    for kind, facts in (("service.servicerequest", queries.of_request), ("products.unit", queries.of_unit)):
        panel = panels.Panel("bench", _("Bench repair"), "service/bench/panel.html", facts, "service.view_bench")
        panels.register(kind, panel)
    for key, template, builder, name in (
        ("goods_receipt", "goods_receipt", papers.receipt, _("Goods receipt")),
        ("quotation", "quotation", papers.quotation, _("Quotation")),
        ("bench_return", "bench_return", papers.handover, _("Hand-over sheet")),
        ("shelf_label", "shelf_label", papers.shelf_label, _("Shelf label")),
        ("bench_tag", "bench_tag", papers.front_tag, _("Front tag")),
    ):
        documents.register_form(key, f"service/{template}", builder, name)
