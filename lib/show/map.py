"""The map, its camera, its legend, and the list of places that drives it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from lib.answers import map as places
from lib.answers.map import Place
from lib.dataset import codes, label
from lib.draw import scene as maps
from lib.draw.palette import DARK, LIGHT, Theme
from lib.draw.scene import Camera
from lib.serve.assets import ground_url
from lib.show.blocks import CONTESTED
from lib.show.session import Context, bind, change, is_phone, note_options
from lib.view.steps import Standing
from lib.words import views as words
from lib.words.catalogue import count_stations
from lib.words.records import escape_markdown

# Width and height of the map in pixels; a browser draws it as wide as its column, so the width is a safe guess.
SCREEN, PHONE = (510, 480), (340, 320)
SUMMARY = 190  # pixels, below the list when a place is open
FEW = 14  # places that a list shows without scrolling
GROUND = ground_url()


def choose_colors(context: Context) -> None:
    """What the marks' colour says, and whether countries are filled by furthest step."""
    st.segmented_control(
        "Colour by",
        list(codes("color")),
        format_func=lambda code: label("color", code),
        **bind("color", context.view.color, lambda code: code or "report"),
    )
    st.toggle(
        "Fill countries by furthest step",
        **bind("areas", bool(context.view.areas), lambda on: "step" if on else ""),
    )


def choose_place(context: Context, found: Sequence[Place]) -> None:
    """The places as radio buttons; choosing one opens it, here and on the map."""
    names = {place.code: place.name for place in found}
    notes = {place.code: f" · {place.count}{' · contested' * place.contested}" for place in found}
    opened = context.view.place
    if opened and opened not in names:
        names = {opened: places.name_place(context.dataset, opened), **names}
        notes = {opened: " · outside this view", **notes}
    height = SCREEN[1] - SUMMARY if opened else SCREEN[1]
    with st.container(height=height if len(found) > FEW else "content", border=True):
        st.radio(
            f"{len(found)} places, with their stations",
            list(names),
            format_func=lambda code: names[code],
            **bind("place", opened or None, lambda code: code or ""),
        )
        note_options(notes.values(), key="place")
    if opened:
        _show_summary(context)


def read_theme() -> Theme:
    """The map's colours under the reader's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def read_areas(context: Context) -> Mapping[str, Standing] | None:
    """The countries of the view with their standings, where the reader wants them filled."""
    selection = context.selection
    shown = {code: selection.standings[code] for code in selection.countries if code in selection.standings}
    return shown if context.view.areas else None


def show_map(context: Context, found: Sequence[Place]) -> None:
    """The map of the places; choosing a mark opens its place."""
    width, height = PHONE if is_phone() else SCREEN
    deck = maps.draw(
        found,
        camera=aim_camera(context, found, width, height),
        color=context.view.color,
        ground=GROUND,
        theme=read_theme(),
        areas=read_areas(context),
        chosen=context.view.place,
    )

    def open_place() -> None:
        objects = st.session_state["map"].selection.objects
        codes = [mark["place"] for marks in objects.values() for mark in marks]
        change(place=codes[0] if codes else "")

    st.pydeck_chart(
        deck,
        height=height,
        key="map",
        on_select=open_place,
        selection_mode="single-object",
        alt=maps.describe(found, words.describe(context.selection)),
    )


def aim_camera(context: Context, found: Sequence[Place], width: int, height: int) -> Camera:
    """Follow the view; where the reader pressed a camera control since, obey it.

    The map ignores a camera equal to the last one it was given, although the reader may have moved away since: each
    press shifts the longitude by a millionth of a degree, so that it is obeyed.
    """
    state, view = st.session_state, context.view
    followed = (view.country, view.place)
    if state.get("followed") != followed:
        state.update(followed=followed, camera_frame="chosen", camera_zoom=0)
    if state["camera_frame"] == "chosen":
        opened = next((place for place in found if place.code == view.place), None)
        followed_countries = (opened.country,) if opened else view.country
        points = places.locate(context.dataset, followed_countries)
        camera = maps.frame(view.country, points, opened, width, height)
    else:
        camera = maps.frame_bounds(maps.FRAMES[state["camera_frame"]], width, height)
    camera = camera.move(state["camera_zoom"])
    return replace(camera, longitude=camera.longitude + state.get("camera_presses", 0) * 1e-6)


def _press_camera(target: str | None, zoom: int) -> None:
    state = st.session_state
    state["camera_presses"] = state.get("camera_presses", 0) + 1
    state["camera_zoom"] = zoom if target else state.get("camera_zoom", 0) + zoom
    state["camera_frame"] = target or state.get("camera_frame", "chosen")


def move_camera(context: Context) -> None:
    """Buttons that set the camera afresh: what is chosen, closer, wider, the world, each continent."""
    with st.container(horizontal=True, gap="xsmall"):
        nothing = not (context.view.country or context.view.place)
        st.button("What is chosen", on_click=_press_camera, args=("chosen", 0), key="camera-chosen", disabled=nothing)
        st.button("Closer", icon=":material/add:", on_click=_press_camera, args=(None, 1), key="camera-closer")
        st.button("Wider", icon=":material/remove:", on_click=_press_camera, args=(None, -1), key="camera-wider")
        for name in maps.FRAMES:
            st.button(name, on_click=_press_camera, args=(name, 0), key=f"camera-{name}")


def show_legend(context: Context, found: Sequence[Place]) -> None:
    """What colours and shapes mean, each with its stations and places."""
    entries = maps.read_legend(found, context.view.color)
    colored = "".join(
        f"<li>{_swatch('city', entry.color)} {escape(entry.title)}: "
        f"{count_stations(entry.stations)} in {entry.places} place{'' if entry.places == 1 else 's'}</li>"
        for entry in entries
    )
    shaped = "".join(
        f"<li>{_swatch(precision.code, 'inherit')} {precision.named}: "
        f"{count_stations(sum(place.count for place in of))}</li>"
        for precision in codes("stations.precision").values()
        if (of := [place for place in found if place.precision == precision.code])
    )
    areas = read_areas(context) or {}
    filled = "".join(
        f'<li><span class="atlas-mark atlas-area" style="background:{color}"></span> {escape(title)}: '
        f"{number} {'country' if number == 1 else 'countries'}</li>"
        for title, color, number in maps.read_fill(areas, read_theme())
    )
    lists = (("Marks", colored), ("Shapes", shaped), ("Countries by furthest step", filled))
    shown = "".join(f"<p>{name}</p><ul>{items}</ul>" for name, items in lists if items)
    st.html(
        f'<div class="atlas-legend">{shown}<p>A mark’s area grows with its number of stations. Marks stand at a city’s '
        "centre, or inside a region or country: never at an address.</p></div>"
    )


def _swatch(precision: str, color: str) -> str:
    return f'<span class="atlas-mark atlas-{precision}" style="color:{color}" aria-hidden="true"></span>'


def show_not_placed(found: Sequence[Place]) -> None:
    """Places the map cannot draw, since the geocache has no point for them: counted and listed."""
    missing = [place for place in found if not place.is_placed]
    if missing:
        names = "; ".join(f"{place.name} ({place.count})" for place in missing)
        total = count_stations(sum(place.count for place in missing))
        st.warning(f"Not placed on the map, but counted and listed: {total}. {escape_markdown(names)}.")


def _show_summary(context: Context) -> None:
    """The open place in three lines beside the map, so that choosing is answered where the reader looks."""
    selection, code = context.selection, context.view.place
    country, _ = places.find_place(context.dataset, code) or ("", "")
    entries = selection.stations[selection.stations["place"] == code]
    standing = selection.standings[country]
    contested = f" {CONTESTED}" if standing.contested else ""
    with st.container(border=True):
        st.markdown(
            f"**{escape_markdown(places.name_place(context.dataset, code))}**\n\n"
            f"{count_stations(int(entries['count'].sum()))} reported. Government: "
            f"{codes('step')[standing.furthest].small}.{contested}"
        )
        st.caption("Station entries, responses and who said so: below the map.")
