// How `<html>` is marked: theme and contrast as Rust says, text size, density and motion as the person chose.
import type { Settings, ThemeChanged } from '$lib/ipc/client';
import { speak } from '$lib/i18n';

/** Marks the theme. Rust marked it before the first script; this follows its changes. */
export function wearTheme({ theme, contrast }: ThemeChanged): void {
  const { dataset } = document.documentElement;
  dataset['theme'] = theme;
  dataset['contrast'] = contrast;
}

/** Marks what the person chose in General. */
export function wearSettings(settings: Settings): void {
  const { dataset } = document.documentElement;
  dataset['textSize'] = String(settings.textSize);
  dataset['density'] = settings.density;
  dataset['motion'] = settings.motion;
}

/** Speaks the language that the person chose, else the system's. */
export function wearLanguage(settings: Settings, system: string): void {
  speak(settings.language ?? system);
}
