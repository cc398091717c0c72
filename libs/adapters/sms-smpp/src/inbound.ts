/** What a carrier sends on its own account. SMPP 3.4 4.6, 4.7, 4.12 */
import type { CommandStatusName, PduOf } from '@postbus/smpp';
import type { SmppAnswered, SmppRequest } from './outcome.ts';

export type DeliveredPdu = PduOf<'deliver_sm'> | PduOf<'data_sm'>;

export interface Inbound {
  /**
   * Takes a message or a receipt. The carrier is answered once the promise is fulfilled, and may forget it then: what is
   * to be kept is kept before. Where the connection ends before, it comes again.
   *
   * @returns what is answered; ESME_ROK unless told. A rejection is answered ESME_RX_T_APPN, which asks to come again.
   */
  deliver(pdu: DeliveredPdu): Promise<CommandStatusName | void>;
  /** A mobile has become reachable; it is not answered. */
  alert?(pdu: PduOf<'alert_notification'>): void;
  /**
   * The answer to a request whose outcome was told as unknown, `response-timeout`, while the session lives: what it was
   * after all. It does not throw.
   */
  answeredLate?(request: SmppRequest, outcome: SmppAnswered): void;
  /** Told what `deliver` or `alert` failed with; it does not throw. */
  failed?(error: unknown, pdu: DeliveredPdu | PduOf<'alert_notification'>): void;
}
