/** What a simulated carrier answers, when, and what goes wrong with it. */
import type { CommandStatusName, PduOf } from '@postbus/smpp';
import type { MessageState } from '@postbus/sms';

export type BindPdu = PduOf<'bind_transceiver'> | PduOf<'bind_transmitter'> | PduOf<'bind_receiver'>;

/** What is done with a request: `silence` never answers, `drop` ends the connection instead. */
export type SmscReply = 'silence' | 'drop' | SmscAnswer;

export interface SmscAnswer {
  /** ESME_ROK unless told; a number for a carrier's own. */
  readonly status?: CommandStatusName | number | undefined;
  /** Milliseconds until the answer. */
  readonly delay?: number | undefined;
}

export interface SubmitAnswer extends SmscAnswer {
  /** The next one of its counting unless told. */
  readonly messageId?: string | undefined;
  readonly receipt?: SmscReceipt | undefined;
}

/** A delivery receipt by deliver_sm, over any bound receiver of the same system_id. SMPP 3.4 Appendix B */
export interface SmscReceipt {
  /** Milliseconds from the submission: less than the `delay` of the answer lets it come before that. */
  readonly after?: number | undefined;
  /** DELIVRD unless told. */
  readonly state?: MessageState | undefined;
  /** How the id differs from that of the answer; ids are hexadecimal where nothing else is told. */
  readonly id?: 'same' | 'decimal' | 'leading-zeros' | undefined;
  /** In the text, in receipted_message_id and message_state, or both; both unless told. */
  readonly in?: 'text' | 'parameters' | 'both' | undefined;
}

export interface SmscScript {
  readonly bind?: (pdu: BindPdu) => SmscReply;
  /** `index` counts submissions over all connections, from 0. */
  readonly submit?: (pdu: PduOf<'submit_sm'>, index: number) => 'silence' | 'drop' | SubmitAnswer;
  readonly enquireLink?: () => SmscReply;
  readonly unbind?: () => SmscReply;
  /** Submissions a second, over all connections; more are answered ESME_RTHROTTLED, and not kept. */
  readonly rate?: number;
  /** The connection is reset once so many octets of it were read; those behind them are not. */
  readonly cutAfterReading?: number;
  /** The connection is ended once so many octets were written; those behind them are not. */
  readonly cutAfterWriting?: number;
}
