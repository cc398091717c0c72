/** The base64-encoded query value. [MS-ASHTTP] 2.2.1.1.1.1 */
import {
  ByteReader,
  ByteWriter,
  BytesError,
  asciiText,
  fromBase64,
  toBase64,
  toHex,
  utf8Bytes,
  utf8Text,
} from '@postbus/bytes';
import { commandCodes, commandWithCode } from './command-codes.ts';
import type { CommandParameters, CommandRequestLine } from './command-request-line.ts';
import { checkedDeviceId, checkedDeviceType } from './device.ts';
import { type ReadOfRequestLine, RequestLineError } from './request-line-error.ts';

/** Tags of the command parameters. [MS-ASHTTP] 2.2.1.1.1.1.3 */
const tags = { attachmentName: 0, collectionId: 1, itemId: 3, longId: 4, occurrence: 6, options: 7, user: 8 } as const;
const textTags = new Map<number, 'attachmentName' | 'collectionId' | 'itemId' | 'longId' | 'occurrence'>([
  [tags.attachmentName, 'attachmentName'],
  [tags.collectionId, 'collectionId'],
  [tags.itemId, 'itemId'],
  [tags.longId, 'longId'],
  [tags.occurrence, 'occurrence'],
]);
const saveInSent = 0x01;
const acceptMultiPart = 0x02;

/**
 * Reads a base64 or base64url value, with or without padding.
 * @throws {RequestLineError}
 */
export function decodeBase64Query(query: string): CommandRequestLine {
  try {
    return readFields(new ByteReader(fromBase64(query.replaceAll(/%(2B|2F|3D)/gi, decodeURIComponent))));
  } catch (error) {
    if (!(error instanceof BytesError)) throw error;
    throw new RequestLineError('malformed', 'query', error.message);
  }
}

function readFields(reader: ByteReader): CommandRequestLine {
  const version = reader.uint8();
  const code = reader.uint8();
  const command = commandWithCode(code);
  if (command === undefined)
    throw new RequestLineError('unknown-command', 'Command code', `there is no command ${code}`);
  const protocolVersion = `${Math.floor(version / 10)}.${version % 10}`;
  const read = { command, protocolVersion };
  const locale = reader.uint16();
  const deviceId = deviceIdText(reader.take(reader.uint8()), read);
  const policyKey = readPolicyKey(reader);
  const deviceType = checkedDeviceType(asciiText(reader.take(reader.uint8())), read);
  return {
    command,
    deviceId,
    deviceType,
    ...readParameters(reader),
    protocolVersion,
    locale,
    ...(policyKey === undefined ? {} : { policyKey }),
  };
}

/** A string, or the bytes of a GUID, which stand for their hexadecimal digits. */
function deviceIdText(bytes: Uint8Array, read: ReadOfRequestLine): string {
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return checkedDeviceId(isText ? asciiText(bytes) : toHex(bytes).toUpperCase(), read);
}

function readPolicyKey(reader: ByteReader): number | undefined {
  const length = reader.uint8();
  if (length === 0) return undefined;
  if (length === 4) return reader.uint32();
  throw new RequestLineError('malformed', 'Policy key', `${length} bytes, 0 or 4 are expected`);
}

/** Parameters with a tag that is not known are passed over. */
function readParameters(reader: ByteReader): { parameters: CommandParameters; user?: string } {
  const texts: Partial<Record<'attachmentName' | 'collectionId' | 'itemId' | 'longId' | 'occurrence', string>> = {};
  let options = 0;
  let user: string | undefined;
  while (reader.remaining > 0) {
    const tag = reader.uint8();
    const value = reader.take(reader.uint8());
    const name = textTags.get(tag);
    if (name !== undefined) texts[name] = utf8Text(value);
    else if (tag === tags.options) options = value[0] ?? 0;
    else if (tag === tags.user) user = utf8Text(value);
  }
  return {
    parameters: {
      ...texts,
      saveInSent: (options & saveInSent) !== 0,
      acceptMultiPart: (options & acceptMultiPart) !== 0,
    },
    ...(user === undefined ? {} : { user }),
  };
}

/**
 * Writes a query in the base64 form, as a phone sends it.
 * @throws {RequestLineError} `malformed` where a value is longer than 255 bytes, or the version is missing
 */
export function encodeBase64Query(line: CommandRequestLine): string {
  const writer = new ByteWriter()
    .uint8(versionByte(line.protocolVersion))
    .uint8(commandCodes[line.command])
    .uint16(line.locale ?? 0);
  writeSized(writer, 'DeviceId', checkedDeviceId(line.deviceId));
  if (line.policyKey === undefined) writer.uint8(0);
  else writer.uint8(4).uint32(line.policyKey);
  writeSized(writer, 'DeviceType', checkedDeviceType(line.deviceType));
  writeParameters(writer, line);
  return toBase64(writer.finish());
}

function versionByte(version: string | undefined): number {
  const parts = /^(\d{1,2})\.(\d)$/.exec(version ?? '');
  if (parts === null) throw new RequestLineError('malformed', 'Protocol version', 'the base64 form needs it');
  return Number(parts[1]) * 10 + Number(parts[2]);
}

function writeParameters(writer: ByteWriter, { parameters, user }: CommandRequestLine): void {
  for (const [tag, name] of textTags) {
    const value = parameters[name];
    if (value !== undefined) writeSized(writer.uint8(tag), name, value);
  }
  const options = (parameters.saveInSent ? saveInSent : 0) | (parameters.acceptMultiPart ? acceptMultiPart : 0);
  if (options !== 0) writer.uint8(tags.options).uint8(1).uint8(options);
  if (user !== undefined) writeSized(writer.uint8(tags.user), 'User', user);
}

function writeSized(writer: ByteWriter, name: string, text: string): void {
  const bytes = utf8Bytes(text);
  if (bytes.length > 255) throw new RequestLineError('malformed', name, `${bytes.length} bytes, 255 are allowed`);
  writer.uint8(bytes.length).bytes(bytes);
}
