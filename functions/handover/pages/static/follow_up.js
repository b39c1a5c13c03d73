// Shows for the chosen outcome whether a date to follow up is needed, optional or not possible. The server has the rule; a
// date that was typed is never removed or put out of sight.

for (const choice of document.querySelectorAll("select[data-dates]")) {
  const date = document.getElementById(choice.dataset.dates);
  const field = date.closest(".field");
  const about = document.getElementById(`${date.id}-about`);

  const rule = () => choice.selectedOptions[0]?.dataset.date ?? "yes";
  const call = document.getElementById("call_at");

  const show = () => {
    date.required = rule() === "required" && !call?.value; // the day of a booked call will do
    field.hidden = rule() === "no" && !date.value;
  };
  choice.addEventListener("change", () => {
    show();
    about.textContent = about.dataset[rule()];
    about.className = "field-helper";
    field.classList.remove("field-invalid");
    date.removeAttribute("aria-invalid");
  });
  call?.addEventListener("input", show);
  show();
  if (choice.value && !field.classList.contains("field-invalid")) about.textContent = about.dataset[rule()];
}
