// A list of questions that a patient can tick, put in order, add to, print and keep. What is kept
// lies in this browser's own storage; nothing is sent. Without this script it is a list to read.
"use strict";
{
  const from = (id) => document.getElementById(id).content.cloneNode(true);
  let ids = 0;

  const enhance = (block) => {
    const list = block.querySelector("ul");
    const place = `questions ${document.body.dataset.guide} ${block.id}`;
    const given = [...list.children].map((item) => item.querySelector("p").textContent.trim());
    block.append(from("questions-template"));
    block.classList.add("live");
    list.before(block.querySelector(".questions-about"));
    const told = block.querySelector(".told");
    const field = block.querySelector(".own input");
    field.id = `own-${block.id}`;
    block.querySelector(".own label").htmlFor = field.id;

    const say = (words, gaps = {}) => {
      told.textContent = words.replace(/\{(\w+)\}/g, (_, gap) => gaps[gap]);
    };

    const state = () =>
      [...list.children].map((item) => ({
        text: item.querySelector("p").textContent.trim(),
        ticked: item.querySelector("input").checked,
        own: item.classList.contains("own-item"),
      }));

    const keep = () => {
      mark();
      try {
        localStorage.setItem(place, JSON.stringify(state()));
      } catch {
        const note = block.querySelector(".private");
        note.textContent = note.dataset.notKept;
      }
    };

    // The first cannot go up, the last not down; they keep focus, so they are not disabled.
    const mark = () => {
      for (const item of list.children) {
        item.querySelector(".up").setAttribute("aria-disabled", item === list.firstElementChild);
        item.querySelector(".down").setAttribute("aria-disabled", item === list.lastElementChild);
      }
    };

    const tellPlace = (item) => {
      say(told.dataset.moved, { place: [...list.children].indexOf(item) + 1, all: list.children.length });
    };

    const move = (item, up, button) => {
      const other = up ? item.previousElementSibling : item.nextElementSibling;
      if (!other) return;
      if (up) other.before(item);
      else other.after(item);
      button.focus();
      keep();
      tellPlace(item);
    };

    const drag = (item, handle) => {
      handle.addEventListener("pointerdown", (start) => {
        start.preventDefault();
        handle.setPointerCapture(start.pointerId);
        item.classList.add("dragged");
        const follow = (event) => {
          const { top, bottom } = item.getBoundingClientRect();
          const before = item.previousElementSibling;
          const after = item.nextElementSibling;
          if (event.clientY < top && before) before.before(item);
          else if (event.clientY > bottom && after) after.after(item);
          else return;
          handle.setPointerCapture(event.pointerId);
        };
        const end = () => {
          handle.removeEventListener("pointermove", follow);
          item.classList.remove("dragged");
          keep();
          tellPlace(item);
        };
        handle.addEventListener("pointermove", follow);
        handle.addEventListener("pointerup", end, { once: true });
        handle.addEventListener("pointercancel", end, { once: true });
      });
    };

    const equip = (item, ticked, own) => {
      const words = item.querySelector("p");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: ticked });
      words.id ||= `question-${(ids += 1)}`;
      box.setAttribute("aria-labelledby", words.id);
      item.prepend(box);
      item.append(from("question-template"));
      for (const button of item.querySelectorAll(".tools button:not(.move)")) {
        button.id = `${words.id}-${button.className}`;
        button.setAttribute("aria-labelledby", `${button.id} ${words.id}`);
      }
      item.classList.toggle("own-item", own);
      const remove = item.querySelector(".remove");
      if (own) remove.addEventListener("click", () => drop(item));
      else remove.remove();
      box.addEventListener("change", keep);
      words.addEventListener("click", (event) => {
        if (!event.target.closest("a, [popover]")) box.click();
      });
      item.querySelector(".up").addEventListener("click", (event) => move(item, true, event.currentTarget));
      item.querySelector(".down").addEventListener("click", (event) => move(item, false, event.currentTarget));
      drag(item, item.querySelector(".move"));
    };

    const drop = (item) => {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      (next?.querySelector("input") ?? field).focus();
      keep();
      say(told.dataset.removed);
    };

    const add = (text, ticked) => {
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("p"), { textContent: text }));
      list.append(item);
      equip(item, ticked, true);
    };

    const kept = () => {
      try {
        const said = JSON.parse(localStorage.getItem(place));
        return Array.isArray(said) ? said.filter((one) => typeof one?.text === "string") : [];
      } catch {
        return [];
      }
    };

    // What was kept comes first, in its order; questions that the guide has got since come last.
    const restore = () => {
      const items = new Map(given.map((text, n) => [text, list.children[n]]));
      for (const item of items.values()) equip(item, false, false);
      for (const one of kept()) {
        const item = items.get(one.text);
        if (item) {
          item.querySelector("input").checked = one.ticked === true;
          list.append(item);
          items.delete(one.text);
        } else if (one.own === true) add(one.text, one.ticked === true);
      }
      if (kept().length) for (const item of items.values()) list.append(item);
      mark();
    };

    block.querySelector(".own").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (!text || state().some((one) => one.text === text)) return field.focus();
      add(text, true);
      field.value = "";
      field.focus();
      keep();
      say(told.dataset.added);
    });

    block.querySelector(".forget").addEventListener("click", () => {
      try {
        localStorage.removeItem(place);
      } catch {
        // Nothing was kept.
      }
      for (const item of [...list.children]) {
        if (item.classList.contains("own-item")) item.remove();
        else item.querySelector("input").checked = false;
      }
      const order = [...list.children];
      const text = (item) => given.indexOf(item.querySelector("p").textContent.trim());
      list.append(...order.sort((one, other) => text(one) - text(other)));
      mark();
      say(told.dataset.forgotten);
    });

    block.querySelector(".print-list").addEventListener("click", () => {
      const sheet = from("paper-template").firstElementChild;
      sheet.querySelector(".lead-in").textContent = block.querySelector(".lead-in").textContent;
      for (const one of state()) {
        const item = document.createElement("li");
        item.textContent = one.text;
        item.classList.toggle("ticked", one.ticked);
        sheet.querySelector("ul").append(item);
      }
      document.body.append(sheet);
      document.documentElement.classList.add("only-paper");
      const end = () => {
        sheet.remove();
        document.documentElement.classList.remove("only-paper");
      };
      addEventListener("afterprint", end, { once: true });
      window.print();
    });

    restore();
  };

  for (const block of document.querySelectorAll("main .questions")) enhance(block);
}
