// A plan: its sound is made while one reads, and Start begins it within the tap.
import "./main";
import "../styles/components/plan.css";
import "../styles/components/asking.css";
import "../styles/components/grade.css";
import "../styles/components/playing.css";
import { prepareStart, start } from "../player/start";

prepareStart();
document.addEventListener("htmx:afterSettle", prepareStart);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("form[data-start]")) return;
  event.preventDefault();
  void start(form);
});
