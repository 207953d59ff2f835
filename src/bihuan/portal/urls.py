"""Addresses that customers open: short, because they stand in messages and QR codes."""

from django.urls import path

from bihuan.portal import views
from bihuan.portal.views import (
    commitments,
    complaints,
    emergencies,
    installations,
    notices,
    quality,
    suppliers,
    surveys,
)

app_name = "portal"
urlpatterns = [
    path("report/", views.report, name="report"),
    path("q/<str:serial>/", views.report, name="scan"),
    path("complain/", complaints.complain, name="complain"),
    path("k/<str:token>/", complaints.complaint, name="complaint"),
    path("k/<str:token>/say/", complaints.add, name="complaint_say"),
    path("track/", views.look_up, name="look_up"),
    path("t/<str:token>/", views.track, name="track"),
    path("t/<str:token>/say/", views.say, name="say"),
    path("t/<str:token>/voucher.pdf", views.voucher, name="voucher"),
    path("e/<str:token>/", views.estimate, name="estimate"),
    path("i/<str:token>/", installations.installation, name="installation"),
    path("i/<str:token>/<str:name>.pdf", installations.installation_paper, name="installation_paper"),
    path("p/<str:token>/", commitments.commitment, name="commitment"),
    path("p/<str:token>/commitment.pdf", commitments.commitment_paper, name="commitment_paper"),
    path("b/<str:token>/", views.quotation, name="quotation"),
    path("r/<str:token>/", views.recall, name="recall"),
    path("a/<str:token>/", emergencies.call, name="call"),
    path("c/<str:token>/", views.card, name="card"),
    path("v/<str:token>/", surveys.survey, name="survey"),
    path("z/<str:token>/", notices.notice, name="notice"),
    path("z/<str:token>/notice.pdf", notices.notice_paper, name="notice_paper"),
    path("s/<str:token>/", suppliers.supplier_answer, name="supplier_answer"),
    path("s/<str:token>/<int:pk>/", suppliers.supplier_picture, name="supplier_picture"),
    path("n/<str:token>/", quality.issue_report, name="issue_report"),
    path("d/<str:token>/", quality.disposition, name="disposition"),
    path("n/<str:token>/report.pdf", quality.issue_paper, name="issue_paper"),
]
