/** A mail as what it says in a text message. [MS-OXOSMMS] 2.2.2.3 */
import { createHash } from 'node:crypto';
import { CmsError, TrustStore } from '@postbus/cms';
import {
  type AttachmentObject,
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMimeTag,
  PidTagBody,
  PidTagHtml,
  PropertyBag,
  type ResolveValue,
  isExternal,
  textIn,
} from '@postbus/mapi';
import {
  type HeaderList,
  type MimeEntity,
  mailboxes,
  parseAddressList,
  parseMessageIds,
  parseMime,
} from '@postbus/mime';
import { resolveBytes, resolverOf, toMessageObject } from '@postbus/oxcmail';
import { readSms } from '@postbus/oxosmms';
import { SmimeError, decompressMessage, isSignedByOpenPgp, secureForm, verifyMessage } from '@postbus/smime';
import { ownWords } from './own-words.ts';
import type { MailMedia, MailText, NoText, TextResult, TextTask } from './text-tasks.ts';

/** Layers of S/MIME looked into; stops a message that was signed a thousand times. */
const mostLayers = 5;
const longestSubject = 255;
const longestMessageId = 998;
/** Characters of a body in which somebody's words are looked for; stops megabytes from being cut into lines. */
const longestBody = 1_048_576;
const shown = /^(?:image|audio|video)\//i;
/** What phones take beside: a contact, an appointment. */
const taken = /^text\/(?:x-)?v(?:card|calendar)$|^text\/calendar$/i;
/** By which programs said that they answer, before RFC 3834. */
const olderMarks = ['X-Autoreply', 'X-Autorespond'] as const;
/** Types of names, where a program told none. */
const typeOfName = new Map([
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['amr', 'audio/amr'],
  ['m4a', 'audio/mp4'],
  ['mp3', 'audio/mpeg'],
  ['3gp', 'video/3gpp'],
  ['mp4', 'video/mp4'],
  ['vcf', 'text/x-vcard'],
]);

/** @param raw whole message; what is in the result may share its bytes */
export async function readMailText(raw: Uint8Array, { longest, largest }: TextTask): Promise<TextResult> {
  const whole = parseMime(raw);
  if (isAutomatic(whole)) return { no: 'automatic' };
  const content = await contentOf(whole, raw);
  if (typeof content === 'string') return { no: content };
  const message = toMessageObject(content, { vCards: 'file' });
  const resolve = resolverOf(content.source);
  const media = message.attachments.map((attachment) => mediaOf(attachment, resolve));
  if (media.includes(undefined)) return { no: 'other-files' };
  const kept = media.filter((one) => one !== undefined);
  if (kept.reduce((size, one) => size + one.content.length, 0) > largest) return { no: 'too-large' };
  const subject = (whole.headers.first('Subject')?.text ?? '').slice(0, longestSubject);
  const written = wordsIn(message, resolve);
  const text = written === '' && kept.length === 0 ? subject.trim() : written;
  if (text === '' && kept.length === 0) return { no: 'empty' };
  if (text.length > longest) return { no: 'too-long' };
  return { says: { text, subject, media: kept, names: namesIn(whole.headers), ...messageIdIn(whole.headers) } };
}

/** Two programs that answer each other would write text messages for ever. RFC 3834 5, RFC 8098 3 */
function isAutomatic({ headers, contentType }: MimeEntity): boolean {
  const said = (name: string): string | undefined => headers.first(name)?.text.trim().toLowerCase();
  return (
    !/^no\b/.test(said('Auto-Submitted') ?? 'no') ||
    contentType.is('multipart/report') ||
    said('Precedence') === 'auto_reply' ||
    olderMarks.some((name) => said(name) !== undefined)
  );
}

/** What is signed, out of its signature; whether that is right, who reads the text message cannot see anyway. RFC 8551 3.5 */
async function contentOf(message: MimeEntity, raw: Uint8Array): Promise<MimeEntity | NoText> {
  let entity = message;
  let bytes = raw;
  for (let layers = 0; layers < mostLayers; layers++) {
    const form = isSignedByOpenPgp(entity) ? 'clear-signed' : secureForm(entity);
    if (entity.contentType.is('multipart/encrypted')) return 'encrypted';
    if (form === undefined) return entity;
    if (form === 'enveloped' || form === 'auth-enveloped') return 'encrypted';
    const inner = await unwrapped(form, entity, bytes);
    if (inner === undefined) return 'unreadable';
    bytes = inner;
    entity = parseMime(bytes);
  }
  return 'unreadable';
}

async function unwrapped(
  form: NonNullable<ReturnType<typeof secureForm>>,
  entity: MimeEntity,
  bytes: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (form === 'clear-signed') return entity.parts[0]?.bytes();
  if (form === 'certs-only') return undefined;
  try {
    if (form === 'compressed') return await decompressMessage(bytes);
    const { content } = await verifyMessage(bytes, {
      trust: new TrustStore(),
      from: [],
      at: new Date(),
      createHash: (name) => createHash(name.replace('-', '')),
    });
    return content.length === 0 ? undefined : content;
  } catch (error) {
    if (error instanceof SmimeError || error instanceof CmsError || error instanceof DOMException) return undefined;
    throw error;
  }
}

/** Of the text; where that says nothing, of the HTML. */
function wordsIn(message: MessageObject, resolve: ResolveValue): string {
  const written = ownWords(readSms(message, resolve).text.slice(0, longestBody));
  const { properties } = message;
  if (written !== '' || !(properties.has(PidTagBody) && properties.has(PidTagHtml))) return written;
  const ofHtml = new PropertyBag(properties);
  ofHtml.delete(PidTagBody);
  return ownWords(readSms({ ...message, properties: ofHtml }, resolve).text.slice(0, longestBody));
}

/** @returns undefined for what phones do not show */
function mediaOf({ properties }: AttachmentObject, resolve: ResolveValue): MailMedia | undefined {
  const content: unknown = properties.get(PidTagAttachDataBinary);
  const mediaType = mediaTypeOf(properties);
  if (!(content instanceof Uint8Array || isExternal(content)) || !(shown.test(mediaType) || taken.test(mediaType)))
    return undefined;
  const name = nameOf(properties);
  return { mediaType, content: resolveBytes(content, resolve), ...(name !== undefined && { name }) };
}

function mediaTypeOf(properties: PropertyBag): string {
  const type = textIn(properties, PidTagAttachMimeTag)?.toLowerCase() ?? '';
  if (type !== '' && type !== 'application/octet-stream') return type;
  const extension = /\.([a-z\d]{1,5})$/i.exec(nameOf(properties) ?? '')?.[1]?.toLowerCase() ?? '';
  return typeOfName.get(extension) ?? type;
}

function nameOf(properties: PropertyBag): string | undefined {
  return textIn(properties, PidTagAttachLongFilename) ?? textIn(properties, PidTagAttachFilename);
}

function namesIn(headers: HeaderList): ReadonlyMap<string, string> {
  const fields = ['To', 'Cc'].flatMap((name) => headers.all(name));
  const users = fields.flatMap(({ value }) => mailboxes(parseAddressList(value)));
  return new Map(users.flatMap(({ name, address }) => (name ? [[address.toLowerCase(), name] as const] : [])));
}

function messageIdIn(headers: HeaderList): Pick<MailText, 'messageId'> {
  const [messageId] = parseMessageIds(headers.first('Message-ID')?.value ?? '');
  return messageId === undefined || messageId.length > longestMessageId ? {} : { messageId };
}
