// Pages that show the figure by itself.
import "./main";
import "../figure/element";
