
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

  // Numbers sort by their unrounded value, words by the rules of the language; what has no number stands last.
  function compare(column, header, descending) {
    var lang = header.closest("[lang]").lang, numeric = header.dataset.sort === "number", sign = descending ? -1 : 1;
    var order = new Intl.Collator(lang, { numeric: true });
    return function (one, other) {
      var a = one.cells[column], b = other.cells[column];
      if (!numeric) { return sign * order.compare(a.textContent, b.textContent); }
      var lacking = ("value" in b.dataset) - ("value" in a.dataset);
      return lacking || ("value" in a.dataset ? sign * (a.dataset.value - b.dataset.value) : 0);
    };
  }

  // A header sorts upwards, then downwards, then gives the order of print back.
  function make_sortable(header) {
    var table = header.closest("table"), body = table.tBodies[0], column = header.cellIndex;
    var printed = Array.prototype.slice.call(body.rows), next = { none: "ascending", ascending: "descending", descending: "none" };
    var button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append.apply(button, Array.prototype.slice.call(header.childNodes));
    header.append(button);
    header.setAttribute("aria-sort", "none");
    button.addEventListener("click", function () {
      var wanted = next[header.getAttribute("aria-sort")];
      table.querySelectorAll("[aria-sort]").forEach(function (other) { other.setAttribute("aria-sort", "none"); });
      header.setAttribute("aria-sort", wanted);
      var rows = printed.slice();
      if (wanted !== "none") { rows.sort(compare(column, header, wanted === "descending")); }
      body.append.apply(body, rows);
    });
  }

  document.querySelectorAll("th[data-sort]").forEach(make_sortable);
  if (matchMedia("(max-width: 62rem)").matches) {
    document.querySelectorAll("details.contents").forEach(function (list) { list.open = false; });
  }
  if (editions.length) { show(editions[0].dataset.edition); }
  addEventListener("hashchange", open_target);
  open_target();
}());
