/** The plain text query value. [MS-ASHTTP] 2.2.1.1.1.2 */
import { isCommandName } from './command-codes.ts';
import type { CommandRequestLine } from './command-request-line.ts';
import { checkedDeviceId, checkedDeviceType } from './device.ts';
import { RequestLineError } from './request-line-error.ts';

/** Texts that only some commands have, by the name of the parameter. [MS-ASHTTP] 2.2.1.1.1.2.5 */
const commandParameters = [
  ['AttachmentName', 'attachmentName'],
  ['CollectionId', 'collectionId'],
  ['ItemId', 'itemId'],
  ['LongId', 'longId'],
  ['Occurrence', 'occurrence'],
] as const;

/**
 * Reads `Cmd=…&User=…&DeviceId=…&DeviceType=…` in any order; parameters that are not known are passed over.
 * @throws {RequestLineError}
 */
export function decodePlainQuery(query: string): CommandRequestLine {
  const values = parameterValues(query);
  const command = required(values, 'Cmd');
  if (!isCommandName(command)) throw new RequestLineError('unknown-command', 'Cmd', 'there is no such command');
  const user = values.get('user');
  const texts = commandParameters.flatMap(([name, key]) => {
    const value = values.get(name.toLowerCase());
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    command,
    deviceId: checkedDeviceId(values.get('deviceid') ?? '', { command }),
    deviceType: checkedDeviceType(values.get('devicetype') ?? '', { command }),
    parameters: {
      ...Object.fromEntries(texts),
      saveInSent: values.get('saveinsent')?.toUpperCase() === 'T',
      acceptMultiPart: false,
    },
    ...(user === undefined ? {} : { user }),
  };
}

function required(values: ReadonlyMap<string, string>, name: string): string {
  const value = values.get(name.toLowerCase());
  if (value === undefined) throw new RequestLineError('missing-parameter', name, 'the parameter is missing');
  return value;
}

function parameterValues(query: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const parameter of query.split('&')) {
    if (parameter === '') continue;
    const equals = parameter.indexOf('=');
    const name = (equals === -1 ? parameter : parameter.slice(0, equals)).toLowerCase();
    if (values.has(name)) throw new RequestLineError('repeated-parameter', name, 'the parameter comes twice');
    values.set(name, percentDecoded(equals === -1 ? '' : parameter.slice(equals + 1), name));
  }
  return values;
}

function percentDecoded(text: string, name: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RequestLineError('malformed', name, 'the percent-encoding is broken');
  }
}

/** Writes a query in the plain form; version, locale and policy key travel in headers. */
export function encodePlainQuery(line: CommandRequestLine): string {
  const { parameters } = line;
  const texts = commandParameters.map(([name, key]) => [name, parameters[key]] as const);
  return [
    ['Cmd', line.command] as const,
    ['User', line.user] as const,
    ['DeviceId', checkedDeviceId(line.deviceId)] as const,
    ['DeviceType', checkedDeviceType(line.deviceType)] as const,
    ...texts,
    ['SaveInSent', parameters.saveInSent ? 'T' : undefined] as const,
  ]
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
}
