// On every page: styles, htmx, and the small things that make plain forms pleasant.
import "../styles/main.css";
import "htmx.org";
import { isInstalled, marked } from "../offline/mark";
import { tellZone } from "../zone";
import { submitOnChange } from "../autosubmit";

tellZone();
submitOnChange(document);

// Only where something is kept in this browser, or is to be, is there anything to see to.
if (marked() || isInstalled()) void import("../offline/visit").then(({ visit }) => visit(document));
