/** Changes to a header that leave every other byte of the message as it is. */
import { concat, utf8Bytes } from '@postbus/bytes';
import type { MimeEntity } from './mime-entity.ts';
import { HeaderList } from './header-list.ts';
import { scanHeader } from './header-scan.ts';

const lineEnd = utf8Bytes('\r\n');

/**
 * `message` with `fields` before its own header, as trace fields are added. RFC 5321 4.4
 * @param fields whole fields, folded, each without its last line end
 */
export function withHeadersPrepended(message: Uint8Array, fields: readonly string[]): Uint8Array<ArrayBuffer> {
  return concat([...fields.map((field) => utf8Bytes(`${field}\r\n`)), message]);
}

/** `message` without the fields of its own header that have one of `names`; headers of its parts stay. */
export function withoutHeaders(message: Uint8Array, names: readonly string[]): Uint8Array<ArrayBuffer> {
  const headers = topHeader(message);
  const dropped = names.flatMap((name) => headers.all(name)).toSorted((a, b) => a.start - b.start);
  const kept: Uint8Array[] = [];
  let from = 0;
  for (const field of dropped) {
    if (field.start < from) continue;
    kept.push(message.subarray(from, field.start));
    from = field.end;
  }
  kept.push(message.subarray(from));
  return concat(kept);
}

/**
 * `entity` with only those of its header fields that `keep` takes, in their order and bytes, and its body.
 * [MS-OXOSMIME] 3.1.5.1.2 cuts the signed entity out of a message so.
 */
export function entityWithOnly(
  entity: MimeEntity,
  keep: readonly string[] | ((name: string, index: number) => boolean),
): Uint8Array<ArrayBuffer> {
  const names = typeof keep === 'function' ? undefined : new Set(keep.map((name) => name.toLowerCase()));
  const takes = typeof keep === 'function' ? keep : (name: string): boolean => names!.has(name.toLowerCase());
  const fields = [...entity.headers].filter((field, index) => takes(field.name, index));
  return concat([...fields.map((field) => field.bytes), emptyLine(entity), entity.bodyBytes()]);
}

/** The entity's own empty line, CRLF where it has none. */
function emptyLine(entity: MimeEntity): Uint8Array {
  const { source, start, bodyStart } = entity;
  if (bodyStart === start || source[bodyStart - 1] !== 0x0a) return lineEnd;
  return source.subarray(source[bodyStart - 2] === 0x0d ? bodyStart - 2 : bodyStart - 1, bodyStart);
}

function topHeader(message: Uint8Array): HeaderList {
  const unlimited = { headers: Infinity, headerBytes: Infinity };
  return new HeaderList(message, scanHeader(message, 0, unlimited, []).offsets, () => undefined);
}
