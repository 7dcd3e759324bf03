// What ends soon: the desk tells each end once; it stands here until it is read, and goes to the desktop on the way.
import { call, type EndingToken, type Reminder, type TrayState, type TrayWords } from '../ipc/client';
import { lockedTrayWords, noticeOf, trayWordsOf } from './words';

class RemindersStore {
  /** What the person has not read yet, the earliest end first. */
  unread = $state.raw<readonly Reminder[]>([]);
  /** The token that ends next; undefined: not known yet. */
  next = $state.raw<EndingToken | null | undefined>();
  /** How the icon stands; null: it was not asked for. */
  tray = $state<TrayState | null>(null);
  /** Whether the desktop took the last notice; null: there was none. */
  taken = $state<boolean | null>(null);
  /** What the icon says. */
  #said = '';

  /** Asks what there is, and hands what is new to the desktop where it is wanted there. */
  async ask(onDesktop: boolean): Promise<void> {
    try {
      const { unread, next } = await call('reminders');
      this.unread = unread;
      this.next = next;
      const fresh = unread.filter((reminder) => reminder.fresh);
      if (!onDesktop || fresh.length === 0) return;
      this.taken = (await call('notify_desktop', noticeOf(fresh, Date.now()))).taken;
    } catch {
      // Locked, or the store cannot be read: the first view says so, and it is asked again.
    }
  }

  /** The person has read them. */
  async read(): Promise<void> {
    this.unread = [];
    await call('read_reminders').catch(() => undefined);
  }

  /** Has the icon say what ends next. */
  async showTray(next: EndingToken | null): Promise<void> {
    await this.#say(trayWordsOf(next, Date.now()));
  }

  /** Has the icon name nothing, while there is one. */
  async lockTray(): Promise<void> {
    if (this.tray === 'shown') await this.#say(lockedTrayWords());
  }

  /** Takes the icon away. */
  async hideTray(): Promise<void> {
    if (this.tray === null) return;
    this.tray = null;
    await call('hide_tray').catch(() => undefined);
  }

  async #say(words: TrayWords): Promise<void> {
    const said = JSON.stringify(words);
    if (this.tray === 'shown' && said === this.#said) return;
    this.#said = said;
    try {
      this.tray = (await call('show_tray', words)).state;
    } catch {
      this.tray = 'refused';
    }
  }
}

/** The reminders of this window. */
export const reminders = new RemindersStore();
