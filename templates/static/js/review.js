// The keys of the reviewers' queue: j and k move, x chooses, a accepts, r returns, u undoes.

const form = document.querySelector("[data-review]");
const ones = [...document.querySelectorAll("[data-one]")];
const why = form?.querySelector("#why");
let at = -1;

/** Go to a registration of the page. @param {number} next */
function go(next) {
  if (!ones.length) return;
  ones[at]?.removeAttribute("aria-current");
  at = Math.max(0, Math.min(ones.length - 1, next));
  ones[at].setAttribute("aria-current", "true");
  ones[at].focus({ preventScroll: true });
  ones[at].scrollIntoView({ block: "center" });
}

/** Press a button of the current registration. @param {string} name */
function press(name) {
  ones[at]?.querySelector(name)?.click();
}

/** Return what is current; without a reason ask for it first. */
function giveBack() {
  if (why && !why.value.trim()) {
    why.required = true;
    why.focus();
    why.dataset.thenReturn = "yes";
    return;
  }
  press("[data-return]");
}

const keys = {
  j: () => go(at + 1),
  k: () => go(at - 1),
  x: () => press("input[type=checkbox]"),
  a: () => press("[data-accept]"),
  r: giveBack,
  u: () => document.querySelector("[data-undo] button")?.click(),
  Enter: () => press("[data-open]"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const inField = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (event.target === why && event.key === "Enter") {
    event.preventDefault();
    if (why.dataset.thenReturn && why.value.trim()) press("[data-return]");
    return;
  }
  if (event.target === why && event.key === "Escape") go(at);
  if (inField || (event.key === "Enter" && event.target.closest("a, button"))) return;
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

for (const one of ones) one.addEventListener("focusin", () => {
  const found = ones.indexOf(one);
  if (found !== at) {
    ones[at]?.removeAttribute("aria-current");
    at = found;
    one.setAttribute("aria-current", "true");
  }
});

const all = document.querySelector("[data-choose-all]");
if (all) {
  all.hidden = false;
  all.querySelector("input").addEventListener("change", (event) => {
    for (const box of form.querySelectorAll("input[name=chosen]")) box.checked = event.target.checked;
  });
}
for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;
