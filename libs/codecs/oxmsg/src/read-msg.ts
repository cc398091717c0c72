/** .msg files, read. [MS-OXMSG] */
import { CfbError, type CompoundFile, isCompoundFile, readCompoundFile } from '@postbus/cfb';
import type { MessageObject } from '@postbus/mapi';
import { type MsgDefect, MsgDefectList } from './msg-defect.ts';
import { MsgError } from './msg-error.ts';
import { NamedProperties } from './named-property-storage.ts';
import { isMessage, readMessage } from './read-message.ts';
import { attachmentIndexOf, namedPropertyStorageName, recipientIndexOf, tagOfStreamName } from './storage-name.ts';

export interface ReadMsgOptions {
  /** Messages in messages; stops a file whose depth exhausts the stack. 100 unless told. */
  readonly maxDepth?: number;
  /** Defects listed; stops a file whose report is larger than itself. 1000 unless told. */
  readonly maxDefects?: number;
}

export interface ReadMsg {
  readonly message: MessageObject;
  /** What was wrong with the file; empty for a sound one. */
  readonly defects: readonly MsgDefect[];
}

/**
 * The message of a .msg file. Strings are PtypString whether the file is Unicode or ANSI; values of types that
 * [MS-OXCDATA] does not have are kept as their bytes. Values are views of `bytes` where they lie there in one piece.
 *
 * @throws {MsgError} `not-a-msg` where there is no compound file or no message in it
 */
export function readMsg(bytes: Uint8Array, options: ReadMsgOptions = {}): ReadMsg {
  const defects = new MsgDefectList(options.maxDefects ?? 1000);
  const maxDepth = options.maxDepth ?? 100;
  const { root, defects: fileDefects } = openCompoundFile(bytes, maxDepth, options.maxDefects);
  for (const { code, message, offset } of fileDefects) defects.add(code, '/', message, offset);
  if (!isMessage(root) && !hasPartsOfMessage(root))
    throw new MsgError('not-a-msg', '/', 'a compound file of another kind');
  const names = new NamedProperties(root.storage(namedPropertyStorageName), defects);
  const message = readMessage({ names, defects, maxDepth }, { storage: root, path: '', depth: 0 });
  return { message, defects: defects.list };
}

/** Whether `bytes` are a compound file with the property stream of a message. */
export function isMsg(bytes: Uint8Array): boolean {
  if (!isCompoundFile(bytes)) return false;
  try {
    return isMessage(readCompoundFile(bytes).root);
  } catch (error) {
    if (error instanceof CfbError) return false;
    throw error;
  }
}

/** An embedded message lies two storages deeper; what is beyond is for OLE objects. */
function openCompoundFile(bytes: Uint8Array, maxDepth: number, maxDefects = 1000): CompoundFile {
  try {
    return readCompoundFile(bytes, { maxDepth: maxDepth * 2 + 50, maxDefects });
  } catch (error) {
    if (error instanceof CfbError) throw new MsgError('not-a-msg', '/', error.message, { cause: error });
    throw error;
  }
}

/** What is left of a message whose property stream is lost. */
function hasPartsOfMessage(root: CompoundFile['root']): boolean {
  for (const { name } of root)
    if (tagOfStreamName(name) ?? recipientIndexOf(name) ?? attachmentIndexOf(name) !== undefined) return true;
  return root.storage(namedPropertyStorageName) !== undefined;
}
