// Guides are found while somebody types; without this, the form asks the server for the same.
const field = document.querySelector("#q");
const guides = [...document.querySelectorAll(".guide")];
const count = document.querySelector("#count");
const nothing = document.querySelector("#nothing");

function find() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const guide of guides) {
    guide.hidden = !words.every((word) => guide.dataset.searched.includes(word));
    found += !guide.hidden;
  }
  nothing.hidden = found > 0;
  const all = `${guides.length} guide${guides.length === 1 ? "" : "s"}`;
  count.textContent = words.length ? `${found} of ${all}` : all;
  const address = new URL(location.href);
  if (words.length) address.searchParams.set("q", field.value);
  else address.searchParams.delete("q");
  history.replaceState(null, "", address);
}

field.addEventListener("input", find);
field.form.addEventListener("submit", (event) => event.preventDefault());
