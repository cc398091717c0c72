/** The objects as .msg files, which extract-msg reads property by property: set POSTBUS_READERS_PYTHON to a Python that has it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageObject } from '@postbus/mapi';
import { writeMsg } from '@postbus/oxmsg';
import { afterAll, describe, expect, it } from 'vitest';
import { mmsObject, smsObject } from './index.ts';

const python = process.env['POSTBUS_READERS_PYTHON'];
const folder = mkdtempSync(join(tmpdir(), 'oxosmms-'));
afterAll(() => rmSync(folder, { recursive: true }));

const script = String.raw`
import sys, json, extract_msg
m = extract_msg.openMsg(sys.argv[1])
named = {name: m.namedProperties.get((name, guid)) for name, guid in m.named.keys()}
json.dump({'class': m.classType, 'body': m.body, 'html': (m.htmlBody or b'').decode(), 'icon': m.getPropertyVal('10800003'),
    'subject': m.subject, 'named': named, 'guids': sorted({guid for _, guid in m.named.keys()}),
    'recipients': [[r.name, r.email, r.getStringStream('__substg1.0_3002')] for r in m.recipients],
    'attachments': [[a.longFilename, a.cid, a.hidden, a.mimetype, len(a.data)] for a in m.attachments]}, sys.stdout, default=str)
`;

function read(message: MessageObject): unknown {
  const path = join(folder, 'x.msg');
  writeFileSync(path, writeMsg(message));
  const { status, stdout, stderr } = spawnSync(python!, ['-c', script, path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const told = {
  origin: 'submitted',
  recipients: [{ name: 'Ada', number: '+14255550123' }],
  accountGuid: '01234567-0123-0123-0123-0123456789ab',
  scheduledFor: Date.UTC(2026, 10, 21, 17),
  source: 3,
  mobileModel: 'Nokia 3310',
} as const;
const named = {
  OMSAccountGuid: '{01234567-0123-0123-0123-0123456789AB}',
  OMSMobileModel: 'Nokia 3310',
  OMSScheduleTime: '2026-11-21 17:00:00+00:00',
  OMSSourceType: 3,
};
const sets = ['{00020329-0000-0000-C000-000000000046}', '{00020386-0000-0000-C000-000000000046}'];

describe.skipIf(python === undefined)('text messages as .msg files, to extract-msg', () => {
  it('an SMS object has its properties under their names', () => {
    expect(read(smsObject({ ...told, text: 'What time is it?' }))).toEqual({
      class: 'IPM.Note.Mobile.SMS',
      body: 'What time is it?',
      html: expect.any(String) as string,
      subject: 'What time is it?',
      icon: 0xffffffff,
      named: { ...named, OMSServiceType: 1, 'Content-Class': 'MS-OMS-SMS' },
      guids: sets,
      recipients: [['Ada', '+14255550123', 'MOBILE']],
      attachments: [],
    });
  });
  it('an MMS object has its hidden attachments', () => {
    const image = { name: 'a.jpg', mediaType: 'image/jpeg', content: Uint8Array.of(1, 2, 3) };
    expect(
      read(mmsObject({ ...told, subject: 'S', slides: [{ text: 'Text', image }], contentIdSuffix: 'x' })),
    ).toMatchObject({
      class: 'IPM.Note.Mobile.MMS',
      html: expect.stringContaining('<IMG SRC="cid:Att1.jpg@x" border="0">') as string,
      subject: 'S',
      named: { ...named, OMSServiceType: 4, 'Content-Class': 'MS-OMS-MMS' },
      attachments: [
        ['MMS.smil', 'MMS.smil@x', true, 'application/smil', expect.any(Number)],
        ['1.txt', 'Att0.txt@x', true, 'text/plain', 4],
        ['a.jpg', 'Att1.jpg@x', true, 'image/jpeg', 3],
      ],
    });
  });
});
