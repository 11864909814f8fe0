
(function () {
  "use strict";

  // Scores as the Python package computes them (assessment/scoring): aggregate, design, acceptability and classes. Tests hold the
  // two together to 1e-9.
  function Scoring(data) {
    var count = data.draws.count, own = data.draws.sectors, pillars = data.pillars.length;
    var bytes = Uint8Array.from(atob(data.draws.means), function (letter) { return letter.charCodeAt(0); });
    var means = new Float64Array(bytes.buffer);
    var logs = means.map(Math.log);

    function sum(values) { return values.reduce(function (total, value) { return total + value; }, 0); }

    function range(length) { return Array.from({ length: length }, function (_, place) { return place; }); }

    function criterion_weights(weights) {
      return data.criteria.map(function (own) { return weights[own.pillar] * own.share; });
    }

    // The weighted mean of each pillar; NaN with a gap that has weight, and in a pillar without weight.
    function pillar_means(scores, weights) {
      return range(pillars).map(function (pillar) {
        var inside = range(weights.length).filter(function (j) { return data.criteria[j].pillar === pillar && weights[j] > 0; });
        var total = sum(inside.map(function (j) { return weights[j]; }));
        return total > 0 ? sum(inside.map(function (j) { return scores[j] * (weights[j] / total); })) : NaN;
      });
    }

    function aggregate(scores, weights) {
      var found = pillar_means(scores, weights);
      var shares = range(pillars).map(function (pillar) {
        return sum(weights.filter(function (_, j) { return data.criteria[j].pillar === pillar; }));
      });
      var parts = range(pillars).filter(function (pillar) { return shares[pillar] > 0; });
      if (data.between === "arithmetic") { return sum(parts.map(function (p) { return shares[p] * found[p]; })); }
      return Math.exp(sum(parts.map(function (p) { return shares[p] * Math.log(found[p]); })));
    }

    function coverage(sector, weights) {
      var known = sector.places.map(function (place) { return place === null ? 0 : 1; });
      var least = pillar_means(known, weights).filter(function (share) { return !isNaN(share); });
      return { total: sum(known.map(function (one, j) { return one * weights[j]; })), least: Math.min.apply(null, least) };
    }

    // Enough is known of a sector, and of each of its gaps two sectors or more know a value.
    function scored(covered, weights) {
      var enough = covered.map(function (own) {
        return own.total >= data.coverage.total - data.rounding && own.least >= data.coverage.pillar - data.rounding;
      });
      for (;;) {
        var known = weights.map(function (_, j) {
          return data.sectors.filter(function (sector, i) { return enough[i] && sector.places[j] !== null; }).length;
        });
        var still = enough.map(function (one, i) {
          return one && data.sectors[i].places.every(function (place, j) {
            return place !== null || weights[j] <= 0 || known[j] >= 2;
          });
        });
        if (still.every(function (one, i) { return one === enough[i]; })) { return still; }
        enough = still;
      }
    }

    function on_scale(place) {
      return data.scale[0] + (data.scale[1] - data.scale[0]) * Math.min(Math.max(place, 0), 1);
    }

    // Scores of a sector by criterion; a gap stands at the mean of its group, or of all where the group says nothing.
    function reference(sector, inside) {
      return sector.places.map(function (place, j) {
        if (place !== null) { return on_scale(place); }
        var known = inside.filter(function (other) { return other.places[j] !== null; });
        var near = known.filter(function (other) { return other.group === sector.group; });
        var donors = near.length >= 2 ? near : known;
        if (known.length < 2) { return NaN; }
        return on_scale(sum(donors.map(function (other) { return other.places[j]; })) / donors.length);
      });
    }

    function ranks(scores) {
      return scores.map(function (score) {
        if (isNaN(score)) { return NaN; }
        var above = scores.filter(function (other) { return other - score > data.rounding; }).length;
        var tied = scores.filter(function (other) { return Math.abs(other - score) <= data.rounding; }).length;
        return above + (tied + 1) / 2;
      });
    }

    // By sector, the criteria without which it falls off the list.
    function without(scores, weights) {
      var fallen = scores.map(function () { return []; });
      weights.forEach(function (weight, j) {
        var kept = weights.map(function (own, place) { return place === j ? 0 : own; });
        var total = sum(kept);
        if (!(weight > 0 && total > 0)) { return; }
        var left = kept.map(function (own) { return own / total; });
        ranks(scores.map(function (own) { return own ? aggregate(own, left) : NaN; })).forEach(function (rank, i) {
          if (rank > data.rule.worst) { fallen[i].push(j); }
        });
      });
      return fallen;
    }

    // The share of draws in which each scored sector is among the first k; ties share their places.
    function within(weights) {
      var size = own.length, inside = new Float64Array(size), score = new Float64Array(size);
      for (var draw = 0; draw < count; draw += 1) {
        var geometric = draw < data.draws.geometric, from = geometric ? logs : means;
        for (var i = 0; i < size; i += 1) {
          var total = 0;
          for (var p = 0; p < pillars; p += 1) {
            if (weights[p] > 0) { total += weights[p] * from[(draw * size + i) * pillars + p]; }
          }
          score[i] = geometric ? Math.exp(total) : total;
        }
        for (i = 0; i < size; i += 1) {
          var above = 0, below = 0;
          for (var other = 0; other < size; other += 1) {
            if (score[other] > score[i] + data.rounding) { above += 1; }
            if (score[i] > score[other] + data.rounding) { below += 1; }
          }
          inside[i] += Math.min(Math.max((data.rule.k - above) / (size - above - below), 0), 1);
        }
      }
      return inside.map(function (times) { return times / count; });
    }

    // A share that equals a bound reaches it, also where its sum falls short by rounding.
    function below(share, bound) { return share < bound - data.rounding; }

    function reasons(sector, weights, share, fallen) {
      var found = [];
      if (below(share, data.rule.priority)) { found.push({ kind: "probability" }); }
      if (below(sector.acceptability, data.rule.acceptability)) { found.push({ kind: "acceptability" }); }
      var weak = range(pillars).filter(function (p) {
        return weights[p] > 0 && sector.medians[p] !== null && sector.medians[p] < data.rule.floor;
      });
      if (weak.length) { found.push({ kind: "pillar", names: weak }); }
      if (fallen.length) { found.push({ kind: "criterion", names: fallen }); }
      return found;
    }

    function class_of(sector, share, found) {
      if (sector.failed || below(share, data.rule.conditional)) { return "C"; }
      return sector.open || found.length ? "B" : "A";
    }

    // What the board shows of every sector, with weights of the pillars that sum to 1.
    this.evaluate = function (weights) {
      var single = criterion_weights(weights);
      var covered = data.sectors.map(function (sector) { return coverage(sector, single); });
      var enough = scored(covered, single);
      var inside = data.sectors.filter(function (_, i) { return enough[i]; });
      var scores = data.sectors.map(function (sector, i) { return enough[i] ? reference(sector, inside) : null; });
      var totals = scores.map(function (own) { return own ? aggregate(own, single) : NaN; });
      var places = ranks(totals), fallen = without(scores, single);
      // Probabilities hold for the sectors that were compared in the draws.
      var same = enough.every(function (one, i) { return one === (own.indexOf(i) >= 0); });
      var shares = same ? within(weights) : [];
      return data.sectors.map(function (sector, i) {
        var share = same && enough[i] ? shares[own.indexOf(i)] : NaN;
        var found = isNaN(share) ? [] : reasons(sector, weights, share, fallen[i]);
        var ends = data.scale.map(function (end) {
          return aggregate(sector.places.map(function (place) { return place === null ? end : on_scale(place); }), single);
        });
        return {
          place: i, scored: enough[i], coverage: covered[i], score: totals[i], rank: places[i], low: ends[0], high: ends[1],
          gaps: sector.places.some(function (place, j) { return place === null && single[j] > 0; }),
          pillars: scores[i] ? pillar_means(scores[i], single) : range(pillars).map(function () { return NaN; }),
          within: share, reasons: found, published: sector["class"],
          "class": !enough[i] ? "ND" : isNaN(share) ? "" : class_of(sector, share, found)
        };
      });
    };
  }

  function json(id) { return JSON.parse(document.getElementById(id).textContent); }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }

  function element(tag, text, name, value) {
    var made = document.createElement(tag);
    made.textContent = text;
    if (name) { made.className = name; }
    // The unrounded number, for who checks the page against the package.
    if (value !== undefined) { made.dataset.value = String(value); }
    return made;
  }

  // One language of a board; `set` tells all languages of new points.
  function View(board, data, set) {
    var words = json(board.id + "-words"), lang = board.closest("[lang]").lang;
    var one = new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    var rank = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
    var body = board.querySelector("tbody"), status = board.querySelector("[role=status]");
    var weights = Array.prototype.slice.call(board.querySelectorAll(".weight"));

    function percent(share) { return one.format(100 * share) + "%"; }

    function number(value, written) {
      return isNaN(value) ? element("td", "–", "right") : element("td", written(value), "right", value);
    }

    function reason(own) {
      if (!own.names) { return words.reasons[own.kind]; }
      var names = own.kind === "pillar" ? words.pillars : words.criteria;
      var all = own.names.length === names.length;
      var said = all ? words.every : own.names.map(function (j) { return names[j]; }).join(", ");
      return filled(words.reasons[own.kind], { names: said });
    }

    function keys(own) {
      if (!own.names) { return [own.kind]; }
      return own.names.map(function (j) { return own.kind + ":" + (own.kind === "pillar" ? data.pillars[j] : data.criteria[j].key); });
    }

    function missing(own) {
      var enough = own.coverage.total >= data.coverage.total && own.coverage.least >= data.coverage.pillar;
      return filled(enough ? words.nobody : words.uncovered, {
        total: percent(own.coverage.total), least: percent(own.coverage.least),
        total_rule: percent(data.coverage.total), pillar_rule: percent(data.coverage.pillar)
      });
    }

    function score_cell(own) {
      var cell = number(own.score, one.format);
      if (own.scored && own.gaps) {
        var bounds = element("small", filled(words.bounds, { low: one.format(own.low), high: one.format(own.high) }));
        bounds.dataset.low = own.low;
        bounds.dataset.high = own.high;
        cell.appendChild(bounds);
      }
      return cell;
    }

    // A sector is a row of numbers, with what its class depends on in a line below: a column of sentences would be narrow.
    function rows_of(own) {
      var made = document.createElement("tr");
      var name = element("th", words.sectors[own.place]);
      name.scope = "row";
      made.dataset.sector = data.sectors[own.place].key;
      var cells = [
        number(own.rank, rank.format), name, score_cell(own),
        element("td", own["class"] ? words.classes[own["class"]] : words.resimulate, "class", own["class"]),
        element("td", words.classes[own.published]), number(own.within, percent)
      ].concat(own.pillars.map(function (mean) { return number(mean, one.format); }));
      cells[3].dataset.reasons = own.reasons.flatMap(keys).join(" ");
      cells.forEach(function (cell) { made.appendChild(cell); });
      var said = own.scored ? words.gates[own.place].concat(own.reasons.map(reason)) : [missing(own)];
      if (!said.length) { return [made]; }
      var line = document.createElement("tr"), cell = element("td", "");
      cell.colSpan = cells.length;
      cell.appendChild(element("span", own.scored ? filled(words.keeps, { reasons: said.join("; ") }) : said[0]));
      line.className = "keeps";
      line.appendChild(cell);
      return [made, line];
    }

    function told(rows) {
      var first = rows.filter(function (own) { return own.rank < 2; }).map(function (own) { return words.sectors[own.place]; });
      var values = { first: first.join(", ") || "–" };
      ["A", "B", "C", "ND", ""].forEach(function (name) {
        values[name || "open"] = rows.filter(function (own) { return own["class"] === name; }).length;
      });
      return filled(values.open ? words.status_open : words.status, values);
    }

    this.show = function (points, shares, rows, preset) {
      weights.forEach(function (weight, i) {
        weight.querySelectorAll("input").forEach(function (field) {
          // What is being typed stays as it is.
          if (field !== document.activeElement || field.type === "range") { field.value = Math.round(100 * points[i]) / 100; }
          field.setAttribute("aria-invalid", String(!shares));
        });
        weight.querySelector(".share").textContent = shares ? percent(shares[i]) : "–";
      });
      board.querySelectorAll("[data-preset]").forEach(function (button) {
        button.setAttribute("aria-pressed", String(button.dataset.preset === preset));
      });
      body.replaceChildren.apply(body, rows.flatMap(rows_of));
      status.textContent = shares ? told(rows) : words.no_weight;
    };

    weights.forEach(function (weight, i) {
      weight.querySelectorAll("input").forEach(function (field) {
        field.addEventListener("input", function () { set(i, field.valueAsNumber); });
      });
    });
    board.querySelectorAll("[data-preset]").forEach(function (button) {
      button.addEventListener("click", function () { set(button.dataset.preset); });
    });
    board.querySelector(".controls").hidden = false;
  }

  // All languages of a board show the same weights.
  function start(boards) {
    var data = json(boards[0].dataset.board), scoring = new Scoring(data), points, views;

    function preset_of(shares) {
      return Object.keys(data.weights).reverse().filter(function (name) {
        return data.weights[name] && data.weights[name].every(function (own, i) { return Math.abs(own - shares[i]) < data.rounding; });
      })[0];
    }

    function show(preset) {
      var total = points.reduce(function (sum, own) { return sum + own; }, 0);
      var valid = points.every(function (own) { return own >= 0; }) && total > 0 && total < Infinity;
      var shares = valid ? points.map(function (own) { return own / total; }) : null;
      var rows = valid ? scoring.evaluate(shares) : [];
      rows.sort(function (one, other) {
        return (one.scored ? one.rank : Infinity) - (other.scored ? other.rank : Infinity) || one.place - other.place;
      });
      views.forEach(function (view) { view.show(points, shares, rows, preset || (valid ? preset_of(shares) : "")); });
    }

    // Either a set of weights by its name, or the points of one pillar.
    function set(what, value) {
      if (value === undefined) { points = data.weights[what].map(function (own) { return 100 * own; }); } else { points[what] = value; }
      show(value === undefined ? what : "");
    }

    views = boards.map(function (board) { return new View(board, data, set); });
    set(data.weights.frozen ? "frozen" : "model");
  }

  var found = {};
  document.querySelectorAll("[data-board]").forEach(function (board) {
    (found[board.dataset.board] = found[board.dataset.board] || []).push(board);
  });
  Object.keys(found).forEach(function (name) { start(found[name]); });
}());
