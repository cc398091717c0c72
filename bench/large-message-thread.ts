/** Sends a large message for each request, in a thread of its own: making one must not hold up the clock of the others. */
import { parentPort, workerData } from 'node:worker_threads';
import { messagesWithAttachment } from './message.ts';
import { openConnection } from './smtp-load.ts';

export interface LargeMessageOptions {
  readonly port: number;
  readonly recipient: string;
  readonly size: number;
  /** Of the first message. */
  readonly number: number;
}

const port = parentPort!;
const options = workerData as LargeMessageOptions;
const content = messagesWithAttachment(options.size);
const connection = await openConnection(options.port);
let { number } = options;

port.on('message', (request: 'send' | 'end') => {
  void answer(request);
});

async function answer(request: 'send' | 'end'): Promise<void> {
  if (request === 'send') await connection.send(options.recipient, content(number++));
  else await connection.quit();
  port.postMessage('done');
  if (request === 'end') port.close();
}
