"""Addresses of the map at the desk."""

from django.urls import URLPattern, path

from wangge.console.views import boundary_files, boundary_form, map_data, map_page

urlpatterns: list[URLPattern] = [
    path("map/", map_page.page, name="map"),
    path("map/search/", map_page.search, name="map_search"),
    path("map/areas/<int:code>/", map_page.panel, name="map_panel"),
    path("map/areas.json", map_data.areas, name="map_areas"),
    path("map/buildings.json", map_data.buildings, name="map_buildings"),
    path("map/incidents.json", map_data.incidents, name="map_incidents"),
    path("map/base/<str:name>.json", map_data.base, name="map_base"),
    path("map/tiles.pmtiles", map_data.tiles, name="map_tiles"),
    path("map/areas/<int:code>/draw/", boundary_form.draw, name="draw_boundary"),
    path("map/areas/<int:code>/around.json", boundary_form.around, name="map_around"),
    path("map/export/", boundary_files.export, name="export_boundaries"),
    path("map/import/", boundary_files.take_in, name="import_boundaries"),
    path("map/import/save/", boundary_files.save, name="save_boundaries"),
]
