// Your data: a file that is to come in is looked through first.
import "./main";
import { offerImport } from "../yours/importing";

const section = document.querySelector<HTMLElement>("[data-import]");
if (section) offerImport(section);
