/** Global tokens and the header of a document. [MS-ASWBXML] 2.1.2.2, WBXML 1.3 sections 5.4 and 7.1 */
export const SWITCH_PAGE = 0x00;
export const END = 0x01;
export const STR_I = 0x03;
export const LITERAL = 0x04;
export const STR_T = 0x83;
export const OPAQUE = 0xc3;

/** Bits of a tag byte: it has attributes, it has content; the rest is the token. WBXML 1.3 section 5.8.2 */
export const ATTRIBUTE_BIT = 0x80;
export const CONTENT_BIT = 0x40;
export const TOKEN_MASK = 0x3f;
/** Tokens below this number are global. */
export const FIRST_TAG = 0x05;

/** Version 1.3, public identifier "unknown", UTF-8, no string table. [MS-ASWBXML] 2.1.1 */
export const HEADER = [0x03, 0x01, 0x6a, 0x00] as const;
/** The MIBenum of UTF-8. */
export const UTF_8 = 0x6a;
