/** A thread of the pool: does one task after another. Sees bytes, gives plain values; knows no ports. */
import { parentPort } from 'node:worker_threads';
import { PostbusError } from '@postbus/errors';
import { openMessage } from '../smime/open-message.ts';
import { planProtection } from '../smime/plan-protection.ts';
import { protectMessage } from '../smime/protect-message.ts';
import { type Trust, readTrust } from '../smime/trust.ts';
import { readGatewayMail } from '../text/read-gateway-mail.ts';
import { readMailText } from '../text/read-mail-text.ts';
import { convertMessage } from './convert-message.ts';
import type { Answer, Request, Results, Task } from './protocol.ts';

let material: Request['trust'] = { version: 0, anchors: undefined, crls: [] };
let trust: Trust | undefined;

/** @throws {TrustError} where what was told cannot be read */
function currentTrust(): Trust {
  trust ??= readTrust(material!);
  return trust;
}

async function resultOf(raw: Uint8Array, task: Task): Promise<Results[Task['kind']]> {
  if (task.kind === 'convert') return convertMessage(raw, task.receivedAt);
  if (task.kind === 'text') return readMailText(raw, task);
  if (task.kind === 'gateway') return readGatewayMail(raw, task);
  if (task.kind === 'plan') return planProtection(raw, task, currentTrust());
  if (task.kind === 'protect') return protectMessage(raw, task);
  if (task.kind === 'open') return openMessage(raw, task, currentTrust());
  currentTrust();
  return undefined;
}

async function answer({ id, raw, task, trust: told }: Request): Promise<Answer> {
  if (told !== undefined) {
    material = told;
    trust = undefined;
  }
  try {
    return { id, result: await resultOf(raw, task) };
  } catch (error) {
    if (!(error instanceof Error)) return { id, failure: 'thrown', reason: typeof error };
    const reason = error instanceof PostbusError ? error.code : error.name;
    return { id, failure: `${error.name}: ${error.message}`, reason };
  }
}

parentPort?.on('message', (request: Request) => {
  void answer(request).then((answered) => parentPort?.postMessage(answered, buffersOf(answered)));
});

/** Messages that were made go over without a copy. */
function buffersOf(answered: Answer): ArrayBuffer[] {
  if (!('result' in answered) || answered.result === undefined) return [];
  const { result } = answered;
  const made = 'bytes' in result ? result.bytes : 'report' in result ? result.message : undefined;
  return made?.buffer instanceof ArrayBuffer && made.byteLength === made.buffer.byteLength ? [made.buffer] : [];
}
