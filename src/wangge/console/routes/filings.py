"""Addresses of forms that superiors ask for at the desk."""

from django.urls import URLPattern, path

from wangge.console.views import filing, filings

urlpatterns: list[URLPattern] = [
    path("filings/", filings.listing, name="filings"),
    path("filings/new/", filings.create, name="new_form"),
    path("filings/collect/", filings.collection, name="collection"),
    path("filings/forms/<uuid:uid>/", filings.detail, name="form"),
    path("filings/forms/<uuid:uid>/describe/", filings.describe, name="describe_form"),
    path("filings/forms/<uuid:uid>/kind/", filings.change_kind, name="form_kind"),
    path("filings/forms/<uuid:uid>/columns/<int:index>/", filings.column, name="form_column"),
    path("filings/forms/<uuid:uid>/ask/", filings.ask, name="ask_form"),
    path("filings/forms/<uuid:uid>/decide/", filings.decide, name="decide_form"),
    path("filings/forms/<uuid:uid>/retire/", filings.retire, name="retire_form"),
    path("filings/forms/<uuid:uid>/discard/", filings.discard, name="discard_form"),
    path("filings/forms/<uuid:uid>/template/", filings.template, name="form_template"),
    path("filings/forms/<uuid:uid>/fill/", filings.fill, name="fill_form"),
    path("filings/exports/<uuid:uid>/decide/", filing.decide, name="decide_filing"),
    path("filings/exports/<uuid:uid>/file/", filing.file, name="filing_file"),
    path("filings/<uuid:uid>/", filing.detail, name="filing"),
    path("filings/<uuid:uid>/gaps/", filing.gaps, name="filing_gaps"),
    path("filings/<uuid:uid>/check/", filing.check, name="check_filing"),
    path("filings/<uuid:uid>/cell/", filing.cell, name="filing_cell"),
    path("filings/<uuid:uid>/reveal/", filing.reveal, name="reveal_cell"),
    path("filings/<uuid:uid>/send/", filing.send, name="send_filing"),
    path("filings/<uuid:uid>/export/", filing.export, name="export_filing"),
    path("filings/<uuid:uid>/discard/", filing.discard, name="discard_filing"),
]
