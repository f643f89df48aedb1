// A button that copies a link and says that it did. Streamlit's component protocol (version 1), spoken directly.
// Arguments: label, text, done, failed (strings, see USUAL); with resolve, text is an address relative to base.
"use strict"

const button = document.getElementById("copy")
const status = document.getElementById("status")
const link = document.getElementById("link")

const USUAL = {
  label: "Copy link",
  done: "Link copied",
  failed: "Your browser does not let this page copy. The link is selected here: copy it by hand.",
}
let args = {}
const SHOWN = 3000 // milliseconds that the button says what it did

function tellStreamlit(type, content) {
  window.parent.postMessage({ isStreamlitMessage: true, type: `streamlit:${type}`, ...content }, window.location.origin)
}

function fitFrame() {
  tellStreamlit("setFrameHeight", { height: Math.ceil(document.body.getBoundingClientRect().height) })
}

function applyTheme(theme) {
  const style = document.documentElement.style
  style.setProperty("--background", theme.backgroundColor)
  style.setProperty("--text", theme.textColor)
  style.setProperty("--accent", theme.primaryColor)
  style.setProperty("--font", theme.font)
}

function textToCopy() {
  // The page itself is the base where none is given: same origin, so it may be read.
  return args.resolve ? new URL(args.text, args.base || window.parent.location.href).href : args.text
}

function showResult(copied) {
  status.textContent = copied ? args.done : args.failed
  status.classList.toggle("failed", !copied)
  link.hidden = copied
  if (!copied) return link.select()
  button.textContent = args.done
  button.focus()
  clearTimeout(showResult.later)
  showResult.later = setTimeout(() => (button.textContent = args.label), SHOWN)
}

function copySelected() {
  // The older way, for pages without HTTPS, where browsers have no navigator.clipboard.
  link.hidden = false
  link.select()
  return document.execCommand("copy")
}

async function copy() {
  // Emptied first, so that a second copy is announced again.
  status.textContent = ""
  link.value = textToCopy()
  try {
    await navigator.clipboard.writeText(link.value)
    showResult(true)
  } catch {
    showResult(copySelected())
  }
}

function render(event) {
  if (event.source !== window.parent || event.data.type !== "streamlit:render") return
  const before = JSON.stringify(args)
  args = { ...USUAL, ...event.data.args }
  if (event.data.theme) applyTheme(event.data.theme)
  // Streamlit renders again whenever the frame's height changes: only a new link makes the old answer untrue.
  if (JSON.stringify(args) !== before) {
    button.textContent = args.label
    status.textContent = ""
    link.hidden = true
  }
}

// Streamlit's font, from the address its page loads it from; the frame has none of its own.
const font = window.parent.document.querySelector("link[rel=preload][as=font]")
if (font) document.fonts.add(new FontFace("Source Sans", `url(${font.href})`, { weight: "200 900" }))

button.addEventListener("click", copy)
window.addEventListener("message", render)
new ResizeObserver(fitFrame).observe(document.body)
tellStreamlit("componentReady", { apiVersion: 1 })
