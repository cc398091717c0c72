/** Tags and tokens of code page 11, ValidateCert. [MS-ASWBXML] 2.1.2.1.12 */
export const validateCert = {
  ValidateCert: 0x05,
  Certificates: 0x06,
  Certificate: 0x07,
  CertificateChain: 0x08,
  CheckCrl: 0x09,
  Status: 0x0a,
} as const;
