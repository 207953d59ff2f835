"""Addresses of opinion cards, cases and the daily reconciliation."""

from django.urls import path

from bihuan.feedback.views import cards, cases

app_name = "feedback"
urlpatterns = [
    path("cards/", cards.cards, name="cards"),
    path("cards/<int:pk>/", cards.card, name="card"),
    path("cards/<int:pk>/answer/", cards.answer, name="answer"),
    path("requests/<int:pk>/card/", cards.send, name="send"),
    path("reconciliation/", cards.reconciliation, name="reconciliation_today"),
    path("reconciliation/<str:day>/", cards.reconciliation, name="reconciliation"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/treat/", cases.treat, name="treat"),
    path("cases/<int:pk>/escalate/", cases.escalate, name="escalate"),
    path("cases/<int:pk>/instruct/", cases.instruct, name="instruct"),
    path("cases/<int:pk>/reply/", cases.reply, name="reply"),
    path("cases/<int:pk>/close/", cases.close, name="close"),
    path("cases/<int:pk>/reopen/", cases.reopen, name="reopen"),
]
