/** Converts many messages over worker threads; a bad one holds up none of the others. */
import { Worker } from 'node:worker_threads';
import type { Conversion, ConversionOutcome } from './conversion.ts';
import { convertOne } from './convert-one.ts';
import { failureText } from './failure-text.ts';

export type OnEnd = (conversion: Conversion, outcome: ConversionOutcome) => void;

/** The source where tests run it as it is, else what the build made of it. */
const isSource = import.meta.url.endsWith('.ts');
const threadFile = new URL(isSource ? './convert-thread.ts' : './convert-thread.js', import.meta.url);
const execArgv = isSource ? ['--conditions=@postbus/source'] : [];
/** Messages below which threads cost more than they give. */
const fewest = 8;

/**
 * @param conversions taken one by one as threads are free, so that what it reads on the way is not held
 * @param jobs threads at most
 * @param onEnd called once a conversion, in the order in which they end
 */
export async function convertAll(conversions: AsyncIterable<Conversion>, jobs: number, onEnd: OnEnd): Promise<void> {
  const queue = conversions[Symbol.asyncIterator]();
  const here = jobs > 1 ? fewest : Infinity;
  for (let count = 0; count < here; count++) {
    const { done, value } = await queue.next();
    if (done === true) return;
    onEnd(value, await convertOne(value));
  }
  await Promise.all(Array.from({ length: jobs }, () => convertInThread(queue, onEnd)));
}

/** Takes from the queue until it is empty; a thread that dies takes one message with it, and another one goes on. */
async function convertInThread(queue: AsyncIterator<Conversion>, onEnd: OnEnd): Promise<void> {
  let worker: Worker | undefined;
  for (let next = await queue.next(); next.done !== true; next = await queue.next()) {
    worker ??= new Worker(threadFile, { execArgv });
    const { died, outcome } = await ask(worker, next.value);
    if (died) worker = undefined;
    onEnd(next.value, outcome);
  }
  await worker?.terminate();
}

function ask(
  worker: Worker,
  conversion: Conversion,
): Promise<{ readonly died: boolean; readonly outcome: ConversionOutcome }> {
  return new Promise((resolve) => {
    const onMessage = (outcome: ConversionOutcome): void => {
      worker.off('error', onError);
      resolve({ died: false, outcome });
    };
    const onError = (error: unknown): void => {
      worker.off('message', onMessage);
      resolve({ died: true, outcome: { failure: failureText(error), defects: [] } });
    };
    worker.once('message', onMessage).once('error', onError);
    if (typeof conversion.input === 'string') worker.postMessage(conversion);
    else sendBytes(worker, conversion, conversion.input);
  });
}

/** The message alone, not the chunks of the mbox around it; it is moved, not copied again. */
function sendBytes(worker: Worker, conversion: Conversion, bytes: Uint8Array): void {
  const input = Uint8Array.from(bytes);
  worker.postMessage({ ...conversion, input }, [input.buffer]);
}
