// The script that stands in the file for a phone. One piece: what it imports no other entry may import, or the build
// would put it into a file of its own (types cost nothing and may come from anywhere).
import "../phone/file.css";
import { askFirst } from "../phone/file_check";
import { readSession } from "../phone/file_session";
import { FilePlayer } from "../phone/file_player";
import { Screens } from "../phone/file_screens";

const session = readSession();
const screens = new Screens(document);
const player = new FilePlayer(session, screens);
askFirst(session, screens, () => player.ready());
