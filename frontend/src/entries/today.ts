// Today and the questions before a session: small things that plain forms cannot do.
import "../styles/components/today.css";
import "../styles/components/painmap.css";
import { makePainMap } from "../painmap/painmap";
import { keepOneMinutes } from "../today/minutes";
import { keepHiddenUnticked, keepOneAnswer } from "../today/answers";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-wishes]")) keepOneMinutes(form);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-check]")) {
  keepOneAnswer(form);
  keepHiddenUnticked(form);
}
for (const map of document.querySelectorAll<HTMLElement>("[data-painmap]")) makePainMap(map);
document.querySelector<HTMLElement>(".form-errors")?.focus();
