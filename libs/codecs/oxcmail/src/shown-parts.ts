/** Which parts the HTML shows. [MS-OXCMAIL] 2.2.3.4.1.4.1; RFC 2392, RFC 2557 */
import type { MimeEntity } from '@postbus/mime';
import type { BodyContent } from './body-content.ts';
import { baseOfDocument, locationOf, resolvedAddress } from './content-location.ts';
import { htmlReferences } from './html-references.ts';

/** Content-ID without its brackets. [MS-OXCMAIL] 2.2.3.4.1.4 */
export function contentId(part: MimeEntity): string | undefined {
  const id = part.headers.first('Content-ID')?.value.replace(/^<|>$/g, '').trim();
  return id === '' ? undefined : id;
}

/** Tells whether the HTML refers to a part. It is looked through only where a part could be in it. */
export function shownIn(body: BodyContent): (part: MimeEntity) => boolean {
  if (body.html === undefined || !body.attached.some(({ related }) => related)) return () => false;
  const document = body.document();
  const references = htmlReferences(document);
  let addresses: { readonly base: string | undefined; readonly whole: ReadonlySet<string> } | undefined;
  return (part) => {
    const id = contentId(part);
    if (id !== undefined && references.has(id)) return true;
    const location = part.headers.first('Content-Location')?.text;
    if (location === undefined || references.size === 0) return false;
    addresses ??= wholeAddresses(references, baseOfDocument(document, body.entity));
    return references.has(location) || addresses.whole.has(locationOf(part, addresses.base) ?? location);
  };
}

function wholeAddresses(references: ReadonlySet<string>, base: string | undefined) {
  return { base, whole: new Set([...references].map((reference) => resolvedAddress(reference, base))) };
}
