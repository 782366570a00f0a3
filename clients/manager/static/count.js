/* Says how long an answer has become: <textarea data-most="450">. Without this file the limit is said above the field. */
(function () {
  "use strict";
  document.addEventListener("input", function (event) {
    var field = event.target;
    var told = field.dataset && field.dataset.most && document.getElementById(field.id + "-count");
    if (!told) return;
    var long = Array.from(field.value.trim()).length;
    told.hidden = false;
    told.textContent = long + " av " + field.dataset.most + " tecken";
    told.classList.toggle("error", long > Number(field.dataset.most));
  });
})();
