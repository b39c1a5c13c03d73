// Keeps what is typed into `<form data-draft="key">` until it is saved, in this tab's session storage. So a reload, an ended
// session or a page that fails to load loses nothing.
//
// The page after a save has `<div data-draft-saved="key" data-draft-once="…">`: that form's draft is then deleted, so nothing
// personal stays. `once` identifies a form; a restored draft keeps it, so sending it again after a lost response saves once.

const SKIPPED = new Set(["token", "do"]);
const CHANGE_WAITS = 300; // milliseconds

for (const saved of document.querySelectorAll("[data-draft-saved]")) {
  const { draftSaved: key, draftOnce: once } = saved.dataset;
  if (read(key)?.once === once) write(key, null);
}

for (const form of document.querySelectorAll("form[data-draft]")) keep(form);

function keep(form) {
  const key = form.dataset.draft;
  const untouched = JSON.stringify({ ...values(form), once: "" });
  let unsaved = "draftUnsaved" in form.dataset;
  let leaving = false;
  let timer = 0;

  const draft = read(key);
  if (draft) {
    for (const [name, value] of Object.entries(draft)) put(form.elements.namedItem(name), value);
    unsaved = true;
  }

  const note = () => {
    clearTimeout(timer);
    const typed = values(form);
    unsaved = "draftUnsaved" in form.dataset || JSON.stringify({ ...typed, once: "" }) !== untouched;
    write(key, unsaved ? typed : null);
  };
  form.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(note, CHANGE_WAITS);
  });
  form.addEventListener("change", note);
  form.addEventListener("submit", () => {
    note();
    leaving = true;
  });
  addEventListener("pagehide", () => unsaved && note());
  // A page that comes back from the back-forward cache may be older than the last save, so it is reloaded.
  addEventListener("pageshow", (event) => {
    leaving = event.persisted;
    if (!event.persisted) return;
    unsaved = false;
    location.reload();
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved && !leaving) event.preventDefault();
  });
}

function values(form) {
  const named = [...form.elements].filter((field) => field.name && field.type !== "submit" && !SKIPPED.has(field.name));
  return Object.fromEntries(named.map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]));
}

function put(field, value) {
  if (!field || !("name" in field)) return;
  if (field.type === "checkbox") field.checked = value === true;
  else if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value)) field.value = value;
}

// Some browsers forbid session storage; then only the warning on leaving the page remains.
function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(`draft ${key}`));
  } catch {
    return null;
  }
}

function write(key, typed) {
  try {
    if (typed) sessionStorage.setItem(`draft ${key}`, JSON.stringify(typed));
    else sessionStorage.removeItem(`draft ${key}`);
  } catch {
    return;
  }
}
