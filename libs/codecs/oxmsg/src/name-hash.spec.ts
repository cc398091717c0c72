import { PSETID_Appointment, PS_INTERNET_HEADERS, PS_PUBLIC_STRINGS } from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { Storage, Stream } from '@postbus/cfb';
import { MsgDefectList } from './msg-defect.ts';
import { crc32, hashStreamId, nameIdentifier } from './name-hash.ts';
import { NamedProperties } from './named-property-storage.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('looking names up, [MS-OXMSG] 2.2.3.2', () => {
  it('takes the CRC-32 without its usual first and last step', () => {
    // The usual CRC-32 of `data` is that of the complement of its first four bytes, complemented.
    const usual = (text: string) => {
      const bytes = Buffer.from(text);
      for (let index = 0; index < 4; index++) bytes[index]! ^= 0xff;
      return ~crc32(bytes) >>> 0;
    };
    expect(usual('123456789')).toBe(0xcbf4_3926);
  });
  it('takes names of Internet headers in lower case, other names as they are', () => {
    const of = (guid: string, name: string) => nameIdentifier({ guid, name });
    expect(of(PS_INTERNET_HEADERS, 'X-Test')).toBe(of(PS_INTERNET_HEADERS, 'x-test'));
    expect(of(PS_PUBLIC_STRINGS, 'X-Test')).not.toBe(of(PS_PUBLIC_STRINGS, 'x-test'));
  });
  it('takes the LID of a name that is a number', () => {
    expect(nameIdentifier({ guid: PSETID_Appointment, lid: 0x8208 })).toBe(0x8208);
  });
  it('has 31 streams from 0x1000 on', () => {
    expect(hashStreamId(0x8208, 3 << 1)).toBe(0x1000 + ((0x8208 ^ 6) % 0x1f));
    expect(hashStreamId(0xffff_ffff, 5)).toBe(0x1000 + ((0xffff_ffff - 5) % 0x1f));
  });
});

/** The string stream is printed there with its length in the wrong order of bytes. */
describe('the entry printed in [MS-OXMSG] 3.2', () => {
  it('is a name at offset 16 of the string stream, with the first GUID of the GUID stream', () => {
    const storage = new Storage('__nameid_version1.0');
    storage.add(new Stream('__substg1.0_00030102', hex('10 00 00 00 07 00 05 00')));
    storage.add(new Stream('__substg1.0_00020102', hex('0862000000000000c000000000000046')));
    storage.add(
      new Stream(
        '__substg1.0_00040102',
        hex(
          '09 92 7D 46 35 2E 7D 1A 41 11 92 72 01 F2 30 12 1C 00 00 00 5A 00 5C 00 91 00 48 00 45 00 44 00 41 00 45 00 52 00 20 00 53 00 49 00 5A 00 44 8A 6F BB 4D 12 52 E4 11 09 91',
        ),
      ),
    );
    const names = new NamedProperties(storage, new MsgDefectList(9));
    expect(names.nameOf(0x8005)).toEqual({
      guid: '00006208-0000-0000-c000-000000000046',
      name: Buffer.from('5A005C0091004800450044004100450052002000530049005A00448A', 'hex').toString('utf16le'),
    });
    expect(names.nameOf(0x8000)).toBeUndefined();
  });
});
