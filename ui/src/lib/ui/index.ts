// Every part that screens are built of. Only files of this folder import bits-ui. The props of each component,
// with their meaning, are the `Props` at its top; in short:
//
//   Button         variant size icon busy unavailable keys type ref children …button attributes
//   IconButton     label icon keys size points side ref …button attributes (has its tooltip)
//   Facts          facts{label,text,code,codeLabel}
//   Field          label hint error optional hideLabel liveHint warn id children(control)
//   TextField      label value↔ hint error optional hideLabel liveHint code ref …input attributes
//   NumberField    label value↔(text) min max hint error warn liveHint beside onvalue ref …input attributes
//   SearchField    label value↔ onvalue ref …input attributes
//   Checkbox       label checked↔ indeterminate hideLabel hint ref …input attributes
//   RadioGroup     legend value↔ options{value,label,hint} onchange hideLegend orientation hint error
//   Switch         label checked↔ onchange describedby
//   Select         label value↔ options{value,label} onchange id describedby size
//   MultiCombobox  label values↔ options{value,label,hint} onchange hint error optional placeholder ref
//   Chip           label pressed count …button attributes
//   Badge          tone label icon
//   Banner         tone text detail actions urgent ref
//   Toasts         (once, in the shell) with toasts.show({ text, tone, action })
//   Dialog         open↔ title description width dismissible mayClose onclose initialFocus finalFocus onsubmit
//                  onkeydown children actions
//   DialogActions  primary safe extra (snippets; order by platform)
//   ConfirmDialog  open↔ title text safe action danger busy error onconfirm onsafe children finalFocus
//   Menu           label entries open↔ align trigger(props) anchor header finalFocus
//   Tabs           label tabs{id,label,icon} value onselect orientation look onnear prefix
//   Tooltip        text keys side children(props)
//   Progress       label value max
//   Spinner        label
//   Skeleton       rows (appears after 200 ms)
//   EmptyState     icon title text centred actions
//   SecretField    masked last4 shown actions
//   SnippetTabs    label samples{id,label,text,hint} value↔ oncopy
//   SettingsBody   children
//   SettingsGroup  title id children
//   SettingsRow    id title subtitle error stacked children({title, note} ids)
//   Countdown      until since text(time) warning(time) onend
//   Kbd            keys
//   Palette        open↔ label query↔ groups{id,title,items} empty onpick
//   Icon           of size points
//   FormScreen     title intro children
//   ListScreen     title intro action children
//   LiveRegions    (once, in the shell) with announce(words, 'polite' | 'assertive')

export { announce } from './announce.svelte';
export { default as Badge } from './Badge.svelte';
export { default as Banner } from './Banner.svelte';
export { default as Button } from './Button.svelte';
export { default as Checkbox } from './Checkbox.svelte';
export { default as Chip } from './Chip.svelte';
export { default as ConfirmDialog } from './ConfirmDialog.svelte';
export { default as Countdown } from './Countdown.svelte';
export { default as Dialog } from './Dialog.svelte';
export { default as DialogActions } from './DialogActions.svelte';
export { default as Draft } from './Draft.svelte';
export { default as EmptyState } from './EmptyState.svelte';
export { default as Facts } from './Facts.svelte';
export type { Fact } from './facts';
export { default as Field, type FieldControl } from './Field.svelte';
export { default as FormScreen } from './FormScreen.svelte';
export { default as Icon, type IconComponent } from './Icon.svelte';
export { default as IconButton } from './IconButton.svelte';
export { default as Kbd } from './Kbd.svelte';
export { ariaKeys, isTyping, keyText, matches } from './keys';
export { default as ListScreen } from './ListScreen.svelte';
export { default as LiveRegions } from './LiveRegions.svelte';
export { type MenuChoice, type MenuEntry, type MenuItem, menuItem } from './menu';
export { default as Menu } from './Menu.svelte';
export { default as MultiCombobox } from './MultiCombobox.svelte';
export { default as NumberField } from './NumberField.svelte';
export { default as Palette } from './Palette.svelte';
export type { PaletteGroup, PaletteItem } from './palette';
export { platform, usesCommandKey } from './platform';
export { default as Progress } from './Progress.svelte';
export { default as RadioGroup } from './RadioGroup.svelte';
export { default as SearchField } from './SearchField.svelte';
export { default as SecretField } from './SecretField.svelte';
export { default as Select } from './Select.svelte';
export { default as SettingsBody } from './SettingsBody.svelte';
export { default as SettingsGroup } from './SettingsGroup.svelte';
export { default as SettingsRow } from './SettingsRow.svelte';
export { default as Skeleton } from './Skeleton.svelte';
export { default as SnippetTabs } from './SnippetTabs.svelte';
export { default as Spinner } from './Spinner.svelte';
export { default as Switch } from './Switch.svelte';
export { default as Tabs, type Tab } from './Tabs.svelte';
export { default as TextField } from './TextField.svelte';
export { default as Toasts } from './Toasts.svelte';
export { type Toast, toasts } from './toasts.svelte';
export { default as Tooltip } from './Tooltip.svelte';
