// What is said, and what is known of it. Plain pages; htmx narrows the list while one chooses.
import "./main";
import "../styles/components/atlas.css";
import "../styles/components/evidence.css";
import "../styles/components/grade.css";
