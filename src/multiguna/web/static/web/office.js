// Comforts of the claims office: files with progress, keys, and sums. Every page works without.
const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")].filter((row) => row.querySelector("a[href]"));
const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
const made = (name, text = "") => Object.assign(document.createElement(name), { textContent: text });
const grouped = (amount) => Math.abs(amount).toString().replace(/\B(?=(\d{3})+$)/g, ".");
const amountOf = (text) => Number.parseInt(text.replace(/[^\d]/g, "") || "0", 10);

document.querySelector(".sections [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

// Files: each goes up by itself, with what became of it in its own place.
function sendFile(form, file, list) {
  const place = made("li");
  const bar = Object.assign(made("progress"), { max: 100, value: 0 });
  const said = made("span", `${list.dataset.sending} 0 %`);
  const head = made("div");
  head.className = "sent-head";
  head.append(made("strong", file.name), said);
  bar.setAttribute("aria-label", file.name);
  place.append(head, bar);
  list.prepend(place);
  const fields = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) fields.delete(input.name);
  fields.append("file", file);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.pathname);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      bar.value = (100 * event.loaded) / event.total;
      said.textContent = bar.value < 100 ? `${list.dataset.sending} ${Math.round(bar.value)} %` : list.dataset.reading;
      if (bar.value >= 100) bar.removeAttribute("value");
    });
    request.addEventListener("load", () => {
      const answer = request.getResponseHeader("HX-Redirect");
      if (answer) location.assign(answer);
      const found = new DOMParser().parseFromString(request.responseText, "text/html").querySelectorAll("body > li");
      if (found.length) place.replaceWith(...found);
      else said.textContent = list.dataset.lost;
      done();
    });
    request.addEventListener("error", () => {
      place.className = "bad";
      bar.remove();
      said.textContent = list.dataset.lost;
      done();
    });
    request.send(fields);
  });
}

async function sendAll(form, files) {
  const list = document.getElementById(form.dataset.upload);
  for (const file of files) await sendFile(form, file, list);
  form.querySelector("input[type=file]").value = "";
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form) return;
  event.preventDefault();
  sendAll(form, [...form.querySelector("input[type=file]").files]);
});

for (const drop of document.querySelectorAll(".drop")) {
  const mark = (over) => (event) => {
    event.preventDefault();
    drop.classList.toggle("over", over);
  };
  drop.addEventListener("dragover", mark(true));
  drop.addEventListener("dragleave", mark(false));
  drop.addEventListener("drop", (event) => {
    mark(false)(event);
    const form = drop.closest("form");
    if (form.reportValidity && form.querySelector("select:invalid")) form.reportValidity();
    else sendAll(form, [...event.dataTransfer.files]);
  });
}

// Sums: what the amounts of a form come to, and buttons that fill them.
function addUp(form) {
  let sum = 0;
  for (const input of form.querySelectorAll("[data-amount]")) sum += amountOf(input.value);
  for (const place of form.querySelectorAll("[data-sum]")) place.textContent = grouped(sum);
  const billed = Number(form.dataset.billed || "0");
  form.classList.toggle("less", sum < billed);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-billed]");
  if (form && event.target.matches("[data-amount]")) addUp(form);
});
for (const form of document.querySelectorAll("form[data-billed]")) addUp(form);

document.addEventListener("click", (event) => {
  const fill = event.target.closest("[data-fill]");
  if (fill) {
    const form = fill.closest("form");
    for (const input of form.querySelectorAll("[data-amount]")) {
      input.value = fill.dataset.fill === "all" ? grouped(Number(input.dataset.amount)) : "0";
    }
    addUp(form);
    form.querySelector("[name=reason]")?.focus();
  }
  const open = event.target.closest("[data-open]");
  const part = open && document.getElementById(open.dataset.open);
  if (open && !(part?.open && part.contains(open))) {
    if (part?.tagName === "DETAILS") part.open = true;
    part?.querySelector("textarea, input:not([type=hidden]), select")?.focus();
    part?.scrollIntoView({ block: "center" });
    event.preventDefault();
  }
});

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-all]");
  if (!all) return;
  for (const box of document.querySelectorAll(`input[type=checkbox][name="${all.dataset.all}"]`)) box.checked = all.checked;
});

// Keys: what a page marks with data-key; `?` lists them.
function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.hasAttribute("aria-current"));
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 && by < 0 ? 0 : at + by))];
  for (const row of all) row.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  next.querySelector("a[href]").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function press(element) {
  if (element.matches("input:not([type=checkbox], [type=radio], [type=file]), select, textarea")) element.focus();
  else element.click();
}

function help() {
  const box = document.getElementById("keys");
  if (!box) return;
  const list = box.querySelector("dl");
  for (const old of list.querySelectorAll("[data-added]")) old.remove();
  for (const marked of document.querySelectorAll("[data-key-name]")) {
    const pair = made("div");
    pair.dataset.added = "1";
    const key = made("dt");
    key.append(made("kbd", marked.dataset.key));
    pair.append(key, made("dd", marked.dataset.keyName));
    list.append(pair);
  }
  for (const pair of list.querySelectorAll("[data-needs-rows]")) pair.hidden = !rows().length;
  for (const pair of list.querySelectorAll("[data-needs-boxes]")) pair.hidden = !document.querySelector("[data-rows] input[type=checkbox]");
  box.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "?") help();
  else if (event.key === " " && event.target.closest("[data-rows] tbody tr")?.querySelector("input[type=checkbox]") && event.target.tagName === "A") {
    event.target.closest("tr").querySelector("input[type=checkbox]").click();
  } else if ((event.key === "j" || event.key === "k") && rows().length) step(event.key === "j" ? 1 : -1);
  else {
    const marked = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key && one.offsetParent !== null);
    if (!marked) return;
    press(marked);
  }
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) help();
});
