/** What a mailbox keeps, held against what was sent to it. */

/** A copy that a mailbox holds. */
export interface KeptMessage {
  readonly subject: string;
  readonly read: boolean;
}

export interface Differences {
  readonly missing: readonly string[];
  readonly doubled: readonly string[];
  /** There, and never sent. */
  readonly unknown: readonly string[];
}

/** Nothing of it in good order. */
export const noDifferences: Differences = { missing: [], doubled: [], unknown: [] };

/** @param expected subjects, each to be there once */
export function differences(kept: readonly KeptMessage[], expected: readonly string[]): Differences {
  const counts = new Map<string, number>();
  for (const { subject } of kept) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  const wanted = new Set(expected);
  return {
    missing: expected.filter((subject) => !counts.has(subject)),
    doubled: [...counts].filter(([, count]) => count > 1).map(([subject]) => subject),
    unknown: [...counts.keys()].filter((subject) => !wanted.has(subject)),
  };
}

/** By subject. */
export function inOrder(messages: readonly KeptMessage[]): KeptMessage[] {
  return messages.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
}
