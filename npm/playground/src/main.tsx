/** Puts the page into its document. */

import { render } from "preact";
import { App } from "./app/App.js";

render(<App />, document.getElementById("page") as HTMLElement);
