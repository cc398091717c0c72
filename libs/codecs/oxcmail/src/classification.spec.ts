import {
  PidLidClassification,
  PidLidClassificationKeep,
  PidLidClassified,
  PidTagAutoResponseSuppress,
  PropertyBag,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { toMessageObject, toMime } from './index.ts';

const convert = (source: Uint8Array) => toMessageObject(parseMime(source)).properties;
const header = (...fields: string[]) => convert(new Uint8Array(Buffer.from(`${fields.join('\r\n')}\r\n\r\n`)));

describe('classification, [MS-OXCMAIL] 2.2.3.2.22', () => {
  const others = ['X-Microsoft-Classification: Secret', 'X-Microsoft-ClassKeep: true'];
  it('takes classification over only where the message says that it is classified', () => {
    const classified = header('X-Microsoft-Classified: true', ...others);
    expect(classified.get(PidLidClassified)).toBe(true);
    expect(classified.get(PidLidClassification)).toBe('Secret');
    expect(classified.get(PidLidClassificationKeep)).toBe(true);
    expect(header('X-Microsoft-Classified: false', ...others).has(PidLidClassification)).toBe(false);
    expect(header(...others).has(PidLidClassification)).toBe(false);
  });
  it('is written again', () => {
    const properties = header('X-Microsoft-Classified: true', ...others);
    expect(convert(toMime({ properties, recipients: [], attachments: [] })).get(PidLidClassification)).toBe('Secret');
  });
});

describe('automatic responses, [MS-OXCMAIL] 2.1.3.2.20', () => {
  it.each([
    [0x1, 'DR'],
    [0x14, 'RN, OOF'],
    [0x3f, 'DR, NDR, RN, NRN, OOF, AutoReply'],
    [-1, 'All'],
    [0, 'None'],
  ])('writes X-Auto-Response-Suppress for the bits that are set: %d', (bits, value) => {
    const properties = new PropertyBag().set(PidTagAutoResponseSuppress, bits);
    const written = parseMime(toMime({ properties, recipients: [], attachments: [] }));
    expect(written.headers.first('X-Auto-Response-Suppress')?.value).toBe(value);
  });
});
