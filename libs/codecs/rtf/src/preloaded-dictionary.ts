/** What the dictionary holds before the first byte. [MS-OXRTFCP] 2.1.2.1 */
import { asciiBytes } from '@postbus/bytes';

/** Bytes of the dictionary, which is circular. */
export const dictionarySize = 4096;

export const preloadedDictionary: Uint8Array = asciiBytes(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor ' +
    'MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par ' +
    '\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
);
