/** Slides as an entity: multipart/related, the presentation first. RFC 2387; 3GPP TS 26.140; OMA MMS Encapsulation */
import type { ResolveValue } from '@postbus/mapi';
import { type WrittenEntity, entityBytes, textField, writeLeaf, writeMultipart } from '@postbus/mime';
import { resolveBytes } from '@postbus/oxcmail';
import { type MmsPart, mmsParts, newContentIdSuffix, smilMediaType } from './mms-parts.ts';
import type { MmsContent } from './mms-slide.ts';
import { unresolved } from './value-in.ts';

export interface MmsEntityOptions {
  /** Gives the bytes of media that lie elsewhere. */
  readonly resolve?: ResolveValue;
  /** Whole fields to stand before those of the entity, folded, each without its last line end. */
  readonly fields?: readonly string[];
  /** What stands after the at sign of each Content-ID; random unless told. */
  readonly contentIdSuffix?: string;
  /** Makes boundaries; random unless told. */
  readonly boundary?: () => string;
  /** Whether header fields may be UTF-8. */
  readonly utf8Headers?: boolean;
  /** Whether 8-bit text may go as it is. */
  readonly eightBit?: boolean;
}

/** A name that is a relative address as it stands. RFC 2557 4.2 */
const plainName = /^[\w.-]+$/;

/**
 * Writes slides and a presentation of them: what a gateway takes in an envelope of its own, such as MM7's.
 * @throws {OxosmmsError} `value-not-here` where a medium lies elsewhere and `options.resolve` is missing
 */
export function mmsEntity(content: MmsContent, options: MmsEntityOptions = {}): Uint8Array<ArrayBuffer> {
  const { resolve = unresolved, fields = [], boundary, utf8Headers = false, eightBit = false } = options;
  const { parts } = mmsParts(content, options.contentIdSuffix ?? newContentIdSuffix());
  const written = writeMultipart(
    'related',
    parts.map((part) => partEntity(part, resolve, { utf8: utf8Headers, eightBit })),
    {
      utf8: utf8Headers,
      fields,
      parameters: [
        ['type', smilMediaType],
        ['start', `<${parts[0]!.contentId}>`],
      ],
      ...(boundary === undefined ? {} : { boundary }),
    },
  );
  return entityBytes(written);
}

function partEntity(
  part: MmsPart,
  resolve: ResolveValue,
  ways: { readonly utf8: boolean; readonly eightBit: boolean },
): WrittenEntity {
  const { mediaType, name, contentId, isShown } = part;
  const charset = mediaType === smilMediaType ? 'utf-8' : part.charset;
  return writeLeaf(mediaType, resolveBytes(part.content, resolve), {
    ...ways,
    parameters: [...(charset === undefined ? [] : [['charset', charset] as const]), ['name', name]],
    contentId: `<${contentId}>`,
    fields: plainName.test(name) ? [textField('Content-Location', name)] : [],
    disposition: { type: isShown ? 'inline' : 'attachment', parameters: [['filename', name]] },
  });
}
