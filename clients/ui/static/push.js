/* The button that lets this browser be pushed to: asks for leave, subscribes, and sends the form that is on the page. */
(() => {
  const part = document.querySelector("[data-push]");
  if (!part || !("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return;
  const on = part.querySelector("form[data-on]"), off = part.querySelector("form[data-off]");
  const say = name => part.querySelectorAll("[data-said]").forEach(one => { one.hidden = one.dataset.said !== name; });
  const worker = () => navigator.serviceWorker.register(part.dataset.worker, {scope: part.dataset.scope});
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), sign => sign.charCodeAt(0));
  const asked = async () => {
    if (await Notification.requestPermission() !== "granted") return say("denied");
    const registration = await worker();
    await registration.update();
    const old = await registration.pushManager.getSubscription();
    if (old) await old.unsubscribe();
    const made = (await registration.pushManager.subscribe({
      userVisibleOnly: true, applicationServerKey: bytes(part.dataset.key),
    })).toJSON();
    on.elements.endpoint.value = made.endpoint;
    on.elements.p256dh.value = made.keys.p256dh;
    on.elements.auth.value = made.keys.auth;
    on.submit();
  };
  const ended = async () => {
    const registration = await navigator.serviceWorker.getRegistration(part.dataset.scope);
    const made = registration && await registration.pushManager.getSubscription();
    if (made) await made.unsubscribe();
  };
  if (on) {
    say("");
    on.hidden = false;
    on.addEventListener("submit", event => { event.preventDefault(); asked().catch(() => say("failed")); });
  }
  if (off) off.addEventListener("submit", event => {
    event.preventDefault();
    ended().catch(() => {}).then(() => off.submit());
  });
})();
