/** vCards as embedded Contact objects. [MS-OXCMAIL] 2.2.3.4.4, [MS-OXVCARD] 2.1.3 */
import type { MessageObject } from '@postbus/mapi';
import type { MimeEntity } from '@postbus/mime';
import { type VCard, VCardError, contactOf as contactOfVCard, readVCards } from '@postbus/oxvcard';
import { type Conversion, mayHold } from './conversion-options.ts';

/** The Contact of a part that is one vCard; undefined where it is none, or more than one, and stays a file. */
export function contactOf(part: MimeEntity, conversion: Conversion): MessageObject | undefined {
  if (part.contentType.type !== 'text' || conversion.vCards === 'file' || !isVCard(part)) return undefined;
  const content = part.content();
  if (conversion.depth >= conversion.embeddedDepth || !mayHold(conversion, content.length)) return undefined;
  const cards = cardsIn(content, part.contentType.charset);
  return cards.length === 1 ? contactOfVCard(cards[0]!) : undefined;
}

/** [MS-OXCMAIL] 2.2.3.4.4.1, RFC 6350 10.1 */
export function isVCard({ contentType }: MimeEntity): boolean {
  const { subtype, parameters } = contentType;
  if (subtype === 'directory') return parameters.get('profile')?.toLowerCase() === 'vcard';
  return subtype === 'vcard' || subtype === 'x-vcard';
}

function cardsIn(content: Uint8Array, charset: string | undefined): VCard[] {
  try {
    return readVCards(content, charset === undefined ? {} : { charset });
  } catch (error) {
    if (error instanceof VCardError) return [];
    throw error;
  }
}
