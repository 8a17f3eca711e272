// Forms of choices that are kept at once. Without script they have a button.
export function submitOnChange(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-autosubmit]")) {
    for (const button of form.querySelectorAll<HTMLElement>("[data-noscript]")) button.hidden = true;
    form.addEventListener("change", () => form.requestSubmit());
  }
}
