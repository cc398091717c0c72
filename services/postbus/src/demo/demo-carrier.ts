/** The carrier of the demo: simulated, on a free port, with a receipt for all that it takes; and the settings that name it. */
import { type Smsc, startSmsc } from '@postbus/testing/smsc';

/** Milliseconds from a submission to its receipt. */
const receiptAfter = 30;

export function startDemoCarrier(): Promise<Smsc> {
  return startSmsc({ submit: () => ({ receipt: { after: receiptAfter } }) });
}

/** Values of `smsDispatch.channels` and `smsDispatch.rules`: Anna's phone is asked first, Ben has none that sends. */
export function carrierSettings({ host, port }: Pick<Smsc, 'host' | 'port'>, withoutPhone: string) {
  const carrier = {
    name: 'carrier',
    kind: 'smpp',
    hosts: [`${host}:${port}`],
    systemId: 'demo',
    password: 'demo',
    senders: ['+14255550100'],
  };
  const rules = [{ users: [withoutPhone], channels: ['carrier'] }, { channels: ['phone', 'carrier'] }];
  return { channels: JSON.stringify([carrier]), rules: JSON.stringify(rules) };
}

/** The texts that went to a number, each of one part: their letters are the same in GSM 03.38 and ASCII. */
export function textsTo({ submitted }: Smsc, number: string): string[] {
  return submitted
    .filter(({ body }) => body.destination_addr === number.slice(1))
    .map(({ body }) => Buffer.from(body.short_message).toString('latin1'));
}
