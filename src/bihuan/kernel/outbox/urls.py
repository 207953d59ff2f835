"""Addresses of the outbox, part of the kernel's."""

from django.urls import path

from bihuan.kernel.outbox import views

patterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/bell/", views.bell, name="bell"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/<int:pk>/", views.notice, name="notice"),
    path("me/notices/", views.my_wishes, name="my-notices"),
    path("system/robots/", views.robots, name="robots"),
    path("system/robots/new/", views.robot, name="robot-new"),
    path("system/robots/<int:pk>/", views.robot, name="robot"),
    path("system/robots/<int:pk>/test/", views.robot_test, name="robot-test"),
]
