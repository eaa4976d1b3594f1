// Words to know: a term opens its meaning beside it, by click, touch, Enter or Space. Escape, a
// click elsewhere or leaving it with Tab closes it, and focus is back at the term.
// Without this script a term is a link to the list of words.
"use strict";
{
  const template = document.getElementById("word-template");

  const place = (box, term) => {
    const at = term.getClientRects()[0];
    const room = document.documentElement.clientWidth - box.offsetWidth - 16;
    const below = at.bottom + 8 + box.offsetHeight <= innerHeight || at.top < box.offsetHeight + 8;
    box.style.left = `${scrollX + Math.max(16, Math.min(at.left, room))}px`;
    box.style.top = `${scrollY + (below ? at.bottom + 8 : at.top - box.offsetHeight - 8)}px`;
  };

  const meaning = (entry) => {
    const copy = entry.nextElementSibling.cloneNode(true);
    for (const cite of copy.querySelectorAll(".cite")) cite.remove();
    return copy.textContent;
  };

  const open = (term) => {
    const entry = document.getElementById(term.hash.slice(1));
    const box = template.content.firstElementChild.cloneNode(true);
    box.querySelector(".word-term").textContent = entry.textContent;
    box.querySelector(".word-meaning").textContent = meaning(entry);
    box.querySelector("a").href = term.hash;
    for (const end of box.querySelectorAll("a, button")) {
      end.addEventListener("click", () => box.hidePopover());
    }
    box.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !box.contains(event.relatedTarget)) box.hidePopover();
    });
    box.addEventListener("toggle", (event) => {
      if (event.newState === "open") return;
      term.setAttribute("aria-expanded", "false");
      box.remove();
    });
    term.after(box); // so that Tab goes on from the term
    term.setAttribute("aria-expanded", "true");
    term.focus();
    box.showPopover();
    place(box, term);
    box.focus({ preventScroll: true });
  };

  const terms = "showPopover" in HTMLElement.prototype ? document.querySelectorAll("main a.term") : [];
  for (const term of terms) {
    term.setAttribute("role", "button");
    term.setAttribute("aria-expanded", "false");
    term.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(term);
    });
    term.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      open(term);
    });
  }
}
