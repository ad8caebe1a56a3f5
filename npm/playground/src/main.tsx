/** Puts the page into its document. */

import { render } from "preact";
import { App } from "./app/App.js";

// The package warns about names that exist in another Region. The page shows every Region, and each replay would repeat
// the warning.
console.warn = () => {};

render(<App />, document.getElementById("page") as HTMLElement);
