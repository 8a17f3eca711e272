// Pages that show the figure by itself.
import "./main";
import "../figure/element";
import { loop } from "../figure/loop";

loop(document);
