/** Addresses of people and services. 3GPP TS 23.140 8.7, Annex L */

/** A telephone number, an address of mail or a short code of the carrier. */
export type Mm7AddressKind = 'number' | 'mail' | 'shortCode';

export interface Mm7Address {
  readonly kind: Mm7AddressKind;
  readonly value: string;
  /** Whether it is only shown to the others: the message does not go there. */
  readonly displayOnly?: boolean;
  /** How the carrier hides who it is: the value means something to it alone. */
  readonly coding?: 'encrypted' | 'obfuscated';
  /** By which the carrier tells apart addresses that it hides. */
  readonly id?: string;
}

export interface Mm7Recipients {
  readonly to?: readonly Mm7Address[];
  readonly cc?: readonly Mm7Address[];
  readonly bcc?: readonly Mm7Address[];
}

/** Who sends for whom: the provider of services, the service, and the address that people see. */
export interface Mm7SenderIdentification {
  readonly vaspId?: string;
  readonly vasId?: string;
  readonly address?: Mm7Address;
}
