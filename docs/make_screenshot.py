"""Makes docs/map.png, the README's picture of the map: `python -m docs.make_screenshot`. Needs Chromium."""

from playwright.sync_api import expect, sync_playwright

from lib.dataset import ROOT
from tests.conftest import CHROMIUM_FLAGS, find_chromium, serve

SIZE = {"width": 1280, "height": 860}  # pixels


def main() -> None:
    """Open the map as a reader does, wait until its canvas has drawn, and save what is seen."""
    server = serve()
    address = next(server)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(f"{address}/?color=step")
        expect(page.locator("[data-testid=stDeckGlJsonChart] canvas").first).to_be_visible(timeout=60_000)
        # The canvas is visible before the basemap and the labels are in it.
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(4_000)
        page.screenshot(path=ROOT / "docs" / "map.png")
        browser.close()
    server.close()


if __name__ == "__main__":
    main()
