/* Shows what a push service brings: that there is news of the visits, never what. Opens the page that says it. */
self.addEventListener("push", event => {
  let told = {};
  try { told = event.data.json(); } catch { /* a push without words still says that there is news */ }
  event.waitUntil(self.registration.showNotification(told.title || "Vem kommer", {
    body: told.body || "", lang: told.lang || "sv", tag: "besok", renotify: true, icon: "/ui/icon.svg", data: told.page,
  }));
});
self.addEventListener("notificationclick", event => {
  event.notification.close();
  const page = ["/mitt", "/anhorig"].includes(event.notification.data) ? event.notification.data : "/";
  event.waitUntil(self.clients.matchAll({type: "window", includeUncontrolled: true}).then(open => {
    const here = open.find(one => new URL(one.url).pathname === page);
    return here ? here.focus() : self.clients.openWindow(page);
  }));
});
