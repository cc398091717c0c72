/** What a file is, by its name and its first bytes: a message, an mbox, or nothing to be converted. */
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { latin1Text } from '@postbus/bytes';
import { messageJsonFormat } from '@postbus/mapi';
import { detectFormat, isMbox } from '@postbus/message-file';

export type FileKind = 'message' | 'mbox';

/** Bytes that are looked at. */
export const headLength = 4096;
const mboxNames = new Set(['.mbox', '.mbx']);
/** Names that say that a compound file is a message, and no document or spreadsheet. */
const msgNames = new Set(['.msg', '.oft', '']);
/** Fields by which a header is known as that of a message; other texts have lines with a colon too. RFC 5322 3.6 */
const mailField =
  /^(?:Return-Path|Received|Delivered-To|From|To|Cc|Subject|Date|Message-ID|MIME-Version|Content-Type|X-[!-9;-~]+)[ \t]*:/im;
const headerOnly = /^(?:[!-9;-~]+[ \t]*:.*\r?\n(?:[ \t].*\r?\n)*)+/;

/** Of a file that was named: all that is no mbox is taken for a message. A single message in an .eml may have a From_ line. */
export function kindOf(name: string, head: Uint8Array): FileKind {
  const extension = extname(name).toLowerCase();
  return mboxNames.has(extension) || (extension !== '.eml' && isMbox(head)) ? 'mbox' : 'message';
}

/** Of a file that was found in a folder; undefined where it is something else. */
export function kindOfFound(name: string, head: Uint8Array): FileKind | undefined {
  const extension = extname(name).toLowerCase();
  if (kindOf(name, head) === 'mbox') return isMbox(head) ? 'mbox' : undefined;
  if (extension === '.eml') return 'message';
  return isMessage(extension, head) ? 'message' : undefined;
}

/** The first bytes of a file. @throws Node's errors of opening and reading */
export async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(headLength), 0, headLength, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function isMessage(extension: string, head: Uint8Array): boolean {
  const format = detectFormat(head);
  if (format === 'msg') return msgNames.has(extension);
  if (format === 'json') return latin1Text(head).includes(messageJsonFormat);
  return format === 'tnef' || mailField.test(headerOnly.exec(latin1Text(head))?.[0] ?? '');
}
