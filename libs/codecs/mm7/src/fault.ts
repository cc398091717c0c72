/** Faults, with the errors of MM7 in their detail, and what is answered to a message that cannot be read. 3GPP TS 23.140 8.7; SOAP 1.1 4.4 */
import type { XmlElement, XmlNode } from '@postbus/xml';
import type { ErrorResponse, FaultResponse, SoapFault } from './messages.ts';
import { Mm7Error, type Mm7ErrorCode } from './mm7-error.ts';
import { errorElements } from './operations.ts';
import { isMm7Namespace } from './mm7-schema.ts';
import { withTransaction } from './soap.ts';
import { Mm7StatusCode, statusName } from './status-code.ts';
import { childOf, status, token } from './value-type.ts';

const statusCodes: Partial<Readonly<Record<Mm7ErrorCode, number>>> = {
  'unknown-schema': Mm7StatusCode.unsupportedVersion,
  'unknown-operation': Mm7StatusCode.unsupportedOperation,
  'missing-element': Mm7StatusCode.validationError,
  'repeated-element': Mm7StatusCode.validationError,
  'bad-value': Mm7StatusCode.validationError,
};

/**
 * The answer to a message that could not be read.
 * @param kind who answers: a carrier `RS_error.RES`, a provider of services `VASP_error.RES`
 */
export function errorResponse(error: Mm7Error, kind: ErrorResponse['kind']): ErrorResponse {
  const code = statusCodes[error.code] ?? Mm7StatusCode.formatCorrupt;
  const name = statusName(code)!;
  return {
    kind,
    ...withTransaction(error.transactionId),
    status: { code, text: name, details: error.reason },
    fault: { code: faultCodeOf(error.code), string: name },
  };
}

/** A Fault in the body, or an error of MM7 that stands there without one. @throws {Mm7Error} `missing-element`, `bad-value` */
export function readFault(fault: XmlElement, transactionId: string | undefined): ErrorResponse | FaultResponse {
  const detail = fault.children.find(({ localName }) => localName === 'detail');
  const inner = detail?.children.find(({ namespace }) => isMm7Namespace(namespace));
  const said: SoapFault = { code: faultCode(fault), string: faultText(fault, 'faultstring')?.text.trim() ?? '' };
  if (inner !== undefined && isError(inner)) return readError(inner, said, transactionId);
  const answered = inner === undefined ? undefined : childOf(inner, 'Status');
  return {
    kind: 'fault',
    ...withTransaction(transactionId),
    fault: said,
    ...(answered === undefined ? {} : { status: status.read(answered) }),
  };
}

export function isError(element: XmlElement): boolean {
  return Object.values<string>(errorElements).includes(element.localName);
}

/** @throws {Mm7Error} `missing-element`, `bad-value` */
export function readError(element: XmlElement, fault: SoapFault, transactionId: string | undefined): ErrorResponse {
  const told = childOf(element, 'Status');
  if (told === undefined) throw new Mm7Error('missing-element', element.at, `no Status in <${element.name}>`);
  const version = childOf(element, 'MM7Version');
  return {
    kind: element.localName === errorElements['RS_error.RES'] ? 'RS_error.RES' : 'VASP_error.RES',
    ...withTransaction(transactionId),
    ...(version === undefined ? {} : { mm7Version: token.read(version) }),
    status: status.read(told),
    fault,
  };
}

/** The Fault that `message` is. @param mm7Version what stands in MM7Version where the message does not say */
export function faultNode(message: ErrorResponse | FaultResponse, namespace: string, mm7Version: string): XmlNode {
  const { code, string } = message.fault;
  const detail =
    message.kind === 'fault'
      ? []
      : [{ name: 'detail', content: [errorNode(message, namespace, message.mm7Version ?? mm7Version)] }];
  return {
    name: 'env:Fault',
    content: [
      { name: 'faultcode', content: `env:${token.write(code).content as string}` },
      { name: 'faultstring', content: string },
      ...detail,
    ],
  };
}

function errorNode(message: ErrorResponse, namespace: string, mm7Version: string): XmlNode {
  return {
    name: errorElements[message.kind],
    attributes: [['xmlns', namespace]],
    content: [
      { name: 'MM7Version', content: mm7Version },
      { name: 'Status', ...status.write(message.status) },
    ],
  };
}

function faultCodeOf(code: Mm7ErrorCode): string {
  if (code === 'soap-version') return 'VersionMismatch';
  return code === 'not-understood' ? 'MustUnderstand' : 'Client';
}

/** Without the prefix that it has as a name of SOAP. */
function faultCode(fault: XmlElement): string {
  return (faultText(fault, 'faultcode')?.text.trim() ?? '').replace(/^[^:]*:/, '');
}

function faultText(fault: XmlElement, localName: string): XmlElement | undefined {
  return fault.children.find((child) => child.localName === localName);
}
