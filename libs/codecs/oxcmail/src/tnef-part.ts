/** Parts of TNEF: winmail.dat. [MS-OXCMAIL] 2.2.3, 2.2.3.2.24; [MS-OXTNEF] */
import { equalBytes, utf8Bytes } from '@postbus/bytes';
import { type MessageObject, PidTagTnefCorrelationKey } from '@postbus/mapi';
import type { HeaderList, MimeEntity } from '@postbus/mime';
import { TnefError, isTnef, readTnef } from '@postbus/oxtnef';
import { type Conversion, mayHold } from './conversion-options.ts';
import type { AttachedPart } from './message-parts.ts';
import { wellTyped } from './well-typed.ts';

export function isTnefType(mediaType: string): boolean {
  return mediaType === 'application/ms-tnef' || mediaType === 'application/vnd.ms-tnef';
}

/** What the first TNEF part that belongs to a message holds, and that part. */
export interface TnefPart {
  readonly attached: AttachedPart;
  readonly message: MessageObject;
}

/**
 * Opens the TNEF among `attached`: by its type, or its name and signature. One whose key is not the message's came with
 * another message and stays a file. [MS-OXCMSG] 2.2.1.29
 */
export function tnefPart(
  headers: HeaderList,
  attached: readonly AttachedPart[],
  conversion: Conversion,
): TnefPart | undefined {
  const found = attached.find(({ part }) => mayBeTnef(part));
  if (found === undefined) return undefined;
  const message = opened(found.part, conversion);
  return message !== undefined && belongs(message, headers) ? { attached: found, message } : undefined;
}

function mayBeTnef(part: MimeEntity): boolean {
  const { mediaType } = part.contentType;
  return (
    isTnefType(mediaType) || (mediaType === 'application/octet-stream' && /^winmail\.dat$/i.test(part.fileName ?? ''))
  );
}

function opened(part: MimeEntity, conversion: Conversion): MessageObject | undefined {
  const content = part.content();
  if (!isTnef(content) || !mayHold(conversion, content.length)) return undefined;
  try {
    return wellTyped(readTnef(content).message);
  } catch (error) {
    if (error instanceof TnefError) return undefined;
    throw error;
  }
}

/** The key stands in the TNEF as bytes with a zero after them; without a key it is taken for the message's. */
function belongs({ properties }: MessageObject, headers: HeaderList): boolean {
  const key = properties.get(PidTagTnefCorrelationKey);
  if (key === undefined || key.length === 0) return true;
  const end = key.indexOf(0);
  const told = key.subarray(0, end === -1 ? key.length : end);
  return ['X-MS-TNEF-Correlator', 'Message-ID'].some((name) => {
    const value = headers.first(name)?.value;
    return value !== undefined && equalBytes(utf8Bytes(value), told);
  });
}
