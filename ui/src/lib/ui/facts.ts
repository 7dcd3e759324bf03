/** One line of a list of facts. */
export interface Fact {
  label: string;
  text: string;
  /** The text is something that machines read: set in their type, left to right. */
  code?: boolean;
  /** The label is. */
  codeLabel?: boolean;
}
