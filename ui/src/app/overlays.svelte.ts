// Which of the frame's own dialogs is open: at most one.

/** The frame's dialogs. */
export type Overlay = 'palette' | 'shortcuts' | 'about';

class Overlays {
  /** The open one. */
  now = $state<Overlay | null>(null);

  /** Opens one, or closes it when it is open already. */
  toggle(overlay: Overlay): void {
    this.now = this.now === overlay ? null : overlay;
  }

  /** Closes whatever is open. */
  close(): void {
    this.now = null;
  }
}

/** The frame's dialogs. */
export const overlays = new Overlays();
