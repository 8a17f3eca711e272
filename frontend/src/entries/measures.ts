// The measures: their pages and charts, and the reaction task where it stands.
import "./main";
import "../styles/components/chart.css";
import "../styles/components/diary.css";
import "../styles/components/measures.css";
import { makeReaction } from "../measures/reaction";

for (const root of document.querySelectorAll<HTMLElement>("[data-reaction]")) makeReaction(root);
document.querySelector<HTMLElement>(".form-errors")?.focus();
