"""Addresses of the desk, under /desk/."""

from django.urls import path

from wangge.console.routes import (
    care,
    dictionary,
    exports,
    filings,
    grid_checks,
    guarded,
    incidents,
    lives,
    opening,
    places,
    premises,
    prints,
    publicity,
    redivision,
    rights,
    upkeep,
    visits,
)
from wangge.console.routes import (
    map as county_map,
)
from wangge.console.views import (
    accounts,
    areas,
    catalogue,
    home,
    imports,
    people,
    session,
    settings,
)

app_name = "console"

urlpatterns = [
    *incidents.urlpatterns,
    *care.urlpatterns,
    *dictionary.urlpatterns,
    *exports.urlpatterns,
    *filings.urlpatterns,
    *grid_checks.urlpatterns,
    *guarded.urlpatterns,
    *lives.urlpatterns,
    *county_map.urlpatterns,
    *opening.urlpatterns,
    *places.urlpatterns,
    *premises.urlpatterns,
    *prints.urlpatterns,
    *publicity.urlpatterns,
    *redivision.urlpatterns,
    *rights.urlpatterns,
    *upkeep.urlpatterns,
    *visits.urlpatterns,
    path("", home.home, name="home"),
    path("notices/", home.notice_list, name="notices"),
    path("notices/read/", home.read_notices, name="read_notices"),
    # Signing in
    path("sign-in/", session.sign_in, name="sign_in"),
    path("sign-out/", session.sign_out, name="sign_out"),
    path("password/", session.password, name="password"),
    # Areas
    path("areas/", areas.tree, name="areas"),
    path("areas/<int:code>/", areas.detail, name="area"),
    path("areas/<int:code>/branch/", areas.branch, name="branch"),
    path("areas/<int:code>/grids/", areas.create_grid, name="create_grid"),
    path("areas/<int:code>/groups/", areas.save_group, name="save_group"),
    path("areas/<int:code>/rename/", areas.rename, name="rename_area"),
    path("areas/<int:code>/close/", areas.close, name="close_grid"),
    # Residents
    path("people/", people.listing, name="people"),
    path("people/find/", people.find, name="find_person"),
    path("people/<uuid:uid>/", people.detail, name="person"),
    path("people/<uuid:uid>/reveal/", people.reveal, name="reveal_person"),
    # Ledgers taken in
    path("imports/", imports.listing, name="imports"),
    path("imports/<uuid:uid>/", imports.detail, name="import"),
    path("imports/<uuid:uid>/confirm/", imports.confirm, name="confirm_import"),
    path("imports/<uuid:uid>/discard/", imports.discard, name="discard_import"),
    path("imports/<uuid:uid>/report/", imports.report, name="import_report"),
    path("imports/<uuid:uid>/mend/", imports.mend, name="import_mend"),
    # Accounts and posts
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/new/", accounts.create, name="create_account"),
    path("accounts/places/", accounts.places, name="places"),
    path("accounts/<int:pk>/", accounts.detail, name="account"),
    path("accounts/<int:pk>/active/", accounts.set_active, name="account_active"),
    path("accounts/<int:pk>/phone/", accounts.publish_phone, name="publish_phone"),
    path("accounts/<int:pk>/reset/", accounts.reset, name="reset_password"),
    path("accounts/<int:pk>/postings/", accounts.appoint, name="appoint"),
    path("postings/<int:pk>/end/", accounts.end_posting, name="end_posting"),
    path("postings/<int:pk>/leave/", accounts.take_leave, name="take_leave"),
    path("postings/<int:pk>/back/", accounts.come_back, name="come_back"),
    # Catalogue and local rules
    path("catalogue/", catalogue.listing, name="catalogue"),
    path("catalogue/<str:code>/", catalogue.edit, name="category"),
    path("settings/", settings.listing, name="settings"),
    path("settings/<str:key>/", settings.put, name="put_setting"),
]
