/** The rows that just changed, by id. */
export type Freshness = ReadonlySet<string>;

/** How long a changed row stays tinted, in milliseconds. */
export const FRESH_FOR = 2000;
