/** Parts whose content lies elsewhere. [MS-OXCMAIL] 2.2.3.5; RFC 2046 5.2.3, RFC 2017 */
import { utf8Bytes } from '@postbus/bytes';
import type { MimeEntity } from '@postbus/mime';
import type { Conversion } from './conversion-options.ts';
import { type DerivedFile, derivedFile } from './derived-file.ts';

/** Schemes that a shortcut from outside may lead to: others could open what is on the reader's own machine. */
const allowed = /^(?:https?|ftp):\/\/[^\s"<>]{1,2000}$/i;

/** RFC 1738 3.2.2 */
const transferTypes = new Map([
  ['ascii', ';type=a'],
  ['image', ';type=i'],
]);

/**
 * An Internet shortcut to the content where it has an address, else what the part tells of where it lies, as text.
 * Undefined where `part` is no message/external-body.
 */
export function externalBodyFile(part: MimeEntity, conversion: Conversion): DerivedFile | undefined {
  if (!part.contentType.is('message/external-body')) return undefined;
  const { parameters } = part.contentType;
  const name = parameters.get('name');
  const url = addressOf(parameters);
  if (url === undefined) return derivedFile({ value: part.content(), ...named(name), extension: '.txt' }, conversion);
  const shortcut = utf8Bytes(`[InternetShortcut]\r\nURL=${url}\r\n`);
  return derivedFile({ value: shortcut, ...named(name ?? lastSegment(url)), extension: '.url' }, conversion);
}

/** RFC 2046 5.2.3.2, 5.2.3.3; RFC 2017 section 3: blanks in an address only break its lines. */
function addressOf(parameters: ReadonlyMap<string, string>): string | undefined {
  const accessType = parameters.get('access-type')?.toLowerCase();
  const url = accessType === 'url' ? parameters.get('url')?.replace(/\s+/g, '') : ftpAddress(accessType, parameters);
  return url !== undefined && allowed.test(url) ? url : undefined;
}

function ftpAddress(accessType: string | undefined, parameters: ReadonlyMap<string, string>): string | undefined {
  if (accessType !== 'ftp' && accessType !== 'anon-ftp') return undefined;
  const site = parameters.get('site');
  const name = parameters.get('name');
  if (site === undefined || name === undefined || !/^[\w.-]{1,255}$/.test(site)) return undefined;
  const path = [...(parameters.get('directory') ?? '').split('/'), name].filter((segment) => segment !== '');
  const type = transferTypes.get(parameters.get('mode')?.toLowerCase() ?? '') ?? '';
  return `ftp://${site}/${path.map((segment) => encodeURIComponent(segment.toWellFormed())).join('/')}${type}`;
}

function named(name: string | undefined): { name?: string } {
  return name === undefined || name === '' ? {} : { name };
}

function lastSegment(url: string): string | undefined {
  return /\/([^/?#]{1,200})(?:[?#].*)?$/.exec(url.replace(/^[^:]*:\/\/[^/]*/, ''))?.[1];
}
