"""Addresses of documents, part of the kernel's."""

from django.urls import path

from bihuan.kernel.documents import views

patterns = [
    path("print/<slug:key>/<str:kind>/<int:pk>.pdf", views.print_record, name="print"),
    path("print/<slug:key>.pdf", views.print_list, name="print_list"),
    path("company/", views.company_page, name="company"),
]
