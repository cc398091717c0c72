/** Values of single fields. SMPP 3.4 5.2.4 to 5.2.7, 5.2.14, 5.2.19 */

/** interface_version of this document. 5.2.4 */
export const interfaceVersion = 0x34;

/** Type of number. 5.2.5 */
export const TypeOfNumber = {
  Unknown: 0,
  International: 1,
  National: 2,
  NetworkSpecific: 3,
  SubscriberNumber: 4,
  Alphanumeric: 5,
  Abbreviated: 6,
} as const;
export type TypeOfNumber = (typeof TypeOfNumber)[keyof typeof TypeOfNumber];

/** Numbering plan. 5.2.6 */
export const NumberingPlan = {
  Unknown: 0,
  Isdn: 1,
  Data: 3,
  Telex: 4,
  LandMobile: 6,
  National: 8,
  Private: 9,
  Ermes: 10,
  Internet: 14,
  WapClientId: 18,
} as const;
export type NumberingPlan = (typeof NumberingPlan)[keyof typeof NumberingPlan];

/** priority_flag of GSM is a bit, of other networks a level. 5.2.14 */
export const highestPriority = 3;

/** Values of data_coding that are no group of 3GPP TS 23.038. 5.2.19 */
export const SmppDataCoding = {
  SmscDefault: 0x00,
  Ia5: 0x01,
  Octets: 0x02,
  Latin1: 0x03,
  OctetsOfTdma: 0x04,
  Jis: 0x05,
  Cyrillic: 0x06,
  Hebrew: 0x07,
  Ucs2: 0x08,
  Pictogram: 0x09,
  MusicCodes: 0x0a,
  ExtendedKanji: 0x0d,
  Ksc5601: 0x0e,
} as const;

/** What the octets of a message are; `smsc-default` is what the carrier says, in most the 7 bit alphabet. */
export type MessageCharset =
  | 'smsc-default'
  | 'ascii'
  | 'octets'
  | 'iso-8859-1'
  | 'shift_jis'
  | 'iso-8859-5'
  | 'iso-8859-8'
  | 'ucs2'
  | 'pictogram'
  | 'iso-2022-jp'
  | 'euc-jp'
  | 'euc-kr'
  | 'reserved';

const charsets: readonly MessageCharset[] = [
  'smsc-default',
  'ascii',
  'octets',
  'iso-8859-1',
  'octets',
  'shift_jis',
  'iso-8859-5',
  'iso-8859-8',
  'ucs2',
  'pictogram',
  'iso-2022-jp',
  'reserved',
  'reserved',
  'euc-jp',
  'euc-kr',
  'reserved',
];
const generalAlphabets = ['smsc-default', 'octets', 'ucs2', 'reserved'] as const;

/**
 * The character set of a data_coding. 0xc0 and above are the groups of 3GPP TS 23.038, as 5.2.19 says; 0x10 to 0x7f,
 * which it reserves, carriers use as the general group there (0x10 a text shown at once, 0x18 that in UCS-2).
 */
export function charsetOf(dataCoding: number): MessageCharset {
  if (dataCoding < 0x10) return charsets[dataCoding]!;
  if (dataCoding < 0x80) return generalAlphabets[((dataCoding >>> 2) & 0x03) as 0 | 1 | 2 | 3];
  if (dataCoding < 0xc0) return 'reserved';
  if (dataCoding < 0xe0) return 'smsc-default';
  if (dataCoding < 0xf0) return 'ucs2';
  return (dataCoding & 0x04) === 0 ? 'smsc-default' : 'octets';
}
