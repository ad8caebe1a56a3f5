/** The player's scene as the state of a component. */

import { useEffect, useState } from "preact/hooks";
import type { Player, Scene } from "../session/player.js";

export function useScene(player: Player): Scene {
  const [scene, setScene] = useState(player.scene);
  useEffect(() => player.listen(setScene), [player]);
  return scene;
}
