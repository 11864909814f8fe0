
(function () {
  "use strict";
  var editions = Array.prototype.slice.call(document.querySelectorAll("div.edition"));
  var buttons = Array.prototype.slice.call(document.querySelectorAll("button[data-show]"));

  // Without this script all languages stand below each other; with it one is shown.
  function show(lang) {
    document.querySelectorAll("[data-edition]").forEach(function (part) {
      part.hidden = part.dataset.edition !== lang;
    });
    buttons.forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.show === lang));
    });
    var shown = editions.filter(function (edition) { return !edition.hidden; })[0];
    document.documentElement.lang = lang;
    document.title = shown.dataset.title;
  }

  // A link may lead into another language, or into a closed list of cells.
  function open_target() {
    var target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target) { return; }
    var edition = target.closest("div.edition");
    if (edition && edition.hidden) { show(edition.dataset.edition); }
    for (var part = target.parentElement; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") { part.open = true; }
    }
    target.scrollIntoView({ block: "center" });
    if (target.tagName === "TR") { target.focus({ preventScroll: true }); }
  }

  buttons.forEach(function (button) {
    button.addEventListener("click", function () {
      var from = editions.filter(function (edition) { return !edition.hidden; })[0].lang;
      var to = button.dataset.show;
      // Stay at the section that is being read.
      var heads = Array.prototype.slice.call(document.querySelectorAll("#" + from + "-content h2[id]"));
      var read = heads.filter(function (head) { return head.getBoundingClientRect().top < innerHeight / 2; }).pop();
      show(to);
      var twin = read && scrollY > 0 ? document.getElementById(read.id.replace(from + "-", to + "-")) : null;
      if (twin) { twin.scrollIntoView(); }
    });
  });

  if (matchMedia("(max-width: 62rem)").matches) {
    document.querySelectorAll("details.contents").forEach(function (list) { list.open = false; });
  }
  if (editions.length) { show(editions[0].dataset.edition); }
  addEventListener("hashchange", open_target);
  open_target();
}());
