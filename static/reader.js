// What readers' browsers do to a page, and what it owes those who do not see it or whom its server does not reach.
// Its words come from the server (lib/serve/pages.py), as the attribute data-words of this script.
{
  const words = JSON.parse(document.currentScript.dataset.words)

  // A browser that translates a page takes its text nodes away and puts <font> elements where they were. React goes on
  // writing into the nodes that it made: old numbers would stand under new filters, and what it takes away or puts
  // before them would end in an error. So a text that is written anew is put back in its place, for the browser to
  // translate again; and what asks for a node that is gone gets what stands there instead.
  const replaced = new WeakMap()
  const taken = new WeakSet()
  new MutationObserver((records) => {
    for (const { addedNodes, removedNodes, previousSibling, nextSibling } of records) {
      const text = [...removedNodes].find((node) => node.nodeType === Node.TEXT_NODE)
      const beside = [...addedNodes, previousSibling, nextSibling]
      const font = text && beside.find((node) => node?.nodeName === "FONT" && !taken.has(node))
      if (!font) continue
      replaced.set(text, font)
      taken.add(font)
    }
  }).observe(document.documentElement, { childList: true, subtree: true })
  const standsFor = (node, parent) => {
    const font = node && node.parentNode !== parent ? replaced.get(node) : undefined
    return font?.parentNode === parent ? font : node
  }
  for (const [prototype, name] of [[Node.prototype, "nodeValue"], [CharacterData.prototype, "data"]]) {
    const { get, set } = Object.getOwnPropertyDescriptor(prototype, name)
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get,
      set(value) {
        const font = replaced.get(this)
        if (font?.parentNode && !this.parentNode) font.replaceWith(this)
        set.call(this, value)
      },
    })
  }
  const { removeChild, insertBefore } = Node.prototype
  Node.prototype.removeChild = function (child) {
    const standing = standsFor(child, this)
    removeChild.call(this, standing)
    return child
  }
  Node.prototype.insertBefore = function (child, before) {
    return insertBefore.call(this, child, standsFor(before, this))
  }

  // A <font> within an SVG is not drawn: a chart keeps its words, which its table has for every language.
  const keepCharts = () => {
    for (const chart of document.querySelectorAll("svg:not([translate])")) chart.setAttribute("translate", "no")
  }

  // A change of the view is said aloud, once, when it has come to rest: title and sentence, as far as they are new, and
  // what a page itself has to say (data-announce).
  const REST = 600 // milliseconds
  const aloud = document.createElement("p")
  aloud.setAttribute("role", "status")
  aloud.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
  const read = (selector) => document.querySelector(selector)?.textContent.trim() ?? ""
  const look = () => [read("[data-testid=stMain] h1"), read(".st-key-numbers h2"), read("[data-announce]")]
  let [spoken, acted, resting] = [["", "", ""], false, 0]
  // What a page says first is read by who comes to it.
  for (const act of ["pointerdown", "keydown"]) window.addEventListener(act, () => (acted ||= Boolean(look()[0])), true)
  const speak = () => {
    // What is unsaid meanwhile is said again when it comes again; a title and a sentence are never unsaid for good.
    const now = look().map((each, at) => each || (at < 2 ? spoken[at] : ""))
    const changed = now.filter((each, at) => each && each !== spoken[at])
    if (changed.length) aloud.textContent = changed.join(". ")
    spoken = now
  }

  // Where what the keyboard was on has gone (a place that was closed, a filter that was dropped), it goes on at the
  // option that it came from, or at the view's sentence, and not from the top of the page.
  let [held, option, keyed] = [null, null, false]
  window.addEventListener("focusin", ({ target }) => {
    held = target
    if (target.matches("[data-testid=stMain] [type=radio]")) option = target
  })
  window.addEventListener("pointerdown", () => (keyed = false), true)
  window.addEventListener("keydown", () => (keyed = true), true)
  const keepPlace = () => {
    if (!keyed || !held || held.isConnected || document.activeElement !== document.body) return
    const came = held.closest(".st-key-close-place") && option?.isConnected ? option : null
    const said = document.querySelector(".st-key-numbers h2") ?? document.querySelector("[data-testid=stMain] h1")
    const target = came ?? said
    held = null
    if (!target) return
    if (!came) target.tabIndex = -1
    target.focus()
    // It is read where the keyboard is now, and not twice.
    if (target.matches("h2")) spoken[1] = look()[1]
  }

  // A press copies a text and says so: on the button, and aloud. What may not be copied is shown, and selected.
  const SHOWN = 3_000 // milliseconds that the button says what it did
  const announce = (text) => {
    // Emptied first, so that a second copy is said again.
    aloud.textContent = ""
    setTimeout(() => (aloud.textContent = text), 50)
  }
  const copyByHand = (button, text) => {
    const box = Object.assign(document.createElement("label"), { className: "by-hand", textContent: button.dataset.failed })
    const field = Object.assign(document.createElement("textarea"), { readOnly: true, value: text, rows: 3 })
    box.append(field)
    button.parentElement.querySelector(".by-hand")?.remove()
    button.after(box)
    field.select()
    // The older way, for pages without HTTPS, where browsers have no navigator.clipboard.
    const copied = document.execCommand("copy")
    if (copied) box.remove()
    return copied
  }
  window.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("button.copy")
    if (!button) return
    const { copied, failed } = button.dataset
    const text = button.parentElement.querySelector("pre").textContent
    const label = (button.dataset.label ??= button.textContent)
    const done = (await navigator.clipboard?.writeText(text).then(() => true, () => false)) || copyByHand(button, text)
    announce(done ? copied : failed)
    if (!done) return
    button.focus()
    button.textContent = copied
    setTimeout(() => (button.textContent = label), SHOWN)
  })

  // A download says that it began; a file that is made when it is asked for, that it is being made, and that it came.
  const KEPT = 60_000 // milliseconds that a browser has to save a file
  const fetchFile = async (link) => {
    const told = Object.assign(document.createElement("b"), { textContent: ` ${words.making}` })
    const say = (text) => {
      told.textContent = ` ${text}`
      announce(text)
    }
    link.setAttribute("aria-busy", "true")
    link.after(told)
    say(words.making)
    try {
      const answer = await fetch(link.href)
      if (!answer.ok) throw new Error(answer.statusText)
      const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))[1]
      const file = URL.createObjectURL(await answer.blob())
      Object.assign(document.createElement("a"), { href: file, download: name }).click()
      setTimeout(() => URL.revokeObjectURL(file), KEPT)
      say(words.made)
    } catch {
      say(words.unmade)
    }
    link.removeAttribute("aria-busy")
    setTimeout(() => told.remove(), SHOWN)
  }
  window.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest?.("[data-testid=stDownloadButton] button")
      const link = event.target.closest?.("a[href]")
      const path = link?.origin === window.location.origin ? link.pathname : ""
      if (button || /\.(csv|geojson|parquet|zip)$/.test(path)) announce(words.begun)
      if (!path.endsWith(".evidence.html") || event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      event.stopPropagation()
      if (!link.hasAttribute("aria-busy")) fetchFile(link)
    },
    true,
  )

  // What is shown beside an entry of the legend goes by Escape too (WCAG 1.4.13).
  window.addEventListener("keydown", ({ key }) => key === "Escape" && document.activeElement.closest(".legend li")?.blur())

  // A date that was typed is Streamlit's when its field is left: Enter leaves it, and comes back.
  const BESIDE = 200 // milliseconds
  window.addEventListener(
    "keydown",
    (event) => {
      const { key, target } = event
      const field = key === "Enter" && target.closest?.("[data-testid=stDateInput]")
      if (!field || target.getAttribute("role") !== "spinbutton") return
      // Told of the key, the field would not mind that it is left.
      event.stopPropagation()
      const beside = Object.assign(document.createElement("span"), { tabIndex: -1 })
      // Beside the field: what is within it has not left it.
      field.parentElement.parentElement.append(beside)
      beside.focus()
      setTimeout(() => {
        if (document.activeElement === beside) target.focus()
        beside.remove()
      }, BESIDE)
    },
    true,
  )

  // A link to a note arrives there, although the note comes long after the address.
  const nameTarget = () => {
    const hash = window.location.hash.slice(1)
    try {
      return decodeURIComponent(hash)
    } catch {
      return hash // bent on its way: "#100%"
    }
  }
  let sought = ""
  const seek = () => {
    const name = nameTarget()
    const target = name && name !== sought && document.getElementById(name)
    if (!target || document.getElementById("first")) return
    sought = name
    for (let each = target.parentElement; each; each = each.parentElement) if (each.nodeName === "DETAILS") each.open = true
    // Set afresh, so that the browser itself goes there, and marks it as its target.
    window.location.replace(`#${name}`)
    target.scrollIntoView()
  }
  window.addEventListener("hashchange", () => {
    // What stands before the page has its own notes, where a browser does not look for them.
    const first = document.getElementById("first")
    if (first) first.shadowRoot?.getElementById(nameTarget())?.scrollIntoView()
    else sought = nameTarget()
  })

  // The wheel and one finger move the page, over the map too; Ctrl and the wheel, or two fingers, move the map.
  window.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && event.target.closest?.("[data-testid=stDeckGlJsonChart]")) event.stopImmediatePropagation()
    },
    { capture: true, passive: true },
  )

  // What cannot be shown says so within ten seconds, and leads to the same view as a page without scripts.
  const PATIENCE = 8_000 // milliseconds
  const notice = (text) => {
    const box = document.createElement("div")
    box.setAttribute("role", "alert")
    box.style.cssText =
      "max-width:38rem;padding:16px 20px;background:#fff;color:#14181c;border:2px solid #14181c;font:1rem/1.5 sans-serif"
    box.append(Object.assign(document.createElement("p"), { textContent: text }))
    const base = new URL(window.__streamlit.MAIN_PAGE_BASE_URL).pathname
    const page = window.location.pathname.slice(base.length) || "map"
    const twin = `${base}v/${page}${window.location.search}`
    box.append(Object.assign(document.createElement("a"), { textContent: words.twin, href: twin, style: "color:#0b5394" }))
    return box
  }
  let [apart, box, began] = [Date.now(), null, false]
  setInterval(() => {
    const app = document.querySelector("[data-testid=stApp]")
    began ||= Boolean(read("[data-testid=stMain] h1"))
    if (began && app?.dataset.testConnectionState === "CONNECTED") {
      apart = Date.now()
      box?.remove()
      box = null
    } else if (!box && Date.now() - apart > PATIENCE) {
      box = notice(began ? words.lost : words.refused)
      box.id = "apart"
      box.style.cssText += ";position:fixed;z-index:1000001;left:50%;top:72px;transform:translateX(-50%);width:calc(100% - 32px);box-sizing:border-box"
      document.body.append(box)
    }
    // Streamlit's own words on it are for developers.
    for (const dialog of document.querySelectorAll("[role=dialog]")) {
      if (dialog.querySelector("h2")?.textContent === "Connection error") dialog.querySelector("button").click()
    }
  }, 1_000)

  let drawn = null
  const canDraw = () => {
    const context = document.createElement("canvas").getContext("webgl2")
    context?.getExtension("WEBGL_lose_context")?.loseContext()
    return Boolean(context)
  }
  const mind = () => {
    const map = document.querySelector(".st-key-map-main, .st-key-play-maps")
    if (!map || (drawn ??= canDraw()) || map.querySelector("#undrawn")) return
    const box = notice(words.undrawn)
    box.id = "undrawn"
    box.style.cssText += ";position:absolute;z-index:5;left:16px;top:16px;right:16px"
    map.append(box)
  }

  const settle = () => {
    keepPlace()
    speak()
  }

  let waiting = 0
  new MutationObserver(() => {
    clearTimeout(resting)
    if (acted) resting = setTimeout(settle, REST)
    else spoken = look()
    waiting ||= requestAnimationFrame(() => {
      waiting = 0
      if (!aloud.isConnected && document.body) document.body.append(aloud)
      keepCharts()
      seek()
      mind()
    })
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true })
}
