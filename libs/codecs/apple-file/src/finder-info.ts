/** Finder Info of AppleSingle, 32 bytes: FInfo and FXInfo. RFC 1740, appendix A */
import type { MacFile } from './mac-file.ts';
import { fourBytes, macRomanText } from './mac-roman.ts';

export type FinderInfo = Pick<
  MacFile,
  'type' | 'creator' | 'finderFlags' | 'extendedFlags' | 'script' | 'location' | 'folder'
>;
const finderInfoLength = 32;

/** What is cut off counts as zero. */
export function readFinderInfo(entry: Uint8Array): FinderInfo {
  const whole = new Uint8Array(finderInfoLength);
  whole.set(entry.subarray(0, finderInfoLength));
  const view = new DataView(whole.buffer);
  return {
    type: macRomanText(whole.subarray(0, 4)),
    creator: macRomanText(whole.subarray(4, 8)),
    finderFlags: view.getUint16(8),
    location: { vertical: view.getInt16(10), horizontal: view.getInt16(12) },
    folder: view.getInt16(14),
    script: view.getUint8(24),
    extendedFlags: view.getUint8(25),
  };
}

export function finderInfoOf(file: FinderInfo): Uint8Array {
  const bytes = new Uint8Array(finderInfoLength);
  const view = new DataView(bytes.buffer);
  bytes.set(fourBytes(file.type), 0);
  bytes.set(fourBytes(file.creator), 4);
  view.setUint16(8, file.finderFlags);
  view.setInt16(10, file.location.vertical);
  view.setInt16(12, file.location.horizontal);
  view.setInt16(14, file.folder);
  view.setUint8(24, file.script);
  view.setUint8(25, file.extendedFlags);
  return bytes;
}
