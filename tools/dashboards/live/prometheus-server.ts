/** A real Prometheus on a free port of loopback, with the rules of deploy/prometheus, in a folder of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import { freePorts, returnPorts } from '@postbus/cluster-servers';
import { temporaryFolder } from '@postbus/testing';
import { root, rulesFolder } from '../rules.ts';

export interface PrometheusOptions {
  /** `host:port` of processes that tell metrics. */
  readonly targets: readonly string[];
  /** Seconds between scrapes, and between evaluations of the rules. */
  readonly interval: number;
}

/** A series of an answer: times in epoch seconds. */
export interface AnsweredSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [time: number, value: number])[];
}

export interface RangeOptions {
  /** Epoch seconds. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

export interface EvaluatedRule {
  readonly name: string;
  /** `ok`, `unknown` before the first evaluation, or `err`. */
  readonly health: string;
  readonly lastError?: string;
  readonly state?: 'inactive' | 'pending' | 'firing';
}

/** Milliseconds. */
const startTime = 30_000;
const lookEvery = 100;

/** Whether the program is there, as Debian's package `prometheus` brings it. */
export function prometheusVersion(): string | undefined {
  const { status, stdout } = spawnSync('prometheus', ['--version'], { encoding: 'utf8' });
  return status === 0 ? /version (\S+)/.exec(stdout)?.[1] : undefined;
}

/** Runs promtool. @returns what it wrote, and whether it found nothing wrong */
export function promtool(...parameters: readonly string[]): { readonly well: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', parameters, { encoding: 'utf8', cwd: root });
  return { well: status === 0, output: stdout + stderr };
}

export class PrometheusServer {
  readonly #child: ChildProcess;
  readonly #origin: string;
  readonly #gone: () => void;

  private constructor(child: ChildProcess, origin: string, gone: () => void) {
    this.#child = child;
    this.#origin = origin;
    this.#gone = gone;
  }

  /** @throws {Error} with what it wrote, where it does not become ready */
  static async start({ targets, interval }: PrometheusOptions): Promise<PrometheusServer> {
    const folder = temporaryFolder();
    const [port] = await freePorts(1);
    const every = `${interval}s`;
    const configuration = {
      global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: every },
      rule_files: [`${root}/${rulesFolder}/*.yml`],
      scrape_configs: [{ job_name: 'postbus', static_configs: [{ targets, labels: { namespace: 'watched' } }] }],
    };
    // YAML 1.2 holds JSON.
    writeFileSync(join(folder.path, 'prometheus.yaml'), JSON.stringify(configuration));
    const parameters = [
      `--config.file=${join(folder.path, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder.path, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ];
    const child = spawn('prometheus', parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
    const endWithUs = (): unknown => child.kill('SIGKILL');
    process.once('exit', endWithUs);
    const server = new PrometheusServer(child, `http://127.0.0.1:${port}`, () => {
      process.off('exit', endWithUs);
      returnPorts([port!]);
      folder.remove();
    });
    await server.#ready(text(child.stderr!));
    return server;
  }

  async range(expr: string, { from, to, step }: RangeOptions): Promise<AnsweredSeries[]> {
    const parameters = { query: expr, start: String(from), end: String(to), step: String(step) };
    const { result } = await this.#ask<{ result: MatrixResult[] }>('query_range', parameters);
    return result.map(({ metric, values }) => ({ labels: metric, points: values.map(pointOf) }));
  }

  /** @param time epoch seconds; now unless told */
  async instant(expr: string, time?: number): Promise<AnsweredSeries[]> {
    const parameters = { query: expr, ...(time !== undefined && { time: String(time) }) };
    const { result } = await this.#ask<{ result: VectorResult[] }>('query', parameters);
    return result.map(({ metric, value }) => ({ labels: metric, points: [pointOf(value)] }));
  }

  /** Values of a label, as Grafana's `label_values(metric, label)` asks for them. */
  labelValues(label: string, metric: string): Promise<string[]> {
    return this.#ask(`label/${label}/values`, { 'match[]': metric });
  }

  async rules(): Promise<EvaluatedRule[]> {
    const { groups } = await this.#ask<{ groups: { rules: EvaluatedRule[] }[] }>('rules', {});
    return groups.flatMap(({ rules }) => rules);
  }

  /** Health of each target: `up`, `down`, or `unknown` before its first scrape. */
  async health(): Promise<string[]> {
    const { activeTargets } = await this.#ask<{ activeTargets: { health: string }[] }>('targets', {});
    return activeTargets.map(({ health }) => health);
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
    this.#gone();
  }

  async #ready(errors: Promise<string>): Promise<void> {
    const end = performance.now() + startTime;
    while (performance.now() < end && this.#child.exitCode === null) {
      const answer = await fetch(`${this.#origin}/-/ready`).catch(() => undefined);
      if (answer?.status === 200) return;
      await after(lookEvery);
    }
    this.#child.kill('SIGKILL');
    this.#gone();
    throw new Error(`prometheus did not become ready: ${await errors}`);
  }

  async #ask<Data>(path: string, parameters: Readonly<Record<string, string>>): Promise<Data> {
    const answer = await fetch(`${this.#origin}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    const body = (await answer.json()) as { status: string; error?: string; data: Data };
    if (body.status !== 'success') throw new Error(`${body.error}: ${parameters['query'] ?? path}`);
    return body.data;
  }
}

type Sample = readonly [time: number, value: string];

interface MatrixResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly Sample[];
}

interface VectorResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: Sample;
}

function pointOf([time, value]: Sample): readonly [number, number] {
  return [time, value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value)];
}
