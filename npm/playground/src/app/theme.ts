/** Light or dark: the system's theme until the user chooses another, for as long as the page is open. */

import { useState } from "preact/hooks";

export type Theme = "light" | "dark";

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const choose = (wanted: Theme) => {
    document.documentElement.dataset.theme = wanted;
    setTheme(wanted);
  };
  return [theme, choose];
}
