/** Tags and tokens of code page 19, DocumentLibrary. [MS-ASWBXML] 2.1.2.1.20 */
export const documentLibrary = {
  LinkId: 0x05,
  DisplayName: 0x06,
  IsFolder: 0x07,
  CreationDate: 0x08,
  LastModifiedDate: 0x09,
  IsHidden: 0x0a,
  ContentLength: 0x0b,
  ContentType: 0x0c,
} as const;
