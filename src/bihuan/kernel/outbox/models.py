"""Tables of the outbox: notices, who wants which of them where, and what is on its way."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.privacy import EncryptedTextField, mask_all
from bihuan.kernel.records import Tracked

ZONE = ZoneInfo("Asia/Shanghai")


class Notice(models.Model):
    """Something a person is told; the list behind the bell."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    topic = models.CharField(_("topic"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    kind = models.CharField(_("kind of record"), max_length=60, blank=True)
    subject_id = models.BigIntegerField(_("record"), null=True, blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    routed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notice_of_recipient"),
            models.Index(fields=["recipient"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["created_at"], name="notice_age"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_read(self) -> bool:
        """Whether the recipient has opened it."""
        return self.read_at is not None


class Channel(Tracked):
    """A group's robot (WeCom, DingTalk, Feishu, any webhook), as an apprise address."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    address: Any = EncryptedTextField(verbose_name=_("address"), mask=mask_all)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("robot")
        verbose_name_plural = _("robots")

    def __str__(self) -> str:
        return self.name


class NoticePreference(models.Model):
    """A person wants a topic ("" for all) also by mail, or by a robot."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences", db_index=False
    )
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("robot"))

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "topic"], name="preference_mail_once", condition=Q(channel__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["staff", "topic", "channel"],
                name="preference_robot_once",
                condition=Q(channel__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic or '*'} → {self.channel or 'mail'}"


class QuietHours(models.Model):
    """When a person is not to be disturbed, in local time; may span midnight. Urgent notices pass."""

    staff = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiet_hours")
    from_time = models.TimeField(_("from"), default=time(22, 0))
    until_time = models.TimeField(_("until"), default=time(7, 0))

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")

    def __str__(self) -> str:
        return f"{self.from_time:%H:%M} – {self.until_time:%H:%M}"

    def postponed(self, moment: datetime) -> datetime:
        """Return the moment itself, or the end of the quiet hours it falls into."""
        local = moment.astimezone(ZONE)
        at, start, end = local.time(), self.from_time, self.until_time
        is_quiet = start <= at < end if start <= end else (at >= start or at < end)
        if not is_quiet:
            return moment
        day = local.date() + timedelta(days=int(start > end and at >= start))
        return datetime.combine(day, end, tzinfo=ZONE)


class DeliveryState(models.TextChoices):
    """How far a message outside the house has come."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")


class Delivery(models.Model):
    """One notice on its way to one mailbox (`channel` empty) or one robot."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, db_index=False)
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    claim = models.CharField(max_length=32, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["notice"], name="delivery_mail_once", condition=Q(channel__isnull=True)),
            models.UniqueConstraint(
                fields=["notice", "channel"], name="delivery_robot_once", condition=Q(channel__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "staff", "due_at"],
                name="delivery_open",
                condition=Q(state__in=["waiting", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} → {self.channel or 'mail'}"
