/** ResolveRecipients: finds people, their certificates, pictures and free time. [MS-ASCMD] 2.2.1.15 */
import { type Infer, base64, bytes, dateTime, integer, text, unsignedByte, unsignedInteger } from '../content.ts';
import { container, elements, many, one, optional, some } from '../container.ts';
import { request, response } from '../message.ts';
import { ResolveRecipientsStatus } from '../status/resolve-recipients-status.ts';

/** Which certificates are wanted. [MS-ASCMD] 2.2.1.15 */
export const CertificateRetrieval = { None: 1, Full: 2, Mini: 3 } as const;
export type CertificateRetrieval = (typeof CertificateRetrieval)[keyof typeof CertificateRetrieval];

/** Where a recipient was found. [MS-ASCMD] 2.2.1.15 */
export const RecipientType = { GlobalAddressList: 1, Contacts: 2 } as const;
export type RecipientType = (typeof RecipientType)[keyof typeof RecipientType];

const to = text({ maxLength: 256 });

/** [MS-ASCMD] 2.2.3.125.4 */
const options = container(
  elements('ResolveRecipients', {
    CertificateRetrieval: optional(integer({ min: 1, max: 3 })),
    MaxCertificates: optional(integer({ min: 0, max: 9999 })),
    MaxAmbiguousRecipients: optional(integer({ min: 0, max: 9999 })),
    Availability: optional(
      container(elements('ResolveRecipients', { StartTime: one(dateTime), EndTime: optional(dateTime) })),
    ),
    Picture: optional(
      container(
        elements('ResolveRecipients', { MaxSize: optional(unsignedInteger), MaxPictures: optional(unsignedInteger) }),
      ),
      { since: '14.1' },
    ),
  }),
);

export const resolveRecipientsRequest = request(
  'ResolveRecipients',
  'ResolveRecipients',
  container(elements('ResolveRecipients', { To: some(to, { max: 1000 }), Options: optional(options) })),
  { malformed: ResolveRecipientsStatus.ProtocolError },
);
export type ResolveRecipientsRequest = Infer<typeof resolveRecipientsRequest>;

const status = elements('ResolveRecipients', { Status: one(unsignedInteger) });

const certificates = container({
  ...status,
  ...elements('ResolveRecipients', {
    CertificateCount: optional(unsignedInteger),
    RecipientCount: optional(unsignedInteger),
    Certificate: many(base64),
    MiniCertificate: many(base64),
  }),
});

const recipient = container(
  elements('ResolveRecipients', {
    Type: one(unsignedByte),
    DisplayName: one(text()),
    EmailAddress: one(text()),
    /** MergedFreeBusy has a digit for each half hour. [MS-ASCMD] 2.2.1.15 */
    Availability: optional(
      container({ ...status, ...elements('ResolveRecipients', { MergedFreeBusy: optional(text()) }) }),
    ),
    Certificates: optional(certificates),
    Picture: many(container({ ...status, ...elements('ResolveRecipients', { Data: optional(bytes) }) }), {
      since: '14.1',
    }),
  }),
);

export const resolveRecipientsResponse = response(
  'ResolveRecipients',
  'ResolveRecipients',
  container({
    ...status,
    ...elements('ResolveRecipients', {
      Response: many(
        container({
          ...elements('ResolveRecipients', { To: one(to) }),
          ...status,
          ...elements('ResolveRecipients', { RecipientCount: optional(unsignedInteger), Recipient: many(recipient) }),
        }),
      ),
    }),
  }),
);
export type ResolveRecipientsResponse = Infer<typeof resolveRecipientsResponse>;
