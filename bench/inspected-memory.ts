/** Memory of a process that runs with `--inspect`, after its garbage was collected. https://chromedevtools.github.io/devtools-protocol/ */
import type { ServerProcess } from '@postbus/testing';

export interface Memory {
  /** Bytes of JavaScript objects and of the buffers that they hold. */
  readonly heap: number;
  /** Bytes that the process has of the machine's memory. */
  readonly resident: number;
}

/** Of Node, so that the process can be asked. */
export const inspectable = ['--inspect=127.0.0.1:0'];

export async function memoryOf(server: ServerProcess): Promise<Memory> {
  const [address] = /ws:\/\/\S+/.exec(server.errors) ?? [];
  if (address === undefined) throw new Error('the server does not run with --inspect');
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  // Twice: what finalizers let go is garbage of the next time.
  await ask(socket, 'HeapProfiler.collectGarbage');
  await ask(socket, 'HeapProfiler.collectGarbage');
  const { result } = await ask(socket, 'Runtime.evaluate', { expression: 'JSON.stringify(process.memoryUsage())' });
  socket.close();
  const { heapUsed, external, rss } = JSON.parse((result as { value: string }).value) as NodeJS.MemoryUsage;
  return { heap: heapUsed + external, resident: rss };
}

function ask(socket: WebSocket, method: string, params: object = {}): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    socket.addEventListener(
      'message',
      (event) => resolve((JSON.parse(event.data as string) as { result: Record<string, unknown> }).result),
      { once: true },
    );
    socket.send(JSON.stringify({ id: 1, method, params }));
  });
}
