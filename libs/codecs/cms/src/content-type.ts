/** Content types of CMS. RFC 5652 4 to 9, RFC 3274 1.1, RFC 5083 1.1 */
export const ContentType = {
  Data: '1.2.840.113549.1.7.1',
  SignedData: '1.2.840.113549.1.7.2',
  EnvelopedData: '1.2.840.113549.1.7.3',
  EncryptedData: '1.2.840.113549.1.7.6',
  CompressedData: '1.2.840.113549.1.9.16.1.9',
  AuthEnvelopedData: '1.2.840.113549.1.9.16.1.23',
} as const;
