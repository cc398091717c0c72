import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePorts, returnPorts } from './free-ports.ts';

it('gives ports that can be listened on, each to one caller only', async () => {
  const asked = await Promise.all([freePorts(20), freePorts(20), freePorts(20)]);
  const ports = asked.flat();
  expect(new Set(ports).size).toBe(60);
  for (const port of ports.slice(0, 5)) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => server.close(resolve));
  }
  returnPorts(ports);
});
