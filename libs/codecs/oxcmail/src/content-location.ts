/** Addresses of parts that HTML refers to by Content-Location. RFC 2557 section 5, RFC 3986 5.2 */
import type { MimeEntity } from '@postbus/mime';

const scheme = /^[a-z][a-z\d+.-]*:/i;
const authority = /^([a-z][a-z\d+.-]*:)(\/\/[^/?#]*)?([^?#]*)/i;
/** No `base` stands further into a document than its head is long. */
const headLength = 4096;
const baseElement = /<base\b[^>]{0,200}?\bhref\s{0,20}=\s{0,20}["']?([^"'\s>]{1,1000})/i;

/** What a document's own addresses count from: its `base` element, its Content-Base, its Content-Location. RFC 2557 section 5 */
export function baseOfDocument(document: string, entity: MimeEntity | undefined): string | undefined {
  return (
    baseElement.exec(document.slice(0, headLength))?.[1] ??
    field(entity, 'Content-Base') ??
    field(entity, 'Content-Location')
  );
}

/** The whole address of a part, or its Content-Location as it stands where nothing tells what it counts from. */
export function locationOf(part: MimeEntity, base: string | undefined): string | undefined {
  const location = field(part, 'Content-Location');
  return location === undefined ? undefined : resolvedAddress(location, field(part, 'Content-Base') ?? base);
}

/** `reference` counted from `base`. RFC 3986 5.2.2 */
export function resolvedAddress(reference: string, base: string | undefined): string {
  const [, baseScheme, host = '', path = ''] = base === undefined ? [] : (authority.exec(base) ?? []);
  if (baseScheme === undefined || scheme.test(reference)) return reference;
  if (reference.startsWith('//')) return `${baseScheme}${reference}`;
  if (reference.startsWith('/')) return `${baseScheme}${host}${withoutDots(reference)}`;
  return `${baseScheme}${host}${withoutDots(path.slice(0, path.lastIndexOf('/') + 1) + reference)}`;
}

/** RFC 3986 5.2.4, for paths that hold dots. */
function withoutDots(path: string): string {
  if (!/(?:^|\/)\.\.?(?:\/|$)/.test(path)) return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') {
      if (segments.length > 1) segments.pop();
    } else if (segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

/** Blanks only break lines of a long address. RFC 2557 4.4.1 */
function field(entity: MimeEntity | undefined, name: string): string | undefined {
  const text = entity?.headers.first(name)?.text.replace(/\s+/g, '');
  return text === undefined || text === '' ? undefined : text;
}
