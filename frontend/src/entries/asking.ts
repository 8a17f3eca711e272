// Questions to a plan. Plain pages; htmx searches while one types.
import "./main";
import "../styles/components/atlas.css";
import "../styles/components/plan.css";
import "../styles/components/asking.css";
