// A file is sent as it is, first to be tried, and then, if the person says so, to come in. It is the same both times.

export function offerImport(section: HTMLElement): void {
  const form = section.querySelector<HTMLFormElement>("form")!;
  const chosen = form.querySelector<HTMLInputElement>('input[type="file"]')!;
  const look = form.querySelector<HTMLButtonElement>("button")!;
  const report = section.querySelector<HTMLElement>("[data-report]")!;
  const token = form.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')!.value;
  form.hidden = false;

  chosen.addEventListener("change", () => report.replaceChildren());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = chosen.files?.[0];
    if (file) void send(file, look, "");
  });

  async function send(file: File, button: HTMLButtonElement, wish: string): Promise<void> {
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${section.dataset["import"]!}${wish}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: file,
        redirect: "error",
      });
      if (answer.ok || answer.status === 422) show(await answer.text(), file);
      else say("Unclench could not look into it. Load this page again, and try once more.");
    } catch {
      say("The file could not be sent. Is Unclench running? If the file has changed, choose it again.");
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  function show(html: string, file: File): void {
    report.innerHTML = html;
    const keep = report.querySelector<HTMLButtonElement>("[data-keep]");
    keep?.addEventListener("click", () => void send(file, keep, "?keep"));
    report.focus();
  }

  function say(words: string): void {
    const line = document.createElement("p");
    line.textContent = words;
    report.replaceChildren(line);
  }
}
