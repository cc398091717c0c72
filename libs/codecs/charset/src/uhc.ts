/**
 * Unified Hangul Code, Windows code page 949: EUC-KR with all other Hangul syllables, which fill what is left of the
 * pairs in the order of Unicode. TextDecoder of some engines has EUC-KR only. WHATWG Encoding Standard, index-euc-kr
 */
import { type DoubleByteTable, cellIndex, gr, tableOfTextDecoder } from './double-byte-table.ts';

const firstLead = 0x81;
const firstSyllable = 0xac00;
const lastSyllable = 0xd7a3;
/** KS X 1001 */
const standardSyllables = 2350;

let standard: DoubleByteTable | undefined;
let unified: DoubleByteTable | undefined;

/** KS X 1001 with the euro sign and the registered sign, which it got in 1998. */
export function ksX1001(): DoubleByteTable {
  if (standard !== undefined) return standard;
  standard = tableOfTextDecoder('euc-kr', gr, gr);
  standard[cellIndex(0xa2, 0xe6)] = 0x20ac;
  standard[cellIndex(0xa2, 0xe7)] = 0xae;
  return standard;
}

/** Code page 949. */
export function uhcTable(): DoubleByteTable {
  if (unified !== undefined) return unified;
  unified = ksX1001().slice();
  const inStandard = new Set(unified);
  let syllable = firstSyllable;
  for (const [lead, trail] of extensionPairs()) {
    while (inStandard.has(syllable)) syllable++;
    unified[cellIndex(lead, trail)] = syllable++;
  }
  return unified;
}

/** The pairs outside EUC-KR, in order, as many as there are syllables left for them. */
function extensionPairs(): [lead: number, trail: number][] {
  const pairs: [number, number][] = [];
  const syllables = lastSyllable - firstSyllable + 1 - standardSyllables;
  for (let lead = firstLead; pairs.length < syllables; lead++) {
    const lastTrail = lead < 0xa1 ? 0xfe : 0xa0;
    for (let trail = 0x41; trail <= lastTrail && pairs.length < syllables; trail++) {
      if (trail <= 0x5a || (trail >= 0x61 && trail <= 0x7a) || trail >= 0x81) pairs.push([lead, trail]);
    }
  }
  return pairs;
}
