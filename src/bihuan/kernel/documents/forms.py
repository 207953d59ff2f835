"""Printed forms: which there are, how one is made from a record, and how it is kept for good.

An app registers its forms once, in `apps.py`; the kernel gives each an address and asks the
record's own `visible_to` who may print it. What was signed is archived: a locked attachment with
its digest, never set again.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import segno
from django.utils import translation

from bihuan.kernel import attachments
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents.company import company
from bihuan.kernel.documents.typeset import DocumentError, render
from bihuan.kernel.records import Tracked

PDF = "application/pdf"
PAPER = "zh-hans"  # forms are Chinese, whatever language their reader works in


@dataclass(frozen=True)
class Sheet:
    """What a form shows of one record (or of a list of them).

    `data` are the template's values, `extra` the fields that clauses have put on this form (label and
    value), `meta` form number, version and retention (`form`, `version`, `keep`), `qr` the address in
    the QR code and `qr_note` the words beside it.
    """

    data: Mapping[str, Any]
    title: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    extra: tuple[tuple[str, str], ...] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)
    qr: str = ""
    qr_note: str = ""


Builder = Callable[[Any, Actor], Sheet]
ReportBuilder = Callable[[Mapping[str, str], Actor], Sheet]


@dataclass(frozen=True)
class Form:
    """A registered form: of one record (`builder`), or of a period or a list (`report`)."""

    key: str
    template: str
    name: Any
    builder: Builder | None = None
    report: ReportBuilder | None = None
    perm: str = ""


_forms: dict[str, Form] = {}


def register_form(key: str, template: str, data_builder: Builder, name: Any) -> None:
    """Make a form of one record known: `/print/<key>/<kind>/<pk>.pdf` for whoever may see the record.

    Args:
        key: name in the address, such as `voucher`.
        template: `app/name` of the typst file.
        data_builder: called with the record and the viewer, returns the `Sheet`.
        name: the form's name as people say it; also the title when the sheet has none.
    """
    _forms[key] = Form(key, template, name, builder=data_builder)


def register_report(key: str, template: str, report: ReportBuilder, name: Any, *, perm: str) -> None:
    """Make a form of a period or list known: `/print/<key>.pdf?…` for whoever has `perm`.

    Args:
        report: called with the address's parameters and the viewer; it limits the rows to `visible_to`.
    """
    _forms[key] = Form(key, template, name, report=report, perm=perm)


def form(key: str) -> Form | None:
    """Return the registered form, or None."""
    return _forms.get(key)


def qr_image(address: str) -> bytes:
    """Return a QR code as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue()


def typeset(spec: Form, build: Callable[[], Sheet], *, at: datetime | None = None) -> bytes:
    """Return a form as PDF in Chinese, with the company's head, its QR code and the clauses' extra fields.

    Args:
        build: returns the sheet; called in Chinese, so that every word it looks up is.
        at: when it is printed; now by default.
    """
    with translation.override(PAPER):
        return _set(spec, build(), at)


def _set(spec: Form, sheet: Sheet, at: datetime | None) -> bytes:
    profile = company()
    head = {**profile.head(), "title": sheet.title or str(spec.name), "number": sheet.data.get("number", "")}
    head |= {**sheet.meta, "qr_note": sheet.qr_note}
    images = dict(sheet.images)
    if profile.logo:
        images.setdefault("logo", bytes(profile.logo))
    if sheet.qr:
        images["qr"] = qr_image(sheet.qr)
    extra = [{"label": label, "value": value} for label, value in sheet.extra]
    return render(spec.template, {**sheet.data, "head": head, "extra": extra}, images=images, at=at)


def print_form(key: str, record: Tracked, *, by: Actor, at: datetime | None = None) -> bytes:
    """Return a registered form of a record as PDF.

    Raises:
        DocumentError: there is no such form of one record.
    """
    spec = form(key)
    if spec is None or spec.builder is None:
        raise DocumentError(f"no form {key!r} of one record")
    return typeset(spec, partial(spec.builder, record, by), at=at)


def print_report(key: str, parameters: Mapping[str, str], *, by: Actor) -> bytes:
    """Return a registered form of a list or period as PDF.

    Raises:
        DocumentError: there is no such report.
    """
    spec = form(key)
    if spec is None or spec.report is None:
        raise DocumentError(f"no report {key!r}")
    return typeset(spec, partial(spec.report, parameters, by))


def archive(key: str, record: Tracked, *, by: Actor, at: datetime | None = None) -> attachments.Attachment:
    """Print a form and keep the PDF on the record, locked, with its digest in the history (SVC-10).

    A form that was archived before is returned as it is: what was signed is not set a second time.
    """
    kept = archived(key, record.kind(), record.pk)
    if kept is not None:
        return kept
    title = str(_forms[key].name)
    name = f"{title} {getattr(record, 'number', record.pk)}.pdf"
    content = attachments.Content(name, PDF, print_form(key, record, by=by, at=at))
    return attachments.attach(record, content, by=by, caption=title, purpose=key[:24], is_locked=True)


def archived(key: str, kind: str, pk: int) -> attachments.Attachment | None:
    """Return the archived form of a record, or None when it hasn't been archived."""
    return attachments.of(kind, pk).filter(purpose=key[:24], is_locked=True, content_type=PDF).first()
