// The form of a registration tells what the rules say while one types; saving needs no script.

const PAUSE = 700;
const form = document.querySelector("form[data-check]");
const list = document.querySelector("[data-findings] [data-list]");

/**
 * @typedef {{member: number, field: string, verdict: string, text: string, clause: string}} Finding
 */

/** Make a line of the list of findings. @param {Finding} finding @returns {HTMLLIElement} */
function line(finding) {
  const item = document.createElement("li");
  item.className = `finding finding-${finding.verdict}`;
  const chip = document.createElement("span");
  chip.className = `chip chip-${finding.verdict}`;
  chip.textContent = form.dataset[finding.verdict];
  const text = document.createElement("span");
  const person = document.querySelector(`[data-person="${finding.member}"] legend`);
  const named = document.getElementById(`field-name-${finding.member}`)?.value;
  const who = person ? `${named || person.textContent.trim()} · ` : "";
  text.textContent = who + finding.text;
  item.append(chip, " ", text);
  if (finding.clause) {
    const clause = document.createElement("span");
    clause.className = "clause";
    clause.lang = "zh-CN";
    clause.textContent = finding.clause;
    item.append(" ", clause);
  }
  return item;
}

/** Show findings in the list and, where somebody has typed already, below their fields. @param {Finding[]} findings */
function show(findings) {
  for (const place of form.querySelectorAll("[data-for]")) place.hidden = true;
  for (const finding of findings) {
    const name = finding.member ? `${finding.field}-${finding.member}` : finding.field;
    const place = form.querySelector(`[data-for="${name}"]`);
    const field = form.elements.namedItem(name);
    if (!place || !field || !("value" in field) || !field.value) continue;
    place.textContent = finding.text;
    place.className = finding.verdict === "ask" ? "fault fault-ask" : "fault";
    place.hidden = false;
  }
  if (findings.length === 0) {
    const fine = document.createElement("p");
    fine.textContent = form.dataset.fine;
    list.replaceChildren(fine);
    return;
  }
  const items = document.createElement("ul");
  items.className = "findings";
  items.append(...findings.map(line));
  list.replaceChildren(items);
}

let latest = 0;
let timer = 0;

/** Ask the server; an answer that a later question has overtaken is dropped. */
async function check() {
  const mine = ++latest;
  const body = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok) return;
    const { findings } = await answer.json();
    if (mine === latest) show(findings);
  } catch {
    // Offline for a moment: the next change asks again, and saving checks on the server anyway.
  }
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
});

// Leaving with unsaved changes asks first.
let dirty = false;
form?.addEventListener("input", () => {
  dirty = true;
});
form?.addEventListener("submit", () => {
  dirty = false;
});
addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});
