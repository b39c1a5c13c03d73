// Keeps the number in the tab's title as it is in the page: `<p data-title="3">` makes "(3) To do". Without such an element, or
// with 0, there is none. The number is a text of its own in the title: ring.js keeps another one before it.

const place = document.getElementById("todo");

if (place) {
  const title = document.querySelector("title").lastChild;
  const number = new Text(title.data.match(/^\(\d+\) /)?.[0] ?? "");
  title.data = title.data.slice(number.length);
  title.before(number);
  const show = () => {
    const count = Number(place.querySelector("[data-title]")?.dataset.title ?? 0);
    number.data = count ? `(${count}) ` : "";
  };
  new MutationObserver(show).observe(place, { childList: true, subtree: true, attributes: true });
}
