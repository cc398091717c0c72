/** The simulated carrier, seen by a client that others wrote. */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { readDeliveryReceipt } from '@postbus/sms';
import { afterEach, describe, expect, it } from 'vitest';
import { type Smsc, type SmscScript, startSmsc } from './index.ts';

type Fields = Record<string, unknown>;
interface TheirPdu extends Fields {
  readonly command: string;
  readonly command_status: number;
  readonly short_message: { readonly message: string };
  response(): TheirPdu;
}
interface TheirSession extends NodeJS.EventEmitter {
  bind_transceiver(fields: Fields, answered: (pdu: TheirPdu) => void): void;
  submit_sm(fields: Fields, answered: (pdu: TheirPdu) => void): void;
  unbind(answered: (pdu: TheirPdu) => void): void;
  send(pdu: TheirPdu): void;
  close(): void;
}
const smpp = createRequire(import.meta.url)('smpp') as { connect(options: object): TheirSession };

let smsc: Smsc;
let client: TheirSession;
afterEach(async () => {
  client.close();
  await smsc.close();
});

async function bound(script: SmscScript): Promise<{ status: number; delivered: TheirPdu[] }> {
  smsc = await startSmsc(script);
  client = smpp.connect({ host: smsc.host, port: smsc.port });
  client.on('error', () => {});
  const delivered: TheirPdu[] = [];
  client.on('deliver_sm', (pdu: TheirPdu) => {
    delivered.push(pdu);
    client.send(pdu.response());
  });
  await once(client, 'connect');
  const { command_status: status } = await new Promise<TheirPdu>((resolve) =>
    client.bind_transceiver({ system_id: 'x', password: 'y' }, resolve),
  );
  return { status, delivered };
}
const submit = (): Promise<TheirPdu> =>
  new Promise((resolve) =>
    client.submit_sm({ source_addr: '12', destination_addr: '31', short_message: 'Hi' }, resolve),
  );

describe('a simulated carrier', () => {
  it('takes binds and submissions, and an unbind', async () => {
    expect((await bound({})).status).toBe(0);
    expect(await submit()).toMatchObject({ command_status: 0, message_id: '3e8' });
    expect(smsc.submitted).toMatchObject([{ body: { source_addr: '12', destination_addr: '31' } }]);
    expect(await new Promise((resolve) => client.unbind(resolve))).toMatchObject({ command: 'unbind_resp' });
  });

  it('refuses by its script, and throttles', async () => {
    expect((await bound({ rate: 1, submit: () => ({ status: 'ESME_RMSGQFUL' }) })).status).toBe(0);
    expect([(await submit()).command_status, (await submit()).command_status]).toEqual([0x14, 0x58]);
    expect(smsc).toMatchObject({ submitted: { length: 1 }, throttled: 1 });
  });

  it.each([
    ['same', '3e8'],
    ['decimal', '1000'],
    ['leading-zeros', '000000000000000003e8'],
  ] as const)('sends a receipt with the id in the form %s, before the answer', async (id, expected) => {
    const { delivered } = await bound({ submit: () => ({ delay: 60, receipt: { after: 1, id } }) });
    const answer = submit();
    await once(client, 'deliver_sm');
    expect(smsc.sessions[0]!.received.map(({ command }) => command)).not.toContain('deliver_sm_resp');
    expect(await answer).toMatchObject({ message_id: '3e8' });
    expect(readDeliveryReceipt(delivered[0]!.short_message.message)).toMatchObject({ id: expected, state: 2 });
    expect(delivered[0]).toMatchObject({ esm_class: 4, receipted_message_id: expected, message_state: 2 });
  });

  it.each([
    ['header', { esm_class: 0x40 }],
    ['sar', { sar_total_segments: 2, sar_segment_seqnum: 2, sar_msg_ref_num: 1 }],
  ] as const)('delivers messages in parts by %s', async (parts, last) => {
    const { delivered } = await bound({});
    expect(await smsc.deliver({ from: '31', to: '12', text: 'x'.repeat(200), parts })).toEqual([0, 0]);
    expect(delivered[1]).toMatchObject(last);
  });
});
