/** A text as the parts that a carrier takes: alphabet, tables and cuts by the channel. 3GPP TS 23.040 9.2.3.24 */
import { toBase64 } from '@postbus/bytes';
import type { CarrierSubmission } from '@postbus/domain';
import {
  type SegmentOptions,
  SmsError,
  type TextSegment,
  countText,
  encodeGsm,
  encodeUcs2,
  segmentText,
  transliterate,
} from '@postbus/sms';
import type { SmppSettings } from './smpp-settings.ts';

export type EncodingSettings = Pick<
  SmppSettings,
  'alphabet' | 'transliterate' | 'lockingShifts' | 'singleShifts' | 'longMessages' | 'referenceBits' | 'mostParts'
>;

export interface PartsPlan {
  readonly userData: NonNullable<CarrierSubmission['userData']>;
  /** The reference that the parts have in common; absent where there is one. */
  readonly reference?: number;
}

/** data_coding by 3GPP TS 23.038. */
const gsmCoding = 0x00;
const ucs2Coding = 0x08;
/** What message_payload holds. SMPP 3.4 5.3.2.32 */
const longestPayload = 0xffff;

/**
 * The parts of `text`.
 *
 * @param reference asked for one where there are several parts, from 0 to 65535
 * @throws {SmsError} `too-many-parts` above the settings' most
 */
export async function planParts(
  text: string,
  settings: EncodingSettings,
  reference: () => Promise<number>,
): Promise<PartsPlan> {
  const options = textOptions(text, settings);
  const { parts, encoding } = countText(options.text, options);
  if (parts > settings.mostParts)
    throw new SmsError('too-many-parts', 0, `${parts} parts, ${settings.mostParts} allowed`);
  if (
    parts > 1 &&
    settings.longMessages === 'payload' &&
    encoding.locking === undefined &&
    encoding.single === undefined
  )
    return { userData: [wholeText(options.text, encoding.alphabet)] };
  if (parts === 1) return { userData: segmentText(options.text, options).map(userDataOf) };
  const chosen = (await reference()) % 2 ** options.referenceBits;
  return { userData: segmentText(options.text, { ...options, reference: chosen }).map(userDataOf), reference: chosen };
}

type PlannedText = SegmentOptions & { readonly text: string; readonly referenceBits: 8 | 16 };

/** An alphabet of the carrier's own has no national tables, and UCS-2 is for what it lacks. */
function textOptions(text: string, settings: EncodingSettings): PlannedText {
  const { lockingShifts, singleShifts, alphabet } = settings;
  const shared = { referenceBits: settings.referenceBits === '16' ? 16 : 8, keepGraphemes: true } as const;
  if (alphabet === 'gsm')
    return { ...shared, text, lockingShifts, singleShifts, transliterate: settings.transliterate };
  const written = [text, ...(settings.transliterate ? readingAlike(text) : [])].find((one) => isIn(one, alphabet));
  return written === undefined ? { ...shared, text, alphabet: 'ucs2' } : { ...shared, text: written, alphabet: 'gsm' };
}

/** As the 7 bit alphabet has it, and without any accents. */
function readingAlike(text: string): string[] {
  const alike = transliterate(text);
  return [alike, alike.normalize('NFD').replaceAll(/\p{M}/gu, '')];
}

/** Whether both the 7 bit alphabet, which parts are counted and kept by, and the carrier's have all of it. */
function isIn(text: string, alphabet: 'latin-1' | 'ascii'): boolean {
  const most = alphabet === 'ascii' ? 0x7f : 0xff;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > most) return false;
  try {
    encodeGsm(text);
    return true;
  } catch (error) {
    if (error instanceof SmsError) return false;
    throw error;
  }
}

/** @throws {SmsError} `too-many-parts` where message_payload cannot hold it */
function wholeText(text: string, alphabet: 'gsm' | 'ucs2') {
  const body = alphabet === 'gsm' ? encodeGsm(text) : encodeUcs2(text);
  if (body.length > longestPayload) throw new SmsError('too-many-parts', 0, 'longer than a payload');
  return { dataCoding: alphabet === 'gsm' ? gsmCoding : ucs2Coding, header: '', body: toBase64(body) };
}

function userDataOf({ dataCoding, header, body }: TextSegment) {
  return { dataCoding, header: toBase64(header), body: toBase64(body) };
}
