// Helpers that change the page. All text is inserted as text, never as HTML.

export const byId = (id) => document.getElementById(id);

/** Returns an element with a class, a text and children. */
export function element(tag, className, text, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

/** Sets a text only if it differs, so that a screen reader does not repeat it. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

const away = new WeakSet(); // lists that the user has scrolled back

/** Keeps a list scrolled to its end while it grows, unless the user has scrolled back. */
export function stayAtEnd(list) {
  list.addEventListener("scroll", () => {
    if (list.scrollHeight - list.scrollTop - list.clientHeight > 40) away.add(list);
    else away.delete(list);
  });
  const toEnd = () => { if (!away.has(list)) list.scrollTop = list.scrollHeight; };
  new ResizeObserver(toEnd).observe(list);
  new MutationObserver(toEnd).observe(list, { childList: true, subtree: true, characterData: true });
}

/** Appends new items to a list, and returns them. Another `key` or a lower id empties the list first. */
export function follow(list, items, build, key = "") {
  const last = list.lastElementChild ? Number(list.lastElementChild.dataset.id) : -1;
  const first = list.firstElementChild ? Number(list.firstElementChild.dataset.id) : -1;
  if (list.dataset.key !== key || items.length === 0 || items[items.length - 1].id < last || (items[0].id < first)) {
    list.replaceChildren();
    list.dataset.key = key;
  }
  const known = list.lastElementChild ? Number(list.lastElementChild.dataset.id) : -1;
  const fresh = items.filter((item) => item.id > known);
  for (const item of fresh) {
    const built = build(item);
    built.dataset.id = item.id;
    list.append(built);
  }
  return fresh;
}

/** Shows a button for each text. Rebuilds them only if the texts differ, so that the focus stays. */
export function buttons(group, texts, onClick) {
  group.hidden = texts.length === 0;
  const wanted = JSON.stringify(texts);
  if (group.dataset.texts === wanted) return;
  group.dataset.texts = wanted;
  group.replaceChildren(...texts.map((text) => {
    const button = element("button", "", text);
    button.type = "button";
    button.addEventListener("click", () => onClick(text));
    return button;
  }));
}

const { timeZone } = document.documentElement.dataset;

/** Returns a time in the desk's time zone, as in the chat and on the desk's pages. */
export const clock = (iso) => new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone });
