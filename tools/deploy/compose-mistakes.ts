/** What the schema of a compose file does not say: that its parts fit each other and our files, and what is asked of all. */
import { existsSync } from 'node:fs';
import type { ComposeFile, ComposeService } from './compose.ts';
import type { ServiceContainer } from './process.ts';

/** Everything wrong with the file, each with the service that it is in. */
export function composeMistakes(file: ComposeFile): string[] {
  return Object.entries(file.services).flatMap(([name, service]) =>
    [...linkMistakes(file, service), ...hardeningMistakes(service)].map((mistake) => `${name}: ${mistake}`),
  );
}

/** Containers of ours that start a service; `image` has the variables of the image. */
export function composeContainers(file: ComposeFile, image: Readonly<Record<string, string>>): ServiceContainer[] {
  return Object.entries(file.services)
    .filter(([, { command = [] }]) => command.some((word) => word.startsWith('services/')))
    .map(([name, { command = [], environment, volumes = [] }]) => ({
      place: `compose: ${name}`,
      command,
      environment: { ...image, ...environment },
      mounts: volumes.map(({ target }) => target),
    }));
}

function linkMistakes(file: ComposeFile, service: ComposeService): string[] {
  const { depends_on: needs = {}, networks = {}, volumes = [], build } = service;
  const missing = (what: string, names: Iterable<string>, there: object = {}): string[] =>
    [...names].filter((name) => !(name in there)).map((name) => `there is no ${what} ${name}`);
  const waits = Object.entries(needs).filter(([, { condition }]) => condition === 'service_healthy');
  const named = volumes.flatMap(({ type, source }) => (type === 'volume' && source !== undefined ? [source] : []));
  const bound = volumes.flatMap(({ type, source = '' }) => (type === 'bind' ? [source] : []));
  return [
    ...missing('service', Object.keys(needs), file.services),
    ...missing('network', Object.keys(networks), file.networks),
    ...missing('volume', named, file.volumes),
    ...bound.filter((source) => !existsSync(source)).map((source) => `${source} is mounted and is not there`),
    ...waits
      .filter(
        ([name]) => file.services[name]?.healthcheck?.test === undefined && file.services[name]?.build === undefined,
      )
      .map(([name]) => `waits for the health of ${name}, which tells none`),
    ...(build?.dockerfile !== undefined && !existsSync(build.dockerfile) ? [`${build.dockerfile} is not there`] : []),
  ];
}

function hardeningMistakes(service: ComposeService): string[] {
  const { image = '', ports = [], cap_drop: dropped = [], security_opt: options = [], volumes = [] } = service;
  const tag = image.split(':').at(-1) ?? '';
  const says = (wrong: boolean, what: string): string[] => (wrong ? [what] : []);
  return [
    ...says(!/^v?\d+\.\d+/.test(tag), `${image} has no version for a tag`),
    ...says(!dropped.includes('ALL'), 'keeps capabilities'),
    ...says(!options.includes('no-new-privileges:true'), 'may gain privileges'),
    ...says(service.mem_limit === undefined && service.build?.dockerfile === undefined, 'has no limit of memory'),
    ...says(service.build !== undefined && service.read_only !== true, 'may write to its root file system'),
    ...ports.flatMap(({ host_ip: address, target }) =>
      says(address !== '127.0.0.1', `port ${target} is open to others`),
    ),
    ...volumes.flatMap(({ type, read_only: kept, target }) =>
      says(type === 'bind' && kept !== true, `${target} may be written through to this machine`),
    ),
  ];
}
