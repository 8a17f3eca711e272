// Attack pages: what every page has, and the dark.
import "./main";
import "../styles/components/quiet.css";
import "../styles/components/say.css";
