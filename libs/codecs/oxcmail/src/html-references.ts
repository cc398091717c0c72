/** What an HTML body shows from the message's own parts. RFC 2392, RFC 2557 */

/** No identifier of a part is longer; stops patterns from running over megabytes. */
const reference = /(?:\bsrc|\bbackground)\s{0,20}=\s{0,20}["']?([^"'\s>]{1,1000})|\bcid:([^"'\s>)]{1,1000})/gi;

/** Content-IDs (of `cid:` addresses) and other addresses of pictures in `html`. */
export function htmlReferences(html: string): Set<string> {
  const found = new Set<string>();
  for (const [, source, id] of html.matchAll(reference)) {
    const address = source ?? `cid:${id ?? ''}`;
    found.add(/^cid:/i.test(address) ? unescaped(address.slice(4)) : address);
  }
  return found;
}

function unescaped(text: string): string {
  const plain = text.replaceAll('&amp;', '&');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
