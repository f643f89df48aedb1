"""The floor: one static page with the same map as inline SVG, and a few lines of script that filter it.

And what the ordinary apps are given: the same stations with the same filters, as one JSON text.
"""

import gzip
import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bench.walks import PILLS
from lib import view as views
from lib.answers import places
from lib.dataset import ROOT, Dataset
from lib.view import View

BASEMAP = ROOT / "static" / "basemap.geojson"
GEOJSON = "application/geo+json"
# Streamlit's own names, by which the stopwatch knows what a reader sees and whether a script is running.
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Floor</title><link rel="icon" href="data:,">
<body data-test-script-state="notRunning"><main data-testid="stMain">
<div id="pills">{pills}</div><h4 id="sentence"></h4>
<svg class="marks" viewBox="-180 -150 360 260" width="1000" height="720"><g fill="#e4e2dc" stroke="#b3afa6"
stroke-width="0.2">{land}</g><g id="marks" stroke="#262626" stroke-width="0.3"></g></svg></main>
<script>
const entries = {entries}, chosen = {{response: new Set(), report: new Set()}};
const marks = document.getElementById("marks"), sentence = document.getElementById("sentence");
const colors = ["#0072b2", "#56b4e9", "#009e73", "#f0e442", "#e69f00", "#cc79a7", "#d0d0d0", "#d55e00", "#8a6d3b"];
const steps = [...new Set(entries.map((entry) => entry.step))].sort();
const circles = new Map();
for (const {{place, x, y, step, name}} of entries) {{
  if (circles.has(place)) continue;
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  circle.setAttribute("cx", x); circle.setAttribute("cy", y); circle.setAttribute("fill", colors[steps.indexOf(step)]);
  circle.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "title")).textContent = name;
  circles.set(place, marks.appendChild(circle));
}}
const filter = () => {{
  const counts = new Map();
  for (const entry of entries)
    if (["response", "report"].every((field) => !chosen[field].size || entry[field].some((c) => chosen[field].has(c))))
      counts.set(entry.place, (counts.get(entry.place) ?? 0) + entry.count);
  for (const [place, circle] of circles) circle.setAttribute("r", 1.5 * Math.sqrt(counts.get(place) ?? 0));
  const stations = [...counts.values()].reduce((sum, count) => sum + count, 0);
  sentence.textContent = `${{stations}} stations in ${{counts.size}} places; as of today.`;
}};
document.getElementById("pills").addEventListener("click", ({{target}}) => {{
  if (!target.dataset.code) return;
  const codes = chosen[target.dataset.field];
  codes.delete(target.dataset.code) || codes.add(target.dataset.code);
  target.setAttribute("aria-pressed", codes.has(target.dataset.code));
  filter();
}});
filter();
</script></body></html>
"""


def tell(dataset: Dataset) -> dict[str, Any]:
    """The filters (field → code → title) and the entries with what they are filtered by."""
    selection = views.apply(View(), dataset)
    placed = {place.code: place for place in places.gather(selection, dataset.geocache) if place.is_placed}
    filters: dict[str, dict[str, str]] = {}
    for field, code, title in PILLS:
        filters.setdefault(field, {})[code] = title
    entries = []
    for row in selection.stations[["place", "country", "report", "count"]].to_dict("records"):
        place = placed.get(row["place"])
        if place is not None:
            entries.append(
                {
                    "place": place.code,
                    "name": place.name,
                    "longitude": place.longitude,
                    "latitude": place.latitude,
                    "count": int(row["count"]),
                    "step": place.step,
                    "report": [row["report"]],
                    "response": sorted(selection.standings[row["country"]].reached),
                }
            )
    return {"filters": filters, "entries": entries}


def write_page(told: dict[str, Any]) -> str:
    """The page as HTML, with nothing to fetch."""
    pills = "".join(
        f'<button data-field="{field}" data-code="{code}" aria-pressed="false">{title}</button>'
        for field, titles in told["filters"].items()
        for code, title in titles.items()
    )
    entries = [{**entry, "x": round(entry["longitude"], 2), "y": _rise(entry["latitude"])} for entry in told["entries"]]
    return PAGE.format(pills=pills, land="".join(_draw_land()), entries=json.dumps(entries, ensure_ascii=False))


def _draw_land() -> Iterator[str]:
    for feature in json.loads(BASEMAP.read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = ("L".join(f"{x:.1f} {_rise(y)}" for x, y in ring) for polygon in polygons for ring in polygon)
        yield f'<path d="{"".join(f"M{ring}Z" for ring in rings)}"/>'


def _rise(latitude: float) -> float:
    """Mercator, in degrees of longitude at the equator; down is positive."""
    return round(-math.degrees(math.log(math.tan(math.pi / 4 + math.radians(max(-85, min(85, latitude))) / 2))), 1)


@contextmanager
def serve(page: str) -> Iterator[str]:
    """Serve the page, and the basemap as `/basemap.geojson`, gzipped, from this process; gives the page's address."""
    kinds = {"/": ("text/html; charset=utf-8", page.encode()), "/basemap.geojson": (GEOJSON, BASEMAP.read_bytes())}
    files = {path: (kind, gzip.compress(content)) for path, (kind, content) in kinds.items()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, content = files[self.path]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(content)))
            # The ordinary apps are served from other ports, which a browser takes for other hosts.
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing, where the library would print every request."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
