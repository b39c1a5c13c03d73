// For every page: no form is sent twice, a switch keeps the focus after its page reloads, the menu closes by Escape and by a
// tap outside it. Everything works without this script.

const LAST_SWITCH = "desk-last-switch";
const sent = new WeakSet();

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  event.submitter?.setAttribute("aria-disabled", "true");
  const place = switches().indexOf(form);
  if (place >= 0) sessionStorage.setItem(LAST_SWITCH, `${location.search} ${place}`);
});

// A page that comes back from the back-forward cache may send its forms again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sent.delete(form);
  for (const button of document.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
});

const menu = document.querySelector(".header-menu");
addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

const [page, place] = (sessionStorage.getItem(LAST_SWITCH) ?? "").split(" ");
sessionStorage.removeItem(LAST_SWITCH);
if (place && page === location.search) switches()[place]?.querySelector("button:not([type=button])")?.focus({ preventScroll: true });

function switches() {
  return [...document.querySelectorAll('form[action^="?view=duty"]')];
}
