// What is made of the guide, on its ground: a page in a frame in which nothing runs, or pictures.
const DESK = 1280;

export class Stage {
  loaded = () => {};
  places = [];

  constructor(element, main, select) {
    this.element = element;
    this.main = main;
    this.select = select;
    this.blocks = {};
    this.mark = element.dataset.mark;
    new ResizeObserver(() => this.fit()).observe(element);
    element.addEventListener("click", (event) => this.#chosen(event));
    this.#begin();
  }

  take(state, blocks) {
    this.blocks = blocks;
    if (state.mark === this.mark && this.shown === state.stage) return;
    const isSame = state.format === this.format;
    this.mark = state.mark;
    this.shown = state.stage;
    this.format = state.format;
    const next = document.createElement("template");
    next.innerHTML = state.stage;
    if (isSame && this.frame) this.#exchange(next.content);
    else if (isSame && this.#repaint(next.content)) return;
    else {
      const pages = this.element.querySelector(".pages");
      const [top, left] = [pages?.scrollTop ?? 0, pages?.scrollLeft ?? 0];
      this.element.replaceChildren(next.content);
      this.#begin();
      this.element.querySelector(".pages")?.scrollTo(left, top);
    }
  }

  // The new page is loaded behind the old one, and shown at the same place when it is there.
  #exchange(content) {
    const old = this.frame;
    const coming = content.querySelector("iframe");
    const documents = content.querySelector(".documents");
    if (documents) {
      const path = this.#path();
      const link = documents.querySelector(`[data-path="${CSS.escape(path)}"]`);
      if (link) coming.src = link.getAttribute("href");
      this.element.querySelector(".documents").replaceWith(documents);
    }
    coming.classList.add("coming");
    for (const stale of this.element.querySelectorAll(".coming")) stale.remove();
    coming.addEventListener(
      "load",
      () => {
        if (!coming.isConnected) return;
        const { scrollX, scrollY } = old.contentWindow;
        coming.contentWindow.scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
        coming.classList.remove("coming");
        old.remove();
        this.frame = coming;
        this.#arrived();
      },
      { once: true },
    );
    old.after(coming);
    this.fit();
  }

  #path() {
    return decodeURIComponent(this.frame.contentWindow.location.pathname.split("/book/")[1] ?? "");
  }

  // As many pages as before: each picture stays until the new one is there.
  #repaint(content) {
    const before = [...this.element.querySelectorAll("img")];
    const after = [...content.querySelectorAll("img")];
    const sizes = (all) => all.map((one) => one.getAttribute("width") + one.getAttribute("height"));
    if (!before.length || sizes(before).join() !== sizes(after).join()) return false;
    before.forEach((image, n) => (image.src = after[n].getAttribute("src")));
    const pages = this.element.querySelector(".pages");
    pages.dataset.places = content.querySelector(".pages").dataset.places;
    this.#locate();
    return true;
  }

  #begin() {
    this.frame = this.element.querySelector("iframe");
    this.frame?.addEventListener("load", () => this.#arrived());
    if (this.frame?.contentDocument?.readyState === "complete") this.#arrived();
    this.#locate();
    this.fit();
  }

  // Where blocks are on pages that are pictures, in hundredths of a page.
  async #locate() {
    const address = this.element.querySelector(".pages")?.dataset.places;
    this.places = [];
    if (!address) return;
    const answer = await fetch(address).catch(() => null);
    const places = answer?.ok ? await answer.json() : [];
    if (this.element.querySelector(".pages")?.dataset.places !== address) return;
    this.places = places;
    this.element.querySelector(".pages").dataset.located = "";
    this.loaded();
  }

  #arrived() {
    const inside = this.frame?.contentDocument;
    if (!inside) return;
    inside.addEventListener("click", (event) => this.#clicked(event));
    if (this.frame.name) this.#markDocument();
    this.loaded();
  }

  #markDocument() {
    const path = this.#path();
    for (const link of this.element.querySelectorAll("[data-path]"))
      if (link.dataset.path === path) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
  }

  // A click on a block says where it stands; a link leads no further than this page or book.
  #clicked(event) {
    const link = event.target.closest("a[href]");
    const isInside = link && new URL(link.href).pathname.split("/book/")[0] === this.#base();
    if (link && !isInside) event.preventDefault();
    let at = event.target.closest("[id]");
    while (at && !this.blocks[at.id]) at = at.parentElement?.closest("[id]");
    const id = at?.id ?? (event.target.closest("h1, .title") ? "title" : "");
    if (id) this.select(id);
  }

  #base() {
    return this.frame.contentWindow.location.pathname.split("/book/")[0];
  }

  #chosen(event) {
    if (event.target.matches(".pages img")) return this.#pointed(event);
    const link = event.target.closest(".thumbnails a");
    if (!link) return;
    event.preventDefault();
    this.element.querySelector(link.getAttribute("href")).scrollIntoView();
    for (const one of this.element.querySelectorAll(".thumbnails a"))
      one.toggleAttribute("aria-current", one === link);
  }

  // A click on a picture of a page: the smallest block there.
  #pointed(event) {
    const page = Number(event.target.id.split("-")[1]);
    const box = event.target.getBoundingClientRect();
    const x = (100 * (event.clientX - box.left)) / box.width;
    const y = (100 * (event.clientY - box.top)) / box.height;
    const found = this.places.findLast(
      (one) =>
        one.page === page &&
        this.blocks[one.id] &&
        x >= one.left && x <= one.left + one.width && y >= one.top && y <= one.top + one.height,
    );
    if (!found) return;
    this.#outline(found);
    this.select(found.id);
  }

  #outline({ page, left, top, width, height }) {
    const image = this.element.querySelector(`#page-${page}`);
    this.element.querySelector(".block-place")?.remove();
    const mark = document.createElement("div");
    mark.className = "block-place";
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = image;
    mark.style.left = `${offsetLeft + (left * offsetWidth) / 100}px`;
    mark.style.top = `${offsetTop + (top * offsetHeight) / 100}px`;
    mark.style.width = `${(width * offsetWidth) / 100}px`;
    mark.style.height = `${(height * offsetHeight) / 100}px`;
    image.parentElement.append(mark);
    return mark;
  }

  has(id) {
    if (this.places.some((one) => one.id === id)) return true;
    return Boolean(this.frame?.contentDocument?.getElementById(id));
  }

  show(id) {
    const place = this.places.find((one) => one.id === id);
    if (place) return this.#outline(place).scrollIntoView({ block: "center" });
    const block = this.frame?.contentDocument?.getElementById(id);
    if (!block) return;
    block.scrollIntoView({ block: "start" });
    block.animate?.([{ outline: "3px solid #c77700" }, { outline: "3px solid transparent" }], 1500);
  }

  // A desk is wider than the room for it: the page is laid out for a desk and shown smaller.
  fit() {
    for (const frame of this.element.querySelectorAll("iframe")) {
      const room = frame.parentElement.clientWidth;
      const isSmall = this.main.dataset.width === "desk" && room < DESK;
      const scale = isSmall ? room / DESK : 1;
      frame.style.width = isSmall ? `${DESK}px` : "100%";
      frame.style.height = `${100 / scale}%`;
      frame.style.transform = isSmall ? `scale(${scale})` : "";
    }
  }
}
