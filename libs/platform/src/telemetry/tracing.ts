/** Turns the channels of the span table into spans and exports them. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { tracedSpans, toldSpans } from './span-table.ts';
import { SpanWriter } from './span-writer.ts';
import { Subscriptions } from './subscriptions.ts';

export interface TracingOptions {
  /** `postbus`, or the service that runs alone: `postbus-ingest`. */
  readonly service: string;
  readonly version: string;
  /** Part of the traces that is kept, 0 to 1; by their ids, so that all services keep the same ones. */
  readonly ratio?: number;
}

export interface Tracing {
  /** Sends what waits, and ends. */
  stop(): Promise<void>;
}

/**
 * Exports spans by OTLP over HTTP, as OpenTelemetry's variables say: OTEL_EXPORTER_OTLP_ENDPOINT,
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS, OTEL_BSP_SCHEDULE_DELAY (milliseconds between batches).
 *
 * @returns undefined where neither endpoint is set: then nothing is subscribed, and tracing costs nothing
 */
export function startTracing(options: TracingOptions, environment: NodeJS.ProcessEnv): Tracing | undefined {
  const endpoint = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (endpoint === undefined || endpoint === '') return undefined;
  const delay = Number(environment['OTEL_BSP_SCHEDULE_DELAY']);
  const batches = { exporter: new OTLPTraceExporter(), ...(delay > 0 && { scheduledDelayMillis: delay }) };
  return traceThrough(new BatchSpanProcessor(batches), options);
}

export function traceThrough(processor: SpanProcessor, { service, version, ratio = 1 }: TracingOptions): Tracing {
  const resource = defaultResource().merge(
    resourceFromAttributes({ [ATTR_SERVICE_NAME]: service, [ATTR_SERVICE_VERSION]: version }),
  );
  const sampler = new TraceIdRatioBasedSampler(ratio);
  const provider = new TracerProvider({ resource, sampler, spanProcessors: [processor] });
  const writer = new SpanWriter(provider.getTracer('postbus', version));
  const subscriptions = new Subscriptions();
  for (const row of tracedSpans) {
    subscriptions.toTraced<Parameters<SpanWriter['start']>[1]>(row.channel, {
      start: (context) => writer.start(row, context),
      end: (context) => writer.returned(row, context),
      asyncEnd: (context) => writer.end(row, context),
    });
  }
  for (const row of toldSpans) subscriptions.to(row.channel, (message) => writer.tell(row, message));
  return {
    async stop() {
      subscriptions.end();
      await provider.shutdown();
    },
  };
}
