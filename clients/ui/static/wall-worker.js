/* Keeps the wall for a day without network. What it keeps goes as soon as the device is no longer let in. */
"use strict";
var SHELF = "wall", LOOK = "wall-look", WALL = "/mitt/vagg/visa", KEPT = "x-kept-at", AHEAD = "x-clock-ahead", DAY = 26 * 3600 * 1000;
var worn = null;

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });
self.addEventListener("message", function (event) {
  if (event.data === "since" && worn) event.source.postMessage({ kept: worn });
  if (event.data === "forget") event.waitUntil(forget());
});

function keep(name, request, answer) {
  return answer.clone().blob().then(function (body) {
    var headers = new Headers(answer.headers);
    var told = Date.parse(answer.headers.get("Date"));
    headers.set(KEPT, String(told || Date.now()));
    headers.set(AHEAD, String(told ? Date.now() - told : 0));
    headers.delete("content-encoding");
    return caches.open(name).then(function (shelf) {
      return shelf.put(request, new Response(body, { status: 200, headers: headers }));
    });
  });
}
/* Pictures that the wall shows no more are not kept: their addresses change each day. */
function tidy(answer) {
  return Promise.all([answer.text(), caches.open(SHELF)]).then(function (both) {
    return both[1].keys().then(function (kept) {
      return Promise.all(kept.map(function (one) {
        var path = new URL(one.url).pathname;
        if (path.indexOf("/foto/") === 0 && both[0].indexOf(path) < 0) return both[1].delete(one);
      }));
    });
  });
}
function forget() { return caches.delete(SHELF); }

function wall(event) {
  var plain = new Request(WALL);
  return fetch(event.request).then(function (answer) {
    worn = null;
    if (answer.status === 200 && !answer.redirected) return keep(SHELF, plain, answer).then(function () { return tidy(answer.clone()); }).then(function () { return answer; });
    if (answer.status === 403 || answer.status === 404 || answer.redirected) return forget().then(function () { return answer; });
    return answer;
  }).catch(function (fault) {
    if (event.request.mode !== "navigate") throw fault;
    return caches.match(plain).then(function (kept) {
      if (!kept) throw fault;
      worn = Number(kept.headers.get(KEPT));
      var age = Date.now() - Number(kept.headers.get(AHEAD)) - worn; /* by the clock that said when it was kept */
      if (age > DAY) return forget().then(function () { throw fault; });
      return kept;
    });
  });
}
function look(event) {
  return caches.match(event.request).then(function (kept) {
    return kept || fetch(event.request).then(function (answer) {
      return answer.ok ? keep(LOOK, event.request, answer).then(function () { return answer; }) : answer;
    });
  });
}
/* A picture is asked about each time; without network it is the one beside the kept page, and goes with it. */
function face(event) {
  return fetch(event.request).then(function (answer) {
    if (answer.ok) return keep(SHELF, event.request, answer).then(function () { return answer; });
    return caches.open(SHELF).then(function (shelf) { return shelf.delete(event.request); }).then(function () { return answer; });
  }).catch(function (fault) {
    return caches.match(event.request).then(function (kept) { if (kept) return kept; throw fault; });
  });
}
self.addEventListener("fetch", function (event) {
  var url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === WALL) event.respondWith(wall(event));
  else if (url.pathname.indexOf("/ui/") === 0 && url.searchParams.has("v")) event.respondWith(look(event));
  else if (url.pathname.indexOf("/foto/") === 0) event.respondWith(face(event));
});
