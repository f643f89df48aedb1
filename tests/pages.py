"""Pages as a reader without a browser gets them: opened cold by AppTest, read as text."""

import re

from streamlit.testing.v1 import AppTest

from lib.dataset import ROOT

# A first run reads and checks the data; on a busy machine that takes a few seconds.
TIMEOUT = 60


def open_page(page: str, **query: str | list[str]) -> AppTest:
    """The page as a cold visit to the link sees it."""
    at = AppTest.from_file(str(ROOT / "lib" / "show" / "frame.py"), default_timeout=TIMEOUT)
    at.query_params = query  # type: ignore[assignment]
    if page != "map":
        at.switch_page(str(ROOT / "pages" / f"{page}.py"))
    return at.run()


def read(at: AppTest) -> str:
    """Everything written on the page, as one text."""
    blocks = [*at.title, *at.header, *at.subheader, *at.markdown, *at.caption, *at.info, *at.warning, *at.error]
    return "\n".join(str(block.value).replace("\\", "") for block in blocks)


def read_html(at: AppTest) -> str:
    """Every piece of HTML on the page, as it is sent."""
    return "\n".join(str(block.proto.body) for block in at.get("html"))


def read_notes(at: AppTest, control: str) -> list[str]:
    """What is written behind each option of a control (its key, or the label of a list), in their order."""
    styles = (block.proto.body for block in at.get("html"))
    owned = (f".st-key-{control} :is([role", f'[role="listbox"][aria-label="{control}"]')
    found = next(style for style in styles if any(each in style for each in owned))
    return re.findall(r'content: "(.*?)"', found)
