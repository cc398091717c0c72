/** What `writeTnef` writes, opened by programs that others wrote. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttachMethod,
  PS_INTERNET_HEADERS,
  PSETID_Common,
  PidTagAttachDataBinary,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagDisplayName,
  PidTagHtml,
  PidTagImportance,
  PidTagMessageClass,
  PidTagRecipientType,
  PidTagSenderAddressType,
  PidTagSenderEmailAddress,
  PidTagSenderName,
  PidTagSubject,
  PropertyBag,
  PropertyType,
  fileTimeOf,
  type AttachmentObject,
  type MessageObject,
} from '@postbus/mapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTnef } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'postbus-tnef-'));
const stream = join(folder, 'winmail.dat');
const installed = (program: string) => spawnSync(program, ['-h']).error === undefined;
const jars = process.env['POSTBUS_READERS_JARS'];

const contents: Readonly<Record<string, Buffer>> = {
  'report.pdf': Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff)),
  'a long näme ✓.txt': Buffer.from('text\n'),
  'empty.bin': Buffer.alloc(0),
};
const expected = Object.entries(contents).map(([name, content]) => `${name} ${sha256(content)}`);

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function file(name: string, content: Buffer): AttachmentObject {
  const properties = new PropertyBag()
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachFilename, name.startsWith('a long') ? 'ALONGN~1.TXT' : undefined)
    .set(PidTagAttachLongFilename, name)
    .set(PidTagAttachDataBinary, content);
  return { properties };
}

const embedded: MessageObject = {
  properties: new PropertyBag().set(PidTagMessageClass, 'IPM.Note').set(PidTagSubject, 'An inner subject'),
  recipients: [],
  attachments: [file('inner.txt', Buffer.from('inner'))],
};
const message: MessageObject = {
  properties: new PropertyBag()
    .set(PidTagMessageClass, 'IPM.Note')
    .set(PidTagSubject, 'Grüße aus Zürich')
    .set(PidTagBody, 'First line\r\nsecond line\r\n')
    .set(PidTagHtml, Buffer.from('<p>First line'))
    .set(PidTagImportance, 2)
    .set(PidTagClientSubmitTime, fileTimeOf(Date.UTC(2026, 10, 21, 9, 8, 7)))
    .set(PidTagSenderName, 'Anna')
    .set(PidTagSenderAddressType, 'SMTP')
    .set(PidTagSenderEmailAddress, 'anna@example.org')
    .put({ key: { guid: PS_INTERNET_HEADERS, name: 'x-spam' }, type: PropertyType.PtypString, value: 'none' })
    .put({ key: { guid: PSETID_Common, lid: 0x8503 }, type: PropertyType.PtypBoolean, value: true })
    .put({ key: 0x1234, type: PropertyType.PtypInteger16, value: -7 })
    .put({ key: 0x1235, type: PropertyType.PtypMultipleString, value: ['one', 'three', 'seven'] }),
  recipients: [new PropertyBag().set(PidTagRecipientType, 1).set(PidTagDisplayName, 'Bo')],
  attachments: [
    ...Object.entries(contents).map(([name, content]) => file(name, content)),
    { properties: new PropertyBag().set(PidTagAttachMethod, 5).set(PidTagDisplayName, 'inner'), embedded },
  ],
};

beforeAll(() => writeFileSync(stream, writeTnef(message)));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a stream that is read by tnef (Debian)', () => {
  it.skipIf(!installed('tnef'))('has the attachments with their names and content', () => {
    const out = mkdtempSync(join(folder, 'tnef-'));
    execFileSync('tnef', ['--unix-paths', '--save-body', '-f', stream, '-C', out]);
    const found = readdirSync(out).map(
      (name) => `${decodeURIComponent(name)} ${sha256(readFileSync(join(out, name)))}`,
    );
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(readFileSync(join(out, 'message.html'), 'utf8')).toBe('<p>First line');
  });

  it.skipIf(!installed('tnef'))('has the embedded message, whose stream has its attachment', () => {
    const [out, inner] = [mkdtempSync(join(folder, 'tnef-')), mkdtempSync(join(folder, 'tnef-'))];
    execFileSync('tnef', ['-f', stream, '-C', out]);
    // The interface identifier stands before the stream.
    writeFileSync(join(out, 'inner.dat'), readFileSync(join(out, 'inner')).subarray(16));
    execFileSync('tnef', ['-f', join(out, 'inner.dat'), '-C', inner]);
    expect(readdirSync(inner).map((name) => [name, readFileSync(join(inner, name), 'utf8')])).toEqual([
      ['inner.txt', 'inner'],
    ]);
  });

  it.skipIf(!installed('tnef'))('has subject, body, sender, date, recipients and every property', () => {
    const { stdout } = spawnSync('tnef', ['--debug', '-t', '-f', stream], { encoding: 'utf8' });
    expect(stdout).toContain("sender_display_name='Anna', sender_address='SMTP:anna@example.org'");
    expect(stdout).toContain('= Sat 2026/11/21 09:08:07');
    expect(stdout).toContain("= 'Grüße aus Zürich'");
    expect(stdout).toContain("= 'First line\r\nsecond line\r\n'");
    expect(stdout).toContain("'x-spam'");
    expect(stdout).toContain("'seven'");
  });
});

describe('a stream that is read by ytnef (Debian)', () => {
  it.skipIf(!installed('ytnef'))('has the attachments with their content', () => {
    const out = mkdtempSync(join(folder, 'ytnef-'));
    const { status, stdout, stderr } = spawnSync('ytnef', ['-f', out, stream], { encoding: 'utf8' });
    expect([status, `${stdout}${stderr}`.includes('ERROR')]).toEqual([0, false]);
    const found = readdirSync(out).map((name) => sha256(readFileSync(join(out, name))));
    const filled = Object.values(contents).filter(({ length }) => length > 0);
    expect(found).toEqual(expect.arrayContaining(filled.map(sha256)));
  });

  it.skipIf(!installed('ytnefprint'))('has subject, body, sender, date and names', () => {
    const { stdout } = spawnSync('ytnefprint', [stream], { encoding: 'latin1' });
    expect(stdout).not.toContain('ERROR');
    expect(stdout).toMatch(/Subject: Gr.{1,2}.{1,2}e aus Z.{1,2}rich/);
    expect(stdout).toContain('First line\r\nsecond line');
    expect(stdout).toContain('Anna');
    expect(stdout).toContain('November 21, 2026 9:08:07 am');
    for (const name of ['report.pdf', 'empty.bin']) expect(stdout).toContain(name);
  });
});

describe('a stream that is read by Apache POI HMEF', () => {
  const reader = `
    import org.apache.poi.hmef.*;
    import org.apache.poi.hsmf.datatypes.MAPIProperty;
    public class ReadTnef {
      public static void main(String[] names) throws Exception {
        HMEFMessage message = new HMEFMessage(new java.io.FileInputStream(names[0]));
        System.out.println(message.getMessageMAPIAttribute(MAPIProperty.SUBJECT));
        System.out.println(message.getMessageMAPIAttribute(MAPIProperty.SENDER_NAME));
        for (Attachment attachment : message.getAttachments()) {
          byte[] hash = {};
          try { hash = java.security.MessageDigest.getInstance("SHA-256").digest(attachment.getContents()); }
          catch (IllegalArgumentException noContent) { }
          System.out.println(attachment.getLongFilename() + " " + java.util.HexFormat.of().formatHex(hash));
        }
      }
    }`;

  it.skipIf(jars === undefined || !existsSync(jars ?? '') || !installed('java'))(
    'has subject, sender, and attachments with names and content',
    () => {
      const source = join(folder, 'ReadTnef.java');
      writeFileSync(source, reader);
      const output = execFileSync(
        'java',
        ['-Dfile.encoding=UTF-8', '-Dstdout.encoding=UTF-8', '-cp', `${jars}/*`, source, stream],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
      expect(output).toContain('Grüße aus Zürich');
      expect(output).toContain('Anna');
      // It has no content for a file without any.
      for (const line of expected) expect(output).toContain(line.startsWith('empty.bin') ? 'empty.bin' : line);
    },
    60_000,
  );
});
