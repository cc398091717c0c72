/** Parts that came in, kept and joined. 3GPP TS 23.040 9.2.3.24.1 */
import { equalBytes, fromBase64, toBase64 } from '@postbus/bytes';
import type { InboundPart, ReceivedPart } from '@postbus/ports';
import {
  type MessagePart,
  PartAssembly,
  SmsError,
  alphabetOf,
  readDataCoding,
  readUserDataHeader,
  shiftsOf,
  textOf,
} from '@postbus/sms';

/** Where parts are missing between or around those that came. */
const gap = ' […] ';
/** Of compressed text, which cannot be read. */
const unreadable = '[…]';

interface PartContent {
  readonly dataCoding: number;
  readonly header: string;
  readonly body: string;
}

type ConcatenatedPart = InboundPart & Required<Pick<InboundPart, 'concatenation'>>;

/** What parts of one message have in common. */
export function keyOfParts(channel: string, { sender, recipient, concatenation }: ConcatenatedPart): string {
  const { reference, total } = concatenation;
  return JSON.stringify([channel, sender, recipient, reference, total]);
}

/** Channel, sender and recipient that a key of `keyOfParts` tells. */
export function endsOfKey(key: string): {
  readonly channel: string;
  readonly sender: string;
  readonly recipient: string;
} {
  const [channel, sender, recipient] = JSON.parse(key) as [string, string, string];
  return { channel, sender, recipient };
}

export function partToKeep(channel: string, part: ConcatenatedPart): ReceivedPart {
  const { dataCoding, header, body, concatenation, at } = part;
  const content: PartContent = { dataCoding, header: toBase64(header), body: toBase64(body) };
  const { sequence, total } = concatenation;
  return { key: keyOfParts(channel, part), sequence, total, content: JSON.stringify(content), at };
}

export function isComplete(parts: readonly ReceivedPart[]): boolean {
  return parts[0] !== undefined && parts.length === parts[0].total;
}

/** The text of a message that came in one. */
export function textOfWhole(part: Pick<InboundPart, 'dataCoding' | 'header' | 'body'>): string {
  const alphabet = alphabetOf(readDataCoding(part.dataCoding));
  return alphabet === undefined ? unreadable : textOf({ alphabet, shifts: shiftsIn(part.header), body: part.body });
}

/** The text of all that came of a message, with a mark where some did not. */
export function textOfParts(parts: readonly ReceivedPart[]): string {
  const pieces = parts.map(messagePart);
  const assembly = new PartAssembly(pieces[0]!);
  for (const piece of pieces.slice(1)) assembly.add(piece);
  return assembly.textThere(gap);
}

export function hasSameContent(part: ReceivedPart, other: ReceivedPart): boolean {
  const [one, two] = [part, other].map(({ content }) => JSON.parse(content) as PartContent);
  return one!.dataCoding === two!.dataCoding && equalBytes(fromBase64(one!.body), fromBase64(two!.body));
}

function messagePart({ content, sequence, total }: ReceivedPart): MessagePart {
  const { dataCoding, header, body } = JSON.parse(content) as PartContent;
  const alphabet = alphabetOf(readDataCoding(dataCoding));
  const concatenation = { kind: 'concatenation', bits: 16, reference: 0, total, sequence } as const;
  return {
    alphabet: alphabet ?? 'octets',
    shifts: shiftsIn(fromBase64(header)),
    body: alphabet === undefined ? new TextEncoder().encode('?') : fromBase64(body),
    concatenation,
  };
}

function shiftsIn(header: Uint8Array): MessagePart['shifts'] {
  if (header.length === 0) return {};
  try {
    return shiftsOf(readUserDataHeader(header).elements);
  } catch (error) {
    if (error instanceof SmsError) return {};
    throw error;
  }
}
