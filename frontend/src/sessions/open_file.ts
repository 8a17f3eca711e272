// A file is chosen, its text goes into the form. Without this script the text is pasted.

const LARGEST_BYTES = 900_000;

export function readChosenFile(form: HTMLFormElement): void {
  const part = (name: string): HTMLElement => form.querySelector<HTMLElement>(`[data-${name}-field]`)!;
  const file = part("file").querySelector("input")!;
  const text = part("text").querySelector("textarea")!;
  part("file").hidden = false;
  file.required = true;
  part("text").hidden = true;
  text.value = "";
  file.addEventListener("change", () => void read());
  form.addEventListener("submit", (event) => {
    if (text.value) return;
    event.preventDefault();
    void read().then(() => {
      if (text.value) form.requestSubmit();
    });
  });

  async function read(): Promise<void> {
    const chosen = file.files?.[0];
    text.value = "";
    file.setCustomValidity("");
    if (!chosen) return;
    if (chosen.size > LARGEST_BYTES) file.setCustomValidity("This file is too large to be a session.");
    else text.value = await chosen.text();
    file.reportValidity();
  }
}
