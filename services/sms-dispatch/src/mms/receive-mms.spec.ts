import { PidTagMessageClass, PidTagSubject, isExternal } from '@postbus/mapi';
import { leafEntity, multipartEntity, parseMime } from '@postbus/mime';
import { readMms } from '@postbus/oxosmms';
import { type InboundMms, PortError } from '@postbus/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MmsWorld, annsNumber, bobsNumber, image, openMmsWorld } from './mms-world.fixture.ts';

let world: MmsWorld;
beforeEach(async () => {
  world = await openMmsWorld();
});
afterEach(() => world.close());

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const smil = '<smil><body><par><img src="a.jpg"/><text src="t.txt"/></par></body></smil>';
const content = (presentation: string): Uint8Array =>
  multipartEntity('related', [
    leafEntity('application/smil', utf8(presentation)),
    leafEntity('image/jpeg', image, { fields: ['Content-Location: a.jpg'] }),
    leafEntity('text/plain', utf8('Grüße'), {
      parameters: [['charset', 'utf-8']],
      fields: ['Content-Location: t.txt'],
    }),
  ]);

const inbound = (more: Partial<InboundMms> = {}): InboundMms => ({
  channel: 'mm',
  reference: 'linked l-1',
  sender: bobsNumber,
  recipients: [annsNumber],
  subject: 'Saturn',
  content: content(smil),
  at: world.clock.now() - 1000,
  ...more,
});

describe('a multimedia message that came in', () => {
  it('is an unread MMS object in the Inbox of whoever has the number, and is told of', async () => {
    expect(await world.receive.execute(inbound())).toBe('taken');
    const [message, ...others] = await world.inbox();
    expect(others).toEqual([]);
    expect(message).toMatchObject({ read: false, received: world.clock.now() - 1000 });
    expect(message!.object.properties.get(PidTagMessageClass)).toBe('IPM.Note.Mobile.MMS');
    expect(message!.object.properties.get(PidTagSubject)).toBe('Saturn');
    const { from, recipients, slides } = readMms(message!.object);
    expect([from?.number, recipients[0]?.number, slides[0]?.text]).toEqual([bobsNumber, annsNumber, 'Grüße']);
    expect(world.received).toMatchObject([
      { kind: 'mms', channel: 'mm', from: bobsNumber, to: annsNumber, as: 'text-message', complete: true },
    ]);
  });

  it('has its pictures in the blobs, byte for byte', async () => {
    await world.receive.execute(inbound());
    const [message] = await world.inbox();
    const picture = readMms(message!.object).slides[0]!.image!.content;
    expect(isExternal(picture) && picture.in === 'blob').toBe(true);
    expect(await world.blobs.read(picture as never)).toEqual(image);
  });

  it('is there once, however often the carrier sends it', async () => {
    await world.receive.execute(inbound());
    await world.receive.execute(inbound());
    expect(await world.inbox()).toHaveLength(1);
    expect(world.received).toHaveLength(1);
    await world.receive.execute(inbound({ reference: 'linked l-2' }));
    expect(await world.inbox()).toHaveLength(2);
  });

  it.each(['+1 425 555 0100', '14255550100', '+14255550100/TYPE=PLMN', '(425) 555-0100'])(
    'finds the owner of the number written %s',
    async (recipient) => {
      expect(await world.receive.execute(inbound({ recipients: [recipient] }))).toBe('taken');
      expect(world.received[0]?.to).toBe(annsNumber);
    },
  );

  it('is refused where nobody here has any of its numbers, or its owner never showed that it is theirs', async () => {
    const { directory } = world.sqlite;
    await directory.add({ tenant: 't', address: 'eve@here.example', phoneNumbers: [{ number: '+14255550177' }] });
    expect(await world.receive.execute(inbound({ recipients: ['+14255550177', '7255', 'ann@here.example'] }))).toBe(
      'refused',
    );
    expect(await world.receive.execute(inbound({ recipients: [] }))).toBe('refused');
  });

  it('shows its parts in their order where its presentation is hostile', async () => {
    const bomb = '<!DOCTYPE smil [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><smil>&b;</smil>';
    await world.receive.execute(inbound({ content: content(bomb) }));
    const [message] = await world.inbox();
    const { slides } = readMms(message!.object);
    expect(slides.some(({ text }) => text === 'Grüße')).toBe(true);
  });

  it('has the time of its coming where the carrier tells one that is not yet', async () => {
    await world.receive.execute(inbound({ at: world.clock.now() + 86_400_000 }));
    expect((await world.inbox())[0]!.received).toBe(world.clock.now());
  });

  it('may come from a name, or from an address of mail', async () => {
    await world.receive.execute(inbound({ sender: 'Saturn News' }));
    expect(readMms((await world.inbox())[0]!.object).from?.number).toBe('Saturn News');
  });

  it('has no more of its subject and its sender than a mailbox shows', async () => {
    await world.receive.execute(inbound({ sender: 'S'.repeat(5000), subject: 'x'.repeat(5000) }));
    const [message] = await world.inbox();
    expect(readMms(message!.object).from?.number).toHaveLength(200);
    expect(message!.object.properties.get(PidTagSubject)).toHaveLength(253);
  });

  it('is mail to its owner where it answers a mail, once, and no text message', async () => {
    await world.message({ source: 'mail', mail: { from: 'ann@here.example', messageId: '<m@x>', subject: 'Rings?' } });
    await world.receive.execute(inbound());
    await world.receive.execute(inbound());
    expect(await world.inbox()).toEqual([]);
    expect(world.received).toMatchObject([{ as: 'mail', kind: 'mms', from: bobsNumber, to: annsNumber }]);
    expect(world.mails).toHaveLength(1);
    const mail = parseMime(await world.blobs.read(world.mails[0]!.raw));
    expect(mail.headers.first('Subject')?.text).toBe('Re: Rings?');
    expect(mail.parts.map(({ contentType }) => contentType.mediaType)).toEqual(['text/plain', 'image/jpeg']);
    expect(mail.parts[1]!.content()).toEqual(image);
  });

  it('that says STOP or START alone is obeyed, and delivered all the same', async () => {
    const { textMessages } = world.sqlite;
    const saying = (text: string) => leafEntity('text/plain', utf8(text));
    await world.receive.execute(inbound({ content: saying('Stop!') }));
    expect(await textMessages.isOptedOut(bobsNumber, annsNumber)).toBe(true);
    await world.receive.execute(inbound({ reference: 'linked l-2', content: saying('Stop it, Ann') }));
    await world.receive.execute(inbound({ reference: 'linked l-3', content: saying(''), subject: 'start' }));
    expect(await textMessages.isOptedOut(bobsNumber, annsNumber)).toBe(false);
    expect(await world.inbox()).toHaveLength(3);
  });

  it('is mail once, though the last message to its sender is another one when the carrier sends it again', async () => {
    await world.message({ source: 'mail', mail: { from: 'ann@here.example' } });
    await world.receive.execute(inbound());
    world.clock.advance(1000);
    await world.message();
    await world.receive.execute(inbound());
    expect(await world.inbox()).toEqual([]);
    expect(world.received).toMatchObject([{ as: 'mail' }]);
  });

  it('that says STOP to a number that messages come from, and no mailbox has, is obeyed; else it is refused', async () => {
    const { textMessages } = world.sqlite;
    const saying = (text: string) => inbound({ recipients: ['80808'], content: leafEntity('text/plain', utf8(text)) });
    expect(await world.receive.execute(saying('Stop'))).toBe('taken');
    expect(await textMessages.isOptedOut(bobsNumber, '80808')).toBe(true);
    expect(await world.receive.execute(saying('Hello?'))).toBe('refused');
    expect(await world.receive.execute({ ...saying('Stop'), recipients: ['70707'] })).toBe('refused');
    expect(await textMessages.optOuts()).toHaveLength(1);
  });

  it('comes from nobody where the carrier tells no sender', async () => {
    expect(await world.receive.execute(inbound({ sender: '' }))).toBe('taken');
    expect(await world.inbox()).toHaveLength(1);
  });

  it('comes again where the store is away', async () => {
    const { mailStore } = world.sqlite;
    const apply = mailStore.apply.bind(mailStore);
    mailStore.apply = () => Promise.reject(new PortError('unavailable', 'mail', 'away'));
    await expect(world.receive.execute(inbound())).rejects.toMatchObject({ code: 'unavailable' });
    mailStore.apply = apply;
    expect(await world.receive.execute(inbound())).toBe('taken');
    expect(await world.inbox()).toHaveLength(1);
  });
});
