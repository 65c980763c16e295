// Sorts tables, and adds columns to the table of cells.
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

const more = document.getElementById("columns");
const cells = document.getElementById("cells");
if (more && cells) {
  const columns = JSON.parse(more.textContent);
  const choice = document.getElementById("column");
  for (const name of Object.keys(columns)) choice.append(Object.assign(document.createElement("option"), { value: name, textContent: name }));
  choice.addEventListener("change", () => {
    const name = choice.value;
    if (!name) return;
    const head = document.createElement("th"), button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
    head.scope = "col";
    head.setAttribute("aria-sort", "none");
    head.append(button);
    cells.tHead.rows[0].append(head);
    for (const row of cells.tBodies[0].rows) {
      const found = columns[name][Number(row.dataset.row)];
      const cell = Object.assign(document.createElement("td"), { textContent: found ?? "" });
      if (typeof found === "number") cell.className = "number";
      row.append(cell);
    }
    choice.selectedOptions[0].remove();
    choice.value = "";
    button.focus();
  });
}
