/**
 * How fast one thread converts mail: messages read wholly, against mailparser, postal-mime and GMime; large attachments;
 * .msg files written, and read, against msgreader; and how much memory a large message takes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import msgReader from '@kenjiuno/msgreader';
import type { MessageObject } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { resolverOf, toMessageObject } from '@postbus/oxcmail';
import { readMsg, writeMsg } from '@postbus/oxmsg';
import { GMime } from './convert-gmime.ts';
import { corpusMessages, madeMessages, messageWithAttachment } from './convert-messages.ts';
import { decodedOnly, readers } from './convert-readers.ts';
import { type MeasureRate, rateOf, secondsOfRound } from './processor-rate.ts';
import type { Bench, Report } from './report.ts';

/** Each reader in turn, so many times; the best counts. */
const rounds = 4;
/** Before all, so that no time is counted in which the engine compiles. */
const warmUpSeconds = 4;
const madeCount = 400;
const mebi = 1_000_000;
const largeSize = 150 * mebi;

type Readers = ReadonlyMap<string, MeasureRate>;

async function run(report: Report): Promise<void> {
  using gmime = GMime.compile();
  if (gmime === undefined) report.progress('no GMime: gcc, pkg-config or libgmime-3.0-dev is missing');
  const all = new Map(Object.entries(readers).map(([name, read]) => [name, rateOf(read)]));
  if (gmime !== undefined) all.set('gmime', async (messages) => gmime.rate(messages, secondsOfRound));

  const corpus = corpusMessages();
  const made = madeMessages(madeCount);
  report.progress('warming up');
  for (const read of Object.values(readers)) await rateOf(read, warmUpSeconds)([...corpus, ...made]);
  if (corpus.length === 0) report.progress('no corpus: POSTBUS_CORPUS names none');
  else await addRates(report, `corpus, ${corpus.length} messages`, 'messages/s', corpus, all);
  await addRates(report, `made, ${madeCount} messages`, 'messages/s', made, all);
  await addRates(report, '10 MB attachment, base64', 'MB/s', [messageWithAttachment(10 * mebi, 'base64')], all);
  const printable = [messageWithAttachment(1.2 * mebi, 'quoted-printable')];
  await addRates(report, '1.2 MB attachment, quoted-printable', 'MB/s', printable, all);
  await addMsgRates(report, made);
  addMemory(report);
}

async function addRates(
  report: Report,
  name: string,
  unit: 'messages/s' | 'MB/s',
  messages: readonly Uint8Array[],
  all: Readers,
): Promise<void> {
  report.progress(name);
  const best = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const [reader, measure] of all) {
      const rate = await measure(messages);
      const value = unit === 'MB/s' ? rate.bytes / mebi : rate.messages;
      best.set(reader, Math.max(value, best.get(reader) ?? 0));
    }
  }
  const { postbus: value = Number.NaN, [decodedOnly]: decoding, ...peers } = Object.fromEntries(best);
  report.add({ case: name, unit, value, higherIsBetter: true, peers });
  if (decoding !== undefined)
    report.add({ case: `${name}, ${decodedOnly}`, unit, value: decoding, higherIsBetter: true, peers });
}

async function addMsgRates(report: Report, sources: readonly Uint8Array[]): Promise<void> {
  const messages = new Map(sources.map((source) => [source, toMessageObject(parseMime(source))]));
  const write = (message: MessageObject, source: Uint8Array): Uint8Array =>
    writeMsg(message, { resolve: resolverOf(source) });
  const writing = rateOf((source) => void write(messages.get(source)!, source));
  await addRates(report, '.msg written', 'messages/s', sources, new Map([['postbus', writing]]));
  const files = Array.from(messages, ([source, message]) => write(message, source));
  const reading = new Map([
    ['postbus', rateOf((bytes) => void readMsg(bytes))],
    ['msgreader', rateOf((bytes) => void readByMsgReader(bytes))],
  ]);
  await addRates(report, '.msg read', 'messages/s', files, reading);
}

function readByMsgReader(bytes: Uint8Array): number {
  const reader = new msgReader.default(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const { attachments = [] } = reader.getFileData();
  return attachments.reduce((size, attachment) => size + reader.getAttachment(attachment).content.length, 0);
}

function addMemory(report: Report): void {
  const folder = mkdtempSync(join(tmpdir(), 'postbus-convert-'));
  const file = join(folder, 'large.eml');
  const source = messageWithAttachment(Math.floor((largeSize * 57) / 78), 'base64');
  writeFileSync(file, source);
  for (const [target, name] of [
    ['object', 'to a Message object, attachment decoded'],
    ['msg', 'to .msg'],
  ] as const) {
    report.progress(`memory of 150 MB ${name}`);
    const script = new URL('convert-memory.ts', import.meta.url).pathname;
    const printed = execFileSync(process.execPath, [...process.execArgv, script, file, target], { encoding: 'utf8' });
    const value = Number(printed) / source.length;
    report.add({ case: `memory, 150 MB ${name}`, unit: 'times its size', value, higherIsBetter: false });
  }
  rmSync(folder, { recursive: true });
}

export default { name: 'convert', run } satisfies Bench;
