/**
 * That the containers of the compose file run together: each command with its variables, as the image's user, from the
 * image's tree, on three brokers and a MongoDB server of this machine. Other than told are ports and names of servers.
 */
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { get } from 'node:https';
import { dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type ClusterServers, clusterServers, freePorts } from '@postbus/cluster-servers';
import { SmtpClient } from '@postbus/testing';
import { healthCheckOf, readDockerfile, runtimeStage } from './check-image.ts';
import type { ComposeFile } from './compose.ts';
import { composeContainers } from './compose-mistakes.ts';
import { type Stage, environmentOf } from './dockerfile.ts';
import { ImageProcess, onFreePorts, postbus, runInTree } from './image-process.ts';
import type { ImageTree } from './image-tree.ts';
import type { ServiceContainer } from './process.ts';
import { type Report, tell } from './report.ts';

/** Milliseconds; stop_grace_period of the compose file. */
const patience = 45_000;

export async function checkRunCluster(file: ComposeFile, tree: ImageTree, report: Report): Promise<void> {
  if (!(await checkCertificate(file, tree, report))) return;
  let servers: ClusterServers;
  try {
    servers = await clusterServers({ brokers: 3 });
  } catch (error) {
    return report.skip(`compose: its processes together; ${(error as Error).message}`);
  }
  try {
    await checkTogether(file, tree, servers, report);
  } finally {
    await servers.close();
  }
}

/** The container that makes the certificate; the next start leaves it as it is. */
async function checkCertificate({ services }: ComposeFile, tree: ImageTree, report: Report): Promise<boolean> {
  const { command = [], environment = {}, volumes = [] } = services['certificate'] ?? {};
  const root = tree.places['/postbus'] ?? tree.folder;
  for (const { type, source = '', target } of volumes) {
    if (type !== 'bind') continue;
    const path = join(root, target.replace('/postbus/', ''));
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(source, path);
  }
  const data = tree.places['/data'] ?? tree.folder;
  const ran = await runInTree(tree, command, { ...environment, POSTBUS_DATA: data });
  const there = existsSync(join(data, 'tls', 'development.crt'));
  tell(report, `compose: ${command.join(' ')} makes a certificate`, ran.code === 0 && there ? [] : [ran.stderr]);
  return there;
}

async function checkTogether(
  file: ComposeFile,
  tree: ImageTree,
  servers: ClusterServers,
  report: Report,
): Promise<void> {
  const stage = runtimeStage(readDockerfile());
  const containers = composeContainers(file, environmentOf(stage)).flatMap((container) => {
    const { deploy } = file.services[nameOf(container)] ?? {};
    return Array.from({ length: deploy?.replicas ?? 1 }, () => container);
  });
  const here = environmentOfServers(servers);
  const started = await Promise.allSettled(
    containers.map(async (container) => {
      const environment = { ...container.environment, ...(await placedHere(container, tree)), ...here };
      return startOf(container, environment, stage, tree);
    }),
  );
  const running = new Map<string, ImageProcess[]>();
  started.forEach((outcome, index) => {
    const name = nameOf(containers[index]!);
    if (outcome.status === 'fulfilled') running.set(name, [...(running.get(name) ?? []), outcome.value]);
    else report.fail(`compose: ${name}: ${(outcome.reason as Error).message}`);
  });
  if (started.every(({ status }) => status === 'fulfilled')) {
    report.pass(`compose: ${started.length} processes are healthy by the image's check, on ${servers.where}`);
    await checkWay(running, tree, report);
  }
  for (const [name, processes] of running) for (const one of processes) await checkEnd(name, one, report);
}

function nameOf({ place }: ServiceContainer): string {
  return place.replace('compose: ', '');
}

function startOf(
  { command }: ServiceContainer,
  environment: Readonly<Record<string, string>>,
  stage: Stage,
  tree: ImageTree,
): Promise<ImageProcess> {
  return ImageProcess.start(tree, { command, environment, healthCheck: healthCheckOf(stage) });
}

/** Servers of this machine, with names on them that nobody else has; what fewer than three brokers cannot be asked for. */
function environmentOfServers({ kafkaBrokers, mongoUrl }: ClusterServers): Record<string, string> {
  const name = `deploy-${randomBytes(4).toString('hex')}`;
  const few = {
    POSTBUS_DEVELOPMENT: 'true',
    POSTBUS_KAFKA_REPLICATION: '1',
    POSTBUS_KAFKA_MIN_INSYNC_REPLICAS: '1',
  };
  return {
    ...(kafkaBrokers.split(',').length < 3 && few),
    POSTBUS_KAFKA_BROKERS: kafkaBrokers,
    POSTBUS_KAFKA_PREFIX: `${name}.`,
    POSTBUS_MONGO_URL: mongoUrl,
    POSTBUS_MONGO_DATABASE: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: '',
  };
}

/** Ports that nobody has, and files of the image's folders where these lie here. */
async function placedHere({ environment }: ServiceContainer, tree: ImageTree): Promise<Record<string, string>> {
  const moved = Object.entries(environment).flatMap(([name, value]) => {
    const place = Object.keys(tree.places).find((path) => value === path || value.startsWith(`${path}/`));
    return place === undefined ? [] : [[name, value.replace(place, tree.places[place]!)]];
  });
  const [admin] = await freePorts(1);
  const api =
    environment['POSTBUS_ADMIN'] === undefined
      ? {}
      : { POSTBUS_ADMIN_LISTEN: `127.0.0.1:${admin}`, POSTBUS_ADMIN: `http://127.0.0.1:${admin}` };
  const ports = await onFreePorts(environment);
  return { ...ports, ...(Object.fromEntries(moved) as Record<string, string>), ...api };
}

/** An account by the command of the documentation, and a message on its way into a mailbox. */
async function checkWay(
  running: ReadonlyMap<string, readonly ImageProcess[]>,
  tree: ImageTree,
  report: Report,
): Promise<void> {
  const [admin] = running.get('admin') ?? [];
  const added = await admin!.exec(
    [...postbus, 'account', 'add', 'ann@example.org', '--password-stdin'],
    'a password\n',
  );
  tell(report, 'compose: exec admin postbus account add', added.code === 0 ? [] : [added.stderr]);
  const [ingest] = running.get('ingest') ?? [];
  const replies = await sendMail(ingest!.listening['smtp'] ?? '');
  tell(report, 'compose: ingest answers 250', replies.every((code) => code === 250) ? [] : [replies.join(' ')]);
  const kept = await delivered(running.get('conversion') ?? []);
  tell(report, 'compose: conversion puts it into the mailbox', kept ? [] : ['not within 30 s']);
  const [sync] = running.get('sync') ?? [];
  const authority = readFileSync(join(tree.places['/data'] ?? '', 'tls', 'development.crt'));
  const status = await statusOf(sync!.listening['https'] ?? '', authority);
  tell(report, 'compose: sync asks for a login over TLS', status === 401 ? [] : [`it answers ${status}`]);
}

async function sendMail(smtp: string): Promise<number[]> {
  const client = await SmtpClient.connect({ host: '127.0.0.1', port: Number(smtp.split(':').at(-1)) });
  await client.reply();
  await client.command('EHLO client.example');
  const outcome = await client.sendMessage({
    from: 'bob@example.com',
    to: ['ann@example.org'],
    data: 'From: bob@example.com\r\nTo: ann@example.org\r\nSubject: Hello\r\n\r\nHello\r\n',
  });
  await client.quit();
  return [...outcome.recipients, ...outcome.replies].map(({ code }) => code);
}

/** Whether one of them has put a copy into a mailbox within 30 s. */
async function delivered(processes: readonly ImageProcess[]): Promise<boolean> {
  const patience = AbortSignal.timeout(30_000);
  for (; !patience.aborted; await after(100)) {
    const pages = await Promise.all(
      processes.map(async ({ listening }) => (await fetch(`${listening['operations']}/metrics`)).text()),
    );
    if (pages.some((page) => /^postbus_conversion_copies_total(?:\{[^}]*\})? [1-9]/m.test(page))) return true;
  }
  return false;
}

function statusOf(https: string, ca: Buffer): Promise<number | undefined> {
  const { port } = new URL(https);
  const options = { host: '127.0.0.1', servername: 'localhost', port, path: '/Microsoft-Server-ActiveSync', ca };
  return new Promise((resolve, reject) => {
    get(options, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
}

async function checkEnd(name: string, one: ImageProcess, report: Report): Promise<void> {
  const code = await one.stop(patience);
  tell(report, `compose: ${name} ends with 0 at SIGTERM`, code === 0 ? [] : [`${code}: ${one.output.slice(-600)}`]);
  tell(report, `compose: ${name} has no error in its log`, one.errors);
}
