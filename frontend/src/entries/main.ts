// On every page: styles, htmx, and the small things that make plain forms pleasant.
import "../styles/main.css";
import "htmx.org";
import { tellZone } from "../zone";
import { submitOnChange } from "../autosubmit";

tellZone();
submitOnChange(document);
