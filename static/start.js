// What the page does before and beside Streamlit: where its server is, and links that carry the view.
{
  const { origin, pathname } = window.location
  // Where the atlas begins on its host: this script is one of its files.
  const base = new URL("../", document.currentScript.src).pathname

  // Otherwise a link straight to /timeline makes Streamlit look for the server at /timeline/_stcore first, which is
  // answered 404 and logged as an error.
  window.__streamlit = {
    BACKEND_BASE_URL: origin + base,
    MAIN_PAGE_BASE_URL: origin + base,
    HOST_CONFIG: { allowedOrigins: [origin], useExternalAuthToken: false },
  }

  // Streamlit begins when what is shown first has been painted, or would hold it up: its scripts are being loaded. A page
  // that is not in sight is not painted.
  const { entry } = document.currentScript.dataset
  const begin = () => {
    if (document.querySelector("script[type=module]")) return
    document.head.append(Object.assign(document.createElement("script"), { type: "module", crossOrigin: "", src: entry }))
  }
  document.addEventListener("DOMContentLoaded", () => {
    requestAnimationFrame(() => setTimeout(begin))
    setTimeout(begin, 1_000)
  })

  // The theme that the reader chose in Streamlit's menu, before Streamlit itself minds it.
  try {
    const chosen = window.localStorage.getItem(`stActiveTheme-${pathname}-v2`)
    if (/^"(Dark|Light)"$/.test(chosen)) document.documentElement.dataset.scheme = JSON.parse(chosen).toLowerCase()
  } catch {
    // A browser that keeps nothing, or not in a page of another site, says so by an error.
  }

  // What the page shows before its scripts have run stands above it until its own last words do, or Streamlit's on why
  // there are none: then who had scrolled, or was at a link, is as far on the page itself.
  const STANDS = ".st-key-footer, .st-key-source, [data-test-script-state=notRunning] [data-testid=stMain] :is(h1, .stException)"
  const LATE =
    "[data-testid=stSkeleton], .stVegaLiteChart:not(:has(svg, canvas)), [data-testid=stDeckGlJsonChart]:not(:has(canvas))"
  const [REST, MOST] = [250, 4_000] // milliseconds without a change, and with changes that do not end
  let [stands, resting] = [0, 0]
  const watchPage = () => {
    const first = document.getElementById("first")
    // A browser that does not know shadow roots in a page is given one.
    const template = first?.querySelector("template")
    if (template) first.attachShadow({ mode: "open" }).append(template.content), template.remove()
    if (!first || !document.querySelector(STANDS)) return
    stands ||= Date.now()
    clearTimeout(resting)
    if (Date.now() - stands > MOST) giveWay()
    else resting = setTimeout(document.querySelector(LATE) ? watchPage : giveWay, REST)
  }
  const giveWay = () => {
    const first = document.getElementById("first")
    const at = first.shadowRoot?.activeElement
    const scrolled = first.scrollTop
    first.remove()
    const main = document.querySelector("[data-testid=stMain]")
    // An address with a fragment is somewhere already (static/reader.js).
    if (scrolled && !window.location.hash) main.scrollTop = scrolled
    if (!at) return
    const same = [...document.querySelectorAll("a[href]")].find((each) => at.href && each.pathname === at.pathname)
    const target = same?.checkVisibility({ visibilityProperty: true }) ? same : main.querySelector("h1")
    if (!target.matches("a")) target.tabIndex = -1
    target.focus({ preventScroll: Boolean(scrolled) })
  }

  // The view as another page takes it over: what is open on a page stays there (lib/show/session.py does the same).
  const carried = () => {
    const parts = window.location.search.slice(1).split("&")
    const kept = parts.filter((part) => part && !part.startsWith("open="))
    return kept.length ? `?${kept.join("&")}` : ""
  }

  // The bar's links, so that a new tab, a copied address and a bookmark give the view, and not all there is.
  const writeLinks = () => {
    // Those that the dashboard draws begin where the atlas does (lib/serve/base.py does the same for what it sends).
    for (const link of base === "/" ? [] : document.querySelectorAll("a[href^='/']")) {
      const address = link.getAttribute("href")
      if (!address.startsWith("//") && !address.startsWith(base)) link.setAttribute("href", base + address.slice(1))
    }
    for (const link of document.querySelectorAll("[data-testid=stTopNavLink], [data-testid=stSidebarNavLink]")) {
      const address = new URL(link.href)
      if (address.origin !== origin || address.search === carried()) continue
      address.search = carried()
      link.href = address.href
    }
  }

  // A click that asks for a new tab or window is the browser's: Streamlit would follow it here.
  window.addEventListener(
    "click",
    (event) => {
      const apart = event.ctrlKey || event.metaKey || event.shiftKey
      if (apart && event.target.closest("a[href]")) event.stopPropagation()
    },
    true,
  )

  // Streamlit goes to another page by its bare address, and adds the view when the server has said it: two entries in
  // the history, of which the first shows everything. Here the first has the view, and there is no second.
  // And who goes back in haste is not taken forward again by the answer to what they left: another page without an act
  // of the reader since is no way to go.
  const { pushState, replaceState } = window.history
  let acted = false
  for (const act of ["pointerdown", "keydown", "click"]) window.addEventListener(act, () => (acted = true), true)
  window.addEventListener("popstate", () => (acted = false), true)
  window.history.pushState = function (state, title, url) {
    const next = new URL(url ?? "", window.location.href)
    const leaves = next.pathname !== window.location.pathname
    if (leaves && !acted) return
    // What a cold link is written as is no step of the reader's.
    if (!acted) return void this.replaceState(state, title, next.href)
    if (leaves && !next.search) next.search = carried()
    pushState.call(this, state, title, next.href)
    writeLinks()
  }
  window.history.replaceState = function (...change) {
    replaceState.apply(this, change)
    writeLinks()
  }
  window.addEventListener("popstate", writeLinks)
  let waiting = 0
  new MutationObserver(() => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0
      watchPage()
      writeLinks()
    })
  }).observe(document.documentElement, { attributeFilter: ["href"], childList: true, subtree: true })
}
