"""Addresses of the signoff app."""

from django.urls import URLPattern, path

from bihuan.signoff import views

app_name = "signoff"
urlpatterns: list[URLPattern] = [
    path("", views.waiting, name="waiting"),
    path("<int:pk>/", views.circulation, name="circulation"),
    path("consents/<int:pk>/", views.consent, name="consent"),
    path("consents/ask/<str:kind>/<int:pk>/", views.ask_consent, name="ask_consent"),
    path("<int:pk>/add/", views.add, name="add"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("stations/<int:pk>/sign/", views.sign, name="sign"),
    path("stations/<int:pk>/return/", views.send_back, name="return"),
    path("stations/<int:pk>/delegate/", views.delegate, name="delegate"),
    path("stations/<int:pk>/take-over/", views.take_over, name="take_over"),
    path("stations/<int:pk>/skip/", views.skip, name="skip"),
]
