/** TNEF streams put together by hand, from the layout in [MS-OXTNEF] alone: nothing of the codec is used. */

/** A number in `size` bytes, little-endian. */
export function le(value: number | bigint, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0, left = BigInt.asUintN(size * 8, BigInt(value)); at < size; at++, left >>= 8n) {
    bytes[at] = Number(left & 0xffn);
  }
  return bytes;
}

export function zeroEnded(text: string, encoding: BufferEncoding = 'latin1'): Buffer {
  return Buffer.concat([Buffer.from(text, encoding), Buffer.alloc(encoding === 'utf16le' ? 2 : 1)]);
}

export function attribute(level: number, id: number, data: Uint8Array, sum?: number): Buffer {
  const checksum = sum ?? data.reduce((total, byte) => total + byte, 0) % 65536;
  return Buffer.concat([le(level, 1), le(id, 4), le(data.length, 4), data, le(checksum, 2)]);
}

export function stream(...attributes: readonly Uint8Array[]): Buffer {
  return Buffer.concat([le(0x223e9f78, 4), le(1, 2), ...attributes]);
}

export const version = attribute(1, 0x00089006, le(0x00010000, 4));

export function oemCodePage(codePage: number): Buffer {
  return attribute(1, 0x00069007, le(codePage, 8));
}

export function dateTime(...fields: readonly number[]): Buffer {
  return Buffer.concat(fields.map((field) => le(field, 2)));
}

/** A value with its size and padding. */
export function sized(value: Uint8Array): Buffer {
  return Buffer.concat([le(value.length, 4), value, Buffer.alloc(-value.length & 3)]);
}

/** A property: tag, then whatever follows it. */
export function property(tag: number, ...rest: readonly Uint8Array[]): Buffer {
  return Buffer.concat([le(tag, 4), ...rest]);
}

/** The single value of variable size of a property. */
export function variable(tag: number, value: Uint8Array): Buffer {
  return property(tag, le(1, 4), sized(value));
}

export function text(tag: number, value: string): Buffer {
  return variable(tag, zeroEnded(value, 'utf16le'));
}

export function list(...properties: readonly Uint8Array[]): Buffer {
  return Buffer.concat([le(properties.length, 4), ...properties]);
}

export function messageProperties(...properties: readonly Uint8Array[]): Buffer {
  return attribute(1, 0x00069003, list(...properties));
}

/** attAttachRenddata of a file that the text does not place. */
export const renddata = attribute(2, 0x00069002, Buffer.from('0100ffffffff2000200000000000', 'hex'));

export function attachmentProperties(...properties: readonly Uint8Array[]): Buffer {
  return attribute(2, 0x00069005, list(...properties));
}
