// The row of minutes and the number of one's own: what was chosen last holds.
export function keepOneMinutes(form: HTMLFormElement): void {
  const own = form.querySelector<HTMLInputElement>('input[name="minutes_other"]');
  const row = form.querySelectorAll<HTMLInputElement>('input[name="minutes"]');
  if (!own) return;
  own.addEventListener("input", () => {
    if (own.value) for (const choice of row) choice.checked = false;
  });
  for (const choice of row) choice.addEventListener("change", () => (own.value = ""));
}
