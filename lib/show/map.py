"""The map as a figure: its camera, its plate, its legend, and the index of places that drives it."""

from dataclasses import replace
from html import escape

import streamlit as st

from lib.answers import places
from lib.answers.map import PLATE, Key, Legend, Map
from lib.dataset import codes, label
from lib.draw import deck
from lib.draw.camera import FRAMES, Camera, frame, frame_bounds
from lib.draw.palette import Theme, pick_color
from lib.draw.scene import fill_color, scale_radius
from lib.serve.assets import ground_url
from lib.show import blocks, play
from lib.show.session import Context, bind, change, heed, is_phone, note_options, read_session, read_theme, show
from lib.view.parameters import BY_FIELD
from lib.words.catalogue import text

# Width and height of the map and of the plate in pixels; a browser draws them as wide as their column, so the width is
# a safe guess.
SCREEN, INSET, PHONE, PHONE_INSET = (800, 472), (450, 472), (340, 190), (340, 330)
GROUND = ground_url()


def show_figure(context: Context, found: Map) -> None:
    """The map as one figure: its sentence, the world with its plate or the sheet of what is chosen, the legend."""
    with st.container(key="figure", gap=None):
        with st.container(
            key="figure-head", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
        ):
            blocks.show_sentence(context)
            choose_colors(context, found)
        if found.sheet or found.inset:
            drawn, beside = st.columns([7, 5] if found.sheet else [2, 1.12], gap=None)
        else:
            drawn, beside = st.container(), None
        with drawn, st.container(key="map-main", gap=None):
            move_camera(context, found)
            show_map(context, found)
        if beside is not None:
            with beside:
                if found.sheet:
                    blocks.show_sheet(context, found.sheet)
                else:
                    show_plate(context, found)
        show_legend(context, found.legend)
        show_help(context, found)


def choose_colors(context: Context, found: Map) -> None:
    """What the marks' colour says."""
    color = BY_FIELD["color"]
    with st.container(key="colors", horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        st.html(f'<span class="tag" aria-hidden="true">{escape(found.colors)}</span>', width="content")
        st.segmented_control(
            text(color.label),
            color.codes,
            format_func=lambda code: text(label("color", code)),
            label_visibility="collapsed",
            **bind("color", context.view.color, lambda code: code or color.default),
        )
        play.offer(context)


def choose_place(context: Context, found: Map) -> None:
    """The places as an index; choosing one opens it beside the map."""
    names = {choice.code: choice.name for choice in found.choices}
    with st.container(key="index"):
        st.radio(
            found.hint,
            list(names),
            format_func=names.__getitem__,
            **bind("place", context.view.place or None, lambda code: code or ""),
        )
        note_options([choice.note for choice in found.choices], key="place")


def show_map(context: Context, found: Map) -> None:
    """The map of the places; choosing a mark opens its place."""
    chosen = context.view.place or context.view.country
    width, height = (PHONE_INSET if chosen else PHONE) if is_phone() else SCREEN
    camera = aim_camera(context, found, width, height)
    _draw(context, found, camera, "map", height)


def show_plate(context: Context, found: Map) -> None:
    """Where half of all stations stand, large and with names, beside the world."""
    width, height = PHONE_INSET if is_phone() else INSET
    with st.container(key="map-inset", gap=None):
        st.html(f'<p class="plate">{escape(found.plate)} <span>{escape(found.plate_note)}</span></p>')
        _draw(context, found, frame_bounds(PLATE, width, height), "inset", height)


def _draw(context: Context, found: Map, camera: Camera, key: str, height: int) -> None:
    def open_place() -> None:
        objects = st.session_state[key].selection.objects
        chosen = [mark["place"] for marks in objects.values() for mark in marks]
        change(place=chosen[0] if chosen else "")

    st.pydeck_chart(
        context.atlas.recall(deck.draw_map, found, context.view, camera, read_theme(), GROUND, key),
        height=height,
        key=key,
        on_select=open_place,
        selection_mode="single-object",
        alt=found.alt if key == "map" else f"{found.plate}. {found.plate_note}.",
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
    session = read_session()
    session.pressed, aim = True, session.aim
    aim.presses += 1
    aim.zoom = zoom if target is not None else aim.zoom + zoom
    aim.frame = aim.frame if target is None else target


def move_camera(context: Context, found: Map) -> None:
    """On the map's corners: closer, wider, and where to look. Pressing the pressed one again puts it back."""
    aim, followed = read_session().aim, (context.view.country, context.view.place)
    frames = {
        **({"chosen": found.opened} if found.opened else {}),
        **{code: text(word.label) for code, word in codes("frame").items()},
    }
    now = aim.frame if aim.frame and aim.followed == followed else next(iter(frames))
    show("camera", now)

    def look(target: str | None) -> None:
        _press_camera("" if (target or now) == "chosen" else target or now, 0)

    with st.container(key="frames", width="content"):
        st.segmented_control(
            text("Look at"),
            list(frames),
            format_func=frames.__getitem__,
            key="camera",
            on_change=heed("camera", look),
            label_visibility="collapsed",
        )
    with st.container(key="zoom", gap=None, width="content"):
        st.button(text("Closer"), icon=":material/add:", on_click=_press_camera, args=(None, 1), key="camera-closer")
        st.button(text("Wider"), icon=":material/remove:", on_click=_press_camera, args=(None, -1), key="camera-wider")


def show_legend(context: Context, legend: Legend) -> None:
    """What colours, shapes and sizes mean, each with its number, in one line below the map."""
    theme, color = read_theme(), context.view.color
    shown = "".join(
        f"<dl><dt>{escape(title)}</dt><dd><ul>{''.join(_show_key(key, color, theme) for key in keys)}</ul></dd></dl>"
        for title, keys in legend.groups
    )
    st.html(f'<div class="legend">{shown}</div><p class="note">{escape(legend.note)}</p>')


def show_help(context: Context, found: Map) -> None:
    """How the map is read, closed until somebody asks: an example of each thing there is to see, and what it means."""
    about, color = found.help, context.view.color
    # A colour that is on the map.
    drawn = next(key.code for _, keys in found.legend.groups for key in keys if key.kind == "color")
    ink = pick_color(color, drawn, read_theme())
    examples = {
        "color": f'<span class="atlas-mark atlas-city" style="color:{ink}"></span>',
        "size": '<span class="atlas-size small"></span><span class="atlas-size large"></span>',
        "shape": "".join(f'<span class="atlas-mark atlas-{shape}"></span>' for shape in ("city", "region", "country")),
    }
    parts = "".join(
        f'<li><span aria-hidden="true">{examples[kind]}</span>{escape(said)}</li>' for kind, said in about.parts
    )
    st.html(f'<details class="how"><summary>{escape(about.title)}</summary><ul>{parts}</ul></details>')


def _show_key(key: Key, color: str, theme: Theme) -> str:
    if key.kind == "size":
        wide = round(2 * scale_radius(int(key.code), 1.0))
        return f'<li><span class="atlas-size" style="width:{wide}px;height:{wide}px"></span> {escape(key.text)}</li>'
    shape, style = {
        "color": ("city", f"color:{pick_color(color, key.code, theme) if key.kind == 'color' else ''}"),
        "shape": (key.code, "color:var(--muted)"),
        "area": ("area", f"background:{fill_color(key.code, theme) if key.kind == 'area' else ''}"),
    }[key.kind]
    mark = f'<span class="atlas-mark atlas-{shape}" style="{style}" aria-hidden="true"></span>'
    # What it means is shown to a pointer, a finger and the keyboard alike, and read with it.
    reached, told = (' tabindex="0"', f'<span class="told">{escape(key.meaning)}</span>') if key.meaning else ("", "")
    return f"<li{reached}>{mark} {escape(key.text)} <b>{key.number}</b>{told}</li>"
