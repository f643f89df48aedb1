// Notes when the page was clicked, and when the last change a reader can see was on screen: drawing on a canvas, and
// the nodes, text and charts of the main block and the sidebar, and which pills are pressed. Times are milliseconds since navigation started.
(() => {
  const watch = { clicked: 0, canvas: 0, text: 0, changed: 0 };
  window.stopwatch = watch;
  const nextFrame = window.requestAnimationFrame.bind(window);
  let inFrame = false;
  window.requestAnimationFrame = (callback) =>
    nextFrame((time) => {
      inFrame = true;
      try {
        callback(time);
      } finally {
        inFrame = false;
      }
    });

  // What is changed during a frame is painted at its end, anything else with the next one: a frame later it is shown.
  let unseen = 0;
  const note = (kind) => {
    watch.changed = performance.now();
    unseen += 1;
    const noteShown = () =>
      nextFrame(() => {
        watch[kind] = performance.now();
        unseen -= 1;
      });
    if (inFrame) noteShown();
    else nextFrame(noteShown);
  };

  const listen = (prototype, methods) => {
    for (const method of methods) {
      const draw = prototype[method];
      prototype[method] = function (...values) {
        if (this.canvas.isConnected) note("canvas");
        return draw.apply(this, values);
      };
    }
  };
  listen(WebGL2RenderingContext.prototype, [
    "clear",
    "drawArrays",
    "drawArraysInstanced",
    "drawElements",
    "drawElementsInstanced",
    "drawRangeElements",
  ]);
  listen(CanvasRenderingContext2D.prototype, ["clearRect", "drawImage", "fill", "fillRect", "fillText", "stroke"]);

  const BLOCKS = "[data-testid=stMain], [data-testid=stSidebar]";
  const PRESSED = ["data-selected", "aria-pressed", "aria-checked"];
  const isSeen = ({ type, target, attributeName }) => {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    const charted = type !== "attributes" || PRESSED.includes(attributeName) || element?.closest("svg.marks");
    return charted && element?.closest(BLOCKS);
  };
  const observer = new MutationObserver((changes) => {
    if (changes.some(isSeen)) note("text");
  });
  observer.observe(document, { attributes: true, childList: true, characterData: true, subtree: true });

  // What the page says, and where it is: what a press must change.
  watch.read = () => [location.href, document.querySelector("[data-testid=stMain]").textContent].join(" ");

  window.addEventListener("click", (event) => (watch.clicked = event.timeStamp), true);

  // Resolves when `kind` has changed since the last click, the script has ended, and so many milliseconds were quiet;
  // rejects with what it saw when that takes longer than `limit` milliseconds.
  watch.wait = (milliseconds, kind, limit) =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const look = setInterval(() => {
        const ended = document.querySelector("[data-test-script-state=notRunning]") !== null;
        const now = performance.now();
        const isQuiet = ended && unseen === 0 && now - watch.changed > milliseconds;
        const seen = { clicked: watch.clicked, canvas: watch.canvas, text: watch.text };
        if (isQuiet && watch[kind] > watch.clicked) resolve(seen);
        else if (now - started > limit) reject(new Error(JSON.stringify({ ...seen, ended, unseen, now })));
        else return;
        clearInterval(look);
      }, 50);
    });
})();
