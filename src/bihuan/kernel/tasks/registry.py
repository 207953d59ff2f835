"""From a task's name to the task."""

from functools import cache
from typing import Any

from django.utils.module_loading import import_string
from django_tasks.base import Task


class UnknownTask(Exception):
    """The row names something that is no task: it was renamed, or another version wrote it."""


@cache
def function_of(name: str) -> Task[..., Any]:
    """Return the task with this dotted path.

    Raises:
        UnknownTask: nothing of that name is a task.
    """
    try:
        found = import_string(name)
    except ImportError as error:
        raise UnknownTask(name) from error
    if not isinstance(found, Task):
        raise UnknownTask(name)
    return found
