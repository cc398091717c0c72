/**
 * The content of one message: object, bodies, attachments and MIME, each read when it is first asked for, the object
 * once. Large values are slices of the original MIME, of which only the bytes needed are read.
 */
import { concat } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';
import { type BlobRef, type MailboxScope, type MessageRecord, type StoredMessage, blobsOf } from '@postbus/domain';
import { type ExternalValue, PidTagBody, PidTagHtml, type ResolveValue, isExternal } from '@postbus/mapi';
import { decodeSlice } from '@postbus/mime';
import { OxcmailError, htmlCharset, resolveValue, toMime } from '@postbus/oxcmail';
import type { BlobStore, MailStore } from '@postbus/ports';

/** A body, or the beginning of one. */
export interface BodyText {
  readonly text: string;
  /** Whether all of it was read. */
  readonly whole: boolean;
}

/**
 * Encoded bytes that hold at least one byte of UTF-8: UTF-32 has four bytes a character, quoted-printable makes three of
 * one and breaks lines. With the extra bytes for what stands before the text, as a byte order mark.
 */
const encodedBytes = { perByte: 16, extra: 1024 };

export class MessageContent {
  readonly #store: MailStore;
  readonly #blobs: BlobStore;
  readonly #scope: MailboxScope;
  readonly record: MessageRecord;
  #stored: Promise<StoredMessage | undefined> | undefined;

  constructor(store: MailStore, blobs: BlobStore, scope: MailboxScope, record: MessageRecord) {
    this.#store = store;
    this.#blobs = blobs;
    this.#scope = scope;
    this.record = record;
  }

  /** With its object; undefined where the message is gone meanwhile. */
  stored(): Promise<StoredMessage | undefined> {
    return (this.#stored ??= this.#store.message(this.#scope, this.record.id));
  }

  /** The text body; undefined where there is none. @param most bytes of UTF-8 that are wanted */
  async text(most?: number): Promise<BodyText | undefined> {
    const value = (await this.stored())?.object.properties.get(PidTagBody);
    if (value === undefined || typeof value === 'string')
      return value === undefined ? value : { text: value, whole: true };
    const { bytes, whole } = await this.#beginning(value, most);
    return { text: decodeText(bytes, value.charset, { guess: true }), whole };
  }

  /** The HTML body; undefined where there is none. @param most as for `text` */
  async html(most?: number): Promise<BodyText | undefined> {
    const object = (await this.stored())?.object;
    const value = object?.properties.get(PidTagHtml);
    if (object === undefined || value === undefined) return undefined;
    const { bytes, whole } = isExternal(value) ? await this.#beginning(value, most) : { bytes: value, whole: true };
    return { text: decodeText(bytes, htmlCharset(object), { guess: true }), whole };
  }

  /**
   * The original MIME, or one made of the object where there is none.
   * @param most bytes wanted, from its start
   * @throws {OxcmailError} where none can be made; {PortError}
   */
  async mime(most?: number): Promise<{ readonly bytes: Uint8Array; readonly size: number }> {
    const { mime } = this.record;
    if (mime === undefined) {
      const bytes = await this.writtenMime();
      return { bytes: bytes.subarray(0, most), size: bytes.length };
    }
    if (most === undefined || most >= mime.size) return { bytes: await this.#blobs.read(mime), size: mime.size };
    const bytes = most === 0 ? new Uint8Array(0) : await this.#blobs.read(mime, { offset: 0, length: most });
    return { bytes, size: mime.size };
  }

  /** MIME written of the object, whatever it came as. @throws {OxcmailError} where none can be; {PortError} */
  async writtenMime(): Promise<Uint8Array> {
    const stored = await this.stored();
    if (stored === undefined) throw new OxcmailError('value-not-here', String(this.record.id), 'the message is gone');
    return toMime(stored.object, { resolve: await this.resolver(), writesBcc: true, sentAt: stored.received });
  }

  /** All bytes of a value that lies outside the object. @throws {OxcmailError}, {PortError} */
  async value(value: ExternalValue): Promise<Uint8Array> {
    return (await this.#beginning(value, undefined)).bytes;
  }

  /** A `ResolveValue` for a part of the message: what it may ask for is read before. */
  async resolver(): Promise<ResolveValue> {
    const stored = await this.stored();
    const blobs = stored === undefined ? [] : blobsOf(stored);
    const read = await Promise.all(blobs.map(async (blob) => [blob.sha256, await this.#blobs.read(blob)] as const));
    const bytes = new Map(read);
    const mime = stored?.mime && bytes.get(stored.mime.sha256);
    return (value) => {
      const source = value.in === 'blob' ? bytes.get(value.sha256) : mime;
      if (source === undefined) throw notHere(value);
      return value.in === 'blob' ? source : resolveValue(value, source);
    };
  }

  async #beginning(
    value: ExternalValue,
    most: number | undefined,
  ): Promise<{ readonly bytes: Uint8Array; readonly whole: boolean }> {
    const wanted = most === undefined ? Infinity : most * encodedBytes.perByte + encodedBytes.extra;
    if (value.in === 'blob') {
      return { bytes: await this.#read(value, 0, Math.min(value.size, wanted)), whole: wanted >= value.size };
    }
    const mime = (await this.stored())?.mime;
    if (mime === undefined) throw notHere(value);
    const { offset, length, prefix, transferEncoding } = value;
    const encoded = await this.#read(mime, offset, Math.min(length, wanted));
    const content = decodeSlice(encoded, { offset: 0, length: encoded.length, transferEncoding });
    const before = prefix === undefined ? [] : [await this.#read(mime, prefix.offset, prefix.length)];
    return { bytes: before.length === 0 ? content : concat([...before, content]), whole: wanted >= length };
  }

  async #read(blob: BlobRef, offset: number, length: number): Promise<Uint8Array> {
    if (offset + length > blob.size) {
      throw new OxcmailError('slice-out-of-range', String(offset), `${length} bytes of ${blob.size}`);
    }
    return length === 0 ? new Uint8Array(0) : this.#blobs.read(blob, { offset, length });
  }
}

function notHere(value: ExternalValue): OxcmailError {
  return new OxcmailError('value-not-here', JSON.stringify(value), 'what the value lies in is not there');
}
