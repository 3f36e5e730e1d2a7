// Ticking a class by keyboard: a letter ticks and moves to the next person, up
// and down move between people, left and right are the browser's own.
export function ticking(grid) {
  const rows = [...grid.querySelectorAll("[role=radiogroup]")];
  const inputs = (row) => [...row.querySelectorAll("input")];
  const visit = (row) => row && (row.querySelector("input:checked") ?? row.querySelector("input")).focus();

  grid.addEventListener("keydown", (event) => {
    const at = rows.indexOf(event.target.closest("[role=radiogroup]"));
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      visit(rows[at + (event.key === "ArrowDown" ? 1 : -1)]);
      return;
    }
    const chosen = inputs(rows[at]).find((input) => input.dataset.tKey === event.key.toLowerCase());
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = true;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    visit(rows[at + 1] ?? rows[at]);
  });

  const all = grid.querySelector("[data-t-marks-all]");
  all.closest("[hidden]").hidden = false;
  all.addEventListener("click", () => {
    for (const row of rows) {
      const usual = inputs(row).find((input) => input.value === all.dataset.tMarksAll);
      usual.checked = true;
    }
    all.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
