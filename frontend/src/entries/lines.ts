// The lines of a session in a voice of one's own: recorded, heard, done again.
import "./main";
import "../styles/components/spoken.css";
import { offerRecording } from "../recordings/lines";

const root = document.querySelector<HTMLElement>("[data-lines]");
if (root) offerRecording(root);
