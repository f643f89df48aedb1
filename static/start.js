// What the page does before and beside Streamlit: where its server is, and links that carry the view.
{
  const { origin } = window.location

  // Otherwise a link straight to /timeline makes Streamlit look for the server at /timeline/_stcore first, which is
  // answered 404 and logged as an error.
  window.__streamlit = {
    BACKEND_BASE_URL: `${origin}/`,
    MAIN_PAGE_BASE_URL: `${origin}/`,
    HOST_CONFIG: { allowedOrigins: [origin], useExternalAuthToken: false },
  }

  // The view as another page takes it over: what is open on a page stays there (lib/show/session.py does the same).
  const carried = () => {
    const parts = window.location.search.slice(1).split("&")
    const kept = parts.filter((part) => part && !part.startsWith("open="))
    return kept.length ? `?${kept.join("&")}` : ""
  }

  // The bar's links, so that a new tab, a copied address and a bookmark give the view, and not all there is.
  const writeLinks = () => {
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
      writeLinks()
    })
  }).observe(document.documentElement, { childList: true, subtree: true })
}
