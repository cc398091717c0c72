/** .msg files, written. [MS-OXMSG] */
import { CfbError, Storage, writeCompoundFile } from '@postbus/cfb';
import type { MessageObject } from '@postbus/mapi';
import { MsgError } from './msg-error.ts';
import { NamedPropertyWriter } from './named-property-writer.ts';
import { namelessIds, writeMessage } from './write-message.ts';
import type { WriteMsgOptions } from './write-options.ts';

/** The CLSID by which Outlook knows its files. */
const messageClsid = '00020d0b-0000-0000-c000-000000000046';

/**
 * The .msg file of `message`. Where they are absent it adds what a file cannot be opened without: PidTagMessageClass,
 * PidTagStoreSupportMask, PidTagMessageCodepage of ANSI messages, PidTagRowid of recipients, PidTagAttachNumber and
 * PidTagAttachMethod of attachments.
 *
 * @throws {MsgError} `value-not-resolved` for a value outside the message without `options.resolve`;
 *   `value-not-of-type`, `name-invalid`, `too-deep`, `too-many-names`; `too-large` from 2 GB on
 * @throws what `options.resolve` throws
 */
export function writeMsg(message: MessageObject, options: WriteMsgOptions = {}): Uint8Array<ArrayBuffer> {
  try {
    return write(message, options, false);
  } catch (error) {
    // A value outside was longer or shorter than it said: its true length is known only once it is read.
    if (isCfbError(error, 'stream-size')) return write(message, options, true);
    throw error;
  }
}

function write(message: MessageObject, options: WriteMsgOptions, eager: boolean): Uint8Array<ArrayBuffer> {
  const root = new Storage('Root Entry', { clsid: messageClsid });
  const names = new NamedPropertyWriter(namelessIds(message));
  writeMessage({ options, names, eager }, message, { storage: root, path: '', depth: 0 });
  root.add(names.storage());
  try {
    return writeCompoundFile(root, options.version === undefined ? {} : { version: options.version });
  } catch (error) {
    if (isCfbError(error, 'too-large')) throw new MsgError('too-large', '/', error.message, { cause: error });
    throw error;
  }
}

function isCfbError(error: unknown, code: CfbError['code']): error is CfbError {
  return error instanceof CfbError && error.code === code;
}
