// Small comforts. Every page works without this file.
document.documentElement.classList.add("js");

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) {
    event.preventDefault();
    window.print();
  }
});

// A second press of the same button while the first is on its way does nothing.
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-once]")) {
    if (event.target.dataset.sent) {
      event.preventDefault();
    }
    event.target.dataset.sent = "1";
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});

// On a small screen the decision stands below the form: bring it into sight.
document.addEventListener("htmx:afterSettle", () => {
  document.querySelector("#result .verdict")?.scrollIntoView({ block: "nearest" });
});
