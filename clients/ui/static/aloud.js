/* Reads the page aloud with a voice of the device in the page's language. Without such a voice there is no button. */
(function () {
  "use strict";
  var place = document.querySelector("[data-aloud]");
  var voices = window.speechSynthesis;
  if (!place || !voices || !window.SpeechSynthesisUtterance) return;
  var language = document.documentElement.lang.split("-")[0];
  var SAID = "h1, .visit h2, .visit .when, .visit .at, .visit .outcome, .visit .who p, .visit ul.what, .visit .changed," +
    " .visit .soft, .visit .word, .visit .both div, .visit li > p:not([class]), .whose-day, [data-offline]," +
    " .ask h2, .ask p, .ask .at, .ask dt, .ask dd, .ask .said li";
  var PASSED = "footer, .screen, .help, label, legend";

  function voice() {
    return voices.getVoices().filter(function (one) { return one.lang.toLowerCase().indexOf(language) === 0; })[0];
  }
  function show() {
    place = document.querySelector("[data-aloud]");
    if (place) place.hidden = !voice();
  }
  function words(element) {
    var copy = element.cloneNode(true);
    copy.querySelectorAll("[aria-hidden=true], svg").forEach(function (one) { one.remove(); });
    copy.querySelectorAll("li").forEach(function (one) { one.append(", "); });
    copy.querySelectorAll("br").forEach(function (one) { one.replaceWith(", "); });
    return copy.textContent.replace(/(\d)\.(\d\d)(?!\d)/g, "$1:$2").replace(/\s+/g, " ").trim();
  }
  function label(button, reading) {
    var text = button.querySelector("span");
    if (!button.dataset.start) button.dataset.start = text.textContent;
    text.textContent = reading ? button.dataset.stop : button.dataset.start;
    button.setAttribute("aria-pressed", String(reading));
  }
  function read(button) {
    var found = Array.prototype.slice.call(document.querySelectorAll("main :is(" + SAID + ")"));
    var parts = found.filter(function (one) {
      if (one.closest(PASSED) || found.some(function (other) { return other !== one && other.contains(one); })) return false;
      return one.checkVisibility ? one.checkVisibility() : one.offsetParent;
    }).map(words).filter(Boolean);
    parts.forEach(function (part, place) {
      var said = new SpeechSynthesisUtterance(part);
      said.voice = voice();
      said.lang = said.voice ? said.voice.lang : language;
      said.rate = 0.85;
      if (place === parts.length - 1) said.onend = function () { label(button, false); };
      voices.speak(said);
    });
    label(button, parts.length > 0);
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-aloud] button");
    if (!button) return;
    var reading = voices.speaking || voices.pending;
    voices.cancel();
    if (reading) label(button, false); else read(button);
  });
  window.addEventListener("pagehide", function () { voices.cancel(); });
  if (voices.addEventListener) voices.addEventListener("voiceschanged", show);
  new MutationObserver(show).observe(document.querySelector("main"), { childList: true });
  show();
})();
