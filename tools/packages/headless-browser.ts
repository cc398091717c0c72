/** A page in a headless Chromium, from files of this machine. */
import { execFile, execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

/** The program, or undefined where there is none. */
export const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(isThere);

const mediaTypes: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };
const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns the page's document as it is when everything was loaded and has run */
export async function documentOf(folder: string, page: string): Promise<string> {
  const server = createServer(({ url = '/' }, response) => {
    const path = join(folder, normalize(decodeURIComponent(url)));
    try {
      const content = readFileSync(path);
      response.writeHead(200, { 'Content-Type': mediaTypes[extname(path)] ?? 'application/octet-stream' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const profile = mkdtempSync(join(tmpdir(), 'postbus-browser-'));
  try {
    const { port } = server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}/${page}`;
    const parameters = [...quiet, `--user-data-dir=${profile}`, '--dump-dom', address];
    const { stdout } = await promisify(execFile)(chromium!, parameters, { timeout: 60_000, maxBuffer: 1 << 24 });
    return stdout;
  } finally {
    server.close();
    server.closeAllConnections();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
