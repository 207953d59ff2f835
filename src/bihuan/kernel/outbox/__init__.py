"""What people are told: inside the system always, by mail or a group's robot as each one wishes.

`notify` writes in the caller's transaction; what leaves the house is sent later by a worker, at least
once, repeated until the other side has it. Quiet hours hold back what isn't urgent; what gathers for
one person goes out as one message.

    register_topic("request.assigned", _("A job was assigned to me"))      # in an app's ready()
    notify([technician], topic="request.assigned", title=..., url=order.get_absolute_url(), record=order)
"""

from bihuan.kernel.outbox.delivery import deliver_mail, deliver_to_robot, mailbox, route_notices, send
from bihuan.kernel.outbox.models import Channel, Delivery, DeliveryState, Notice, NoticePreference, QuietHours
from bihuan.kernel.outbox.reading import mark_all_read, mark_read, unread_count
from bihuan.kernel.outbox.sending import notify
from bihuan.kernel.outbox.sms import has_sms, text
from bihuan.kernel.outbox.topics import register_topic, topics

__all__ = [
    "Channel",
    "Delivery",
    "DeliveryState",
    "Notice",
    "NoticePreference",
    "QuietHours",
    "deliver_mail",
    "deliver_to_robot",
    "has_sms",
    "mailbox",
    "mark_all_read",
    "mark_read",
    "notify",
    "register_topic",
    "route_notices",
    "send",
    "text",
    "topics",
    "unread_count",
]
