"""Desks: a colleague at his screen, and the pages on which a regulation is written."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from bihuan.organization.models import Staff
from bihuan.regulations.models import Clause, RegulationVersion

PASSWORD_LOGIN = "django.contrib.auth.backends.ModelBackend"


class Desk:
    """Somebody signed in, who opens pages and sends forms."""

    def __init__(self, person: Staff | None = None, *, language: str = "zh-hans") -> None:
        self.client = Client()
        self.client.cookies["django_language"] = language
        if person:
            self.client.force_login(person, backend=PASSWORD_LOGIN)

    def open(self, path: str, expect: int = 200) -> str:
        """Return a page's text."""
        answer: Any = self.client.get(path, follow=expect == 200)
        assert answer.status_code == expect, (path, answer.status_code, answer.content.decode()[-2000:])
        return answer.content.decode()

    def send(self, path: str, expect: int = 303, **data: Any) -> HttpResponse:
        """Send a form; a good one leads on."""
        answer: Any = self.client.post(path, data)
        assert answer.status_code == expect, (path, answer.status_code, errors_of(answer))
        return answer

    def file(self, path: str) -> bytes:
        """Return a file."""
        answer: Any = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return b"".join(answer.streaming_content) if answer.streaming else answer.content


def errors_of(answer: Any) -> Any:
    """Return what a refused form complains of."""
    form = (answer.context or {}).get("form") if answer.context is not None else None
    return dict(form.errors) if form is not None else answer.content.decode()[-1500:]


def draft_regulation(office: Desk, key: str, *, number: str = "2.1") -> Clause:
    """Have the office write a regulation of one clause."""
    office.send("/regulations/new/", key=key, title=f"{key} 服务规定", code="BH-X-01", department="")
    version = RegulationVersion.objects.get(regulation__key=key)
    office.send(
        f"/regulations/versions/{version.pk}/clauses/add/", number=number, heading="半小时联系",
        text="登记后半小时内与客户联系；派工须经售后服务管理师同意；登记时应注明安装环境。", revision=version.revision,
    )  # fmt: skip
    return Clause.objects.get(version=version, number=number)


def add_parameter(office: Desk, clause: Clause, kind: str, **data: Any) -> None:
    """Have the office put one parameter under a clause."""
    office.send(f"/regulations/clauses/{clause.pk}/parameters/{kind}/", **data)


def put_in_force(office: Desk, manager: Desk, clause: Clause) -> None:
    """Send the draft to joint review and have the general manager approve it."""
    version = clause.version
    office.send(f"/regulations/versions/{version.pk}/submit/", note="")
    manager.send(f"/regulations/versions/{version.pk}/approve/", note="同意", effective_on="")
    version.refresh_from_db()
    assert version.state == "in_force"
