// "Yes" and "Not sure" of one question: the one ticked last holds. Both may be taken back.
export function keepOneAnswer(form: HTMLFormElement): void {
  form.addEventListener("change", (event) => {
    const ticked = event.target;
    if (!(ticked instanceof HTMLInputElement) || !ticked.checked) return;
    if (ticked.name !== "yes" && ticked.name !== "unsure") return;
    const answers = ticked.closest(".check-answers")?.querySelectorAll<HTMLInputElement>("input") ?? [];
    for (const other of answers) if (other !== ticked) other.checked = false;
  });
}

// What follows a question is out of sight once its tick is taken back, so it must not be sent either.
export function keepHiddenUnticked(form: HTMLFormElement): void {
  form.addEventListener("change", (event) => {
    const changed = event.target;
    if (!(changed instanceof HTMLInputElement) || (changed.name !== "yes" && changed.name !== "unsure")) return;
    const question = changed.closest("li");
    const more = question?.querySelector(".check-more");
    if (!more || question?.querySelector('input[name="yes"]:checked')) return;
    for (const input of more.querySelectorAll<HTMLInputElement>("input")) input.checked = false;
  });
}
