/** Content-Type and Content-Disposition. RFC 2045 5, RFC 2183 */
import { parseParameterized } from './parameterized.ts';

/** A media type with its parameters; names in lower case. */
export class ContentType {
  readonly type: string;
  readonly subtype: string;
  /** `type/subtype`. */
  readonly mediaType: string;
  readonly parameters: ReadonlyMap<string, string>;

  constructor(type: string, subtype: string, parameters: ReadonlyMap<string, string> = new Map()) {
    this.type = type.toLowerCase();
    this.subtype = subtype.toLowerCase();
    this.mediaType = `${this.type}/${this.subtype}`;
    this.parameters = parameters;
  }

  get charset(): string | undefined {
    return this.parameters.get('charset');
  }

  get boundary(): string | undefined {
    return this.parameters.get('boundary');
  }

  /** Whether this is `mediaType`, such as `multipart/signed`, or of a whole type, such as `text/*`. */
  is(mediaType: string): boolean {
    const wanted = mediaType.toLowerCase();
    return wanted === this.mediaType || wanted === `${this.type}/*`;
  }
}

/** What a part is that does not say so. RFC 2045 5.2 */
export const defaultContentType = new ContentType('text', 'plain');
/** What a part of a multipart/digest is that does not say so. RFC 2046 5.1.5 */
export const digestContentType = new ContentType('message', 'rfc822');

const mediaType = /^([^\s/"]+)\s*\/\s*([^\s/";,]+)/;

/**
 * Reads the unfolded value of a Content-Type; undefined where it names no type. RFC 2045 5.1
 * Of the values without a subtype, `text` is text/plain, `multipart` with a boundary multipart/mixed, and anything else
 * that comes with a file name application/octet-stream.
 */
export function parseContentType(text: string): ContentType | undefined {
  const { value, parameters } = parseParameterized(text);
  const names = mediaType.exec(value);
  if (names !== null) return new ContentType(names[1]!, names[2]!, parameters);
  const type = value.toLowerCase();
  if (type === 'text') return new ContentType('text', 'plain', parameters);
  if (type === 'multipart' && parameters.has('boundary')) return new ContentType('multipart', 'mixed', parameters);
  return parameters.has('name') ? new ContentType('application', 'octet-stream', parameters) : undefined;
}

export interface Disposition {
  /** `inline`, `attachment` or another word, in lower case. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads the unfolded value of a Content-Disposition. RFC 2183 2 */
export function parseDisposition(text: string): Disposition {
  const { value, parameters } = parseParameterized(text);
  return { type: value.toLowerCase(), parameters };
}
