/** Documents of a mailbox: all lie where it does, so that one shard of the database commits what is written to it. */
import { text } from './as-it-is.ts';

export interface OfMailbox {
  /** `<mailbox>/<what names it there>`. */
  readonly _id: string;
  /** `tenant/mailbox`. */
  readonly mailbox: string;
}

/** The paths of `OfMailbox` in a schema. */
export const ofMailbox = { _id: text, mailbox: text } as const;

/** What a document of the mailbox is known by, and found by. */
export function keyOf(mailbox: string, name: number | string): OfMailbox {
  return { _id: `${mailbox}/${name}`, mailbox };
}

/** Finds those of `names`. */
export function anyOf(mailbox: string, names: readonly (number | string)[]) {
  return { _id: { $in: names.map((name) => keyOf(mailbox, name)._id) }, mailbox };
}

/** Finds all: keys that begin with `<mailbox>/`, after which the next character is a zero. */
export function allOf(mailbox: string) {
  return { _id: { $gt: `${mailbox}/`, $lt: `${mailbox}0` }, mailbox };
}
