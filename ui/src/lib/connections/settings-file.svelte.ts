// One settings file as its group sees it: named, looked at, asked about, changed, taken back.

import {
  call,
  errorIn,
  type AppError,
  type PatchSettingsFile,
  type SectionChoice,
  type SettingsFileApplied,
  type SettingsFilePlan,
  type SettingsFileUndone,
  type TemplateFile,
  type UsualSettingsFile,
} from '../ipc/client';

/** What is under way. */
export type FileWork = 'looking' | 'changing' | 'undoing';

/** A file, a key and a variable. */
export class SettingsFile {
  /** The path as typed; empty: the usual place. */
  path = $state('');
  /** The key as typed. */
  key = $state('');
  /** The variable as typed. */
  variable = $state('');
  /** Where the file usually lies, once known. */
  usual = $state.raw<UsualSettingsFile | null>(null);
  /** The answers so far. */
  section = $state.raw<SectionChoice | null>(null);
  replaceOther = $state(false);
  commentOutExtras = $state(false);
  cleanComments = $state(false);
  /** What would be written, once looked at. */
  plan = $state.raw<SettingsFilePlan | null>(null);
  /** What was written. */
  applied = $state.raw<SettingsFileApplied | null>(null);
  /** What was taken back. */
  undone = $state.raw<SettingsFileUndone | null>(null);
  /** What is under way. */
  work = $state<FileWork | null>(null);
  /** Why the last thing asked for did not work. */
  error = $state.raw<AppError | null>(null);

  #asked = 0;

  constructor(variable: string, begin: TemplateFile | null = null) {
    this.variable = variable;
    this.path = begin?.path ?? '';
    this.key = begin?.key ?? '';
  }

  /** Finds the usual place, which stands in the field until another is typed. */
  async find(): Promise<void> {
    try {
      this.usual = await call('usual_settings_file');
      if (this.path === '') this.path = this.usual.path ?? '';
      if (this.key === '') this.key = this.usual.key;
    } catch (thrown) {
      this.error = errorIn(thrown);
    }
  }

  /** Asks for a file in the system's own dialog; whether one was chosen. */
  async choose(title: string): Promise<boolean> {
    const near = this.path.trim() || (this.usual?.path ?? null);
    try {
      const { path } = await call('choose_file', { title, near });
      if (path === null) return false;
      this.renamed();
      this.path = path;
      return true;
    } catch (thrown) {
      this.error = errorIn(thrown);
      return false;
    }
  }

  /** Another file, key or variable was typed: nothing that was known is about it. */
  renamed(): void {
    this.#asked += 1;
    this.work = null;
    this.plan = null;
    this.applied = null;
    this.undone = null;
    this.error = null;
    this.section = null;
    this.replaceOther = false;
    this.commentOutExtras = false;
    this.cleanComments = false;
  }

  /** Looks at the file and what would change in it. */
  async look(): Promise<void> {
    const asked = ++this.#asked;
    this.work = 'looking';
    this.applied = null;
    this.undone = null;
    try {
      const plan = await call('plan_settings_file', this.#request(null));
      if (asked !== this.#asked) return;
      this.plan = plan;
      this.error = null;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.plan = null;
      this.error = errorIn(thrown);
    }
    this.work = null;
  }

  /** Writes what the plan says, and nothing else. */
  async change(): Promise<void> {
    if (this.plan === null) return;
    const { seen } = this.plan;
    await this.#do('changing', async () => {
      this.applied = await call('apply_settings_file', this.#request(seen));
      this.plan = null;
    });
  }

  /** Takes back what was written to a file. */
  async undo(path: string): Promise<void> {
    await this.#do('undoing', async () => {
      this.undone = await call('undo_settings_file', { path });
      this.applied = null;
      this.plan = null;
    });
  }

  async #do(work: FileWork, ask: () => Promise<void>): Promise<void> {
    this.#asked += 1;
    this.work = work;
    this.error = null;
    try {
      await ask();
    } catch (thrown) {
      this.error = errorIn(thrown);
    }
    this.work = null;
  }

  #request(seen: string | null): PatchSettingsFile {
    return {
      path: this.path.trim() === '' ? null : this.path.trim(),
      key: this.key.trim(),
      variable: this.variable.trim(),
      section: this.section,
      replaceOther: this.replaceOther,
      commentOutExtras: this.commentOutExtras,
      cleanComments: this.cleanComments,
      seen,
    };
  }
}
