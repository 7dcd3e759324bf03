// Made from the wire types of `desk` by `cargo xtask bindings`. Do not edit: a test compares.
/* eslint-disable */

/**
 * What went wrong, as the screen needs it. A variant exists only where a screen acts differently; the
 * sentence for people lives in `ui/messages` and in one table of `cli`. `detail` is plain English for
 * the *Copy details* button and logs; it never holds a secret.
 */
export type AppError = { "code": "store_locked" } | { "code": "wrong_passphrase" } | { "code": "store_unavailable", 
/**
 * Plain English with the path, for the sentence's `{reason}`.
 */
reason: string, } | { "code": "store_not_ours", 
/**
 * The folder.
 */
path: string, 
/**
 * Who owns it.
 */
owner: string, } | { "code": "store_corrupt", 
/**
 * The damaged file.
 */
path: string, 
/**
 * When the newest good copy was made, RFC 3339, if there is one.
 */
copyFrom: string | null, } | { "code": "store_newer", 
/**
 * The schema version in the file.
 */
found: number, 
/**
 * The newest that this program knows.
 */
known: number, } | { "code": "conflict" } | { "code": "not_found" } | { "code": "wrong_state", 
/**
 * The state that the token is in.
 */
status: TokenStatus, } | { "code": "not_in_place" } | { "code": "forbidden", 
/**
 * A group that would.
 */
role: string, } | { "code": "not_a_user", 
/**
 * Their account.
 */
account: string, 
/**
 * Whether they are disabled.
 */
disabled: boolean, } | { "code": "no_such_user", 
/**
 * What was typed.
 */
account: string, } | { "code": "last_site_admin" } | { "code": "own_account" } | { "code": "invalid_field", 
/**
 * Which field.
 */
field: Field, 
/**
 * What is wrong with it.
 */
problem: FieldProblem, } | { "code": "clipboard_unavailable", 
/**
 * Why, in plain English.
 */
detail: string, } | { "code": "reveal_gone" } | { "code": "env_write_failed", 
/**
 * The variable's name.
 */
variable: string, 
/**
 * Why, in plain English, with the path.
 */
reason: string, 
/**
 * Whether everything done before the failure was taken back.
 */
undone: boolean, } | { "code": "settings_file", 
/**
 * The file.
 */
path: string, 
/**
 * Why.
 */
problem: SettingsFileProblem, } | { "code": "clock_skew", 
/**
 * By how many minutes, as far as it can be told.
 */
minutes: number, } | { "code": "port_taken", 
/**
 * The port.
 */
port: number, 
/**
 * By whom, where the system tells.
 */
by: PortUser | null, 
/**
 * The next one that is free.
 */
next: number | null, } | { "code": "verifier_not_permitted", 
/**
 * An address with a port, or a file.
 */
place: string, } | { "code": "verifier_ended", 
/**
 * What is known, in plain English.
 */
detail: string, } | { "code": "verifier_failed", 
/**
 * Why, in plain English, with the path.
 */
detail: string, } | { "code": "service_keeper", 
/**
 * Why, in plain English.
 */
detail: string, } | { "code": "no_such_resource", 
/**
 * What was asked for.
 */
name: string, } | { "code": "resource_out", 
/**
 * The resource.
 */
name: string, 
/**
 * Until when at the latest, RFC 3339.
 */
until: string, } | { "code": "resource_rotating", 
/**
 * The resource.
 */
name: string, } | { "code": "rotation_failed", 
/**
 * The resource.
 */
name: string, 
/**
 * How.
 */
problem: RotationProblem, } | { "code": "no_such_checkout" } | { "code": "keyring", 
/**
 * Why.
 */
problem: KeyringError, } | { "code": "vault_closed" } | { "code": "vault_unusable", 
/**
 * Why, in plain English, with the path.
 */
detail: string, } | { "code": "seal_broken", 
/**
 * The table that it is in.
 */
table: string, } | { "code": "unknown", 
/**
 * Plain English.
 */
detail: string, };

/**
 * One page of rows.
 */
export type AuditAsk = { 
/**
 * Which rows.
 */
query: AuditQuery, 
/**
 * From before this row on; `null` for the newest.
 */
before: number | null, 
/**
 * At most so many, up to 1,000.
 */
count: number, };

/**
 * What is not as it was written.
 */
export type AuditDamage = { 
/**
 * The first row that is concerned.
 */
seq: number, 
/**
 * What was done.
 */
kind: AuditTampering, };

/**
 * How much of the trail was looked at.
 */
export type AuditExtent = "none" | "newest" | "whole";

/**
 * The form of a file of rows.
 */
export type AuditForm = "csv" | "json";

/**
 * Whether the audit trail, and the recorded requests to verifiers, are as they were written.
 */
export type AuditIntegrity = { 
/**
 * How much was looked at.
 */
extent: AuditExtent, 
/**
 * When; `null` before the first look.
 */
checkedAt: string | null, 
/**
 * How many rows of the audit trail were looked at.
 */
rows: number, 
/**
 * How many recorded requests were looked at.
 */
requests: number, 
/**
 * The first damage of the audit trail.
 */
damage: AuditDamage | null, 
/**
 * The first damage of the recorded requests.
 */
requestDamage: AuditDamage | null, 
/**
 * The last row, as text to keep elsewhere: `tokendesk audit verify --against` finds out with it whether rows
 * were cut off since.
 */
end: string | null, };

/**
 * Rows, newest first.
 */
export type AuditPage = { 
/**
 * The rows.
 */
rows: Array<AuditRow>, 
/**
 * Ask on from here; `null` when that was all. There may be more even where there are no rows here.
 */
next: number | null, 
/**
 * Whether the person sees what others did too.
 */
seesAll: boolean, };

/**
 * Which rows. What is left out excludes nothing.
 */
export type AuditQuery = { 
/**
 * From this day on, where the person is: `2026-11-22`.
 */
since: string | null, 
/**
 * Up to the end of this day.
 */
until: string | null, 
/**
 * The event's word, or its first part: `token` for all of tokens.
 */
event: string | null, 
/**
 * A part of the account of who did it.
 */
actor: string | null, 
/**
 * A token's id, or a part of its name.
 */
token: string | null, 
/**
 * By what: `window`, `terminal` or `program`.
 */
source: string | null, 
/**
 * What is anywhere in the row.
 */
text: string | null, };

/**
 * A row by its number.
 */
export type AuditRef = { 
/**
 * Its number.
 */
seq: number, };

/**
 * One row of the audit trail.
 */
export type AuditRow = { 
/**
 * Counts up, without gaps.
 */
seq: number, 
/**
 * When.
 */
at: string, 
/**
 * What, as a word such as `token.created`; the sentence is the screen's.
 */
event: string, 
/**
 * The token's record, if it concerns one.
 */
tokenId: string | null, 
/**
 * The token's name at the time.
 */
tokenName: string | null, 
/**
 * Who.
 */
actor: string, 
/**
 * By what: `window` or `terminal`.
 */
source: string, 
/**
 * Facts by name, never a secret: `{"grace":"24h"}`.
 */
facts: Record<string, string>, };

/**
 * What was done to the trail.
 */
export type AuditTampering = "edited" | "missing" | "inserted" | "reordered" | "cut_short" | "replaced" | "key_lost";

/**
 * In which way a program presents its token.
 */
export type AuthStyle = "bearer" | "token" | "basic";

/**
 * A token that is to be for one resource and nothing else.
 */
export type BoundDraft = { 
/**
 * The token.
 */
draft: TokenDraft, 
/**
 * The resource, by its name.
 */
resource: string, };

/**
 * One token that was not changed.
 */
export type BulkFailure = { 
/**
 * The record's id.
 */
id: string, 
/**
 * Why.
 */
error: AppError, };

/**
 * What became of several tokens.
 */
export type BulkOutcome = { 
/**
 * The rows that were changed.
 */
done: Array<TokenRow>, 
/**
 * Those that were not.
 */
failed: Array<BulkFailure>, };

/**
 * Event `bulk_progress`: how far a bulk revoke is.
 */
export type BulkProgress = { 
/**
 * So many are done.
 */
done: number, 
/**
 * Out of so many.
 */
total: number, };

/**
 * The password is not needed any longer.
 */
export type CheckIn = { 
/**
 * The request's id.
 */
id: string, 
/**
 * The resource by its name, where the client says it.
 */
resource: string | null, };

/**
 * Ask the person for a file that exists, in the system's own dialog.
 */
export type ChooseFile = { 
/**
 * What the dialog is called.
 */
title: string, 
/**
 * A path near which to begin. The nearest of its folders that exists is shown.
 */
near: string | null, };

/**
 * What the person chose.
 */
export type ChosenFile = { 
/**
 * The whole path; none: they chose nothing.
 */
path: string | null, };

/**
 * Where the clipboard stands with what we put there.
 */
export type ClipboardState = { 
/**
 * In a word.
 */
state: ClipboardWord, 
/**
 * Seconds until it is cleared, while it holds a secret of ours and clearing is on.
 */
clearsInSeconds: number | null, };

/**
 * The clipboard in a word. Also event `clipboard_changed`.
 */
export type ClipboardWord = "untouched" | "holding" | "cleared" | "left_alone" | "may_remain";

/**
 * Event `clock_jumped`.
 */
export type ClockJumped = { 
/**
 * By how many minutes.
 */
minutes: number, };

/**
 * The clock is taken for right.
 */
export type ClockTrusted = { 
/**
 * The hour by the clock.
 */
now: string, 
/**
 * The latest hour that had been seen.
 */
latestSeen: string, 
/**
 * Whether that was later than the clock, so that something changed.
 */
wasBehind: boolean, };

/**
 * How strong lines and second-rank text must be.
 */
export type Contrast = "normal" | "more";

/**
 * Copy a sample.
 */
export type CopySnippet = { 
/**
 * Which.
 */
kind: SnippetKind, 
/**
 * The variable that it names.
 */
variable: string, 
/**
 * The secret to put in place of the variable, if the person ticked that box.
 */
reveal: RevealId | null, };

/**
 * How tight rows are.
 */
export type Density = "comfortable" | "compact";

/**
 * Something for the desktop to show beside the window. It leaves the program: never a secret.
 */
export type DesktopNotice = { 
/**
 * The first line.
 */
title: string, 
/**
 * The rest.
 */
body: string, };

/**
 * What became of a notice.
 */
export type DesktopNotified = { 
/**
 * Whether the desktop took it.
 */
taken: boolean, };

/**
 * Lines that belong together.
 */
export type DiffHunk = { 
/**
 * The section that they are in, empty before the first.
 */
section: string, 
/**
 * From top to bottom; what goes stands before what comes in its place.
 */
lines: Array<DiffLine>, };

/**
 * One line of a hunk.
 */
export type DiffLine = { 
/**
 * What happens to it.
 */
mark: DiffMark, 
/**
 * Its number: in the old file for kept and removed lines, in the new one for added lines.
 */
number: number, 
/**
 * Its text without the line end. Values of other keys are left out (`…`), secrets masked.
 */
text: string, };

/**
 * What happens to a line.
 */
export type DiffMark = "kept" | "removed" | "added";

/**
 * The answer to "would this draft be accepted?", asked while the person types.
 */
export type DraftCheck = { 
/**
 * When the token would end; null when it never would, or when `days` is wrong.
 */
expiresAt: string | null, 
/**
 * Whether it would never end.
 */
never: boolean, 
/**
 * What is wrong, by field.
 */
problems: Array<FieldNote>, };

/**
 * A token with its end.
 */
export type EndingToken = { 
/**
 * The record's id.
 */
id: string, 
/**
 * What the person called it.
 */
name: string, 
/**
 * The owner's name; null for a company token.
 */
user: string | null, 
/**
 * When it ends.
 */
endsAt: string, };

/**
 * Rows as a file.
 */
export type ExportAudit = { 
/**
 * Which rows.
 */
query: AuditQuery, 
/**
 * In which form.
 */
form: AuditForm, };

/**
 * A file that was written for the person.
 */
export type ExportedFile = { 
/**
 * Where.
 */
path: string, 
/**
 * Rows in it.
 */
rows: number, };

/**
 * More time.
 */
export type ExtendClipboard = { 
/**
 * By so many seconds, 1 to 600.
 */
seconds: number, };

/**
 * A field of a form.
 */
export type Field = "name" | "days" | "owner" | "description" | "groups" | "scopes" | "template" | "key" | "variable" | "value" | "passphrase" | "max_days" | "rate" | "uses" | "networks" | "port" | "address" | "host_names" | "account" | "host" | "resource" | "resource_kind" | "reason" | "minutes" | "email" | "repeat_key" | "password" | "rotate_with";

/**
 * One field's problem.
 */
export type FieldNote = { 
/**
 * Which field.
 */
field: Field, 
/**
 * What is wrong with it.
 */
problem: FieldProblem, };

/**
 * What is wrong with a field.
 */
export type FieldProblem = { "problem": "empty" } | { "problem": "too_long", 
/**
 * The most that is allowed.
 */
max: number, } | { "problem": "too_short", 
/**
 * The fewest that are allowed.
 */
min: number, } | { "problem": "looks_like_token" } | { "problem": "control_character" } | { "problem": "taken", 
/**
 * The name as the other token spells it.
 */
name: string, } | { "problem": "too_many", 
/**
 * The most that are allowed.
 */
max: number, } | { "problem": "not_a_number" } | { "problem": "over_cap", 
/**
 * The most days that are allowed.
 */
max: number, 
/**
 * Whether the policy (and not the program) sets it.
 */
byPolicy: boolean, } | { "problem": "never_not_allowed", 
/**
 * The most days that are allowed.
 */
max: number, } | { "problem": "owner_lacks_role", 
/**
 * The owner's name.
 */
owner: string, } | { "problem": "owner_disabled", 
/**
 * The owner's name.
 */
owner: string, } | { "problem": "not_allowed", 
/**
 * Which.
 */
value: string, } | { "problem": "not_theirs", 
/**
 * Which.
 */
value: string, 
/**
 * The owner's name.
 */
owner: string, } | { "problem": "not_for_resource", 
/**
 * The resource.
 */
resource: string, 
/**
 * The groups that may.
 */
groups: Array<string>, } | { "problem": "above_own", 
/**
 * Which.
 */
value: string, } | { "problem": "only_for_company" } | { "problem": "past" } | { "problem": "bad_rate" } | { "problem": "bad_uses" } | { "problem": "bad_networks" } | { "problem": "bad_port" } | { "problem": "bad_address" } | { "problem": "bad_host_names" } | { "problem": "not_https" } | { "problem": "bad_host" } | { "problem": "bad_variable_name" } | { "problem": "reserved_variable" } | { "problem": "bad_variable_value", 
/**
 * Why, in plain English, without the value.
 */
detail: string, };

/**
 * How a file is written. It stays so.
 */
export type FileEncoding = "plain" | "utf8_bom" | "utf16_le" | "utf16_be";

/**
 * A line that has the key.
 */
export type FoundKey = { 
/**
 * The line's number, from 1.
 */
line: number, 
/**
 * Its section, empty before the first.
 */
section: string, 
/**
 * Whether it is commented out.
 */
commentedOut: boolean, 
/**
 * What it holds.
 */
holds: HeldInFile, 
/**
 * The name of the variable that it names, where it names one.
 */
names: string | null, 
/**
 * The value, masked, where it is a literal.
 */
masked: string | null, 
/**
 * The token that it is, where that is one of ours: offer to revoke or regenerate it.
 */
token: TokenInFile | null, };

/**
 * A token that was found.
 */
export type FoundToken = { 
/**
 * Its public beginning.
 */
prefix: string, 
/**
 * Its last four characters; null where only the beginning was found.
 */
last4: string | null, 
/**
 * What the found text is to its record.
 */
value: FoundValue, 
/**
 * The record as it stands, unless it was deleted or is none of ours.
 */
token: TokenRow | null, };

/**
 * What a found text is to the record that it belongs to.
 */
export type FoundValue = { "is": "present" } | { "is": "older", 
/**
 * When that ends.
 */
endsAt: string, } | { "is": "over" } | { "is": "public_part" } | { "is": "forgotten" } | { "is": "stranger" };

/**
 * How long the old secret lives on.
 */
export type Grace = "now" | "1h" | "24h" | "7d" | "30d";

/**
 * One of the six groups. What it means is said by the screen.
 */
export type GroupRow = { 
/**
 * Its name, the same in every language.
 */
name: string, 
/**
 * Whether somebody in it may have tokens made.
 */
mayHoldTokens: boolean, 
/**
 * Whether the person at the keyboard may put somebody into it.
 */
mayGive: boolean, };

/**
 * What a line of the key holds.
 */
export type HeldInFile = "correct" | "repairable" | "empty" | "other_variable" | "literal";

/**
 * A running program that does not hold what was written.
 */
export type HoldingProgram = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its process number.
 */
pid: number, 
/**
 * When it was started.
 */
started: string, 
/**
 * What it holds.
 */
holds: ProgramHolds, };

/**
 * The first view.
 */
export type HomeView = { 
/**
 * Records of any status.
 */
total: number, 
/**
 * Active ones.
 */
active: number, 
/**
 * Active ones that end soon.
 */
endsSoon: number, 
/**
 * The first five of these, the earliest end first.
 */
soon: Array<EndingToken>, 
/**
 * The last five audit rows, newest first.
 */
recent: Array<AuditRow>, };

/**
 * What was found in a text. Nothing of the text is kept.
 */
export type Identified = { 
/**
 * The tokens, each once, in the order of the text; at most 100.
 */
tokens: Array<FoundToken>, 
/**
 * How many more there are.
 */
more: number, 
/**
 * Something begins as a token and is cut off before it could be told whose it is.
 */
cut: boolean, };

/**
 * A token just made. The secret stays in Rust, behind `reveal`.
 */
export type Issued = { 
/**
 * Its row.
 */
token: TokenRow, 
/**
 * The handle to copy, show, place and discard the secret with.
 */
reveal: RevealId, 
/**
 * The secret with its unguessable part masked, for the secret field: `tdk_••••••••••••g2Vp`.
 */
masked: string, };

/**
 * A passphrase that the vault's key is to be kept under from now on.
 */
export type KeepVault = { 
/**
 * What was typed.
 */
passphrase: string, };

/**
 * Where the data key is kept.
 */
export type KeptIn = "keyring" | "passphrase" | "key_file";

/**
 * Why a keyring did not do what was asked.
 */
export type KeyringError = "absent" | "locked" | "denied" | "slow" | "failed";

/**
 * How a file's lines end. They stay so.
 */
export type LineEnds = "none" | "lf" | "crlf" | "cr" | "mixed";

/**
 * Event `link_opened`: somebody followed a link to this window.
 */
export type LinkOpened = { 
/**
 * Where it leads.
 */
place: LinkPlace, };

/**
 * Where in the window a link leads. It opens a page; nothing is done by it.
 */
export type LinkPlace = "personal_token";

/**
 * Which link it is.
 */
export type LinkWord = "variable" | "settings_file" | "certificate" | "name" | "verifier" | "trust" | "token";

/**
 * Whether things move.
 */
export type MotionChoice = "system" | "reduced";

/**
 * A verifier over the same store in another process.
 */
export type OtherVerifier = { 
/**
 * The process.
 */
process: number, 
/**
 * What kind of process.
 */
host: VerifierHost, 
/**
 * Where it answers: `127.0.0.1:7443`.
 */
address: string, 
/**
 * Since when.
 */
since: string, 
/**
 * Of which version of Token Desk it is.
 */
version: string, 
/**
 * Whether that is this program's version.
 */
sameVersion: boolean, };

/**
 * Whom a new token acts for.
 */
export type Owner = "me" | "company" | { "user": string };

/**
 * What a person pasted: a value that was made elsewhere, or a text in which tokens are looked for. It is wiped on
 * drop.
 */
export type PastedValue = { 
/**
 * The text, not yet checked. The page that sends it must not keep it.
 */
text: string, };

/**
 * A pasted value that Rust holds now.
 */
export type PastedVariableValue = { 
/**
 * Its handle, good for [`PlanVariable`] and for discarding it.
 */
reveal: RevealId, 
/**
 * The value, masked.
 */
masked: string, 
/**
 * Its last four characters, where that leaves enough hidden.
 */
last4: string | null, 
/**
 * Whether blanks or quotes around it were taken off.
 */
wasTrimmed: boolean, 
/**
 * The token's name, where it is one of ours.
 */
tokenName: string | null, };

/**
 * What to make the file say, and what the person has answered so far. The same request plans and applies.
 */
export type PatchSettingsFile = { 
/**
 * The file; null: the usual place.
 */
path: string | null, 
/**
 * The key, for example `tychoDataAPIToken`.
 */
key: string, 
/**
 * The variable that it is to name, not yet checked.
 */
variable: string, 
/**
 * The answer to [`SettingsFileQuestion::Section`].
 */
section: SectionChoice | null, 
/**
 * The answer to [`SettingsFileQuestion::OtherVariable`].
 */
replaceOther: boolean, 
/**
 * Put a `;` before all lines of the key in its section but the first.
 */
commentOutExtras: boolean, 
/**
 * Make commented-out lines of the key that hold a secret name the variable too.
 */
cleanComments: boolean, 
/**
 * [`SettingsFilePlan::seen`] of the plan that the person agreed to. When the file has changed since,
 * nothing is written. Null plans and applies in one go (terminal). Ignored when planning.
 */
seen: string | null, };

/**
 * A person.
 */
export type Person = { 
/**
 * What to call them.
 */
name: string, 
/**
 * Their account on this computer, `DOMAIN\user` on Windows, `user@host` elsewhere.
 */
account: string, 
/**
 * Their groups, in the fixed order of the group list.
 */
groups: Array<string>, };

/**
 * Where a person stands with their personal token. Nothing in it is secret.
 */
export type PersonalToken = { 
/**
 * Its row; null: there is none.
 */
token: TokenRow | null, 
/**
 * Whether its text can be shown: not once it was regenerated as any other token.
 */
isKept: boolean, };

/**
 * What happens to a place.
 */
export type PlaceAction = "create" | "change" | "keep" | "skip" | "remove";

/**
 * What kind of place.
 */
export type PlaceKind = "secret_file" | "startup_file" | "environment_d" | "user_manager" | "registry";

/**
 * What became of a place.
 */
export type PlaceOutcome = { "state": "renewed" } | { "state": "unproven", 
/**
 * What was done, and what failed.
 */
steps: Array<VariableStep>, } | { "state": "failed", 
/**
 * Why.
 */
error: AppError, } | { "state": "holds_old" } | { "state": "left", 
/**
 * What is there.
 */
truth: PlacementTruth, };

/**
 * What kind of place.
 */
export type PlacedIn = { "kind": "variable" } | { "kind": "settings_file", 
/**
 * The file.
 */
path: string, 
/**
 * The key of the line.
 */
key: string, 
/**
 * The number of the line, as the file is now; null if it is gone.
 */
line: number | null, };

/**
 * Something that Token Desk placed.
 */
export type Placement = { 
/**
 * By which [`UndoPlacement`] names it.
 */
id: string, 
/**
 * What kind of place it is.
 */
place: PlacedIn, 
/**
 * The variable: the one that was set, or the one that the settings file names.
 */
variable: string, 
/**
 * The record of the token that was placed; null for a value that was typed or pasted. Of a settings file: the
 * token in the variable that it names, or the one that stands there in plain text instead.
 */
tokenId: string | null, 
/**
 * That token's name.
 */
tokenName: string | null, 
/**
 * Where that token stands now: one that is revoked or expired and still lies somewhere has to be told.
 */
tokenStatus: TokenStatus | null, 
/**
 * The last four characters of what was placed, where that leaves enough hidden.
 */
last4: string | null, 
/**
 * When it was placed.
 */
placedAt: string, 
/**
 * Whether it is still so.
 */
truth: PlacementTruth, 
/**
 * Programs of this account that were started before the write and do not hold what was written. The list
 * gets shorter as they are restarted.
 */
programs: Array<HoldingProgram>, 
/**
 * Whether it can be taken back.
 */
undo: UndoAnswer, };

/**
 * Whether something is still as it was placed; judged by hash.
 */
export type PlacementTruth = { "truth": "installed" } | { "truth": "holds_older" } | { "truth": "overwritten", 
/**
 * The name of the token of ours that stands there instead, if it is one.
 */
tokenName: string | null, } | { "truth": "missing" } | { "truth": "shadowed", 
/**
 * Where: a path with its line, or a word for a system layer.
 */
place: string, } | { "truth": "cannot_tell", 
/**
 * Why, in plain English.
 */
reason: string, };

/**
 * Everything that Token Desk placed for this account, as it is at this moment. Asked again whenever the window
 * gets the focus.
 */
export type Placements = { 
/**
 * One row per variable or settings file, the newest first.
 */
rows: Array<Placement>, 
/**
 * Who can see a variable of this account, and who cannot.
 */
reach: Reach, };

/**
 * Text without a secret (a name, a snippet shown on screen).
 */
export type PlainText = { 
/**
 * The text.
 */
text: string, };

/**
 * A secret to put into a variable.
 */
export type PlanVariable = { 
/**
 * The variable's name, not yet checked.
 */
name: string, 
/**
 * The secret's handle.
 */
reveal: RevealId, };

/**
 * One file or registry value of a plan.
 */
export type PlannedPlace = { 
/**
 * The path, or `HKEY_CURRENT_USER\Environment`.
 */
path: string, 
/**
 * What kind of place.
 */
kind: PlaceKind, 
/**
 * What happens to it.
 */
action: PlaceAction, 
/**
 * The exact lines, the secret masked.
 */
lines: string, };

/**
 * The system, as far as screens differ by it.
 */
export type Platform = "linux" | "windows" | "macos";

/**
 * What the organisation allows. Kept in the store; changes are audited. Never shortens a living token.
 */
export type Policy = { 
/**
 * The longest life of a new token in days, 1 to 3,650.
 */
maxDays: number, 
/**
 * Whether a token may never expire.
 */
neverAllowed: boolean, };

/**
 * Who listens on a port.
 */
export type PortUser = { 
/**
 * The program's file, without its folder.
 */
program: string, 
/**
 * The process.
 */
process: number, };

/**
 * When, from where and by what a token was presented.
 */
export type Presentation = { 
/**
 * When.
 */
at: string, 
/**
 * From which address.
 */
address: string, 
/**
 * In which form: `bearer`, `basic`, `token`, `api-key`, `dataverse-key` or `query`.
 */
scheme: string, 
/**
 * By which program of this computer; null where the system could not tell.
 */
program: string | null, };

/**
 * What a running program holds instead.
 */
export type ProgramHolds = { "holds": "older_token", 
/**
 * Its name, if there still is a record of it.
 */
tokenName: string | null, } | { "holds": "another_value" } | { "holds": "unknown" };

/**
 * Who sees a variable of this account. Services, tasks of another account and tasks that run *whether logged on
 * or not* under another account do not.
 */
export type Reach = { 
/**
 * The account that variables are written for: `DOMAIN\user` or `user@host`.
 */
account: string, 
/**
 * The ways out for a program that runs elsewhere, with the exact lines of this system. None of them holds a
 * secret.
 */
ways: Array<WayOut>, };

/**
 * A request that was recorded before it was answered.
 */
export type RecordedUse = { 
/**
 * When, from where and by what.
 */
seen: Presentation, 
/**
 * What it came to, as a word: `accepted`.
 */
outcome: string, };

/**
 * Attempts that named a token and were refused for one reason.
 */
export type RefusedAttempts = { 
/**
 * Why, as a word: `expired`, `revoked`, `paused`, `owner-disabled`, `replaced`, `wrong-secret`, `forbidden`,
 * `used-up`, `wrong-place`, `too-often` or `exposed`: it came unencrypted.
 */
why: string, 
/**
 * The last of them.
 */
last: Presentation, 
/**
 * How many.
 */
count: number, };

/**
 * A new secret for a token.
 */
export type Regenerate = { 
/**
 * The record's id.
 */
id: string, 
/**
 * Days to live as typed; `0` never expires.
 */
days: string, 
/**
 * How long the old secret lives on.
 */
grace: Grace, };

/**
 * What came of putting a new secret to where the old one was.
 */
export type RegeneratedInPlace = { 
/**
 * Its row.
 */
token: TokenRow, 
/**
 * Every place of the old secret, variables first.
 */
places: Array<RenewedPlace>, 
/**
 * Whether the old secret now waits for the new one to be seen. If not, it has ended, or `by_hand` says why it lives
 * for the whole grace.
 */
waits: boolean, 
/**
 * Where a place has not got the new secret: the handle to copy it by. Else the secret was wiped.
 */
byHand: Issued | null, };

/**
 * One token that the person is reminded of.
 */
export type Reminder = { 
/**
 * Which.
 */
token: EndingToken, 
/**
 * So many days before its end is the reminder.
 */
days: number, 
/**
 * Whether this answer is the first that has it: the desktop is told of these, once.
 */
fresh: boolean, };

/**
 * What to remind of. Event `reminders_due` says that there may be something new.
 */
export type Reminders = { 
/**
 * What the person has not read yet, the earliest end first.
 */
unread: Array<Reminder>, 
/**
 * The token that ends next of all that are accepted now.
 */
next: EndingToken | null, };

/**
 * A new name.
 */
export type Rename = { 
/**
 * The record's id.
 */
id: string, 
/**
 * The name, not yet checked.
 */
name: string, 
/**
 * The `rev` of the row that the person saw; null: whatever it is now.
 */
rev: number | null, };

/**
 * A place, and what became of it.
 */
export type RenewedPlace = { 
/**
 * Which.
 */
place: PlacedIn, 
/**
 * The variable: the one that was set, or the one that the settings file names.
 */
variable: string, 
/**
 * What became of it.
 */
outcome: PlaceOutcome, };

/**
 * What is to be another; what is none stays.
 */
export type ResourceChange = { 
/**
 * The resource, by its name.
 */
resource: string, 
/**
 * What scripts call it.
 */
name: string | null, 
/**
 * Its kind's word.
 */
kind: string | null, 
/**
 * Where it is.
 */
address: string | null, 
/**
 * Whether one at a time may have it.
 */
exclusive: boolean | null, 
/**
 * Whoever is in one of these may check it out.
 */
groups: Array<string> | null, 
/**
 * The account there.
 */
account: string | null, 
/**
 * Its password.
 */
password: string | null, 
/**
 * The program that replaces the password; empty: nothing does from now on.
 */
rotateWith: string | null, };

/**
 * A resource as it is to be.
 */
export type ResourceDraft = { 
/**
 * What scripts call it.
 */
name: string, 
/**
 * Its kind's word.
 */
kind: string, 
/**
 * Where it is.
 */
address: string, 
/**
 * Whether one at a time may have it.
 */
exclusive: boolean, 
/**
 * Whoever is in one of these may check it out.
 */
groups: Array<string>, 
/**
 * The account there.
 */
account: string, 
/**
 * Its password.
 */
password: string, 
/**
 * The whole path of the program that replaces the password once it is back; empty: nothing does.
 */
rotateWith: string, };

/**
 * Somebody has a resource.
 */
export type ResourceHolding = { 
/**
 * The request's id.
 */
id: string, 
/**
 * For whom; none: by a company token.
 */
account: string | null, 
/**
 * By which token; none: by the person themselves.
 */
token: string | null, 
/**
 * What for.
 */
reason: string, 
/**
 * Since when, RFC 3339.
 */
takenAt: string, 
/**
 * When it is checked in by itself, RFC 3339.
 */
endsAt: string, };

/**
 * What a resource is.
 */
export type ResourceKind = "database" | "api" | "host";

/**
 * The resources of a person.
 */
export type ResourceList = { 
/**
 * Those that they may see, by name.
 */
resources: Array<ResourceRow>, 
/**
 * Whether they may add some.
 */
mayAdd: boolean, };

/**
 * One resource.
 */
export type ResourceRef = { 
/**
 * What scripts call it, in any case.
 */
name: string, };

/**
 * How the password of a resource is replaced once it is back.
 */
export type ResourceRotation = { 
/**
 * The program that does it.
 */
program: string, 
/**
 * How far that is.
 */
state: RotationState, };

/**
 * A resource as a list shows it. Neither its account nor its password is in it.
 */
export type ResourceRow = { 
/**
 * Its id, which stays.
 */
id: string, 
/**
 * What scripts call it.
 */
name: string, 
/**
 * What it is.
 */
kind: ResourceKind, 
/**
 * Where it is.
 */
address: string, 
/**
 * Whether one at a time may have it.
 */
exclusive: boolean, 
/**
 * Whoever is in one of these may check it out.
 */
groups: Array<string>, 
/**
 * How many tokens are for it.
 */
tokens: number, 
/**
 * The first three of them by name, for whoever may change it.
 */
firstTokens: Array<string>, 
/**
 * How its password is replaced once it is back; none: it is not, or the person may not change resources.
 */
rotation: ResourceRotation | null, 
/**
 * Whether the person at the keyboard may change it.
 */
mayKeep: boolean, 
/**
 * Whether they may end what others have of it.
 */
mayCheckInOthers: boolean, 
/**
 * Whether the person at the keyboard may check it out.
 */
mayCheckOut: boolean, 
/**
 * Who has it now.
 */
held: Array<ResourceHolding>, };

/**
 * The two calls of a script, about one resource.
 */
export type ResourceSampleRequest = { 
/**
 * What scripts call it, in any case.
 */
name: string, 
/**
 * The variable that holds the token; null: the usual one.
 */
variable: string | null, };

/**
 * The two calls of a script, ready to be copied.
 */
export type ResourceSamples = { 
/**
 * The file of the certificate that they check; none: the verifier never ran, and there are none.
 */
certificate: string | null, 
/**
 * Gets the password.
 */
checkOut: string, 
/**
 * Gives it back.
 */
checkIn: string, };

/**
 * The tokens that were for a resource.
 */
export type ResourceTokens = { 
/**
 * The resource.
 */
resource: string, 
/**
 * The names of the tokens that were revoked with it.
 */
revoked: Array<string>, };

/**
 * Put a copy in the place of the store.
 */
export type RestoreStore = { 
/**
 * When the copy was made; none: the newest sound one, for a damaged store.
 */
madeAt: string | null, };

/**
 * The old secret after *Regenerate*, until its grace ends.
 */
export type RetiringSecret = { 
/**
 * Its public beginning.
 */
prefix: string, 
/**
 * Its last four characters.
 */
last4: string, 
/**
 * When it ends, at the latest.
 */
endsAt: string, 
/**
 * Whether it ends as soon as the new secret is seen.
 */
untilSeen: boolean, 
/**
 * Who has used it since it was replaced, the latest first.
 */
usedBy: Array<Presentation>, };

/**
 * A handle to a secret that Rust holds: 32 hexadecimal characters, unguessable, good until Done, lock,
 * exit or 15 minutes.
 */
export type RevealId = string;

/**
 * One held secret.
 */
export type RevealRef = { 
/**
 * Its handle.
 */
reveal: RevealId, };

/**
 * Why a program did not replace a password.
 */
export type RotationProblem = { "problem": "not_started" } | { "problem": "failed", 
/**
 * Not 0.
 */
code: number, } | { "problem": "killed" } | { "problem": "timed_out" };

/**
 * How far the replacing of a password is.
 */
export type RotationState = { "state": "quiet" } | { "state": "due" } | { "state": "runs" } | { "state": "failed", 
/**
 * How.
 */
problem: RotationProblem, };

/**
 * Whom a sample is for.
 */
export type SampleKind = "curl" | "python" | "powershell" | "postman" | "nginx" | "caddy";

/**
 * What samples are about.
 */
export type SampleRequest = { 
/**
 * The variable that holds the token.
 */
variable: string, 
/**
 * Where the verifier answers, as clients call it: `host:port`, with or without `https://`.
 */
address: string, 
/**
 * How the token is presented.
 */
auth: AuthStyle, };

/**
 * Which section the key belongs to.
 */
export type SectionChoice = { "kind": "named", 
/**
 * Without brackets.
 */
name: string, } | { "kind": "every" };

/**
 * Answers once at start.
 */
export type Session = { 
/**
 * Who.
 */
person: Person, 
/**
 * On what.
 */
platform: Platform, 
/**
 * The program's version.
 */
version: string, 
/**
 * Where the data lies.
 */
dataFolder: string, 
/**
 * Every group there is, in order.
 */
groups: Array<string>, 
/**
 * The scopes that are there without anybody naming them.
 */
scopes: Array<string>, 
/**
 * The settings.
 */
settings: Settings, 
/**
 * Whether the window is locked now.
 */
locked: boolean, 
/**
 * Whether unlocking asks for a passphrase.
 */
hasPassphrase: boolean, 
/**
 * The person may generate tokens.
 */
mayGenerate: boolean, 
/**
 * The person may generate company tokens and change the policy.
 */
isAdministrator: boolean, 
/**
 * The best locale for this person, BCP 47.
 */
locale: string, 
/**
 * Minutes by which the clock is behind the latest hour seen, if over 5.
 */
clockBehindMinutes: number | null, 
/**
 * Where a damaged `settings.json` was put, if the settings started anew for that reason.
 */
settingsSetAside?: string, };

/**
 * A new passphrase for *Unlock*.
 */
export type SetPassphrase = { 
/**
 * The present one, where one is set.
 */
current: string | null, 
/**
 * The new one; null: none from now on.
 */
new: string | null, };

/**
 * Everything in *General*. Kept in `settings.json`, never in the store.
 */
export type Settings = { 
/**
 * Light, dark or system.
 */
theme: ThemeChoice, 
/**
 * Text size in per cent: 100, 110, 125 or 150.
 */
textSize: number, 
/**
 * Row height.
 */
density: Density, 
/**
 * Motion.
 */
motion: MotionChoice, 
/**
 * BCP 47; null: as the system says.
 */
language: string | null, 
/**
 * Seconds until the clipboard is cleared: 15, 30, 60, 120 or 300; null: never.
 */
clipboardSeconds: number | null, 
/**
 * Seconds until a shown secret hides: 30 or 60; null: never.
 */
revealSeconds: number | null, 
/**
 * Minutes of idling until the window locks: 5, 15, 30 or 60; null: never.
 */
lockMinutes: number | null, 
/**
 * Days that the Generate dialog starts with.
 */
defaultDays: number, 
/**
 * Groups that the Generate dialog starts with.
 */
defaultGroups: Array<string>, 
/**
 * The variable that tokens go to unless another is named.
 */
variable: string, 
/**
 * Whether `/` and `C` work without Ctrl.
 */
singleKeyShortcuts: boolean, 
/**
 * Whether the page is drawn with the graphics card (Linux; at the next start).
 */
hardwareAcceleration: boolean, 
/**
 * Whether the verifier writes every accepted use down before it answers.
 */
recordEveryUse: boolean, 
/**
 * The verifier's port.
 */
verifierPort: number, 
/**
 * The address that the verifier listens on: this computer's own unless a person chose another.
 */
verifierAddress: string, 
/**
 * Names that clients call the verifier by, besides `localhost` and the loopback addresses.
 */
verifierNames: Array<string>, 
/**
 * Whether the verifier accepts tokens in the address (`?key=`, `?api_key=`).
 */
verifierKeysInQuery: boolean, 
/**
 * Whether the verifier starts with the window.
 */
verifierWithWindow: boolean, 
/**
 * So many days before its end the person is reminded of a token, most first: `[30, 7, 1]`; empty: never.
 */
remindDays: Array<number>, 
/**
 * Whether the desktop is told of reminders too.
 */
remindOnDesktop: boolean, 
/**
 * Whether there is an icon among the desktop's own.
 */
tray: boolean, 
/**
 * Where clients call the verifier: `host:port`.
 */
endpoint: string, 
/**
 * How clients present a token.
 */
authStyle: AuthStyle, };

/**
 * Fields to change; those left out stay. `null` inside the double option means "never" or "system".
 */
export type SettingsChange = { theme?: ThemeChoice, textSize?: number, density?: Density, motion?: MotionChoice, language?: string | null, clipboardSeconds?: number | null, revealSeconds?: number | null, lockMinutes?: number | null, defaultDays?: number, defaultGroups?: Array<string>, variable?: string, singleKeyShortcuts?: boolean, hardwareAcceleration?: boolean, recordEveryUse?: boolean, verifierPort?: number, verifierAddress?: string, verifierNames?: Array<string>, verifierKeysInQuery?: boolean, verifierWithWindow?: boolean, remindDays?: Array<number>, remindOnDesktop?: boolean, tray?: boolean, endpoint?: string, authStyle?: AuthStyle, };

/**
 * What was written.
 */
export type SettingsFileApplied = { 
/**
 * The plan that was carried out.
 */
plan: SettingsFilePlan, 
/**
 * Whether anything was written; else it was right already.
 */
changed: boolean, 
/**
 * The numbers of the new lines, in the new file.
 */
lines: Array<number>, };

/**
 * What would be written, before it is. It changes nothing. No secret is in it: old values are masked.
 */
export type SettingsFilePlan = { 
/**
 * The full path.
 */
path: string, 
/**
 * Where the file really lies, if the path is a link.
 */
linkTo: string | null, 
/**
 * The account that would write it.
 */
account: string, 
/**
 * The key as asked for.
 */
key: string, 
/**
 * The variable.
 */
variable: string, 
/**
 * What applying this plan comes to.
 */
verdict: SettingsFileVerdict, 
/**
 * Hand it back in [`PatchSettingsFile::seen`].
 */
seen: string, 
/**
 * How the file is written.
 */
encoding: FileEncoding, 
/**
 * How its lines end.
 */
lineEnds: LineEnds, 
/**
 * Every line that has the key, in the file's order; empty if none has.
 */
found: Array<FoundKey>, 
/**
 * The changed lines with their neighbours; empty if nothing changes.
 */
hunks: Array<DiffHunk>, 
/**
 * What must be known.
 */
warnings: Array<SettingsFileWarning>, 
/**
 * What has to be answered first.
 */
questions: Array<SettingsFileQuestion>, 
/**
 * Why the file cannot be written, though it can be read. `by_hand` says what to change then.
 */
refusal: SettingsFileProblem | null, 
/**
 * The line to paste where the person changes the file by hand.
 */
byHand: string, };

/**
 * Why a settings file cannot be read or written. Nothing was changed, unless `undone` is false.
 */
export type SettingsFileProblem = { "problem": "missing" } | { "problem": "not_a_file" } | { "problem": "too_large", 
/**
 * How many bytes.
 */
bytes: number, } | { "problem": "utf16_without_mark" } | { "problem": "utf32" } | { "problem": "not_text" } | { "problem": "read_only" } | { "problem": "not_permitted", 
/**
 * Who may: the owner's name, else a number.
 */
owner: string | null, } | { "problem": "in_use" } | { "problem": "changed" } | { "problem": "colon_line", 
/**
 * The line.
 */
line: number, } | { "problem": "changed_since", 
/**
 * What became of the key.
 */
truth: PlacementTruth, } | { "problem": "bad_key" } | { "problem": "no_such_section" } | { "problem": "unanswered" } | { "problem": "still_there" } | { "problem": "nothing_to_undo" } | { "problem": "old_value_gone" } | { "problem": "not_the_old_value" } | { "problem": "notes_unusable", 
/**
 * Why, in plain English, with the path.
 */
reason: string, } | { "problem": "failed", 
/**
 * Why, in plain English.
 */
reason: string, 
/**
 * Whether everything done before the failure was taken back.
 */
undone: boolean, };

/**
 * What has to be answered before anything is written.
 */
export type SettingsFileQuestion = { "kind": "section", 
/**
 * Whether several sections have the key (they may use different tokens); else none has.
 */
several: boolean, 
/**
 * The sections to choose from; the empty name stands for the lines before the first. `Every` is a
 * choice only when `several`.
 */
choices: Array<string>, } | { "kind": "other_variable", 
/**
 * The line.
 */
line: number, 
/**
 * The variable that it names now.
 */
names: string, };

/**
 * Which file, by its path.
 */
export type SettingsFileRef = { 
/**
 * The path as the person names it.
 */
path: string, };

/**
 * What was taken back.
 */
export type SettingsFileUndone = { 
/**
 * The full path of the file, which is byte for byte as it was before Token Desk wrote it.
 */
path: string, 
/**
 * The key that was put back.
 */
key: string, 
/**
 * Whether what is there again is a token of ours in plain text.
 */
token: TokenInFile | null, };

/**
 * What applying a plan comes to.
 */
export type SettingsFileVerdict = "change" | "correct" | "ask" | "refused";

/**
 * Something to tell the person about a settings file.
 */
export type SettingsFileWarning = { "kind": "literal_secret", 
/**
 * Its line.
 */
line: number, } | { "kind": "commented_secret", 
/**
 * Its line.
 */
line: number, } | { "kind": "repaired", 
/**
 * The line.
 */
line: number, } | { "kind": "remark_moved", 
/**
 * The line.
 */
line: number, } | { "kind": "duplicate", 
/**
 * The section.
 */
section: string, 
/**
 * The lines.
 */
lines: Array<number>, } | { "kind": "junk", 
/**
 * The line.
 */
line: number, } | { "kind": "hard_link", 
/**
 * How many names.
 */
names: number, } | { "kind": "other_profile", 
/**
 * The account's name.
 */
profile: string, } | { "kind": "variable_not_set" } | { "kind": "literal_wins" };

/**
 * A line of a settings file.
 */
export type SetupLine = { 
/**
 * The file.
 */
path: string, 
/**
 * The line, from 1.
 */
line: number, };

/**
 * One link.
 */
export type SetupLink = { 
/**
 * Which.
 */
link: LinkWord, } & ({ "state": "good" } | { "state": "bad", "problem": SetupProblem } | { "state": "skipped" });

/**
 * What is wrong with a link.
 */
export type SetupProblem = { "code": "not_set" } | { "code": "cannot_tell" } | { "code": "foreign" } | { "code": "wrong_line", 
/**
 * The file.
 */
path: string, 
/**
 * The line, from 1; 0 where the file has none for the key.
 */
line: number, 
/**
 * The other variable that it names.
 */
names: string | null, } | { "code": "file", 
/**
 * The file.
 */
path: string, 
/**
 * Why.
 */
problem: SettingsFileProblem, } | { "code": "no_certificate" } | { "code": "bad_certificate", 
/**
 * The file.
 */
path: string, } | { "code": "unresolved", 
/**
 * What the system says.
 */
detail: string, } | { "code": "not_reached", 
/**
 * What the system says.
 */
detail: string, } | { "code": "other_certificate", 
/**
 * What TLS says.
 */
detail: string, } | { "code": "not_https", 
/**
 * What the system says.
 */
detail: string, } | { "code": "refused" } | { "code": "unexpected", 
/**
 * The status.
 */
status: number, };

/**
 * The way of a token from the variable to the verifier.
 */
export type SetupReport = { 
/**
 * The variable.
 */
variable: string, 
/**
 * Where the verifier was asked: `host:port`.
 */
address: string, 
/**
 * How the token was presented.
 */
auth: AuthStyle, 
/**
 * The token of this Token Desk that the variable holds.
 */
token: SetupToken | null, 
/**
 * The line of the settings file that names the variable.
 */
line: SetupLine | null, 
/**
 * Every link, in the order of the way.
 */
links: Array<SetupLink>, };

/**
 * A token that a variable holds.
 */
export type SetupToken = { 
/**
 * Its record; null: deleted.
 */
id: string | null, 
/**
 * The record's name.
 */
name: string | null, 
/**
 * Where the record stands.
 */
status: TokenStatus | null, 
/**
 * The last characters of the value.
 */
last4: string, };

/**
 * The characters, for the one answer to *Show*.
 */
export type ShownSecret = { 
/**
 * The token's text form.
 */
text: string, 
/**
 * Seconds until the screen must hide it again; null: never.
 */
hidesAfterSeconds: number | null, };

/**
 * One sample. It names the variable, never the token.
 */
export type Snippet = { 
/**
 * Its kind.
 */
kind: SnippetKind, 
/**
 * The text.
 */
text: string, };

/**
 * A kind of sample.
 */
export type SnippetKind = "curl" | "curl_basic" | "python" | "powershell" | "postman" | "settings_file";

/**
 * Which samples.
 */
export type SnippetRequest = { 
/**
 * The variable that they name.
 */
variable: string, };

/**
 * How a step went.
 */
export type StepState = "done" | "skipped" | "failed";

/**
 * A copy is the store now.
 */
export type StoreRestored = { 
/**
 * When the copy was made. What changed since is lost.
 */
copyFrom: string, 
/**
 * The folder that the damaged file is kept in; null when it was lost.
 */
keptAs: string | null, 
/**
 * How many tokens had been revoked or paused since, and are again.
 */
endedAgain: number, };

/**
 * What a new token of some sort starts with, and what is done with it afterwards.
 */
export type Template = { 
/**
 * What it is called. No two have the same name.
 */
name: string, 
/**
 * What its tokens are for.
 */
kind: TokenKind, 
/**
 * Days to live; 0 never ends.
 */
days: number, 
/**
 * Groups by name; empty: as for any other new token.
 */
groups: Array<string>, 
/**
 * Scopes by name; empty: all.
 */
scopes: Array<string>, 
/**
 * What its tokens are limited to.
 */
limits: TokenLimits, 
/**
 * The variable that they go into.
 */
variable: string, 
/**
 * The settings file that is to name the variable, if there is one.
 */
settingsFile: TemplateFile | null, 
/**
 * How programs present such a token.
 */
auth: AuthStyle, 
/**
 * The sample to begin with.
 */
sample: SnippetKind, };

/**
 * The settings file of a template.
 */
export type TemplateFile = { 
/**
 * The file; null: the scanner's own in its usual place.
 */
path: string | null, 
/**
 * The key that is to name the variable.
 */
key: string, };

/**
 * One template.
 */
export type TemplateRef = { 
/**
 * What it is called.
 */
name: string, };

/**
 * Every template.
 */
export type Templates = { 
/**
 * Those that are always there.
 */
given: Array<Template>, 
/**
 * The person's own, by name.
 */
own: Array<Template>, };

/**
 * What is to be tested.
 */
export type TestSetup = { 
/**
 * The variable.
 */
variable: string, 
/**
 * The program's settings file; null: the scanner's own in its usual place, if it is there.
 */
file: string | null, 
/**
 * The key in it.
 */
key: string, 
/**
 * Where the verifier answers, as clients call it: `host:port`, with or without `https://`.
 */
address: string, 
/**
 * How the token is presented.
 */
auth: AuthStyle, };

/**
 * Light or dark, as it applies now.
 */
export type Theme = "light" | "dark";

/**
 * Event `theme_changed`: the choice in *General* or the desktop's own setting changed. The shell has set
 * `data-theme` and `data-contrast` before the page's first script; the page sets them on this event.
 */
export type ThemeChanged = { 
/**
 * Light or dark.
 */
theme: Theme, 
/**
 * Normal or more.
 */
contrast: Contrast, };

/**
 * Light, dark, or as the desktop says.
 */
export type ThemeChoice = "light" | "dark" | "system";

/**
 * What the details panel shows besides the row.
 */
export type TokenDetails = { 
/**
 * The row.
 */
token: TokenRow, 
/**
 * When the present secret was made.
 */
issuedAt: string, 
/**
 * When the record was paused or revoked, if it was.
 */
endedAt: string | null, 
/**
 * Its uses.
 */
uses: TokenUses, 
/**
 * What it is limited to.
 */
limits: TokenLimits, 
/**
 * What it is for, where that was said: a company token's purpose.
 */
description: string | null, 
/**
 * How many of its counted uses are spent.
 */
spent: number, 
/**
 * What happened to it, newest first, at most 50.
 */
history: Array<AuditRow>, };

/**
 * What the Generate dialog sends, and begins with for a copy of a token. Also `tokendesk generate`.
 */
export type TokenDraft = { 
/**
 * The name, not yet checked.
 */
name: string, 
/**
 * Days to live as typed; `0` never expires. Or the last day of its life: `2027-11-23`.
 */
days: string, 
/**
 * Whom it acts for.
 */
owner: Owner, 
/**
 * Groups by name.
 */
groups: Array<string>, 
/**
 * Scopes by name; empty: all.
 */
scopes: Array<string>, 
/**
 * What it is limited to.
 */
limits: TokenLimits, 
/**
 * What a company token is for; empty for any other.
 */
description: string, };

/**
 * A token of ours that a file holds in plain text.
 */
export type TokenInFile = { 
/**
 * Its record, if there still is one.
 */
id: string | null, 
/**
 * The record's name.
 */
name: string | null, 
/**
 * Whether it is still accepted: then revoking or regenerating it is worth offering.
 */
alive: boolean, };

/**
 * What a token is for.
 */
export type TokenKind = "own" | "user" | "resource" | "company";

/**
 * What *Generate* begins with for a copy of a token.
 */
export type TokenLike = { 
/**
 * Its settings.
 */
draft: TokenDraft, 
/**
 * The one resource that it is for, by its name; null: it is for none in particular.
 */
resource: string | null, };

/**
 * What a token is limited to, as it is typed and shown; an empty text: no limit.
 */
export type TokenLimits = { 
/**
 * How often: `100/min`, also `/s`, `/h` and `/d`. Kept by each verifier for itself.
 */
rate: string, 
/**
 * How many times in all, counted for each value anew.
 */
uses: string, 
/**
 * From where: addresses and networks (`10.20.0.0/16`) with commas between.
 */
networks: string, };

/**
 * All tokens.
 */
export type TokenList = { 
/**
 * Every record that has not been deleted.
 */
tokens: Array<TokenRow>, 
/**
 * The hour that the statuses were judged at.
 */
now: string, };

/**
 * One token.
 */
export type TokenRef = { 
/**
 * The record's id.
 */
id: string, };

/**
 * Several tokens.
 */
export type TokenRefs = { 
/**
 * The records' ids.
 */
ids: Array<string>, };

/**
 * One row of the token list.
 */
export type TokenRow = { 
/**
 * The record's id: 16 characters of base62. It stays the same when the token is regenerated.
 */
id: string, 
/**
 * What the person called it.
 */
name: string, 
/**
 * The public beginning of the present secret's text form, `tdk_` and 16 characters.
 */
prefix: string, 
/**
 * The last four characters of the present secret's text form (they belong to its tag, not its secret).
 */
last4: string, 
/**
 * Where it stands.
 */
status: TokenStatus, 
/**
 * The owner's name; null for a company token.
 */
user: string | null, 
/**
 * The owner's user name; null for a company token.
 */
owner: string | null, 
/**
 * Whether its owner is disabled: it is refused until they are enabled.
 */
blocked: boolean, 
/**
 * Its groups, in the fixed order of the group list.
 */
groups: Array<string>, 
/**
 * Its scopes; empty: everything that its groups may do.
 */
scopes: Array<string>, 
/**
 * When the record was made.
 */
createdAt: string, 
/**
 * Who made it.
 */
createdBy: string, 
/**
 * When the present secret was made: *Expires soon* is a share of its own life, not of the record's.
 */
issuedAt: string, 
/**
 * When the present secret ends; null: never.
 */
expiresAt: string | null, 
/**
 * When it was last accepted; null: never.
 */
lastUsedAt: string | null, 
/**
 * From where: the address, and the program where it is known.
 */
lastUsedFrom: string | null, 
/**
 * How many attempts to use it were refused.
 */
refused: number, 
/**
 * When the present secret last came unencrypted, so that whoever listened on the way has it; null: it did not.
 */
exposedAt: string | null, 
/**
 * An older secret that still lives on after *Regenerate*.
 */
retiring: RetiringSecret | null, 
/**
 * The variable that Token Desk last put it into, if it did.
 */
variable: string | null, 
/**
 * Counts every change of the row; give it back with a change to notice a conflict.
 */
rev: number, };

/**
 * Where a token stands. *Expires soon* and *Expires today* are derived by the screen.
 */
export type TokenStatus = "active" | "paused" | "expired" | "revoked";

/**
 * Everything that is known of a token's uses. At most five seconds late.
 */
export type TokenUses = { 
/**
 * How often it was accepted.
 */
count: number, 
/**
 * The last time that it was.
 */
last: Presentation | null, 
/**
 * Attempts that were refused, the latest first.
 */
refused: Array<RefusedAttempts>, 
/**
 * The newest 50 uses that were recorded one by one, newest first; empty unless that is switched on.
 */
recorded: Array<RecordedUse>, };

/**
 * Event `tokens_changed`: what any Token Desk process changed.
 */
export type TokensChanged = { 
/**
 * Rows that are new or different.
 */
upsert: Array<TokenRow>, 
/**
 * Ids of records that are gone.
 */
remove: Array<string>, };

/**
 * Event `tokens_used`: tokens that a verifier let in or refused. Nothing else of them is different.
 */
export type TokensUsed = { 
/**
 * Their rows.
 */
rows: Array<TokenRow>, };

/**
 * The answer to *show the icon*.
 */
export type TrayStanding = { 
/**
 * How it stands.
 */
state: TrayState, };

/**
 * How the icon stands.
 */
export type TrayState = "shown" | "no_library" | "refused";

/**
 * What the icon among the desktop's own says.
 */
export type TrayWords = { 
/**
 * Which token ends next, and when.
 */
next: string, 
/**
 * What brings the window to the front.
 */
open: string, 
/**
 * What closes it.
 */
quit: string, };

/**
 * Whether something can be taken back, or was.
 */
export type UndoAnswer = { "undo": "possible", 
/**
 * Whether a value from before comes back; else nothing was there.
 */
restoresValue: boolean, } | { "undo": "changed_since", 
/**
 * The files or registry values.
 */
places: Array<string>, } | { "undo": "former_gone" };

/**
 * What came of taking a placement back.
 */
export type UndoOutcome = { 
/**
 * Whether it was taken back. If not, nothing was changed and `answer` says why.
 */
undone: boolean, 
/**
 * What could be done.
 */
answer: UndoAnswer, 
/**
 * The steps, in order; empty if nothing was done.
 */
steps: Array<VariableStep>, 
/**
 * The token of ours that stands in a settings file in plain text again.
 */
token: TokenInFile | null, };

/**
 * Takes a placement back.
 */
export type UndoPlacement = { 
/**
 * The placement's id.
 */
id: string, };

/**
 * The passphrase, where one is set.
 */
export type Unlock = { 
/**
 * What was typed; null where none is set.
 */
passphrase: string | null, };

/**
 * The passphrase that the vault's key is kept under.
 */
export type UnlockVault = { 
/**
 * What was typed.
 */
passphrase: string, };

/**
 * A user to add, or to be changed: the account says who.
 */
export type UserDraft = { 
/**
 * The user name, not yet checked.
 */
account: string, 
/**
 * What to call them; empty: by the user name.
 */
name: string, 
/**
 * Groups by name.
 */
groups: Array<string>, };

/**
 * Everybody whom tokens may act for.
 */
export type UserList = { 
/**
 * Everybody whom the person at the keyboard may see, oldest first. They themselves are always among them.
 */
users: Array<UserRow>, 
/**
 * The six groups in their fixed order.
 */
groups: Array<GroupRow>, 
/**
 * Whether the person at the keyboard may add users.
 */
mayAdd: boolean, };

/**
 * One user.
 */
export type UserRef = { 
/**
 * The user name.
 */
account: string, };

/**
 * What the person at the keyboard may do with a user.
 */
export type UserRights = { 
/**
 * Change name and groups.
 */
edit: boolean, 
/**
 * Disable and enable.
 */
disable: boolean, 
/**
 * Generate a token for them.
 */
generate: boolean, };

/**
 * One user.
 */
export type UserRow = { 
/**
 * The user name, such as `datahub`, `ann@plant7` or `PLANT7\ann`. It stays the same.
 */
account: string, 
/**
 * What to call them.
 */
name: string, 
/**
 * Their groups, in the fixed order of the group list.
 */
groups: Array<string>, 
/**
 * Since when they are known; null for a person whom no change has written down yet.
 */
createdAt: string | null, 
/**
 * Since when they and all their tokens are refused; null: they are not.
 */
disabledAt: string | null, 
/**
 * How many tokens of theirs there are.
 */
tokens: number, 
/**
 * How many of those are active, were the user not disabled.
 */
activeTokens: number, 
/**
 * When a token of theirs was last accepted; null: never.
 */
lastActiveAt: string | null, 
/**
 * Whether this is the person at the keyboard.
 */
isYou: boolean, 
/**
 * Whether one of their groups may have tokens made.
 */
mayHoldTokens: boolean, 
/**
 * What the person at the keyboard may do with them.
 */
may: UserRights, };

/**
 * Where the scanner's settings file usually lies.
 */
export type UsualSettingsFile = { 
/**
 * The full path; null where the account's documents folder is not known.
 */
path: string | null, 
/**
 * Whether a file is there.
 */
exists: boolean, 
/**
 * The key that is looked for when the person names no other.
 */
key: string, 
/**
 * Whose documents folder it is, `DOMAIN\user` or `user@host`.
 */
account: string, };

/**
 * What was done and what came of it.
 */
export type VariableOutcome = { 
/**
 * What the variable holds now.
 */
status: VariableStatus, 
/**
 * The steps, in order. It worked if none is [`StepState::Failed`].
 */
steps: Array<VariableStep>, };

/**
 * What will be written, before it is.
 */
export type VariablePlan = { 
/**
 * What the variable holds now.
 */
now: VariableStatus, 
/**
 * The value to come, masked.
 */
masked: string, 
/**
 * Every file or registry value that will change.
 */
places: Array<PlannedPlace>, 
/**
 * What must be known.
 */
warnings: Array<VariableWarning>, };

/**
 * A variable by name.
 */
export type VariableRef = { 
/**
 * Its name, not yet checked.
 */
name: string, };

/**
 * What the variable holds, in a word.
 */
export type VariableState = "not_set" | "ours" | "ours_ended" | "foreign" | "cannot_tell";

/**
 * What is known of a variable. Never the value.
 */
export type VariableStatus = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it holds.
 */
state: VariableState, 
/**
 * The record of the token that it holds, where it is ours.
 */
tokenId: string | null, 
/**
 * That token's name.
 */
tokenName: string | null, 
/**
 * The value's last four characters.
 */
last4: string | null, 
/**
 * Whether Token Desk wrote it (and so can remove it without a trace).
 */
placedByUs: boolean, 
/**
 * When Token Desk wrote it.
 */
placedAt: string | null, 
/**
 * For which account, `DOMAIN\user` or `user@host`.
 */
account: string, 
/**
 * What stands in the way or must be known.
 */
warnings: Array<VariableWarning>, };

/**
 * One step.
 */
export type VariableStep = { 
/**
 * What was done, as a word: `wrote`, `removed`, `read_back`, `fresh_process`, `user_manager`, `notified`.
 */
step: string, 
/**
 * What it was done to: a path, a shell, a registry key.
 */
subject: string, 
/**
 * How it went.
 */
state: StepState, 
/**
 * Plain English, where it did not go well.
 */
detail: string | null, };

/**
 * Something to tell the person about a variable.
 */
export type VariableWarning = { "kind": "system_variable" } | { "kind": "shadowed", 
/**
 * Where: a path with line, or a word for a system layer.
 */
place: string, } | { "kind": "stale_programs", 
/**
 * When the variable was written.
 */
since: string, 
/**
 * Their names, as far as they could be looked at.
 */
programs: Array<string>, } | { "kind": "read_only_file", 
/**
 * The file.
 */
path: string, 
/**
 * The lines.
 */
lines: string, } | { "kind": "damaged_block", 
/**
 * The file.
 */
path: string, } | { "kind": "in_git_tree", 
/**
 * The work tree.
 */
path: string, } | { "kind": "not_utf8", 
/**
 * The file.
 */
path: string, } | { "kind": "shells_only" } | { "kind": "long_value", 
/**
 * How long.
 */
length: number, } | { "kind": "former_value_gone" };

/**
 * How the vault stands.
 */
export type VaultState = { 
/**
 * Where its key is kept; none: nothing was sealed yet.
 */
keptIn: KeptIn | null, 
/**
 * Whether its passphrase has to be given before anything is sealed or opened.
 */
isClosed: boolean, };

/**
 * Whether the verifier is to start at sign-in.
 */
export type VerifierAtSignIn = { 
/**
 * Whether.
 */
on: boolean, };

/**
 * How the verifier stands with the system's service keeper, which starts it at sign-in.
 */
export type VerifierBackground = { 
/**
 * Whether it starts at sign-in.
 */
atSignIn: boolean, 
/**
 * Why that cannot be changed here, in plain English; null: it can.
 */
unavailable: string | null, 
/**
 * Why the keeper gave it up after it had ended by itself again and again, in the keeper's word; null: it did not.
 */
givenUp: string | null, 
/**
 * What the person has to type for what is asked to come true; null: nothing.
 */
byHand: string | null, };

/**
 * What kind of process runs a verifier.
 */
export type VerifierHost = "window" | "terminal" | "service";

/**
 * Whether a verifier has what it needs to lend the passwords of resources.
 */
export type VerifierLends = "freely" | "opened" | "closed";

/**
 * The last lines of the verifier's log in this process. No line holds a secret.
 */
export type VerifierLog = { 
/**
 * The oldest first, at most a hundred.
 */
lines: Array<string>, };

/**
 * Requests of the last hour, since the verifier was started if that is less. To the minute.
 */
export type VerifierRequests = { 
/**
 * A token was accepted.
 */
accepted: number, 
/**
 * No token, a wrong one, or one that may not do what was asked.
 */
rejected: number, };

/**
 * How one program uses the verifier. It holds no token.
 */
export type VerifierSample = { 
/**
 * Whom it is for.
 */
kind: SampleKind, 
/**
 * The text, as it is to be used.
 */
text: string, };

/**
 * How programs use the verifier.
 */
export type VerifierSamples = { 
/**
 * The certificate that they name; null: the verifier has made none yet, and there are no samples.
 */
certificate: string | null, 
/**
 * One of each kind.
 */
samples: Array<VerifierSample>, };

/**
 * How the verifier inside this program stands.
 */
export type VerifierState = { "state": "stopped" } | { "state": "starting", 
/**
 * Since when.
 */
since: string, } | { "state": "running", 
/**
 * Since when.
 */
since: string, 
/**
 * Where: `127.0.0.1:7443`.
 */
address: string, } | { "state": "stopping" } | { "state": "problem", 
/**
 * Since when.
 */
since: string, 
/**
 * Why.
 */
error: AppError, };

/**
 * How the verifier stands.
 */
export type VerifierStatus = { 
/**
 * The one inside this program.
 */
own: VerifierState, 
/**
 * Whether what it runs with differs from the settings: it takes them at its next start.
 */
settingsWait: boolean, 
/**
 * What it was asked; null while it doesn't run.
 */
requests: VerifierRequests | null, 
/**
 * Whether it can lend the passwords of resources.
 */
lends: VerifierLends, 
/**
 * Those in other processes over the same store.
 */
others: Array<OtherVerifier>, };

/**
 * A way by which a program of another account gets the variable.
 */
export type WayOut = { 
/**
 * Which.
 */
way: WayWord, 
/**
 * What to type or paste, line by line; empty where words suffice.
 */
lines: string, };

/**
 * The ways out.
 */
export type WayWord = "as_that_account" | "whole_computer" | "one_service" | "cron";

/**
 * Zoom the page.
 */
export type Zoom = { 
/**
 * Which way.
 */
step: ZoomStep, };

/**
 * The zoom that applies now.
 */
export type ZoomLevel = { 
/**
 * 50 to 200.
 */
percent: number, };

/**
 * What *zoom* does.
 */
export type ZoomStep = "in" | "out" | "reset";

/** Every command, with what it takes and what it answers. */
export interface Commands {
  session: { request: null; response: Session };
  home: { request: null; response: HomeView };
  lock: { request: null; response: null };
  unlock: { request: Unlock; response: null };
  reminders: { request: null; response: Reminders };
  read_reminders: { request: null; response: null };
  restore_store: { request: RestoreStore; response: StoreRestored | null };
  trust_clock: { request: null; response: ClockTrusted };
  list_tokens: { request: null; response: TokenList };
  token_details: { request: TokenRef; response: TokenDetails };
  identify_tokens: { request: PastedValue; response: Identified };
  check_draft: { request: TokenDraft; response: DraftCheck };
  duplicate_token: { request: TokenRef; response: TokenLike };
  create_token: { request: TokenDraft; response: Issued };
  rename_token: { request: Rename; response: TokenRow };
  pause_token: { request: TokenRef; response: TokenRow };
  resume_token: { request: TokenRef; response: TokenRow };
  regenerate_token: { request: Regenerate; response: Issued };
  regenerate_in_place: { request: Regenerate; response: RegeneratedInPlace };
  revoke_tokens: { request: TokenRefs; response: BulkOutcome };
  delete_record: { request: TokenRef; response: null };
  restore_record: { request: TokenRef; response: TokenRow };
  export_tokens: { request: TokenRefs; response: ExportedFile };
  export_ends: { request: TokenRefs; response: ExportedFile };
  list_users: { request: null; response: UserList };
  add_user: { request: UserDraft; response: UserRow };
  edit_user: { request: UserDraft; response: UserRow };
  disable_user: { request: UserRef; response: UserRow };
  enable_user: { request: UserRef; response: UserRow };
  list_resources: { request: null; response: ResourceList };
  add_resource: { request: ResourceDraft; response: ResourceRow };
  edit_resource: { request: ResourceChange; response: ResourceRow };
  remove_resource: { request: ResourceRef; response: ResourceTokens };
  rotate_resource: { request: ResourceRef; response: ResourceRow };
  check_in_resource: { request: CheckIn; response: null };
  create_bound_token: { request: BoundDraft; response: Issued };
  resource_samples: { request: ResourceSampleRequest; response: ResourceSamples };
  audit_page: { request: AuditAsk; response: AuditPage };
  audit_row: { request: AuditRef; response: AuditRow };
  audit_integrity: { request: null; response: AuditIntegrity };
  check_audit: { request: null; response: AuditIntegrity };
  export_audit: { request: ExportAudit; response: ExportedFile };
  templates: { request: null; response: Templates };
  save_template: { request: Template; response: Templates };
  remove_template: { request: TemplateRef; response: Templates };
  copy_secret: { request: RevealRef; response: ClipboardState };
  copy_snippet: { request: CopySnippet; response: ClipboardState };
  copy_text: { request: PlainText; response: null };
  extend_clipboard: { request: ExtendClipboard; response: ClipboardState };
  clear_clipboard: { request: null; response: ClipboardState };
  reveal_secret: { request: RevealRef; response: ShownSecret };
  hide_secret: { request: RevealRef; response: null };
  discard_secret: { request: RevealRef; response: null };
  snippets: { request: SnippetRequest; response: Array<Snippet> };
  personal_token: { request: null; response: PersonalToken };
  new_personal_token: { request: null; response: PersonalToken };
  show_personal_token: { request: null; response: ShownSecret };
  copy_personal_token: { request: null; response: ClipboardState };
  vault_state: { request: null; response: VaultState };
  unlock_vault: { request: UnlockVault; response: null };
  keep_vault: { request: KeepVault; response: VaultState };
  variable_status: { request: VariableRef; response: VariableStatus };
  hold_value: { request: PastedValue; response: PastedVariableValue };
  plan_variable: { request: PlanVariable; response: VariablePlan };
  set_variable: { request: PlanVariable; response: VariableOutcome };
  verify_variable: { request: VariableRef; response: VariableOutcome };
  remove_variable: { request: VariableRef; response: VariableOutcome };
  placements: { request: null; response: Placements };
  undo_placement: { request: UndoPlacement; response: UndoOutcome };
  forget_placement: { request: UndoPlacement; response: null };
  usual_settings_file: { request: null; response: UsualSettingsFile };
  plan_settings_file: { request: PatchSettingsFile; response: SettingsFilePlan };
  apply_settings_file: { request: PatchSettingsFile; response: SettingsFileApplied };
  undo_settings_file: { request: SettingsFileRef; response: SettingsFileUndone };
  verifier_status: { request: null; response: VerifierStatus };
  verifier_start: { request: null; response: VerifierStatus };
  verifier_stop: { request: null; response: VerifierStatus };
  verifier_restart: { request: null; response: VerifierStatus };
  verifier_log: { request: null; response: VerifierLog };
  verifier_background: { request: null; response: VerifierBackground };
  verifier_at_sign_in: { request: VerifierAtSignIn; response: VerifierBackground };
  test_setup: { request: TestSetup; response: SetupReport };
  verifier_samples: { request: SampleRequest; response: VerifierSamples };
  settings: { request: null; response: Settings };
  change_settings: { request: SettingsChange; response: Settings };
  reset_settings: { request: null; response: Settings };
  export_settings: { request: null; response: ExportedFile };
  policy: { request: null; response: Policy };
  change_policy: { request: Policy; response: Policy };
  set_passphrase: { request: SetPassphrase; response: null };
  open_data_folder: { request: null; response: null };
  page_painted: { request: null; response: null };
  close_window: { request: null; response: null };
  keep_open: { request: null; response: null };
  secret_hidden: { request: null; response: null };
  choose_file: { request: ChooseFile; response: ChosenFile };
  zoom: { request: Zoom; response: ZoomLevel };
  notify_desktop: { request: DesktopNotice; response: DesktopNotified };
  show_tray: { request: TrayWords; response: TrayStanding };
  hide_tray: { request: null; response: null };
  touch: { request: null; response: null };
}

/** Every event, with what it carries. */
export interface Events {
  tokens_changed: TokensChanged;
  tokens_used: TokensUsed;
  bulk_progress: BulkProgress;
  clipboard_changed: ClipboardState;
  secret_gone: RevealId;
  locked: null;
  settings_changed: Settings;
  verifier_changed: VerifierStatus;
  audit_checked: AuditIntegrity;
  store_replaced: null;
  store_damaged: AppError;
  reminders_due: null;
  clock_jumped: ClockJumped;
  theme_changed: ThemeChanged;
  close_requested: null;
  link_opened: LinkOpened;
}
