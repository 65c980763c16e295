// Fills tables from packed numbers, sorts them, and adds columns to the table of cells.
function sorted(table, column, ascending) {
  const body = table.tBodies[0];
  const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
  const number = (text) => (text.trim() === "" ? NaN : Number(text));
  const compare = (a, b) => {
    const [x, y] = [number(a), number(b)];
    if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return a === b ? 0 : a === "" ? 1 : b === "" ? -1 : a.localeCompare(b, undefined, { numeric: true });
  };
  const rows = Array.from(body.rows).map((row, at) => [value(row), at, row]);
  rows.sort(([a, i], [b, j]) => (a === "" || b === "" ? compare(a, b) : ascending ? compare(a, b) : compare(b, a)) || i - j);
  body.append(...rows.map(([, , row]) => row));
}

document.addEventListener("click", (event) => {
  const head = event.target.closest("th[aria-sort]");
  if (!head) return;
  const ascending = head.getAttribute("aria-sort") !== "ascending";
  for (const other of head.parentNode.cells) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  sorted(head.closest("table"), head.cellIndex, ascending);
});

// Of a text that page.py has packed: gzip, then base64.
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function cell(value) {
  const made = Object.assign(document.createElement("td"), { textContent: value ?? "" });
  if (typeof value === "number") made.className = "number";
  return made;
}

function line(values, number) {
  const made = document.createElement("tr");
  made.dataset.row = number;
  made.append(...values.map(cell));
  return made;
}

for (const details of document.querySelectorAll("details.packed")) {
  details.addEventListener("toggle", async () => {
    const rows = await unpacked(details.querySelector("script").textContent);
    details.querySelector("tbody").append(...rows.map(line));
  }, { once: true });
}

// On paper nothing can be opened.
addEventListener("beforeprint", () => document.querySelectorAll("details.words").forEach((details) => (details.open = true)));

async function fill() {
  const cells = document.getElementById("cells");
  if (!cells) return;
  const { rows, more } = await unpacked(document.getElementById("columns").textContent);
  const body = cells.tBodies[0];
  const shown = body.rows.length;
  body.append(...rows.slice(shown).map((values, at) => line(values, shown + at)));
  const choice = document.getElementById("column");
  for (const name of Object.keys(more)) choice.append(Object.assign(document.createElement("option"), { value: name, textContent: name }));
  choice.addEventListener("change", () => {
    const name = choice.value;
    if (!name) return;
    const head = document.createElement("th"), button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
    head.scope = "col";
    head.setAttribute("aria-sort", "none");
    head.append(button);
    cells.tHead.rows[0].append(head);
    for (const row of body.rows) row.append(cell(more[name][Number(row.dataset.row)]));
    choice.selectedOptions[0].remove();
    choice.value = "";
    button.focus();
  });
}
fill();
