/* Asks the browser for a passkey: <form data-passkey="get|create" data-options="{…}">, and posts what it answers. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-passkey]");
  if (!form) return;
  var state = form.querySelector("[data-passkey-state]");

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (one) { return one.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = Array.prototype.map.call(new Uint8Array(buffer), function (one) { return String.fromCharCode(one); });
    return btoa(plain.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function readied(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    ["excludeCredentials", "allowCredentials"].forEach(function (list) {
      (options[list] || []).forEach(function (one) { one.id = bytes(one.id); });
    });
    return options;
  }
  function told(key) {
    var answer = key.response, response = { clientDataJSON: text(answer.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (part) {
      if (answer[part]) response[part] = text(answer[part]);
    });
    if (answer.getTransports) response.transports = answer.getTransports();
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response: response });
  }
  function failed() {
    state.textContent = state.dataset.failed;
    state.className = "notice bad";
  }
  if (!navigator.credentials || !window.PublicKeyCredential) return failed();
  navigator.credentials[form.dataset.passkey]({ publicKey: readied(JSON.parse(form.dataset.options)) })
    .then(function (key) {
      form.querySelector("[name=credential]").value = told(key);
      form.submit();
    })
    .catch(failed);
})();
