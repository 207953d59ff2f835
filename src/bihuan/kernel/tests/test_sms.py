import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bihuan.kernel.outbox import sms


class Gateway(HTTPServer):
    """A gateway on this machine that keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard, self.answer = [], (200, b'{"code":0}')
        self.address = f"http://127.0.0.1:{self.server_port}/send"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        status, said = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway(settings):
    server = Gateway()
    Thread(target=server.serve_forever, daemon=True).start()
    settings.BIHUAN_SMS = server.address
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.req("SVC-22")
def test_a_message_reaches_the_gateway_signed(gateway, settings):
    settings.BIHUAN_SMS_KEY = "a key"
    assert sms.text("13812346021", '报修"已登记"\n请看链接') == ""
    _path, heads, body = gateway.heard[0]
    assert json.loads(body) == {"phone": "13812346021", "text": '报修"已登记"\n请看链接'}
    assert heads["X-Bihuan-Signature"] == sms.signature("a key", heads["X-Bihuan-Time"], body)
    assert heads["X-Bihuan-Signature"] != sms.signature("another", heads["X-Bihuan-Time"], body)


def test_address_and_body_follow_the_settings(gateway, settings):
    settings.BIHUAN_SMS = gateway.address + "?to={phone}&at={time}"
    settings.BIHUAN_SMS_BODY = '{"to": ["+86{phone}"], "params": {"0": "{text}"}, "type": 1}'
    assert sms.text("13812346021", "你好") == ""
    path, _heads, body = gateway.heard[0]
    assert path.startswith("/send?to=13812346021&at=")
    assert json.loads(body) == {"to": ["+8613812346021"], "params": {"0": "你好"}, "type": 1}


@pytest.mark.parametrize(
    ("answer", "error"), [((500, b""), "HTTP 500"), ((200, b'{"code":7,"to":"13812346021"}'), '"code":7')]
)
def test_what_the_gateway_refuses_is_an_error_without_the_number(gateway, settings, answer, error):
    settings.BIHUAN_SMS_OK, gateway.answer = '"code":0', answer
    said = sms.text("13812346021", "你好")
    assert error in said
    assert "13812346021" not in said


def test_a_gateway_that_is_not_there_is_an_error(settings):
    settings.BIHUAN_SMS = "http://127.0.0.1:9/"
    assert sms.text("13812346021", "你好") == "URLError"
