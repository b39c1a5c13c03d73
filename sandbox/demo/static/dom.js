// The few ways in which this page changes: text only ever enters as text.

export const byId = (id) => document.getElementById(id);

/** An element with a class, a text and children. */
export function element(tag, className, text, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

/** Set a text only when it differs, so that a screen reader is not told the same again. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

const away = new WeakSet(); // lists whose reader has scrolled back

/** Let a list stay at its end while it grows, unless its reader has scrolled back. */
export function stayAtEnd(list) {
  list.addEventListener("scroll", () => {
    if (list.scrollHeight - list.scrollTop - list.clientHeight > 40) away.add(list);
    else away.delete(list);
  });
  const toEnd = () => { if (!away.has(list)) list.scrollTop = list.scrollHeight; };
  new ResizeObserver(toEnd).observe(list);
  new MutationObserver(toEnd).observe(list, { childList: true });
}

/** Bring a list up to date. Items only ever follow; a list that begins anew (another `key`, or a lower id) is emptied. */
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

/** Buttons for texts, rebuilt only when the texts differ, so that the focus stays where it is. */
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

/** A moment as the clock on this machine's wall shows it. */
export const clock = (iso) => new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
