"""Makes docs/map.png for the README and static/preview.png for links to the atlas: `python -m docs.make_screenshot`."""

from playwright.sync_api import expect, sync_playwright

from lib.dataset import ROOT
from tests.conftest import CHROMIUM_FLAGS, find_chromium, serve

# Pixels: a laptop's window, and what chats and mail programs show beside a link.
PICTURES = {"docs/map.png": (1400, 900), "static/preview.png": (1200, 630)}


def main() -> None:
    """Open the map as a reader does, wait until both its canvases have drawn, and save what is seen."""
    server = serve()
    address = next(server)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        for file, (width, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            page.goto(f"{address}/")
            expect(page.locator("[data-testid=stDeckGlJsonChart] canvas").nth(1)).to_be_visible(timeout=60_000)
            # The canvas is visible before the basemap and the labels are in it.
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(4_000)
            page.screenshot(path=ROOT / file)
            page.close()
        browser.close()
    server.close()


if __name__ == "__main__":
    main()
