// On every page: styles, htmx, and the small things that make plain forms pleasant.
import "../styles/main.css";
import "htmx.org";
import { forgetByMistake } from "../offline/emergency";
import { isInstalled, marked } from "../offline/mark";
import { hasUntold } from "../player/untold";
import { tellZone } from "../zone";
import { submitOnChange } from "../autosubmit";

tellZone();
submitOnChange(document);
forgetByMistake(document);

// What a player could not tell, because nobody answered, is told by the next page that is opened.
if (hasUntold()) void import("../player/events").then(({ tellLeftOver }) => tellLeftOver(document));

// Only where something is kept in this browser, or is to be, is there anything to see to.
if (marked() || isInstalled()) void import("../offline/visit").then(({ visit }) => visit(document));
