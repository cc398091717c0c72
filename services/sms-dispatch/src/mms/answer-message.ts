/** The mail that a text message becomes which answers one. RFC 5322 3.6 */
import { utf8Bytes } from '@postbus/bytes';
import type { TextMessageMail } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import { addressField, dateField, idField, leafEntity, multipartEntity, textField } from '@postbus/mime';
import { type MmsMedia, readMms } from '@postbus/oxosmms';

export interface Answer {
  /** A UUID: names the mail in its Message-ID. */
  readonly id: string;
  /** Number, or name. */
  readonly from: string;
  /** At which numbers have addresses. */
  readonly domain: string;
  /** What is answered. */
  readonly mail: TextMessageMail;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly text: string | MessageObject;
}

const longestSubject = 200;

/** @returns the mail, and the address that it is from */
export function answerMessage(answer: Answer): { readonly sender: string; readonly bytes: Uint8Array<ArrayBuffer> } {
  const sender = senderAddress(answer);
  const fields = headerFields(answer, sender);
  if (typeof answer.text === 'string') return { sender, bytes: textLeaf(answer.text, fields) };
  const { slides, others } = readMms(answer.text);
  const texts = slides.flatMap(({ text }) => (text === undefined || text.trim() === '' ? [] : [text.trimEnd()]));
  const media = slides.flatMap(({ image, video, sound }) => [image, video, sound].filter((one) => one !== undefined));
  const parts = [textLeaf(texts.join('\r\n\r\n')), ...[...media, ...others].map(mediaLeaf)];
  return { sender, bytes: multipartEntity('mixed', parts, { fields, utf8: true }) };
}

/** A name of a carrier's own has an address too, at which nobody is. */
function senderAddress({ from, domain }: Answer): string {
  const local = /^\+?[\d*#]{1,40}$/.test(from) ? from : from.replace(/[^\w-]/g, '_').slice(0, 40) || 'unknown';
  return `${local}@${domain}`;
}

function headerFields({ id, from, domain, mail, receivedAt }: Answer, sender: string): string[] {
  const subject = `Re: ${(mail.subject ?? '').replace(/^(?:re:\s*)+/i, '')}`.trim().slice(0, longestSubject);
  return [
    dateField('Date', receivedAt),
    addressField('From', [{ name: from, address: sender }], { utf8: true }),
    addressField('To', [{ name: '', address: mail.from }], { utf8: true }),
    textField('Subject', subject, { utf8: true }),
    idField('Message-ID', [`<${id}@${domain}>`]),
    ...(mail.messageId === undefined
      ? []
      : [idField('In-Reply-To', [mail.messageId]), idField('References', [mail.messageId])]),
    'MIME-Version: 1.0',
  ];
}

function textLeaf(text: string, fields: readonly string[] = []): Uint8Array<ArrayBuffer> {
  const lines = text.replace(/\r\n|\r|\n/g, '\r\n');
  return leafEntity('text/plain', utf8Bytes(`${lines}\r\n`), { parameters: [['charset', 'utf-8']], fields });
}

function mediaLeaf({ name, mediaType, content }: MmsMedia): Uint8Array {
  const named = name === undefined ? [] : [['filename', name] as const];
  return leafEntity(mediaType, content as Uint8Array, { disposition: { type: 'inline', parameters: named } });
}
