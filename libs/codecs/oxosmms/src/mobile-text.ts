/** Users by number in the text of From and To elements: `"name" [MOBILE:number]`. [MS-ASMS] 2.2.2.1.1 */
import { type MobileUser, mobileAddressType, mobileUserOf } from './mobile-user.ts';

const entry = /(?:"((?:[^"\\]|\\.)*)"\s*)?\[MOBILE:([^\]\r\n]{1,200})\]/giy;
const between = /[\s,;]*/y;

/** `users`, one after another. A user without a name is called by the number, as the examples have it. [MS-ASMS] 4.3 */
export function mobileText(users: readonly MobileUser[]): string {
  return users
    .map(({ name, number }) => `"${quoted(name ?? number)}" [${mobileAddressType}:${number.replace(/[\]\r\n]/g, '')}]`)
    .join(', ');
}

/**
 * The users that `text` names; those that are in no such form are passed over.
 * @param limit users that are read: stops a To of a million numbers
 */
export function readMobileText(text: string, limit = 1000): MobileUser[] {
  const users: MobileUser[] = [];
  for (let at = 0; at < text.length && users.length < limit;) {
    between.lastIndex = at;
    between.exec(text);
    entry.lastIndex = between.lastIndex;
    const found = entry.exec(text);
    if (found === null) {
      at = afterNextSeparator(text, between.lastIndex);
      continue;
    }
    users.push(mobileUserOf({ displayName: unquoted(found[1] ?? ''), emailAddress: found[2]!.trim() }));
    at = entry.lastIndex;
  }
  return users;
}

function afterNextSeparator(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === ',' || text[at] === ';') return at + 1;
  return text.length;
}

function quoted(name: string): string {
  return name.replace(/[\r\n]+/g, ' ').replace(/["\\]/g, '\\$&');
}

function unquoted(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
