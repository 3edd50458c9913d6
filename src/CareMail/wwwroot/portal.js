// nhsuk-frontend's own parts on portal pages: error summary, skip link, password fields.
import { initAll } from "./lib/nhsuk-frontend.min.js";

initAll();
