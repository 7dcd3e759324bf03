// Words of a settings file for values that have a fixed set of meanings.

import { list, m } from '$lib/i18n';
import type { DiffMark, FileEncoding, LineEnds, SettingsFileWarning } from '$lib/ipc/client';

/** Stands for “every section” among names of sections, which are written with a `=` before them. */
export const EVERY_SECTION = '*';

/** A section's name in its brackets; the lines before the first have none. */
export function sectionWords(name: string): string {
  return name === '' ? m.connections_section_none() : `[${name}]`;
}

/** How the file is written and how its lines end. Both stay. */
export function encodingWords(encoding: FileEncoding, ends: LineEnds): string {
  const ENCODINGS: Record<FileEncoding, string> = {
    plain: m.connections_encoding_plain(),
    utf8_bom: 'UTF-8, BOM',
    utf16_le: 'UTF-16 LE',
    utf16_be: 'UTF-16 BE',
  };
  const ENDS: Record<LineEnds, string> = {
    none: m.connections_ends_none(),
    lf: 'LF',
    crlf: 'CRLF',
    cr: 'CR',
    mixed: m.connections_ends_mixed(),
  };
  return m.connections_encoding({ encoding: ENCODINGS[encoding], ends: ENDS[ends] });
}

/** What happens to a line. */
export function markWords(mark: DiffMark): string {
  switch (mark) {
    case 'kept':
      return m.connections_line_kept();
    case 'removed':
      return m.connections_line_removed();
    case 'added':
      return m.connections_line_added();
  }
}

/** Something to know about the file. */
export function fileWarningWords(warning: SettingsFileWarning): string {
  switch (warning.kind) {
    case 'literal_secret':
      return m.connections_warn_literal({ line: String(warning.line) });
    case 'commented_secret':
      return m.connections_warn_commented({ line: String(warning.line) });
    case 'repaired':
      return m.connections_warn_repaired({ line: String(warning.line) });
    case 'remark_moved':
      return m.connections_warn_remark({ line: String(warning.line) });
    case 'duplicate':
      return m.connections_warn_duplicate({
        section: sectionWords(warning.section),
        lines: list(warning.lines.map(String)),
      });
    case 'junk':
      return m.connections_warn_junk({ line: String(warning.line) });
    case 'hard_link':
      return m.connections_warn_hard_link({ names: String(warning.names) });
    case 'other_profile':
      return m.connections_warn_profile({ profile: warning.profile });
    case 'variable_not_set':
      return m.connections_warn_not_set();
    case 'literal_wins':
      return m.connections_warn_wins();
  }
}
