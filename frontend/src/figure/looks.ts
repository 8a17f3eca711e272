// Choosing how the figure looks.

export function chooseLooks(form: HTMLFormElement): void {
  const figure = form.querySelector("unclench-figure");
  const kept = form.querySelector<HTMLElement>("[data-kept]");
  for (const button of form.querySelectorAll<HTMLElement>("[data-noscript]")) button.hidden = true;
  form.addEventListener("change", () => {
    const chosen = new FormData(form);
    for (const name of ["build", "skin", "hair"]) figure?.setAttribute(`data-${name}`, String(chosen.get(name) ?? ""));
    void keep(form, chosen).then((isKept) => {
      if (kept) kept.textContent = isKept ? "Kept." : "This could not be kept. Is Unclench still running?";
    });
  });
}

async function keep(form: HTMLFormElement, chosen: FormData): Promise<boolean> {
  try {
    return (await fetch(form.action, { method: "POST", body: chosen, keepalive: true })).ok;
  } catch {
    return false;
  }
}
