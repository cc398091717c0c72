/** ValidateCert: asks the server whether certificates are valid. [MS-ASCMD] 2.2.1.22 */
import { type Infer, base64, boolean, unsignedInteger } from '../content.ts';
import { container, elements, list, many, one, optional } from '../container.ts';
import { request, response } from '../message.ts';
import { ValidateCertStatus } from '../status/validate-cert-status.ts';

export const validateCertRequest = request(
  'ValidateCert',
  'ValidateCert',
  container(
    elements('ValidateCert', {
      /** Certificates between those to check and a root. */
      CertificateChain: optional(list('ValidateCert', 'Certificate', base64, { min: 1 })),
      Certificates: one(list('ValidateCert', 'Certificate', base64, { min: 1 })),
      CheckCrl: optional(boolean),
    }),
  ),
  { malformed: ValidateCertStatus.ProtocolError },
);
export type ValidateCertRequest = Infer<typeof validateCertRequest>;

export const validateCertResponse = response(
  'ValidateCert',
  'ValidateCert',
  container(
    elements('ValidateCert', {
      Status: one(unsignedInteger),
      /** One for each certificate asked about, in their order. */
      Certificate: many(container(elements('ValidateCert', { Status: many(unsignedInteger) }))),
    }),
  ),
);
export type ValidateCertResponse = Infer<typeof validateCertResponse>;
