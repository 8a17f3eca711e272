// The attack page that is kept on this device.
import "./attack";
import "../offline/attack.css";
import { showAttack } from "../offline/attack";

const root = document.querySelector<HTMLElement>("[data-offline-attack]");
if (root) showAttack(root);
