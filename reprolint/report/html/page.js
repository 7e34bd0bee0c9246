"use strict";
// Search, filters and keys. Without this script the page shows every finding; nothing else depends on it.
(() => {
  const form = document.getElementById("filters");
  const wide = matchMedia("(min-width: 64.01rem)");
  for (const fold of document.querySelectorAll(".rp-nav details")) fold.open = wide.matches;

  // A link to something in a closed fold opens it.
  const reveal = () => {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* not a name of ours */ }
    if (!target) return;
    if (target.closest("[hidden]") && form) { form.reset(); update(); }
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  };

  // Paper has no folds to open. Pages of rules are printed if the reader has opened them: they are long.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:is(.rp-file, .rp-picture):not([open])")];
    for (const fold of closed) fold.open = true;
  });
  addEventListener("afterprint", () => { for (const fold of closed) fold.open = false; });
  addEventListener("hashchange", reveal);
  if (!form) return;

  const findings = [...document.querySelectorAll(".rl-finding")];
  const files = [...document.querySelectorAll(".rp-file")];
  const entries = new Map([...document.querySelectorAll(".rp-nav li")].map((entry) => [entry.dataset.file, entry]));
  const names = new Map(files.map((file) => [file.dataset.file, file.querySelector("h2").textContent]));
  const count = document.getElementById("rp-count");
  const nothing = document.getElementById("rp-none");
  const keys = document.getElementById("keys");
  let texts = null; // made when first asked for

  const text = (number) => {
    texts ??= findings.map((one) => `${names.get(one.dataset.file)} ${one.dataset.topic} ${one.textContent}`.toLowerCase());
    return texts[number];
  };

  function update() {
    const asked = new FormData(form);
    const severities = new Set(asked.getAll("severity"));
    const words = asked.get("words").toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = ["topic", "rule", "file"].filter((name) => asked.get(name));
    const left = new Set();
    let shown = 0;
    findings.forEach((one, number) => {
      const fits = severities.has(one.dataset.severity)
        && chosen.every((name) => one.dataset[name] === asked.get(name))
        && words.every((word) => text(number).includes(word));
      one.hidden = !fits;
      if (fits) { shown += 1; left.add(one.dataset.file); }
    });
    for (const file of files) file.hidden = !left.has(file.dataset.file);
    for (const [number, entry] of entries) entry.hidden = !left.has(number);
    nothing.hidden = shown > 0;
    const all = findings.length;
    count.textContent = shown === all ? `All ${all} findings are shown.` : `${shown} of ${all} findings are shown.`;
  }

  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(update, 120); });
  form.addEventListener("reset", () => setTimeout(update));
  form.addEventListener("submit", (event) => { event.preventDefault(); update(); });

  for (const link of document.querySelectorAll("[data-filter]")) {
    link.addEventListener("click", () => {
      form.reset();
      form.elements[link.dataset.filter].value = link.dataset.value;
      update();
    });
  }

  const step = (by) => {
    const visible = findings.filter((one) => !one.hidden);
    if (!visible.length) return;
    const at = visible.findIndex((one) => one.contains(document.activeElement));
    const next = visible[at < 0 ? (by > 0 ? 0 : visible.length - 1) : Math.min(Math.max(at + by, 0), visible.length - 1)];
    next.closest("details").open = true;
    next.querySelector(".rl-message").focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
  };

  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input[type=search], select, textarea");
    if (typing && event.key === "Escape") typing.blur();
    if (typing || !keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { event.preventDefault(); form.elements.words.focus(); form.elements.words.select(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });

  // What is brought into view must not stop behind the bar, whose rows depend on the window.
  new ResizeObserver(() => {
    const stays = getComputedStyle(form).position === "sticky";
    document.documentElement.style.scrollPaddingTop = `${stays ? form.offsetHeight + 16 : 16}px`;
  }).observe(form);

  form.hidden = false;
  document.getElementById("rp-keys").hidden = false;
  update();
  requestAnimationFrame(() => requestAnimationFrame(reveal)); // once the bar's height is known
})();
