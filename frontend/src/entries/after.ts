// How it was: what the player could not tell is told now.
import "./main";
import "../styles/components/playing.css";
import { sendLeftOver } from "../player/events";

const token = document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]');
if (token) void sendLeftOver(token.value);
