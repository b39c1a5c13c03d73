// Keeps the number in the tab's title as it is in the page: `<p data-title="3">` makes "(3) To do". Without such an element, or
// with 0, there is none.

const bare = document.title.replace(/^\(\d+\) /, "");

function show() {
  const count = Number(document.querySelector("[data-title]")?.dataset.title ?? 0);
  document.title = count ? `(${count}) ${bare}` : bare;
}

const place = document.getElementById("todo");
if (place) new MutationObserver(show).observe(place, { childList: true, subtree: true, attributes: true });
