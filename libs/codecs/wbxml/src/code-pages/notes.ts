/** Tags and tokens of code page 23, Notes. [MS-ASWBXML] 2.1.2.1.24 */
export const notes = {
  Subject: 0x05,
  MessageClass: 0x06,
  LastModifiedDate: 0x07,
  Categories: 0x08,
  Category: 0x09,
} as const;
