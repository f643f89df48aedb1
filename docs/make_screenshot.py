"""Makes docs/map.png for the README: `python -m docs.make_screenshot`."""

from playwright.sync_api import expect, sync_playwright

from lib.dataset import ROOT
from tests.conftest import CHROMIUM_FLAGS, find_chromium, serve

# Pixels of a laptop's window.
FILE, WIDTH, HEIGHT = "docs/map.png", 1400, 900


def main() -> None:
    """Open the map as a reader does, wait until both its canvases have drawn, and save what is seen."""
    server = serve()
    address = next(server)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(f"{address}/")
        expect(page.locator("[data-testid=stDeckGlJsonChart] canvas").nth(1)).to_be_visible(timeout=60_000)
        # The canvas is visible before the basemap and the labels are in it.
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(4_000)
        page.screenshot(path=ROOT / FILE)
        browser.close()
    server.close()


if __name__ == "__main__":
    main()
