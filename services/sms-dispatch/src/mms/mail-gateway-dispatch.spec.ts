import { type MailOutbound, fromRecord, mailOutbound, smsStatus } from '@postbus/contracts';
import type { TextMessage } from '@postbus/domain';
import { parseMime } from '@postbus/mime';
import { mmsContentOf, omsKindOfMime } from '@postbus/oxosmms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MailGatewayDispatch } from './mail-gateway-dispatch.ts';
import {
  type MmsWorld,
  annsNumber,
  bobsNumber,
  mailDomain,
  objectInOutbox,
  openMmsWorld,
} from './mms-world.fixture.ts';
import { mailGatewaySection } from './mms-settings.ts';

let world: MmsWorld;
beforeEach(async () => {
  world = await openMmsWorld();
});
afterEach(() => world.close());

async function dispatched(settings: Record<string, unknown> = {}, more: Partial<TextMessage> = {}) {
  const { sqlite, blobs, clock, table } = world;
  const { directory, textMessages: texts } = sqlite;
  const gateway = { name: 'gateway', ...mailGatewaySection.parse({ gateway: 'mms.carrier.example', ...settings }) };
  const parts = { texts, blobs, directory, clock, table, mailDomain };
  const message = await world.message({ channel: 'gateway', ...more });
  const object = await objectInOutbox(blobs);
  const then = await new MailGatewayDispatch(parts, gateway).execute({ message, object, now: clock.now() });
  const outbound = world.events(mailOutbound.name).map((record): MailOutbound => fromRecord(mailOutbound, record).data);
  const mail = outbound[0] && parseMime(await blobs.read(outbound[0].raw));
  return { then, outbound, mail, message: (await world.now(message.value.id)).value };
}

describe('a multimedia message to a gateway', () => {
  it('is one mail to all its numbers there, and sent by the same commit', async () => {
    const recipients = [{ number: bobsNumber, name: 'Bob' }, { number: '+14255550124' }];
    const { then, outbound, mail, message } = await dispatched({}, { recipients });
    expect(then).toEqual({ then: 'ended' });
    expect(message).toMatchObject({ state: 'sent', channel: 'gateway' });
    expect(outbound).toMatchObject([
      {
        domain: 'mms.carrier.example',
        submitter: world.ann.mailbox,
        reversePath: { address: 'ann@here.example', body: '7BIT' },
        recipients: [{ address: `${bobsNumber}@mms.carrier.example` }, { address: '+14255550124@mms.carrier.example' }],
      },
    ]);
    expect(world.events(smsStatus.name).map((record) => fromRecord(smsStatus, record).data.state)).toEqual(['sent']);
    expect(mail!.headers.first('From')?.text).toBe('Ann <ann@here.example>');
    expect(mail!.headers.first('To')?.text).toContain(`Bob <${bobsNumber}@mms.carrier.example>`);
    expect(mail!.headers.first('Subject')?.text).toBe('Saturn & rings');
    expect(omsKindOfMime(mail!)).toBe('mms');
    expect(mmsContentOf(mail!).slides[0]?.text).toBe('Grüße');
  });

  it('has numbers as the gateway wants them, and comes from the number where that is asked for', async () => {
    const { outbound, mail } = await dispatched({ plus: 'false', plmn: 'true', from: 'number' });
    expect(outbound[0]!.recipients).toEqual([{ address: '14255550123/TYPE=PLMN@mms.carrier.example' }]);
    expect(mail!.headers.first('From')?.text).toBe(`${annsNumber}@${mailDomain}`);
  });

  it('is no mail where another one changed the message meanwhile', async () => {
    const { sqlite, blobs, clock, table } = world;
    const { directory, textMessages: texts } = sqlite;
    const message = await world.message({ channel: 'gateway' });
    await texts.put({ ...message.value, state: 'cancelled' }, message.version);
    const gateway = { name: 'gateway', ...mailGatewaySection.parse({ gateway: 'mms.carrier.example' }) };
    const dispatch = new MailGatewayDispatch({ texts, blobs, directory, clock, table, mailDomain }, gateway);
    const given = { message, object: await objectInOutbox(blobs), now: clock.now() };
    await expect(dispatch.execute(given)).rejects.toMatchObject({ code: 'conflict' });
    expect(world.events(mailOutbound.name)).toEqual([]);
  });

  it('goes elsewhere where it is larger than the gateway takes', async () => {
    const { then, outbound, message } = await dispatched({ largest: '10KB' });
    expect([then, outbound, message.state]).toMatchObject([{ fault: { code: 'too-large' } }, [], 'queued']);
  });
});
