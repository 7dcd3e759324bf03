/** A line of the {@link Palette}. */
export interface PaletteItem {
  id: string;
  label: string;
  /** Second rank, after the label. */
  note?: string;
  /** A shortcut at the end. */
  keys?: string;
  run: () => void;
}

/** Lines under a title. */
export interface PaletteGroup {
  id: string;
  title: string;
  items: readonly PaletteItem[];
}
