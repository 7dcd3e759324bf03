// Who is at the keyboard, what they set, and whether the window is usable: starting, locked, or in trouble.

import { locale } from '$lib/i18n';
import {
  type AppError,
  call,
  errorIn,
  on,
  type Session,
  type Settings,
  type SettingsChange,
  type StoreRestored,
} from '$lib/ipc/client';
import { remindBefore } from '$lib/tokens/minute.svelte';
import { wearLanguage, wearSettings, wearTheme } from './appearance';

class SessionStore {
  /** What Rust said; null until it has answered once. */
  now = $state.raw<Session | null>(null);
  /** The settings in force, with changes that are still being written. */
  settings = $state.raw<Settings | null>(null);
  /** The window shows nothing but the way to unlock it. */
  locked = $state(false);
  /** Why the session could not be read at all. */
  trouble = $state.raw<AppError | null>(null);
  /** By how many minutes the clock stands behind. */
  clockBehind = $state<number | null>(null);
  /** A copy took the place of the store, and that has not been read yet. */
  restored = $state.raw<StoreRestored | null>(null);

  #systemLocale = 'en';

  /** Reads the session. Called at the start, after unlocking, and by Retry. */
  async load(): Promise<void> {
    try {
      const session = await call('session');
      this.now = session;
      this.locked = session.locked;
      this.clockBehind = session.clockBehindMinutes;
      this.#systemLocale = session.locale;
      this.trouble = null;
      this.#wear(session.settings);
    } catch (thrown) {
      this.trouble = errorIn(thrown);
    }
  }

  /** Listens for what changes the session from outside. */
  follow(): () => void {
    const stops = [
      on('theme_changed', wearTheme),
      on('settings_changed', (settings) => this.#wear(settings)),
      on('locked', () => (this.locked = true)),
      on('store_damaged', (damaged) => {
        this.trouble = damaged;
        this.now = null;
      }),
      on('clock_jumped', ({ minutes }) => (this.clockBehind = minutes > 0 ? minutes : null)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /**
   * Changes settings at once and writes them. When they cannot be written they go back to what they were, and
   * the error is thrown for the row that asked.
   */
  async change(patch: SettingsChange): Promise<void> {
    const before = this.settings;
    if (before === null) return;
    this.#wear({ ...before, ...patch });
    try {
      this.#wear(await call('change_settings', patch));
    } catch (thrown) {
      const back = Object.fromEntries(Object.keys(patch).map((key) => [key, before[key as keyof Settings]]));
      this.#wear({ ...(this.settings ?? before), ...back });
      throw thrown;
    }
  }

  /** Takes in settings that a command answered with. */
  take(settings: Settings): void {
    this.#wear(settings);
  }

  #wear(settings: Settings): void {
    this.settings = settings;
    wearSettings(settings);
    remindBefore(settings.remindDays);
    if ((settings.language ?? this.#systemLocale) !== locale.tag) wearLanguage(settings, this.#systemLocale);
  }
}

/** The window's session. */
export const session = new SessionStore();
