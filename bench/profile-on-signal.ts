/**
 * For `node --import`: takes a CPU profile of each thread of the process between one SIGUSR2 and the next, so that it
 * tells what work costs, without the process's start. Profiles go to the folder that POSTBUS_PROFILES names.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';

const folder = process.env['POSTBUS_PROFILES'];

/** Only the main thread hears signals; it tells the others. */
const threads = new BroadcastChannel('profile');
threads.unref();

if (folder !== undefined) {
  const turn = turns(join(folder, `${process.pid}-${threadId}.cpuprofile`));
  threads.onmessage = turn;
  if (isMainThread) {
    process.on('SIGUSR2', () => {
      threads.postMessage(undefined);
      turn();
    });
  }
}

/** Begins a profile when called, ends it when called again. */
function turns(file: string): () => void {
  const session = new Session();
  session.connect();
  let began = false;
  return () => {
    void (began ? end() : session.post('Profiler.enable').then(() => session.post('Profiler.start')));
    began = true;
  };
  async function end(): Promise<void> {
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(file, JSON.stringify(profile));
  }
}
