/** What HTML shows from elsewhere, found and put in other words. RFC 2392, RFC 2557 */
import { decodeEntities } from '../html-entities.ts';

/** No address of a part is longer; stops patterns from running over megabytes. */
const attribute =
  /(\b(?:src|background|poster|data)\s{0,20}=\s{0,20})(?:"([^"]{1,2000})"|'([^']{1,2000})'|([^"'\s<>]{1,2000}))/gi;
const elsewhere = /(\burl\(\s{0,20}["']?)([^"'()\s]{1,2000})|\bcid:[^"'()\s<>]{1,2000}/gi;

/**
 * `html` with the addresses of what it shows replaced.
 * @param replacementOf is given each address, decoded; undefined leaves it as it stands
 */
export function withReferences(html: string, replacementOf: (address: string) => string | undefined): string {
  const replaced = html.replace(attribute, (whole, before: string, double?: string, single?: string, bare?: string) => {
    const replacement = replacementOf(decodeEntities((double ?? single ?? bare ?? '').trim()));
    return replacement === undefined ? whole : `${before}"${replacement}"`;
  });
  return replaced.replace(elsewhere, (whole, before?: string, address?: string) => {
    const replacement = replacementOf(decodeEntities(address ?? whole));
    return replacement === undefined ? whole : `${before ?? ''}${replacement}`;
  });
}

/** `text` with its percent-encoded octets decoded, where they are UTF-8. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of the part with a Content-ID. RFC 2392 2 */
export function cidAddress(contentId: string): string {
  return `cid:${contentId.replace(/[%"'()<>&\s]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}
