// Beside the script of the phone's file, on the page of a session that is kept in this browser.
import "../offline/kept.css";
import "../figure/element";
import { writeDown } from "../offline/writing";

writeDown(document);

const figure = document.querySelector("unclench-figure");
const audio = document.querySelector("audio");
if (figure && audio) figure.follow(audio);
