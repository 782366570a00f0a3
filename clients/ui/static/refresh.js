/* Keeps a page true while it stands open: <main data-refresh="30">. Without this file everything still works.
   It asks again with the page's ETag, swaps <main> only when its words changed, and says so politely. */
(function () {
  "use strict";
  var main = document.querySelector("main[data-refresh]");
  if (!main || !window.fetch || !window.DOMParser) return;
  var live = document.getElementById("live");
  var every = Math.max(5, Number(main.dataset.refresh) || 30) * 1000;
  var etag = null;

  function wordsOf(element) {
    var copy = element.cloneNode(true);
    copy.querySelectorAll("[data-stamp], [data-offline]").forEach(function (part) { part.remove(); });
    return copy.textContent.replace(/\s+/g, " ").trim();
  }
  function busy() {
    var active = document.activeElement;
    if (active && main.contains(active) && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName)) return true;
    return Array.prototype.some.call(main.querySelectorAll("textarea, input"), function (field) {
      return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
    });
  }
  /* The same link, button or heading in the fresh page, so that nobody who reads by keyboard is thrown to the top. */
  function named(one) {
    return [one.getAttribute("href"), one.form && one.form.getAttribute("action"), one.name, one.value, one.textContent].join("|");
  }
  function twin(old) {
    if (old.id) return document.getElementById(old.id);
    return Array.prototype.filter.call(main.querySelectorAll(old.tagName), function (one) { return named(one) === named(old); })[0];
  }
  function stamp(answer) {
    var clock = main.querySelector("[data-clock]");
    var date = answer.headers.get("Date");
    if (!clock || !date) return;
    var told = new Date(date).toLocaleTimeString("sv-SE", {
      hour: "numeric", minute: "2-digit", timeZone: main.dataset.zone || "Europe/Stockholm"
    }).replace(/^0(?=\d)/, "");
    clock.textContent = document.documentElement.lang === "en" ? told : told.replace(":", ".").replace(/^(?!0\.)(\d+)\.00$/, "$1");
  }
  function offline(now) {
    var note = main.querySelector("[data-offline]");
    if (note) note.hidden = !now;
  }
  function swap(page) {
    var fresh = new DOMParser().parseFromString(page, "text/html").querySelector("main");
    if (!fresh) return;
    var changed = wordsOf(fresh) !== wordsOf(main);
    var open = Array.prototype.map.call(main.querySelectorAll("details[open][id]"), function (one) { return one.id; });
    var focused = main.contains(document.activeElement) && document.activeElement !== main && document.activeElement;
    main.replaceChildren.apply(main, Array.prototype.slice.call(fresh.childNodes));
    open.forEach(function (id) { var one = document.getElementById(id); if (one) one.open = true; });
    var same = focused && twin(focused);
    if (same) same.focus({ preventScroll: true });
    if (changed && live) live.textContent = main.dataset.changed || "Sidan har uppdaterats.";
  }
  function ask() {
    if (document.hidden || busy()) return;
    var headers = { "X-Refresh": "1" };
    if (etag) headers["If-None-Match"] = etag;
    fetch(location.href, { headers: headers, cache: "no-store", credentials: "same-origin" }).then(function (answer) {
      if (answer.status === 304) { offline(false); stamp(answer); return; }
      if (answer.redirected || answer.status === 403 || answer.status === 404) { location.reload(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      etag = answer.headers.get("ETag");
      return answer.text().then(function (page) { swap(page); offline(false); });
    }).catch(function () { offline(true); });
  }
  setInterval(ask, every);
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
})();
