import { ServerProcess, type ServerProcessOptions } from '@postbus/testing';

/**
 * Starts a server and kills it `time` milliseconds after its process began, most likely before it listens.
 * @throws {Error} where it ended by itself before
 */
export async function killWhileStarting(options: ServerProcessOptions, time: number): Promise<void> {
  const began = performance.now();
  let server: ServerProcess;
  try {
    server = await ServerProcess.start({ ...options, startTime: time });
  } catch (error) {
    if (performance.now() < began + time - 1) throw error;
    return;
  }
  await server.kill();
}
