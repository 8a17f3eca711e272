// Beside the script of the phone's file, on the page of a session that is kept in this browser.
import "../offline/kept.css";
import { writeDown } from "../offline/writing";

writeDown(document);
