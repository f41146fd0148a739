// Pages work without this. It finds what asks for a behavior, and brings that in.
import { start } from "./lib/behaviors.js";

start(document);
