// How it was.
import "./main";
import "../styles/components/playing.css";
