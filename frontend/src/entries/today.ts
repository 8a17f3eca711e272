// Today and the questions before a session: small things that plain forms cannot do.
import "../styles/components/today.css";
import { keepOneMinutes } from "../today/minutes";
import { keepHiddenUnticked, keepOneAnswer } from "../today/answers";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-wishes]")) keepOneMinutes(form);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-check]")) {
  keepOneAnswer(form);
  keepHiddenUnticked(form);
}
document.querySelector<HTMLElement>(".form-errors")?.focus();
