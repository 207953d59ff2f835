"""What a person wishes to be told outside the system, and when not."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.db import transaction

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.outbox import delivery
from bihuan.kernel.outbox.models import Channel, NoticePreference, QuietHours
from bihuan.kernel.records import locked
from bihuan.kernel.tasks import task


@transaction.atomic
def set_wishes(
    person: Any, wanted: Mapping[str, set[int | None]], quiet: tuple[time, time] | None, *, by: Actor
) -> None:
    """Replace one's own preferences.

    Args:
        wanted: topic ("" for all) to robots' keys, None meaning mail.
        quiet: from and until, None for no quiet hours.
    """
    if by.pk != person.pk:
        permit(by, "kernel.manage_system")
    kept = {(row.topic, row.channel_id): row for row in NoticePreference.objects.filter(staff=person.pk)}
    wishes = {(topic, channel) for topic, channels in wanted.items() for channel in channels}
    NoticePreference.objects.filter(pk__in=[row.pk for key, row in kept.items() if key not in wishes]).delete()
    NoticePreference.objects.bulk_create(
        NoticePreference(staff_id=person.pk, topic=topic, channel_id=channel)
        for topic, channel in sorted(wishes - set(kept), key=str)
    )
    if quiet is None:
        QuietHours.objects.filter(staff=person.pk).delete()
    else:
        QuietHours.objects.update_or_create(
            staff_id=person.pk, defaults={"from_time": quiet[0], "until_time": quiet[1]}
        )


@transaction.atomic
def save_robot(robot: Channel | None, *, name: str, address: str, is_active: bool, by: Actor) -> Channel:
    """Add or change a robot; an empty address keeps the one it has. The history masks the address."""
    permit(by, "kernel.manage_system")
    values: dict[str, Any] = {"name": name, "is_active": is_active, **({"address": address} if address else {})}
    if robot is None:
        added = Channel.objects.create(**values)
        history.append(added, "add", by=by, changes={"name": [None, name]}, is_first=True)
        return added
    row = locked(Channel, robot.pk)
    history.change(row, by=by, **values)
    return row


def try_robot(robot: Channel, *, by: Actor) -> None:
    """Have a worker send a greeting to a robot; what goes wrong stands on the page of tasks."""
    permit(by, "kernel.manage_system")
    greet_robot.enqueue(channel_id=robot.pk, greeter=by.display_name)


@task(max_attempts=1)
def greet_robot(channel_id: int, greeter: str) -> None:
    """Send one message that says who tries the robot."""
    robot = Channel.objects.get(pk=channel_id)
    if error := delivery.send(str(robot.address.reveal()), robot.name, greeter):
        raise delivery.NotDelivered(error)
