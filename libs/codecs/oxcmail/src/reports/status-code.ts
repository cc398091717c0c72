/** Status codes and the codes of X.400 that Message objects carry. [MS-OXCMAIL] 2.2.3.7.1.3, 2.1.3.6.1.2; RFC 3463 */
import type { DeliveryAction } from './report-class.ts';

export interface StatusCode {
  /** 2 success, 4 for a time, 5 for good. */
  readonly kind: number;
  readonly subject: number;
  readonly detail: number;
  /** As it stands: `5.7.12`. */
  readonly text: string;
}

/** Values of PidTagNonDeliveryReportDiagCode and PidTagNonDeliveryReportReasonCode. [MS-OXOMSG] 2.2.2.30, 2.2.2.31 */
export interface NonDeliveryCodes {
  readonly diagnostic: number;
  readonly reason: number;
}

/** Diagnostics of X.411, by the names of MAPI without MAPI_DIAG. */
const Diagnostic = {
  noDiagnostic: -1,
  orNameUnrecognized: 0,
  orNameAmbiguous: 1,
  mtsCongested: 2,
  loopDetected: 3,
  maximumTimeExpired: 5,
  impracticalToConvert: 8,
  prohibitedToConvert: 9,
  parametersInvalid: 11,
  lengthConstraintViolated: 13,
  contentTypeUnsupported: 15,
  tooManyRecipients: 16,
  noBilateralAgreement: 17,
  criticalFunctionUnsupported: 18,
  multipleInfoLosses: 25,
  reassignmentProhibited: 26,
  expansionProhibited: 28,
  submissionProhibited: 29,
  expansionFailed: 30,
  mailAddressIncorrect: 32,
  mailRecipientUnknown: 35,
  mailRefused: 38,
  mailRecipientMoved: 40,
  secureMessagingError: 46,
  number48: 48,
} as const;
const Reason = {
  transferFailed: 0,
  transferImpossible: 1,
  conversionNotPerformed: 2,
  directoryOperationFailed: 6,
} as const;

type Codes = readonly [diagnostic: number, reason?: number];
const none: Codes = [Diagnostic.noDiagnostic];

/** By the subject of a status code, then by its detail; `any` is for details that are not named. */
const codesByStatus: Readonly<Record<number, Readonly<Record<number, Codes>> & { readonly any: Codes }>> = {
  1: {
    1: [Diagnostic.mailRecipientUnknown, Reason.transferImpossible],
    2: [Diagnostic.number48],
    3: [Diagnostic.mailAddressIncorrect],
    4: [Diagnostic.orNameAmbiguous],
    6: [Diagnostic.mailRecipientMoved],
    any: [Diagnostic.orNameUnrecognized],
  },
  2: {
    2: [Diagnostic.lengthConstraintViolated],
    3: [Diagnostic.lengthConstraintViolated],
    4: [Diagnostic.expansionFailed],
    any: [Diagnostic.mailRefused],
  },
  3: {
    2: none,
    3: [Diagnostic.criticalFunctionUnsupported],
    4: [Diagnostic.lengthConstraintViolated],
    5: [Diagnostic.criticalFunctionUnsupported],
    any: [Diagnostic.mailRefused],
  },
  4: {
    0: none,
    3: [Diagnostic.noDiagnostic, Reason.directoryOperationFailed],
    4: none,
    6: [Diagnostic.loopDetected],
    7: [Diagnostic.maximumTimeExpired],
    8: [Diagnostic.loopDetected],
    any: [Diagnostic.mtsCongested],
  },
  5: {
    3: [Diagnostic.tooManyRecipients],
    4: [Diagnostic.parametersInvalid],
    any: [Diagnostic.noBilateralAgreement],
  },
  6: {
    2: [Diagnostic.prohibitedToConvert],
    3: [Diagnostic.impracticalToConvert],
    4: [Diagnostic.multipleInfoLosses],
    5: [Diagnostic.noDiagnostic, Reason.conversionNotPerformed],
    any: [Diagnostic.contentTypeUnsupported],
  },
  7: {
    1: [Diagnostic.submissionProhibited],
    2: [Diagnostic.expansionProhibited],
    3: [Diagnostic.reassignmentProhibited],
    any: [Diagnostic.secureMessagingError],
  },
};

/** Subject and detail for a pair of codes: the way back, where several lead to it the most telling. */
const statusByCodes: ReadonlyMap<string, string> = new Map(
  (
    [
      [Diagnostic.mailRecipientUnknown, '1.1'],
      [Diagnostic.number48, '1.2'],
      [Diagnostic.mailAddressIncorrect, '1.3'],
      [Diagnostic.orNameAmbiguous, '1.4'],
      [Diagnostic.mailRecipientMoved, '1.6'],
      [Diagnostic.orNameUnrecognized, '1.0'],
      [Diagnostic.lengthConstraintViolated, '2.3'],
      [Diagnostic.expansionFailed, '2.4'],
      [Diagnostic.mailRefused, '2.0'],
      [Diagnostic.criticalFunctionUnsupported, '3.3'],
      [Diagnostic.loopDetected, '4.6'],
      [Diagnostic.maximumTimeExpired, '4.7'],
      [Diagnostic.mtsCongested, '4.5'],
      [Diagnostic.tooManyRecipients, '5.3'],
      [Diagnostic.parametersInvalid, '5.4'],
      [Diagnostic.noBilateralAgreement, '5.0'],
      [Diagnostic.prohibitedToConvert, '6.2'],
      [Diagnostic.impracticalToConvert, '6.3'],
      [Diagnostic.multipleInfoLosses, '6.4'],
      [Diagnostic.contentTypeUnsupported, '6.1'],
      [Diagnostic.submissionProhibited, '7.1'],
      [Diagnostic.expansionProhibited, '7.2'],
      [Diagnostic.reassignmentProhibited, '7.3'],
      [Diagnostic.secureMessagingError, '7.0'],
      [`${Diagnostic.noDiagnostic}/${Reason.directoryOperationFailed}`, '4.3'],
      [`${Diagnostic.noDiagnostic}/${Reason.conversionNotPerformed}`, '6.5'],
    ] as const
  ).map(([codes, status]) => [String(codes), status] as const),
);

const kindOfAction: Readonly<Record<DeliveryAction, number>> = {
  failed: 5,
  delayed: 4,
  relayed: 2,
  expanded: 2,
  delivered: 2,
};
const statusPattern = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]\d)/;
const mostDigit = 9;

/** The first status code that stands in `text`; numbers over 9 count as 0, as the document has it. */
export function statusCodeIn(text: string | undefined): StatusCode | undefined {
  const found = text === undefined ? null : statusPattern.exec(text);
  if (found === null) return undefined;
  const [kind, subject, detail] = found.slice(1).map(Number);
  return { kind: kind!, subject: oneDigit(subject!), detail: oneDigit(detail!), text: found[0] };
}

function oneDigit(number: number): number {
  return number > mostDigit ? 0 : number;
}

/** What a report says that has no status code. */
export function statusOfAction(action: DeliveryAction): StatusCode {
  const kind = kindOfAction[action];
  return { kind, subject: 0, detail: 0, text: `${kind}.0.0` };
}

/** What a report does that tells no action. */
export function actionOfStatus(status: StatusCode | undefined): DeliveryAction | undefined {
  const actions: Readonly<Record<number, DeliveryAction>> = { 2: 'delivered', 4: 'delayed', 5: 'failed' };
  return status && actions[status.kind];
}

/** PidTagNonDeliveryReportStatusCode. */
export function statusNumber({ kind, subject, detail }: StatusCode): number {
  return kind * 100 + subject * 10 + detail;
}

export function nonDeliveryCodes({ subject, detail }: Pick<StatusCode, 'subject' | 'detail'>): NonDeliveryCodes {
  const details = codesByStatus[subject];
  const [diagnostic, reason = Reason.transferFailed] = details?.[detail] ?? details?.any ?? none;
  return { diagnostic, reason };
}

/**
 * The Status field of a recipient: its status number where it has one, else what its codes say, else what the action does.
 * [MS-OXCMAIL] 2.1.3.6.1.2
 */
export function writtenStatus(
  action: DeliveryAction,
  status: number | undefined,
  { diagnostic = Diagnostic.noDiagnostic, reason = Reason.transferFailed }: Partial<NonDeliveryCodes>,
): string {
  const digits = String(status ?? '');
  if (/^[245]\d\d$/.test(digits)) return digits.split('').join('.');
  const known = statusByCodes.get(String(diagnostic)) ?? statusByCodes.get(`${diagnostic}/${reason}`) ?? '0.0';
  return `${kindOfAction[action]}.${known}`;
}
