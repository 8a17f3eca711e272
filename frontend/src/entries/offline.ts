// The page of what is kept on this device.
import "./main";
import "../styles/components/diary.css";
import { showKept } from "../offline/shell";

const root = document.querySelector<HTMLElement>("[data-offline]");
if (root) showKept(root);
