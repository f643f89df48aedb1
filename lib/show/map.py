"""The map, its camera, its legend, and the list of places that drives it."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape

import streamlit as st

from lib.answers import places
from lib.answers.map import Key, Legend, Map, Opened
from lib.dataset import codes, label
from lib.draw import deck
from lib.draw.camera import FRAMES, Camera, frame, frame_bounds
from lib.draw.palette import PALETTES, Theme
from lib.draw.scene import fill_color
from lib.serve.assets import ground_url
from lib.show import blocks
from lib.show.session import Context, bind, change, is_phone, note_options, read_session, read_theme
from lib.view.parameters import BY_FIELD
from lib.words.catalogue import text
from lib.words.records import escape_markdown

# Width and height of the map in pixels; a browser draws it as wide as its column, so the width is a safe guess.
SCREEN, PHONE = (510, 480), (340, 320)
SUMMARY = 190  # pixels, below the list when a place is open
FEW = 14  # places that a list shows without scrolling
GROUND = ground_url()


def choose_colors(context: Context) -> None:
    """What the marks' colour says, and whether countries are filled by furthest step."""
    color, areas = BY_FIELD["color"], BY_FIELD["areas"]
    st.segmented_control(
        text(color.label),
        color.codes,
        format_func=lambda code: text(label("color", code)),
        **bind("color", context.view.color, lambda code: code or color.default),
    )
    st.toggle(text(areas.label), **bind("areas", bool(context.view.areas), lambda on: areas.codes[0] if on else ""))


def choose_place(context: Context, found: Map) -> None:
    """The places as radio buttons; choosing one opens it, here and on the map."""
    opened = context.view.place
    names = {choice.code: choice.name for choice in found.choices}
    height = SCREEN[1] - SUMMARY if opened else SCREEN[1]
    with st.container(height=height if len(found.places) > FEW else "content", border=True):
        st.radio(
            found.prompt,
            list(names),
            format_func=names.__getitem__,
            **bind("place", opened or None, lambda code: code or ""),
        )
        note_options([choice.note for choice in found.choices], key="place")
    if found.opened:
        _show_summary(found.opened)


def _show_summary(opened: Opened) -> None:
    """The open place in three lines beside the map, so that choosing is answered where the reader looks."""
    with st.container(border=True):
        st.markdown(f"**{escape_markdown(opened.name)}**\n\n{blocks.write_statement(opened.summary)}")
        st.caption(opened.below)


def show_map(context: Context, found: Map) -> None:
    """The map of the places; choosing a mark opens its place."""
    width, height = PHONE if is_phone() else SCREEN
    camera = aim_camera(context, found, width, height)

    def open_place() -> None:
        objects = st.session_state["map"].selection.objects
        chosen = [mark["place"] for marks in objects.values() for mark in marks]
        change(place=chosen[0] if chosen else "")

    st.pydeck_chart(
        context.atlas.recall(deck.draw_map, found, context.view, camera, read_theme(), GROUND),
        height=height,
        key="map",
        on_select=open_place,
        selection_mode="single-object",
        alt=found.alt,
    )


def aim_camera(context: Context, found: Map, width: int, height: int) -> Camera:
    """Follow the view; where the reader pressed a camera control since, obey it.

    The map ignores a camera equal to the last one it was given, although the reader may have moved away since: each
    press shifts the longitude by a millionth of a degree, so that it is obeyed.
    """
    aim, view = read_session().aim, context.view
    followed = (view.country, view.place)
    if aim.followed != followed:
        aim.followed, aim.frame, aim.zoom = followed, "", 0
    if aim.frame:
        camera = frame_bounds(FRAMES[aim.frame], width, height)
    else:
        opened = next((place for place in found.places if place.code == view.place), None)
        points = places.locate(context.dataset, (opened.country,) if opened else view.country)
        camera = frame(view.country, points, opened, width, height)
    camera = camera.move(aim.zoom)
    return replace(camera, longitude=camera.longitude + aim.presses * 1e-6)


def _press_camera(target: str | None, zoom: int) -> None:
    """Look at a frame ("" is what is chosen), or from where the camera is, closer or wider."""
    aim = read_session().aim
    aim.presses += 1
    aim.zoom = zoom if target is not None else aim.zoom + zoom
    aim.frame = aim.frame if target is None else target


def move_camera(context: Context) -> None:
    """Buttons that set the camera afresh: what is chosen, closer, wider, the world, each continent."""
    nothing = not (context.view.country or context.view.place)
    with st.container(horizontal=True, gap="xsmall"):
        for key, title, icon, pressed, idle in (
            ("chosen", text("What is chosen"), None, ("", 0), nothing),
            ("closer", text("Closer"), ":material/add:", (None, 1), False),
            ("wider", text("Wider"), ":material/remove:", (None, -1), False),
            *((code, text(word.label), None, (code, 0), False) for code, word in codes("frame").items()),
        ):
            st.button(title, icon=icon, on_click=_press_camera, args=pressed, key=f"camera-{key}", disabled=idle)


def show_legend(context: Context, legend: Legend) -> None:
    """What colours and shapes mean, each with its stations and places."""
    theme, palette = read_theme(), PALETTES[context.view.color]
    shown = "".join(
        f"<p>{escape(title)}</p><ul>{''.join(_show_key(key, palette, theme) for key in keys)}</ul>"
        for title, keys in legend.groups
    )
    st.html(f'<div class="atlas-legend">{shown}<p>{escape(legend.note)}</p></div>')


def _show_key(key: Key, palette: Mapping[str, str], theme: Theme) -> str:
    shape, color = {
        "color": ("city", f"color:{palette.get(key.code, '')}"),
        "shape": (key.code, "color:inherit"),
        "area": ("area", f"background:{fill_color(key.code, theme) if key.kind == 'area' else ''}"),
    }[key.kind]
    mark = f'<span class="atlas-mark atlas-{shape}" style="{color}" aria-hidden="true"></span>'
    return f"<li>{mark} {escape(key.text)}</li>"
