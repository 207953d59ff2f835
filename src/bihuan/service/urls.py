"""Addresses of the service app."""

from django.urls import URLPattern, path

from bihuan.service.views import (
    calendar,
    classes,
    commitments,
    contact_sheets,
    crew,
    day_plans,
    dispatching,
    emergencies,
    failures,
    installations,
    intake,
    loans,
    moves,
    orders,
    parts,
    phone,
    recalls,
    record,
    register,
    remedies,
    reports,
    shirking,
    software,
)
from bihuan.service.views.bench import checks, signing
from bihuan.service.views.bench import moves as bench_moves
from bihuan.service.views.bench import record as bench
from bihuan.service.views.charges import money
from bihuan.service.views.charges import record as charges

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
    path("day-plans/", day_plans.plans, name="day_plans"),
    path("day-plans/<int:pk>/", day_plans.plan, name="day_plan"),
    path("day-plans/<int:pk>/accept/", day_plans.accept, name="accept_plan"),
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

parts_of_jobs = [
    path("orders/<int:pk>/parts/", parts.use_part, name="use_part"),
    path("parts/<int:pk>/return/", parts.return_part, name="return_part"),
    path("requests/<int:pk>/want-part/", parts.want_part, name="want_part"),
    path("missing/", parts.missing_parts, name="missing_parts"),
    path("missing/<int:pk>/", parts.part_request, name="part_request"),
    path("missing/<int:pk>/order/", parts.order_part, name="order_part"),
    path("missing/<int:pk>/arrived/", parts.part_arrived, name="part_arrived"),
    path("missing/<int:pk>/drop/", parts.drop_part, name="drop_part"),
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
    path("jobs/<int:pk>/take_along/", signing.take_along, name="take_along"),
    path("jobs/<int:pk>/<str:name>/", phone.step, name="step"),
]

# Failure reports, contact sheets, reports of shirking: a list, a new one, the record, its moves.
matters = [
    path("failures/", failures.failures, name="failures"),
    path("failures/new/", failures.new_failure, name="new_failure"),
    path("failures/<int:pk>/", failures.failure, name="failure"),
    path("requests/<int:pk>/failure/", failures.report_failure, name="report_failure"),
    *(path(f"failures/<int:pk>/{name}/", view, name=f"failure_{name}") for name, view in failures.MOVES.items()),
    path("sheets/", contact_sheets.sheets, name="sheets"),
    path("sheets/new/", contact_sheets.new_sheet, name="new_sheet"),
    path("sheets/<int:pk>/", contact_sheets.sheet, name="sheet"),
    path("requests/<int:pk>/sheet/", contact_sheets.ask_department, name="ask_department"),
    *(path(f"sheets/<int:pk>/{name}/", view, name=f"sheet_{name}") for name, view in contact_sheets.MOVES.items()),
    path("shirking/", shirking.shirkings, name="shirkings"),
    path("shirking/<int:pk>/", shirking.shirking, name="shirking"),
    *(path(f"shirking/<int:pk>/{name}/", view, name=f"shirking_{name}") for name, view in shirking.MOVES.items()),
]

in_emergency = [
    path("emergencies/", emergencies.emergencies, name="emergencies"),
    path("emergencies/declare/", emergencies.declare, name="declare_emergency"),
    path("emergencies/plans/", emergencies.emergency_plans, name="emergency_plans"),
    path("emergencies/plans/new/", emergencies.new_plan, name="new_plan"),
    path("emergencies/plans/<int:pk>/", emergencies.emergency_plan, name="emergency_plan"),
    path("emergencies/plans/<int:pk>/edit/", emergencies.edit_plan, name="edit_plan"),
    path("emergencies/plans/<int:pk>/on_call/", emergencies.put_on_call, name="put_on_call"),
    path("emergencies/plans/<int:pk>/off_call/<int:line>/", emergencies.take_off_call, name="take_off_call"),
    path("emergencies/plans/<int:pk>/call_list/", emergencies.print_call_list, name="print_call_list"),
    path("emergencies/<int:pk>/", emergencies.emergency, name="emergency"),
    path("requests/<int:pk>/emergency/", emergencies.declare_from, name="declare_from"),
    *(path(f"emergencies/<int:pk>/{name}/", view, name=f"emergency_{name}")
      for name, view in emergencies.MOVES.items()),
    path("calls/<int:pk>/", emergencies.call, name="call"),
    path("calls/<int:pk>/yes/", emergencies.answer_call, {"reply": "yes"}, name="call_yes"),
    path("calls/<int:pk>/no/", emergencies.answer_call, {"reply": "no"}, name="call_no"),
    path("calls/<int:pk>/on_way/", emergencies.answer_call, {"reply": "on_way"}, name="call_on_way"),
    path("calls/<int:pk>/link/", emergencies.call_link, name="call_link"),
]  # fmt: skip

workshop = [
    path("requests/<int:pk>/receive/", signing.receive, name="receive"),
    path("bench/", bench.workshop, name="workshop"),
    path("bench/checklists/", checks.checklists, name="checklists"),
    path("bench/checklists/new/", checks.edit_check, name="new_check"),
    path("bench/checklists/<int:pk>/", checks.edit_check, name="function_check"),
    path("bench/<int:pk>/", bench.job, name="bench_job"),
    path("bench/<int:pk>/comment/", bench.comment, name="bench_comment"),
    path("bench/<int:pk>/link/", bench.link, name="bench_link"),
    path("bench/<int:pk>/estimate/", bench_moves.estimate, name="bench_estimate"),
    path("bench/<int:pk>/try_out/", bench_moves.try_out, name="bench_try_out"),
    path("bench/<int:pk>/return_goods/", signing.return_goods, name="bench_return_goods"),
    *(path(f"bench/<int:pk>/{name}/", bench_moves.view_of(name), name=f"bench_{name}") for name in bench_moves.FORMS),
    *(
        path(f"bench/<int:pk>/{name}/", bench_moves.answer_of(name), name=f"bench_{name}")
        for name in ("consent", "decline")
    ),
]

# From the sales contract to the signed acceptance.
installing = [
    path("recalled-units/<int:pk>/join/<int:request_pk>/", recalls.join, name="join_recall"),
    path("installations/", installations.installations, name="installations"),
    path("installations/new/", installations.new_installation, name="new_installation"),
    path("installations/<int:pk>/", installations.installation, name="installation"),
    path("installations/<int:pk>/comment/", installations.comment, name="installation_comment"),
    path("installations/<int:pk>/link/", installations.link, name="installation_link"),
    *(
        path(f"installations/<int:pk>/{name}/", getattr(installations, name), name=f"installation_{name}")
        for name in installations.ON_A_PAGE
    ),
    *(
        path(f"installations/<int:pk>/{name}/", view, name=f"installation_{name}")
        for name, view in installations.MOVES.items()
    ),
]

statutory = [
    path("requests/<int:pk>/ask_remedy/", remedies.ask_remedy, name="ask_remedy"),
    path("remedies/", remedies.remedies, name="remedies"),
    path("remedies/<int:pk>/", remedies.remedy, name="remedy"),
    *(path(f"remedies/<int:pk>/{name}/", remedies.view_of(name), name=f"remedy_{name}") for name in remedies.BUTTONS),
]

money_matters = [
    path("charges/", charges.bills, name="charges"),
    path("charges/<int:pk>/", charges.bill, name="charge"),
    path("charges/<int:pk>/amend/", charges.amend, name="charge_amend"),
    path("charges/<int:pk>/link/", charges.link, name="charge_link"),
    *(path(f"charges/<int:pk>/{name}/", charges.view_of(name), name=f"charge_{name}") for name in charges.BUTTONS),
    *(
        path(f"charges/<int:pk>/{name}/", charges.answer_of(name), name=f"charge_{name}")
        for name in ("agree", "decline")
    ),
    path("orders/<int:pk>/bill/", charges.draw_up, name="draw_up"),
    path("jobs/<int:pk>/collect/", charges.collect_on_phone, name="collect"),
    path("cash/", money.my_cash, name="my_cash"),
    path("cash/hand-over/", money.hand_over, name="hand_over_cash"),
    path("books/", money.books, name="books"),
    path("invoices/", money.invoices, name="invoices"),
    path("handovers/", money.handovers, name="handovers"),
    path("handovers/<int:pk>/", money.handover, name="handover"),
    path("handovers/<int:pk>/confirm/", money.confirm, name="handover_confirm"),
    path("exports/", money.exports, name="exports"),
    path("exports/<int:pk>.<str:kind>", money.export_file, name="export_file"),
    path("prices/", money.prices, name="prices"),
    path("prices/new/", money.price, name="new_price"),
    path("prices/<int:pk>/", money.price, name="price"),
]

lending = [
    path("requests/<int:pk>/loaner/", loans.reserve_loaner, name="reserve_loaner"),
    path("requests/<int:pk>/no_loaner/", loans.decline_loaner, name="decline_loaner"),
]

on_software = [
    path("jobs/<int:pk>/software/", software.prepare_software, name="prepare_software"),
    path("software/upgrade/", software.upgrade_units, name="upgrade_units"),
    path("software/<int:pk>/", software.software_job, name="software_job"),
    path("software/<int:pk>/check/", software.check, name="software_check"),
    path("software/<int:pk>/consent/", software.consent, name="software_consent"),
    *(path(f"software/<int:pk>/{name}/", software.with_note(name), name=f"software_{name}")
      for name in software.WITH_NOTE),
]  # fmt: skip

in_writing = [
    path("commitments/", commitments.commitments, name="commitments"),
    path("commitments/<int:pk>/", commitments.commitment, name="commitment"),
    path("commitments/<int:pk>/receive/", commitments.receive, name="commitment_receive"),
    path("commitments/<int:pk>/link/", commitments.link, name="commitment_link"),
    path("units/<int:pk>/commitment/", commitments.issue, name="issue_commitment"),
]

urlpatterns: list[URLPattern] = [
    *money_matters,
    *workshop,
    *desk,
    *requests,
    *parts_of_jobs,
    *matters,
    *in_emergency,
    *statutory,
    *installing,
    *lending,
    *on_software,
    *in_writing,
    *on_the_phone,
]
