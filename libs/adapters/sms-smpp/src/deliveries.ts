/** Messages, receipts and alerts of a carrier, taken by a callback and answered. SMPP 3.4 4.6, 4.7, 4.12 */
import { type CommandStatusName, type PduOf, type PduToWrite, statusCode } from '@postbus/smpp';
import type { DeliveredPdu, Inbound } from './inbound.ts';

export class Deliveries {
  readonly #inbound: Inbound;
  readonly #limit: number;
  readonly #send: (answer: PduToWrite) => void;
  #taking = 0;

  /** @param limit how many are taken at once */
  constructor(inbound: Inbound, limit: number, send: (answer: PduToWrite) => void) {
    this.#inbound = inbound;
    this.#limit = limit;
    this.#send = send;
  }

  /** How many are being taken. */
  get taking(): number {
    return this.#taking;
  }

  async take(pdu: DeliveredPdu): Promise<void> {
    if (this.#taking >= this.#limit) return this.answer(pdu, 'ESME_RMSGQFUL');
    this.#taking++;
    const status = await this.#statusOf(pdu);
    this.#taking--;
    this.answer(pdu, status);
  }

  answer({ command, sequence }: DeliveredPdu, status: CommandStatusName): void {
    this.#send({ command: `${command}_resp`, status: statusCode(status), sequence, body: {} });
  }

  alert(pdu: PduOf<'alert_notification'>): void {
    try {
      this.#inbound.alert?.(pdu);
    } catch (error) {
      this.#inbound.failed?.(error, pdu);
    }
  }

  async #statusOf(pdu: DeliveredPdu): Promise<CommandStatusName> {
    try {
      return (await this.#inbound.deliver(pdu)) ?? 'ESME_ROK';
    } catch (error) {
      this.#inbound.failed?.(error, pdu);
      return 'ESME_RX_T_APPN';
    }
  }
}
