/* The wall: a clock that goes, a page that asks again, and what to show while there is no network. */
(function () {
  "use strict";
  var EVERY = 30000, WORN = 26 * 3600 * 1000;
  var main = document.querySelector("main[data-wall]");
  var contact = Date.now(), lost = false, ahead = 0;
  if (!main || !window.fetch || !window.Intl) return;

  function part(kind, at, more) {
    return new Intl.DateTimeFormat("sv-SE", Object.assign({ timeZone: main.dataset.zone }, more)).format(at);
  }
  function isoDay(at) { return part("day", at, { year: "numeric", month: "2-digit", day: "2-digit" }); }
  function said(at) {
    var time = part("time", at, { hour: "numeric", minute: "2-digit" }).replace(/^0(?=\d)/, "");
    return main.dataset.english ? time : time.replace(":", ".");
  }
  /* As the page wrote it; further on than it knew, as the browser says it. */
  function dayName(at) {
    var known = JSON.parse(main.dataset.days)[isoDay(at)];
    return known || new Intl.DateTimeFormat(document.documentElement.lang.split("-")[0], {
      timeZone: main.dataset.zone, weekday: "long", day: "numeric", month: "long"
    }).format(at);
  }
  function large(text) { return text.charAt(0).toUpperCase() + text.slice(1); }
  function find(name) { return main.querySelector("[data-" + name + "]"); }
  function tick() {
    var now = new Date(Date.now() + ahead), hour = Number(part("hour", now, { hour: "numeric" }).replace(/\D/g, ""));
    find("clock").textContent = said(now);
    find("day").textContent = large(dayName(now));
    JSON.parse(main.dataset.parts).forEach(function (one) { if (one[0] <= hour) find("part").textContent = one[1]; });
    main.classList.toggle("night", hour < 6 || hour >= 21);
    document.documentElement.classList.toggle("night", hour < 6 || hour >= 21);
    lay(now);
  }
  /* Without network what is over goes, and the next one comes up; after a day nothing is shown that might be wrong. */
  function lay(now) {
    var since = new Date(contact), worn = lost && Date.now() - contact > WORN, left = 0;
    var when = (isoDay(since) === isoDay(now) ? "" : dayName(since) + " ") + main.dataset.at + " " + said(since);
    ["offline", "worn"].forEach(function (name) {
      var note = find(name);
      note.hidden = !lost || worn !== (name === "worn");
      note.dataset.text = note.dataset.text || note.textContent;
      var text = note.dataset.text.replace("{when}", when);
      if (note.textContent !== text) note.textContent = text; /* written again it would be read out again */
    });
    main.querySelectorAll(".slot").forEach(function (slot) {
      var over = worn || (lost && new Date(slot.dataset.until) <= now);
      slot.hidden = over || left >= Number(main.dataset.shown);
      slot.classList.toggle("first", !over && left === 0);
      slot.querySelector("[data-on]").hidden = slot.dataset.day === isoDay(now);
      if (!over) left += 1;
    });
    find("none").hidden = worn || left > 0;
    fit();
    if (worn && navigator.serviceWorker && navigator.serviceWorker.controller) navigator.serviceWorker.controller.postMessage("forget");
  }
  /* A wall is not scrolled: what there is no room for waits for its turn. On a telephone it scrolls. */
  function fit() {
    var shown = main.querySelectorAll(".slot:not([hidden])"), last = shown.length - 1, page = document.documentElement;
    for (; last > 0 && window.innerWidth >= 768 && page.scrollHeight > window.innerHeight; last -= 1) shown[last].hidden = true;
  }
  function swap(page) {
    var fresh = new DOMParser().parseFromString(page, "text/html").querySelector("main[data-wall]");
    if (!fresh) { location.reload(); return; }
    Object.assign(main.dataset, fresh.dataset);
    main.replaceChildren.apply(main, Array.prototype.slice.call(fresh.childNodes));
  }
  function ask() {
    fetch(location.href, { headers: { "X-Refresh": "1" }, cache: "no-store", credentials: "same-origin" }).then(function (answer) {
      if (answer.redirected || answer.status === 403 || answer.status === 404) { location.reload(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      var told = Date.parse(answer.headers.get("Date") || "");
      ahead = Math.abs(told - Date.now()) > 90000 ? told - Date.now() : 0;
      return answer.text().then(function (page) { lost = false; contact = Date.now(); swap(page); tick(); });
    }).catch(function () { lost = true; tick(); });
  }
  function stayAwake() {
    if (navigator.wakeLock && !document.hidden) navigator.wakeLock.request("screen").catch(function () { /* it may dim */ });
  }
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/mitt/vagg/sw.js", { scope: "/mitt/vagg/" }).catch(function () { /* only online */ });
    navigator.serviceWorker.addEventListener("message", function (told) {
      if (told.data && told.data.kept) { contact = told.data.kept; lost = true; tick(); }
    });
    if (navigator.serviceWorker.controller) navigator.serviceWorker.controller.postMessage("since");
  }
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
  tick();
  setInterval(tick, 5000);
  setInterval(ask, EVERY);
  window.addEventListener("online", ask);
  window.addEventListener("resize", tick);
  window.addEventListener("load", tick);
})();
