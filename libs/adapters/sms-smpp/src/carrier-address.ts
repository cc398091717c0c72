/** Numbers and names as PDUs have them, and as they are kept: E.164, short codes, names. SMPP 3.4 5.2.5 to 5.2.9 */
import { NumberingPlan, TypeOfNumber } from '@postbus/smpp';
import type { SmppChannelSettings } from './channel-settings.ts';

export interface CarrierAddress {
  readonly ton: number;
  readonly npi: number;
  readonly address: string;
}

/** Longer digits are of the public network, where their type is not told. */
const longestShortCode = 6;

/** A sender: E.164, a short code, or a name. */
export function sourceAddress(sender: string, settings: SmppChannelSettings): CarrierAddress {
  const { ton, npi, address } = addressOf(sender, settings);
  return { ton: settings.sourceTon ?? ton, npi: settings.sourceNpi ?? npi, address };
}

/** A recipient: E.164 or a short code. */
export function destinationAddress(number: string, settings: SmppChannelSettings): CarrierAddress {
  const { ton, npi, address } = addressOf(number, settings);
  return { ton: settings.destinationTon ?? ton, npi: settings.destinationNpi ?? npi, address };
}

/** What an address of a carrier is here. */
export function writtenAddress(
  { ton, address }: Omit<CarrierAddress, 'npi'>,
  { bareNumbers }: SmppChannelSettings,
): string {
  const trimmed = address.trim();
  if (ton === TypeOfNumber.Alphanumeric || !/^\+?\d+$/.test(trimmed)) return trimmed;
  const digits = trimmed.replace(/^(?:\+|00)/, '');
  if (ton === TypeOfNumber.International || digits !== trimmed) return `+${digits}`;
  const isBare = ton === TypeOfNumber.Unknown && digits.length > longestShortCode && !digits.startsWith('0');
  return isBare && bareNumbers !== 'national' ? `+${digits}` : digits;
}

function addressOf(written: string, { plus = false }: SmppChannelSettings): CarrierAddress {
  if (/^\+\d+$/.test(written)) {
    const address = plus ? written : written.slice(1);
    return { ton: TypeOfNumber.International, npi: NumberingPlan.Isdn, address };
  }
  const ton = /^\d+$/.test(written) ? TypeOfNumber.NetworkSpecific : TypeOfNumber.Alphanumeric;
  return { ton, npi: NumberingPlan.Unknown, address: written };
}
