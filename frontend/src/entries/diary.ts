// The diary: its pages and charts.
import "./main";
import "../styles/components/chart.css";
import "../styles/components/diary.css";

document.querySelector<HTMLElement>(".form-errors")?.focus();
