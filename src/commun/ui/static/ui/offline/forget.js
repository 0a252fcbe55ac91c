// Pages shown while nobody is signed in: this device keeps nothing of whoever was.
import { forget } from "./shelf.js";

forget().catch(() => {});
