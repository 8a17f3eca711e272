// Opening a session from a file: the file is read here, and its text is sent.
import "./main";
import { readChosenFile } from "../sessions/open_file";

const form = document.querySelector<HTMLFormElement>("form[data-open-file]");
if (form) readChosenFile(form);
