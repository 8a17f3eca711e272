// The person's own page: what is chosen for the figure shows on it at once, and is kept without leaving the page.
import "./main";
import "../styles/components/looks.css";
import "../figure/element";
import { chooseLooks } from "../figure/looks";

const form = document.querySelector<HTMLFormElement>("form[data-figure]");
if (form) chooseLooks(form);
