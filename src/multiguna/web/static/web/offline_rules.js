// What a desk may say without a network: the twin of multiguna.coverage.rules.offline.
const MINOR = 4;
const PROVINCES = new Set([
  11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53, 61, 62, 63, 64, 65,
  71, 72, 73, 74, 75, 76, 81, 82, 91, 92, 93, 94, 95, 96,
]);
const PROMISING = new Set(["covered", "covered_newborn", "covered_papers_later", "emergency_first"]);

export const promises = (reason) => PROMISING.has(reason);

export function decideOffline(question, desk) {
  const against = standsAgainst(question, desk);
  if (against) return question.emergency ? "emergency_first" : against;
  if (desk.papers && !papersShown(question)) return question.emergency ? "covered_papers_later" : "papers_missing";
  if (!question.emergency && question.letters >= desk.letters_max) return "letters_used_up";
  return question.newborn_days === null ? "covered" : "covered_newborn";
}

function standsAgainst(question, desk) {
  if (!question.possible) return "invalid_identity";
  if (question.over) return "list_over";
  if (question.found === null) return "not_listed";
  if (!desk.services.includes(question.emergency ? "emergency" : question.care)) return "no_agreement";
  if (question.newborn_days === null) return null;
  if (desk.newborn_days_max === null) return "not_listed";
  if (question.newborn_days < 0) return "not_born_yet";
  return question.newborn_days > desk.newborn_days_max ? "newborn_window_over" : null;
}

function papersShown({ papers, newborn_days: days, found }) {
  const newborn = days !== null, minor = newborn || Boolean(found & MINOR);
  return papers.kk && ((papers.ktp && !newborn) || (papers.guardian_ktp && minor));
}

// The twin of multiguna.registry.rules.nik_is_possible.
export function nikIsPossible(text) {
  if (!/^[0-9]{16}$/.test(text)) return false;
  const part = (from, to) => Number(text.slice(from, to));
  if (!PROVINCES.has(part(0, 2)) || !part(2, 4) || !part(4, 6) || !part(12, 16)) return false;
  const day = part(6, 8) > 40 ? part(6, 8) - 40 : part(6, 8), month = part(8, 10), year = part(10, 12);
  const days = [31, year % 4 ? 28 : 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return day >= 1 && day <= (days ?? 0);
}

// The number of a letter: hospital, month, J and six random characters, as the desk's are.
export function letterNumber(provider, day) {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const serial = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => alphabet[byte & 31]);
  return `${provider}${day.slice(5, 7)}${day.slice(2, 4)}J${serial.join("")}`;
}

// The calendar day in Jakarta (UTC+7, without summer time) of an instant in seconds.
export const dayOf = (seconds) => new Date((seconds + 7 * 3600) * 1000).toISOString().slice(0, 10);

export const daysBetween = (earlier, later) => Math.round((Date.parse(later) - Date.parse(earlier)) / 86_400_000);
