/** Status codes. 3GPP TS 23.140 8.7 */

export interface Mm7Status {
  /** Four digits; the first tells the class. */
  readonly code: number;
  /** In words of the one who answers; the name of the code is written where it is absent, for the schema has it in each. */
  readonly text?: string;
  /** The text of what stands in Details. */
  readonly details?: string;
}

interface Meaning {
  readonly name: string;
  /** Whether the same request may succeed later. */
  readonly isRetryable: boolean;
}

/** Where the specification says that a request is not to be sent again, or that it is at fault itself, it is not. */
const meanings: Readonly<Record<number, Meaning>> = {
  1000: final('Success'),
  1100: final('Partial success'),
  2000: final('Client error'),
  2001: final('Operation restricted'),
  2002: final('Address error'),
  2003: final('Address not found'),
  2004: final('Multimedia content refused'),
  2005: final('Message ID not found'),
  2006: final('LinkedID not found'),
  2007: final('Message format corrupt'),
  2008: final('Application ID not found'),
  2009: final('Reply application ID not found'),
  3000: passing('Server error'),
  3001: final('Not possible'),
  3002: final('Message rejected'),
  3003: final('Multiple addresses not supported'),
  3004: final('Application addressing not supported'),
  4000: passing('General service error'),
  4001: final('Improper identification'),
  4002: final('Unsupported version'),
  4003: final('Unsupported operation'),
  4004: final('Validation error'),
  4005: final('Service error'),
  4006: passing('Service unavailable'),
  4007: final('Service denied'),
  4008: final('Application denied'),
};

export const Mm7StatusCode = {
  success: 1000,
  partialSuccess: 1100,
  clientError: 2000,
  operationRestricted: 2001,
  addressError: 2002,
  addressNotFound: 2003,
  contentRefused: 2004,
  messageIdNotFound: 2005,
  linkedIdNotFound: 2006,
  formatCorrupt: 2007,
  applicationIdNotFound: 2008,
  replyApplicationIdNotFound: 2009,
  serverError: 3000,
  notPossible: 3001,
  messageRejected: 3002,
  multipleAddressesNotSupported: 3003,
  applicationAddressingNotSupported: 3004,
  generalServiceError: 4000,
  improperIdentification: 4001,
  unsupportedVersion: 4002,
  unsupportedOperation: 4003,
  validationError: 4004,
  serviceError: 4005,
  serviceUnavailable: 4006,
  serviceDenied: 4007,
  applicationDenied: 4008,
} as const;

/** The name of `code`; of one that is not known, that of its class; undefined for none of the four classes. */
export function statusName(code: number): string | undefined {
  return meaningOf(code)?.name;
}

/** Whether the same request may succeed later. A code that is not known counts as the first of its class. */
export function isRetryableStatus(code: number): boolean {
  return meaningOf(code)?.isRetryable ?? false;
}

/** Whether the request was carried out, for some of the recipients at least. */
export function isSuccess(code: number): boolean {
  return Math.floor(code / 1000) === 1;
}

function meaningOf(code: number): Meaning | undefined {
  return meanings[code] ?? meanings[Math.floor(code / 1000) * 1000];
}

function final(name: string): Meaning {
  return { name, isRetryable: false };
}

function passing(name: string): Meaning {
  return { name, isRetryable: true };
}
