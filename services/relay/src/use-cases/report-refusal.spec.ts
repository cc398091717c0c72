import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RelayWorld } from '../../test/relay-world.ts';

let world: RelayWorld;
beforeEach(async () => void (world = await RelayWorld.open()));
afterEach(() => world.close());

const bob = { address: 'bob@there.example', status: '5.7.0', text: 'There is no certificate to encrypt for' };
const eve = { address: 'eve@elsewhere.example', status: '5.7.8', text: 'There is no key to sign with' };
const sender = { address: 'alice@here.example', smtpUtf8: false, body: '8BITMIME' as const };

const reportText = async (count = 1) => (await world.received(count))[count - 1]?.content.toString();

describe('a message that may not leave', () => {
  it('is told to its sender with the status and the text of each recipient, RFC 3464', async () => {
    await world.refuse([bob, eve]);
    const [report] = await world.received(1);
    expect(report?.event).toMatchObject({
      reversePath: { address: '' },
      client: { protocol: 'LOCAL' },
      recipients: [{ mailbox: world.alice.mailbox, address: 'alice@here.example' }],
    });
    const text = report?.content.toString();
    expect(text).toContain(
      'Final-Recipient: rfc822; bob@there.example\r\nAction: failed\r\nStatus: 5.7.0\r\nDiagnostic-Code: x-postbus; There is no certificate to encrypt for\r\n',
    );
    expect(text).toContain(
      'Final-Recipient: rfc822; eve@elsewhere.example\r\nAction: failed\r\nStatus: 5.7.8\r\nDiagnostic-Code: x-postbus; There is no key to sign with\r\n',
    );
    expect(text).toContain('<bob@there.example>\r\n  Reason: There is no certificate to encrypt for (5.7.0)');
  });

  it('becomes no job for any host', async () => {
    await world.refuse([bob, eve]);
    expect(await world.jobs.counts()).toEqual([]);
  });

  it('is told under the same id when the event comes again', async () => {
    const event = await world.refuse([bob]);
    await world.reportRefusal.execute({ data: event });
    const reports = await world.received(2);
    expect(new Set(reports.map((each) => each.event.id)).size).toBe(1);
  });

  it('is told under an id of its own beside what else became of the submission', async () => {
    const { id, raw } = await world.refuse([{ ...bob, address: 'nobody@here.example' }]);
    await world.submit([{ address: 'nobody@here.example' }], { id, raw });
    const reports = await world.received(2);
    expect(new Set(reports.map((each) => each.event.id)).size).toBe(2);
  });

  it('is told of the recipients alone whose NOTIFY asks for failures, RFC 3461 4.1', async () => {
    await world.refuse([
      { ...bob, dsn: { notify: ['never'] } },
      { ...eve, dsn: { notify: ['failure'], orcpt: 'rfc822;e@x' } },
    ]);
    const text = await reportText();
    expect(text).toContain('Original-Recipient: rfc822; e@x\r\nFinal-Recipient: rfc822; eve@elsewhere.example');
    expect(text).not.toContain('bob@there.example\r\nAction');
  });

  it('gives back the header, or the whole where RET says so, and ENVID, RFC 3461 4.3, 4.4', async () => {
    const content = 'Subject: Hello\r\n\r\nSecret plans.\r\n';
    await world.refuse([bob], { content });
    expect(await reportText()).toContain('Subject: Hello');
    expect(await reportText()).not.toContain('Secret plans.');
    await world.refuse([bob], { content, reversePath: { ...sender, ret: 'FULL', envid: 'QQ314159' } });
    expect(await reportText(2)).toContain('Secret plans.');
    expect(await reportText(2)).toContain('Original-Envelope-Id: QQ314159');
  });

  it('is told to nobody from the null reverse-path, RFC 5321 4.5.5', async () => {
    await world.refuse([bob], { reversePath: { ...sender, address: '' } });
    await world.refuse([eve]);
    expect(await reportText()).toContain('eve@elsewhere.example');
    expect(world.mail).toHaveLength(1);
  });

  it('is told though the message is gone', async () => {
    await world.refuse([bob], { raw: { sha256: 'ab'.repeat(32), size: 9 } });
    expect(await reportText()).toContain('Status: 5.7.0');
  });
});
