"""Addresses of the service app."""

from django.urls import URLPattern, path

from bihuan.service.views import (
    calendar,
    classes,
    crew,
    dispatching,
    intake,
    moves,
    orders,
    phone,
    plans,
    record,
    register,
    reports,
)

app_name = "service"

desk = [
    path("requests/", register.requests, name="requests"),
    path("requests/classify/", register.classify, name="classify"),
    path("requests/dispatch/", register.dispatch_many, name="dispatch_many"),
    path("requests/print/", register.print_register, name="print_register"),
    path("requests/export/", register.export_chosen, name="export_chosen"),
    path("ledger/", register.ledger, name="ledger"),
    path("take-in/", intake.take_in, name="take_in"),
    path("take-in/sentence/", intake.take_in_sentence, name="take_in_sentence"),
    path("take-in/hear/", intake.hear, name="hear"),
    path("take-in/recognise/", intake.recognise, name="recognise"),
    path("board/", dispatching.board, name="board"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/mine/", calendar.my_calendar, name="my_calendar"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/accept/", plans.accept, name="accept_plan"),
    path("appointments/new/", calendar.new_appointment, name="new_appointment"),
    path("appointments/<int:pk>/", calendar.appointment, name="appointment"),
    path("appointments/<int:pk>/cancel/", calendar.cancel_appointment, name="cancel_appointment"),
    path("classes/", classes.fault_classes, name="fault_classes"),
    path("classes/new/", classes.edit_class, name="new_class"),
    path("classes/<int:pk>/", classes.edit_class, name="edit_class"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/<str:day>/", reports.daily_report, name="daily_report"),
]

requests = [
    path("requests/<int:pk>/", record.record, name="request"),
    path("requests/<int:pk>/comment/", record.comment, name="comment"),
    path("requests/<int:pk>/attach/", record.attach, name="attach"),
    path("requests/<int:pk>/change/", record.change, name="change"),
    path("requests/<int:pk>/link/", record.link, name="link"),
    path("requests/<int:pk>/join/", intake.join, name="join"),
    path("requests/<int:pk>/assign/", dispatching.assign, name="assign"),
    path("requests/<int:pk>/dispatch/", dispatching.dispatch, name="dispatch"),
    path("requests/<int:pk>/reassign/", dispatching.reassign, name="reassign"),
    *(path(f"requests/<int:pk>/{name}/", moves.view_of(name), name=name) for name in moves.FORMS),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>/file_paper/", orders.file_paper, name="file_paper"),
    path("orders/<int:pk>/put-to/", calendar.put_to, name="put_to"),
    path("orders/<int:pk>/crew/add/", crew.add, name="add_helper"),
    path("orders/<int:pk>/crew/<int:person>/remove/", crew.remove, name="remove_helper"),
    path("orders/<int:pk>/crew/minutes/", crew.minutes, name="crew_minutes"),
    path("orders/<int:pk>/decline/", orders.decline, name="decline_order"),
]

on_the_phone = [
    path("today/", phone.today, name="today"),
    path("today/next/", phone.take_next, name="take_next"),
    path("scan/", phone.scan, name="scan"),
    path("jobs/<int:pk>/", phone.job, name="job"),
    path("jobs/<int:pk>/decline/", phone.decline, name="decline"),
    path("jobs/<int:pk>/diagnose/", phone.diagnose, name="diagnose"),
    path("jobs/<int:pk>/finish/", phone.finish, name="finish"),
    path("jobs/<int:pk>/sign/", phone.sign, name="sign"),
    path("jobs/<int:pk>/reveal/", phone.reveal, name="reveal"),
    path("jobs/<int:pk>/<str:name>/", phone.step, name="step"),
]

urlpatterns: list[URLPattern] = [*desk, *requests, *on_the_phone]
