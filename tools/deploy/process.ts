/** A process of ours as a deployment describes it: a container of the compose file, a pod of the chart. */

export interface ServiceContainer {
  /** Where it is described: `compose: ingest`. */
  readonly place: string;
  readonly command: readonly string[];
  /** All of its variables, those of the image too. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of the container that are more than the image: `/etc/postbus/tls`. */
  readonly mounts: readonly string[];
}

/** Services with a main program of their own. */
export const servicesAlone: readonly string[] = ['ingest', 'conversion', 'relay', 'sms-dispatch', 'sync'];
const alone = new RegExp(`^services/(${servicesAlone.join('|')})/dist/main\\.js$`);

/** The service that `command` starts; undefined for a command that starts none. */
export function serviceOf([program, script = '', ...parameters]: readonly string[]): string | undefined {
  if (program !== 'node') return undefined;
  if (script !== 'services/postbus/dist/main.js' || parameters[0] !== 'start') return alone.exec(script)?.[1];
  const only = parameters.indexOf('--only');
  return only === -1 ? 'postbus' : parameters[only + 1];
}
