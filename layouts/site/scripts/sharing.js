// A button at each heading copies the address of that part; another prints the page.
// Without this script the contents lead to every part, and the browser prints.
"use strict";
{
  const from = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
  const announced = from("announced-template");
  document.body.append(announced);
  let hush;

  const say = (words) => {
    announced.textContent = words;
    clearTimeout(hush);
    hush = setTimeout(() => (announced.textContent = ""), 5000);
  };

  const share = async (id) => {
    const address = new URL(`#${id}`, location.href);
    history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address.href);
      say(announced.dataset.copied);
    } catch {
      say(announced.dataset.failed);
    }
  };

  for (const heading of document.querySelectorAll("main :is(h2, h3)[id]")) {
    // Beside the heading, not in it: the name of a heading is its words alone.
    const line = document.createElement("div");
    const button = from("share-template");
    line.className = "heading";
    heading.replaceWith(line);
    line.append(heading, button);
    button.id = `${heading.id}-share`;
    button.setAttribute("aria-labelledby", `${button.id} ${heading.id}`);
    button.addEventListener("click", () => share(heading.id));
  }

  const print = document.querySelector(".take-along .print");
  print.hidden = false;
  print.querySelector("button").addEventListener("click", () => window.print());
}
