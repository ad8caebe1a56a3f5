/** Light or dark: the system's choice until the reader makes another, which lasts as long as the page is open. */

import { useEffect, useState } from "preact/hooks";

export type Theme = "light" | "dark";

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const [chosen, setChosen] = useState(false);
  useEffect(() => {
    if (chosen) document.documentElement.dataset.theme = theme;
  }, [theme, chosen]);
  return [
    theme,
    (wanted) => {
      setChosen(true);
      setTheme(wanted);
    },
  ];
}
