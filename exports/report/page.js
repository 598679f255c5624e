"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const drug = $("filter-drug"), outcome = $("filter-outcome"), words = $("filter-words"), shown = $("filter-count");
  const numbers = [...document.querySelectorAll("#number-table tbody tr")];
  const cells = [...document.querySelectorAll(".map .cell")];

  const matches = (row) => {
    if (drug.value && row.dataset.drug !== drug.value) return false;
    if (outcome.value && !(" " + row.dataset.outcome + " ").includes(" " + outcome.value + " ")) return false;
    const text = row.textContent.toLowerCase();
    return words.value.toLowerCase().split(/\s+/).every((w) => text.includes(w));
  };

  // A heading stays while a row beneath it does: rows are read backwards, and
  // each heading takes what was seen since the last one of its level or above.
  const filterTable = (section) => {
    const seen = new Array(10).fill(false);
    let any = false;
    const rows = [...section.querySelectorAll("tbody tr")].reverse();
    const on = drug.value || outcome.value || words.value;
    for (const row of rows) {
      if (row.classList.contains("heading")) {
        const level = Number(row.dataset.level);
        row.hidden = Boolean(on) && !seen[level];
        const body = row.nextElementSibling;
        if (body && body.classList.contains("body")) body.hidden = row.hidden;
        for (let l = level; l < seen.length; l++) seen[l] = false;
      } else if ("drug" in row.dataset) {
        row.hidden = !matches(row);
        if (!row.hidden) { seen.fill(true); any = true; }
      } else if (!row.classList.contains("body")) {
        any = true;
      }
    }
    section.hidden = !any && rows.length > 0 && Boolean(on);
  };

  const filter = () => {
    let n = 0;
    for (const row of numbers) {
      row.hidden = !matches(row);
      if (!row.hidden) n++;
    }
    document.querySelectorAll(".evidence").forEach(filterTable);
    shown.value = n + " of " + numbers.length + " numbers";
    for (const c of cells) {
      c.setAttribute("aria-pressed", String(c.dataset.drug === drug.value && c.dataset.outcome === outcome.value));
    }
  };

  // An option that the list does not have is added, so that every cell of the
  // map can be chosen.
  const choose = (list, value, label) => {
    if (value && ![...list.options].some((o) => o.value === value)) list.add(new Option(label, value));
    list.value = value;
  };

  for (const c of cells) {
    c.addEventListener("click", () => {
      const on = c.getAttribute("aria-pressed") === "true";
      const [d, rest] = c.getAttribute("aria-label").split(/, (.*)/s);
      choose(drug, on ? "" : c.dataset.drug, d);
      choose(outcome, on ? "" : c.dataset.outcome, rest.split(":")[0]);
      filter();
    });
  }
  drug.addEventListener("change", filter);
  outcome.addEventListener("change", filter);
  words.addEventListener("input", filter);
  $("filter-reset").addEventListener("click", () => {
    drug.value = outcome.value = words.value = "";
    filter();
  });

  const value = (row, i) => {
    const cell = row.cells[i];
    if (!cell) return "";
    const text = "sort" in cell.dataset ? cell.dataset.sort : cell.textContent.trim();
    const number = Number(text.replace(/[<>=≤≥\s]/g, ""));
    return text !== "" && !Number.isNaN(number) ? number : text.toLowerCase();
  };
  // Numbers before words, and nothing last, whichever way.
  const compare = (a, b, way) => {
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return way * (typeof a === "number" ? a - b : a.localeCompare(b));
  };
  // Rows are sorted within their headings, which stay where they are.
  const sort = (table, i, way) => {
    const body = table.tBodies[0];
    let run = [];
    const flush = (before) => {
      run.map((r, at) => ({ r, at, v: value(r, i) })).sort((a, b) => compare(a.v, b.v, way) || a.at - b.at).forEach((x) => body.insertBefore(x.r, before));
      run = [];
    };
    for (const row of [...body.rows]) {
      if (row.classList.contains("heading") || row.classList.contains("body")) flush(row);
      else run.push(row);
    }
    flush(null);
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((th, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...th.childNodes);
      th.append(button);
      button.addEventListener("click", () => {
        const way = th.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        for (const other of th.parentElement.cells) other.removeAttribute("aria-sort");
        th.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
        sort(table, i, way);
      });
    });
  }

  const close = (except) => {
    for (const b of document.querySelectorAll(".source[aria-expanded=true]")) {
      if (b !== except) b.setAttribute("aria-expanded", "false");
    }
  };
  document.addEventListener("click", (e) => {
    const b = e.target.closest(".source");
    if (!b) {
      if (!e.target.closest(".tip")) close(null);
      return;
    }
    close(b);
    const open = b.getAttribute("aria-expanded") === "true";
    b.setAttribute("aria-expanded", String(!open));
    b.classList.toggle("closed", open);
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    close(null);
    if (document.activeElement && document.activeElement.classList.contains("source")) document.activeElement.classList.add("closed");
  });
  document.addEventListener("focusout", (e) => e.target.classList.remove("closed"));
})();
