// What can be looked up. Everything works as plain pages; htmx searches while one types.
import "./main";
import "../styles/components/atlas.css";
import "../styles/components/evidence.css";
import "../styles/components/grade.css";
import "../figure/element";
import { loop } from "../figure/loop";

loop(document);
