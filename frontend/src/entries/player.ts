// The player's page, opened by itself: after a reload, or without the plan's page before it.
import "./main";
import "../styles/components/playing.css";
import { newAudio, openPlayer } from "../player/open";
import { playable } from "../player/sound";

openPlayer(document, newAudio(), playable(), false);
