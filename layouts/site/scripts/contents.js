// The contents beside the text mark the part that is being read; those above it close once used.
"use strict";
{
  const links = new Map();
  for (const link of document.querySelectorAll(".beside a")) links.set(link.hash.slice(1), link);
  const sections = [...document.querySelectorAll("main > section")];
  const seen = new Set();

  const watch = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        seen[isIntersecting ? "add" : "delete"](target);
      }
      const now = sections.find((section) => seen.has(section));
      for (const [id, link] of links) {
        if (now?.getAttribute("aria-labelledby") === id) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-10% 0px -70% 0px" },
  );
  for (const section of sections) watch.observe(section);

  const inside = document.querySelector(".inside details");
  inside.addEventListener("click", (event) => {
    if (event.target.closest("a")) inside.open = false;
  });
}
