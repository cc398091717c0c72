/** The consumer of docs/pipelines.md, run as it stands there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PidTagAttachDataBinary, PidTagSubject } from '@postbus/mapi';
import { readMessageFile } from '@postbus/message-file';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PostbusCluster } from '../src/cluster/postbus-cluster.ts';
import { sendMessage } from '../src/demo/send-message.ts';

const { KAFKA_BROKERS: kafkaBrokers, MONGO_URL: mongoUrl } = process.env;
const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(join(root, 'docs/pipelines.md'), 'utf8');
const consumer = /^```js\n(.*?)^```$/ms.exec(page)![1]!;

const ours = 'ann@pipe.example';
const another = 'bob@elsewhere.example';
const token = 'secret-of-the-archive';
const patience = { timeout: 60_000, interval: 100 };

function mime(to: string, subject: string): Buffer {
  const lines = [
    `From: friend@far.example`,
    `To: ${to}`,
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'Hello',
    '--b',
    'Content-Type: application/octet-stream; name=a.bin',
    'Content-Disposition: attachment',
    '',
    `content of ${subject}`,
    '--b--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

it('has some thirty lines', () => {
  const lines = consumer.split('\n').filter((line) => line.trim() !== '');
  expect(lines.length).toBeLessThan(36);
});

describe.skipIf(kafkaBrokers === undefined || mongoUrl === undefined)('the consumer of docs/pipelines.md', () => {
  const folder = temporaryFolder();
  let cluster: PostbusCluster;
  let child: ChildProcess;
  let printed = '';

  beforeAll(async () => {
    cluster = await PostbusCluster.start({
      kafkaBrokers: kafkaBrokers!,
      mongoUrl: mongoUrl!,
      processes: { relay: 0 },
      environment: { POSTBUS_SYNC_API_TOKENS: `archive:${token}:pipe.example` },
    });
    for (const address of [ours, another]) await cluster.administration.addAccount({ address });
    child = spawn(process.execPath, ['--input-type=module', '--eval', consumer], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        KAFKAJS_NO_PARTITIONER_WARNING: '1',
        KAFKA_BROKERS: kafkaBrokers!,
        POSTBUS_URL: cluster.named('sync')[0]!.listening['http']!,
        POSTBUS_TOKEN: token,
        TOPIC: `${cluster.kafkaPrefix}mailbox.changed.v1`,
        FOLDER: folder.path,
      },
    });
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (printed += String(text)));
  }, 180_000);
  afterAll(async () => {
    child?.kill();
    await cluster?.close();
    folder.remove();
  });

  it('has each new message of the token’s domain as .msg, and none of another', { timeout: 120_000 }, async () => {
    const to = cluster.named('ingest')[0]!.listening['smtp']!;
    const subjects = ['one', 'two', 'three'];
    for (const subject of subjects) {
      for (const recipient of [another, ours]) {
        const message = { to, from: 'friend@far.example', recipients: [recipient], mime: mime(recipient, subject) };
        await sendMessage(message);
      }
    }
    await vi.waitFor(() => {
      expect([child.exitCode, printed]).toEqual([null, expect.any(String)]);
      expect(readdirSync(folder.path)).toHaveLength(subjects.length);
    }, patience);
    await vi.waitFor(() => expect(subjectsIn(folder.path)).toEqual([...subjects].sort()), patience);
  });
});

/** Each subject, once its attachment is what was sent. */
function subjectsIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => readMessageFile(readFileSync(join(folder, name))).message)
    .map(({ properties, attachments }) => {
      const subject = properties.get(PidTagSubject);
      const content = attachments[0]?.properties.get(PidTagAttachDataBinary) as Uint8Array;
      expect(Buffer.from(content).toString()).toBe(`content of ${subject}`);
      return subject!;
    })
    .sort();
}
