// The page on which a session is sent to a phone.
import "./main";
import "../styles/components/plan.css";
import { offerKeeping } from "../offline/keep";
import { offerShare, waitForSound } from "../phone/send";

const root = document.querySelector<HTMLElement>("[data-send]");
if (root) {
  void waitForSound(root);
  offerShare(root);
}
const card = document.querySelector<HTMLElement>("[data-keep]");
if (card) offerKeeping(card);
