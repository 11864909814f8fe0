
// A mark of a chart answers to mouse, touch and keyboard with what the lines of the trace below the chart say of it.
(function () {
  "use strict";
  var REACH = 24, ON_LINE = 6, THIN = 2, GAP = 8, CELLS = 2, WAIT = 300;
  var SVG = "http://www.w3.org/2000/svg";
  var shown = null, pinned = false, waiting = 0;

  function list(found) { return Array.from(found); }

  function between(low, value, high) { return Math.max(low, Math.min(value, high)); }

  function tip_of(mark) { return mark.picture.closest("div.edition").querySelector(".tip"); }

  // Marks in the order of the data, reference lines behind them; several elements may make up one mark.
  function read(picture) {
    var marks = new Map();
    list(picture.querySelectorAll("[data-mark]")).forEach(function (part) {
      var name = part.dataset.mark;
      if (!marks.has(name)) {
        marks.set(name, { picture: picture, numbers: name.split(" "), words: part.dataset.told || "", parts: [] });
      }
      marks.get(name).parts.push(part);
    });
    function order(mark) { return mark.numbers[0][0] === "f" ? Infinity : Number(mark.numbers[0]); }
    return list(marks.values()).sort(function (one, other) { return order(one) - order(other) || 0; });
  }

  // The elements that show where a mark is: its point rather than its whiskers, a line where it is nothing else.
  function body(mark) {
    var solid = mark.parts.filter(function (part) {
      var b = part.getBBox();
      return Math.min(b.width, b.height) > THIN;
    });
    return solid.length ? solid : mark.parts;
  }

  // The box on the screen that holds them.
  function on_screen(mark) {
    var boxes = body(mark).map(function (part) { return part.getBoundingClientRect(); });
    function end(choose, side) { return choose.apply(null, boxes.map(function (box) { return box[side]; })); }
    var left = end(Math.min, "left"), right = end(Math.max, "right"), top = end(Math.min, "top"), bottom = end(Math.max, "bottom");
    return { left: left, right: right, top: top, bottom: bottom, x: (left + right) / 2, y: (top + bottom) / 2 };
  }

  // The mark at a place, or the nearest one that a finger would mean.
  function at_place(marks, x, y) {
    var hit = document.elementsFromPoint(x, y).map(function (element) { return element.closest("[data-mark]"); });
    var found = marks.filter(function (mark) { return mark.parts.indexOf(hit.filter(Boolean)[0]) >= 0; })[0];
    var least = REACH;
    if (found) { return found; }
    marks.forEach(function (mark) {
      mark.parts.forEach(function (part) {
        var b = part.getBoundingClientRect();
        var away = Math.hypot(x - between(b.left, x, b.right), y - between(b.top, y, b.bottom));
        // A reference line runs through the whole plot and would answer for half of it.
        if (away < least && (away < ON_LINE || mark.numbers[0][0] !== "f")) { least = away; found = mark; }
      });
    });
    return found || null;
  }

  function lines(mark) {
    return list(mark.picture.closest("figure").querySelectorAll("tr[data-number]")).filter(function (row) {
      return mark.numbers.indexOf(row.dataset.number) >= 0;
    });
  }

  function paragraph(text, name) {
    var made = document.createElement("p");
    made.className = name;
    made.textContent = text;
    return made;
  }

  function different(elements, text) {
    var seen = new Set();
    return elements.filter(function (element) { return !seen.has(text(element)) && seen.add(text(element)); });
  }

  function text_of(element) { return element.textContent.replace(/\s+/g, " ").trim(); }

  // What all numbers of a mark are about stands above them, what only one is about before its value.
  function numbers(mark, rows) {
    var labels = rows.map(function (row) { return (mark.words || text_of(row.cells[2])).split(" · "); });
    function common(word) { return labels.every(function (label) { return label.indexOf(word) >= 0; }); }
    return [paragraph(labels[0].filter(common).join(" · "), "what")].concat(rows.map(function (row, place) {
      var own = labels[place].filter(function (word) { return !common(word); }).join(" · ");
      var line = paragraph(own && own + ": ", rows.length > 1 ? "one" : "worth"), value = document.createElement("strong");
      value.textContent = row.cells[1].textContent;
      line.append(value);
      return line;
    }));
  }

  // The numbers, how they follow, the first cells they rest on, and the sources of these.
  function content(mark) {
    var rows = lines(mark), found;
    if (!rows.length) { return [paragraph(mark.words, "what")]; }
    found = numbers(mark, rows);
    var heads = rows[0].closest("table").tHead.rows[0].cells;
    different(rows, function (row) { return text_of(row.cells[3]); }).forEach(function (row) {
      var how = text_of(row.cells[3]);
      if (how) { found.push(paragraph(text_of(heads[3]) + ": " + how, "how")); }
    });
    var every = rows.reduce(function (cells, row) { return cells.concat(list(row.cells[4].children)); }, []);
    var cells = different(every, text_of), first = cells.slice(0, CELLS);
    first.forEach(function (cell) {
      var copy = cell.cloneNode(true);
      copy.className = "cell";
      found.push(copy);
    });
    if (cells.length > CELLS) { found.push(paragraph("…", "cell")); }
    var links = first.reduce(function (all, cell) { return all.concat(list(cell.querySelectorAll('a[href^="#"]'))); }, []);
    different(links, function (link) { return link.hash; }).forEach(function (link) {
      found.push(paragraph(text_of(document.getElementById(link.hash.slice(1))), "from"));
    });
    return found;
  }

  // Two frames round a mark, so that one of them is seen on dark and on light ground.
  function frame(mark) {
    var ring = document.createElementNS(SVG, "g");
    ["pale", "dark"].forEach(function (name) {
      body(mark).forEach(function (part) {
        var b = part.getBBox(), made = document.createElementNS(SVG, "rect");
        made.setAttribute("class", name);
        made.setAttribute("x", b.x - 3);
        made.setAttribute("y", b.y - 3);
        made.setAttribute("width", b.width + 6);
        made.setAttribute("height", b.height + 6);
        made.setAttribute("rx", 2);
        ring.append(made);
      });
    });
    ring.setAttribute("class", "ring");
    mark.picture.querySelector("svg").append(ring);
    mark.ring = ring;
  }

  // Above the mark, or the place of the mouse in it; below where there is no room.
  function place(mark, at) {
    var tip = tip_of(mark), b = on_screen(mark), room = document.documentElement;
    var upper = at ? Math.max(b.top, at.y - 2 * GAP) : b.top, lower = at ? Math.min(b.bottom, at.y + 2 * GAP) : b.bottom;
    var x = at ? between(b.left, at.x, b.right) : b.x, wide = tip.offsetWidth, high = tip.offsetHeight;
    var top = upper - high - GAP >= GAP ? upper - high - GAP : lower + GAP;
    tip.style.left = between(GAP, x - wide / 2, Math.max(GAP, room.clientWidth - wide - GAP)) + "px";
    tip.style.top = between(GAP, top, Math.max(GAP, room.clientHeight - high - GAP)) + "px";
  }

  function show(mark, at) {
    clearTimeout(waiting);
    if (shown !== mark) {
      hide();
      var tip = tip_of(mark), made = content(mark);
      tip.firstElementChild.replaceChildren.apply(tip.firstElementChild, made);
      tip.querySelectorAll("a").forEach(function (link) { link.tabIndex = -1; });
      tip.lastElementChild.hidden = !lines(mark).length;
      tip.hidden = false;
      frame(mark);
      shown = mark;
    }
    place(mark, at);
  }

  function hide() {
    clearTimeout(waiting);
    if (shown) {
      tip_of(shown).hidden = true;
      shown.ring.remove();
    }
    shown = null;
    pinned = false;
  }

  // The way from a mark to what it says may lead over the ground between them.
  function hide_soon() {
    clearTimeout(waiting);
    if (!pinned) { waiting = setTimeout(hide, WAIT); }
  }

  function to_trace(mark) {
    var row = lines(mark)[0];
    hide();
    if (!row) { return; }
    row.closest("details").open = true;
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  }

  // Left and right in the order of the data; up and down to what stands there in the picture.
  function next(marks, key) {
    var place = marks.indexOf(shown), step = { ArrowRight: 1, ArrowLeft: -1 }[key], here;
    if (key === "Home" || key === "End") { return marks[key === "Home" ? 0 : marks.length - 1]; }
    if (!step && key !== "ArrowUp" && key !== "ArrowDown") { return null; }
    if (place < 0) { return marks[step === -1 ? marks.length - 1 : 0]; }
    if (step) { return marks[between(0, place + step, marks.length - 1)]; }
    here = on_screen(shown);
    return marks.reduce(function (best, mark) {
      var there = on_screen(mark), along = (there.y - here.y) * (key === "ArrowUp" ? -1 : 1);
      var away = along + 3 * Math.abs(there.x - here.x);
      return along > 1 && away < best.away ? { mark: mark, away: away } : best;
    }, { mark: shown, away: Infinity }).mark;
  }

  function by_keyboard(picture, marks, event) {
    var mark = event.altKey || event.ctrlKey || event.metaKey ? null : next(marks, event.key);
    if (event.key === "Enter" && shown && shown.picture === picture) {
      event.preventDefault();
      to_trace(shown);
    } else if (mark) {
      event.preventDefault();
      body(mark)[0].scrollIntoView({ block: "nearest", inline: "nearest" });
      show(mark);
      pinned = true;
      picture.closest("div.edition").querySelector(".said").textContent = content(mark).map(text_of).join(". ");
    }
  }

  function make_answer(picture) {
    var marks = null, edition = picture.closest("div.edition"), tip = edition.querySelector(".tip");
    function all() { return marks || (marks = read(picture)); }
    // With an application the arrow keys come here, not to the screen reader's own cursor.
    picture.setAttribute("role", "application");
    picture.setAttribute("aria-label", text_of(picture.parentElement.querySelector("figcaption")) + ". " + tip.dataset.keys);
    picture.setAttribute("aria-describedby", picture.querySelector("svg").id);
    picture.addEventListener("pointermove", function (event) {
      if (event.pointerType !== "mouse" || pinned) { return; }
      var mark = at_place(all(), event.clientX, event.clientY);
      if (mark) { show(mark, { x: event.clientX, y: event.clientY }); } else { hide_soon(); }
    });
    picture.addEventListener("click", function (event) {
      var mark = at_place(all(), event.clientX, event.clientY);
      if (mark) { show(mark, { x: event.clientX, y: event.clientY }); } else { hide(); }
      pinned = Boolean(mark);
    });
    picture.addEventListener("pointerleave", hide_soon);
    picture.addEventListener("keydown", function (event) { by_keyboard(picture, all(), event); });
    picture.addEventListener("focusout", function (event) {
      if (!tip.contains(event.relatedTarget)) { hide(); }
    });
  }

  list(document.querySelectorAll(".picture")).filter(function (picture) {
    return picture.querySelector("[data-mark]");
  }).forEach(make_answer);
  list(document.querySelectorAll(".tip")).forEach(function (tip) {
    tip.addEventListener("pointerenter", function () { clearTimeout(waiting); });
    tip.addEventListener("pointerleave", hide_soon);
    tip.lastElementChild.addEventListener("click", function (event) {
      event.preventDefault();
      if (shown) { to_trace(shown); }
    });
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest(".picture, .tip")) { hide(); }
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { hide(); } });
  addEventListener("hashchange", hide);
  addEventListener("resize", hide);
  addEventListener("scroll", function (event) {
    if (!shown || event.target === tip_of(shown)) { return; }
    var b = on_screen(shown), view = shown.picture.getBoundingClientRect();
    var seen = b.bottom > 0 && b.top < innerHeight && b.right > view.left && b.left < view.right;
    if (seen) { place(shown); } else { hide(); }
  }, true);
}());
