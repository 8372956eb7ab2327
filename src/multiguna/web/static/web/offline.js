// The desk without a network: unlock, ask the list, promise provisionally, bring the promises in.
import { applyDelta, readRing } from "./offline_delta.js";
import { digest, find, keyOf, readList } from "./offline_list.js";
import { daysBetween, dayOf, decideOffline, letterNumber, nikIsPossible, promises } from "./offline_rules.js";
import { dropLetter, keep, kept, letters, passwordKey, putLetter, seal, unseal } from "./offline_store.js";

const page = document.querySelector("[data-offline]");
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const words = (name) => page.querySelector(`[data-word="${name}"]`)?.textContent ?? name;
const desk = { device: null, list: null, key: null, prefix: null, check: null, keys: null, offset: 0, letters: [], answer: null };
const PASSWORD_MIN = 10, DONE_DAYS = 7, SEND_SECONDS = 30;
const now = () => Math.floor(Date.now() / 1000) + desk.offset;

async function start() {
  if (!window.isSecureContext || !navigator.serviceWorker) return say("insecure");
  await navigator.serviceWorker.register(page.dataset.worker, { scope: page.dataset.scope });
  await navigator.storage?.persist?.();
  desk.device = await kept("device") ?? null;
  desk.offset = await kept("offset") ?? 0;
  part("enrol").addEventListener("submit", guarded(enrol));
  part("unlock").addEventListener("submit", guarded(unlock));
  part("ask").addEventListener("submit", guarded(ask));
  part("ask").addEventListener("input", () => { desk.answer = null; part("answer").replaceChildren(); });
  part("answer").addEventListener("click", guarded((event) => event.target.closest("[data-promise]") && promise()));
  part("answer").addEventListener("keydown", guarded((event) => event.key === "Enter" && event.target.matches("input") && promise()));
  part("sync").addEventListener("click", guarded(connect));
  part("queue").addEventListener("click", guarded(onQueue));
  window.addEventListener("online", () => connect());
  window.addEventListener("offline", showNetwork);
  show(desk.device ? "unlock" : "enrol");
  showNetwork();
}

function show(name) {
  for (const one of page.querySelectorAll("[data-screen]")) one.hidden = one.dataset.screen !== name;
  page.querySelector(`[data-screen="${name}"] input`)?.focus();
}

const say = (name) => { part("says").textContent = name ? words(name) : ""; };
const tell = (problem) => say(page.querySelector(`[data-word="${problem.message}"]`) ? problem.message : "failed");
const guarded = (work) => async (event) => {
  if (event.type === "submit") event.preventDefault();
  say("");
  await Promise.resolve(work(event)).catch(tell);
};

// Enrolment: the city's code and a password of the clerks' own; the key is kept under the password.
async function enrol(event) {
  const form = new FormData(event.target), password = form.get("password");
  if (password.length < PASSWORD_MIN) throw new Error("password_short");
  if (password !== form.get("again")) throw new Error("password_differs");
  const salt = desk.device?.salt ?? crypto.getRandomValues(new Uint8Array(16));
  const key = await passwordKey(password, salt);
  if (desk.device) await secretUnder(key);  // letters that wait lie under the password of before
  const state = await askServer(page.dataset.state);
  const device = await askServer(page.dataset.enrol, { code: form.get("code") }, state.csrf);
  desk.key = key;
  const secret = await seal(desk.key, { key: device.key });
  desk.device = { provider_code: device.provider_code, device_no: device.device_no, name: device.name, key_no: device.key_no, salt, secret };
  await keep("ring", device.ring);
  await keep("list", undefined);
  await keep("device", desk.device);
  event.target.reset();
  await open(device.key);
}

async function unlock(event) {
  const key = await passwordKey(new FormData(event.target).get("password"), desk.device.salt);
  const secret = await secretUnder(key);
  desk.key = key;
  event.target.reset();
  await open(secret.key);
}

const secretUnder = (key) => unseal(key, desk.device.secret).catch(() => { throw new Error("password_wrong"); });

async function open(secret) {
  const bytes = Uint8Array.from(atob(secret), (character) => character.charCodeAt(0));
  desk.prefix = (width) => keyOf(bytes, width);
  desk.check = (await digest(new Uint8Array([...new TextEncoder().encode("multiguna list key"), ...bytes]))).slice(0, 16);
  const ring = await kept("ring");
  desk.keys = ring ? await readRing(ring, null) : new Map();
  const data = await kept("list");
  desk.list = data ? await readList(data, desk.keys).catch(() => null) : null;
  if (desk.list?.header.key_check !== desk.check) desk.list = null;
  show("desk");
  await refresh();
  await connect();
}

// With a network: bring in what was promised, then fetch what is new.
let connecting = null;
const connect = () => { connecting ??= connectOnce().catch(tell).finally(() => { connecting = null; }); return connecting; };
async function connectOnce() {
  if (!desk.key) return;
  let state;
  try {
    state = await askServer(page.dataset.state);
  } catch (problem) {
    showNetwork(problem.message === "login_needed" ? "login_needed" : "no_network");
    return;
  }
  desk.offset = state.now - Math.floor(Date.now() / 1000);
  await keep("offset", desk.offset);
  showNetwork("connected");
  if (state.provider_code !== desk.device.provider_code) throw new Error("other_hospital");
  await bringIn(state);
  await fetchList(state);
  await refresh();
}

async function fetchList(state) {
  if (!state.list) return;
  if (state.list.key_no !== desk.device.key_no) {
    show("enrol");
    throw new Error("enrol_again");
  }
  const ring = await (await fetch(page.dataset.ring, { cache: "no-store" })).text();
  const keys = await readRing(ring, desk.keys.size ? desk.keys : null);
  await keep("ring", ring);
  desk.keys = keys;
  if (desk.list?.id === state.list.list_id) return;
  const bytes = async (name) => {
    const answer = await fetch(`${page.dataset.lists}${name}`, { cache: "no-store" });
    if (!answer.ok) throw new Error("failed");
    return new Uint8Array(await answer.arrayBuffer());
  };
  let fresh = null;
  if (desk.list && state.list.previous === desk.list.id && state.list.delta_size !== null) {
    fresh = await bytes(`${state.list.list_id}.delta`).then((delta) => applyDelta(desk.list, delta, keys)).catch(() => null);
  }
  fresh ??= await readList(await bytes(`${state.list.list_id}.list`), keys);
  if (fresh.header.key_check !== desk.check) {
    show("enrol");
    throw new Error("enrol_again");
  }
  if (fresh.header.provider_code !== desk.device.provider_code) throw new Error("list_damaged");
  if (desk.list && fresh.header.number < desk.list.header.number) throw new Error("list_damaged");
  await keep("list", fresh.data);
  desk.list = fresh;
}

// A question of the list; the answer stays until the form changes.
async function ask(event) {
  const form = new FormData(event.target);
  const nik = form.get("nik").replace(/\s/g, ""), typed = form.get("kk").replace(/\s/g, "");
  const today = dayOf(now()), newborn = form.get("patient") === "newborn", emergency = form.has("emergency");
  const born = newborn && form.get("born") || null, kk = nikIsPossible(typed) ? typed : null;
  // Nothing that is missing or mistyped holds up an emergency.
  if (newborn && !born && !emergency) throw new Error("born_missing");
  if (typed && !kk && !emergency) throw new Error("kk_digits");
  const question = {
    possible: nikIsPossible(nik), found: null, care: form.get("care"), emergency,
    papers: { ktp: form.has("ktp"), kk: form.has("kk_shown"), guardian_ktp: form.has("guardian_ktp") },
    newborn_days: born ? daysBetween(born, today) : null, over: isOver(),
    letters: desk.letters.filter((one) => one.list_id === desk.list?.id && !one.emergency).length,
  };
  if (desk.list && question.possible && (!newborn || born)) {
    question.found = find(desk.list, await (await desk.prefix(desk.list.header.key_bytes))(nik));
  }
  const none = { services: [], papers: false, newborn_days_max: null, letters_max: 0 };
  const told = decideOffline(question, desk.list?.header.desk ?? none);
  desk.answer = {
    told, today, request: {
      nik, kk, care: question.care, emergency: question.emergency,
      born_on: born, papers: question.papers, diagnosis: "",
    }, promising: promises(told) && question.possible,
  };
  showAnswer(question.found);
}

const isOver = () => !desk.list || now() >= desk.list.header.valid_until || now() < desk.list.header.made_at - 600;

// A provisional letter: its number is final, so that it can come in once and only once.
async function promise() {
  const { told, today, request } = desk.answer;
  request.diagnosis = part("answer").querySelector("input")?.value.trim().slice(0, 60) ?? "";
  if (!request.diagnosis) throw new Error("diagnosis_missing");
  const letter_no = letterNumber(desk.device.provider_code, today);
  const body = { ...request, letter_no, asked_at: now(), told, list_id: desk.list?.id ?? null, device_no: desk.device.device_no };
  await putLetter({
    letter_no, list_id: body.list_id, emergency: request.emergency, care: request.care, at: body.asked_at, state: "waiting",
    last4: request.nik.slice(-4), ...await seal(desk.key, body),
  });
  desk.answer = null;
  part("ask").reset();
  part("answer").replaceChildren(note("good", words("promised"), letter_no));
  await refresh();
  part("ask").querySelector("input").focus();
  connect();
}

async function bringIn(state) {
  const waiting = (await letters()).filter((one) => one.state === "waiting");
  for (let from = 0; from < waiting.length; from += 50) {
    const some = waiting.slice(from, from + 50);
    const requests = await Promise.all(some.map((one) => unseal(desk.key, one)));
    const { results } = await askServer(page.dataset.reconcile, { requests }, state.csrf);
    for (const result of results) {
      const one = some.find((letter) => letter.letter_no === result.letter_no);
      if (!one) continue;
      const done = result.outcome !== "refused";
      const { iv, sealed, ...rest } = one;
      await putLetter({ ...(done ? rest : one), state: done ? "done" : "refused", outcome: result.outcome, sentence: result.sentence, given: result.given_letter_no, done_at: now() });
    }
  }
  for (const one of await letters()) if (one.state === "done" && now() - one.done_at > DONE_DAYS * 86_400) await dropLetter(one.letter_no);
}

// Ask again about a letter that was refused, once the reason is gone.
async function onQueue(event) {
  const number = event.target.closest("[data-again]")?.dataset.again;
  if (!number) return;
  const one = desk.letters.find((letter) => letter.letter_no === number);
  await putLetter({ ...one, state: "waiting" });
  await refresh();
  await connect();
}

async function askServer(address, body, csrf) {
  const how = { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(SEND_SECONDS * 1000) };
  if (body) Object.assign(how, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": csrf }, body: JSON.stringify(body) });
  const answer = await fetch(address, how);
  if (answer.type === "opaqueredirect" || answer.status === 403) throw new Error("login_needed");
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.code);
  return said;
}

function note(kind, title, text, more) {
  const box = document.createElement("div");
  box.className = `verdict ${kind}`;
  box.setAttribute("role", "status");
  box.append(Object.assign(document.createElement("h2"), { textContent: title }), Object.assign(document.createElement("p"), { className: "reason", textContent: text }));
  if (more) box.append(more);
  return box;
}

function showAnswer(found) {
  const { told, promising } = desk.answer, kind = promises(told) ? (told === "emergency_first" ? "warn" : "good") : "warn";
  const more = promising ? part("promise").content.cloneNode(true) : null;
  const ward = found === null ? "" : ` ${words("ward")} ${found & 3}.`;
  part("answer").replaceChildren(note(kind, words(`title_${promises(told) ? told : "wait"}`), words(`told_${told}`) + ward, more));
  part("answer").querySelector("input")?.focus();
  part("answer").scrollIntoView({ block: "nearest" });
}

async function refresh() {
  desk.letters = (await letters()).sort((one, other) => other.at - one.at);
  const rows = desk.letters.map((one) => {
    const row = part("row").content.cloneNode(true).firstElementChild, time = new Date((one.at + 7 * 3600) * 1000).toISOString();
    const cells = { number: one.given ?? one.letter_no, time: `${time.slice(8, 10)}/${time.slice(5, 7)} ${time.slice(11, 16)}`, care: words(one.emergency ? "emergency" : one.care), card: `•••• ${one.last4}`, state: words(`state_${one.outcome && one.state !== "waiting" ? one.outcome : "waiting"}`) };
    for (const [name, text] of Object.entries(cells)) row.querySelector(`[data-cell="${name}"]`).textContent = text;
    row.querySelector("[data-cell='state']").classList.add(one.state === "done" ? "approved" : one.state === "refused" ? "rejected" : "waiting");
    if (one.state === "refused") {
      row.querySelector("[data-cell='why']").textContent = one.sentence;
      const again = row.querySelector("button");
      again.hidden = false;
      again.dataset.again = one.letter_no;
    }
    return row;
  });
  part("queue").replaceChildren(...rows);
  part("empty").hidden = rows.length > 0;
  const waiting = desk.letters.filter((one) => one.state === "waiting");
  const terms = desk.list?.header.desk, total = waiting.reduce((sum, one) => sum + (terms?.[`reserve_${one.care}_idr`] ?? 0), 0);
  part("waiting").textContent = `${waiting.length}${total ? ` · ± Rp${total.toLocaleString("id-ID")}` : ""}`;
  part("device").textContent = `${desk.device.provider_code} · ${desk.device.name}`;
  showList();
}

function showList() {
  const hours = desk.list ? Math.max(0, Math.floor((desk.list.header.valid_until - now()) / 3600)) : 0;
  part("list").textContent = desk.list ? `${desk.list.header.day} · ${isOver() ? words("list_over") : `${hours} ${words("hours_left")}`}` : words("no_list");
  part("list").dataset.over = String(isOver());
}

function showNetwork(name) {
  const known = typeof name === "string" ? name : navigator.onLine ? "no_network_yet" : "no_network";
  part("network").textContent = words(known);
  part("network").dataset.network = known;
  part("login").hidden = known !== "login_needed";
}

if (page) {
  start().catch(() => say("failed"));
  setInterval(() => { if (desk.device && desk.key) { showList(); connect(); } }, 60_000);
}
