// Looking for a person by keyboard: "/" goes to the box from anywhere that is not
// typed in, down and up walk through what was found, Enter opens it.
export function finding(page) {
  const box = page.querySelector("[data-t-find]");
  const found = () => [...page.querySelectorAll("[data-t-found] th a")];
  const typing = (at) => at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);

  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "/" && !typing(event.target)) {
      event.preventDefault();
      box.focus();
      box.select();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = found();
    const at = links.indexOf(event.target);
    if (!step || links.length === 0 || (at < 0 && event.target !== box)) return;
    event.preventDefault();
    (links[at + step] ?? box).focus();
  });
}
