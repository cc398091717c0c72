/** What a carrier asks, done and answered. 3GPP TS 23.140 8.7.1.2 to 8.7.1.5 */
import {
  type ErrorResponse,
  Mm7Error,
  type Mm7Received,
  type Mm7Response,
  type Mm7Status,
  Mm7StatusCode,
  type Mm7WriteOptions,
  errorResponse,
  readMm7,
  statusName,
  writeMm7,
} from '@postbus/mm7';
import type { MmsChannelInbound } from '@postbus/ports';
import { receiptOf } from './delivery-report.ts';
import { inboundMms } from './inbound-message.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: Uint8Array;
  /** Why it went wrong. */
  readonly error?: unknown;
}

/**
 * Never rejected. What could not be kept is answered so that the carrier sends it again.
 * @param channel of the carrier that asks
 */
export async function answerRequest(
  body: Uint8Array,
  contentType: string,
  channel: string,
  inbound: MmsChannelInbound,
): Promise<HttpAnswer> {
  let received: Mm7Received;
  try {
    received = readMm7(body, contentType);
  } catch (error) {
    if (!(error instanceof Mm7Error)) return { status: 500, error };
    return { ...answered(errorResponse(error, 'VASP_error.RES'), {}), error };
  }
  const { message, schema } = received;
  const options = schema === undefined ? {} : { schema };
  try {
    return answered(await responseTo(received, channel, inbound), options);
  } catch (error) {
    const failed = failure(Mm7StatusCode.serverError, message.transactionId, 'Server');
    return { ...answered(failed, options), error };
  }
}

/** @throws what `inbound` throws */
async function responseTo(
  { message, content }: Mm7Received,
  channel: string,
  inbound: MmsChannelInbound,
): Promise<Mm7Response | ErrorResponse> {
  const { transactionId } = message;
  switch (message.kind) {
    case 'deliver.REQ': {
      const taken = await inbound.message(inboundMms(channel, message, content, Date.now()));
      const code = taken === 'taken' ? Mm7StatusCode.success : Mm7StatusCode.addressNotFound;
      return { kind: 'deliver.RES', transactionId: message.transactionId, status: statusOf(code) };
    }
    case 'delivery_report.REQ':
      await inbound.receipt(receiptOf(channel, message));
      return success('delivery_report.RES', message.transactionId);
    case 'read_reply.REQ':
      // None is asked for; a carrier that tells all the same is not to tell it again.
      return success('read_reply.RES', message.transactionId);
    default:
      return failure(Mm7StatusCode.unsupportedOperation, transactionId, 'Client');
  }
}

function success(kind: 'delivery_report.RES' | 'read_reply.RES', transactionId: string): Mm7Response {
  return { kind, transactionId, status: statusOf(Mm7StatusCode.success) };
}

function failure(code: number, transactionId: string | undefined, fault: 'Client' | 'Server'): ErrorResponse {
  return {
    kind: 'VASP_error.RES',
    ...(transactionId !== undefined && { transactionId }),
    status: statusOf(code),
    fault: { code: fault, string: statusName(code)! },
  };
}

function statusOf(code: number): Mm7Status {
  return { code, text: statusName(code)! };
}

function answered(message: Mm7Response | ErrorResponse, options: Mm7WriteOptions): HttpAnswer {
  const { contentType, body } = writeMm7(message, options);
  return { status: message.kind === 'VASP_error.RES' ? 500 : 200, contentType, body };
}
