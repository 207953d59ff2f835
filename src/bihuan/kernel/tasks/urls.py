"""Addresses of background work, part of the kernel's."""

from django.urls import path

from bihuan.kernel.tasks import views

patterns = [
    path("system/tasks/", views.tasks, name="tasks"),
    path("system/tasks/retry/", views.retry, name="tasks-retry"),
]
