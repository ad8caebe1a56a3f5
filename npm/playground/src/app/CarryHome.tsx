import type { Scene } from "../session/player.js";
import { Dialog } from "./Dialog.js";

export function CarryHome({ close }: { scene: Scene; close: () => void }) {
  return (
    <Dialog title="Carry it home" close={close}>
      …
    </Dialog>
  );
}
