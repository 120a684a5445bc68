"""Addresses of what is printed for the public, and of its registers."""

from django.urls import URLPattern, path

from wangge.console.views import publicity, publicity_registers

urlpatterns: list[URLPattern] = [
    path("publicity/", publicity.listing, name="publicity"),
    path("publicity/<int:code>/", publicity.detail, name="publicity_grid"),
    path("publicity/<int:code>/print/", publicity.make, name="publicity_print"),
    path("publicity/<int:code>/hang/", publicity_registers.hang, name="hang_board"),
    path("publicity/<int:code>/hang-all/", publicity_registers.hang_all, name="hang_boards"),
    path("publicity/<int:code>/homes/", publicity_registers.homes, name="issue_cards"),
    path("publicity/boards/<uuid:uid>/down/", publicity_registers.take_down, name="take_down"),
    path(
        "publicity/printings/<uuid:uid>/withdraw/",
        publicity_registers.withdraw,
        name="withdraw_printing",
    ),
    path("publicity/postings/<int:pk>/", publicity_registers.particulars, name="publicity_worker"),
]
