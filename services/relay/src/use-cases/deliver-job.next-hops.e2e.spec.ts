import type { SinkOptions } from '@postbus/testing';
import { describe, expect, it } from 'vitest';
import { bob, noJobs, reportOf, sinkOf, stateOf, worldOf, worldOfZone } from '../../test/next-hops-of-test.ts';
import { hour, simpleMail } from '../../test/relay-world.ts';
import { defaultSmtpTimeouts } from '../smtp/timeouts.ts';

describe('several hosts', () => {
  it('are tried in their order until one takes the message', async () => {
    const dead = { host: '127.0.0.3', port: 0 };
    const busy = await sinkOf({ greeting: '421 4.3.2 busy' }, { address: '127.0.0.2' });
    const good = await sinkOf({}, { port: busy.port });
    const world = await worldOf([{ ...dead, port: busy.port }, busy, good]);
    await world.submit([bob]);
    await world.work();
    expect(busy.sessions).toHaveLength(1);
    expect(good.messages).toHaveLength(1);
    await noJobs(world);
  });

  it('share the recipients where one takes some only', async () => {
    const first = await sinkOf(
      { rcpt: (line) => (line.includes('eve') ? '450 4.2.0 locked' : undefined) },
      { address: '127.0.0.2' },
    );
    const second = await sinkOf({}, { port: first.port });
    const world = await worldOf([first, second]);
    await world.submit([bob, { address: 'eve@there.example' }]);
    await world.work();
    expect([first, second].map((sink) => sink.messages[0]?.recipients)).toEqual([
      ['<bob@there.example>'],
      ['<eve@there.example>'],
    ]);
    await noJobs(world);
  });

  it('that all refuse us for good send the message back, RFC 7504', async () => {
    const first = await sinkOf({ greeting: '554 5.7.1 you are listed' }, { address: '127.0.0.2' });
    const second = await sinkOf({ ehlo: '550 5.7.1 go away', helo: '550 5.7.1 go away' }, { port: first.port });
    const world = await worldOf([first, second]);
    await world.submit([bob]);
    await world.work();
    expect(await reportOf(world)).toContain('Diagnostic-Code: smtp; 550 5.7.1 go away');
    await noJobs(world);
  });

  it('that refuse us in part are tried again', async () => {
    const first = await sinkOf({ greeting: '554 5.7.1 you are listed' }, { address: '127.0.0.2' });
    const second = await sinkOf({ greeting: '421 4.3.2 busy' }, { port: first.port });
    const world = await worldOf([first, second]);
    await world.submit([bob]);
    await world.work();
    expect((await world.jobs.counts())[0]).toMatchObject({ waiting: 1 });
  });

  it('do not get a message whose fate at another one is unknown', async () => {
    const first = await sinkOf({ content: { drop: true } }, { address: '127.0.0.2' });
    const second = await sinkOf({}, { port: first.port });
    const world = await worldOf([first, second]);
    await world.submit([bob]);
    await world.work();
    expect(second.sessions).toEqual([]);
    first.play({});
    await world.workNext();
    expect(first.messages).toHaveLength(1);
  });
});

describe('a domain without a way', () => {
  it('sends the message back where it is not there or takes no mail', async () => {
    const world = await worldOfZone({ mx: { 'null.example': [[0, '.']] } });
    await world.submit([{ address: 'a@gone.example' }]);
    await world.submit([{ address: 'a@null.example' }]);
    await world.work();
    const reports = (await world.received(2)).map(({ content }) => content.toString()).join('');
    expect(reports).toContain('Status: 5.1.2');
    expect(reports).toContain('Status: 5.1.10');
    expect(reports).toContain('Diagnostic-Code: x-postbus; ');
  });
});

describe('a message that the next hop cannot take as it is', () => {
  it.each<[string, string, SinkOptions, string]>([
    ['8-bit without 8BITMIME', 'Subject: x\r\n\r\ncaf\xe9\r\n', { extensions: ['SMTPUTF8'] }, '5.6.3'],
    ['a header in UTF-8 without SMTPUTF8', 'Subject: caf\xc3\xa9\r\n\r\nx\r\n', { extensions: ['8BITMIME'] }, '5.6.7'],
    ['larger than SIZE', simpleMail, { extensions: ['SIZE 10'] }, '5.3.4'],
    ['with a bare LF', 'Subject: x\r\n\r\na\n.\nb\r\n', {}, '5.6.0'],
    ['with a bare CR', 'Subject: x\r\n\r\na\r.\rb\r\n', {}, '5.6.0'],
    ['with a line of 999 bytes', `Subject: x\r\n\r\na\r\n${'x'.repeat(999)}\r\n`, {}, '5.6.0'],
  ])('%s goes back, and never goes out changed', async (_, content, options, status) => {
    const sink = await sinkOf({}, options);
    const world = await worldOf([sink]);
    await world.submit([bob], { content });
    await world.work();
    expect(await reportOf(world)).toContain(`Status: ${status}`);
    expect(sink.messages).toEqual([]);
    expect(sink.sessions.flatMap(({ commands }) => commands).join()).not.toContain('MAIL');
    await noJobs(world);
  });

  it('goes back with the number of the line that is too long', async () => {
    const world = await worldOf([await sinkOf()]);
    await world.submit([bob], { content: `Subject: x\r\n\r\na\r\n${'x'.repeat(999)}\r\n` });
    await world.work();
    expect(await reportOf(world)).toContain('line 2 of the body has 999 bytes, and a line may have 998 (5.6.0)');
  });

  it('goes out where lines of any length are allowed', async () => {
    const content = `Subject: x\r\n\r\n${'x'.repeat(5000)}\r\n`;
    const sink = await sinkOf();
    const world = await worldOf([sink], { settings: { longestLine: 0 } });
    await world.submit([bob], { content });
    await world.work();
    expect(sink.messages[0]?.content.toString()).toBe(content);
  });

  it('goes back for the recipient alone whose address needs SMTPUTF8', async () => {
    const sink = await sinkOf({}, { extensions: [] });
    const world = await worldOf([sink]);
    await world.submit([bob, { address: 'jürgen@there.example' }]);
    await world.work();
    const report = await reportOf(world);
    expect(report).toContain('message/global-delivery-status');
    expect(report).toContain('Final-Recipient: utf-8; jürgen@there.example\r\nAction: failed\r\nStatus: 5.6.7');
    expect(sink.messages[0]?.recipients).toEqual(['<bob@there.example>']);
  });
});

describe('several hosts, of which one cannot take the message as it is', () => {
  const content = 'Subject: x\r\n\r\ncaf\xe9\r\n';
  const without = { extensions: ['PIPELINING'], address: '127.0.0.2' };

  it('have it taken by the next one that offers 8BITMIME, unchanged', async () => {
    const lacking = await sinkOf({}, without);
    const able = await sinkOf({}, { port: lacking.port });
    const world = await worldOf([lacking, able]);
    await world.submit([bob], { content });
    await world.work();
    expect(lacking.sessions[0]?.commands.join()).not.toContain('MAIL');
    expect(able.messages[0]?.content.toString('latin1')).toBe(content);
    await noJobs(world);
    expect(world.mail).toEqual([]);
  });

  it('give it back once all lack it or refuse us', async () => {
    const refusing = await sinkOf({ greeting: '554 5.7.1 you are listed' }, { address: '127.0.0.2' });
    const lacking = await sinkOf({}, { ...without, address: '127.0.0.3', port: refusing.port });
    const again = await sinkOf({}, { extensions: [], port: refusing.port });
    const world = await worldOf([refusing, lacking, again]);
    await world.submit([bob], { content });
    await world.work();
    expect(await reportOf(world)).toContain('Status: 5.6.3\r\nRemote-MTA: dns; mx1.there.example\r\n');
    expect(again.sessions).toHaveLength(1);
    await noJobs(world);
  });

  it('keep it while one that may take it is busy, whose words stay the reason', async () => {
    const busy = await sinkOf({ mail: '451 4.3.2 busy' }, { address: '127.0.0.2' });
    const lacking = await sinkOf({}, { extensions: [], port: busy.port });
    const world = await worldOf([busy, lacking]);
    await world.submit([bob], { content });
    await world.work();
    world.time += hour;
    const [job] = await world.claim();
    expect(stateOf(job).recipients[0]?.last).toMatchObject({ result: 'deferred', text: '451 4.3.2 busy' });
  });

  it('give it back though another address of such a host is dead', async () => {
    const lacking = await sinkOf({}, without);
    const world = await worldOfZone(
      {
        mx: { 'there.example': [[1, 'mx.there.example']] },
        addresses: { 'mx.there.example': [lacking.host, '127.0.0.4'] },
      },
      { routing: { port: lacking.port } },
    );
    await world.submit([bob], { content });
    await world.work();
    expect(await reportOf(world)).toContain('Status: 5.6.3');
    await noJobs(world);
  });

  it('have a recipient taken by the one that offers SMTPUTF8, the others by the first', async () => {
    const ascii = await sinkOf({}, { extensions: [], address: '127.0.0.2' });
    const utf8 = await sinkOf({}, { extensions: ['SMTPUTF8', '8BITMIME'], port: ascii.port });
    const world = await worldOf([ascii, utf8]);
    await world.submit([bob, { address: 'jürgen@there.example' }]);
    await world.work();
    expect([ascii, utf8].map((sink) => sink.messages[0]?.recipients)).toEqual([
      ['<bob@there.example>'],
      ['<jürgen@there.example>'],
    ]);
    expect(world.mail).toEqual([]);
  });
});

describe('a next hop without DSN, RFC 3461 5.2.2', () => {
  it('gets no parameters of it, and the sender who wants to hear of success hears of the relaying', async () => {
    const sink = await sinkOf({}, { extensions: ['PIPELINING'] });
    const world = await worldOf([sink]);
    await world.submit([
      { ...bob, dsn: { notify: ['success'], orcpt: 'rfc822;b@x' } },
      { address: 'eve@there.example' },
    ]);
    await world.work();
    expect(sink.messages[0]?.recipients).toEqual(['<bob@there.example>', '<eve@there.example>']);
    const report = await reportOf(world);
    expect(report).toContain(
      'Original-Recipient: rfc822; b@x\r\nFinal-Recipient: rfc822; bob@there.example\r\nAction: relayed\r\nStatus: 2.0.0',
    );
    expect(report).not.toContain('eve@there.example\r\n');
  });
});

describe('TLS by policy', () => {
  it('falls back to plain text where an opportunity fails', async () => {
    const sink = await sinkOf(
      { starttls: { reply: '220 go', close: true } },
      { tls: 'starttls', certificate: { key: '', cert: '' } },
    );
    const world = await worldOf([sink], { settings: { timeouts: { ...defaultSmtpTimeouts, connect: 2000 } } });
    await world.submit([bob]);
    await world.work();
    expect(sink.messages[0]?.session).toMatchObject({ tls: false, number: 2 });
  });

  it('keeps a message back where TLS is required and not to be had', async () => {
    const sink = await sinkOf();
    const world = await worldOf([sink], { routing: { tlsByDomain: { 'there.example': 'require' } } });
    await world.submit([bob]);
    await world.work();
    expect(sink.messages).toEqual([]);
    world.time += hour;
    const [job] = await world.claim();
    expect(stateOf(job).recipients[0]?.last).toMatchObject({ status: '4.7.10', result: 'deferred' });
  });
});
